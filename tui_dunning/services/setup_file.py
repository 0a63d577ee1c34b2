"""setup.toml as records: read with every mistake named, written in the order of the guide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tui_dunning.errors import BadInput, NotFound
from tui_dunning.services import setup_values as values
from tui_dunning.services.setup_tables import RULE, TABLES, TOP, Key, defaults
from tui_dunning.store.setup_rows import RecordKey, Records
from tui_dunning.toml_file import read_toml

FIRST_NUMBER = "first_dunning_number"


@dataclass(slots=True)
class SetupFile:
    """What a file says: records with only the keys it has, and what is wrong with it."""

    first_number: int | None = None
    records: Records = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def label(key: RecordKey) -> str:
    """Name a record as its file does: procedure "MENU", level 2."""
    table, parts = key
    if table == "level":
        return f'procedure "{parts[0]}", level {parts[1]}'
    if table == "finance_charge":
        return f'finance_charge of procedure "{parts[0]}" from {parts[1]}'
    if table == "letter_text":
        return f'letter_text "{parts[0]}" in {parts[1]}'
    return f'{table} "{parts[0]}"'


def read_file(path: Path) -> SetupFile:
    """Read a file; mistakes in it are listed, those against what is stored come later.

    Raises:
        NotFound: there is no such file.
        BadInput: it is not TOML.
    """
    try:
        document = read_toml(path)
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", "Name a file that is there.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise BadInput(f"{path.name} is not TOML: {error}.") from None
    return read_document(document)


def read_document(document: Mapping[str, object]) -> SetupFile:
    """Read what a file holds, or the same tables from elsewhere; mistakes are listed."""
    found = SetupFile()
    found.problems += values.names(document, (FIRST_NUMBER, *TOP))
    if FIRST_NUMBER in document:
        try:
            check = values.whole(1, 10**12)
            found.first_number = int(str(check(document[FIRST_NUMBER])))
        except ValueError as error:
            found.problems.append(f"{FIRST_NUMBER}: {error}")
    for table in TOP:
        for at, row in _rows(document.get(table, []), table, "", found):
            _read_record(table, row, f"{table} number {at}", (), found)
    return found


def _rows(
    given: object, table: str, where: str, found: SetupFile
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield the tables of a list of tables, counted from 1."""
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        name = table.rpartition(".")[2]
        found.problems.append(f"{where}{name} must be written as [[{table}]]")
        return
    yield from enumerate(given, 1)


def _read_record(
    table: str, row: Mapping[str, object], place: str, owner: tuple[object, ...], found: SetupFile
) -> None:
    """Read one table into a record, with the levels and rules of a procedure."""
    keys = TABLES[table]
    key, wrong = _key_of(table, row, owner)
    wrong = wrong or (table == "level" and not owner)  # its procedure has no code
    where = label((table, key)) if not wrong else place
    known = [name for name in keys] + (["level"] if table == "procedure" else [])
    found.problems += [f"{where}: {problem}" for problem in values.names(row, known)]
    given = _read_keys(keys, row, where, found)
    if table == "procedure":
        given.pop("rule", None)
        if "rule" in row:
            given["rule"] = [
                _read_rule(rule, f"{where}, rule {at}", found)
                for at, rule in _rows(row["rule"], "procedure.rule", f"{where}, ", found)
            ]
        for at, level in _rows(row.get("level", []), "procedure.level", f"{where}, ", found):
            _read_record("level", level, f"{where}, level number {at} of the list", key, found)
    if wrong:
        return
    if (table, key) in found.records:
        by = " and ".join(_key_names(table))
        found.problems.append(f"{where} stands in the file twice, with the same {by}")
        return
    found.records[table, key] = given


def _key_names(table: str) -> tuple[str, ...]:
    """Return the keys whose values name a record."""
    return {
        "level": ("number",),
        "finance_charge": ("procedure", "from"),
        "letter_text": ("code", "language"),
    }.get(table, ("code",))


def _key_of(
    table: str, row: Mapping[str, object], owner: tuple[object, ...]
) -> tuple[tuple[object, ...], bool]:
    """Return the values that name a record, and whether they could not be read."""
    parts: list[object] = []
    for name in _key_names(table):
        key = TABLES[table][name]
        try:
            parts.append(key.check(row[name]) if name in row else key.default)
        except ValueError:
            return owner, True
        if key.required and name not in row:
            return owner, True
    return (*owner, *parts), False


def _read_keys(
    keys: Mapping[str, Key], row: Mapping[str, object], where: str, found: SetupFile
) -> dict[str, object]:
    """Read a table's keys, each by its own check."""
    given: dict[str, object] = {}
    for name, key in keys.items():
        if name not in row:
            if key.required:
                found.problems.append(f"{where}: required key {name} is missing")
            continue
        if name == "rule":
            continue
        try:
            given[name] = key.check(row[name])
        except ValueError as error:  # a mistake for each of its arguments
            found.problems += [f"{where}, {name}: {problem}" for problem in error.args]
    return given


def _read_rule(row: Mapping[str, object], where: str, found: SetupFile) -> dict[str, object]:
    """Read one rule of an action list."""
    found.problems += [f"{where}: {problem}" for problem in values.names(row, list(RULE))]
    rule = {name: key.default for name, key in RULE.items()}
    rule.update(_read_keys(RULE, row, where, found))
    if (rule["level"] is None) == (not rule["no_letter"]):
        found.problems.append(f"{where}: needs either level or no_letter = true")
    return rule


def write_file(first_number: int, records: Records) -> str:
    """Write records as TOML; what is empty is left out, as an empty key says the same."""
    import tomli_w

    document: dict[str, object] = {FIRST_NUMBER: first_number}
    for table in TOP:
        rows = []
        for key, record in records.items():
            if key[0] != table:
                continue
            row = _plain(record)
            if table == "procedure":
                row.pop("rule", None)
                levels = [_plain(r) for k, r in records.items() if _is_level_of(k, key)]
                rules = record["rule"]
                assert isinstance(rules, list)
                row |= {"level": levels} if levels else {}
                row |= {"rule": [_plain(rule, RULE) for rule in rules]} if rules else {}
            rows.append(row)
        if rows:
            document[table] = rows
    return tomli_w.dumps(document, multiline_strings=True)


def _is_level_of(key: RecordKey, procedure: RecordKey) -> bool:
    """Whether a record is a level of a procedure."""
    return key[0] == "level" and key[1][0] == procedure[1][0]


def _plain(
    record: Mapping[str, object], keys: Mapping[str, Key] | None = None
) -> dict[str, object]:
    """Return what TOML can hold of a record; a rule leaves its defaults out."""
    kept = {name: value for name, value in record.items() if value is not None and value != {}}
    if keys is not None:
        kept = {n: v for n, v in kept.items() if v != keys[n].default or n == "when"}
    return kept


def complete(table: str, stored: Mapping[str, object] | None) -> dict[str, object]:
    """Return what a record holds before the file changes it."""
    return dict(stored) if stored is not None else defaults(table)
