"""Maps: how a foreign file reads (column names, constants, dates, decimals, values)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path

from tui_dunning.errors import BadInput, NotFound
from tui_dunning.services.load_files import CellDate, CellNumber
from tui_dunning.toml_file import read_toml

KEYS = ("columns", "constants", "date_format", "decimal", "round", "values")


@dataclass(frozen=True, slots=True)
class FileMap:
    """A map file. `columns` maps our column names to the file's; `values` the file's to ours."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_format: str = ""
    decimal: str = "."
    rounded: bool = False


def suggestion(word: str, known: Sequence[str]) -> str:
    """Return `; did you mean balance?`, or "" where nothing is near."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def read_map(path: Path, known: Sequence[str]) -> FileMap:
    """Read a map for a kind that has the `known` columns.

    Raises:
        NotFound: there is no such file.
        BadInput: with a line for each mistake.
    """
    try:
        table = read_toml(path)
    except FileNotFoundError:
        raise NotFound(f"There is no map {path}.", "Name a file that is there.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise BadInput(f"{path.name} is not TOML: {error}.") from None
    problems = list(_mistakes(table, known))
    if problems:
        raise BadInput(
            f"The map {path.name} is wrong; nothing was imported.",
            [f"{path.name}: {problem}" for problem in problems],
            hint="Correct the map and import again.",
        )
    return FileMap(
        columns=table.get("columns", {}),
        constants={name: _text(value) for name, value in table.get("constants", {}).items()},
        values={
            name: {key: _text(value) for key, value in pairs.items()}
            for name, pairs in table.get("values", {}).items()
        },
        date_format=table.get("date_format", ""),
        decimal=table.get("decimal", "."),
        rounded=table.get("round", False),
    )


def _mistakes(table: Mapping[str, object], known: Sequence[str]) -> list[str]:
    """List what is wrong with a map's tables and keys."""
    wrong = [f"unknown key {key}{suggestion(key, KEYS)}" for key in table if key not in KEYS]
    for name in ("columns", "constants", "values"):
        if not isinstance(table.get(name, {}), dict):
            wrong.append(f"{name} must be a table: [{name}]")
    if wrong:
        return wrong
    columns, constants = _table(table, "columns"), _table(table, "constants")
    values = _table(table, "values")
    for where, names in (("columns", columns), ("constants", constants), ("values", values)):
        wrong += [
            f"[{where}]: unknown column {name}{suggestion(name, known)}"
            for name in names
            if name not in known
        ]
    wrong += [
        f"[columns] {name} must be the name of a column in the file, a text"
        for name, source in columns.items()
        if not isinstance(source, str) or not source.strip()
    ]
    wrong += [
        f"[constants] {name} must be a text, number, date or true/false"
        for name, value in constants.items()
        if not isinstance(value, str | int | float | date)
    ]
    wrong += [
        f"{name} stands in [columns] and in [constants]" for name in columns if name in constants
    ]
    wrong += _wrong_values(values)
    wrong += _wrong_formats(table)
    return wrong


def _table(table: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return a table of a map that was seen to be one."""
    found = table.get(name, {})
    return found if isinstance(found, dict) else {}


def _wrong_values(values: Mapping[str, object]) -> list[str]:
    """List the [values.X] that are no tables of plain values."""
    wrong = []
    for name, pairs in values.items():
        if not isinstance(pairs, dict):
            wrong.append(f"[values] {name} must be a table: [values.{name}]")
            continue
        wrong += [
            f"[values.{name}] {key} must be a text, number or true/false"
            for key, value in pairs.items()
            if not isinstance(value, str | int | float | date)
        ]
    return wrong


def _wrong_formats(table: Mapping[str, object]) -> list[str]:
    """List what is wrong with date_format, decimal and round."""
    wrong = []
    date_format = table.get("date_format", "%Y-%m-%d")
    if not isinstance(date_format, str) or not _keeps_a_date(date_format):
        wrong.append('date_format must name day, month and year, as in "%m/%d/%Y"')
    if table.get("decimal", ".") not in (".", ","):
        wrong.append('decimal must be "." or ","')
    if not isinstance(table.get("round", False), bool):
        wrong.append("round must be true or false")
    return wrong


def _keeps_a_date(date_format: str) -> bool:
    """Whether a date written in the format reads back as itself."""
    day = datetime(2031, 11, 24)
    try:
        return datetime.strptime(day.strftime(date_format), date_format).date() == day.date()
    except (ValueError, re.error):  # re.error: a directive that stands twice
        return False


def _text(value: object) -> str:
    """Return a TOML value as a file's cell would hold it, whatever dates and decimals it has."""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, date):
        return CellDate(value.isoformat()[:10])
    return CellNumber(value) if isinstance(value, float) else str(value)
