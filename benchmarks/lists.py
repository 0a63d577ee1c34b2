"""Lists on a large database: CPU of the query behind each key, however it is sorted and filtered.

The services are called as the screens call them; nothing is drawn. `keys.py` presses real keys.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from statistics import median
from typing import Any, NamedTuple

from benchmarks import measuring
from benchmarks.measuring import AS_OF, Result, Size, at_most

LIMIT = 50
"""Milliseconds for a key, and for its query."""
ROWS = 16
"""What a screen of 80x24 shows."""


def _keys(page: Callable[[Any, int], Any], middle: tuple[object, ...]) -> list[tuple[str, Any]]:
    """Return what the keys of a list do: open, next page, jump to the end, position, page up."""
    from tui_dunning.paging import Seek

    def second() -> None:
        rows = page(Seek(), ROWS).rows
        if rows:
            page(Seek(rows[-1].key), ROWS)

    return [
        ("open", lambda: page(Seek(), ROWS)),
        ("open and page", second),
        ("end", lambda: page(Seek(back=True), ROWS)),
        ("position", lambda: page(Seek(middle, inclusive=True), ROWS)),
        ("page up", lambda: page(Seek(middle, back=True), ROWS)),
    ]


class Taken(NamedTuple):
    """Milliseconds that a key's query took: the first time, and the middle of five later ones."""

    first: float
    middle: float


def _taken(press: Callable[[], None], clock: Callable[[], float]) -> Taken:
    """Return the time of a key's query."""
    taken = []
    for _ in range(6):
        started = clock()
        press()
        taken.append((clock() - started) * 1000)
    return Taken(taken[0], median(taken[1:]))


def _lists(size: Size) -> dict[str, list[tuple[str, Any]]]:
    """Return every list with its keys."""
    from tui_dunning.paging import Seek
    from tui_dunning.services import customer_letter, edit_report, menu, review
    from tui_dunning.services.customer_letter import CustomerQuery
    from tui_dunning.services.edit_report import ReportQuery, Sort
    from tui_dunning.services.review import LetterOrder, LetterQuery

    as_of = date.fromisoformat(AS_OF)
    number = f"{size.customers // 2:08}"
    found: dict[str, list[tuple[str, Any]]] = {}

    def add_customers(name: str, query: CustomerQuery, middle: tuple[object, ...]) -> None:
        found[f"customers, {name}"] = _keys(
            lambda seek, limit: customer_letter.customer_page(query, seek, limit, as_of), middle
        )

    def add_report(name: str, query: ReportQuery, middle: tuple[object, ...]) -> None:
        orders = edit_report.Orders()
        found[f"edit report, {name}"] = _keys(
            lambda seek, limit: edit_report.page(query, seek, limit, as_of, orders), middle
        )

    def add_letters(name: str, query: LetterQuery, middle: tuple[object, ...]) -> None:
        found[f"letters, {name}"] = _keys(
            lambda seek, limit: review.letter_page(query, seek, limit), middle
        )

    add_customers("by number", CustomerQuery(), (number,))
    for part in ("hoek", "ra sup", f"s {size.customers - 7}", "zzz"):
        add_customers(f'name with "{part}"', CustomerQuery(name_part=part), (number,))
    add_report("by number", ReportQuery(), (number,))
    add_report("by name", ReportQuery(sort=Sort.NAME), ("hoekstra", ""))
    add_report("by past due", ReportQuery(sort=Sort.PAST_DUE), (-500_000, number, "USD"))
    for ltr in ("", "1", "3", "*", "**"):
        by_name = ReportQuery(ltr=ltr, sort=Sort.NAME)
        add_report(f"LTR {ltr or 'none'}", ReportQuery(ltr=ltr), (number,))
        add_report(f"LTR {ltr or 'none'}, by name", by_name, ("hoekstra", ""))
    add_report("of a unit", ReportQuery(unit="NL"), (number,))
    add_report("of a group", ReportQuery(group="NONE"), (number,))
    add_report("of a group, by name", ReportQuery(group="NONE", sort=Sort.NAME), ("hoekstra", ""))
    add_report('name with "s 29999"', ReportQuery(name_part="s 29999"), (number,))
    add_letters("by number", LetterQuery(), (size.customers // 2,))
    add_letters("newest", LetterQuery(order=LetterOrder.NEWEST), (size.customers // 2,))
    add_letters("by customer", LetterQuery(order=LetterOrder.CUSTOMER), (number, 0))
    add_letters("of a run", LetterQuery(run=1), (size.customers // 2,))
    add_letters("of a customer", LetterQuery(customer=number), (size.customers // 2,))
    add_letters("code 3 waiting", LetterQuery(status="proposed", letter_code="3"), (1000,))
    waits = LetterQuery(status="proposed")
    add_letters("waiting", waits, (size.customers // 2,))
    add_letters("waiting, newest", replace(waits, order=LetterOrder.NEWEST), (1000,))
    add_letters("waiting, by customer", replace(waits, order=LetterOrder.CUSTOMER), (number, 0))
    add_letters("printed ones of a run", LetterQuery(run=1, status="printed"), (1000,))
    add_letters("code 3", LetterQuery(letter_code="3"), (1000,))
    add_letters("last of each", LetterQuery(last=True), (size.customers // 2,))
    last_waiting = replace(waits, last=True, order=LetterOrder.CUSTOMER)
    add_letters("last of each, waiting, by customer", last_waiting, (number, 0))
    by_past_due = ReportQuery(sort=Sort.PAST_DUE)
    for name, query, day in (
        ("", by_past_due, as_of),
        (", LTR none", replace(by_past_due, ltr=""), as_of),
        (", LTR 1", replace(by_past_due, ltr="1"), as_of),
        (', name with "hoek"', replace(by_past_due, name_part="hoek"), as_of),
        (', name with "s 29999"', replace(by_past_due, name_part="s 29999"), as_of),
        (", the day after an import", by_past_due, as_of + timedelta(days=1)),
    ):
        found[f"edit report by past due{name}"] = [
            ("opened anew", partial(edit_report.page, query, Seek(), ROWS, day))
        ]
    found["menu"] = [("counts", lambda: menu.facts("US"))]
    return found


def press_all(url: str, size: Size, clock: Callable[[], float], where: str = "") -> list[Result]:
    """Measure every list, key by key; the slowest key of each counts.

    Before each key the database is opened anew: its first query finds a new connection, and
    nothing that an earlier one has read.
    """
    from tui_dunning.store.database import close_database, open_database

    results = []
    first: dict[str, float] = {}
    for name, keys in _lists(size).items():
        taken = {}
        for key, press in keys:
            open_database(url)
            taken[key] = _taken(press, clock)
            close_database()
        slowest = max(taken, key=lambda key: taken[key].middle)
        each = ", ".join(f"{k} {t.middle:.1f} (first {t.first:.1f})" for k, t in taken.items())
        print(f"  {name}: {each}", file=sys.stderr)
        found = f"{name} (query: {slowest}){where}"
        results.append(at_most(found, taken[slowest].middle, LIMIT, "ms"))
        first |= {f"{name} (first query: {key}){where}": taken[key].first for key in taken}
    return [*results, *_first(first)]


def _first(taken: dict[str, float]) -> list[Result]:
    """Return the slowest first query of each kind of list, and all that are too slow."""
    kinds = {name: re.split("[,(]| by ", name)[0].strip() for name in taken}
    slowest = {kind: max((n for n in taken if kinds[n] == kind), key=lambda n: taken[n])
               for kind in kinds.values()}  # fmt: skip
    return [
        at_most(name, milliseconds, LIMIT, "ms")
        for name, milliseconds in taken.items()
        if milliseconds > LIMIT or name in slowest.values()
    ]


def measure(size: Size) -> list[Result]:
    """Measure the lists after a run, in CPU."""
    with measuring.folder() as folder:
        path = measuring.copy_of(measuring.updated(size), folder / "lists.db")
        return press_all(str(path), size, time.process_time)


if __name__ == "__main__":
    measuring.main(measure)
