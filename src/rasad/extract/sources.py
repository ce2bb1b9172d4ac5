"""Who reports what a sentence tells: a tagged sentence and the voice before it in, its reports with their reach out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from rasad.extract.actors import Focus, Named, name_group
from rasad.extract.drafts import Draft, Tagged
from rasad.extract.groups import Group
from rasad.extract.speakers import (
    SLOT,
    Said,
    Scene,
    Speaker,
    accused,
    after,
    before,
    is_saying,
    of_actor,
    relayed,
    speaker,
    tells_event,
)
from rasad.extract.tokens import Token
from rasad.kit import Kit
from rasad.resolve.actor import most_specific


@dataclass(slots=True)
class Report:
    """One act of reporting: who (`said`, and the actor ids of the speaker) and the tokens [first, last] it covers.

    `at` is the token of the reporting word (-1: in a sentence before); `kind` is say (what follows a verb of saying),
    according (what stands around "according to"), title (what follows "X:") or quote (a quotation that runs on).
    """

    said: Said
    actors: frozenset[str]
    kind: str
    at: int
    first: int
    last: int


@dataclass(slots=True)
class Heard:
    """The reports of a sentence in text order, and who spoke last in the document so far.

    `quoting` is the block in which a reported quotation is still open at the sentence's end, None where none is.
    """

    reports: tuple[Report, ...]
    voice: Speaker | None
    quoting: int | None = None


_OPENING = frozenset({"claim.according", "claim.like", "claim.say", "claim.record", "p.colon"})
"""What a word that opens a report is."""
_TOLD = frozenset({"claim.that", "p.quote", "p.colon"})
_ASIDE = frozenset({"p.comma", "p.semicolon", "rel"})
_NAMED_NO_FURTHER = frozenset({"p.comma", "p.semicolon", "claim.that", "claim.according"})
_RECORDERS = frozenset({"monitor", "eyewitness", "correspondent", "media", "local_sources"})
_SPEAKERS = frozenset({"state", "forces", "government_body", "coalition", "armed_group", "militia", "international", "party", "person"})
_DOERS = frozenset({"state", "forces", "coalition", "armed_group", "militia"})


def report_source(tagged: Tagged, focus: Focus, kit: Kit, previous: Heard | None) -> Heard:
    """The reports of a sentence; a bare "he added" and a quotation left open take the voice before them."""
    tokens = tagged.tokens
    scene = Scene(tagged, focus, kit, previous.voice if previous else None)
    reports: list[Report] = []
    opening = [] if tagged.classes.isdisjoint(_OPENING) else [t for t in tokens if not _OPENING.isdisjoint(t.classes)]
    running = previous is not None and previous.quoting == tagged.sentence.block and scene.voice is not None
    if running and scene.voice is not None:
        close = next((t.index for t in tokens if "p.quote" in t.classes), len(tokens) - 1)
        reports.append(Report(Said(scene.voice.said.value, "source.quoted"), scene.voice.actors, "quote", -1, 0, close))
    elif not opening:
        return Heard((), scene.voice)
    told = tagged.opening[0].index if tagged.opening else len(tokens)
    skip = -1
    for token in opening:
        if token.index < skip:
            continue
        at, classes = token.index, token.classes
        report: Report | None = None
        if "claim.according" in classes or ("claim.like" in classes and told < at and _likewise(tokens, at)):
            report, skip = _according(scene, at, told)
        elif is_saying(token):
            ends = _ends(tokens) if "p.semicolon" in tagged.classes else []
            report = _saying(scene, at, _reach(ends, at, len(tokens)))
        elif "claim.record" in classes and token.place is None and not token.actors:
            found = after(scene, at) or before(scene, at)
            if found is not None and found.said.value in _RECORDERS:
                report = Report(found.said, found.actors, "say", at, found.end, len(tokens) - 1)
        elif "p.colon" in classes and 0 < at <= 9 and at < told and not reports:
            report = _title(scene, at)
        if report is None:
            continue
        if reports and _chained(reports[-1], report, tokens):
            first = reports.pop()
            report = Report(report.said, report.actors, "according", first.at, first.first, report.last)
        reports.append(report)
        scene.voice = Speaker(report.said, report.actors, report.first)
    opened = max(0, reports[-1].at) if reports else 0
    saying = bool(reports) and reports[-1].kind == "say"
    still = False
    if saying or running:
        marks = sum(["p.quote" in t.classes for t in tokens[opened:]]) if "p.quote" in tagged.classes else 0
        still = marks % 2 == 1 if saying else marks == 0
    return Heard(tuple(reports), scene.voice, tagged.sentence.block if still else None)


def governing(at: int, heard: Heard) -> Report | None:
    """The report that covers the token at `at`: the last one that opens before it, else one that stands behind it."""
    best: Report | None = None
    for report in reversed(heard.reports):
        if report.at == at or not report.first <= at <= report.last:
            continue
        if report.kind != "according" and report.at < at:
            return report
        if best is None or abs(report.at - at) < abs(best.at - at):
            best = report
    return best


def source_of(draft: Draft, initiators: list[Named], heard: Heard, kit: Kit) -> Said:
    """Who reports a draft; a public statement that nobody reports is reported by who makes it."""
    report = governing(draft.at, heard)
    if draft.type != "statement":
        return report.said if report else Said("unspecified", "source.none")
    if report is None or report.kind != "say":
        report = next((r for r in heard.reports if r.at == draft.at), report)
    if report is not None and report.kind == "say" and report.said.value != "unspecified":
        return report.said
    for named in initiators:
        if (value := of_actor(named.id, kit)) and value != "local_sources":
            return Said(value, "source.maker", named.start, named.end)
    return report.said if report else Said("unspecified", "source.none")


def doers_by_voice(draft: Draft, heard: Heard, focus: Focus, kit: Kit) -> list[Named]:
    """The doers of a draft whose own words name none: whom somebody accuses of it, or the speaker; else [].

    The speaker is the doer of "X said that its aircraft struck", "that the forces struck", and of what X denies; it must be one actor that can act,
    and nobody may be named between.
    """
    report = governing(draft.at, heard)
    if draft.type != "statement" and (accused := _accused(draft, report, focus, kit)):
        return accused
    titled = report is not None and report.kind == "title" and draft.trigger.quoted  # "X: we shall not allow"
    if report is None or (report.kind != "say" and not titled) or report.at < 0 or (draft.type == "statement" and not draft.trigger.quoted):
        return []
    able = _SPEAKERS if draft.trigger.quoted else _DOERS
    keep = most_specific((i for i in sorted(report.actors) if i in kit.actors.rows and kit.actors.rows[i].kind in able), kit.actors)
    if len(keep) != 1:
        return []
    tagged = draft.tagged
    verb = tagged.tokens[report.at]
    if draft.trigger.quoted:
        return [Named(keep[0], verb.word_start, verb.word_end, "subject.speaks")]
    if "claim.deny" in verb.classes and report.at in draft.parts:
        return [Named(keep[0], verb.word_start, verb.word_end, "subject.denies")]
    for filler in draft.fillers:
        group = filler.group
        own = group.suffix or (group.definite and group.head is not None and kit.actors.heads[group.head].cls == "force")
        if filler.role not in ("initiator", "both") or not own or group.owners or filler.sentence != tagged.index:
            continue
        if any(g.owners for g in tagged.groups if report.first < g.first < group.first):
            return []
        token = tagged.tokens[group.first]
        return [Named(keep[0], token.word_start, token.word_end, "subject.speaker")]
    return []


def speakers_own(draft: Draft, heard: Heard, kit: Kit) -> list[Named]:
    """Whose the thing is that "our" is said of: the one actor that speaks."""
    report = governing(draft.at, heard)
    if report is None:
        return []
    keep = most_specific((i for i in sorted(report.actors) if i in kit.actors.rows and kit.actors.rows[i].kind in _DOERS), kit.actors)
    for filler in draft.fillers:
        group = filler.group
        if filler.role == "target" and group.suffix in kit.text.spelling.clitics.speaker and not group.owners and len(keep) == 1:
            token = draft.tagged.tokens[group.first]
            return [Named(keep[0], token.word_start, token.word_end, "target.speaker")]
    return []


def _accused(draft: Draft, report: Report | None, focus: Focus, kit: Kit) -> list[Named]:
    """Whom the accusing word before a draft names: the first actor behind it that does not accuse."""
    tagged = draft.tagged
    if "claim.accuse" not in tagged.classes:
        return []
    for at in range(draft.at - 1, max(-1, draft.at - SLOT), -1):
        if "claim.accuse" in tagged.tokens[at].classes and (named := _accused_by(at, draft, report, focus, kit)):
            return named
    return []


def _accused_by(at: int, draft: Draft, report: Report | None, focus: Focus, kit: Kit) -> list[Named]:
    """Whom the accusing word at token `at` names."""
    tagged = draft.tagged
    verb = tagged.tokens[at]
    if verb.suffix and ("verb.now" in verb.classes or any(f.pos == "v" for f in verb.triggers)):
        return []  # "X accuses it of": who stands behind the verb accuses
    if charged := accused(tagged, at, kit):
        return [replace(n, rule="accused") for g in charged for n in name_group(g, tagged, focus, kit, "initiator")]
    speaking = report.said.start if report is not None and report.at == at else None
    speaks = False
    first: Group | None = None
    for group in tagged.groups:
        if group.first <= at or not group.owners or group.marker not in ("", "of", "to"):
            continue
        if group.last >= draft.at:
            break
        with_them = speaks and group.linked
        speaks = speaking is not None and tagged.tokens[group.first].word_start <= speaking < tagged.tokens[group.last].word_end
        if speaks or with_them:
            speaks = True
            continue
        if first is None and group.bare and group.first == at + 1 and tagged.tokens[at].triggers[:1] and tagged.tokens[at].triggers[0].pos == "v":
            first = group  # right behind the verb stands who accuses, if another one follows
            continue
        first = group
        break
    if first is None:
        first = _only_accused(at, draft, kit)
    if first is None:
        return []
    return [replace(n, rule="accused") for n in name_group(first, tagged, focus, kit, "initiator")]


def _only_accused(at: int, draft: Draft, kit: Kit) -> Group | None:
    """The one group right behind a verb of accusing, before the charge: who is accused is always told, who accuses is not."""
    tagged, verb = draft.tagged, draft.tagged.tokens[at]
    group = next((g for g in tagged.groups if g.first == at + 1 and g.owners and g.bare), None)
    if group is None or verb.suffix or not verb.triggers or verb.triggers[0].pos != "v":
        return None
    charge = tagged.tokens[group.last + 1 : min(draft.at, group.last + 3) + 1]
    marked = (kit.clitic_markers.get(t.prefix) for t in charge)
    return group if any(c and c.marker == "in" for c in marked) else None


def _saying(scene: Scene, at: int, last: int) -> Report | None:
    """The report of a verb of saying: subject behind it, before it, or dropped; it covers the tokens to `last`."""
    tokens, kit = scene.tagged.tokens, scene.kit
    token = tokens[at]
    found = after(scene, at)
    if found is None:
        noun = at > 0 and any(c.startswith("prep.") for c in tokens[at - 1].classes)
        if noun or token.prefix in kit.proclitics.with_article:
            return None
        clitic = kit.clitic_markers.get(token.prefix)
        if not (clitic and clitic.linked):
            found = before(scene, at)
    if found is None:
        if scene.voice is None or not _tells(tokens, at):
            return None
        return Report(Said(scene.voice.said.value, "source.continued"), scene.voice.actors, "say", at, at + 1, last)
    if "claim.relay" in token.classes:
        found = relayed(scene, at + 1, found.end + 4) or found
    return Report(found.said, found.actors, "say", at, min(found.end, last), last)


def _tells(tokens: list[Token], at: int) -> bool:
    """Whether a clause, a quotation or an event opens right behind a verb of saying."""
    for token in tokens[at + 1 : at + 7]:
        if token.triggers or not token.classes.isdisjoint(_TOLD):
            return True
        if not token.classes.isdisjoint(_ASIDE):
            return False
    return False


def _ends(tokens: list[Token]) -> list[int]:
    """The full stops and semicolons that stand in no quotation."""
    found = []
    inside = False
    for token in tokens:
        if not token.classes:
            continue
        if "p.quote" in token.classes:
            inside = not inside
        elif "p.semicolon" in token.classes and not inside:
            found.append(token.index)
    return found


def _reach(ends: list[int], at: int, count: int) -> int:
    """The last token that a report opened at `at` covers: the next full stop or semicolon (`ends`), else the last one."""
    number = bisect_left(ends, at + 3)
    return ends[number] if number < len(ends) else count - 1


def _likewise(tokens: list[Token], at: int) -> bool:
    """Whether "as X said" stands behind what X said."""
    return at + 1 < len(tokens) and is_saying(tokens[at + 1]) and not _tells(tokens, at + 1)


def _according(scene: Scene, at: int, told: int) -> tuple[Report | None, int]:
    """The report of "according to X" and the token after it; `told` is the sentence's first event word.

    At the head of the sentence it covers what follows, else the whole sentence.
    """
    tokens = scene.tagged.tokens
    stop = at + 1
    while stop < min(len(tokens), at + SLOT):
        token = tokens[stop]
        if not token.classes.isdisjoint(_NAMED_NO_FURTHER):
            break
        if tells_event(token) and not is_saying(token):
            break
        stop += 1
    found = speaker(scene, at + 1, stop, addressed=True)
    if found is None:
        return None, at + 1
    if any("claim.relay" in t.classes for t in tokens[at + 1 : stop]):
        found = relayed(scene, at + 1, stop) or found
    return Report(found.said, found.actors, "according", at, at if told > at else 0, len(tokens) - 1), stop


def _chained(first: Report, second: Report, tokens: list[Token]) -> bool:
    """Whether two "according to" stand together: "according to A, quoting B", so that B has said it."""
    if first.kind != "according" or second.kind != "according" or second.at - first.at >= 12:
        return False
    return not any(t.triggers for t in tokens[first.at : second.at])


def _title(scene: Scene, at: int) -> Report | None:
    """The report of "X: what happened", mostly in headlines."""
    tokens = scene.tagged.tokens
    if any(is_saying(t) for t in tokens[:at]) or at + 1 >= len(tokens):
        return None
    if tokens[at - 1].text.isdigit() or tokens[at - 1].time is not None:
        return None
    found = speaker(scene, 0, at)
    return None if found is None else Report(found.said, found.actors, "title", at, at + 1, len(tokens) - 1)


__all__ = ["Heard", "Report", "doers_by_voice", "governing", "report_source", "source_of"]
