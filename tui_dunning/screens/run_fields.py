"""The parameters of an update (4.4.1) as fields: shown, and read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from tui_dunning.engine.types import DisplayCurrency, RunParameters, Scope, TextChoice
from tui_dunning.errors import WrongUsage
from tui_dunning.screens.entries import (
    YES_NO,
    FieldError,
    date_field,
    listed,
    read_date,
    read_word,
    read_yes_no,
)
from tui_dunning.screens.widgets import Choice, Choices, Field
from tui_dunning.services import choices
from tui_dunning.services.display_choice import read_display

SCOPE = ("unit", "set_id", "customer", "correspondence", "group")
TEXTS = (Choice("severest", "the highest level's words"), Choice("modest", "the lowest level's"))
DISPLAYS = (
    Choice("unit", "the currency of the unit that sends"),
    Choice("customer", "the customer's currency"),
)


def run_fields(as_of: date) -> Sequence[tuple[Field, str]]:
    """Return the fields in order, each with the words that stand behind it."""
    return (*scope_fields(as_of), text_field(), *_letter_fields(), force_field())


def scope_fields(as_of: date, label: str = "As-of date") -> Sequence[tuple[Field, str]]:
    """Return the fields of a run's date and scope."""
    return (
        (date_field("as_of", label, as_of, "Days past due count up to it."), ""),
        (
            _field("unit", "Unit", 10, "Only this unit's items.", listed(choices.units)),
            "blank: all",
        ),
        (
            _field("set_id", "Set id", 10, "The units of a set together.", listed(choices.set_ids)),
            "one letter over its units",
        ),
        (_field("customer", "Customer", 20, "Only this customer's items.", _customers), ""),
        (
            _field(
                "correspondence",
                "Correspondence customer",
                20,
                "Only customers whose letters go to this one.",
                _customers,
            ),
            "",
        ),
        (_field("group", "Dunning group", 10, "Only it.", listed(choices.dunning_groups)), ""),
    )


def text_field() -> tuple[Field, str]:
    """Return the field of which level a letter takes its words from."""
    help_text = "Which level among a letter's items gives it its words."
    field = _field("text", "Text of a letter", 8, help_text, TEXTS, "severest")
    return field, "severest or modest"


def force_field() -> tuple[Field, str]:
    """Return the field that lets a run be dated before the last one."""
    help_text = "Y runs although a later run of the same scope was made."
    field = _field("force", "Force", 1, help_text, YES_NO, "N")
    return field, "Y: also before the last run's date"


def _letter_fields() -> Sequence[tuple[Field, str]]:
    """Return the fields that say how the run's letters look."""
    return (
        (
            _field(
                "display",
                "Display currency",
                8,
                "Amounts are shown in it, too: unit, customer or a currency's code.",
                DISPLAYS,
            ),
            "blank: as each unit is set up",
        ),
        (
            _field("rate", "Rate into it", 12, "Only with a currency's code; 1.0835.", ()),
            "blank: the rate on file",
        ),
        (
            date_field(
                "rate_date", "Rate date", None, "The day of the rate; blank: the as-of date."
            ),
            "",
        ),
        (
            _field("acceptgiro", "Acceptgiro slips", 1, "N leaves them out.", YES_NO, "Y"),
            "where the unit has them",
        ),
    )


def read_run(field: Callable[[str], Field]) -> tuple[RunParameters, bool]:
    """Read the fields: the parameters, and whether the run is forced.

    Raises:
        FieldError: a field is wrong, or two do not go together.
    """
    parameters, force = read_scoped(field)
    parameters = replace(
        parameters,
        display=_read_display(field),
        acceptgiro=read_yes_no(field("acceptgiro")),
    )
    return parameters, force


def read_scoped(field: Callable[[str], Field]) -> tuple[RunParameters, bool]:
    """Read date, scope, text and force alone, as looking ahead needs them.

    Raises:
        FieldError: a field is wrong, or two do not go together.
    """
    as_of = read_date(field("as_of"))
    assert as_of is not None
    scope = Scope(**{name: field(name).text for name in SCOPE})
    if scope.unit and scope.set_id:
        raise FieldError("set_id", "A unit and a set id do not go together.", "Clear one.")
    text = TextChoice(read_word(field("text"), [choice.value for choice in TEXTS]))
    return RunParameters(as_of=as_of, scope=scope, text=text), read_yes_no(field("force"))


def _read_display(field: Callable[[str], Field]) -> DisplayCurrency | None:
    day = read_date(field("rate_date"), needed=False)
    try:
        return read_display(field("display").text, field("rate").text, day)
    except WrongUsage as error:
        raise FieldError("display", error.message, error.hint) from error


def _field(
    ident: str,
    label: str,
    length: int,
    help_text: str,
    values: Choices | Sequence[Choice],
    text: str = "",
) -> Field:
    return Field(
        text, id=ident, length=length, label=label, help_text=help_text, choices=values or None
    )


def _customers(typed: str) -> list[Choice]:
    return [Choice(number, name) for number, name in choices.customers(typed)]
