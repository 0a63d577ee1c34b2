"""What a run and the commands that look ahead share: the scope as options, amounts on a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

import click

from tui_dunning.cli.options import Call, OneOf
from tui_dunning.errors import WrongUsage

F = TypeVar("F", bound=Callable[..., Any])


def scoped(function: F) -> F:
    """Give a command the options of a run's scope; it gets them as `parameters` (of one date)."""

    @click.option("--unit", metavar="U", default="", help="Only this unit.")
    @click.option("--set-id", metavar="S", default="", help="The units of this set id together.")
    @click.option("--customer", metavar="C", default="", help="Only this customer's items.")
    @click.option("--correspondence", metavar="C", default="", help="Only this group of customers.")
    @click.option("--group", metavar="G", default="", help="Only this dunning group.")
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
        scope = Scope(*(values.pop(name) for name in names))
        if scope.unit and scope.set_id:
            raise WrongUsage("--unit and --set-id do not go together.", "Leave one of the two out.")
        text = TextChoice(values.pop("text_choice"))
        return function(call, parameters=RunParameters(call.as_of, scope, text), **values)

    return called  # type: ignore[return-value]


def money(totals: Mapping[str, int]) -> str:
    """Return amounts by currency on one line."""
    from tui_dunning.output.format import money

    return ", ".join(money(minor, code) for code, minor in sorted(totals.items()))
