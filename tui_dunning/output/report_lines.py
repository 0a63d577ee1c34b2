"""What all reports of lines share: pages of 132 columns with a head on each, CSV, JSON, a count."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Generic, TypeVar

from tui_dunning.output.columns import fit
from tui_dunning.output.report_formats import Format

WIDTH = 132
PAGE_LINES = 60

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class PageHead:
    """What stands above each page: a line with the page's number, the date, what the rows are."""

    ident: str
    title: str
    as_of: date
    about: str


class Counted(Generic[Row]):
    """Counts the rows that pass through."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def paged(body: Iterable[str], head: PageHead, headings: Sequence[str]) -> Iterator[str]:
    """Yield the lines of all pages; a form feed stands before the first of each later page.

    Args:
        body: the report's lines, of at most WIDTH cells.
        head: what stands above.
        headings: the lines between it and the body.
    """
    on_page = PAGE_LINES - 3 - len(headings)
    for place, line in enumerate(body):
        if place % on_page == 0:
            yield from _head(head, place // on_page + 1)
            yield from headings
        yield line


def _head(head: PageHead, page: int) -> Iterator[str]:
    right = fit(f"Page {page:>5,}", 20, right=True)
    yield ("\f" if page > 1 else "") + fit(head.ident, 20) + head.title.center(WIDTH - 40) + right
    yield f"As of {head.as_of.isoformat()}".center(WIDTH).rstrip()
    yield fit(head.about, WIDTH).rstrip()


def csv_lines(names: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield a line of column names, then the rows, as they pass."""
    yield ",".join(names)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="")
    for row in rows:
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def json_lines(documents: Iterable[object]) -> Iterator[str]:
    """Yield one JSON list, a document a line."""
    before = "["
    for document in documents:
        yield before + json.dumps(document, ensure_ascii=False)
        before = ","
    yield "]" if before == "," else "[]"


def write_lines(lines: Iterable[str], form: Format, target: BinaryIO) -> int:
    """Write lines as they pass; return how many pages they are, 0 where the format has none."""
    pages = 0
    for line in lines:
        pages += form is Format.TEXT and (line.startswith("\f") or not pages)
        target.write(f"{line}\n".encode())
    return pages
