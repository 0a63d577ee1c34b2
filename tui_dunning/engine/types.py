"""The values that flow through a dunning run: facts in, decisions and letters out.

What a run makes for each item or customer (`OpenItem`, `Decision`, `LetterLine`, `LetterDraft` and
the like) is a named tuple, built in a third of the time; everything else is a frozen dataclass.
Choices are `StrEnum`s whose value is what a clerk reads and what JSON, TOML and the database carry.
Money is whole minor units (cents) beside a currency code. Nothing here knows a database, a file or
the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


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


# --- set-up -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency and how many decimals its smallest unit has, filled from CLDR by services."""

    code: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a procedure. `fee_minor` maps a currency code to minor units."""

    number: int
    letter_code: str
    days_from: int = 0
    days_to: int = 9900
    days_between: int = 0
    automatic: bool = True
    only_without_payment: bool = False
    credit_hold: bool = False
    extract: Extract = Extract.DUNNED
    mail_to_agency: bool = False
    collection: bool = False
    fee_minor: Mapping[str, int] = field(default_factory=dict)
    fee_on: ChargeOn = ChargeOn.LETTER


@dataclass(frozen=True, slots=True)
class Condition:
    """One row of a rule: a fact of the account, an operator, a value (a tuple for `in`).

    Amounts (`past_due_total`) are Decimals in major units; all other numbers are int or Decimal.
    """

    fact: str
    operator: str
    value: object


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of an action list. `level` is None where `no_letter` is set."""

    conditions: tuple[Condition, ...]
    level: int | None = None
    no_letter: bool = False
    credit_hold: bool = False
    collection: bool = False
    activity: str = ""


@dataclass(frozen=True, slots=True)
class FinanceRate:
    """A yearly rate in percent, valid from a date on."""

    valid_from: date
    yearly_rate: Decimal
    day_count: str = "365"
    charge_on: ChargeOn = ChargeOn.LETTER


@dataclass(frozen=True, slots=True)
class Procedure:
    """A named way to dun. `levels` are ordered by number; `rates` by date, oldest first."""

    code: str
    method: Method
    levels: tuple[Level, ...] = ()
    rules: tuple[Rule, ...] = ()
    rates: tuple[FinanceRate, ...] = ()
    credits: Credits = Credits.NET
    include_disputed: bool = False
    small_item_minor: Mapping[str, int] = field(default_factory=dict)
    letter_per: LetterPer = LetterPer.CUSTOMER
    after_last: AfterLast = AfterLast.STOP
    resend_same_level: bool = True
    cycle: Cycle = Cycle.ITEM
    procedure_id: int = 0


@dataclass(frozen=True, slots=True)
class Minimum:
    """The two minimums of one currency in minor units; both must be exceeded, not just reached."""

    dunning_minor: int = 0
    invoice_minor: int = 0


@dataclass(frozen=True, slots=True)
class ProfileClass:
    """Defaults that customers and sites share. `minimums` maps a currency code to its minimums."""

    code: str
    grace_days: int = 0
    dunning: bool = True
    procedure: str = ""
    assess_fee: bool | None = None
    minimums: Mapping[str, Minimum] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unit:
    """The business unit that sends letters."""

    unit_id: int
    code: str
    currency: str
    language: str = "en"
    set_id: str = ""
    procedure: str = ""
    addressing: Addressing = Addressing.CUSTOMER
    display_currency: str = ""
    assess_fee: bool = False


RateLookup = Callable[[str, str, date], Decimal | None]
"""Looks up an exchange rate: from, to, on or before a date; None where there is none."""


@dataclass(frozen=True, slots=True)
class Setup:
    """All of the set-up that a run needs.

    Args of note: `units` by unit id; `procedures` and `profile_classes` by code; `included` the ids
    of the entry types that are dunned; `currencies` by code; `rate` looks up exchange rates.
    """

    units: Mapping[int, Unit]
    procedures: Mapping[str, Procedure]
    profile_classes: Mapping[str, ProfileClass]
    included: frozenset[int]
    currencies: Mapping[str, Currency]
    rate: RateLookup = lambda _from, _to, _on: None


# --- a run's parameters -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a run is for. Codes and numbers as the clerk types them; "" means all.

    Source: seed 001, the table of combined parameters.
    """

    unit: str = ""
    set_id: str = ""
    customer: str = ""
    correspondence: str = ""
    group: str = ""

    @property
    def by_unit(self) -> bool:
        """True where each unit sends letters of its own; false where one letter spans units."""
        return not (self.set_id or ((self.customer or self.correspondence) and not self.unit))


@dataclass(frozen=True, slots=True)
class DisplayCurrency:
    """The currency that a run's letters show beside the items' own.

    `choice` is "unit", "customer" or a currency code; `rate` only with a code (amount x rate), else
    the rate is looked up on `rate_date`.
    """

    choice: str
    rate: Decimal | None = None
    rate_date: date | None = None


@dataclass(frozen=True, slots=True)
class RunParameters:
    """What the clerk enters at 4.4.1."""

    as_of: date
    scope: Scope = Scope()
    text: TextChoice = TextChoice.SEVEREST
    display: DisplayCurrency | None = None
    acceptgiro: bool = True


# --- facts in -----------------------------------------------------------------------------------


class OpenItem(NamedTuple):
    """An open item as a run sees it; the field order is the order of the ledger's columns.

    `level`, `dunned_on` and `letter_id` are the item's dunning status: those of its latest sent
    letter (0 and None: never dunned). `in_scope` is false for an item that only tells whether its
    customer owes anything anywhere; such items get no decision.
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


@dataclass(frozen=True, slots=True)
class Site:
    """One address of a customer. `minimums` are the site's own, None: its profile class decides."""

    site_id: int
    code: str
    dunning_purpose: bool = False
    profile_class: str = ""
    minimums: Mapping[str, Minimum] | None = None


@dataclass(frozen=True, slots=True)
class Customer:
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


@dataclass(frozen=True, slots=True)
class Member:
    """One customer of a correspondence group with its open items, ordered by unit id, item id."""

    customer: Customer
    items: tuple[OpenItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
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
