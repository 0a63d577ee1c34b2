"""The check of a letter text, node by node: what the tables below do not name is a problem.

Nothing may compile before it: Jinja2 works constants out while it compiles, however large they get.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import jinja2
from jinja2 import nodes

from tui_dunning.output.format import can_be_seen
from tui_dunning.output.letter_complaints import NODES, in_plain_words
from tui_dunning.output.letter_environment import FILTERS, TESTS, environment
from tui_dunning.output.letter_lists import gone_through, misplaced_lists
from tui_dunning.output.letter_variables import LISTS

LONGEST_TEXT: Final = 20_000
DEEPEST: Final = 20
MOST_LOOPS: Final = 20
_TOO_DEEP: Final = "expression is nested too deeply"

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


def check_source(source: str, known: Mapping[str, str]) -> list[Problem]:
    """Check one template: size, syntax, the whitelist, names, then where lists stand."""
    if len(source) > LONGEST_TEXT:
        return [Problem(1, f"the text is longer than {LONGEST_TEXT:,} characters")]
    try:
        tree = environment().parse(source)
    except jinja2.TemplateSyntaxError as error:
        return [_complaint(error, source)]
    except RecursionError:
        return [Problem(1, _TOO_DEEP)]
    except ValueError:  # more digits than Python reads
        return [Problem(1, "the number is too large")]
    problems = list(_walk(tree, known, {}, 0))
    if all(problem.message != _TOO_DEEP for problem in problems):
        problems += [Problem(*found) for found in misplaced_lists(tree, known)]
    if not problems and sum(1 for _ in tree.find_all(nodes.For)) > MOST_LOOPS:
        return [Problem(1, f"the text has more than {MOST_LOOPS} loops")]
    return sorted(set(problems), key=lambda problem: (problem.line, problem.message))


def says_nothing(source: str) -> bool:
    """Tell whether a checked text that printed nothing on one letter does so on every other.

    It may print on others where a condition hangs on a value and has words below it.
    """
    tree = environment().parse(source)
    hinges = tree.find_all((nodes.If, nodes.CondExpr, nodes.For, nodes.And, nodes.Or))
    if not any(node.find(nodes.Name) for node in hinges):
        return True
    printed = (node for output in tree.find_all(nodes.Output) for node in output.nodes)
    return not any(map(_may_be_seen, printed))


def _may_be_seen(node: nodes.Node) -> bool:
    """Tell whether what is printed leaves a mark; what hangs on values may."""
    if isinstance(node, nodes.TemplateData):
        return can_be_seen(node.data)
    return not isinstance(node, nodes.Const) or can_be_seen(str(node.value))


def _complaint(error: jinja2.TemplateSyntaxError, source: str) -> Problem:
    """Return what Jinja2 complains of as a problem."""
    message = error.message or "cannot be read"
    if found := re.match(r"(No filter|No test) named '(.+)'", message):
        kind, name = found[1][3:], found[2]
        return Problem(error.lineno, f"unknown {kind} {name}{_suggest(name, FILTERS)}")
    return Problem(*in_plain_words(message, error.lineno, source))


def _walk(
    node: nodes.Node, known: Mapping[str, str], loops: Mapping[str, str], depth: int
) -> Iterator[Problem]:
    """Yield the problems below a node. `loops` maps a loop's variable to the list it runs over."""
    if depth > DEEPEST:
        yield Problem(node.lineno, _TOO_DEEP)
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
    if target.name in known or target.name in LISTS or target.name == "loop":
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
        yield from _field_problems(node, known, loops)
    elif isinstance(node, nodes.Name) and node.name not in known:
        if over := loops.get(node.name):
            field = "index" if over == "loop" else LISTS[over][0]
            yield Problem(node.lineno, f"{node.name} has fields: write {node.name}.{field}")
        else:
            hint = _suggest(node.name, (*known, *loops))
            yield Problem(node.lineno, f"unknown variable {node.name}{hint}")
    elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
        hint = _suggest(node.name, FILTERS)
        yield Problem(node.lineno, f"unknown filter {node.name}{hint}")
    elif isinstance(node, nodes.Test) and node.name not in TESTS:
        yield Problem(node.lineno, f"unknown test {node.name}{_suggest(node.name, TESTS)}")
    elif isinstance(node, nodes.Const) and _too_large(node.value):
        yield Problem(node.lineno, "the number is too large")


def _too_large(value: object) -> bool:
    """Tell whether a constant is a number that no letter needs."""
    return isinstance(value, int | float) and abs(value) > 10**12


def _field_problems(
    node: nodes.Getattr, known: Mapping[str, str], loops: Mapping[str, str]
) -> Iterator[Problem]:
    """Check `item.number`: a field of a loop's variable, nothing else."""
    name = node.node.name if isinstance(node.node, nodes.Name) else ""
    over = loops.get(name, "")
    if name in LISTS and name in known:
        yield Problem(node.lineno, gone_through(name))
        return
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
