"""Letter texts (menu 4.4.5): a small part of Jinja2, checked node by node before anything runs.

Only what the tables below name is let through; all else is a problem with its line. Nothing may
compile before the check: Jinja2 works constants out while it compiles, however large they get.
Data are values only: braces in a customer's name are never looked at.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tui_dunning.output.format import clean
from tui_dunning.output.letter_complaints import NODES, in_plain_words
from tui_dunning.output.letter_marks import ITEMS_MARK, mistaken_marks

PRICES_CODE: Final = "P"
LONGEST_TEXT: Final = 20_000
LONGEST_LETTER: Final = 100_000
DEEPEST: Final = 20
MOST_LOOPS: Final = 20

_COMMON: Final = {
    "customer_number": "number of the customer who gets the letter",
    "customer_name": "name of that customer",
    "attention": "primary contact, or nothing",
    "date": "date of the letter",
    "unit_name": "name of the unit that sends the letter",
    "unit_email": "e-mail address of the unit",
    "unit_phone": "telephone of the unit",
}
VARIABLES: Final[Mapping[str, str]] = {
    **_COMMON,
    "level": "level of the letter, a number",
    "letter_code": "code of the letter text",
    "past_due": "past-due total of each currency",
    "not_due": "total not yet due, where the letter lists all open items",
    "fee": "dunning fee, or nothing",
    "finance_charge": "interest, or nothing",
    "total_due": "past due, fee and interest together",
    "oldest_due_date": "due date of the oldest past-due item",
    "oldest_days": "days the oldest item is past due, a number",
    "item_count": "how many items are past due, a number",
    "pay_by": "date by which payment is asked for",
    "remit_to": "where to pay",
    "reference": "reference to quote with a payment",
    "items": "list: number, due_date, days_past_due, balance, currency",
    "totals": "list: currency, past_due, total_due",
}
"""What the text of a dunning letter may use, and what it means."""

PRICE_VARIABLES: Final[Mapping[str, str]] = {
    **_COMMON,
    "prices": "list: product, description, price, currency, valid_from, valid_until",
}
"""What the text of a special pricing letter (code P) may use."""

LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "items": ("number", "due_date", "days_past_due", "balance", "currency"),
    "totals": ("currency", "past_due", "total_due"),
    "prices": ("product", "description", "price", "currency", "valid_from", "valid_until"),
}
_NUMBERS: Final = {"level", "oldest_days", "item_count", "days_past_due"}
_FILTERS: Final = ("default", "first", "join", "last", "length", "lower", "title", "trim", "upper")
_TESTS: Final = ("defined", "undefined", "eq", "ne", "lt", "le", "gt", "ge", "in", "none")
_LOOP: Final = ("first", "index", "last", "length")
_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.Getattr,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Add,
    nodes.Tuple,
    nodes.List,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a text; line 0 is the subject."""

    line: int
    message: str

    def __str__(self) -> str:
        """Return the problem as a clerk reads it."""
        return f"{f'line {self.line}' if self.line else 'subject'}: {self.message}"


class LetterTextError(Exception):
    """A text that passed the check fails on the values of one letter."""


def variables_for(code: str) -> Mapping[str, str]:
    """Return the variables that the text of a letter code may use."""
    return PRICE_VARIABLES if code == PRICES_CODE else VARIABLES


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox in which + adds texts and numbers only, and never to more than a letter holds."""

    intercepted_binops = frozenset({"+"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Add two values."""
        if isinstance(left, str) and isinstance(right, str):
            _not_over(len(left) + len(right))
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
        _not_over(size)
    return between.join(texts)


def _not_over(size: int) -> None:
    """Stop a text that outgrows every letter before it fills the memory."""
    if size > LONGEST_LETTER:
        raise LetterTextError(f"the letter grows over {LONGEST_LETTER:,} characters")


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    """Build the one environment: no globals, few filters and tests, unknown names are errors."""
    environment = _Environment(
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.filters["join"] = _join
    environment.tests = {name: environment.tests[name] for name in _TESTS}
    return environment


def check(subject: str, body: str, code: str = "") -> tuple[Problem, ...]:
    """Return every problem of a text, in the order of its lines; none: it may be used.

    A text that passes is also tried on sample values, so that wrong mixes ("1" + 1) are found.
    """
    known = variables_for(code)
    problems: list[Problem] = []
    if not subject.strip():
        problems.append(Problem(0, "the subject is empty"))
    if "\n" in subject.strip():
        problems.append(Problem(0, "the subject must be one line"))
    if not body.strip():
        problems.append(Problem(1, "the text is empty"))
    problems += [Problem(0, p.message) for p in _check_source(subject, known)]
    problems += _check_source(body, known)
    problems += [Problem(0, said) for _, said in mistaken_marks(subject, known)]
    problems += [Problem(line, said) for line, said in mistaken_marks(body, known)]
    marks = [n for n, line in enumerate(body.splitlines(), 1) if line.strip() == ITEMS_MARK]
    problems += [Problem(line, f"{ITEMS_MARK} may stand only once") for line in marks[1:]]
    return tuple(problems or _try_out(subject, body, known))


def _check_source(source: str, known: Mapping[str, str]) -> list[Problem]:
    """Check one template: size, syntax, the whitelist, then names."""
    if len(source) > LONGEST_TEXT:
        return [Problem(1, f"the text is longer than {LONGEST_TEXT:,} characters")]
    try:
        tree = _environment().parse(source)
    except jinja2.TemplateSyntaxError as error:
        return [_complaint(error, source)]
    except RecursionError:
        return [Problem(1, "expression is nested too deeply")]
    except ValueError:  # more digits than Python reads
        return [Problem(1, "the number is too large")]
    problems = list(_walk(tree, known, {}, 0))
    if not problems and sum(1 for _ in tree.find_all(nodes.For)) > MOST_LOOPS:
        return [Problem(1, f"the text has more than {MOST_LOOPS} loops")]
    return sorted(set(problems), key=lambda problem: (problem.line, problem.message))


def _complaint(error: jinja2.TemplateSyntaxError, source: str) -> Problem:
    """Return what Jinja2 complains of as a problem."""
    message = error.message or "cannot be read"
    if found := re.match(r"(No filter|No test) named '(.+)'", message):
        kind, name = found[1][3:], found[2]
        return Problem(error.lineno, f"unknown {kind} {name}{_suggest(name, _FILTERS)}")
    return Problem(*in_plain_words(message, error.lineno, source))


def _walk(
    node: nodes.Node, known: Mapping[str, str], loops: Mapping[str, str], depth: int
) -> Iterator[Problem]:
    """Yield the problems below a node. `loops` maps a loop's variable to the list it runs over."""
    if depth > DEEPEST:
        yield Problem(node.lineno, "expression is nested too deeply")
        return
    for child in node.iter_child_nodes():
        if not isinstance(child, _ALLOWED):
            what = type(child).__name__.lower()
            shown = NODES.get(what, f"'{what}'")
            # Jinja2 gives no line to what holds {% autoescape %}, only to what is in it
            line = child.lineno or next(child.iter_child_nodes()).lineno
            yield Problem(line, f"{shown} is not allowed in a letter text")
            continue
        if isinstance(child, nodes.For):
            yield from _walk_loop(child, known, loops, depth)
            continue
        yield from _problems_of(child, known, loops)
        if not (isinstance(child, nodes.Getattr) and isinstance(child.node, nodes.Name)):
            yield from _walk(child, known, loops, depth + 1)


def _walk_loop(
    loop: nodes.For, known: Mapping[str, str], loops: Mapping[str, str], depth: int
) -> Iterator[Problem]:
    """Check a loop: over a named list, one variable, not within another loop."""
    over, target = loop.iter, loop.target
    if loops:
        yield Problem(loop.lineno, "a loop within a loop is not allowed")
        return
    if not isinstance(over, nodes.Name) or over.name not in LISTS or over.name not in known:
        lists = ", ".join(name for name in LISTS if name in known)
        yield Problem(loop.lineno, f"a loop may only run over a list: {lists}")
        return
    if not isinstance(target, nodes.Name) or loop.recursive:
        yield Problem(loop.lineno, "a loop takes one variable: {% for item in items %}")
        return
    if target.name in known or target.name == "loop":
        yield Problem(loop.lineno, f"a loop's variable cannot be called {target.name}")
        return
    inner = {target.name: over.name, "loop": "loop"}
    for part in (*loop.body, *loop.else_, *([loop.test] if loop.test else [])):
        yield from _walk(nodes.Template([part], lineno=part.lineno), known, inner, depth + 1)


def _problems_of(
    node: nodes.Node, known: Mapping[str, str], loops: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield what is wrong with one allowed node itself."""
    if isinstance(node, nodes.Getattr):
        yield from _field_problems(node, loops)
    elif isinstance(node, nodes.Name) and node.name not in known:
        if loops.get(node.name):
            yield Problem(node.lineno, f"{node.name} has fields: write {node.name}.number")
        else:
            hint = _suggest(node.name, (*known, *loops))
            yield Problem(node.lineno, f"unknown variable {node.name}{hint}")
    elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        hint = _suggest(node.name, _FILTERS)
        yield Problem(node.lineno, f"unknown filter {node.name}{hint}")
    elif isinstance(node, nodes.Test) and node.name not in _TESTS:
        yield Problem(node.lineno, f"unknown test {node.name}{_suggest(node.name, _TESTS)}")
    elif isinstance(node, nodes.Const) and _too_large(node.value):
        yield Problem(node.lineno, "the number is too large")


def _too_large(value: object) -> bool:
    """Tell whether a constant is a number that no letter needs."""
    return isinstance(value, int | float) and abs(value) > 10**12


def _field_problems(node: nodes.Getattr, loops: Mapping[str, str]) -> Iterator[Problem]:
    """Check `item.number`: a field of a loop's variable, nothing else."""
    name = node.node.name if isinstance(node.node, nodes.Name) else ""
    over = loops.get(name, "")
    if not over:
        yield Problem(
            node.lineno, f"{name or 'a value'} has no fields; .{node.attr} is not allowed"
        )
        return
    fields = _LOOP if over == "loop" else LISTS[over]
    if node.attr not in fields:
        hint = _suggest(node.attr, fields) or f"; {name} has {', '.join(fields)}"
        yield Problem(node.lineno, f"unknown field {name}.{node.attr}{hint}")


def _suggest(name: str, options: tuple[str, ...] | list[str]) -> str:
    """Return ", did you mean ...?" or nothing."""
    close = difflib.get_close_matches(name, options, 1)
    return f", did you mean {close[0]}?" if close else ""


def _try_out(subject: str, body: str, known: Mapping[str, str]) -> tuple[Problem, ...]:
    """Fill a checked text with sample values and report where it fails."""
    values = sample_values(known)
    for first_line, source in ((0, subject), (1, body)):
        try:
            _fill(source, values)
        except LetterTextError as error:
            return (Problem(first_line, str(error)),)
    return ()


def sample_values(known: Mapping[str, str]) -> dict[str, Any]:
    """Return made-up values of the right kind for each variable."""
    values: dict[str, Any] = {name: 1 if name in _NUMBERS else name for name in known}
    for name in values.keys() & LISTS.keys():
        values[name] = [{field: 1 if field in _NUMBERS else field for field in LISTS[name]}]
    return values


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
        for part in _compiled(source).generate(values):
            size += len(part)
            if size > LONGEST_LETTER:
                _not_over(size)
            parts.append(part)
    except LetterTextError:
        raise
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise LetterTextError("blocks are nested too deeply") from error
    except Exception as error:  # whatever the filters raise on a value of the wrong kind
        raise LetterTextError(str(error) or type(error).__name__) from error
    return "".join(parts)


@lru_cache(maxsize=256)
def _compiled(source: str) -> jinja2.Template:
    """Compile a template; one that was not checked is checked here."""
    problems = _check_source(source, {**VARIABLES, **PRICE_VARIABLES})
    if problems:
        raise LetterTextError(str(problems[0]))
    return _environment().from_string(source)


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
