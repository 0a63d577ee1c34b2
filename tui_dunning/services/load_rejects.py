"""FILE.rejected.csv: the rows that were left out, each with the reason.

The cells are as they came but for control and bidi characters, which an import takes out anyway.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path

from tui_dunning.output.format import clean
from tui_dunning.services.load_files import open_table
from tui_dunning.services.report_file import safe_file

REASON_COLUMN = "reject_reason"
"""The column after the file's own; an import leaves it out, so a corrected file goes back in."""

KeepRejects = Callable[[Path, Mapping[int, Sequence[str]]], Path]
"""Keeps the rows of some lines of a file, with what is wrong; returns where."""

_NUMBER = re.compile(r"[+-][\d.,]+", re.A).fullmatch
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a formula begins for spreadsheets; those of East Asia take the wide signs, too."""


def rejects_path(path: Path, _reasons: Mapping[int, Sequence[str]]) -> Path:
    """Return where the rejected rows of a file go, without writing them."""
    return path.with_name(path.name + ".rejected.csv")


def guarded(text: str) -> str:
    """Put a ' before what a spreadsheet would take for a formula; plain numbers stay."""
    return "'" + text if text.startswith(_FORMULA) and not _NUMBER(text) else text


def without_guard(text: str) -> str:
    """Take the ' of `guarded` away again."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def _harmless(text: str) -> str:
    """Return a cell that steers neither a terminal nor a spreadsheet."""
    return guarded(text if text.isprintable() else clean(text).strip())


def write_rejects(path: Path, reasons: Mapping[int, Sequence[str]]) -> Path:
    """Write the rows of these lines beside the file, safely on disk; return where.

    Args:
        path: the imported file, which is read once more.
        reasons: what is wrong, by line.

    Raises:
        BadInput: they cannot be written there.
    """
    target = rejects_path(path, reasons)
    with safe_file(target) as raw:
        stream = TextIOWrapper(raw, "utf-8", newline="")
        writer = csv.writer(stream)
        with open_table(path) as table:
            width = len(table.header)
            own = [at for at, text in enumerate(table.header) if text != REASON_COLUMN]
            writer.writerow([*(_harmless(table.header[at]) for at in own), REASON_COLUMN])
            for row in table.rows:
                if row.line in reasons:
                    cells = [*row.cells, *[""] * width]
                    kept = [cells[at] for at in own] + [*row.cells[width:]]
                    why = clean("; ".join(reasons[row.line]))
                    writer.writerow([*map(_harmless, kept), why])
        stream.detach()  # all is handed on; `safe_file` flushes and closes
    return target
