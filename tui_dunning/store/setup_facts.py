"""The set-up of the database as the values that a run works with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from tui_dunning.engine.facts import AMOUNT_FACTS, FLAG_FACTS, TEXT_FACTS
from tui_dunning.engine.types import (
    Addressing,
    AfterLast,
    ChargeOn,
    Condition,
    Credits,
    Currency,
    Cycle,
    Extract,
    FinanceRate,
    LetterPer,
    Level,
    Method,
    Minimum,
    Procedure,
    ProfileClass,
    RateLookup,
    Rule,
    Setup,
    Unit,
)
from tui_dunning.store import models
from tui_dunning.store.charge_items import entry_type_ids

DecimalsOf = Callable[[str], int]
"""How many decimals a currency's smallest unit has."""


class Currencies(dict[str, Currency]):
    """Every currency that is asked for, filled as it is."""

    def __init__(self, decimals: DecimalsOf) -> None:
        super().__init__()
        self._decimals = decimals

    def __missing__(self, code: str) -> Currency:
        """Ask once how many decimals the currency has."""
        self[code] = currency = Currency(code, self._decimals(code))
        return currency

    def __contains__(self, code: object) -> bool:
        """Every currency is known; only "" is none."""
        return bool(code)

    def minor(self, amount: str, code: str) -> int:
        """Turn an amount text of the set-up into minor units."""
        return int(Decimal(amount).scaleb(self[code].decimals))

    def minor_by_code(self, text: str) -> dict[str, int]:
        """Turn JSON of currency to amount text into minor units."""
        return {code: self.minor(amount, code) for code, amount in json.loads(text).items()}

    def minimums(self, text: str | None) -> dict[str, Minimum] | None:
        """Turn the JSON list of a profile class's or customer's minimums into values."""
        if text is None:
            return None
        return {
            row["currency"]: Minimum(
                self.minor(str(row.get("dunning_amount") or "0"), row["currency"]),
                self.minor(str(row.get("invoice_amount") or "0"), row["currency"]),
            )
            for row in json.loads(text)
        }


def load_setup(decimals: DecimalsOf) -> Setup:
    """Read all of the set-up that a run needs.

    Args:
        decimals: how many decimals a currency has, from CLDR.
    """
    currencies = Currencies(decimals)
    codes = {row.id: row.code for row in models.Procedure.select()}
    return Setup(
        units=_units(codes),
        procedures=_procedures(currencies),
        profile_classes=_profile_classes(codes, currencies),
        included=frozenset(row.id for row in models.EntryType.select() if row.include),
        currencies=currencies,
        rate=rate_lookup(),
        charge_types=frozenset(entry_type_ids().values()),
    )


def rate_lookup() -> RateLookup:
    """Return a look-up of exchange rates that asks the database once for each pair and day."""
    table = models.ExchangeRate
    known: dict[tuple[str, str, date], Decimal | None] = {}

    def rate(from_currency: str, to_currency: str, on: date) -> Decimal | None:
        key = (from_currency, to_currency, on)
        if key not in known:
            row = (
                table.select(table.rate)
                .where(
                    table.from_currency == from_currency,
                    table.to_currency == to_currency,
                    table.date <= on,
                )
                .order_by(table.date.desc())
                .first()
            )
            known[key] = Decimal(row.rate) if row else None
        return known[key]

    return rate


def _units(procedure_codes: Mapping[int, str]) -> dict[int, Unit]:
    return {
        row.id: Unit(
            unit_id=row.id,
            code=row.code,
            currency=row.currency,
            language=row.language,
            set_id=row.set_id,
            procedure=procedure_codes.get(row.procedure_id, ""),
            addressing=Addressing(row.addressing),
            display_currency=row.display_currency,
            assess_fee=row.assess_fee,
        )
        for row in models.Unit.select()
    }


def _profile_classes(
    procedure_codes: Mapping[int, str], currencies: Currencies
) -> dict[str, ProfileClass]:
    return {
        row.code: ProfileClass(
            code=row.code,
            grace_days=row.grace_days,
            dunning=row.dunning,
            procedure=procedure_codes.get(row.procedure_id, ""),
            assess_fee=row.assess_fee,
            minimums=currencies.minimums(row.minimums) or {},
        )
        for row in models.ProfileClass.select()
    }


def _procedures(currencies: Currencies) -> dict[str, Procedure]:
    levels, rules, rates = _levels(currencies), _rules(), _rates()
    return {
        row.code: Procedure(
            code=row.code,
            method=Method(row.method),
            levels=tuple(levels.get(row.id, ())),
            rules=tuple(rules.get(row.id, ())),
            rates=tuple(rates.get(row.id, ())),
            credits=Credits(row.credits),
            include_disputed=row.include_disputed,
            small_item_minor=currencies.minor_by_code(row.small_item),
            letter_per=LetterPer(row.letter_per),
            after_last=AfterLast(row.after_last),
            resend_same_level=row.resend_same_level,
            cycle=Cycle(row.cycle),
            procedure_id=row.id,
        )
        for row in models.Procedure.select()
    }


def _levels(currencies: Currencies) -> dict[int, list[Level]]:
    found: dict[int, list[Level]] = {}
    table = models.ProcedureLevel
    for row in table.select().order_by(table.procedure, table.number):
        level = Level(
            number=row.number,
            letter_code=row.letter_code,
            days_from=row.days_from,
            days_to=row.days_to,
            days_between=row.days_between,
            automatic=row.automatic,
            only_without_payment=row.only_without_payment,
            credit_hold=row.credit_hold,
            extract=Extract(row.extract),
            mail_to_agency=row.mail_to_agency,
            collection=row.collection,
            fee_minor=currencies.minor_by_code(row.fee),
            fee_on=ChargeOn(str(row.fee_on)),
        )
        found.setdefault(row.procedure_id, []).append(level)
    return found


def _rules() -> dict[int, list[Rule]]:
    found: dict[int, list[Rule]] = {}
    table = models.ProcedureRule
    for row in table.select().order_by(table.procedure, table.position):
        rule = Rule(
            conditions=tuple(
                Condition(fact, operator, _condition_value(fact, value))
                for fact, operator, value in json.loads(row.conditions)
            ),
            level=row.level,
            no_letter=row.no_letter,
            credit_hold=row.credit_hold,
            collection=row.collection,
            activity=row.activity,
        )
        found.setdefault(row.procedure_id, []).append(rule)
    return found


def _condition_value(fact: str, value: object) -> object:
    """Give a rule's value the type that its fact has; `in` lists become tuples."""
    if isinstance(value, list):
        return tuple(_condition_value(fact, each) for each in value)
    if fact in TEXT_FACTS or fact in FLAG_FACTS or isinstance(value, bool):
        return value
    if fact in AMOUNT_FACTS or not isinstance(value, int):
        return Decimal(str(value))
    return value


def _rates() -> dict[int, list[FinanceRate]]:
    found: dict[int, list[FinanceRate]] = {}
    table = models.FinanceChargeRate
    for row in table.select().order_by(table.procedure, table.valid_from):
        rate = FinanceRate(
            valid_from=row.valid_from,
            yearly_rate=Decimal(row.yearly_rate),
            day_count=row.day_count,
            charge_on=ChargeOn(str(row.charge_on)),
        )
        found.setdefault(row.procedure_id, []).append(rate)
    return found
