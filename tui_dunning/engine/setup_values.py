"""The set-up of a run as values, and what the clerk enters at 4.4.1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tui_dunning.engine.choices import (
    Addressing,
    AfterLast,
    ChargeOn,
    Credits,
    Cycle,
    Extract,
    LetterPer,
    Method,
    TextChoice,
)


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
    of the entry types that are dunned, `charge_types` of those that our own fees and charges get;
    `currencies` by code; `rate` looks up exchange rates.
    """

    units: Mapping[int, Unit]
    procedures: Mapping[str, Procedure]
    profile_classes: Mapping[str, ProfileClass]
    included: frozenset[int]
    currencies: Mapping[str, Currency]
    rate: RateLookup = lambda _from, _to, _on: None
    charge_types: frozenset[int] = frozenset()


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
