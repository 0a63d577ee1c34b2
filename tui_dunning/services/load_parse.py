"""A file's rows become staged values, column by column; a row that does not is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, repeat

from tui_dunning.engine.names import fold_name
from tui_dunning.errors import BadInput
from tui_dunning.output.format import clean
from tui_dunning.services.load_columns import (
    AmountReader,
    Column,
    Reader,
    Remembered,
    Value,
    amount,
    are_plain_codes,
    cell_reader,
    code,
    places_of,
    plain_amounts,
)
from tui_dunning.services.load_files import BadCells, CellNumber, Row
from tui_dunning.services.load_map import FileMap, suggestion
from tui_dunning.services.load_rejects import REASON_COLUMN, without_guard

BATCH = 1000
Columns = dict[str, Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a row: `line 3, column balance: "abc" is not an amount`."""

    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        """Write it on one line, a long value cut short."""
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        shown = clean(self.value if len(self.value) <= 40 else self.value[:37] + "...")
        return f'{where}: "{shown}" {self.reason}' if shown else f"{where}: {self.reason}"


class WrongRow(ValueError):
    """Two columns of a row do not go together."""

    def __init__(self, column: str, value: Value, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.value = str(value)


@dataclass(slots=True)
class RowReader:
    """Turns rows into staged tuples; what it cannot read is kept in `problems`.

    `seen` has the keys of rejected item rows: they are in the file, whatever else is wrong.
    """

    kind: str
    staged: tuple[str, ...]
    columns: list[Column]
    places: list[int | None]
    readers: list[Reader]
    constants: Mapping[str, str]
    read_amount: AmountReader
    as_of: date
    decimal: str = "."
    translated: bool = False
    guarded: bool = False
    present: frozenset[str] = frozenset()
    read: int = 0
    keyless: bool = False
    problems: list[Problem] = field(default_factory=list)

    def staged_rows(self, rows: Iterator[Row]) -> Iterator[Sequence[Value]]:
        """Yield a tuple of (line, bad, staged columns) for each row that can be read."""
        while batch := list(islice(rows, BATCH)):
            self.read += len(batch)
            try:
                if any(row.wrong for row in batch):
                    raise ValueError
                yield from self._convert(batch)
            except ValueError:
                yield from self._one_by_one(batch)

    def _one_by_one(self, batch: Sequence[Row]) -> Iterator[Sequence[Value]]:
        """Convert each row alone, and say what is wrong with those that are."""
        for row in batch:
            found = list(self._mistakes(row))
            if not found:
                yield from self._convert([row])
                continue
            found.sort(key=lambda problem: self._place_of(problem.column))
            self.problems += found
            yield from self._key_of(row)

    def _convert(self, batch: Sequence[Row]) -> Sequence[Sequence[Value]]:
        """Convert rows column by column."""
        cells = list(zip(*(row.cells for row in batch), strict=True))
        values: Columns = {}
        texts: dict[str, Sequence[str]] = {}
        translated = self.guarded or self.translated
        for column, place, read in zip(self.columns, self.places, self.readers, strict=True):
            constant = self.constants.get(column.name, "")
            source = cells[place] if place is not None else [constant] * len(batch)
            if column.amount:
                texts[column.name] = source
            else:
                plain = column.read is code and not translated and are_plain_codes(source)
                values[column.name] = source if plain else list(map(read, source))
        for column, read in zip(self.columns, self.readers, strict=True):
            if column.amount:
                values[column.name] = self._amounts(column, read, texts, values)
        _DERIVE.get(self.kind, _nothing)(values, self.as_of)
        blank = repeat(None)
        return list(
            zip(
                [row.line for row in batch],
                [0] * len(batch),
                *(values.get(name, blank) for name in self.staged[2:]),
                strict=False,
            )
        )

    def _amounts(
        self, column: Column, read: Reader, texts: Mapping[str, Sequence[str]], values: Columns
    ) -> Sequence[Value]:
        """Read a column of amounts, each with the currency of its row."""
        money = values["currency"]
        source = texts[column.name]
        if not (self.guarded or self.translated) and self.decimal == "." and len(set(money)) == 1:
            whole = plain_amounts(source, places_of(str(money[0])))
            if whole is not None:
                return whole
        if column.required and all(source):
            return list(map(self.read_amount, map(read, source), money))  # type: ignore[arg-type]
        return [
            self.read_amount(text, currency) if (text := read(cell)) else column.default  # type: ignore[arg-type]
            for cell, currency in zip(source, money, strict=True)
        ]

    def _mistakes(self, row: Row) -> Iterator[Problem]:
        """Yield everything that is wrong with a row."""
        if row.wrong:
            yield from self._unreadable(row, row.wrong)
            return
        money = ""
        good = True
        for column, place, read in zip(self.columns, self.places, self.readers, strict=True):
            text = row.cells[place] if place is not None else self.constants[column.name]
            try:
                value = read(text)
                if column.name == "currency":
                    money = str(value)
                elif column.amount and isinstance(value, str) and money:
                    self.read_amount(value, money)
            except ValueError as error:
                good = False
                yield Problem(row.line, column.name, text, str(error))
        if good:
            try:
                self._convert([row])
            except WrongRow as error:
                yield Problem(row.line, error.column, error.value, str(error))

    def _place_of(self, name: str) -> int:
        """Where a column stands in the file; constants come first."""
        named = zip(self.columns, self.places, strict=True)
        return next((place or 0 for column, place in named if column.name == name), 0)

    def _unreadable(self, row: Row, wrong: BadCells) -> Iterator[Problem]:
        """Yield what the file's reader found, unless it is in a column that nobody reads."""
        if wrong.place is None:
            yield Problem(row.line, "", "", wrong.reason)
        for column, place in zip(self.columns, self.places, strict=True):
            if wrong.place is not None and wrong.place == place:
                yield Problem(row.line, column.name, row.cells[place], wrong.reason)

    def _key_of(self, row: Row) -> Iterator[Sequence[Value]]:
        """Stage the bare key of a rejected item row, so that a snapshot does not close it."""
        if self.kind != "items":
            return
        key: dict[str, Value] = {}
        for column, place, read in zip(self.columns, self.places, self.readers, strict=True):
            if column.name in ("unit", "number"):
                whole = row.wrong is None or row.wrong.place is not None
                try:
                    text = self.constants[column.name] if place is None else row.cells[place]
                    key[column.name] = read(text) if whole else None
                except (ValueError, IndexError):
                    key[column.name] = None
        if key.get("number") is None:
            self.keyless = True
        elif key.get("unit") is not None:
            yield (row.line, 1, *(key.get(name) for name in self.staged[2:]))


def plan(
    kind: str,
    header: Sequence[str],
    columns: Sequence[Column],
    staged: Iterable[str],
    how: FileMap,
    *,
    mapped: bool,
    as_of: date,
    name: str,
) -> RowReader:
    """Match a file's header with a kind's columns.

    Raises:
        BadInput: unknown, doubled or missing columns, each named.
    """
    header = [text.strip() for text in header]
    if REASON_COLUMN in header:
        header = [without_guard(text) for text in header]
    usable = [column for column in columns if mapped or not column.only_mapped]
    places, problems = _places(header, usable, how, mapped)
    if problems:
        raise BadInput(
            f"{name}: the line of column names does not fit {kind}; nothing was imported.",
            problems,
            hint=f"The columns of {kind} are: {', '.join(c.name for c in usable)}.",
        )
    # Amounts are read with the row's currency, so it comes first.
    taken = [c for c in usable if c.name in places or c.name in how.constants]
    taken.sort(key=lambda column: column.name != "currency")
    filled = {column.name for column in taken} | _DERIVED.get(kind, set())
    guarded = REASON_COLUMN in header
    return RowReader(
        kind=kind,
        staged=("line", "bad", *(name for name in staged if name in filled)),
        columns=taken,
        places=[places.get(column.name) for column in taken],
        readers=[_reader(column, how, guarded) for column in taken],
        constants=how.constants,
        read_amount=amount(how.decimal, how.rounded),
        as_of=as_of,
        decimal=how.decimal,
        translated=bool(how.values),
        guarded=guarded,
        present=frozenset(column.name for column in taken),
    )


def _places(
    header: Sequence[str], usable: Sequence[Column], how: FileMap, mapped: bool
) -> tuple[dict[str, int], list[str]]:
    """Find each column's place in the header, and what is wrong with it."""
    names = [column.name for column in usable]
    problems: list[str] = []
    places: dict[str, int] = {}
    read = set()
    for column in usable:
        source = how.columns.get(column.name, "")
        if not source and column.name not in how.constants:
            # A map that names columns leaves all others out, but not what cannot be missing.
            source = column.name if column.required or not how.columns else ""
        if not source:
            continue
        read.add(source)
        if header.count(source) > 1:
            problems.append(f"column {source} stands in the file {header.count(source)} times")
        elif source in header:
            places[column.name] = header.index(source)
        elif column.name in how.columns:
            near = suggestion(source, header)
            problems.append(f"column {source} of the map (for {column.name}) is not there{near}")
        elif column.required:
            problems.append(f"required column {column.name} is missing")
    if not mapped:
        for at, text in enumerate(header, 1):
            if text not in names and text != REASON_COLUMN:
                what = f"unknown column {clean(text)[:60]}" if text else f"column {at} has no name"
                problems.append(what + suggestion(text, names))
    return places, list(dict.fromkeys(problems))


def _reader(column: Column, how: FileMap, guarded: bool) -> Reader:
    """Return the reader of a column's cells, with the map's values put in place first."""
    if column.amount:
        column = Column(column.name, _as_it_is, column.required)
    elif column.name == "credit_limit":
        column = Column(column.name, _as_the_map_writes(how.decimal), few=column.few)
    read = cell_reader(column)
    pairs = how.values.get(column.name)
    if not pairs and not guarded:
        return Remembered(read).__getitem__ if column.few else read

    def translated(text: str) -> Value:
        text = without_guard(text) if guarded else text
        return read(pairs.get(text.strip(), text) if pairs else text)

    return Remembered(translated).__getitem__ if column.few else translated


def _as_it_is(text: str) -> Value:
    """Pass a text on to where its currency is known."""
    return text


def _as_the_map_writes(decimal: str) -> Reader:
    """Pass a text on through the database, where it is no longer known to be a real number cell."""

    def read(text: str) -> Value:
        return text.replace(".", decimal) if type(text) is CellNumber else text

    return read


# --- what follows from other columns ------------------------------------------------------------


def _nothing(values: Columns, as_of: date) -> None:
    """Nothing follows from the other columns."""


def _derive_customers(values: Columns, as_of: date) -> None:
    """Add the name as searches compare it, and the credit limit as text until its currency."""
    values["name_folded"] = [fold_name(str(name)) for name in values["name"]]
    if "credit_limit" in values:
        values["credit_limit_text"] = values.pop("credit_limit")


def _derive_items(values: Columns, as_of: date) -> None:
    """An item is open while it has a balance and was not settled by the as-of date."""
    values["is_open"] = [1 if balance else 0 for balance in values["balance"]]
    if "settled_date" in values:
        today = as_of.isoformat()
        values["is_open"] = [
            0 if settled is not None and str(settled) <= today else is_open
            for is_open, settled in zip(values["is_open"], values["settled_date"], strict=True)
        ]


def _derive_payments(values: Columns, as_of: date) -> None:
    """All columns make a payment's key, so those that the file lacks are empty, not unknown."""
    count = len(values["date"])
    values["occurrence"] = [1] * count
    for name in ("item", "reference"):
        values.setdefault(name, [""] * count)


def _derive_rates(values: Columns, as_of: date) -> None:
    """A rate leads from one currency to another."""
    for source, target in zip(values["from"], values["to"], strict=True):
        if source == target:
            raise WrongRow("to", target, "is the currency that it converts from")


def _derive_prices(values: Columns, as_of: date) -> None:
    """A price is not negative and does not end before it begins."""
    for price in values["price"]:
        if isinstance(price, int) and price < 0:
            raise WrongRow("price", price, "minor units: a price is not negative")
    for start, end in zip(values["from"], values.get("until", ()), strict=False):
        if end is not None and str(end) < str(start):
            raise WrongRow("until", end, f"is before {start}, its column from")


_DERIVED: Mapping[str, set[str]] = {
    "customers": {"name_folded", "credit_limit_text"},
    "items": {"is_open"},
    "payments": {"item", "reference", "occurrence"},
}
"""Staged columns that a file need not have."""

_DERIVE: Mapping[str, Callable[[Columns, date], None]] = {
    "customers": _derive_customers,
    "items": _derive_items,
    "payments": _derive_payments,
    "rates": _derive_rates,
    "prices": _derive_prices,
}
