"""Prints on record: what is being written where, and which files are ours to replace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tui_dunning.store.database import insert_many
from tui_dunning.store.models import PrintBatch, PrintBatchLetter, now


def begin(kind: str, path: str, operator: str, started: datetime) -> int:
    """Write down that a file (or a folder of them) is being drawn.

    Args:
        kind: letters, reprint or prices.
        path: the file or folder.
        operator: who prints.
        started: when, UTC.
    """
    batch = PrintBatch.create(kind=kind, path=path, operator=operator, started_at=started)
    return int(batch.id)


def hold(batch: int, letters: Iterable[tuple[int, str]], sha256: str) -> None:
    """Write down what is drawn and about to appear: each letter with its file."""
    PrintBatch.update(sha256=sha256).where(PrintBatch.id == batch).execute()
    columns = (PrintBatchLetter.batch, PrintBatchLetter.letter, PrintBatchLetter.file)
    rows = ((batch, number, file) for number, file in letters)
    insert_many(PrintBatchLetter, columns, rows)


def finish(batch: int, letters: int, pages: int, sha256: str) -> None:
    """Mark a print as done: its files and its letters' marks are safe."""
    PrintBatch.update(
        state="done", finished_at=now(), letters=letters, pages=pages, sha256=sha256
    ).where(PrintBatch.id == batch).execute()


def fail(batch: int) -> None:
    """Mark a print as failed: no file of it is there."""
    PrintBatch.update(state="failed", finished_at=now()).where(
        PrintBatch.id == batch, PrintBatch.state == "writing"
    ).execute()


def is_ours(path: str, sha256: str) -> bool:
    """Tell whether a file was written by a print, broken off or done, and not changed since."""
    own = PrintBatch.select().where(
        PrintBatch.path == path,
        PrintBatch.state.in_(("writing", "done")),
        PrintBatch.sha256 == sha256,
    )
    return bool(own.exists()) or is_letter_file(path)


def is_letter_file(path: str) -> bool:
    """Tell whether a print wrote a letter into this file of a folder."""
    rows = (
        PrintBatchLetter.select()
        .join(PrintBatch)
        .where(PrintBatchLetter.file == path, PrintBatch.path != path)
    )
    return bool(rows.exists())
