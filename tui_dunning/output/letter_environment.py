"""The sandbox that letter texts run in: few filters and tests, nothing larger than a letter."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import jinja2
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST_LETTER: Final = 100_000
FILTERS: Final = ("default", "first", "join", "last", "length", "lower", "title", "trim", "upper")
TESTS: Final = ("defined", "undefined", "eq", "ne", "lt", "le", "gt", "ge", "in", "none")


class LetterTextError(Exception):
    """A text that passed the check fails on the values of one letter."""


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox in which + adds texts and numbers only, and never to more than a letter holds."""

    intercepted_binops = frozenset({"+"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Add two values."""
        if isinstance(left, str) and isinstance(right, str):
            not_over(len(left) + len(right))
        elif not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise LetterTextError("+ takes two texts or two numbers")
        return left + right


def _join(values: Any, separator: object = "", field: object = "") -> str:
    """Put the values of a list behind one another, or one field of each."""
    if not isinstance(values, list | tuple):
        raise LetterTextError("join takes a list: items|join(', ', 'number')")
    between, size = str(separator), 0
    texts: list[str] = []
    for value in values:
        if field and not (isinstance(value, Mapping) and field in value):
            raise LetterTextError(f"the list has no field {field}")
        texts.append(str(value[field] if field else value))
        size += len(texts[-1]) + len(between)
        not_over(size)
    return between.join(texts)


def not_over(size: int) -> None:
    """Stop a text that outgrows every letter before it fills the memory."""
    if size > LONGEST_LETTER:
        raise LetterTextError(f"the letter grows over {LONGEST_LETTER:,} characters")


@lru_cache(maxsize=1)
def environment() -> ImmutableSandboxedEnvironment:
    """Build the one environment: no globals, few filters and tests, unknown names are errors."""
    built = _Environment(
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    built.globals.clear()
    built.filters = {name: built.filters[name] for name in FILTERS}
    built.filters["join"] = _join
    built.tests = {name: built.tests[name] for name in TESTS}
    return built
