"""4.4.4: the parameters of a print: what to print, and where it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tui_dunning.screens.entries import YES_NO, FieldError
from tui_dunning.screens.widgets import Choice, Field
from tui_dunning.services import choices

ONE, EACH = "one", "each"
MOST_NUMBERS = 100_000


@dataclass(frozen=True, slots=True)
class PrintWish:
    """What to print: empty fields mean all that waits."""

    codes: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    run: int | None = None
    letters: tuple[int, ...] = ()
    reprint: bool = False


def what_fields(wish: PrintWish) -> tuple[tuple[Field, str], ...]:
    """Return the fields that choose letters, filled with a wish."""
    codes = Field(
        ",".join(wish.codes),
        id="codes",
        length=20,
        longest=200,
        label="Letter codes",
        help_text="Codes with commas between: 1,2. Blank for all.",
        choices=_codes,
    )
    levels = Field(
        ",".join(map(str, wish.levels)),
        id="levels",
        length=20,
        longest=200,
        label="Levels",
        help_text="Takes the items of these levels out into letters of their own and prints "
        "those; the other items go on waiting. Blank prints whole letters.",
    )
    letters = Field(
        as_ranges(wish.letters),
        id="letters",
        length=40,
        longest=5000,
        label="Letter numbers",
        help_text="Only these: 101,105-109. Blank for all.",
    )
    reprint = Field(
        "Y" if wish.reprint else "N",
        id="reprint",
        length=1,
        label="Print again",
        help_text="Y prints letters once more that were sent; it needs a run or letter numbers. It "
        "is recorded and changes no level.",
        choices=YES_NO,
    )
    return (
        (codes, "blank: all"),
        (levels, "blank: whole letters"),
        (_number("run", "Run", wish.run, "Only letters of this run."), ""),
        (letters, ""),
        (reprint, "Y: letters sent already"),
    )


def where_fields(paper: str, target: str) -> tuple[tuple[Field, str], ...]:
    """Return the fields that say where and on what paper."""
    files = Field(
        ONE,
        id="files",
        length=4,
        label="Files",
        help_text="one: all letters in one PDF; each: a PDF for each letter.",
        choices=(Choice(ONE, "all in one PDF"), Choice(EACH, "a PDF for each letter")),
    )
    size = Field(
        paper,
        id="paper",
        length=6,
        label="Paper",
        help_text="A4 or Letter (US).",
        choices=(Choice("A4", "210 x 297 mm"), Choice("Letter", "8.5 x 11 in")),
    )
    file = Field(
        target,
        id="target",
        length=50,
        longest=500,
        label="File",
        help_text="The PDF, or the folder where each letter has a file.",
    )
    return ((files, "one, or each (a PDF a letter)"), (size, "A4 or Letter"), (file, ""))


def read_numbers(field: Field) -> tuple[int, ...]:
    """Read a field of numbers.

    Raises:
        FieldError: something else stands there.
    """
    try:
        return numbers_in(field.text)
    except ValueError as error:
        raise FieldError(field.id or "", f"{field.label}: {error}.") from None


def numbers_in(text: str) -> tuple[int, ...]:
    """Read numbers with commas or blanks between, and ranges such as 105-109.

    Raises:
        ValueError: something else stands there; says what.
    """
    found: list[int] = []
    for part in re.findall(r"[^\s,]+", text):
        match = re.fullmatch(r"([0-9]{1,15})(?:-([0-9]{1,15}))?", part)
        if match is None:
            raise ValueError(f"{part} is not a number")
        first, last = int(match[1]), int(match[2] or match[1])
        if not 0 <= last - first < MOST_NUMBERS:
            raise ValueError(f"{part} does not run upwards")
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found))


def as_ranges(numbers: Sequence[int]) -> str:
    """Write numbers as `numbers_in` reads them: 101,105-109."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and parts[-1][-1] == number - 1:
            parts[-1] = [parts[-1][0], number]
        else:
            parts.append([number])
    return ",".join("-".join(map(str, part)) for part in parts)


def _number(ident: str, label: str, value: int | None, help_text: str) -> Field:
    shown = "" if value is None else str(value)
    return Field(shown, id=ident, length=10, label=label, help_text=help_text)


def _codes(_typed: str) -> list[Choice]:
    return [Choice(code, "waits") for code in choices.letter_codes_waiting()]
