"""Method sequence: the letter code of a customer, run by run. Source: seed 004."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.engine.builders import (
    AS_OF,
    DAYS,
    MENU,
    NL,
    PP,
    answers,
    counts,
    customer,
    days,
    family,
    item,
    only,
    run,
    setup,
)
from tui_dunning.engine.types import Customer, GroupOutcome, Level, Member, Scope, TextChoice, Unit


def moved(who: Customer, outcome: GroupOutcome) -> Customer:
    """The customer after a run."""
    on_letters = {move for letter in outcome.letters for move in letter.moves}
    moves = {*on_letters, *outcome.moves}
    assert len(moves) <= 1
    for move in moves:
        who = who._replace(
            letter_code=move.code_after,
            all_sent=move.all_sent_after,
            letter_code_on=move.code_on_after,
        )
    return who


@pytest.mark.parametrize(
    ("late", "expected"), [(1, "too_recent"), (30, "too_recent"), (31, 1), (61, 1), (400, 1)]
)
def test_the_first_letter_comes_after_31_days_and_is_always_1(late, expected):
    assert only(run(item(late))) == expected


def test_the_oldest_item_counts_and_all_past_due_items_are_listed():
    outcome = run([old := item(31), young := item(1), item(-1)])

    assert [line.item for line in outcome.letters[0].lines] == [old, young]


def test_three_updates_in_one_day_give_1_2_3_and_a_fourth_the_mark():
    who, seen = customer(), []
    for _ in range(5):
        outcome = run(item(), of=who)
        who = moved(who, outcome)
        seen.append((only(outcome), who.letter_code, who.all_sent))

    assert seen == [
        (1, "1", False),
        (2, "2", False),
        (3, "3", False),
        ("all_sent", "3", True),
        ("all_sent", "3", True),
    ]


def test_the_run_after_the_last_letter_marks_without_a_letter():
    outcome = run(item(), of=customer(letter_code="3", letter_code_on=AS_OF))

    (move,) = outcome.moves
    assert (move.all_sent_after, move.letter, move.code_on_after) == (True, False, AS_OF)
    assert counts(outcome) == {"all_sent": 1}


@pytest.mark.parametrize(
    ("paid", "expected"), [(-1, 3), (0, "payment_received"), (5, "payment_received")]
)
def test_a_payment_on_or_after_the_letter_before_holds_letter_3(paid, expected):
    on = AS_OF - days(10)
    who = customer(letter_code="2", letter_code_on=on, last_payment_on=on + days(paid))

    assert only(run(item(), of=who)) == expected


def test_a_payment_does_not_hold_letter_2():
    who = customer(letter_code="1", letter_code_on=AS_OF, last_payment_on=AS_OF)

    assert only(run(item(), of=who)) == 2


@pytest.mark.parametrize("code", ["4", "5"])
def test_runs_leave_letters_set_by_hand_alone(code):
    outcome = run(item(), of=customer(letter_code=code))

    assert only(outcome) == "manual_letter"
    assert outcome.moves == ()


@pytest.mark.parametrize("code", ["1", "2", "3", "4", "5"])
@pytest.mark.parametrize("marked", [False, True])
def test_nothing_past_due_takes_code_and_mark_away(code, marked):
    outcome = run([item(-1)], of=customer(letter_code=code, all_sent=marked))

    (move,) = outcome.moves
    assert (move.code_before, move.code_after, move.all_sent_after) == (code, "", False)
    assert not move.letter


def test_a_customer_without_any_item_is_reset():
    assert run([], of=customer(letter_code="2")).moves[0].code_after == ""


@pytest.mark.parametrize(
    "owed",
    [
        {"in_scope": False, "unit": NL},
        {"disputed": True},
        {"blocked_until": AS_OF},
        {"minor": 1},
        {"in_collection": True},
    ],
)
def test_what_is_past_due_anywhere_keeps_the_code(owed):
    outcome = run([item(**owed), item(-1)], of=customer(letter_code="2", all_sent=True))

    assert outcome.moves == ()


@pytest.mark.parametrize("owed", [{"entry_type": PP}, {"minor": -5}, {"late": 0}])
def test_what_is_not_past_due_does_not_keep_the_code(owed):
    assert run([item(**owed)], of=customer(letter_code="2")).moves[0].code_after == ""


def test_grace_days_count_for_the_reset():
    assert run([item(4)], of=customer(letter_code="2", grace_days=5)).moves[0].code_after == ""


@pytest.mark.parametrize("late", [-1, 40])
def test_the_code_of_a_customer_under_another_method_by_now_is_left_alone(late):
    assert run([item(late)], DAYS, of=customer(letter_code="2")).moves == ()


def test_a_customer_is_decided_once_though_two_units_write_to_it():
    american, dutch = item(40), item(3, unit=NL, currency="EUR")

    outcome = run([american, dutch])

    assert answers(outcome) == {american.item_id: 1, dutch.item_id: 1}
    assert [letter.unit_id for letter in outcome.letters] == [1, 2]
    assert outcome.letters[0].moves == outcome.letters[1].moves
    assert len(outcome.letters[0].moves) == 1


def test_in_a_set_id_run_both_units_are_on_one_letter_of_the_own_unit():
    outcome = run(
        [item(40), item(3, unit=NL)], scope=Scope(set_id="SHARE"), of=customer(unit_id=NL)
    )

    (letter,) = outcome.letters
    assert (letter.unit_id, len(letter.lines), len(letter.moves)) == (NL, 2, 1)


def test_each_unit_by_its_own_method():
    mixed = setup(MENU, DAYS, units=[Unit(NL, "NL", "EUR", procedure="DAYS")])
    american, dutch = item(40), item(70, unit=NL)

    outcome = run([american, dutch], mixed, of=customer(letter_code="1"))

    assert answers(outcome) == {american.item_id: 2, dutch.item_id: 3}
    assert [len(letter.moves) for letter in outcome.letters] == [1, 0]


def test_a_letter_that_waits_goes_on_waiting_where_the_account_is_left_as_it_is():
    waiting = {"letter_code": "2", "letter_code_on": AS_OF, "last_payment_on": AS_OF}
    left = [
        run([item(), item(unit=NL)], of=customer(**state)).decided
        for state in ({"all_sent": True, "letter_code": "3"}, {"letter_code": "4"}, waiting)
    ]

    assert left == [((1, 1, True), (1, 2, True))] * 3


@pytest.mark.parametrize("more", [{"disputed": True}, {"late": -1}, {}])
def test_a_letter_that_waits_does_not_wait_on_where_there_is_nothing_to_say_or_a_new_one(more):
    assert run(item(**more), of=customer(letter_code="1")).decided == ((1, 1, False),)


def test_a_manual_level_in_between_is_stepped_over():
    levels = (Level(1, "1", days_from=31), Level(2, "2", automatic=False), Level(3, "3"))

    assert only(run(item(), replace(MENU, levels=levels), of=customer(letter_code="1"))) == 3


def test_severest_and_modest_text_of_a_family():
    first = customer(1, letter_code="2")
    second = customer(2, correspondence_id=1)
    group = family(first, Member(first, (item(),)), Member(second, (item(customer=2),)))

    severest = run(group).letters[0]
    modest = run(group, text=TextChoice.MODEST).letters[0]

    assert (severest.level.number, modest.level.number) == (3, 1)
    assert len(severest.lines) == len(modest.lines) == 2
    assert len(severest.moves) == 2
