"""The options that every command shares, on both sides of its name, and what they mean together."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from tui_dunning.errors import WrongUsage

if TYPE_CHECKING:
    from tui_dunning.settings import Settings

FIRST_YEAR = 1900

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on
    """A date as YYYY-MM-DD, nothing else, in years that days can be counted from."""

    name = "YYYY-MM-DD"

    def __init__(self, last_year: int = 9999) -> None:
        self.last_year = last_year

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | None:
        """Read a date or say what one looks like."""
        if value is None or isinstance(value, date):
            return value
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.A):
                day = date.fromisoformat(value)
                if FIRST_YEAR <= day.year <= self.last_year:
                    return day
                self.fail(f"{value} is not from {FIRST_YEAR} to {self.last_year}.", param, ctx)
        except ValueError:
            pass
        self.fail(f"{value!r} is not a date; write YYYY-MM-DD, as in 2026-11-22.", param, ctx)


class Whole(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on
    """A whole number in a range; None is no bound."""

    name = "number"

    def __init__(self, least: int | None = None, most: int | None = None) -> None:
        self.least = least
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read a number or say what it may be."""
        if not re.fullmatch(r"[+-]?\d{1,40}", str(value).strip(), re.A):
            self.fail(f"{value!r} is not a whole number.", param, ctx)
        number = int(value)
        least, most = self.least, self.most
        if (least is not None and number < least) or (most is not None and number > most):
            if least is not None and most is not None:
                allowed = f"from {least} to {most}"
            else:
                allowed = f"{least} or more" if most is None else f"at most {most}"
            self.fail(f"{number} is not {allowed}.", param, ctx)
        return number


class OneOf(click.Choice[str]):
    """One of some words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word as it is listed, or list them."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            near = difflib.get_close_matches(str(value), self.choices, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            self.fail(f"{value!r} is none of {', '.join(self.choices)}.{hint}", param, ctx)


DAY = Day()
AS_OF = Day(last_year=2999)
NUMBER = Whole(most=2**63 - 1)
"""A number of a run or a letter, as large as databases hold."""
LEVEL = Whole(1, 99)
FILE = click.Path(path_type=Path, readable=False)
"""Any path: what cannot be read is no wrong usage, and is said where it is opened."""


class YesNo(OneOf):
    """Y or N, in either case."""

    def __init__(self) -> None:
        super().__init__(("Y", "N"), case_sensitive=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return True for Y, False for N."""
        return value if isinstance(value, bool) else super().convert(value, param, ctx) == "Y"


class Call(NamedTuple):
    """What the common options of one call say; None is "not given"."""

    database: str | None = None
    as_json: bool | None = None
    given_as_of: date | None = None
    ascii: bool | None = None
    mouse: bool | None = None
    output_folder: Path | None = None

    @property
    def json(self) -> bool:
        """Whether one JSON document is wanted and nothing else."""
        return bool(self.as_json)

    @property
    def as_of(self) -> date:
        """The date the command works for: the one given, else today."""
        return self.given_as_of or date.today()

    def settings(self, **overrides: object) -> Settings:
        """Return the settings in force for this call."""
        from tui_dunning import settings

        return settings.load(
            {
                "database": self.database,
                "ascii": self.ascii,
                "mouse": self.mouse,
                "output_folder": self.output_folder,
                **overrides,
            }
        )

    @contextmanager
    def opened(self) -> Iterator[Settings]:
        """Open the database for the time of a block."""
        from tui_dunning.cli.show import WaitNotice
        from tui_dunning.services import database

        settings = self.settings()
        database.open_(settings.database, wait_seconds=settings.wait_seconds)
        database.tell_waits(WaitNotice())
        try:
            yield settings
        finally:
            database.close()


def filled(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse a value that is given, but empty (`--customer "$UNSET"`): it would widen a command."""
    if value is not None and not value.strip():
        raise click.BadParameter("it is empty.", ctx, param)
    return value


def common(function: F) -> F:
    """Give a command or group the common options and, as first argument, its `Call`.

    An option given after the name wins over the same one before it. `--as-of` is taken everywhere,
    so that a script may give it always.
    """

    @click.option(
        "--database",
        metavar="URL_OR_PATH",
        default=None,
        callback=filled,
        help="The database: a path (SQLite) or postgresql://... Else DUNNING_DATABASE, settings.",
    )
    @click.option(
        "--json",
        "as_json",
        is_flag=True,
        default=None,
        help="Print one JSON document, and nothing else, on standard output.",
    )
    @click.option(
        "--as-of", "given_as_of", type=AS_OF, default=None, help="The date to work for, else today."
    )
    @click.pass_context
    @wraps(function)
    def called(ctx: click.Context, /, **values: Any) -> Any:
        call = ctx.find_object(Call) or Call()
        own = {name: values.pop(name) for name in ("database", "as_json", "given_as_of")}
        ctx.obj = call._replace(**{name: v for name, v in own.items() if v is not None})
        try:
            return function(ctx.obj, **values)
        except WrongUsage as error:
            error.hint = error.hint or f"`{ctx.command_path} --help` shows how it is used."
            raise

    return called  # type: ignore[return-value]
