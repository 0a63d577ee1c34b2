"""Real processes killed at each write point of run, print and roll-back: twice, ten times in soak.

Source: domain 9, a crash between any two writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests import builders as b
from tests.soak.crashes import (
    Kept,
    Spot,
    Worker,
    fingerprint,
    kept_file,
    kept_server,
    spots,
    worker,
)
from tests.soak.test_kills import sound
from tui_dunning.store import models as m
from tui_dunning.store.database import close_database, open_database, transaction

DELAYS = [
    pytest.param((0, 0.0005), id="few"),
    pytest.param((0, 0.0002, 0.0005, 0.001, 0), id="near", marks=pytest.mark.soak),
    pytest.param((0.0001, 0.0008, 0.002, 0.004, 0.008), id="far", marks=pytest.mark.soak),
]
"""Seconds after a write has begun; 0 is before it."""
LATER = b.TODAY + timedelta(days=40)


@dataclass(frozen=True)
class Crash:
    """A database to copy, a process to start commands with, and one command."""

    kept: Kept
    worker: Worker
    command: list[str]
    paper: Path

    def run(self, url: str, **options: object) -> int:
        """Run the command; return how it ended."""
        return self.worker.run([*self.command, "--database", url], **options)[0]


@contextmanager
def crash(url: str, folder: Path, before: list[list[str]], command: list[str]) -> Iterator[Crash]:
    """A company for which some commands were done, and the command to kill."""
    fill(url)
    is_server = url.startswith("postgresql")
    with ExitStack() as stack:
        started = stack.enter_context(worker(folder / "log.txt"))
        for words in before:
            assert started.run([*words, "--database", url])[0] == 0, started.log.read_text()
        keeping = kept_server(url) if is_server else kept_file(Path(url), folder)
        yield Crash(stack.enter_context(keeping), started, command, folder / "letters.pdf")


def fill(url: str) -> None:
    """Customers whose letters charge a fee, refer to collection and set the credit hold."""
    open_database(url)
    with transaction():
        b.add_basics()
        days = b.add_days_procedure()
        m.ProcedureLevel.update(
            fee='{"USD": "5.00"}', fee_on=2, collection=True, credit_hold=True
        ).where(m.ProcedureLevel.procedure == days).execute()
        m.FinanceChargeRate.create(procedure=days, valid_from=date(2026, 1, 1), yearly_rate="10")
        for number in "ABC":
            b.add_item(b.add_customer(number), days=50)
            b.add_item(b.add_customer(f"D{number}", procedure=days, assess_fee=True), days=50)
    close_database()


def update(on: date) -> list[str]:
    """The command of a run."""
    return ["update", "--as-of", on.isoformat()]


def print_all(folder: Path, name: str = "first.pdf") -> list[str]:
    """The command that prints what waits."""
    return ["print", "--as-of", b.TODAY.isoformat(), "-o", str(folder / name)]


def killed_at(crash: Crash, spot: Spot) -> str:
    """Kill the command at a spot; where it ends before the delay is over, when the write begins."""
    point, write, _ = spot
    for place in (spot, (point, write, 0)):
        url = crash.kept.fresh()
        crash.paper.unlink(missing_ok=True)
        if crash.run(url, spot=place) < 0:
            crash.kept.settled()
            return url
    raise AssertionError(f"the command outlived {spot}")


def all_or_nothing(crash: Crash, wrote: set[str], delays: tuple[float, ...]) -> None:
    """Kill the command at each of its write points: it is wholly there, or not at all."""
    url = crash.kept.fresh()
    before = fingerprint(url)
    assert crash.run(url, record=True) == 0, crash.worker.log.read_text()
    after = fingerprint(url)
    points = crash.worker.points()
    assert wrote <= {label for label, _ in points}

    for spot in spots(points, delays):
        url = killed_at(crash, spot)
        state = fingerprint(url)
        assert state in {before, after}, (points[spot[0]], spot)
        left = [str(crash.paper)] if state == before and crash.paper.exists() else []
        problems = sound(url)
        assert len(problems) == len(left), (problems, spot)
        assert all(name in problem for name, problem in zip(left, problems, strict=True))

    if state == before:
        assert crash.run(url) == 0, crash.worker.log.read_text()
    assert fingerprint(url) != before  # rows may have other ids: PostgreSQL counts on after a kill
    assert sound(url) == ()


@pytest.mark.parametrize("delays", DELAYS)
def test_a_run_killed_at_any_write_is_wholly_there_or_not_at_all(
    db_url: str, tmp_path: Path, delays: tuple[float, ...]
) -> None:
    done = [update(b.TODAY), print_all(tmp_path), update(b.TODAY + timedelta(days=1))]
    with crash(db_url, tmp_path, done, update(LATER)) as company:
        all_or_nothing(company, {"UPDATE letter", "UPDATE item", "COMMIT"}, delays)


@pytest.mark.parametrize("delays", DELAYS)
def test_a_print_killed_at_any_write_has_marked_all_letters_or_none(
    db_url: str, tmp_path: Path, delays: tuple[float, ...]
) -> None:
    command = print_all(tmp_path, "letters.pdf")
    with crash(db_url, tmp_path, [update(b.TODAY)], command) as company:
        all_or_nothing(
            company, {"UPDATE letter", "UPDATE item", "COMMIT", "fsync", "os.rename"}, delays
        )


@pytest.mark.parametrize("delays", DELAYS)
def test_a_roll_back_killed_at_any_write_is_wholly_there_or_not_at_all(
    db_url: str, tmp_path: Path, delays: tuple[float, ...]
) -> None:
    done = [update(b.TODAY), print_all(tmp_path)]
    command = ["letter", "2", "--delete", "--as-of", b.TODAY.isoformat()]
    with crash(db_url, tmp_path, done, command) as company:
        all_or_nothing(company, {"UPDATE letter", "UPDATE item", "COMMIT"}, delays)
