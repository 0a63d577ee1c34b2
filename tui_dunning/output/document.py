"""What a letter is drawn from: plain values, already chosen and grouped, independent of paper."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Sender:
    """The unit as its letterhead shows it. `lines` is its address, without the name."""

    name: str
    lines: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    remit_to: str = ""


class Row(NamedTuple):
    """One item of the table. `shown_minor` is the balance in the letter's display currency."""

    number: str
    kind: str
    item_date: datetime.date | None
    due_date: datetime.date
    days_late: int | None
    currency: str
    balance_minor: int
    shown_minor: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerRows:
    """The rows of one customer, ordered by currency; `subtotals` in that order."""

    number: str
    name: str
    rows: tuple[Row, ...]

    @property
    def subtotals(self) -> dict[str, int]:
        """Return the sum of the balances of each currency, in minor units."""
        sums: dict[str, int] = {}
        for row in self.rows:
            sums[row.currency] = sums.get(row.currency, 0) + row.balance_minor
        return sums


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of one currency in minor units; fee and interest only where on this letter.

    `credits` are those that have nothing to be taken off; others count in `past_due`.
    """

    currency: str
    past_due: int = 0
    not_due: int = 0
    fee: int = 0
    finance_charge: int = 0
    credits: int = 0

    @property
    def due(self) -> int:
        """Return what is to be paid now."""
        return self.past_due + self.fee + self.finance_charge


@dataclass(frozen=True, slots=True)
class Shown:
    """The display currency of a letter: its total, and the rates used, as text, by currency."""

    currency: str
    due_minor: int
    rates: tuple[tuple[str, str], ...] = ()


class PriceRow(NamedTuple):
    """One special price."""

    product: str
    description: str
    currency: str
    price_minor: int
    valid_from: datetime.date
    valid_until: datetime.date | None


class NoticeRow(NamedTuple):
    """A charge on a notice; of interest the item's number and the days that it is for."""

    amount_minor: int
    item: str = ""
    charged_from: datetime.date | None = None
    charged_until: datetime.date | None = None


class ChargeRow(NamedTuple):
    """A row of a notice's table."""

    description: str
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ChargeNotice:
    """A fee or interest asked for apart: an invoice or a late-charge notice, an item of its own."""

    number: str
    is_invoice: bool
    is_fee: bool
    customer: str
    name: str
    currency: str
    lines: tuple[NoticeRow, ...]


@dataclass(frozen=True, slots=True)
class LetterDocument:
    """One letter. `number` is 0 for a special pricing letter, which has no number.

    `before` and `after` are the paragraphs around the table; `sections` the past-due rows;
    `not_due` and `credits` are listed apart. `to_name` stands in running heads. `slip`: an
    acceptgiro stands at the foot, for `payer_account`; `epc` is the text of the payment QR code.
    `notices` follow on pages of their own; each is a document with `charges` as its table.
    """

    number: int
    date: datetime.date
    language: str
    sender: Sender
    address: tuple[str, ...]
    attention: str
    to_number: str
    to_name: str
    subject: str
    before: tuple[str, ...]
    after: tuple[str, ...] = ()
    sections: tuple[CustomerRows, ...] = ()
    not_due: tuple[CustomerRows, ...] = ()
    credits: tuple[CustomerRows, ...] = ()
    totals: tuple[Totals, ...] = ()
    shown: Shown | None = None
    reference: str = ""
    remit_to: str = ""
    pay_by: datetime.date | None = None
    prices: tuple[PriceRow, ...] = ()
    slip: bool = False
    payer_account: str = ""
    epc: str = ""
    notices: tuple[ChargeNotice, ...] = ()
    charges: tuple[ChargeRow, ...] = ()
