"""Every place where a command writes what lasts: statements on kept tables, commits, files.

Loaded in the process that is to be killed. It watches the drivers and the system calls; the
command knows nothing of it.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from typing import Any

import peewee
import psycopg

from tui_dunning.store.models import TABLES

_WRITE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM|COPY|COMMIT)\b\s*"?(?:main\.)?(\w*)', re.I)
_KEPT = {table._meta.table_name for table in TABLES}
_FILES = {"os.rename", "os.link", "os.remove"}

Heard = Callable[[str], None]


class Points:
    """Count the writes in their order; the same one many times in a row is one point."""

    def __init__(self) -> None:
        self.counts: list[tuple[str, int]] = []

    def heard(self, label: str) -> None:
        """A write is about to happen."""
        if self.counts and self.counts[-1][0] == label:
            self.counts[-1] = (label, self.counts[-1][1] + 1)
        else:
            self.counts.append((label, 1))


class Deadly(Points):
    """End the process at one write of one point, or a moment after the write has begun."""

    def __init__(self, point: int, count: int, delay: float) -> None:
        super().__init__()
        self._at = (point, count)
        self._delay = delay

    def heard(self, label: str) -> None:
        """Count, and die if it is time."""
        super().heard(label)
        if (len(self.counts) - 1, self.counts[-1][1]) != self._at:
            return
        if not self._delay:
            os.kill(os.getpid(), signal.SIGKILL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the system ends the process, at once
        signal.setitimer(signal.ITIMER_REAL, self._delay)


def watch(points: Points) -> None:
    """Tell of all writes of this process from now on."""

    def statement(text: object) -> None:
        found = _WRITE.match(text) if isinstance(text, str) else None
        if found and (found[1].upper() == "COMMIT" or found[2] in _KEPT):
            points.heard(f"{found[1].upper()} {found[2]}".strip())

    _watch_sqlite(statement)
    _watch_postgres(statement)
    _watch_files(points.heard)


def _watch_sqlite(statement: Callable[[object], None]) -> None:
    connect = peewee.sqlite3.connect

    def traced(*words: Any, **options: Any) -> Any:
        connection = connect(*words, **options)
        connection.set_trace_callback(statement)
        return connection

    peewee.sqlite3.connect = traced


def _watch_postgres(statement: Callable[[object], None]) -> None:
    for name in ("execute", "executemany", "copy"):
        _before(psycopg.Cursor, name, lambda _self, text, *_, **__: statement(text))
    _before(psycopg.Connection, "commit", lambda _self: statement("COMMIT"))


def _watch_files(heard: Heard) -> None:
    _before(os, "fsync", lambda _file: heard("fsync"))
    sys.addaudithook(lambda event, _values: heard(event) if event in _FILES else None)


def _before(owner: Any, name: str, tell: Callable[..., None]) -> None:
    """Have something told before a function is called."""
    original = getattr(owner, name)

    def called(*words: Any, **options: Any) -> Any:
        tell(*words, **options)
        return original(*words, **options)

    setattr(owner, name, called)
