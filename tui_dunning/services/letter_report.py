"""Reports over letters (menu 7): the control report of what was sent, the preview of what waits.

The control report lists every letter that was ever printed or sent, of all runs, also those rolled
back since; the preview report those that wait. Source: seed 001.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from tui_dunning.output import letter_report
from tui_dunning.output.letter_lines import LetterLine, LetterTotals, ReportHead
from tui_dunning.output.report_formats import Format
from tui_dunning.paging import Seek
from tui_dunning.services import review
from tui_dunning.services.report_file import Written, safe_file, watched
from tui_dunning.services.review import LetterQuery, LetterRow
from tui_dunning.store import letter_sums
from tui_dunning.store.database import reading

__all__ = ["CONTROL", "PREVIEW", "Format", "LetterQuery", "LetterTotals", "ReportHead", "Written",
           "rows", "totals", "write"]  # fmt: skip

CONTROL = LetterQuery(sent=True)
"""Everything that went out."""
PREVIEW = LetterQuery(status="proposed")
"""Everything that waits."""

PORTION = 500


def rows(query: LetterQuery) -> Generator[LetterLine, None, None]:
    """Yield the letters of a query in its order, a portion in memory at a time."""
    seek = Seek()
    with reading():
        while True:
            page = review.letter_page(replace(query, position=""), seek, PORTION)
            yield from map(_line, page.rows)
            if not page.more_after:
                return
            seek = Seek(page.rows[-1].key)


def totals(query: LetterQuery) -> LetterTotals:
    """Return how many letters there are, by letter code, and what is past due on them."""
    with reading():
        by_code = letter_sums.letters_by_code(query)
        return LetterTotals(sum(by_code.values()), by_code, letter_sums.past_due_by_code(query))


def write(
    path: Path,
    form: Format,
    title: tuple[str, str],
    as_of: date,
    query: LetterQuery,
    *,
    paper: str = "A4",
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Write the report in a format, whole or not at all; a file that is there is replaced.

    Args:
        path: the file; its folder must exist.
        form: text, csv, json, xlsx or pdf.
        title: id and title above each page.
        as_of: the day of the report.
        query: which letters, in which order.
        paper: "A4" or "Letter", for pdf.
        progress: told now and then how many letters are done.
        cancelled: asked now and then; true stops and leaves no file.

    Raises:
        BadInput: when the file cannot be written.
        Cancelled: when `cancelled` said so.
    """
    head = ReportHead(*title, as_of, selection(query), paper)
    listed = rows(query)
    with safe_file(path) as target, closing(listed):
        watch = watched(listed, progress, cancelled)
        count, pages = letter_report.write(form, watch, head, target)
    return Written(path, count, pages)


def selection(query: LetterQuery) -> str:
    """Say in words which letters were chosen."""
    parts = [
        ("run", "" if query.run is None else str(query.run)),
        ("customer", query.customer),
        ("letter code", query.letter_code),
        ("by", "" if query.order is review.LetterOrder.NUMBER else query.order.value),
    ]
    return ", ".join(f"{word} {value}" for word, value in parts if value)


def _line(row: LetterRow) -> LetterLine:
    return LetterLine(
        number=row.number,
        run=row.run,
        made_on=row.date,
        sent_on=row.sent_at.date() if row.sent_at else None,
        sent_by=row.sent_by,
        status=row.status,
        unit=row.unit,
        to=row.to,
        name=row.to_name,
        letter_code=row.letter_code,
        level=row.level,
        items=row.items,
        amounts=row.past_due,
        held=row.held,
    )
