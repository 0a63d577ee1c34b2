"""What the tests of the update share: one short call for a run, and what it left behind."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.builders import TODAY
from tui_dunning.engine.types import RunParameters, Scope
from tui_dunning.services.dunning_run import RunSummary, run
from tui_dunning.store import models as m


def update(as_of: date = TODAY, *, dry_run: bool = False, force: bool = False, **scope: str) -> Any:
    """Run the update for a scope given by name."""
    parameters = RunParameters(as_of, Scope(**scope))
    return run(parameters, "jane", dry_run=dry_run, force=force)


def both(as_of: date = TODAY, **scope: str) -> RunSummary:
    """Dry run, then run; the two must say the same."""
    dry = update(as_of, dry_run=True, **scope)
    wet = update(as_of, **scope)
    assert facts(dry) == facts(wet)
    return wet


def facts(summary: RunSummary) -> tuple[object, ...]:
    """What a summary says besides whether it was dry."""
    s = summary
    counts = (s.letters, s.customers, s.items, s.superseded)
    return (s.as_of, counts, s.totals, s.not_dunned, s.errors)


def ltr(customer: m.Customer) -> str:
    """The letter code that a customer has now, `*` once all are sent."""
    row = m.Customer.get_by_id(customer.id)
    return "*" if row.all_sent else row.letter_code


def letters(status: str = "proposed") -> list[m.Letter]:
    """The letters of a status, oldest first."""
    return list(m.Letter.select().where(m.Letter.status == status).order_by(m.Letter.id))


def items_of(letter: m.Letter) -> list[str]:
    """The numbers of the items that a letter dunns, those taken off left out."""
    table = m.LetterItem
    query = (
        table.select(m.Item.number)
        .join(m.Item)
        .where(table.letter == letter, table.dunned, ~table.taken_off)
        .order_by(m.Item.number)
    )
    return [number for (number,) in query.tuples()]


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, to see that nothing was changed."""
    from tui_dunning.store.models import TABLES

    return {t.__name__: sorted(t.select().tuples(), key=repr) for t in TABLES}
