"""Grades how well an event is corroborated, after Airwars: its mentions and sources in, a grade with its reason out."""

from __future__ import annotations

from collections.abc import Sequence

from rasad.event import Told
from rasad.kit import Kit
from rasad.link.contradictions import rivals
from rasad.link.rules import rules


def grade_of(told: Sequence[Told], sources: Sequence[Sequence[str]], kit: Kit) -> tuple[str, str]:
    """The grade and the rule that gave it, with its figures: "fair", "two_sources: 3 independent sources tell it"."""
    actual = [t for t in told if t.mention.reality.value != "denied"]
    denied = [t for t in told if t.mention.reality.value == "denied"]
    accused = {a.id for t in actual for a in t.mention.initiators} & {a.id for t in denied for a in t.mention.initiators}
    claimants = {a.id for t in actual if t.mention.attribution.value == "claimed" for a in t.mention.initiators}
    holds = {
        "only_denied": not actual,
        "rival_initiators": bool(rivals(actual, kit)),
        "denied_by_accused": bool(accused),
        "claimed": bool(claimants),
        "two_sources": len(sources) > 1,
        "one_source": True,
    }
    figures = {
        "sources": str(len(sources)),
        "denials": str(len({t.document_key for t in denied})),
        "accused": ", ".join(sorted(accused)),
        "claimants": ", ".join(sorted(claimants)),
        "rivals": ", ".join(rivals(actual, kit)),
    }
    for rule in rules().grades:
        if holds[rule.rule]:
            return rule.grade, f"{rule.rule}: {rule.reason.format(**figures)}"
    raise ValueError("no rule of data/link/events.toml gives a grade; the last one should always hold")
