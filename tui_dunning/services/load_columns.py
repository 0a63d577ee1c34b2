"""The columns of an import: how each cell's text becomes a value, or the reason why it does not.

Every reader takes text and returns a value or raises ValueError with words that follow the value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from tui_dunning.engine.ibans import is_mistaken_iban
from tui_dunning.output.format import (
    LARGEST_MINOR,
    can_be_seen,
    clean,
    decimals,
    is_currency,
    is_language,
    parse_amount,
    plain_amount,
)
from tui_dunning.services.load_files import CellDate, CellNumber
from tui_dunning.services.load_map import suggestion

Value = str | int | None
Reader = Callable[[str], Value]
LONGEST_CODE = 60
LONGEST_TEXT = 255
LONGEST_DATE = 40
LONGEST_EMAIL = 254
_CACHE = 50_000
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d*)?", re.A).fullmatch
_POWER = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?[eE][+-]?\d{1,3}", re.A).fullmatch
_EMAIL = re.compile(r"[^\s@,;:<>()\"]+@[^\s@,;:<>()\".]+(?:\.[^\s@,;:<>()\".]+)+").fullmatch


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a kind of import.

    Args:
        read: reads a cell that is not empty.
        default: what an empty cell means.
        amount: the value is an amount, read with the currency of its row.
        only_mapped: known to maps alone.
        few: its cells have few differing texts, so each is read once.
    """

    name: str
    read: Reader = str
    required: bool = False
    default: Value = None
    amount: bool = False
    only_mapped: bool = False
    few: bool = False


class Remembered(dict[str, Value]):
    """What a reader said to each text, for columns with few differing values."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Value:
        if len(self) >= _CACHE:
            self.clear()
        value = self[text] = self._read(text)
        return value


def cell_reader(column: Column) -> Reader:
    """Return the reader of a column's cells, empty ones included."""
    read, required, default = column.read, column.required, column.default

    def cell(text: str) -> Value:
        if not text or not (stripped := _strip(text)):
            if required:
                raise ValueError("is empty, but required")
            return default
        return read(stripped)

    return cell


def are_plain_codes(cells: Sequence[str]) -> bool:
    """Whether a whole column of numbers or codes can pass as it is; one look instead of many."""
    joined = "".join(cells)
    return (
        joined.isascii()
        and joined.isprintable()
        and " " not in joined
        and all(cells)
        and max(map(len, cells)) <= LONGEST_CODE
        and set(map(type, cells)) == {str}
    )


def plain_amounts(cells: Sequence[str], places: int) -> Sequence[int] | None:
    """Read a whole column of plainly written amounts of one currency, or give up (None)."""
    joined = "\n".join(cells)
    if not _plain_column(places)(joined):
        return None
    return list(map(int, joined.replace(".", "").split("\n")))


@lru_cache(maxsize=8)
def _plain_column(places: int) -> Callable[[str], object]:
    """The pattern of lines that hold an amount with all its decimals and nothing else."""
    one = r"-?\d{1,11}" + (rf"\.\d{{{places}}}" if places else "")
    return re.compile(rf"(?:{one}\n)*+{one}", re.A).fullmatch


def _strip(text: str) -> str:
    """Take blanks off both ends, and keep what kind of cell it was."""
    return text if type(text) is not str else text.strip()


def code(text: str) -> str:
    """Read a number or code: kept letter by letter, leading zeros too."""
    if len(text) > LONGEST_CODE:
        raise ValueError(f"is longer than {LONGEST_CODE} characters")
    if not text.isprintable() or clean(text) != text:
        raise ValueError("has a control character")
    return str(text)


def words(text: str) -> str:
    """Read a name or an address line, without control and bidi characters."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"is longer than {LONGEST_TEXT} characters")
    return str(text) if text.isprintable() else " ".join(clean(text).split())


def name(text: str) -> str:
    """Read a name, of which something must be left once it is clean."""
    cleaned = words(text)
    if not cleaned:
        raise ValueError("has nothing but control characters")
    if not cleaned.isascii() and not can_be_seen(cleaned):
        raise ValueError("has no character that can be seen")
    return cleaned


def account(text: str) -> str:
    """Read a bank account; what looks like an IBAN must have the right check digits."""
    if is_mistaken_iban(text):
        raise ValueError("is an IBAN with wrong check digits")
    return words(text)


def yes_no(text: str) -> int:
    """Read Y or N."""
    if text in ("Y", "y"):
        return 1
    if text in ("N", "n"):
        return 0
    raise ValueError("is neither Y nor N")


def choice(*allowed: str) -> Reader:
    """Return the reader of one of some words."""

    def read(text: str) -> Value:
        if text not in allowed:
            raise ValueError(f"is none of {', '.join(allowed)}")
        return text

    return read


def known(what: str, stored: Mapping[str, int]) -> Reader:
    """Return the reader of a code of the set-up; gives its id."""

    def read(text: str) -> Value:
        found = stored.get(text)
        if found is None:
            raise ValueError(f"is not {what} of the set-up{suggestion(text, list(stored))}")
        return found

    return read


def currency(text: str) -> str:
    """Read an ISO 4217 code."""
    if not is_currency(text):
        near = "; write it in capitals" if is_currency(text.upper()) else ""
        raise ValueError(f"is not a currency of ISO 4217{near}")
    return text


def language(text: str) -> str:
    """Read a language tag such as nl or pt-BR."""
    if not is_language(text):
        raise ValueError('is not a language code such as "en" or "pt-BR"')
    return text


def is_email(text: str) -> bool:
    """Tell whether a text has the form of one e-mail address."""
    return len(text) <= LONGEST_EMAIL and _EMAIL(text) is not None


def whole(least: int, most: int) -> Reader:
    """Return the reader of a whole number in a range."""

    def read(text: str) -> Value:
        if not re.fullmatch(r"-?\d{1,18}", text, re.A):
            raise ValueError("is not a whole number")
        if not least <= int(text) <= most:
            raise ValueError(f"is not between {least} and {most}")
        return int(text)

    return read


def minimums(text: str) -> str:
    """Read own minimums, `USD 100.00/40.00; EUR 80`: dunning amount, then invoice amount.

    Gives JSON as a profile class has it.
    """
    rows = []
    for part in filter(None, (each.strip() for each in text.split(";"))):
        found = re.fullmatch(r"([A-Z]{3}) +([\d.]+)(?: */ *([\d.]+))?", part, re.A)
        if found is None:
            raise ValueError('is not written as "USD 100.00/40.00; EUR 80.00"')
        money = currency(found[1])
        row = {"currency": money}
        for key, given in zip(
            ("dunning_amount", "invoice_amount"), found.groups()[1:], strict=True
        ):
            if given is not None:
                row[key] = plain_amount(parse_amount(given, money), money)
        rows.append(row)
    if len({row["currency"] for row in rows}) < len(rows):
        raise ValueError("names a currency twice")
    return json.dumps(sorted(rows, key=lambda row: row["currency"]))


def rate(decimal: str) -> Reader:
    """Return the reader of an exchange rate; equal rates give equal text."""

    def read(text: str) -> Value:
        plain = text if type(text) is CellNumber else _with_point(text, decimal)
        if not (re.fullmatch(r"\d{1,15}(\.\d{1,20})?", plain, re.A) or _POWER(plain)):
            negative = plain.startswith("-") and plain != "-"
            raise ValueError("is negative; a rate is above 0" if negative else "is not a rate")
        value = Decimal(plain)
        if not Decimal("1e-12") <= value <= Decimal("1e15"):
            raise ValueError("is not above 0, or is far too large")
        return f"{value.normalize():f}"

    return read


def iso_date(date_format: str) -> Reader:
    """Return the reader of dates: ISO, or a map's format; gives ISO text."""

    def read(text: str) -> Value:
        if type(text) is CellDate:
            return str(text)
        try:
            if len(text) > LONGEST_DATE or type(text) is CellNumber:
                raise ValueError
            if date_format:
                return datetime.strptime(text, date_format).date().isoformat()
            if len(text) != 10 or text[4] + text[7] != "--" or not text.isascii():
                raise ValueError
            return date.fromisoformat(text).isoformat()
        except ValueError:
            wanted = f"the map's date_format {date_format}" if date_format else "YYYY-MM-DD"
            raise ValueError(f"is not a date written as {wanted}") from None

    return read


def our_time(day: Reader) -> Reader:
    """Return the reader of due and payment dates: of our time, as a slip of the finger is not."""

    def read(text: str) -> Value:
        value = day(text)
        if not "1900" <= str(value)[:4] <= "2999":
            raise ValueError("is not from 1900 to 2999")
        return value

    return read


AmountReader = Callable[[str, str], int]
_DIRT = Decimal("1e-6")
"""Of a smallest unit: what a spreadsheet's subtraction leaves behind, as in 1000.1 - 1000."""


def amount(decimal: str, rounded: bool) -> AmountReader:
    """Return the reader of amounts: (text, currency) -> minor units."""

    def read(text: str, code: str) -> int:
        if decimal == "." and _PLAIN(text):
            point = text.find(".")
            places = places_of(code)
            if point < 0:
                return _bounded(int(text) * 10**places)
            part = text[point + 1 :]
            if len(part) <= places:
                return _bounded(int(text[:point] + part) * 10 ** (places - len(part)))
        if type(text) is CellNumber or _POWER(text):
            return _from_number(text, code, rounded)
        return parse_amount(text, code, decimal, rounded=rounded)

    return read


@lru_cache(maxsize=512)
def places_of(code: str) -> int:
    """How many decimals a currency has."""
    return decimals(code)


def _bounded(minor: int) -> int:
    """Pass an amount that fits the ledger."""
    if abs(minor) >= LARGEST_MINOR:
        raise ValueError("is too large")
    return minor


def _with_point(text: str, decimal: str) -> str:
    """Write a number with a point before its decimals; a real number cell has one already."""
    return text.replace(",", ".") if decimal == "," and "." not in text else text


def _from_number(text: str, code: str, rounded: bool) -> int:
    """Read what a spreadsheet or a program wrote, powers of ten included."""
    value = Decimal(text)
    if value.adjusted() > 18:
        raise ValueError("is too large")
    scaled = value.scaleb(places_of(code)) if value else Decimal(0)
    near = scaled.to_integral_value(ROUND_HALF_UP)
    dirt = _DIRT if type(text) is CellNumber else 0
    if abs(near - scaled) > dirt and not rounded:
        raise ValueError(f"has more decimals than {code} has ({places_of(code)})")
    return _bounded(int(near))
