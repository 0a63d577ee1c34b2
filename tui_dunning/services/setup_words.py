"""A change of the set-up in words: tables and lists as staff type them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Final

TEXTS_LONGER: Final = 40
NOTHING: Final = '""'


def change_words(name: str, old: object, new: object) -> Iterator[str]:
    """Yield "key: old -> new", of rules a line for each that differs."""
    if name != "rule":
        yield f"{name}: {_shown(old)} -> {_shown(new)}"
        return
    for number, (was, now) in enumerate(zip_longest(_rules(old), _rules(new)), 1):
        if was != now:
            yield f"rule {number}: {was or NOTHING} -> {now or NOTHING}"


def _shown(value: object) -> str:
    """Show a value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{code} {amount}" for code, amount in value.items()) or NOTHING
    if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
        return ", ".join(map(_minimum, value)) or NOTHING
    shown = " ".join(str("" if value is None else value).split())
    return (shown if len(shown) <= TEXTS_LONGER else shown[: TEXTS_LONGER - 3] + "...") or NOTHING


def _minimum(row: Mapping[str, object]) -> str:
    return f"{row['currency']} {row.get('dunning_amount', 0)}/{row.get('invoice_amount', 0)}"


def _rules(value: object) -> list[str]:
    return [_rule(rule) for rule in value] if isinstance(value, list) else []


def _rule(rule: Mapping[str, object]) -> str:
    """Say a rule: its conditions, and what it does."""
    rows = rule.get("when")
    conditions = [_condition(*row) for row in rows] if isinstance(rows, list) else []
    does = [f"level {rule['level']}"] if rule.get("level") else []
    does += [
        name.replace("_", " ")
        for name in ("no_letter", "credit_hold", "collection")
        if rule.get(name)
    ]
    does += [f"activity {rule['activity']}"] if rule.get("activity") else []
    return f"{' and '.join(conditions) or 'always'}: {', '.join(does)}"


def _condition(fact: str, operator: str, value: object) -> str:
    each = value if isinstance(value, list) else [value]
    return " ".join([fact, operator, *(_shown(one) for one in each)])
