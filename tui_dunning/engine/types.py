"""The values that flow through a dunning run: facts in, decisions and letters out.

What a run makes for each item or customer (`OpenItem`, `Customer`, `Decision`, `LetterDraft` and
the like) is a named tuple, built in a third of the time; everything else is a frozen dataclass.
Choices are `StrEnum`s whose value is what a clerk reads and what JSON, TOML and the database carry.
Money is whole minor units (cents) beside a currency code. Nothing here knows a database, a file or
the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from tui_dunning.engine.choices import (
    COUNTED_BY_CUSTOMER,
    LEAVES_AS_IS,
    Addressing,
    AfterLast,
    ChargeKind,
    ChargeOn,
    Credits,
    Cycle,
    Extract,
    Held,
    LetterPer,
    LetterStatus,
    Method,
    Reason,
    RecipientKind,
    TextChoice,
)
from tui_dunning.engine.setup_values import (
    Condition,
    Currency,
    DisplayCurrency,
    FinanceRate,
    Level,
    Minimum,
    Procedure,
    ProfileClass,
    RateLookup,
    Rule,
    RunParameters,
    Scope,
    Setup,
    Unit,
)

__all__ = [
    "COUNTED_BY_CUSTOMER",
    "LEAVES_AS_IS",
    "Addressing",
    "AfterLast",
    "Charge",
    "ChargeKind",
    "ChargeOn",
    "CodeMove",
    "Condition",
    "Credits",
    "Currency",
    "Customer",
    "Cycle",
    "Decision",
    "DisplayCurrency",
    "Extract",
    "FinanceRate",
    "Group",
    "GroupOutcome",
    "Held",
    "LetterDraft",
    "LetterLine",
    "LetterPer",
    "LetterStatus",
    "Level",
    "Member",
    "Method",
    "Minimum",
    "OpenItem",
    "Procedure",
    "ProfileClass",
    "RateLookup",
    "Reason",
    "Recipient",
    "RecipientKind",
    "Rule",
    "RuleEffect",
    "RunParameters",
    "Scope",
    "Setup",
    "Site",
    "TextChoice",
    "Unit",
]

# --- facts in -----------------------------------------------------------------------------------


class OpenItem(NamedTuple):
    """An open item as a run sees it; the field order is the order of the ledger's columns.

    `level`, `dunned_on` and `letter_id` are the item's dunning status: those of its latest sent
    letter (0 and None: never dunned). `in_scope` is false for an item that only tells whether its
    customer owes anything anywhere; such items get no decision. `item_date` is only printed.
    """

    item_id: int
    unit_id: int
    customer_id: int
    number: str
    entry_type_id: int
    due_date: date
    currency: str
    balance_minor: int
    site_id: int | None = None
    disputed: bool = False
    blocked_until: date | None = None
    in_collection: bool = False
    level: int = 0
    dunned_on: date | None = None
    letter_id: int | None = None
    charged_until: date | None = None
    in_scope: bool = True
    item_date: date | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One address of a customer. `minimums` are the site's own, None: its profile class decides."""

    site_id: int
    code: str
    dunning_purpose: bool = False
    profile_class: str = ""
    minimums: Mapping[str, Minimum] | None = None


class Customer(NamedTuple):
    """Who owes, with the state that the sequence method keeps on the customer.

    `letter_code` is "" or the level's number ("1".."5"), `letter_code_on` the date of the letter
    that it came with. `last_payment_on` counts every payment of the customer, any unit.
    """

    customer_id: int
    number: str
    correspondence_id: int
    unit_id: int | None = None
    dunning: bool = True
    blocked_until: date | None = None
    procedure: str = ""
    profile_class: str = ""
    dunning_group: str = ""
    language: str = ""
    currency: str = ""
    credit_limit_minor: int | None = None
    credit_hold: bool = False
    risk_level: str = ""
    assess_fee: bool | None = None
    grace_days: int | None = None
    minimums: Mapping[str, Minimum] | None = None
    letter_code: str = ""
    letter_code_on: date | None = None
    all_sent: bool = False
    has_agency: bool = False
    last_payment_on: date | None = None
    sites: tuple[Site, ...] = ()


class Member(NamedTuple):
    """One customer of a correspondence group with its open items, ordered by unit id, item id."""

    customer: Customer
    items: tuple[OpenItem, ...] = ()


class Group(NamedTuple):
    """All that may stand on one letter: a correspondence customer and its members.

    `correspondence` is also among the members when it owes something itself. Members are ordered
    by customer id.
    """

    correspondence: Customer
    members: tuple[Member, ...]


# --- decisions and letters out ------------------------------------------------------------------


class Decision(NamedTuple):
    """What a run decides for one open item: a level of a procedure, or the reason why none."""

    item: OpenItem
    level: Level | None
    reason: Reason | None
    procedure: Procedure | None = None


class LetterLine(NamedTuple):
    """One row of a letter. `due` says whether it counts as past due; credits count negative.

    `level` is None where the row is not dunned (credits, items listed by extract all_open).
    """

    item: OpenItem
    dunned: bool
    due: bool
    level: int | None
    previous_level: int


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee or a finance charge in minor units. `item_id` is set for a finance charge of an item.

    `charged_from` and `charged_until` are the first and last day that a finance charge covers.
    """

    kind: ChargeKind
    currency: str
    amount_minor: int
    charge_on: ChargeOn
    item_id: int | None = None
    charged_from: date | None = None
    charged_until: date | None = None


class Recipient(NamedTuple):
    """Whose address a letter carries: the customer's, a site's or the customer's credit agency's.

    `customer_id` is the correspondence customer except for a site, where it is the site's owner.
    """

    kind: RecipientKind
    customer_id: int
    site_id: int | None = None


class CodeMove(NamedTuple):
    """A change of the letter code that the sequence method keeps on a customer.

    `letter` is false for a move that makes no letter: the mark `*`, or the reset to blank.
    """

    customer_id: int
    code_before: str
    all_sent_before: bool
    code_on_before: date | None
    code_after: str
    all_sent_after: bool
    code_on_after: date | None
    letter: bool = True


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What a matched rule does to a customer: at once without a letter, else once it is sent."""

    customer_id: int
    credit_hold: bool
    collection_item_ids: tuple[int, ...]
    activity: str


class LetterDraft(NamedTuple):
    """A letter that a run proposes.

    `unit_id` is the sender; `level` and `letter_code` are those whose text it carries. `moves` has
    the moves of the sequence method that came with it, at most one for each customer on it.
    `effects` of an action list take hold when the letter is sent.
    `display_rates` maps each item currency to the rate into `display_currency`.
    """

    unit_id: int
    correspondence_id: int
    recipient: Recipient
    procedure: Procedure
    level: Level
    language: str
    lines: tuple[LetterLine, ...]
    charges: tuple[Charge, ...] = ()
    moves: tuple[CodeMove, ...] = ()
    effects: tuple[RuleEffect, ...] = ()
    display_currency: str = ""
    display_rates: Mapping[str, Decimal] = MappingProxyType({})
    held: Held | None = None
    held_detail: str = ""


class GroupOutcome(NamedTuple):
    """What a run decides for one correspondence group.

    `decided` lists (customer id, unit id, left as it is) for each customer and unit in scope that
    the run looked at; where the last is true, a waiting letter goes on waiting. `moves` and
    `effects` have those without a letter. `not_dunned` counts reasons as a summary does.
    """

    letters: tuple[LetterDraft, ...]
    decisions: tuple[Decision, ...]
    moves: tuple[CodeMove, ...]
    effects: tuple[RuleEffect, ...]
    decided: tuple[tuple[int, int, bool], ...]
    not_dunned: Mapping[Reason, int]
