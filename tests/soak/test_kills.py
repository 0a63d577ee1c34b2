"""Real kills in the middle of import, update, print, roll-back and backup: all or nothing.

Source: domain 9, a crash between any two writes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import builders as b
from tests.soak.crashes import Kept, Worker, fingerprint, kept_file, kept_server, moments, worker
from tui_dunning.services import database as service
from tui_dunning.services.check import check
from tui_dunning.store import models as m
from tui_dunning.store.database import close_database, insert_many, open_database, transaction

CUSTOMERS = 100
ITEMS_EACH = 3
KILLS = [
    pytest.param(5, id="few"),
    pytest.param(25, id="many", marks=pytest.mark.soak),
]


@dataclass(frozen=True)
class Books:
    """A database with customers who owe, kept as it was, and a process to start commands with."""

    source: str
    kept: Kept
    worker: Worker
    folder: Path


@pytest.fixture
def books(db_url: str, tmp_path: Path) -> Iterator[Books]:
    fill(db_url)
    with ExitStack() as stack:
        is_server = db_url.startswith("postgresql")
        keeping = kept_server(db_url) if is_server else kept_file(Path(db_url), tmp_path)
        kept = stack.enter_context(keeping)
        yield Books(db_url, kept, stack.enter_context(worker(tmp_path / "log.txt")), tmp_path)


def fill(url: str) -> None:
    """Put in customers of which each has items that are past due."""
    open_database(url)
    with transaction():
        unit = b.add_basics()
        kind = m.EntryType.get(m.EntryType.code == "IN").id
        columns = [
            m.Item.unit,
            m.Item.customer,
            m.Item.number,
            m.Item.entry_type,
            m.Item.due_date,
            m.Item.currency,
            m.Item.balance_minor,
        ]
        for number in range(CUSTOMERS):
            customer = b.add_customer(f"C{number:04}")
            rows = (
                (unit.id, customer.id, f"I{number}-{n}", kind, b.days_ago(32 + n), "USD", 1000 + n)
                for n in range(ITEMS_EACH)
            )
            insert_many(m.Item, columns, rows)
    close_database()


def sound(url: str) -> tuple[str, ...]:
    """What `dunning check` finds wrong."""
    service.open_(url)
    try:
        return check().problems
    finally:
        close_database()


def succeed(books: Books, arguments: list[str]) -> float:
    """Run a command to its end; return the seconds it took."""
    status, seconds = books.worker.run(arguments)
    assert status == 0, books.worker.log.read_text()
    return seconds


def killed(books: Books, command: list[str], kills: int) -> Iterator[tuple[str, bool]]:
    """Kill the command at many moments: a sound database each time, and whether all was done."""
    url = books.kept.fresh()
    before = fingerprint(url)
    seconds = succeed(books, [*command, "--database", url])
    after = fingerprint(url)
    assert after != before
    seen = set()
    for moment in moments(kills, seconds, seed=kills):
        url = books.kept.fresh()
        books.worker.run([*command, "--database", url], kill_after=moment)
        books.kept.settled()
        state = fingerprint(url)
        seen.add(state)
        assert state in {before, after}, f"half done after {moment:.4f} s"
        assert sound(url) == ()
        yield url, state == after
    assert before in seen


def all_or_nothing(books: Books, command: list[str], kills: int) -> None:
    """Kill the command at many moments; whatever became of it, it can be done again."""
    for url, _done in killed(books, command, kills):
        succeed(books, [*command, "--database", url])
        assert sound(url) == ()


@pytest.mark.parametrize("kills", KILLS)
def test_a_killed_import_is_wholly_there_or_not_at_all(books: Books, kills: int) -> None:
    path = books.folder / "items.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["unit", "customer", "number", "due_date", "currency", "balance"])
        for n in range(2000):
            rows.writerow(["US", f"C{n % CUSTOMERS:04}", f"N{n}", "2026-01-15", "USD", f"{n}.25"])

    all_or_nothing(books, ["import", "items", str(path)], kills)


@pytest.mark.parametrize("kills", KILLS)
def test_a_killed_update_is_wholly_there_or_not_at_all(books: Books, kills: int) -> None:
    all_or_nothing(books, ["update", "--as-of", b.TODAY.isoformat()], kills)


@pytest.mark.parametrize("kills", KILLS)
def test_a_killed_print_has_marked_all_letters_or_none(books: Books, kills: int) -> None:
    succeed(books, ["update", "--as-of", b.TODAY.isoformat(), "--database", books.source])
    url = books.kept.fresh()
    before = fingerprint(url)
    paper = books.folder / "letters.pdf"
    command = ["print", "--as-of", b.TODAY.isoformat(), "-o", str(paper)]
    seconds = succeed(books, [*command, "--database", url])
    after = fingerprint(url)
    for moment in moments(kills, seconds, seed=kills):
        url = books.kept.fresh()
        paper.unlink(missing_ok=True)
        books.worker.run([*command, "--database", url], kill_after=moment)
        books.kept.settled()
        state = fingerprint(url)
        assert state in {before, after}, f"half done after {moment:.4f} s"
        if state == after:
            assert paper.read_bytes().rstrip().endswith(b"%%EOF")
            assert sound(url) == ()
            continue
        named = [str(paper) in problem for problem in sound(url)]
        assert named == ([True] if paper.exists() else [])
        succeed(books, [*command, "--database", url])
        assert fingerprint(url) == after
        assert sound(url) == ()


@pytest.mark.parametrize("kills", KILLS)
def test_a_killed_roll_back_has_taken_the_letter_back_or_not(books: Books, kills: int) -> None:
    day = ["--as-of", b.TODAY.isoformat(), "--database", books.source]
    succeed(books, ["update", *day])
    succeed(books, ["print", "-o", str(books.folder / "letters.pdf"), *day])

    for url, done in killed(books, ["letter", "1", "--delete"], kills):
        again, _ = books.worker.run(["letter", "1", "--delete", "--database", url])
        assert again == (1 if done else 0)
        assert sound(url) == ()


@pytest.mark.parametrize("kills", KILLS)
def test_a_killed_backup_is_a_whole_copy_or_none(books: Books, kills: int) -> None:
    url = books.kept.fresh()
    before = fingerprint(url)
    target = books.folder / "copy.db"
    command = ["backup", str(target), "--database", url]
    seconds = succeed(books, command)
    for moment in moments(kills, seconds, seed=kills):
        for old in books.folder.glob("copy.db*"):
            old.unlink()
        books.worker.run(command, kill_after=moment)
        books.kept.settled()
        assert fingerprint(url) == before
        if target.exists():
            assert sound(str(target)) == ()
            assert fingerprint(str(target)) == before or url.startswith("postgresql")
