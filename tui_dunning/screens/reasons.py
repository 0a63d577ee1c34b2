"""What a clerk reads for each reason why something is not dunned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tui_dunning.engine.choices import COUNTED_BY_CUSTOMER

WORDS: Final[dict[str, str]] = {
    "not_flagged": "dunning flag is N",
    "blocked": "blocked until a date",
    "disputed": "disputed",
    "entry_type": "entry type not dunned",
    "in_collection": "referred to collection",
    "in_grace": "within grace days",
    "not_due": "not due yet",
    "no_procedure": "no procedure",
    "small_item": "below smallest item",
    "credit_balance": "credits outweigh it",
    "below_minimum": "below minimum total",
    "below_minimum_invoice": "no item over minimum",
    "too_recent": "past due too recently",
    "payment_received": "payment received",
    "all_sent": "all letters sent (*)",
    "manual_letter": "letter 4 or 5 by hand",
    "no_level": "no level for its age",
    "already_sent": "this level sent before",
    "too_soon": "last letter too recent",
    "last_level": "last level was sent",
    "no_letter": "rule says no letter",
    "no_rule": "no rule matches",
    "credit": "a credit",
    "no_agency_address": "no agency address",
    "no_rate": "no exchange rate",
    "no_text": "no letter text",
}


def by_what_is_counted(not_dunned: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Return a summary's counts apart: the reasons counted by customer, and those by item."""
    parts: dict[str, dict[str, int]] = {}
    for reason, count in sorted(not_dunned.items(), key=lambda c: c[0] not in COUNTED_BY_CUSTOMER):
        who = "Customers" if reason in COUNTED_BY_CUSTOMER else "Items"
        parts.setdefault(who, {})[reason] = count
    return parts


def reason_words(reason: str) -> str:
    """Return a reason in words; an unknown one as it is."""
    return WORDS.get(reason, reason.replace("_", " "))
