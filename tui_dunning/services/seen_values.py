"""What a screen had shown of a customer, held against what is stored when the screen saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tui_dunning.engine.ltr import ALL_SENT
from tui_dunning.errors import Refused
from tui_dunning.store.customer_change import Change

if TYPE_CHECKING:
    from tui_dunning.store.customer_pages import CustomerRow
    from tui_dunning.store.customer_record import CustomerRecord
    from tui_dunning.store.models import Customer

Seen = Mapping[str, str]
"""By kind of change, the value as a clerk reads it."""

LETTER_CODE = "letter_code"
NAMES = {
    LETTER_CODE: "Letter code",
    "dunning": "Dunning flag",
    "block": "Blocked until",
    "credit_hold": "Credit hold",
    "language": "Language",
    "grace_days": "Grace days",
}


def code_seen(shown: CustomerRow | CustomerRecord | Customer) -> Seen:
    """Return the letter code of a customer, for setting a letter by hand."""
    return {LETTER_CODE: ALL_SENT if shown.all_sent else shown.letter_code}


def record_seen(record: CustomerRecord) -> Seen:
    """Return the fields of a record that can be changed."""
    grace = record.own_grace_days
    return {
        **code_seen(record),
        "dunning": flag(record.dunning),
        "block": str(record.blocked_until or ""),
        "credit_hold": flag(record.credit_hold),
        "language": record.language,
        "grace_days": "" if grace is None else str(grace),
    }


def flag(value: bool) -> str:
    """Return Y or N."""
    return "Y" if value else "N"


def refuse_unseen(
    customer: Customer, changes: Sequence[Change], seen: Seen, *, letter: bool
) -> None:
    """Refuse changes of fields that are stored otherwise by now than they were shown.

    Args:
        customer: the customer as it is stored, locked.
        changes: what is to be changed, with what is stored; a field that has the new value
            already is not among them.
        seen: what was shown; other fields are not looked at.
        letter: whether a letter is set by hand as well.

    Raises:
        Refused: somebody else changed one of them; it names all of them with their values.
    """
    stored = {change.kind: change.before for change in changes if change.kind}
    if letter:
        stored |= code_seen(customer)
    others = [
        f"{NAMES[kind]} was changed to {now or 'blank'}"
        for kind, now in stored.items()
        if kind in seen and seen[kind] != now
    ]
    if others:
        raise Refused(
            f"{', '.join(others)} by another user meanwhile; nothing was saved.",
            f"F5 reads {'it' if len(others) == 1 else 'them'} anew.",
        )
