"""The charges of letters that are asked for apart, as the notices that are printed with them.

A notice is one open item: FEE-101. It is numbered as posting will number it; once posted, as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tui_dunning.engine.types import ChargeKind, ChargeOn
from tui_dunning.store.charge_items import APART, Row, grouped, numbers_taken
from tui_dunning.store.statements import fetch


class NoticeLine(NamedTuple):
    """A charge on a notice; of interest the item and the days that it is for."""

    amount_minor: int
    item: str
    charged_from: date | None
    charged_until: date | None


class NoticeFacts(NamedTuple):
    """A fee or finance charges in one currency, to be paid by one customer."""

    number: str
    kind: ChargeKind
    charge_on: ChargeOn
    customer: str
    name: str
    currency: str
    lines: tuple[NoticeLine, ...]


def notices_on(letters: Sequence[int]) -> dict[int, list[NoticeFacts]]:
    """Return the notices that go with letters, in the order of their numbers."""
    if not letters:
        return {}
    marks = ", ".join("?" * len(letters))
    rows = fetch(
        f"""SELECT c.id, c.letter_id, c.kind, COALESCE(i.unit_id, l.unit_id),
            COALESCE(i.customer_id, l.customer_id), c.currency, c.amount_minor, l.date,
            c.charge_on, c.charged_from, c.charged_until, i.number, p.number, o.number, o.name
        FROM letter_charge c JOIN letter l ON l.id = c.letter_id
        LEFT JOIN item i ON i.id = c.item_id LEFT JOIN item p ON p.id = c.posted_item_id
        JOIN customer o ON o.id = COALESCE(i.customer_id, l.customer_id)
        WHERE c.letter_id IN ({marks}) AND c.charge_on IN (?, ?)
        ORDER BY c.letter_id, c.kind, 4, 5, c.currency, c.id""",
        *letters,
        *APART,
    )
    found: dict[int, list[NoticeFacts]] = defaultdict(list)
    for charges, number in _numbered(rows):
        found[charges[0][1]].append(_notice(charges, number))
    return dict(found)


def _numbered(rows: list[Row]) -> list[tuple[list[Row], str]]:
    """Number the notices; only where a number is taken, all such numbers are looked up."""
    numbered = list(grouped(rows, set()))
    wanted = {(c[0][3], number) for c, number in numbered if c[0][12] is None}
    if wanted and _any_taken({number for _, number in wanted}):
        return list(grouped(rows, numbers_taken()))
    return numbered


def _any_taken(numbers: set[str]) -> bool:
    marks = ", ".join("?" * len(numbers))
    return bool(fetch(f"SELECT 1 FROM item WHERE number IN ({marks}) LIMIT 1", *numbers))


def _notice(charges: list[Row], number: str) -> NoticeFacts:
    first = charges[0]
    return NoticeFacts(
        number=first[12] or number,
        kind=ChargeKind(first[2]),
        charge_on=ChargeOn(str(first[8])),
        customer=first[13],
        name=first[14],
        currency=first[5],
        lines=tuple(
            NoticeLine(int(row[6]), row[11] or "", _day(row[9]), _day(row[10])) for row in charges
        ),
    )


def _day(stored: object) -> date | None:
    return date.fromisoformat(stored) if isinstance(stored, str) else stored  # type: ignore[return-value]
