"""4.4.7.5 Item dunning status: one item's level, last letter, and every letter it stood on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult

from tui_dunning.errors import NotFound, Refused
from tui_dunning.output.format import amount
from tui_dunning.paging import Key, Page, Seek, page_of
from tui_dunning.screens.actions import Action, ListOption
from tui_dunning.screens.cells import fit
from tui_dunning.screens.entries import listed
from tui_dunning.screens.letter_display import LetterScreen, explain_customer
from tui_dunning.screens.letter_words import entry_status, item_head
from tui_dunning.screens.line_list import Column, LineList
from tui_dunning.screens.widgets import Choice, Field, Static
from tui_dunning.screens.work_with import WorkWithScreen
from tui_dunning.services import choices, review
from tui_dunning.services.review import HistoryEntry, ItemStatus


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A letter that the item stood on."""

    entry: HistoryEntry

    @property
    def key(self) -> Key:
        """The letter's number."""
        return (self.entry.letter,)


class ItemStatusScreen(WorkWithScreen[EntryRow]):
    """One item. `4.4.7.5 INV-1` or `4.4.7.5 US INV-1` shows it at once."""

    HELP = (
        "Type an item's number (F4 lists those that start with what is typed) and, where several "
        "units have one of that number, the unit. Below stand all letters that it stood on."
    )
    FIRST = "#number"
    COLUMNS: ClassVar[Sequence[Column[EntryRow]]] = (
        Column("Letter", 7, lambda row: str(row.entry.letter), "right", pinned=True),
        Column("Run", 5, lambda row: str(row.entry.run or "hand"), "right"),
        Column("Date", 10, lambda row: str(row.entry.date)),
        Column("Status", 11, lambda row: entry_status(row.entry)),
        Column("Cd", 2, lambda row: row.entry.letter_code),
        Column("Lv", 2, lambda row: str(row.entry.level or ""), "right"),
        Column("From", 4, lambda row: str(row.entry.previous_level or ""), "right"),
        Column("Balance", 13, lambda row: amount(*_balance(row)), "right"),
        Column("Cur", 3, lambda row: row.entry.currency),
        Column("Sent by", 10, lambda row: row.entry.sent_by),
        Column("Ended by", 10, lambda row: row.entry.ended_by),
        Column("Why", 20, lambda row: row.entry.end_reason, grow=True),
    )
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        ListOption("5", "Display letter", "display", "Shows the letter as it prints."),
        ListOption("8", "Explain", "explain", "What the next update would do, and why."),
    )
    DEFAULT_OPTION = "5"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "f8",
            "EXPLAIN",
            "Explain",
            "explain",
            "What the next update would do, and why; also of an item that stood on no letter.",
            valid=lambda screen: screen.status is not None,
            why_disabled=lambda screen: "" if screen.status else "Type an item's number first.",
        ),
    )

    def __init__(self, argument: str = "") -> None:
        super().__init__(argument)
        self.status: ItemStatus | None = None

    def fields(self) -> Sequence[Field]:
        """Return item number and unit."""
        unit, _, number = self.argument.strip().rpartition(" ")
        return (
            Field(
                number,
                id="number",
                length=20,
                longest=60,
                label="Item number",
                help_text="With its leading zeros. F4 lists items that start with what is typed.",
                choices=lambda typed: [Choice(*pair) for pair in choices.items(typed)],
            ),
            Field(
                unit.strip(),
                id="unit",
                length=10,
                label="Unit",
                help_text="Needed only where several units have an item of this number.",
                choices=listed(choices.units),
            ),
        )

    def body(self) -> ComposeResult:
        """Yield the item between the fields and the list."""
        for widget in super().body():
            if isinstance(widget, LineList):
                yield Static("\n\n", id="item-head")
            yield widget

    async def position(self) -> None:
        """Read the item."""
        number, unit = (self.query_one(f"#{name}", Field).text for name in ("number", "unit"))
        self.status = None
        try:
            if number:
                self.status = await self.call(_find, number, unit)
        finally:
            self._show_head()
            self.work_list.clear_options()
            await self.work_list.load(Seek())
        if self.status is None:
            self.say("Type an item's number, press Enter; F4 lists numbers.")
        elif not self.status.history:
            self.say("The item stood on no letter yet; F8 explains why.")

    def _show_head(self) -> None:
        lines = item_head(self.status) if self.status else ["", "", ""]
        width = self.app.size.width - 1
        self.query_one("#item-head", Static).show(
            "\n".join(fit(f" {line}", width).rstrip() for line in lines)
        )

    def page(self, seek: Seek, limit: int) -> Page[EntryRow]:
        """Return a page of the item's history."""
        history = self.status.history if self.status else ()
        return page_of([EntryRow(entry) for entry in history], seek, limit)

    async def do_display(self, row: EntryRow) -> str:
        """5: the letter as it prints."""
        return await self.ask(LetterScreen(row.entry.letter)) or ""

    async def do_explain(self, _row: EntryRow | None = None) -> None:
        """8 beside a letter, or F8: what the next update would do with the item's customer."""
        assert self.status is not None
        await explain_customer(self, self.status.customer)


def _balance(row: EntryRow) -> tuple[int, str]:
    return row.entry.balance_minor, row.entry.currency


def _find(number: str, unit: str) -> ItemStatus:
    """Read an item; without a unit it is looked for in all of them (called in a thread)."""
    if unit:
        return review.item_status(unit, number)
    units = choices.units_of_item(number)
    if not units:
        raise NotFound(f"There is no item {number}.", "Numbers keep their leading zeros; F4 lists.")
    if len(units) > 1:
        raise Refused(f"Item {number} is there in units {', '.join(units)}.", "Enter the unit.")
    return review.item_status(units[0], number)
