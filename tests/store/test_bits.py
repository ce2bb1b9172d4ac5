"""Sets of numbers as bits are the sets that Python has."""

from hypothesis import given
from hypothesis import strategies as some

from rasad.store import bits

NUMBERS = some.sets(some.integers(0, 300))


@given(NUMBERS, NUMBERS)
def test_bits_are_sets(one, other):
    made, many = bits.of(one), max(one, default=-1) + 1
    assert bits.numbers(made) == sorted(one)
    assert bits.of_bytes(bits.to_bytes(made, many)) == made and len(bits.to_bytes(made, many)) == many
    assert bits.numbers(made & ~bits.of(other)) == sorted(one - other) and made.bit_count() == len(one)


@given(NUMBERS, some.lists(some.tuples(some.integers(0, 300), some.booleans())))
def test_packed_sets_take_in_and_let_go(numbers, changes):
    packed = bits.packed(bits.of(numbers), bits.of(numbers).bit_length())
    for number, there in changes:
        bits.put(packed, number, there)
        numbers = numbers | {number} if there else numbers - {number}
        assert bits.holds(packed, number) == there
    assert {number for number in range(400) if bits.holds(packed, number)} == numbers
