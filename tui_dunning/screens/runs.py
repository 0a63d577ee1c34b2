"""4.4.7.1 Dunning runs: every update, newest first, with its letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tui_dunning.output.format import amount
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.screens.actions import ListOption, plural
from tui_dunning.screens.cells import wrap
from tui_dunning.screens.customer_words import amounts
from tui_dunning.screens.dialogs import TextPages
from tui_dunning.screens.entries import FieldError
from tui_dunning.screens.letters import HistoryScreen, ReviewScreen
from tui_dunning.screens.line_list import Column
from tui_dunning.screens.print_fields import PrintWish
from tui_dunning.screens.print_letters import PrintLettersScreen
from tui_dunning.screens.reasons import by_what_is_counted, reason_words
from tui_dunning.screens.widgets import Field
from tui_dunning.screens.work_with import WorkWithScreen
from tui_dunning.services import dunning_run
from tui_dunning.services.dunning_run import RunRow
from tui_dunning.services.review import LetterQuery


def _past_due(row: RunRow) -> str:
    largest = max(row.totals.items(), key=lambda pair: pair[1], default=None)
    return amount(largest[1], largest[0]) if largest else ""


def _currency(row: RunRow) -> str:
    largest = max(row.totals.items(), key=lambda pair: pair[1], default=None)
    return largest[0] + ("+" if len(row.totals) > 1 else "") if largest else ""


def _now(row: RunRow) -> str:
    return ", ".join(f"{count:,} {word.replace('_', ' ')}" for word, count in row.statuses.items())


def _scope(row: RunRow) -> str:
    words = (f"{name.replace('_', ' ')} {value}" for name, value in row.scope.items())
    return ", ".join(words) or "all units"


class RunsScreen(WorkWithScreen[RunRow]):
    """The runs. `4.4.7.1 7` starts at run 7."""

    HELP = (
        "Every update that was run, newest first. Letters are those the run made; Now says what "
        "has become of them. Numbers have no gap: a run that failed took none."
    )
    DESCENDING = True
    COLUMNS: ClassVar[Sequence[Column[RunRow]]] = (
        Column("Run", 5, lambda row: str(row.number), "right", pinned=True),
        Column("As of", 10, lambda row: str(row.as_of)),
        Column("Letters", 7, lambda row: f"{row.letters:,}", "right"),
        Column("Past due", 14, _past_due, "right"),
        Column("Cur", 4, _currency),
        Column("Now", 18, _now, grow=True),
        Column("Scope", 20, _scope),
        Column("Started (UTC)", 16, lambda row: f"{row.started:%Y-%m-%d %H:%M}"),
        Column("Operator", 10, lambda row: row.operator),
        Column("Items", 7, lambda row: f"{row.items:,}", "right"),
    )
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        ListOption("2", "Review", "review", "Lists its letters that wait, to edit or delete."),
        ListOption("5", "Display letters", "display", "Lists all its letters."),
        ListOption("6", "Print", "print", "Prints its letters that wait."),
        ListOption("7", "Summary", "summary", "What it was for, what it did and left out."),
    )
    DEFAULT_OPTION = "5"

    def fields(self) -> Sequence[Field]:
        """Return the position."""
        help_text = "The list starts at this run."
        return (
            Field(
                self.argument, id="position", length=8, label="Position to run", help_text=help_text
            ),
        )

    def entered(self, values: dict[str, str]) -> Key | None:
        """Start at the position."""
        position = values["position"]
        if position and not (position.isascii() and position.isdigit()):
            raise FieldError("position", f"Position to run: {position} is not a number.")
        return (int(position),) if position else None

    def page(self, seek: Seek, limit: int) -> Page[RunRow]:
        """Read a page of runs."""
        return dunning_run.run_page(seek, limit)

    def nothing(self) -> str:
        """Say that there was no run yet."""
        return "There was no update yet. 4.4.1 runs one."

    async def do_review(self, row: RunRow) -> None:
        """2: its letters that wait."""
        await self.ask(ReviewScreen(query=LetterQuery(run=row.number)))

    async def do_display(self, row: RunRow) -> None:
        """5: all its letters."""
        await self.ask(HistoryScreen(query=LetterQuery(run=row.number)))

    async def do_print(self, row: RunRow) -> str:
        """6: print its letters that wait."""
        wish = PrintWish(run=row.number)
        return await self.ask(PrintLettersScreen(wish=wish)) or ""

    async def do_summary(self, row: RunRow) -> None:
        """7: what it did."""
        await self.ask(TextPages(f"Run {row.number}", summary_text(row)))


def summary_text(row: RunRow) -> str:
    """Return what a run was for, what it did and what it left out."""
    lines = [
        f"As of {row.as_of}, {_scope(row)}",
        f"Started {row.started:%Y-%m-%d %H:%M} UTC by {row.operator}",
        f"{plural(row.letters, 'letter', 'letters')} "
        f"to {plural(row.customers, 'customer', 'customers')} "
        f"with {plural(row.items, 'item', 'items')}",
        f"Past due on letters: {amounts(row.totals)}",
        f"Letters now: {_now(row) or 'none'}",
    ]
    if row.superseded:
        lines.append(f"Replaced {plural(row.superseded, 'waiting letter', 'waiting letters')}")
    if row.not_dunned:
        lines.append("")
    for who, counts in by_what_is_counted(row.not_dunned).items():
        lines.append(f"{who} not dunned:")
        lines += [f"  {reason_words(name)}: {count:,}" for name, count in counts.items()]
    if row.errors:
        lines += ["", "Errors:"]
        lines += [f"  {part}" for error in row.errors for part in wrap(error, 64)]
    return "\n".join(lines)
