"""Reading what was typed into fields: dates, yes or no, one of a few words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from tui_dunning.errors import BadInput, Refused
from tui_dunning.screens.widgets import Choice, Choices, Field
from tui_dunning.services import output_folder
from tui_dunning.settings import Settings

YES_NO = (Choice("Y", "yes"), Choice("N", "no"))


class FieldError(BadInput):
    """A field is wrong; `field` is its id, and it gets the focus."""

    def __init__(self, field: str, message: str, hint: str = "") -> None:
        super().__init__(message, (), hint)
        self.field = field


def listed(pairs: Callable[[], Sequence[tuple[str, str]]]) -> Choices:
    """Return what F4 lists from a service that gives pairs of code and name."""
    return lambda _typed: [Choice(code, name) for code, name in pairs()]


def read_date(field: Field, needed: bool = True) -> date | None:
    """Read a date as 2026-11-22, 20261122 or 22.11.2026.

    Raises:
        FieldError: it is no date, or it is needed and blank.
    """
    text = field.text
    if not text and not needed:
        return None
    try:
        return date_of(text)
    except ValueError:
        shown = f"{field.label}: {text} is not a date." if text else f"{field.label} is needed."
        raise FieldError(field.id or "", shown, "Write it as 2026-11-22.") from None


def date_of(text: str) -> date:
    """Return the date of 2026-11-22, 20261122 or 22.11.2026; raises ValueError."""
    if "." in text:
        day, month, year = text.split(".")
        return date(int(year), int(month), int(day))
    digits = text.replace("-", "")
    if not digits.isascii() or not digits.isdigit():
        raise ValueError
    return date.fromisoformat(text)


def read_yes_no(field: Field) -> bool:
    """Read Y or N.

    Raises:
        FieldError: it is neither.
    """
    text = field.text.upper()
    if text not in {"Y", "N"}:
        raise FieldError(field.id or "", f"{field.label}: {field.text or 'blank'} is not Y or N.")
    return text == "Y"


def read_word(field: Field, words: Sequence[str]) -> str:
    """Read one of a few words; its beginning is enough where it means one of them only.

    Raises:
        FieldError: it is none of them.
    """
    text = field.text.lower()
    found = [word for word in words if text and word.lower().startswith(text)]
    exact = [word for word in found if word.lower() == text]
    if len(exact or found) != 1:
        either = " or ".join([", ".join(words[:-1]), words[-1]])
        wrong = f": {field.text} is not" if text else " is needed:"
        raise FieldError(field.id or "", f"{field.label}{wrong} {either}.")
    return (exact or found)[0]


def read_file(field: Field, settings: Settings) -> Path:
    """Read a file's name; one without a folder is in the output folder.

    Raises:
        FieldError: it is blank, or leads out of the folder that the menus are confined to.
    """
    if not field.text:
        raise FieldError(field.id or "", f"{field.label} is needed.", "Type a file's name.")
    try:
        return output_folder.allowed(Path(field.text), settings)
    except Refused as error:
        raise FieldError(field.id or "", error.message, error.hint) from None


def date_field(ident: str, label: str, value: date | None, help_text: str) -> Field:
    """Return a field for a date."""
    shown = value.isoformat() if value else ""
    return Field(
        shown, id=ident, length=10, label=label, help_text=f"{help_text} Written as 2026-11-22."
    )
