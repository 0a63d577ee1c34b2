"""Files that are written: beside their place, and moved there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import BinaryIO, TypeVar

from tui_dunning.errors import BadInput, Cancelled

Row = TypeVar("Row")

_DATABASE = (b"SQLite format 3\0", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
"""How an SQLite database and its write-ahead log begin."""


@dataclass(frozen=True, slots=True)
class Written:
    """A report that was written: its file and how many rows and pages it has (0: no pages)."""

    path: Path
    rows: int
    pages: int


@contextmanager
def safe_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its place when all is written; an error leaves what was there.

    Raises:
        BadInput: it cannot be written, or a folder or a database stands there.
    """
    if path.is_dir():
        raise BadInput(f"{path} cannot be written: it is a folder.", hint="Name a file in it.")
    is_device = path.parts[:2] == ("/", "dev") and path.parts[2:3] != ("shm",)
    if is_device or (path.exists() and not path.is_file()):
        raise BadInput(
            f"{path} is not an ordinary file; it was left as it is.", hint="Name a new file."
        )
    _refuse_database(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(temporary, "xb", opener=_private) as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        temporary.replace(path)
    except OSError as error:
        raise BadInput(
            f"{path} cannot be written: {error.strerror or error}.",
            hint="Make room on the disk and try again."
            if error.errno in (ENOSPC, EDQUOT)
            else "Name a file in a folder that exists and that you may write to.",
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _refuse_database(path: Path) -> None:
    """Refuse a place where a database stands: a report is asked for with the wrong name."""
    try:
        with open(path, "rb") as there:
            start = there.read(max(map(len, _DATABASE)))
    except OSError:
        return  # nothing there, or not to be read: writing it says what is wrong
    if start.startswith(_DATABASE):
        raise BadInput(f"{path} is a database; it was left as it is.", hint="Name a new file.")


def _private(path: str, flags: int) -> int:
    """Open a file that only the owner and the group may read."""
    return os.open(path, flags, 0o640)


def watched(
    listed: Iterator[Row],
    progress: Callable[[int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[Row]:
    """Pass rows on, telling of progress and asking for a stop every 500 rows.

    Raises:
        Cancelled: the stop was asked for.
    """
    for count, row in enumerate(listed):
        if count % 500 == 0:
            if cancelled and cancelled():
                raise Cancelled("The report was stopped; no file was written.")
            if progress:
                progress(count)
        yield row
