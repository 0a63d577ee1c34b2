"""The variables of a letter text, filled from a letter's facts in the customer's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

from tui_dunning.engine.types import ChargeKind
from tui_dunning.output import format as written
from tui_dunning.output.document import Totals
from tui_dunning.output.format import clean
from tui_dunning.output.labels import labels
from tui_dunning.output.letter_marks import ITEMS_MARK
from tui_dunning.store.documents import ItemFacts, LetterFacts

PAY_WITHIN_DAYS = 10
"""The default of the setting `pay_within_days`."""


def amount(minor: int, currency: str, language: str) -> str:
    """Return an amount as a language writes it, with plain blanks."""
    return written.amount(minor, currency, language).replace("\u00a0", " ")


def day(value: date, language: str, width: Literal["medium", "long"] = "medium") -> str:
    """Return a date as a language writes it, with plain blanks."""
    return written.day(value, language, width).replace("\u00a0", " ")


def tidy(text: str) -> str:
    """Return a text from data as one printable line that cannot be taken for the table's mark."""
    return clean(text).strip().replace(ITEMS_MARK, "(items)")


def totals_of(facts: LetterFacts) -> tuple[Totals, ...]:
    """Sum a letter by currency; credits count negative, charges only where the letter asks them."""
    sums: dict[str, list[int]] = {}
    for item in facts.items:
        place = 0 if item.due else 1 if item.balance_minor > 0 else 4
        sums.setdefault(item.currency, [0] * 5)[place] += item.balance_minor
    for charge in facts.charges:
        place = 2 if charge.kind == ChargeKind.FEE else 3
        sums.setdefault(charge.currency, [0] * 5)[place] += charge.amount_minor
    return tuple(Totals(code, *sums[code]) for code in sorted(sums))


def pay_by(facts: LetterFacts, days: int) -> date:
    """Return the date by which a letter asks for payment."""
    return facts.date + timedelta(days=days)


def reference_of(facts: LetterFacts) -> str:
    """Return what a payer quotes: the payment reference, else customer and letter number."""
    return facts.reference or f"{tidy(facts.to_number)}-{facts.number}"


def letter_values(
    facts: LetterFacts, totals: tuple[Totals, ...], language: str, pay_within_days: int
) -> dict[str, Any]:
    """Return the values of all variables of a dunning letter's text.

    Blanks in them are plain, so that the words can be searched; the layout holds amounts together.
    """
    dunned = [item for item in facts.items if item.dunned]
    oldest = min((item.due_date for item in dunned), default=None)
    head = facts.letterhead
    return {
        "customer_number": tidy(facts.to_number),
        "customer_name": tidy(facts.to_name),
        "attention": tidy(facts.attention),
        "date": day(facts.date, language, "long"),
        "level": facts.level,
        "letter_code": facts.letter_code,
        **_sums(totals, language),
        "oldest_due_date": day(oldest, language, "long") if oldest else "",
        "oldest_days": (facts.date - oldest).days if oldest else 0,
        "item_count": len(dunned),
        "pay_by": day(pay_by(facts, pay_within_days), language, "long"),
        "reference": reference_of(facts),
        **unit_values(head),
        "remit_to": tidy(head.get("remit_to") or ""),
        "items": [_item_values(item, facts.date, language) for item in dunned],
        "totals": [_total_values(each, language) for each in totals],
    }


def unit_values(head: Mapping[str, str]) -> dict[str, str]:
    """Return the variables about the sender."""
    return {
        "unit_name": tidy(head.get("name") or ""),
        "unit_email": tidy(head.get("email") or ""),
        "unit_phone": tidy(head.get("phone") or ""),
    }


def _sums(totals: tuple[Totals, ...], language: str) -> dict[str, str]:
    """Return the totals as texts: "1,234.50 USD and 20.00 EUR", "" where there is nothing."""
    words = labels(language)

    def text(minors: list[tuple[str, int]]) -> str:
        return words.listed(
            [f"{amount(minor, code, language)} {code}" for code, minor in minors if minor]
        )

    return {
        "past_due": text([(each.currency, each.past_due) for each in totals]),
        "not_due": text([(each.currency, each.not_due) for each in totals]),
        "fee": text([(each.currency, each.fee) for each in totals]),
        "finance_charge": text([(each.currency, each.finance_charge) for each in totals]),
        "total_due": text([(each.currency, each.due) for each in totals]),
    }


def _item_values(item: ItemFacts, on: date, language: str) -> dict[str, object]:
    """Return one row of the list `items`."""
    return {
        "number": tidy(item.number),
        "due_date": day(item.due_date, language),
        "days_past_due": (on - item.due_date).days,
        "balance": amount(item.balance_minor, item.currency, language),
        "currency": item.currency,
    }


def _total_values(totals: Totals, language: str) -> dict[str, str]:
    """Return one row of the list `totals`."""
    return {
        "currency": totals.currency,
        "past_due": amount(totals.past_due, totals.currency, language),
        "total_due": amount(totals.due, totals.currency, language),
    }
