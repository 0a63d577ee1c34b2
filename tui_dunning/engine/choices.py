"""The choices of set-up, runs and letters; each value is what a clerk reads and files carry."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """How a procedure finds the next level of an item."""

    SEQUENCE = "sequence"
    DAYS = "days"
    INTERVAL = "interval"
    ACTION_LIST = "action_list"


class Reason(StrEnum):
    """Why an item or an account gets no level, in the order of the gates and methods."""

    NOT_FLAGGED = "not_flagged"
    BLOCKED = "blocked"
    DISPUTED = "disputed"
    ENTRY_TYPE = "entry_type"
    IN_COLLECTION = "in_collection"
    IN_GRACE = "in_grace"
    NOT_DUE = "not_due"
    NO_PROCEDURE = "no_procedure"
    SMALL_ITEM = "small_item"
    CREDIT_BALANCE = "credit_balance"
    BELOW_MINIMUM = "below_minimum"
    BELOW_MINIMUM_INVOICE = "below_minimum_invoice"
    TOO_RECENT = "too_recent"
    PAYMENT_RECEIVED = "payment_received"
    ALL_SENT = "all_sent"
    MANUAL_LETTER = "manual_letter"
    NO_LEVEL = "no_level"
    ALREADY_SENT = "already_sent"
    TOO_SOON = "too_soon"
    LAST_LEVEL = "last_level"
    NO_LETTER = "no_letter"
    NO_RULE = "no_rule"
    CREDIT = "credit"  # a credit is never dunned; shown by explain, never counted


COUNTED_BY_CUSTOMER = frozenset(
    {
        Reason.NOT_FLAGGED,
        Reason.TOO_RECENT,
        Reason.PAYMENT_RECEIVED,
        Reason.ALL_SENT,
        Reason.MANUAL_LETTER,
    }
)
"""Reasons that a run's summary counts once for each customer; all others once for each item."""

LEAVES_AS_IS = frozenset({Reason.ALL_SENT, Reason.MANUAL_LETTER, Reason.PAYMENT_RECEIVED})
"""Reasons after which a letter of the account that still waits goes on waiting."""


class Held(StrEnum):
    """Why a letter is made but cannot be sent yet; listed as an error of the run."""

    NO_AGENCY_ADDRESS = "no_agency_address"
    NO_RATE = "no_rate"


class LetterStatus(StrEnum):
    """What has become of a letter. Printed and sent both count as sent in every rule."""

    PROPOSED = "proposed"
    PRINTED = "printed"
    SENT = "sent"
    DELETED = "deleted"
    SUPERSEDED = "superseded"
    ROLLED_BACK = "rolled_back"


class Credits(StrEnum):
    """Whether open credits count against what is past due."""

    NET = "net"
    IGNORE = "ignore"


class LetterPer(StrEnum):
    """What gets a letter of its own."""

    CUSTOMER = "customer"
    LEVEL = "level"
    CURRENCY = "currency"
    ITEM = "item"


class AfterLast(StrEnum):
    """What an interval procedure does after its last level."""

    STOP = "stop"
    REPEAT = "repeat"


class Cycle(StrEnum):
    """Whether an interval procedure counts for each item or for the customer's oldest one."""

    ITEM = "item"
    CUSTOMER = "customer"


class Addressing(StrEnum):
    """Whether a unit's letters go to the customer's address or to the address on the item."""

    CUSTOMER = "customer"
    ITEM = "item"


class Extract(StrEnum):
    """Which items a letter lists."""

    DUNNED = "dunned"
    ALL_OPEN = "all_open"


class TextChoice(StrEnum):
    """Which level among a letter's items gives the letter its text."""

    SEVEREST = "severest"
    MODEST = "modest"


class ChargeKind(StrEnum):
    """What a charge is for."""

    FEE = "fee"
    FINANCE_CHARGE = "finance_charge"


class ChargeOn(StrEnum):
    """Where a charge is asked for (setup's fee_on 1, 2, 3)."""

    LETTER = "1"
    INVOICE = "2"
    LATE_CHARGE_NOTICE = "3"


class RecipientKind(StrEnum):
    """Whose address a letter carries."""

    CUSTOMER = "customer"
    SITE = "site"
    AGENCY = "agency"
