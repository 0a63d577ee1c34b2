"""What the values of setup.toml may be, and how a mistake is said."""

from __future__ import annotations

import tomllib

import pytest

from tui_dunning.services import setup_values as values
from tui_dunning.services.setup_file import read_document

PROCEDURE = """
[[procedure]]
code = "MENU"
method = "action_list"
[[procedure.level]]
number = 1
letter_code = "1"
"""


def problems(text: str) -> list[str]:
    return read_document(tomllib.loads(text)).problems


@pytest.mark.parametrize("given", ["-5", "-0.5", -5, -0.5])
def test_a_negative_rate_is_called_so(given: object) -> None:
    with pytest.raises(ValueError, match="a rate cannot be negative"):
        values.percent(given)


def test_a_tone_is_free_text_of_thirty_characters() -> None:
    assert values.tone("credit hold") == "credit hold"
    assert values.tone("à l'aimable, mais ferme") == "à l'aimable, mais ferme"
    with pytest.raises(ValueError, match="longer than 30"):
        values.tone("x" * 31)


def test_each_mistake_within_one_value_has_its_line_and_place() -> None:
    found = problems(
        PROCEDURE + 'fee = {USD = "x", JPY = "1.5"}\n'
        "[[procedure.rule]]\nlevel = 1\n"
        'when = [["oldest_days_past_due", ">=", "30"], ["past_due_total", ">", "1_000"]]\n'
        '[[profile_class]]\ncode = "P"\nminimums = [\n'
        '{currency = "USD", dunning_amount = "-1", invoice_amount = "y"},\n'
        '{currency = "EUR", dunning_amount = "1.001"}]\n'
    )

    fee, minimums = 'procedure "MENU", level 1, fee: ', 'profile_class "P", minimums: '
    rule = 'procedure "MENU", rule 1, when: compares '
    unreadable = "which is not a number it can have, such as"
    assert found == [
        f'{rule}oldest_days_past_due with "30", {unreadable} 30 (row 1)',
        f'{rule}past_due_total with "1_000", {unreadable} "500.00" (row 2)',
        f'{fee}"1.5" has more decimals than JPY has (0) (for JPY)',
        f'{fee}"x" is not an amount (for USD)',
        f'{minimums}"-1" is negative (for dunning_amount) (row 1)',
        f'{minimums}"y" is not an amount (for invoice_amount) (row 1)',
        f'{minimums}"1.001" has more decimals than EUR has (2) (for dunning_amount) (row 2)',
    ]


@pytest.mark.parametrize(
    ("value", "kind"), [("1.5", "a number with decimals"), ("10:00:00", "a time")]
)
def test_a_mistake_names_the_kind_of_value_found(value: str, kind: str) -> None:
    found = problems(PROCEDURE + f"days_from = {value}\n")

    assert found == [f'procedure "MENU", level 1, days_from: must be a whole number, not {kind}']


def test_a_code_or_name_that_nobody_can_see_is_refused() -> None:
    found = problems('[[unit]]\ncode = "U"\ncurrency = "USD"\nname = "\u200b\u3164"\n')

    assert found == ['unit "U", name: must be a text of 1 to 60 characters']
    assert values.code("Zé\u200dro") == "Zé\u200dro"
