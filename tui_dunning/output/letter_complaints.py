"""Jinja2's complaints about a letter text, in words for staff and at the line to be mended."""

from __future__ import annotations

import re
from typing import Final

_TAG: Final = re.compile(r"\{%[-+]?\s*(\w+)")
_OPENING: Final = {"endif": "if", "endfor": "for"}

NODES: Final = {
    "assign": "{% set %}",
    "block": "{% block %}",
    "call": "a call with ( )",
    "callblock": "{% call %}",
    "concat": "~",
    "dict": "{ }",
    "div": "/",
    "extends": "{% extends %}",
    "filterblock": "{% filter %}",
    "floordiv": "//",
    "fromimport": "{% from %}",
    "getitem": "[ ] behind a name",
    "import": "{% import %}",
    "include": "{% include %}",
    "macro": "{% macro %}",
    "mod": "%",
    "mul": "*",
    "neg": "-",
    "pow": "**",
    "scope": "{% autoescape %}",
    "sub": "-",
    "with": "{% with %}",
}
"""What a clerk has typed for a kind of node that no letter text may have."""

_COMPLAINTS: Final = (
    (r"Encountered unknown tag '(endif|endfor)'\. You .*looking for '(endfor|endif)'",
     "{{% {1} %}} is missing before {{% {0} %}}"),
    (r"Unexpected end of template\..*that needs to be closed is '(.+)'",
     "{{% {0} %}} is not allowed in a letter text"),
    (r"Encountered unknown tag '(endif|endfor)'", "{{% {0} %}} has no {{% {opening} %}} before it"),
    (r"Encountered unknown tag '(.+?)'",
     "{{% {0} %}} is not known; there are if, elif, else, endif, for and endfor"),
    (r"unexpected end of template, expected '(?:end of print statement|\}\})'",
     "{{{{ is never closed: }}}} is missing"),
    (r"expected token 'end of print statement', got '(.+)'",
     "{0} cannot follow here; }}}} is missing before it, or it is a word too many"),
    (r"expected token 'end of statement block', got '='", "compare with ==, not with ="),
    (r"(?:unexpected end of template, )?expected '(?:token ')?end of statement block'",
     "{{% is never closed: %}} is missing"),
    (r"expected token 'end of statement block', got '(.+)'",
     "{0} cannot follow here; %}} is missing before it, or it is a word too many"),
    (r"expected token 'in'", "a loop is written {{% for item in items %}}"),
    (r"Expected an expression, got 'end of print statement'",
     "{{{{ }}}} is empty; the name of a variable belongs into it"),
    (r"(?:Expected an expression, got|unexpected) 'end of statement block'",
     "something is missing before %}}"),
    (r"unexpected '\}'", "}} stands alone; write {{{{ name }}}} or {{% if name %}}"),
    (r"unexpected char ['\"](['\"]|\\['\"])['\"]", "a quotation mark is never closed"),
    (r"unexpected char '(.+)' at", "{0} cannot stand between the braces"),
    (r"Missing end of comment tag", "{{# is never closed: #}} is missing"),
)  # fmt: skip


def in_plain_words(message: str, line: int, source: str) -> tuple[int, str]:
    """Return the line to be mended and what is wrong with it.

    Jinja2 names the end of the text where a block or a brace was never closed; the clerk wants
    to know where it was opened.
    """
    found = re.match(r"Unexpected end of template\..*looking for .*'(endif|endfor)'", message)
    if found:
        opening = _OPENING[found[1]]
        said = f"{{% {opening} %}} is never closed: {{% {found[1]} %}} is missing"
        return _last_open_block(source) or line, said
    for pattern, words in _COMPLAINTS:
        if found := re.match(pattern, message, re.DOTALL):
            given = found.groups()
            said = words.format(*given, opening=_OPENING.get(given[0], "") if given else "")
            return _opened(source, line, "{{" if "}}" in said else "{%"), said
    return line, message[:200]


def _last_open_block(source: str) -> int:
    """Return the line of the innermost block that is still open at the end; 0 for none."""
    open_at: list[int] = []
    for tag in _TAG.finditer(source):
        if tag[1] in _OPENING.values():
            open_at.append(source.count("\n", 0, tag.start()) + 1)
        elif tag[1] in _OPENING and open_at:
            open_at.pop()
    return open_at[-1] if open_at else 0


def _opened(source: str, line: int, brace: str) -> int:
    """Return the line on which the braces were opened that a mistake up to `line` stands in."""
    before = "\n".join(source.split("\n")[:line])
    at = before.rfind(brace)
    return before.count("\n", 0, at) + 1 if at >= 0 else line
