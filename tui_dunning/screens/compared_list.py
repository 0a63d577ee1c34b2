"""The customers of a comparison (4.4.7.9): what each had and would get."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from tui_dunning.errors import NotFound
from tui_dunning.output.format import amount
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.screens.actions import Action, ListOption
from tui_dunning.screens.customer_record import CustomerRecordScreen
from tui_dunning.screens.customer_words import explanation_text
from tui_dunning.screens.dialogs import TextPages
from tui_dunning.screens.entries import FieldError
from tui_dunning.screens.letter_display import LetterScreen
from tui_dunning.screens.line_list import Column
from tui_dunning.screens.reasons import reason_words
from tui_dunning.screens.report_print import print_report
from tui_dunning.screens.widgets import Choice, Field
from tui_dunning.screens.work_with import WorkWithScreen
from tui_dunning.services import explain, review
from tui_dunning.services.compare import Change, Comparison
from tui_dunning.services.compared_rows import Chosen, ComparedRows, ListedRow
from tui_dunning.services.report_file import Written

CHANGES = (
    Choice(Change.NEW.value, "no letter in the last run"),
    Choice(Change.UP.value, "a higher level"),
    Choice(Change.SAME.value, "the same level"),
    Choice(Change.DOWN.value, "a lower level"),
    Choice(Change.GONE.value, "no letter any more"),
)

WriteRows = Callable[
    [Chosen, str, Path, Callable[[int], None], Callable[[], bool]],
    Written,
]
"""Writes the customers chosen: which, format, file, progress, whether to stop."""


def _largest(totals: dict[str, int]) -> tuple[str, int] | None:
    return max(totals.items(), key=lambda pair: pair[1], default=None)


def _amount(totals: dict[str, int]) -> str:
    found = _largest(totals)
    return amount(found[1], found[0]) if found else ""


def _past_due(listed: ListedRow) -> str:
    return _amount(listed.row.totals_now or listed.row.totals_before)


def _currency(listed: ListedRow) -> str:
    totals = listed.row.totals_now or listed.row.totals_before
    found = _largest(totals)
    return found[0] + ("+" if len(totals) > 1 else "") if found else ""


def _level(level: int | None) -> str:
    return "" if level is None else str(level)


def _why(listed: ListedRow) -> str:
    return reason_words(listed.row.reason) if listed.row.reason else ""


class ComparedListScreen(WorkWithScreen[ListedRow]):
    """The customers by number."""

    IDENT = "AR447C"
    HEADING = "Customers compared"
    HELP = (
        "A row for each customer, unit and procedure. Was and Now are the highest levels of its "
        "letters in the last run and in one made now; past due is what stands on the letters now, "
        "or stood on them where none would be made, and Why says the reason. A + behind the "
        "currency: there are others, the largest is shown."
    )
    COLUMNS: ClassVar[Sequence[Column[ListedRow]]] = (
        Column("Customer", 8, lambda listed: listed.row.customer, pinned=True),
        Column("Name", 12, lambda listed: listed.row.name, grow=True),
        Column("Change", 10, lambda listed: listed.row.change.value),
        Column("Was", 3, lambda listed: _level(listed.row.level_before), "right"),
        Column("Now", 3, lambda listed: _level(listed.row.level_now), "right"),
        Column("Past due", 12, _past_due, "right"),
        Column("Cur", 4, _currency),
        Column("Why", 12, _why),
        Column("Unit", 6, lambda listed: listed.row.unit),
        Column("Procedure", 10, lambda listed: listed.row.procedure),
        Column("Before", 12, lambda listed: _amount(listed.row.totals_before), "right"),
        Column("Letters was", 11, lambda listed: str(listed.row.letters_before), "right"),
        Column("now", 4, lambda listed: str(listed.row.letters_now), "right"),
    )
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        ListOption("5", "Display", "display", "Opens the customer's record to look at."),
        ListOption("8", "Explain", "explain", "What the update compared would do, and why."),
        ListOption("9", "Letter", "letter", "Shows the customer's latest letter as it prints."),
    )
    DEFAULT_OPTION = "5"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("f6", "PRINT", "Print", "print_list", "Writes the customers listed into a file."),
    )

    def __init__(self, found: Comparison, rows: ComparedRows, write: WriteRows) -> None:
        super().__init__()
        self.found = found
        self.rows = rows
        self.write_rows = write
        self.chosen = Chosen()

    def fields(self) -> Sequence[Field]:
        """Return the filters."""
        return (
            Field(
                id="change",
                length=10,
                label="Change",
                help_text="Only customers that change so: new, moved up, same, moved down, gone.",
                choices=CHANGES,
            ),
            Field(
                id="customer",
                length=12,
                longest=40,
                label="Customer",
                help_text="Only customers whose number begins so.",
            ),
        )

    def entered(self, values: dict[str, str]) -> Key | None:
        """Keep the filters; start at the top."""
        self.chosen = Chosen(_read_change(values["change"]), values["customer"])
        return None

    def page(self, seek: Seek, limit: int) -> Page[ListedRow]:
        """Return a page of the customers chosen."""
        return self.rows.page(self.chosen, seek, limit)

    def nothing(self) -> str:
        """Say that nobody is listed."""
        return "No customer fits; clear fields above to see more."

    async def do_print_list(self) -> None:
        """F6: the customers listed, into a file."""
        self.say(await print_report(self, "compare", partial(self.write_rows, self.chosen)))

    async def do_display(self, listed: ListedRow) -> None:
        """5: open the customer's record to look at it."""
        await self.ask(CustomerRecordScreen(listed.row.customer, read_only=True))

    async def do_explain(self, listed: ListedRow) -> None:
        """8: what the update would do, on the day compared."""
        found = await self.call(explain.explain, listed.row.customer, self.found.as_of)
        await self.ask(TextPages("Explain", explanation_text(found)))

    async def do_letter(self, listed: ListedRow) -> str:
        """9: the customer's latest letter."""
        number = await self.call(review.latest_letter, listed.row.customer)
        if number is None:
            raise NotFound(f"Customer {listed.row.customer} has no letter that waits or went out.")
        return await self.ask(LetterScreen(number)) or ""


def _read_change(typed: str) -> Change | None:
    """Read a way of change; its beginning is enough where it means one only."""
    text = " ".join(typed.lower().replace("_", " ").split())
    found = [change for change in Change if change.value.startswith(text)]
    if not text:
        return None
    if len(found) != 1:
        words = ", ".join(Change)
        raise FieldError("change", f"Change: {typed} is not one of {words}.", "F4 lists them.")
    return found[0]
