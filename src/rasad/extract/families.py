"""Families of event types that one rule holds for."""

from __future__ import annotations

# "It was done with arms": what may bring about dead, and what makes those who do it each other's enemies.
VIOLENT = frozenset({"air_strike", "shelling", "explosion", "armed_clash", "armed_attack", "interception"})
# One side does it to another.
STRIKES = frozenset({"armed_attack", "shelling", "air_strike", "explosion"})
# Of these, those that are aimed; a blast may hit whoever comes by.
AIMED = frozenset({"air_strike", "shelling", "armed_attack"})
# Aimed from afar.
FIRED = frozenset({"air_strike", "shelling"})
