"""How much work a letter text is, told from its nodes before it runs: long lists must not hang.

A step is what comparing two names takes, some 25 ns. What depends on a letter's lists is kept as a
sum of terms, so that a letter costs one look at how long its lists are, and most texts nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import nodes

MOST_STEPS: Final = 20_000_000

_VALUE: Final = 100.0
_FIELD: Final = 60.0
"""Characters that are reckoned for a value, and for a field of a list."""

_CALLS: Final = {"default": 4, "first": 12, "join": 15, "last": 5, "length": 1}
_CHANGES: Final = {"lower": 1.0, "title": 8.0, "trim": 1.0, "upper": 1.0}
"""Steps for each character that a filter changes."""

_ITEM: Final = 32
_FIELD_STEPS: Final = 30
_LOOP_STEPS: Final = 80
_PRINTED: Final = 8

_Terms = dict[tuple[str, ...], float]
"""Factors by the lists whose lengths they are to be multiplied with; () is the constant part."""


@dataclass(frozen=True, slots=True)
class Work:
    """The work of a text: `steps` for any letter, and `by_lists` times the lengths of lists."""

    steps: float
    by_lists: tuple[tuple[tuple[str, ...], float], ...]

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists whose lengths count."""
        return tuple(sorted({name for names, _ in self.by_lists for name in names}))

    def is_too_much(self, values: Mapping[str, Any]) -> bool:
        """Tell whether filling the text with a letter's values goes over the budget."""
        steps = self.steps
        for names, factor in self.by_lists:
            steps += factor * math.prod(len(values.get(name, ())) for name in names)
        return steps > MOST_STEPS


def work_of(template: nodes.Template) -> Work:
    """Reckon up a checked template, all branches together."""
    steps = _steps(template)
    return Work(steps.pop((), 0.0), tuple(steps.items()))


def _steps(node: nodes.Node) -> _Terms:
    """Return the steps of a node and of all that is in it."""
    inner = _sum(*map(_steps, node.iter_child_nodes()))
    if isinstance(node, nodes.For) and isinstance(node.iter, nodes.Name):
        return _sum({(): 10.0}, _times(_sum({(): 10.0}, inner), {(node.iter.name,): 1.0}))
    return _sum(_own_steps(node), inner)


def _own_steps(node: nodes.Node) -> _Terms:
    """Return the steps of a node alone."""
    if isinstance(node, nodes.Getattr):
        is_loop = isinstance(node.node, nodes.Name) and node.node.name == "loop"
        return {(): _LOOP_STEPS if is_loop else _FIELD_STEPS}
    if isinstance(node, nodes.Output):
        return {(): _PRINTED * len(node.nodes)}
    if isinstance(node, nodes.Add):
        return _sum({(): 9.0}, _scaled(_sum(_size(node.left), _size(node.right)), 1 / 256))
    if isinstance(node, nodes.Compare):
        lefts = (node.expr, *(each.expr for each in node.ops))
        pairs = zip(lefts, node.ops, strict=False)
        return _sum({(): 1.0}, *(_compared(left, each.op, each.expr) for left, each in pairs))
    if isinstance(node, nodes.Test):
        return _sum({(): 1.0}, *(_compared(node.node, node.name, each) for each in node.args))
    if isinstance(node, nodes.Filter) and node.node is not None:
        return _filtered(node, node.node)
    return {(): 1.0}


def _compared(left: nodes.Expr, how: str, right: nodes.Expr) -> _Terms:
    """Return the steps of comparing two values; one is looked for at each place of the other."""
    looked_for = how in ("in", "notin") and not isinstance(right, nodes.List | nodes.Tuple)
    combined = _times if looked_for else _sum
    return _scaled(combined(_size(left), _size(right)), 1 / 64)


def _filtered(node: nodes.Filter, given: nodes.Expr) -> _Terms:
    """Return the steps of a filter, without those of what it is given."""
    if node.name == "join" and isinstance(given, nodes.Name):
        return {(): _CALLS["join"], (given.name,): _ITEM}
    if node.name == "join" and isinstance(given, nodes.List | nodes.Tuple):
        return {(): _CALLS["join"] + _ITEM * len(given.items)}
    each = _CHANGES.get(node.name)
    if each is None:
        return {(): _CALLS[node.name]}
    changed = _scaled(_size(given), each)
    if node.name == "trim" and node.args:
        changed = _sum(changed, _scaled(_times(_size(given), _size(node.args[0])), 1 / 512))
    return _sum({(): 4.0}, changed)


def _size(node: nodes.Expr) -> _Terms:
    """Return how many characters a value has at most, about."""
    if isinstance(node, nodes.Const):
        return {(): float(len(node.value)) if isinstance(node.value, str) else 1.0}
    if isinstance(node, nodes.Getattr):
        return {(): _FIELD}
    if isinstance(node, nodes.Filter):
        return _filtered_size(node)
    if isinstance(node, nodes.Add):
        return _sum(_size(node.left), _size(node.right))
    if isinstance(node, nodes.And | nodes.Or):
        return _sum(_size(node.left), _size(node.right))
    if isinstance(node, nodes.CondExpr):
        return _sum(_size(node.expr1), _size(node.expr2) if node.expr2 else {})
    if isinstance(node, nodes.List | nodes.Tuple):
        return _sum(*map(_size, node.items))
    return {(): _VALUE if isinstance(node, nodes.Name) else 1.0}


def _filtered_size(node: nodes.Filter) -> _Terms:
    """Return how many characters a filter gives back at most, about."""
    if node.name == "length" or node.node is None:
        return {(): 1.0}
    between = _size(node.args[0]) if node.args else {}
    if node.name != "join":
        return _sum(_size(node.node), between if node.name == "default" else {})
    if isinstance(node.node, nodes.Name):
        return _times(_sum({(): _FIELD}, between), {(node.node.name,): 1.0})
    pieces = node.node.items if isinstance(node.node, nodes.List | nodes.Tuple) else []
    return _sum(_size(node.node), _scaled(between, len(pieces)))


def _sum(*terms: _Terms) -> _Terms:
    """Add up terms."""
    added: _Terms = {}
    for each in terms:
        for names, factor in each.items():
            added[names] = added.get(names, 0.0) + factor
    return added


def _times(left: _Terms, right: _Terms) -> _Terms:
    """Multiply terms with one another."""
    products: _Terms = {}
    for some, factor in left.items():
        for others, other in right.items():
            names = tuple(sorted((*some, *others)))
            products[names] = products.get(names, 0.0) + factor * other
    return products


def _scaled(terms: _Terms, by: float) -> _Terms:
    """Multiply terms with a number."""
    return {names: factor * by for names, factor in terms.items()}
