"""Marks in square brackets in a letter text: `[items]` is one, `[customer_number]` a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

ITEMS_MARK: Final = "[items]"
"""A line of a body that holds only this says where the table of items goes."""

_OPENING: Final = re.compile(r"\{([{%#])")
_BRACKETS: Final = re.compile(r"\[ *([a-z_]+) *\]|(?<!\{)\{ *([a-z_]+) *\}", re.IGNORECASE)
_CLOSING: Final = {"}}": "{{", "%}": "{%"}
_ENDS: Final = {"{": "}}", "%": "%}", "#": "#}"}


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
    for number, line in enumerate(_without_code(source).split("\n"), 1):
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


def _without_code(source: str) -> str:
    """Return a text without what stands between the braces of Jinja2, line breaks kept.

    What is never closed is looked for once, not again from each of its braces.
    """
    kept: list[str] = []
    unclosed: set[str] = set()
    start = 0
    while opened := _OPENING.search(source, start):
        ending = _ENDS[opened[1]]
        end = -1 if ending in unclosed else source.find(ending, opened.end())
        if end < 0:
            unclosed.add(ending)
            kept.append(source[start : opened.start() + 1])
            start = opened.start() + 1
            continue
        code = source[opened.start() : end]
        kept += source[start : opened.start()], "\n" * code.count("\n")
        start = end + len(ending)
    return "".join((*kept, source[start:]))
