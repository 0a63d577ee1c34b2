"""Where a list may stand in a letter text: asked for, counted, joined by a field, gone through.

Anywhere else it would be printed as a program writes it, or be turned into text again and again.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from jinja2 import nodes

from tui_dunning.output.format import clean
from tui_dunning.output.letter_variables import LISTS

_ASKED: Final = "asked"
_AMONG: Final = "among"
_COUNTED: Final = "counted"
_JOINED: Final = "joined"
_PICKED: Final = "picked"
_COMPARED: Final = "compared"
_VALUE: Final = ""
"""Places of an expression; any other is the name of what takes texts there."""

_BRACKETS: Final = (_AMONG, _COUNTED, _JOINED, _PICKED)
"""Where a list that is written out may stand."""

_FILTERED: Final = {"length": _COUNTED, "join": _JOINED, "first": _PICKED, "last": _PICKED}
_QUESTIONS: Final = ("defined", "undefined", "none")


def gone_through(name: str) -> str:
    """Say how a list is written so that the fields of its rows are printed."""
    loop = f"{{% for each in {name} %}}{{{{ each.{LISTS[name][0]} }}}}{{% endfor %}}"
    return f"{name} has fields: write {loop}"


def misplaced_lists(
    node: nodes.Node, known: Container[str], place: str = _VALUE
) -> Iterator[tuple[int, str]]:
    """Yield (line, what is wrong) for each list that stands where a text or a number belongs.

    Lists that the text does not know are left alone.
    """
    if isinstance(node, nodes.Name) and node.name in LISTS and node.name in known:
        if place not in (_ASKED, _COUNTED, _JOINED):
            yield node.lineno, _named(node.name, place)
    elif isinstance(node, nodes.List | nodes.Tuple):
        if place not in _BRACKETS:
            yield node.lineno, _written_out(place)
    elif isinstance(node, nodes.Filter) and node.name == "join" and node.node:
        yield from _badly_joined(node, node.node)
    if isinstance(node, nodes.Filter | nodes.Test) and (node.dyn_args or node.dyn_kwargs):
        yield node.lineno, "* before a value is not allowed in a letter text"
    for child, its_place in _places(node, place):
        yield from misplaced_lists(child, known, its_place)


def _named(name: str, place: str) -> str:
    """Say what is wrong with a list's name at a place."""
    if place in (_COMPARED, _AMONG):
        return f"the list {name} cannot be compared; {{% if {name} %}} asks whether it has rows"
    if place in (_VALUE, _PICKED):
        return gone_through(name)
    return f"{place}, not the list {name}"


def _written_out(place: str) -> str:
    """Say what is wrong with a list that is written out at a place."""
    if place in (_VALUE, _ASKED, _COMPARED):
        return "values with commas, or in [ ], only stand behind in and before |join"
    return f"{place}, not a list"


def _badly_joined(join: nodes.Filter, given: nodes.Expr) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with a join: a named list needs a field that it has, another has none."""
    field = join.args[1] if len(join.args) > 1 else None
    if isinstance(given, nodes.Name) and given.name in LISTS:
        fields = LISTS[given.name]
        if field is None:
            said = f"{given.name} has fields: write {given.name}|join(', ', '{fields[0]}')"
            yield join.lineno, said
        elif not isinstance(field, nodes.Const):
            yield join.lineno, f"join takes a field's name in quotation marks: '{fields[0]}'"
        elif field.value not in fields:
            shown = clean(str(field.value))[:40]
            yield join.lineno, f"{given.name} has no field {shown}; it has {', '.join(fields)}"
    elif not isinstance(given, nodes.List | nodes.Tuple):
        yield join.lineno, "join takes a list: items|join(', ', 'number')"
    elif field is not None:
        yield join.lineno, "values in [ ] are joined without a field: |join(', ')"


def _places(node: nodes.Node, place: str) -> Iterator[tuple[nodes.Node, str]]:
    """Yield what is in a node, and the place that it has there."""
    if isinstance(node, nodes.If | nodes.CondExpr | nodes.Not):
        test = node.node if isinstance(node, nodes.Not) else node.test
        for child in node.iter_child_nodes():
            yield child, _ASKED if child is test else _VALUE
    elif isinstance(node, nodes.For):
        for child in node.iter_child_nodes(exclude=("iter", "target")):
            yield child, _ASKED if child is node.test else _VALUE
    elif isinstance(node, nodes.And | nodes.Or):
        inner = _ASKED if place == _ASKED else _VALUE
        yield from ((child, inner) for child in node.iter_child_nodes())
    elif isinstance(node, nodes.Filter) and node.node:
        yield node.node, _FILTERED.get(node.name, f"{node.name} takes a text")
        yield from ((child, _VALUE) for child in node.args)
    elif isinstance(node, nodes.Compare):
        yield node.expr, _COMPARED
        for each in node.ops:
            yield each.expr, _AMONG if each.op in ("in", "notin") else _COMPARED
    elif isinstance(node, nodes.Test):
        yield node.node, _ASKED if node.name in _QUESTIONS else _COMPARED
        yield from ((child, _AMONG if node.name == "in" else _COMPARED) for child in node.args)
    elif isinstance(node, nodes.Add):
        said = "+ takes two texts or two numbers"
        yield from ((node.left, said), (node.right, said))
    elif not (isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name)):
        yield from ((child, _VALUE) for child in node.iter_child_nodes())
