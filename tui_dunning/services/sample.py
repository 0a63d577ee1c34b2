"""The sample company with a history of its own, and made-up companies of any size."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from tui_dunning.data_files import sample_folder
from tui_dunning.engine.names import fold_name
from tui_dunning.engine.types import RunParameters
from tui_dunning.errors import Refused
from tui_dunning.services.load import import_file
from tui_dunning.services.posting import FinalLetter, mark_sent
from tui_dunning.services.setup import import_setup
from tui_dunning.store import sample_rows
from tui_dunning.store.database import reading, transaction
from tui_dunning.store.documents import stream_facts

BASE = date(2026, 1, 1)
"""The day that the dates in sample_data/ are relative to."""

KINDS = ("customers", "sites", "contacts", "items", "payments", "prices", "rates")
_DATES = ("due_date", "item_date", "blocked_until", "date", "from", "until")
_RUNS = (42, 28, 14)
_KEPT_WAITING = (0, 2)
"""Of five letters of the last run, those that are not sent."""
Progress = Callable[[int, int], None]


def fill_sample(as_of: date, operator: str) -> None:
    """Fill an empty database with the sample company, as it stands on a day.

    Three runs lie behind it, most of their letters are sent, some wait; customers hold every
    letter code there is.

    Raises:
        Refused: there are customers already.
    """
    _refuse_filled()
    import_setup(sample_folder() / "setup.toml", operator=operator)
    with tempfile.TemporaryDirectory(prefix="dunning-sample-") as folder:
        for kind in KINDS:
            path = Path(folder) / f"{kind}.csv"
            _shift(sample_folder() / path.name, path, as_of - BASE)
            import_file(kind, path, as_of=as_of, operator=operator)
    _make_history(as_of, operator)


def _refuse_filled() -> None:
    """Refuse a database that is in use."""
    with reading():
        if sample_rows.has_customers():
            raise Refused(
                "The database has customers already; the sample company needs an empty one.",
                "Make another one with `dunning --database PATH init --sample`.",
            )


def _shift(source: Path, target: Path, by: timedelta) -> None:
    """Copy a file with its dates moved."""
    with (
        source.open(encoding="utf-8", newline="") as old,
        target.open("w", encoding="utf-8", newline="") as new,
    ):
        rows = csv.reader(old)
        header = next(rows)
        writer = csv.writer(new)
        writer.writerow(header)
        # `from` of a rate is a currency.
        is_rate = "rate" in header
        dates = [at for at, name in enumerate(header) if name in _DATES]
        dates = [at for at in dates if not (is_rate and header[at] == "from")]
        for row in rows:
            for at in dates:
                if row[at]:
                    row[at] = (date.fromisoformat(row[at]) + by).isoformat()
            writer.writerow(row)


def _make_history(as_of: date, operator: str) -> None:
    """Run the update on three days past, send most letters, set some letters by hand."""
    from tui_dunning.services import dunning_run
    from tui_dunning.services.customer_letter import change

    for days in _RUNS:
        day = as_of - timedelta(days=days)
        dunning_run.run(RunParameters(as_of=day), operator)
        with reading():
            waiting = sample_rows.waiting_letters()
        if days == _RUNS[-1]:
            waiting = [n for at, n in enumerate(waiting) if at % 5 not in _KEPT_WAITING]
        mark_sent(_drawn(waiting), operator)
        with transaction():
            sample_rows.date_back(day)
    with reading():
        numbers = sample_rows.all_sent_customers(4)
    day = as_of - timedelta(days=5)
    for at, number in enumerate(numbers):
        change(number, operator, day, letter="4" if at % 2 == 0 else "5", reason="Asked by sales")
        if at < len(numbers) // 2:
            with reading():
                letter = sample_rows.waiting_letters()[-1:]
            mark_sent(_drawn(letter), operator)
    with transaction():
        sample_rows.date_back(day)


def _drawn(numbers: Sequence[int]) -> list[FinalLetter]:
    """Fill the texts of letters, as printing them would."""
    from tui_dunning.services.letter_document import words_of

    with reading():
        return [
            FinalLetter(each.number, each.revision, *words_of(each))
            for each in stream_facts(numbers)
        ]


def generate(
    customers: int, items: int, seed: int, as_of: date, *, progress: Progress | None = None
) -> None:
    """Fill an empty database with a made-up company of any size, row by row.

    Args:
        customers: how many; every tenth belongs to the one before.
        items: how many open items, spread over the customers.
        seed: the same seed gives the same company.
        as_of: the day that due dates are spread around.
        progress: called with (rows done, all rows).

    Raises:
        Refused: there are customers already.
    """
    _refuse_filled()
    import_setup(sample_folder() / "setup.toml", operator="sample")
    pick = random.Random(seed)
    total = customers + items
    with transaction():
        units = sample_rows.units()
        rows = _counted(_customers(customers, units, pick), 0, total, progress)
        sample_rows.add_customers(rows)
        entry_types = sample_rows.entry_types()
        made = _items(items, customers, units, entry_types, as_of, pick)
        sample_rows.add_items(_counted(made, customers, total, progress))
        sample_rows.keep_sums(as_of)
        sample_rows.renew_statistics()
    if progress:
        progress(total, total)


def _counted(
    rows: Iterator[tuple[object, ...]], before: int, total: int, progress: Progress | None
) -> Iterator[tuple[object, ...]]:
    """Pass rows on and tell how many went by."""
    while batch := list(islice(rows, 10_000)):
        yield from batch
        before += len(batch)
        if progress:
            progress(before, total)


def _customers(
    count: int, units: Sequence[tuple[int, str]], pick: random.Random
) -> Iterator[tuple[object, ...]]:
    """Make customers up: ids from 1 on, in the order of `sample_rows.CUSTOMER`."""
    owners = [
        "Alder",
        "Bakker",
        "Côté",
        "Dvořák",
        "Eastlake",
        "Ferreira",
        "Groß",
        "Hoekstra",
        "Ibáñez",
        "Jansen",
        "Köhler",
    ]
    trades = [
        "Fasteners",
        "Hardware",
        "Supply",
        "Metals",
        "Tools",
        "Marine",
        "Dairy",
        "Timber",
        "Signs",
        "Textiles",
    ]
    places = (("83702", "Boise", "US"), ("3511 AA", "Utrecht", "NL"), ("48143", "Münster", "DE"))
    for number in range(1, count + 1):
        unit_id, currency = units[number % len(units)]
        name = f"{pick.choice(owners)} {pick.choice(trades)} {number}"
        postal_code, city, country = places[number % 3]
        parent = number - 1 if number % 10 == 0 and number > 1 else number
        address = (f"{pick.randint(1, 999)} Main Street", postal_code, city, country)
        flag = pick.random() > 0.03
        cells = (f"{number:08}", name, fold_name(name), unit_id, parent, flag, currency)
        yield (number, *cells, *address)


def _items(
    count: int,
    customers: int,
    units: Sequence[tuple[int, str]],
    entry_types: dict[str, int],
    as_of: date,
    pick: random.Random,
) -> Iterator[tuple[object, ...]]:
    """Make open items up, a customer's together, in the order of `sample_rows.ITEM`."""
    days = [(as_of - timedelta(days=late)) for late in range(-60, 401)]
    invoice, credit = entry_types["IN"], entry_types.get("CM", entry_types["IN"])
    for number in range(count):
        customer = number * customers // count + 1
        unit_id, currency = units[customer % len(units)]
        # Two thirds are not due or hardly late, as in a healthy ledger.
        late = int(pick.triangular(-60, 400, -10))
        amount = int(pick.lognormvariate(10, 1.2)) + 500
        chance = pick.random()
        is_credit = chance < 0.04
        balance = -(amount // 4) if is_credit else amount
        entry_type = credit if is_credit else invoice
        due = days[late + 60]
        disputed = chance > 0.98
        yield (
            *(unit_id, customer, f"INV{number:09}", entry_type, due - timedelta(days=30), due),
            *(currency, balance, balance, disputed),
        )
