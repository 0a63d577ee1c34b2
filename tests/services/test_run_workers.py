"""4.4.1: however many processes decide, the run is the same; it stops and fails like any other."""

from __future__ import annotations

import errno
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from multiprocessing import synchronize
from pathlib import Path

import pytest

from tests import builders as b
from tests.services.mixed_company import add_mixed_company
from tests.services.updates import everything, facts, update
from tests.soak.crashes import fingerprint, kept_file, kept_server
from tui_dunning.engine.types import RunParameters, Scope
from tui_dunning.errors import Cancelled, DunningError
from tui_dunning.services import deciding
from tui_dunning.services.dunning_run import run
from tui_dunning.services.posting import FinalLetter, mark_sent
from tui_dunning.store import models as m
from tui_dunning.store import staging
from tui_dunning.store.database import close_database, open_database, transaction

LATER = b.TODAY + timedelta(days=30)


@pytest.fixture
def company(db, monkeypatch):
    """Customers under every method, half of whose letters were sent and half still wait."""
    add_mixed_company()
    monkeypatch.setattr(deciding, "PORTION", 2)
    update()
    sent = [FinalLetter(each.id, each.revision, "", "") for each in m.Letter.select()[::2]]
    mark_sent(sent, "jane")
    return db


@pytest.mark.parametrize("scope", [Scope(), Scope(unit="NL"), Scope(group="G")])
def test_processes_and_slices_change_nothing(company, tmp_path, scope, monkeypatch):
    close_database()
    copies = kept_file(Path(company), tmp_path) if "://" not in company else kept_server(company)
    found = []
    with copies as kept:
        for workers, rows in ((1, 10_000), (3, 2)):
            monkeypatch.setattr(staging, "SLICE", rows)
            url = kept.fresh()
            open_database(url)
            dry = run(RunParameters(LATER, scope), "jane", dry_run=True, workers=workers)
            summary = run(RunParameters(LATER, scope), "jane", workers=workers)
            assert facts(dry) == facts(summary)
            found.append((summary, fingerprint(url)))
            close_database()
            kept.settled()

    assert found[0] == found[1]
    assert found[0][0].letters > 2


def test_a_dry_run_sees_one_moment_also_where_others_change_data_meanwhile(company):
    told = []

    def change(done: int, _total: int) -> None:
        told.append(done)
        if len(told) == 1:
            with ThreadPoolExecutor() as another:
                another.submit(block_everybody).result()

    dry = run(RunParameters(LATER), "jane", dry_run=True, workers=2, progress=change)

    seen_before = "://" in company  # PostgreSQL shows all processes what the first one saw
    assert (dry.letters > 2) == seen_before
    assert (told == sorted(told)) == seen_before  # on SQLite it began anew


def block_everybody() -> None:
    """Block all customers, as another user would."""
    with transaction():
        m.Customer.update(blocked_until=LATER + timedelta(days=9)).execute()


def test_a_run_that_is_stopped_while_others_decide_leaves_nothing(company):
    before = everything()
    told = []

    with pytest.raises(Cancelled, match="nothing was changed"):
        run(
            RunParameters(LATER),
            "jane",
            workers=2,
            cancelled=lambda: told.append(1) or len(told) > 1,
        )

    assert everything() == before
    assert update(LATER).run == 2


def test_a_large_run_is_decided_alone_where_processes_cannot_share_locks(lite, monkeypatch):
    add_mixed_company()

    def refuse(*_arguments, **_options):
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(deciding, "WORTH_SHARING", 0)
    monkeypatch.setattr(deciding.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(synchronize.SemLock, "__init__", refuse)

    assert update().letters > 2


def end_suddenly(*_arguments):
    """Die like a process that the system ends for want of memory."""
    import os

    os._exit(9)


def test_a_process_that_dies_ends_the_run_with_one_sentence(company, monkeypatch):
    before = everything()
    monkeypatch.setattr(deciding, "_decide_span", end_suddenly)

    with pytest.raises(DunningError, match="nothing was changed"):
        run(RunParameters(LATER), "jane", workers=2)

    assert everything() == before
    assert update(LATER).run == 2
