"""Sets of the numbers of events as bits of one whole number: numbers or bytes in, bits out, and back.

Sets of a hundred thousand are joined and cut in microseconds, and take 13 kB.
"""

from __future__ import annotations

from collections.abc import Iterable

Bits = int
_ONE = bytes((1,))
_DIGITS = b"01" + bytes(254)
_BYTES = [bytes(number >> place & 1 for place in range(8)) for number in range(256)]


def of(numbers: Iterable[int]) -> Bits:
    """The set of these numbers."""
    several = list(numbers)
    found = bytearray(max(several, default=-1) + 1)
    for number in several:
        found[number] = 1
    return of_bytes(found)


def of_bytes(members: bytes | bytearray) -> Bits:
    """The set of the places at which there is a 1."""
    # As the digits of a number, of which the last is the least.
    return int(members[::-1].translate(_DIGITS), 2) if members else 0


def to_bytes(found: Bits, many: int) -> bytes:
    """A 1 at the place of each number of the set, which are below `many`; else a 0."""
    return b"".join(map(_BYTES.__getitem__, packed(found, many)))[:many]


def packed(found: Bits, many: int) -> bytearray:
    """The set with eight numbers a byte, those below `many`: `holds` tells of one of them at once."""
    return bytearray(found.to_bytes((many + 7) // 8, "little"))


def holds(members: bytearray, number: int) -> bool:
    """Whether a packed set has the number."""
    return number >> 3 < len(members) and members[number >> 3] >> (number & 7) & 1 == 1


def put(members: bytearray, number: int, there: bool) -> None:
    """Puts a number into a packed set, or takes it out."""
    if (missing := (number >> 3) + 1 - len(members)) > 0:
        members.extend(bytes(missing))
    if there:
        members[number >> 3] |= 1 << (number & 7)
    else:
        members[number >> 3] &= ~(1 << (number & 7))


def numbers(found: Bits) -> list[int]:
    """The numbers of a set of few, in order."""
    members = to_bytes(found, found.bit_length())
    told: list[int] = []
    at = members.find(_ONE)
    while at >= 0:
        told.append(at)
        at = members.find(_ONE, at + 1)
    return told
