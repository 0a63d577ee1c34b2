"""Letter texts (menu 4.4.5): a small part of Jinja2, checked node by node before anything runs.

Data are values only: braces in a customer's name are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import jinja2

from tui_dunning.output.format import can_be_seen, clean
from tui_dunning.output.letter_check import Problem, check_source, says_nothing
from tui_dunning.output.letter_environment import (
    LONGEST_LETTER,
    LetterTextError,
    environment,
    not_over,
)
from tui_dunning.output.letter_marks import ITEMS_MARK, mistaken_marks
from tui_dunning.output.letter_variables import (
    LISTS,
    PRICE_VARIABLES,
    PRICES_CODE,
    VARIABLES,
    sample_values,
    variables_for,
)
from tui_dunning.output.letter_work import Work, work_of

__all__ = ["LISTS", "PRICES_CODE", "PRICE_VARIABLES", "VARIABLES", "LetterTextError", "Problem",
           "check", "paragraphs", "render", "sample_values", "variables_for"]  # fmt: skip

_EMPTY_SUBJECT: Final = Problem(0, "the subject is empty")
_EMPTY_TEXT: Final = Problem(1, "the text is empty")


def check(subject: str, body: str, code: str = "") -> tuple[Problem, ...]:
    """Return every problem of a text, in the order of its lines; none: it may be used.

    A text that passes is also tried on sample values, so that wrong mixes ("1" + 1) are found.
    """
    known = variables_for(code)
    problems: list[Problem] = []
    if not can_be_seen(subject):
        problems.append(_EMPTY_SUBJECT)
    if "\n" in subject.strip():
        problems.append(Problem(0, "the subject must be one line"))
    if not can_be_seen(body):
        problems.append(_EMPTY_TEXT)
    problems += [Problem(0, p.message) for p in check_source(subject, known)]
    problems += check_source(body, known)
    problems += [Problem(0, said) for _, said in mistaken_marks(subject, known)]
    problems += [Problem(line, said) for line, said in mistaken_marks(body, known)]
    marks = [n for n, line in enumerate(body.splitlines(), 1) if line.strip() == ITEMS_MARK]
    problems += [Problem(line, f"{ITEMS_MARK} may stand only once") for line in marks[1:]]
    return tuple(problems or _try_out(subject, body, known))


def _try_out(subject: str, body: str, known: Mapping[str, str]) -> tuple[Problem, ...]:
    """Fill a checked text with sample values and report where it fails."""
    values = sample_values(known)
    for source, empty in ((subject, _EMPTY_SUBJECT), (body, _EMPTY_TEXT)):
        try:
            filled = _fill(source, values)
        except LetterTextError as error:
            return (Problem(empty.line, str(error)),)
        if not can_be_seen(filled) and says_nothing(source):
            return (empty,)
    return ()


def render(subject: str, body: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Fill a checked text with a letter's values; returns subject (one line) and body.

    Raises:
        LetterTextError: the text cannot be filled with these values, or grows too long.
    """
    filled = _fill(body, values)
    return " ".join(clean(_fill(subject, values)).split()), _tidy(clean(filled, keep_lines=True))


def _fill(source: str, values: Mapping[str, Any]) -> str:
    """Run one template, stopping when its result grows too long."""
    parts: list[str] = []
    size = 0
    try:
        found = _compiled(source)
        if isinstance(found, Problem):
            raise LetterTextError(str(found))
        template, work = found
        if work is not None and work.is_too_much(values):
            raise LetterTextError(_too_much(work, values))
        for part in template.generate(values):
            size += len(part)
            if size > LONGEST_LETTER:
                not_over(size)
            parts.append(part)
    except LetterTextError:
        raise
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise LetterTextError("blocks are nested too deeply") from error
    except Exception as error:  # whatever the filters raise on a value of the wrong kind
        raise LetterTextError(str(error) or type(error).__name__) from error
    return "".join(parts)


def _too_much(work: Work, values: Mapping[str, Any]) -> str:
    """Say that a letter's lists are too long for what its text does with them."""
    lists = [f"{len(values.get(name, ())):,} {name}" for name in work.lists]
    for_these = f" for {' and '.join(lists)}; shorten its loops" if lists else ""
    return f"the text is too much work{for_these}"


@lru_cache(maxsize=256)
def _compiled(source: str) -> tuple[jinja2.Template, Work | None] | Problem:
    """Compile a template and reckon its work; one that was not checked is checked here.

    What is wrong with it is given back, not raised, so that it is looked for only once. The work
    is None where it is little for any letter.
    """
    problems = check_source(source, {**VARIABLES, **PRICE_VARIABLES})
    if problems:
        return problems[0]
    work = work_of(environment().parse(source))
    is_little = not work.by_lists and not work.is_too_much({})
    return environment().from_string(source), None if is_little else work


def _tidy(body: str) -> str:
    """Take blanks off line ends and keep at most one empty line between paragraphs."""
    lines = "\n".join(line.rstrip() for line in body.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def paragraphs(body: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split a filled body into the paragraphs before and after the table of items.

    Without the mark the table goes behind the text.
    """
    before: list[str] = []
    after: list[str] = []
    target = before
    for block in re.split(r"\n\s*\n", body.strip("\n")):
        lines: list[str] = []
        for line in block.split("\n"):
            if line.strip() == ITEMS_MARK:
                if lines:
                    target.append("\n".join(lines))
                lines, target = [], after
            else:
                lines.append(line)
        if any(line.strip() for line in lines):
            target.append("\n".join(lines))
    return tuple(before), tuple(after)
