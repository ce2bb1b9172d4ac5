"""Signatures: what is compared of a mention survives the way to bytes and back."""

from __future__ import annotations

import pytest

from rasad.link.signature import Signature, signature_of
from telling import kit, signature, told


def test_bytes_give_the_signature_back():
    made = signature("a", killed=(20, None), injured=4, where=("sy-mayadin", "sy-gov-deir-ez-zor", "Anywhere"), by="quds_force unknown")
    assert Signature.from_bytes(made.to_bytes()) == made
    assert Signature.from_bytes(made.to_bytes()).to_bytes() == made.to_bytes()


def test_a_signature_of_another_version_is_refused():
    data = signature("a").to_bytes().replace(b"[", b"[9", 1)
    with pytest.raises(ValueError, match="link the project anew"):
        Signature.from_bytes(data)


def test_a_place_knows_the_units_that_hold_it():
    (spot,) = signature("a", where="sy-mayadin").spots
    assert spot.admin1 == "sy-gov-deir-ez-zor"
    assert "sy-gov-deir-ez-zor" in spot.within


def test_an_actor_knows_the_groups_above_it():
    (party,) = signature_of(told("a", by="fatemiyoun"), kit()).initiators
    assert "iran_backed_militias" in party.groups
