"""Changes of the set-up are told in words, not as program text."""

from __future__ import annotations

import pytest

from tui_dunning.services.setup_words import change_words

IS_FIRST = {"when": [["last_level", "=", 0]], "level": 1}


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("fee", {}, {"EUR": "9.00", "USD": "10.00"}, 'fee: "" -> EUR 9.00, USD 10.00'),
        ("include", True, False, "include: true -> false"),
        ("days_from", 31, 20, "days_from: 31 -> 20"),
        (
            "minimums",
            [],
            [{"currency": "USD", "dunning_amount": "100.00", "invoice_amount": "40.00"}],
            'minimums: "" -> USD 100.00/40.00',
        ),
    ],
)
def test_a_value_is_told_as_it_is_typed(name: str, old: object, new: object, words: str) -> None:
    assert list(change_words(name, old, new)) == [words]


def test_of_rules_those_that_differ_are_told_one_by_one() -> None:
    rows = [["past_due_total", ">", "500.00"], ["credit_hold", "=", False]]
    group = {"when": [["dunning_group", "in", ["A", "B"]]], "no_letter": True, "level": None}
    old = [IS_FIRST, {"when": rows, "level": 2}]
    new = [IS_FIRST, {"when": rows, "level": 2, "collection": True}, group]

    assert list(change_words("rule", old, new)) == [
        "rule 2: past_due_total > 500.00 and credit_hold = false: level 2"
        " -> past_due_total > 500.00 and credit_hold = false: level 2, collection",
        'rule 3: "" -> dunning_group in A B: no letter',
    ]
