"""Marks in square brackets in a letter text: `[items]` is one, `[customer_number]` a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

ITEMS_MARK: Final = "[items]"
"""A line of a body that holds only this says where the table of items goes."""

_CODE: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
_BRACKETS: Final = re.compile(r"\[ *([a-z_]+) *\]|(?<!\{)\{ *([a-z_]+) *\}", re.IGNORECASE)
_CLOSING: Final = {"}}": "{{", "%}": "{%"}


def as_written(name: str, meaning: str) -> str:
    """Return how a text uses a variable: its value, or a list that is gone through."""
    if meaning.startswith("list: "):
        return f"{{% for each in {name} %}}"
    return f"{{{{ {name} }}}}"


def mistaken_marks(source: str, known: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield (line, what to write) for each known name in brackets; it would be printed so.

    Square brackets and single braces, and braces that close what was never opened.

    What stands between the braces of Jinja2 is left alone: a list may be written there.
    """
    plain = _CODE.sub(lambda code: "\n" * code[0].count("\n"), source)
    for number, line in enumerate(plain.split("\n"), 1):
        if line.strip() == ITEMS_MARK:
            continue
        for closing, opening in _CLOSING.items():
            if closing in line:
                yield number, f"{closing} has no {opening} before it"
        for found in _BRACKETS.finditer(line):
            name = (found[1] or found[2]).lower()
            if name == "items":
                yield number, f"{found[0]} must stand on a line of its own, as {ITEMS_MARK}"
            elif name in known:
                yield (
                    number,
                    f"{found[0]} would be printed so; write {as_written(name, known[name])}",
                )
