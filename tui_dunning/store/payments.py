"""Payments that are dated ahead, for looking ahead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from tui_dunning.store.models import Payment


def payments_between(after: date, until: date) -> Mapping[int, Sequence[date]]:
    """Return the days of payments after one day and up to another, by customer, in order."""
    found: dict[int, list[date]] = defaultdict(list)
    if after < until:
        query = (
            Payment.select(Payment.customer, Payment.date)
            .where(Payment.date > after, Payment.date <= until)
            .order_by(Payment.date)
        )
        for customer, day in query.tuples():
            found[customer].append(day)
    return dict(found)
