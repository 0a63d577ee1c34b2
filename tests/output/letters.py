"""Letters for the tests of output: one function with sensible defaults."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tui_dunning.output.document import CustomerRows, LetterDocument, Row, Sender, Totals

ON = date(2026, 11, 22)


def row(number: str = "INV-1", days: int = 40, minor: int = 12_345, currency: str = "USD") -> Row:
    """A row that is so many days late."""
    due = ON - timedelta(days=days)
    late = days if days > 0 and minor > 0 else None
    kind = "IN" if minor > 0 else "CM"
    return Row(number, kind, due - timedelta(days=30), due, late, currency, minor)


def section(*rows: Row, number: str = "100123", name: str = "Granite Builders") -> CustomerRows:
    """The rows of one customer."""
    return CustomerRows(number, name, rows)


def letter(*sections: CustomerRows, **values: Any) -> LetterDocument:
    """A letter with these sections; totals follow from them."""
    sums: dict[str, int] = {}
    for each in sections or (section(row()),):
        for currency, minor in each.subtotals.items():
            sums[currency] = sums.get(currency, 0) + minor
    defaults: dict[str, Any] = {
        "number": 101,
        "date": ON,
        "language": "en",
        "sender": Sender(
            "Sample Trading Inc.",
            ("1200 Market Street", "Philadelphia, PA 19107", "United States"),
            "+1 215 555 0100",
            "ar@sample.example",
            "NL91 ABNA 0417 1643 00",
        ),
        "address": ("Granite Builders", "450 W Main Street", "Boise, ID 83702"),
        "attention": "Zofia Żółkiewska",
        "to_number": "100123",
        "to_name": "Granite Builders",
        "subject": "Payment reminder",
        "before": ("Dear Zofia Żółkiewska,", "The items below are past due."),
        "after": ("If you have paid already, please disregard this letter.", "Yours sincerely"),
        "sections": sections or (section(row()),),
        "totals": tuple(Totals(code, minor) for code, minor in sums.items()),
        "reference": "100123-101",
        "remit_to": "NL91 ABNA 0417 1643 00",
        "pay_by": ON + timedelta(days=10),
    }
    return LetterDocument(**{**defaults, **values})
