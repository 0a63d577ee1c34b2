"""A made-up letter, to show a text before there is a real one."""

from __future__ import annotations

from datetime import date, timedelta

from tui_dunning.engine.types import LetterStatus
from tui_dunning.store.documents import ItemFacts, LetterFacts


def facts(as_of: date) -> LetterFacts:
    """Return the facts of a first letter with two items, dated the as-of date."""
    items = tuple(
        ItemFacts(
            customer="100001",
            number=f"INV-{number}",
            entry_type="IN",
            item_date=as_of - timedelta(days=late + 30),
            due_date=as_of - timedelta(days=late),
            currency="USD",
            balance_minor=minor,
            dunned=True,
            due=True,
        )
        for number, late, minor in ((1042, 48, 125_000), (1077, 35, 8_450))
    )
    return LetterFacts(
        number=1,
        revision=1,
        status=LetterStatus.PROPOSED,
        date=as_of,
        letterhead={"name": "Our company", "line1": "1 Our Street", "city": "Our Town"},
        to_number="100001",
        to_name="Sample Customer",
        attention="Pat Doe",
        address=("2 Elm Street", "Their Town"),
        level=1,
        letter_code="1",
        language="en",
        text_language="en",
        subject=None,
        body=None,
        is_final=False,
        display_currency="",
        display_rates={},
        reference="",
        acceptgiro=False,
        payer_account="",
        names={"100001": "Sample Customer"},
        items=items,
        charges=(),
    )
