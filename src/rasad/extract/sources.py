"""Who reports what a sentence tells: a tagged sentence and the voice before it in, its reports with their reach out."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.extract.actors import Focus, Named, name_group
from rasad.extract.drafts import Draft, Tagged
from rasad.extract.tokens import Token
from rasad.kit import Kit
from rasad.resolve.actor import most_specific


@dataclass(frozen=True, slots=True)
class Said:
    """A label with the folded stretch that gave it (None: no words, a rule)."""

    value: str
    rule: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One act of reporting: who (`said`, and the actor ids of the speaker) and the tokens [first, last] it covers.

    `at` is the token of the reporting word; `kind` is say (what follows a verb of saying), according (what stands
    around "according to"), title (what follows "X:") or quote (a quotation that runs on from the sentence before).
    """

    said: Said
    actors: frozenset[str]
    kind: str
    at: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Heard:
    """The reports of a sentence in text order, and the last voice of the document so far.

    `quoting` is the block in which a reported quotation is still open at the sentence's end, None where none is.
    """

    reports: tuple[Report, ...]
    voice: Report | None
    quoting: int | None = None


@dataclass(frozen=True, slots=True)
class _Speaker:
    said: Said
    actors: frozenset[str]
    end: int
    """The token after the speaker's words."""


# A monitor's spokesman is the monitor, so the order counts where one word or one name has several classes.
_LABELS = ("monitor", "eyewitness", "correspondent", "media", "local_sources", "official")
_RECORDERS = frozenset({"monitor", "eyewitness", "correspondent", "media", "local_sources"})
_OFFICIAL_HEADS = frozenset({"official", "government", "security", "force", "air", "artillery"})
_OFFICIAL_KINDS = frozenset({"state", "forces", "government_body", "coalition", "international", "party", "person"})
_DOERS = frozenset({"state", "forces", "coalition", "armed_group", "militia"})
_ARMED_KINDS = frozenset({"armed_group", "militia"})
_MONITORS = "rights_groups"
_SLOT = 16
_NONE: frozenset[str] = frozenset()


def report_source(tagged: Tagged, focus: Focus, kit: Kit, previous: Heard | None) -> Heard:
    """The reports of a sentence; a bare "he added" and a quotation left open take the voice before them."""
    tokens = tagged.tokens
    voice = previous.voice if previous else None
    reports: list[Report] = []
    open_before = previous is not None and previous.quoting == tagged.sentence.block and voice is not None
    if open_before and voice is not None:
        close = next((t.index for t in tokens if "p.quote" in t.classes), len(tokens) - 1)
        reports.append(Report(Said(voice.said.value, "source.quoted"), voice.actors, "quote", -1, 0, close))
    skip = -1
    for token in tokens:
        at = token.index
        if at < skip:
            continue
        report: Report | None = None
        if "claim.according" in token.classes or _likewise(tokens, at):
            report, skip = _according(tagged, at, voice, focus, kit)
        elif is_saying(token):
            report = _saying(tagged, at, voice, focus, kit)
        elif "claim.record" in token.classes and token.place is None and not token.actors:
            found = _after(tagged, at, voice, focus, kit) or _before(tagged, at, voice, focus, kit)
            if found is not None and found.said.value in _RECORDERS:
                report = Report(found.said, found.actors, "say", at, found.end, len(tokens) - 1)
        elif "p.colon" in token.classes and 0 < at <= 9 and not reports:
            report = _title(tagged, at, voice, focus, kit)
        if report is None:
            continue
        before = reports[-1] if reports else None
        if before is not None and before.kind == "according" == report.kind and _chained(tokens, before.at, at):
            reports[-1] = Report(report.said, report.actors, "according", before.at, before.first, report.last)
            voice = reports[-1]
            continue
        reports.append(report)
        voice = report
    opened = reports[-1].at if reports else -1
    marks = sum("p.quote" in t.classes for t in tokens[max(0, opened) :])
    still = marks % 2 == 1 if reports and reports[-1].kind == "say" else open_before and marks == 0
    return Heard(tuple(reports), voice, tagged.sentence.block if still else None)


def _chained(tokens: list[Token], first: int, second: int) -> bool:
    """Whether two "according to" stand together: "according to A, quoting B", so that B has said it."""
    return second - first < 12 and not any(t.triggers for t in tokens[first:second])


def is_saying(token: Token) -> bool:
    """Whether a token is a verb or a noun of saying and nothing else."""
    classes = token.classes
    if "claim.say" not in classes or token.actors or token.place is not None or token.time is not None:
        return False
    return not any(c.startswith("prep.") for c in classes)


def governing(at: int, heard: Heard) -> Report | None:
    """The report that covers the token at `at`: the last one that opens before it, else one that stands behind it."""
    covering = [r for r in heard.reports if r.first <= at <= r.last and r.at != at]
    said = [r for r in covering if r.kind != "according" and r.at < at]
    if said:
        return said[-1]
    return min(covering, key=lambda r: abs(r.at - at), default=None)


def source_of(draft: Draft, initiators: list[Named], heard: Heard, kit: Kit) -> Said:
    """Who reports a draft; a public statement that nobody reports is reported by who makes it."""
    report = governing(draft.at, heard)
    if draft.type != "statement":
        return report.said if report else Said("unspecified", "source.none")
    own = next((r for r in heard.reports if r.at == draft.at), None)
    if report is None or report.kind != "say":
        report = own or report
    if report is not None and report.kind == "say" and report.said.value != "unspecified":
        return report.said
    for named in initiators:
        if (value := _of_actor(named.id, kit)) and value != "local_sources":
            return Said(value, "source.maker", named.start, named.end)
    return report.said if report else Said("unspecified", "source.none")


def doers_by_voice(draft: Draft, heard: Heard, kit: Kit) -> list[Named]:
    """The speaker as doer of "X said that its aircraft struck": [] unless a pronoun alone stands for the doer.

    For drafts whose own words name no doer; the speaker must be one actor that can act, and nobody may be named between.
    """
    report = governing(draft.at, heard)
    if report is None or report.kind != "say" or draft.type == "statement":
        return []
    ids = [i for i in sorted(report.actors) if i in kit.actors.rows and kit.actors.rows[i].kind in _DOERS]
    keep = most_specific(ids, kit.actors)
    if len(keep) != 1:
        return []
    for filler in draft.fillers:
        group = filler.group
        if filler.role not in ("initiator", "both") or not group.suffix or group.owners or filler.sentence != draft.tagged.index:
            continue
        if any(g.owners for g in draft.tagged.groups if report.first < g.first < group.first):
            return []
        token = draft.tagged.tokens[group.first]
        return [Named(keep[0], token.word_start, token.word_end, "subject.speaker")]
    return []


def _of_actor(id: str, kit: Kit) -> str | None:
    """What kind of source an actor is, None where it says nothing of that."""
    row = kit.actors.rows.get(id)
    if row is None:
        return None
    if _MONITORS in (row.id, row.scored_as):
        return "monitor"
    if row.kind in _OFFICIAL_KINDS or row.kind in _ARMED_KINDS:
        return "official"
    return "local_sources" if row.kind == "civilian" else None


def _saying(tagged: Tagged, at: int, voice: Report | None, focus: Focus, kit: Kit) -> Report | None:
    """The report of a verb of saying: subject behind it, before it, or dropped."""
    tokens = tagged.tokens
    token = tokens[at]
    last = _reach(tokens, at)
    found = _after(tagged, at, voice, focus, kit)
    if found is None:
        if token.prefix in kit.proclitics.with_article or _is_noun(token, tokens):
            return None
        linked = kit.clitic_markers.get(token.prefix)
        if not (linked and linked.linked):
            found = _before(tagged, at, voice, focus, kit)
    if found is None:
        if voice is None or not _tells(tokens, at):
            return None
        return Report(Said(voice.said.value, "source.continued"), voice.actors, "say", at, at + 1, last)
    if "claim.relay" in token.classes and (other := _relayed(tagged, found.end, voice, focus, kit)) is not None:
        found = other
    return Report(found.said, found.actors, "say", at, min(found.end, last), last)


def _is_noun(token: Token, tokens: list[Token]) -> bool:
    """Whether a word of saying stands as a noun: behind a preposition."""
    return token.index > 0 and any(c.startswith("prep.") for c in tokens[token.index - 1].classes)


def _tells(tokens: list[Token], at: int) -> bool:
    """Whether a clause or a quotation opens right behind a verb of saying."""
    for token in tokens[at + 1 : at + 7]:
        if "claim.that" in token.classes or token.classes & {"p.quote", "p.colon"}:
            return True
        if token.triggers or token.classes & {"p.comma", "p.semicolon", "rel"}:
            return bool(token.triggers)
    return False


def _reach(tokens: list[Token], at: int) -> int:
    """The last token that a report opened at `at` covers: up to a semicolon or the end."""
    for token in tokens[at + 1 :]:
        if "p.semicolon" in token.classes and token.index > at + 2:
            return token.index
    return len(tokens) - 1


def _after(tagged: Tagged, at: int, voice: Report | None, focus: Focus, kit: Kit) -> _Speaker | None:
    """The speaker between a verb of saying and what it tells."""
    tokens = tagged.tokens
    stop = at + 1
    while stop < min(len(tokens), at + _SLOT):
        token = tokens[stop]
        if token.classes & {"claim.that", "p.colon", "claim.say"} and not token.actors and token.place is None:
            break
        if "p.quote" in token.classes and not _name_in_quotes(tokens, stop):
            break
        if token.triggers and not token.actors and not token.head and not _source(token):
            break
        if token.classes & {"conn", "conn.result", "claim.according"}:
            break
        stop += 1
    return _speaker(tagged, at + 1, stop, voice, focus, kit)


def _before(tagged: Tagged, at: int, voice: Report | None, focus: Focus, kit: Kit) -> _Speaker | None:
    """The speaker before a verb of saying, in its own clause: "the correspondent said"."""
    tokens = tagged.tokens
    low = at
    while low > 0 and at - low < 10:
        token = tokens[low - 1]
        if token.classes & {"p.comma", "p.semicolon", "p.colon", "claim.that", "conn", "conn.result", "rel", "claim.say"}:
            break
        if token.triggers and not token.actors and not token.head:
            break
        low -= 1
    return _speaker(tagged, low, at, voice, focus, kit)


def _speaker(
    tagged: Tagged, first: int, stop: int, voice: Report | None, focus: Focus, kit: Kit, addressed: bool = False
) -> _Speaker | None:
    """The first source or actor named in tokens [first, stop); `addressed`: one behind a preposition counts, too."""
    tokens = tagged.tokens
    paper: Token | None = None
    for token in tokens[first:stop]:
        if "rel" in token.classes:
            break
        clitic = kit.clitic_markers.get(token.prefix)
        if clitic and clitic.marker and not addressed:
            continue
        inside = token.index > first and "prep.in" in tokens[token.index - 1].classes
        if inside and not addressed and "source.monitor" not in token.classes:
            continue
        label = _label(token, tokens, stop, kit)
        if label is None:
            if "source.paper" in token.classes:
                paper = paper or token
            continue
        end = min(stop, token.index + 9)
        actors = _ids(tagged, token.index, end, focus, kit)
        if label == "same":
            definite = token.prefix in kit.proclitics.with_article or _pointed(tokens, token.index)
            if definite and voice is not None:
                return _Speaker(
                    Said(voice.said.value, "source.same", token.word_start, token.word_end), voice.actors, stop
                )
            label = "official" if _official_near(tokens, token.index, stop, kit) else "local_sources"
        if label != "monitor" and any("source.monitor" in t.classes for t in tokens[token.index : min(stop, token.index + 6)]):
            label = "monitor"
        return _Speaker(Said(label, f"source.{label}", token.word_start, token.word_end), actors, stop)
    if paper is not None:
        if voice is not None and not addressed:
            return _Speaker(Said(voice.said.value, "source.continued"), voice.actors, stop)
        return _Speaker(Said("official", "source.paper", paper.word_start, paper.word_end), _NONE, stop)
    return None


def _source(token: Token) -> str | None:
    return next((label for label in _LABELS if f"source.{label}" in token.classes), None)


def _label(token: Token, tokens: list[Token], stop: int, kit: Kit) -> str | None:
    """The kind of source a token names; "same" for a bare word for source; None where it names none."""
    if label := _source(token):
        return label
    if "source.bare" in token.classes:
        return "same"
    if token.head and kit.actors.heads[token.head].cls in _OFFICIAL_HEADS and "source.paper" not in token.classes:
        return "official"
    for key in token.actors:
        alias = kit.actors.aliases[int(key)]
        if alias.kind == "adjective":
            return None
        if value := _of_actor(alias.actor, kit):
            return value
    return None


def _official_near(tokens: list[Token], at: int, stop: int, kit: Kit) -> bool:
    """Whether a bare source is one in the army, of the police: an official body behind "in", "from" or a written "in"."""
    for token in tokens[at + 1 : min(stop, at + 4)]:
        inside = kit.clitic_markers.get(token.prefix)
        tied = bool(inside and inside.marker) or bool(tokens[token.index - 1].classes & {"prep.in", "prep.from"})
        if tied and ("source.official" in token.classes or token.head or token.actors):
            return True
    return False


def _pointed(tokens: list[Token], at: int) -> bool:
    return at > 0 and "demonstrative" in tokens[at - 1].classes


def _ids(tagged: Tagged, first: int, stop: int, focus: Focus, kit: Kit) -> frozenset[str]:
    """The actors that the speaker's words name or belong to."""
    found: set[str] = set()
    for group in tagged.groups:
        if group.first < stop and group.last >= first and group.owners:
            found.update(n.id for n in name_group(group, tagged, focus, kit))
    for token in tagged.tokens[first:stop]:
        ids = {kit.actors.aliases[int(a)].actor for a in token.actors}
        if len(ids) == 1:
            found |= ids
    return frozenset(found)


def _name_in_quotes(tokens: list[Token], at: int) -> bool:
    """Whether the quotation mark at `at` belongs to a short name in quotes and opens no speech."""
    if tokens[at - 1].classes & {"claim.say", "claim.that"}:
        inside = tokens[at + 1 : at + 7]
        close = next((t.index for t in inside if "p.quote" in t.classes), None)
        return close is not None and any(t.actors or _source(t) for t in tokens[at + 1 : close]) and close - at <= 6
    return True


def _relayed(tagged: Tagged, at: int, voice: Report | None, focus: Focus, kit: Kit) -> _Speaker | None:
    """The speaker that a relaying verb names behind "from"."""
    tokens = tagged.tokens
    for token in tokens[max(0, at - _SLOT) : at + 4]:
        if "claim.from" in token.classes:
            stop = token.index + 1
            while stop < min(len(tokens), token.index + 10):
                if tokens[stop].classes & {"claim.that", "p.colon", "p.comma"} or tokens[stop].triggers:
                    break
                stop += 1
            return _speaker(tagged, token.index + 1, stop, voice, focus, kit)
    return None


def _likewise(tokens: list[Token], at: int) -> bool:
    """ "... , as X said": with something told before it in the sentence."""
    if "claim.like" not in tokens[at].classes or at + 1 >= len(tokens) or not is_saying(tokens[at + 1]):
        return False
    return at > 2 and any(t.triggers for t in tokens[:at]) and not _tells(tokens, at + 1)


def _according(tagged: Tagged, at: int, voice: Report | None, focus: Focus, kit: Kit) -> tuple[Report | None, int]:
    """The report of "according to X" and the token after it."""
    tokens = tagged.tokens
    stop = at + 1
    while stop < min(len(tokens), at + _SLOT):
        token = tokens[stop]
        if token.classes & {"p.comma", "p.semicolon", "claim.that", "claim.according"}:
            break
        if token.triggers and not token.actors and not token.head and not _source(token) and not is_saying(token):
            break
        stop += 1
    found = _speaker(tagged, at + 1, stop, voice, focus, kit, addressed=True)
    if found is None:
        return None, at + 1
    if any("claim.relay" in t.classes for t in tokens[at + 1 : stop]):
        found = _relayed(tagged, stop, voice, focus, kit) or found
    opens = not any(t.triggers for t in tokens[:at])
    return Report(found.said, found.actors, "according", at, at if opens else 0, len(tokens) - 1), stop


def _title(tagged: Tagged, at: int, voice: Report | None, focus: Focus, kit: Kit) -> Report | None:
    """ "X: what happened", mostly in headlines."""
    tokens = tagged.tokens
    if any(t.triggers or is_saying(t) for t in tokens[:at]) or at + 1 >= len(tokens):
        return None
    if tokens[at - 1].text.isdigit() or tokens[at - 1].time is not None:
        return None
    found = _speaker(tagged, 0, at, voice, focus, kit)
    if found is None:
        return None
    return Report(found.said, found.actors, "title", at, at + 1, len(tokens) - 1)


__all__ = ["Heard", "Report", "Said", "governing", "is_saying", "report_source", "source_of"]
