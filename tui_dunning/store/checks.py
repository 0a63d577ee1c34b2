"""Questions that `dunning check` asks the database; each gives what is wrong, as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from peewee import fn

from tui_dunning.store import past_due
from tui_dunning.store.connection import handle, is_postgres
from tui_dunning.store.counters import peek_number
from tui_dunning.store.models import (
    TABLES,
    Item,
    Letter,
    PrintBatch,
    PrintBatchLetter,
    Run,
    SchemaInfo,
)

SHOWN = 20
"""How many records of one kind of mistake are named; the rest are counted."""

SENT = ("printed", "sent")


class UnfinishedFile(NamedTuple):
    """A file of a print that was never finished, and the letters that it was to hold."""

    batch: int
    path: str
    letters: tuple[int, ...]


def integrity() -> list[str]:
    """What the database engine itself finds wrong, and references that lead nowhere."""
    if is_postgres():
        return []
    found = [
        f"The database file is damaged: {text}."
        for (text,) in _rows("PRAGMA integrity_check(20)")
        if text != "ok"
    ]
    broken = [
        f"Row {row} of {table} refers to a missing {target}."
        for table, row, target, _ in _rows("PRAGMA foreign_key_check")
    ]
    return found + _shortened(broken)


def structure() -> list[str]:
    """Tables and columns that are missing; where one is, no other question can be asked."""
    there = _columns_there()
    problems = []
    for table in TABLES:
        name = table._meta.table_name
        if name not in there:
            problems.append(f"The table {name} is missing.")
            continue
        problems += [
            f"The table {name} lacks the column {field.column_name}."
            for field in table._meta.sorted_fields
            if field.column_name not in there[name]
        ]
    return problems


def _columns_there() -> dict[str, set[str]]:
    """The columns of each table that its name alone leads to: on a server by the search path."""
    db = handle()
    names = [table._meta.table_name for table in TABLES]
    if not is_postgres():
        tables = set(db.get_tables())
        return {
            name: {column.name for column in db.get_columns(name)}
            for name in names
            if name in tables
        }
    rows = db.execute_sql(
        "SELECT c.relname, array_agg(a.attname::text) FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relname = ANY(%s) AND c.relkind = 'r' AND pg_table_is_visible(c.oid)"
        " AND a.attnum > 0 AND NOT a.attisdropped GROUP BY c.relname",
        (names,),
    )
    return {name: set(columns) for name, columns in rows.fetchall()}


def version_rows() -> list[str]:
    """Whether the version is written down once."""
    count = SchemaInfo.select().count()
    return [] if count == 1 else [f"The table schema_info has {count} rows instead of one."]


def run_numbers() -> list[str]:
    """Whether the dunning numbers have no gap and the counter follows the last one."""
    first, last, count = Run.select(
        fn.MIN(Run.number), fn.MAX(Run.number), fn.COUNT(Run.number)
    ).tuples()[0]
    if not count:
        return []
    problems = []
    if last - first + 1 != count:
        missing = last - first + 1 - count
        problems.append(f"{missing} dunning numbers between {first} and {last} are missing.")
    if peek_number("dunning_number") != last + 1:
        problems.append(
            f"The next dunning number is {peek_number('dunning_number')}, "
            f"but the last run is number {last}."
        )
    return problems


def letter_numbers() -> list[str]:
    """Whether the counter of letters is past the last letter."""
    last = Letter.select(fn.MAX(Letter.id)).scalar()
    if last is None or peek_number("letter_number") > last:
        return []
    return [f"The next letter's number is {peek_number('letter_number')}, but {last} is used."]


def item_statuses() -> list[str]:
    """Whether each item's status is that of its latest sent letter that dunned it."""
    rows = _rows(
        """
        SELECT unit.code, item.number, item.dunning_level, item.letter_id,
               COALESCE(line.level, 0), latest.letter_id
        FROM item JOIN unit ON unit.id = item.unit_id
        LEFT JOIN (
            SELECT letter_item.item_id, MAX(letter.id) AS letter_id
            FROM letter_item JOIN letter ON letter.id = letter_item.letter_id
            WHERE letter.status IN ('printed', 'sent')
              AND letter_item.dunned AND NOT letter_item.taken_off
            GROUP BY letter_item.item_id
        ) AS latest ON latest.item_id = item.id
        LEFT JOIN letter_item AS line
          ON line.letter_id = latest.letter_id AND line.item_id = item.id
        LEFT JOIN letter ON letter.id = latest.letter_id
        WHERE COALESCE(item.letter_id, 0) <> COALESCE(latest.letter_id, 0)
           OR item.dunning_level <> COALESCE(line.level, 0)
           OR (item.dunned_on IS NULL) <> (latest.letter_id IS NULL)
           OR item.dunned_on <> letter.date
        ORDER BY unit.code, item.number
        """
    )
    return _shortened(
        f"Item {unit} {number} has level {level} of letter {letter or 'none'}, "
        f"but its sent letters give level {right} of letter {right_letter or 'none'}."
        for unit, number, level, letter, right, right_letter in rows
    )


def sent_letters() -> list[str]:
    """Whether letters that were sent say when, and kept their final words."""
    rows = (
        Letter.select(Letter.id)
        .where(Letter.status.in_(SENT) & (Letter.sent_at.is_null() | Letter.final_body.is_null()))
        .order_by(Letter.id)
        .tuples()
    )
    return _shortened(
        f"Letter {row[0]} was sent, but its text or moment is missing." for row in rows
    )


def letters_of_runs() -> list[str]:
    """Whether each run that made letters has some, dated like the run."""
    rows = _rows(
        """
        SELECT run.number, run.letters, COUNT(letter.id)
        FROM run LEFT JOIN letter ON letter.run_id = run.number
        GROUP BY run.number, run.letters
        HAVING COUNT(letter.id) < run.letters
        ORDER BY run.number
        """
    )
    dated = _rows(
        "SELECT letter.id, run.number FROM letter JOIN run ON run.number = letter.run_id"
        " WHERE letter.date <> run.as_of ORDER BY letter.id"
    )
    return _shortened(
        f"Run {number} made {made} letters, but has {found}." for number, made, found in rows
    ) + _shortened(f"Letter {letter} is not dated like its run {run}." for letter, run in dated)


def dates() -> list[str]:
    """Whether due dates are dates of our time."""
    low, high = date(1900, 1, 1), date(2999, 12, 31)
    count = Item.select().where((Item.due_date < low) | (Item.due_date > high)).count()
    return [f"{count} items are due before 1900 or after 2999."] if count else []


def currencies() -> tuple[str, ...]:
    """The currencies of all items, for a look whether they are known."""
    return tuple(row[0] for row in Item.select(Item.currency).distinct().tuples())


def unfinished_files() -> tuple[UnfinishedFile, ...]:
    """Files of prints that did not end, and that no later print into one file replaced."""
    batches = (
        PrintBatch.select(PrintBatch.id, PrintBatch.path)
        .where(PrintBatch.state == "writing")
        .order_by(PrintBatch.id)
        .tuples()
    )
    return tuple(
        file
        for batch, path in batches
        for file in _files_of(batch, path)
        if file.path != path or not _is_replaced(batch, path)
    )


def unfinished_paths() -> tuple[str, ...]:
    """Places of prints that are under way or were broken off."""
    paths = PrintBatch.select(PrintBatch.path).where(PrintBatch.state == "writing").distinct()
    return tuple(row[0] for row in paths.order_by(PrintBatch.path).tuples())


def _is_replaced(batch: int, path: str) -> bool:
    """Whether a later print wrote the same file to its end."""
    later = PrintBatch.select().where(
        (PrintBatch.path == path) & (PrintBatch.state == "done") & (PrintBatch.id > batch)
    )
    return bool(later.exists())


def _files_of(batch: int, path: str) -> list[UnfinishedFile]:
    """The files of one print with their letters that are not marked."""
    lines = (
        PrintBatchLetter.select(PrintBatchLetter.file, PrintBatchLetter.letter)
        .join(Letter)
        .where((PrintBatchLetter.batch == batch) & Letter.status.not_in(SENT))
        .order_by(PrintBatchLetter.letter)
        .tuples()
    )
    files: dict[str, list[int]] = {}
    for file, letter in lines:
        files.setdefault(file or path, []).append(letter)
    return [UnfinishedFile(batch, file, tuple(letters)) for file, letters in files.items()]


def past_due_sums() -> list[str]:
    """Whether what is kept for the edit report by past due is what items and letter codes say."""
    return _shortened(
        f"What customer {each.number} has past due{f' in {each.currency}' if each.currency else ''}"
        f" is kept wrongly: {_difference(each)}; `dunning check --mend` sums all of it anew."
        for each in past_due.wrong()
    )


def _difference(wrong: past_due.Wrong) -> str:
    """Say what is kept and what it must be, of amounts without knowing the currency's decimals."""
    kept, right = wrong.kept, wrong.right
    if kept is None or right is None:
        return "it is missing" if kept is None else "there is nothing to keep"
    parts = []
    if kept.amount != right.amount:
        parts.append(f"{kept.amount:,} minor units instead of {right.amount:,}")
    if kept.number != right.number:
        parts.append(f"under the number {kept.number}")
    if kept.next_due != right.next_due:
        parts.append(
            f"next falling due {kept.next_due or 'never'} instead of {right.next_due or 'never'}"
        )
    return ", ".join(parts)


CHECKS: tuple[Callable[[], list[str]], ...] = (
    integrity,
    version_rows,
    run_numbers,
    letter_numbers,
    letters_of_runs,
    sent_letters,
    item_statuses,
    past_due_sums,
    dates,
)
"""All checks, in the order in which their findings are shown."""


def _rows(sql: str) -> Any:
    """The rows of a statement that both databases understand."""
    return handle().execute_sql(sql).fetchall()


def _shortened(sentences: Iterable[str]) -> list[str]:
    """The first sentences, and how many more there are."""
    found = list(sentences)
    if len(found) <= SHOWN:
        return found
    return [*found[:SHOWN], f"... and {len(found) - SHOWN} more of the same kind."]
