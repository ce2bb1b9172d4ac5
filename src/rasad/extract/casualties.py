"""Ties casualty figures to the action that caused them: tolls and drafts of a document in, drafts with tolls out."""

from __future__ import annotations

from rasad.extract.chains import merge_into
from rasad.extract.drafts import Draft, Tagged, Trace
from rasad.extract.figures import Toll
from rasad.kit import Kit

_VIOLENT = frozenset({"air_strike", "shelling", "explosion", "armed_clash", "armed_attack", "interception"})


def attach_tolls(tagged: Tagged, drafts: list[Draft], earlier: list[Draft], kit: Kit, trace: Trace | None) -> None:
    """Attach every toll of a sentence to one draft, and drop the killing triggers that only tell another draft's toll.

    `drafts` are those of the sentence, `earlier` the violent ones of the sentences before it, latest last.
    """
    causes = [d for d in drafts if d.into is None and not d.trigger.kill and d.trigger.type in _VIOLENT]
    kills = [d for d in drafts if d.into is None and d.trigger.kill]
    whole = [(i, t) for i, t in enumerate(tagged.tolls) if t.part_of is None]
    for index, toll in whole:
        kill = next((k for k in kills if _tells(k, toll)), None)
        owner, rule = _owner(tagged, toll, kill, causes, earlier, kit)
        if owner is not None:
            _give(owner, tagged, index, toll, rule, trace)
            if kill is not None and kill is not owner and kill.into is None:
                merge_into(kill, owner, trace, rule)
    for kill in kills:
        if kill.into is not None or kill.tolls:
            continue
        owner, rule = _owner_of_kill(tagged, kill, causes, kit)
        if owner is not None:
            merge_into(kill, owner, trace, rule)
    for first, second in zip(kills, kills[1:], strict=False):
        # "X killed and Y wounded" without a cause of their own are one attack.
        if second.into is None and first.into is None and second.trigger.kill != first.trigger.kill:
            if not second.of("initiator") or not first.of("initiator"):
                merge_into(second, first, trace, "kill.wound")
        elif second.into is None and first.into is not None and not second.of("initiator"):
            root = first.into
            while root.into is not None:
                root = root.into
            merge_into(second, root, trace, "kill.wound")


def _tells(kill: Draft, toll: Toll) -> bool:
    token = kill.token
    return token.word_start <= toll.cue_start < token.word_end or toll.cue_start <= token.start < toll.cue_end


def _give(owner: Draft, tagged: Tagged, index: int, toll: Toll, rule: str, trace: Trace | None) -> None:
    owner.tolls.append((tagged.index, toll))
    if trace is not None:
        trace.add("bound", toll.start, toll.end, rule, f"{toll.kind} {toll.low}..{toll.high} of {owner.trigger.id}")


def _owner(
    tagged: Tagged, toll: Toll, kill: Draft | None, causes: list[Draft], earlier: list[Draft], kit: Kit
) -> tuple[Draft | None, str]:
    tokens = tagged.tokens
    at = next((t.index for t in tokens if t.word_start <= toll.cue_start < t.word_end), 0)
    end = next((t.index for t in reversed(tokens) if t.word_start < toll.end), at)
    last = max(at, end)
    after = _cause_after(tagged, last, causes, kit)
    if after is not None:
        return after, "cause.after"
    if kill is not None and kill.of("initiator"):
        return kill, "kill.agent"
    before = [d for d in causes if d.at < at]
    if before:
        return before[-1], "cause.before"
    following = [d for d in causes if d.at > last]
    if following and kill is None:
        return following[0], "cause.same_sentence"
    if kill is not None and (kill.means or kill.trigger.id == "murder"):
        return kill, "kill.means"
    same = [d for d in earlier if d.into is None and tagged.index - d.tagged.index <= 3]
    if same:
        return same[-1], "cause.earlier"
    if following:
        return following[0], "cause.same_sentence"
    if kill is not None:
        return kill, "kill.alone"
    return None, ""


def _owner_of_kill(tagged: Tagged, kill: Draft, causes: list[Draft], kit: Kit) -> tuple[Draft | None, str]:
    after = _cause_after(tagged, kill.at, causes, kit)
    if after is not None:
        return after, "cause.after"
    if kill.of("initiator"):
        return None, ""
    before = [d for d in causes if d.at < kill.at]
    return (before[-1], "cause.before") if before else (None, "")


def _cause_after(tagged: Tagged, at: int, causes: list[Draft], kit: Kit) -> Draft | None:
    """The event noun that a cause preposition (or "in", "by") ties to what stands before it, in the same clause."""
    tokens = tagged.tokens
    for draft in causes:
        if draft.at <= at or draft.at - at > 22:
            continue
        start = draft.at
        while start - 1 > at and tokens[start - 1].classes & {"carrier", "quantity", "demonstrative"}:
            start -= 1
        governed = kit.clitic_markers.get(tokens[start].prefix)
        previous = tokens[start - 1].classes if start else frozenset()
        if (governed and governed.marker == "in") or previous & {"prep.cause", "prep.in", "prep.from", "prep.by"}:
            if not any("p.semicolon" in t.classes or "conn.result" in t.classes for t in tokens[at + 1 : start]):
                return draft
        return None
    return None
