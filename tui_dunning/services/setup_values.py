"""The values of setup.toml: what each key may hold, and the reason where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Any, TypeVar

from tui_dunning.engine.facts import AMOUNT_FACTS, FACTS, FLAG_FACTS, NUMBER_FACTS, TEXT_FACTS
from tui_dunning.engine.ibans import is_mistaken_iban
from tui_dunning.engine.methods import action_list
from tui_dunning.output.format import (
    can_be_seen,
    clean,
    is_currency,
    is_language,
    parse_amount,
    plain_amount,
)
from tui_dunning.services.load_map import suggestion
from tui_dunning.services.typed_words import LONGEST_TONE

T = TypeVar("T")
Value = object
Check = Callable[[object], Value]

FACT_NAMES = tuple(FACTS)
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)
OPERATORS = (*action_list.OPERATORS, "in")


def text(value: object) -> str:
    """Take a text of one line."""
    if not isinstance(value, str):
        raise ValueError(f"must be a text in quotes, not {_kind(value)}")
    if len(value) > 255:
        raise ValueError("is longer than 255 characters")
    return " ".join(clean(value).split()) if not value.isprintable() else value.strip()


def tone(value: object) -> str:
    """Take a word or two of one's own; the shipped texts have friendly, firm, final and so on."""
    found = text(value)
    if len(found) > LONGEST_TONE:
        raise ValueError(f"is longer than {LONGEST_TONE} characters")
    return found


def long_text(value: object) -> str:
    """Take a text of many lines."""
    if not isinstance(value, str):
        raise ValueError(f"must be a text in quotes, not {_kind(value)}")
    return clean(value, keep_lines=True).strip("\n")


def code(value: object) -> str:
    """Take a code, which is not empty."""
    found = text(value)
    if not can_be_seen(found) or len(found) > 60:
        raise ValueError("must be a text of 1 to 60 characters")
    return found


def flag(value: object) -> bool:
    """Take true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {_kind(value)}")
    return value


def whole(least: int, most: int) -> Check:
    """Return the check of a whole number in a range."""

    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"must be a whole number, not {_kind(value)}")
        if not least <= value <= most:
            raise ValueError(f"is {value}; it must be between {least} and {most}")
        return value

    return check


def choice(*allowed: str) -> Check:
    """Return the check of one of some words."""

    def check(value: object) -> str:
        if not isinstance(value, str):
            words = ", ".join(f'"{word}"' for word in allowed)
            raise ValueError(f"is {_shown(value)}; it must be a text in quotes, one of {words}")
        if value not in allowed:
            near = suggestion(value, allowed)
            raise ValueError(f"is {_shown(value)}, none of {', '.join(allowed)}{near}")
        return value

    return check


def currency(value: object) -> str:
    """Take an ISO 4217 code."""
    if not isinstance(value, str) or not is_currency(value):
        raise ValueError(f"is {_shown(value)}, not a currency of ISO 4217")
    return value


def display_currency(value: object) -> str:
    """Take "", unit, customer or a currency."""
    if value in ("", "unit", "customer"):
        return str(value)
    if not isinstance(value, str) or not is_currency(value):
        raise ValueError(f'is {_shown(value)}; it must be "", unit, customer or a currency')
    return value


def language(value: object) -> str:
    """Take a language tag that babel knows."""
    if not isinstance(value, str) or not is_language(value):
        raise ValueError(f'is {_shown(value)}, not a language such as "en" or "pt-BR"')
    return value


def day(value: object) -> date:
    """Take a date."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"is {_shown(value)}, not a date such as 2026-01-31") from None


def percent(value: object) -> str:
    """Take a rate in percent, written as text."""
    if isinstance(value, str | int | float) and str(value).strip().startswith("-"):
        raise ValueError(f"is {_shown(value)}; a rate cannot be negative")
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,4}(\.\d{1,6})?", value, re.A):
        raise ValueError(f'is {_shown(value)}; it must be a text such as "10.15"')
    return value


def remit_to(value: object) -> str:
    """Take a bank account; what looks like an IBAN must have the right check digits."""
    found = text(value)
    if is_mistaken_iban(found):
        raise ValueError(f"is {_shown(value)}, an IBAN with wrong check digits")
    return found


def amount(value: object, money: str) -> str:
    """Take an amount of a currency, written as text; returns it with all its decimals."""
    if not isinstance(value, str):
        raise ValueError(f'must be an amount in quotes such as "5.00", not {_kind(value)}')
    try:
        minor = parse_amount(value, money)
    except ValueError as error:
        raise ValueError(f"{_shown(value)} {error}") from None
    if minor < 0:
        raise ValueError(f"{_shown(value)} is negative")
    return plain_amount(minor, money)


def amounts(value: object) -> dict[str, str]:
    """Take a table of currency to amount."""
    if not isinstance(value, dict):
        raise ValueError(f'must be a table such as {{USD = "5.00"}}, not {_kind(value)}')
    money = _all(("", partial(currency, code)) for code in sorted(value))
    found = _all((f" (for {code})", partial(amount, value[code], code)) for code in money)
    return dict(zip(money, found, strict=True))


def minimums(value: object) -> list[dict[str, str]]:
    """Take the minimums of a profile class, at most one row for each currency."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ValueError("must be a list of tables")
    rows = _all(_numbered(value, _minimum))
    if len({row["currency"] for row in rows}) < len(rows):
        raise ValueError("names a currency twice")
    return sorted(rows, key=lambda row: row["currency"])


def _minimum(row: Mapping[str, object]) -> dict[str, str]:
    """Take one row of minimums."""
    allowed = ("currency", "dunning_amount", "invoice_amount")
    for problem in names(row, allowed):
        raise ValueError(f"has the {problem}")
    money = currency(row.get("currency"))
    given = [key for key in allowed[1:] if key in row]
    found = _all((f" (for {key})", partial(amount, row[key], money)) for key in given)
    return {"currency": money, **dict(zip(given, found, strict=True))}


def conditions(value: object) -> list[list[object]]:
    """Take the rows of a rule: [fact, operator, value]."""
    if not isinstance(value, list):
        raise ValueError(f"must be a list of [fact, operator, value], not {_kind(value)}")
    return _all(_numbered(value, _condition))


def _condition(row: object) -> list[object]:
    """Take one row of a rule."""
    if not isinstance(row, list) or len(row) != 3:
        raise ValueError(f"has {_shown(row)}, which is not [fact, operator, value]")
    fact, operator, value = row
    if fact not in FACT_NAMES:
        near = suggestion(fact, FACT_NAMES) if isinstance(fact, str) else ""
        raise ValueError(f"has the unknown fact {_shown(fact)}{near}")
    if operator not in OPERATORS:
        raise ValueError(f"has the unknown operator {_shown(operator)}")
    if operator not in ("=", "!=", "in") and fact not in AMOUNT_FACTS | NUMBER_FACTS:
        raise ValueError(f"compares {fact} with {operator}; it only knows =, != and in")
    if operator != "in":
        return [fact, operator, _fact_value(fact, value)]
    if not isinstance(value, list) or not value:
        raise ValueError(f'compares {fact} with in, which needs a list such as ["A", "B"]')
    return [fact, operator, [_fact_value(fact, each) for each in value]]


def _fact_value(fact: str, value: object) -> object:
    """Take the value that a fact is compared with, of the fact's own kind."""
    if fact in FLAG_FACTS:
        if not isinstance(value, bool):
            raise ValueError(f"compares {fact} with something else than true or false")
        return value
    if fact in TEXT_FACTS:
        if not isinstance(value, str):
            raise ValueError(f"compares {fact} with {_shown(value)}, which is not a text")
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if fact in AMOUNT_FACTS else value
    whole = fact in NUMBER_FACTS and "percent" not in fact
    if whole or not isinstance(value, str) or not _NUMBER.fullmatch(value):
        example = "30" if whole else '"500.00"'
        raise ValueError(
            f"compares {fact} with {_shown(value)}, which is not a number it can have,"
            f" such as {example}"
        )
    return value


def _numbered(rows: list[Any], check: Callable[[Any], T]) -> Iterator[tuple[str, Callable[[], T]]]:
    """Yield the check of each row, with its number where there are several."""
    for at, row in enumerate(rows, 1):
        yield f" (row {at})" if len(rows) > 1 else "", partial(check, row)


def _all(parts: Iterable[tuple[str, Callable[[], T]]]) -> list[T]:
    """Check all parts of a value; the mistakes are the arguments of one error."""
    found, wrong = [], []
    for place, check in parts:
        try:
            found.append(check())
        except ValueError as error:
            wrong += [f"{problem}{place}" for problem in error.args]
    if wrong:
        raise ValueError(*wrong)
    return found


def names(value: Mapping[str, object], allowed: Sequence[str]) -> list[str]:
    """Return what is wrong with the names of a table's keys."""
    return [f"unknown key {key}{suggestion(key, allowed)}" for key in value if key not in allowed]


def _kind(value: object) -> str:
    """Name the kind of a TOML value."""
    for kind, word in (
        (bool, "true/false"),
        (str, "a text"),
        (float, "a number with decimals"),
        (int, "a number"),
        (list, "a list"),
        (dict, "a table"),
        (date, "a date"),
        (time, "a time"),
    ):
        if isinstance(value, kind):
            return word
    return "that"


def _shown(value: object) -> str:
    """Show a value, a long one cut short."""
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return str(value).lower()
    shown = clean(f'"{value}"' if isinstance(value, str) else str(value))
    return shown if len(shown) <= 60 else shown[:57] + "..."
