"""The letters that a run made, as it made them, in the order in which a run looks at customers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from tui_dunning.store import models
from tui_dunning.store.cursors import Row, stream_rows


@dataclass(slots=True)
class MadeLetters:
    """A run's letters to one correspondence customer from one unit under one procedure.

    `level` is the highest of them; `past_due` has minor units by currency for each level.
    """

    unit_id: int
    procedure: str
    level: int = 0
    letters: int = 0
    levels: dict[int, int] = field(default_factory=dict)
    past_due: dict[int, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MadeFor:
    """What a run made for one correspondence customer, by unit and procedure."""

    customer_id: int
    number: str
    name: str
    letters: dict[tuple[int, str], MadeLetters]


def letters_of_run(run: int) -> Iterator[MadeFor]:
    """Yield what a run made, by correspondence customer in order of its id.

    Whatever became of the letters since: rows taken off and letters deleted are still in it.
    """
    rows = stream_rows(
        f"""SELECT l.customer_id, c.number, c.name, l.unit_id, l.procedure, l.level, l.id,
            li.currency, SUM(li.balance_minor)
        FROM letter l JOIN customer c ON c.id = l.customer_id
        LEFT JOIN letter_item li ON li.letter_id = l.id AND li.due
        WHERE l.run_id = {models.database.param}
        GROUP BY l.customer_id, c.number, c.name, l.unit_id, l.procedure, l.level, l.id,
            li.currency
        ORDER BY l.customer_id, l.id, li.currency""",
        [run],
    )
    for (customer_id, number, name), found in groupby(rows, key=lambda row: row[:3]):
        yield MadeFor(customer_id, number, name, _by_place(found))


def _by_place(rows: Iterator[Row]) -> dict[tuple[int, str], MadeLetters]:
    places: dict[tuple[int, str], MadeLetters] = {}
    last = None
    for row in rows:
        unit_id, procedure, level, letter, currency, minor = row[3:]
        place = places.setdefault((unit_id, procedure), MadeLetters(unit_id, procedure))
        if letter != last:
            last = letter
            place.letters += 1
            place.level = max(place.level, level)
            place.levels[level] = place.levels.get(level, 0) + 1
        if currency is not None:
            totals = place.past_due.setdefault(level, {})
            totals[currency] = totals.get(currency, 0) + int(minor)
    return places
