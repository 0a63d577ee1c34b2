"""Letters set by hand (4.4.3) and payment references."""

from __future__ import annotations

from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.builders import (
    AS_OF,
    CM,
    DAYS,
    NL,
    customer,
    days,
    family,
    group,
    item,
    minimums,
    setup,
)
from tui_dunning.engine.by_hand import ByHand, Refusal, draft_by_hand
from tui_dunning.engine.references import (
    WEIGHTS,
    is_payment_reference,
    payment_reference,
    payment_references,
)
from tui_dunning.engine.types import Customer, Member, OpenItem, Reason, Setup


def by_hand(
    code: str, *items: OpenItem, of: Customer | None = None, company: Setup | None = None
) -> ByHand:
    return draft_by_hand(group(*items, of=of), 1, code, company or setup(), AS_OF)


@pytest.mark.parametrize("code", ["1", "2", "3", "4", "5"])
def test_each_letter_can_be_set_by_hand(code):
    (letter,) = by_hand(code, item(), of=customer(letter_code="3", all_sent=True)).letters

    (move,) = letter.moves
    assert (letter.level.letter_code, move.code_after, move.code_on_after) == (code, code, AS_OF)
    assert (move.code_before, move.all_sent_before, move.all_sent_after) == ("3", True, False)


@pytest.mark.parametrize("code", ["", "0", "6", "*", "**", "A", "11", " 1", "١"])
def test_other_codes_are_refused(code):
    assert by_hand(code, item()).refusal is Refusal.NO_SUCH_CODE


def test_a_letter_by_hand_needs_neither_31_days_nor_minimums():
    who = customer(minimums=minimums(USD=(10_000_000, 0)))

    assert len(by_hand("1", item(1), of=who).letters) == 1


def test_flag_n_is_refused():
    assert by_hand("1", item(), of=customer(dunning=False)).refusal is Refusal.NOT_FLAGGED


def test_another_method_is_refused():
    assert by_hand("1", item(), company=setup(DAYS)).refusal is Refusal.NOT_SEQUENCE


@pytest.mark.parametrize("items", [[], [item(0)], [item(-5)], [item(40, -5)]])
def test_nothing_past_due_is_refused(items):
    assert by_hand("1", *items).refusal is Refusal.NOTHING_PAST_DUE


@pytest.mark.parametrize(
    ("held", "who"),
    [
        ({"disputed": True}, customer()),
        ({"in_collection": True}, customer()),
        ({}, customer(blocked_until=AS_OF + days(1))),
    ],
)
def test_what_is_held_back_is_refused_with_the_reasons(held, who):
    result = by_hand("1", item(**held), of=who)

    assert result.refusal is Refusal.ALL_HELD_BACK
    assert sum(result.reasons.values()) == 1
    assert set(result.reasons) <= {Reason.DISPUTED, Reason.IN_COLLECTION, Reason.BLOCKED}


def test_each_unit_writes_its_own_letter_and_credits_stand_on_it():
    credit = item(3, -10, entry_type=CM)

    american, dutch = by_hand("4", item(), item(unit=NL), credit, item(5, disputed=True)).letters

    assert [len(letter.lines) for letter in (american, dutch)] == [2, 1]
    assert american.moves == dutch.moves


def test_only_the_customer_itself_is_on_the_letter_to_its_parent():
    parent, child = customer(1), customer(2, correspondence_id=1)
    both = family(parent, Member(parent, (item(),)), Member(child, (item(customer=2),)))

    (letter,) = draft_by_hand(both, 2, "1", setup(), AS_OF).letters

    assert letter.correspondence_id == 1
    assert {line.item.customer_id for line in letter.lines} == {2}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (56_789_012_345, "5000056789012345"),
        (6, "1000000000000006"),
        (19, "0000000000000019"),
    ],
)
def test_payment_references_carry_their_check_digit(number, expected):
    assert payment_reference(number) == expected
    assert is_payment_reference(expected)


@pytest.mark.parametrize(
    "text", ["5000056789012346", "500005678901234", "abc", "", "٥000056789012345"]
)
def test_wrong_references_are_told_apart(text):
    assert not is_payment_reference(text)


@given(st.integers(0, 10**15 - 1), st.integers(0, 1500))
def test_references_that_follow_each_other_are_those_of_their_numbers(first, count):
    count = min(count, 10**15 - first)
    found = payment_references(first, count)

    assert [int(reference[1:]) for reference in found] == list(range(first, first + count))
    for reference in found[:2] + found[-2:]:
        digits = reversed(reference[1:])
        weighted = sum(
            int(digit) * weight for digit, weight in zip(digits, cycle(WEIGHTS), strict=False)
        )
        assert int(reference[0]) == {10: 1, 11: 0}.get(11 - weighted % 11, 11 - weighted % 11)


@pytest.mark.parametrize("number", [-1, 10**15])
def test_a_reference_has_fifteen_digits(number):
    with pytest.raises(ValueError, match="at most 15 digits"):
        payment_reference(number)
