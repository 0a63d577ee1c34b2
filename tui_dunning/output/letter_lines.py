"""The letters of a report (menu 7) as values, what stands above them and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tui_dunning.output.format import amount


class LetterLine(NamedTuple):
    """A letter in a report; `amounts` has past due by currency, minor units."""

    number: int
    run: int | None
    made_on: date
    sent_on: date | None
    sent_by: str
    status: str
    unit: str
    to: str
    name: str
    letter_code: str
    level: int
    items: int
    amounts: tuple[tuple[str, int], ...]
    held: str


@dataclass(frozen=True, slots=True)
class ReportHead:
    """What stands above each page."""

    ident: str
    title: str
    as_of: date
    selection: str = ""
    paper: str = "A4"


@dataclass(slots=True)
class LetterTotals:
    """Letters and what is past due on them, by letter code and currency."""

    letters: int = 0
    by_code: dict[str, int] = field(default_factory=dict)
    amounts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, line: LetterLine) -> None:
        """Count one letter."""
        code = line.letter_code
        self.letters += 1
        self.by_code[code] = self.by_code.get(code, 0) + 1
        for currency, minor in line.amounts:
            key = (code, currency)
            self.amounts[key] = self.amounts.get(key, 0) + minor

    def lines(self) -> list[str]:
        """Return the totals as text, by letter code, then by currency."""
        lines = []
        for code, letters in sorted(self.by_code.items()):
            lines.append(f"Letter code {code}: {letters:,} letter{'' if letters == 1 else 's'}")
            lines += [
                f"{amount(minor, currency):>24} {currency}"
                for (other, currency), minor in sorted(self.amounts.items())
                if other == code
            ]
        sums: dict[str, int] = {}
        for (_code, currency), minor in sorted(self.amounts.items()):
            sums[currency] = sums.get(currency, 0) + minor
        lines.append(f"All: {self.letters:,} letter{'' if self.letters == 1 else 's'}")
        lines += [f"{amount(sums[code], code):>24} {code}" for code in sorted(sums)]
        return lines
