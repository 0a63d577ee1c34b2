"""What a run and the commands that look ahead share: the scope as options, amounts on a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

import click

from tui_dunning.cli.options import Call, OneOf, filled
from tui_dunning.errors import WrongUsage

F = TypeVar("F", bound=Callable[..., Any])


def _scope_options(function: F) -> F:
    """Give a command the options that say whom a run is for; None is "not given"."""
    for name, metavar, said in reversed(
        (
            ("--unit", "U", "Only this unit."),
            ("--set-id", "S", "The units of this set id together."),
            ("--customer", "C", "Only this customer's items."),
            ("--correspondence", "C", "Only this group of customers."),
            ("--group", "G", "Only this dunning group."),
        )
    ):
        function = click.option(name, metavar=metavar, callback=filled, help=said)(function)
    return function


def scoped(function: F) -> F:
    """Give a command the options of a run's scope; it gets them as `parameters` (of one date)."""

    @_scope_options
    @click.option(
        "--text",
        "text_choice",
        type=OneOf(["severest", "modest"]),
        default="severest",
        show_default=True,
        help="Which level among a letter's items gives it its text.",
    )
    @click.option("--force", is_flag=True, help="Although a later run was made for this scope.")
    @wraps(function)
    def called(call: Call, /, **values: Any) -> Any:
        from tui_dunning.engine.types import RunParameters, Scope, TextChoice

        names = ("unit", "set_id", "customer", "correspondence", "group")
        scope = Scope(*(values.pop(name) or "" for name in names))
        if scope.unit and scope.set_id:
            raise WrongUsage("--unit and --set-id do not go together.", "Leave one of the two out.")
        text = TextChoice(values.pop("text_choice"))
        return function(call, parameters=RunParameters(call.as_of, scope, text), **values)

    return called  # type: ignore[return-value]


def money(totals: Mapping[str, int]) -> str:
    """Return amounts by currency on one line."""
    from tui_dunning.output.format import money

    return ", ".join(money(minor, code) for code, minor in sorted(totals.items()))
