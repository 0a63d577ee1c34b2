"""The set-up as a file: units, entry types, procedures, profile classes, rates, letter texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tui_dunning.errors import BadInput
from tui_dunning.services.setup_check import problems_of
from tui_dunning.services.setup_file import (
    FIRST_NUMBER,
    SetupFile,
    complete,
    label,
    read_document,
    read_file,
    write_file,
)
from tui_dunning.services.setup_words import change_words
from tui_dunning.store import setup_rows
from tui_dunning.store.counters import peek_number
from tui_dunning.store.database import reading, transaction
from tui_dunning.store.setup_rows import RecordKey, Records
from tui_dunning.store.setup_usage import usage


@dataclass(frozen=True, slots=True)
class SetupResult:
    """What an import changed (or would change), a line for each change.

    `procedures` are those that were there before and differ now, with their levels and rates;
    `concerns` says of a file's for whom.
    """

    changes: tuple[str, ...] = ()
    dry_run: bool = False
    procedures: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetupRecord:
    """One record of the set-up: its key and its values, as `setup export` names them."""

    key: RecordKey
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Where the numbers stand: of the first run, and what is taken next.

    `fixed` says why the first one cannot be set any more, "" while it can. `references` are code,
    name and next number of each unit whose letters carry a payment reference.
    """

    first_run: int
    fixed: str
    next_run: int
    next_letter: int
    references: tuple[tuple[str, str, int], ...]


def import_setup(path: Path | str, *, dry_run: bool = False, operator: str) -> SetupResult:
    """Add and change what a file says; nothing is ever deleted. All of it, or nothing.

    A key that the file leaves out keeps its stored value, and has its default in a new record.
    The rules of an action list are one ordered value: a file that has some gives all of them.

    Args:
        path: a TOML file.
        dry_run: only list the changes.
        operator: who imports.

    Raises:
        BadInput: `problems` has a line for each mistake; nothing was changed.
    """
    path = Path(path)
    result = _apply(
        read_file(path), path.name, "Correct the file and import it again.", dry_run, operator
    )
    concerns = [
        f'procedure "{code}": {line}'
        for code in result.procedures
        for line in effects("procedure", code)
    ]
    return replace(result, concerns=tuple(concerns))


def change_records(
    tables: Mapping[str, object], operator: str, *, dry_run: bool = False
) -> SetupResult:
    """Add and change what tables say that are built as those of a file, checked as a file is.

    Args:
        tables: as TOML gives them: {"unit": [{"code": "US", ...}]}.
        operator: who changes.
        dry_run: only list the changes.

    Raises:
        BadInput: `problems` has a line for each mistake; nothing was changed.
    """
    return _apply(read_document(tables), "", "Correct it and try again.", dry_run, operator)


def records(table: str, owner: str = "") -> tuple[SetupRecord, ...]:
    """Return the records of a table by key; levels and finance charges of one procedure only."""
    with reading():
        found = setup_rows.read()
    kept = [
        SetupRecord(key, values)
        for key, values in found.items()
        if key[0] == table and owner in {"", key[1][0]}
    ]
    return tuple(sorted(kept, key=lambda record: record.key[1]))


def numbers() -> Numbers:
    """Return where the numbers of runs, letters and payment references stand."""
    with reading():
        first = setup_rows.first_number()
        return Numbers(
            first,
            f"{_only_before(first).capitalize()}." if setup_rows.has_runs() else "",
            peek_number("dunning_number"),
            peek_number("letter_number"),
            tuple(setup_rows.next_references()),
        )


def effects(table: str, code: str) -> tuple[str, ...]:
    """Say for whom a change of a unit, entry type, profile class or procedure counts from now."""
    with reading():
        used = usage(table, code)
    if not any(used):
        return ("No open item and no waiting letter is affected.",)
    lines = [
        f"Counts from the next update for {used.customers:,} "
        f"{'customer' if used.customers == 1 else 'customers'} with {used.items:,} open "
        f"{'item' if used.items == 1 else 'items'}."
    ]
    if used.letters:
        wait = "letter that waits stays" if used.letters == 1 else "letters that wait stay"
        lines.append(f"{used.letters:,} {wait} as made; the next update replaces it.")
    return tuple(lines)


def _apply(file: SetupFile, name: str, hint: str, dry_run: bool, operator: str) -> SetupResult:
    """Check what a file says against what is stored, then write it: all of it, or nothing."""
    with reading() if dry_run else transaction():
        stored = setup_rows.read()
        wanted = _merged(stored, file)
        problems = [*file.problems, *_first_number_problems(file)]
        if not file.problems:
            problems += problems_of(wanted, list(file.records), setup_rows.letter_codes())
        if problems:
            mistakes = "mistake" if len(problems) == 1 else "mistakes"
            raise BadInput(
                f"{name or 'This'} has {len(problems)} {mistakes}; nothing was changed.",
                [f"{name}: {problem}" if name else problem for problem in problems],
                hint=hint,
            )
        changes = tuple(_changes(stored, wanted, file))
        changed = {key: wanted[key] for key in wanted if wanted[key] != stored.get(key)}
        if changes and not dry_run:
            if file.first_number is not None and not setup_rows.has_runs():
                setup_rows.set_first_number(file.first_number)
            setup_rows.write(changed, operator)
    return SetupResult(changes, dry_run, tuple(_procedures(stored, changed)))


def export_setup() -> str:
    """Return the set-up as TOML; importing it again changes nothing."""
    with reading():
        return write_file(setup_rows.first_number(), setup_rows.read(shipped_texts=False))


def _merged(stored: Records, file: SetupFile) -> Records:
    """Return the set-up as it would be."""
    wanted = dict(stored)
    for key, given in file.records.items():
        wanted[key] = complete(key[0], stored.get(key)) | given
    return wanted


def _first_number_problems(file: SetupFile) -> Iterator[str]:
    """Yield that the numbers of runs cannot start anew once there are runs."""
    now = setup_rows.first_number()
    if file.first_number is not None and file.first_number != now and setup_rows.has_runs():
        yield f"{FIRST_NUMBER}: is {file.first_number}, but {_only_before(now)}"


def _only_before(first: int) -> str:
    return f"runs have been made since {first}; it can only be set before the first run"


def _procedures(stored: Records, changed: Records) -> list[str]:
    """Return the procedures that were there and that a change concerns, by code."""
    tables = ("procedure", "level", "finance_charge")
    codes = {str(parts[0]) for table, parts in changed if table in tables}
    return sorted(code for code in codes if ("procedure", (code,)) in stored)


def _changes(stored: Records, wanted: Records, file: SetupFile) -> Iterator[str]:
    """Yield a line for each record added and each key changed."""
    now = setup_rows.first_number()
    if file.first_number is not None and file.first_number != now:
        yield f"{FIRST_NUMBER}: {now} -> {file.first_number}"
    for key in file.records:
        old = stored.get(key)
        if old is None:
            yield f"{label(key)}: added"
            continue
        for name, value in wanted[key].items():
            if value != old.get(name):
                for words in change_words(name, old.get(name), value):
                    yield f"{label(key)}, {words}"
