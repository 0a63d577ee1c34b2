"""4.4.9.6 Exchange rates: the list by currencies and date; one at a time is added or changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult

from tui_dunning.errors import BadInput, DunningError
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.screens.actions import Action, ListOption
from tui_dunning.screens.dialogs import Dialog
from tui_dunning.screens.line_list import Column
from tui_dunning.screens.widgets import Field, FieldLine
from tui_dunning.screens.work_with import WorkWithScreen
from tui_dunning.services import rates
from tui_dunning.services.rates import RateRow

RateWords = tuple[str, str, str, str]


class AskRate(Dialog[RateWords]):
    """Two currencies, a date and a rate; of a rate that exists only the rate is asked."""

    LEGEND = "Enter=Next, then save  F12=Cancel"

    def __init__(self, start: RateWords, *, only_rate: bool) -> None:
        super().__init__("Exchange rate")
        labels = ("From currency", "To currency", "Date", "Rate")
        self.entries = [
            Field(text, length=14, longest=30, label=label, disabled=only_rate and label != "Rate")
            for text, label in zip(start, labels, strict=True)
        ]

    def middle(self) -> ComposeResult:
        """Yield the fields."""
        remarks = ("such as EUR", "such as USD", "as 2026-11-22", "to for one from: 1.0875")
        for field, remark in zip(self.entries, remarks, strict=True):
            yield FieldLine(field, width=18, remark=remark)

    def on_mount(self) -> None:
        """Start at the first field that is open."""
        next(field for field in self.entries if not field.disabled).focus()

    def on_input_submitted(self, event: Field.Submitted) -> None:
        """Enter goes to the next field, from the last it answers."""
        event.stop()
        empty = next((field for field in self.entries if not field.text), None)
        if event.input is not self.entries[-1]:
            self.focus_next()
        elif empty is not None:
            empty.focus()
            self.complain(f"{empty.label} is needed.")
        else:
            first, second, on, rate = (field.text for field in self.entries)
            self.dismiss((first.upper(), second.upper(), on, rate))


class RatesScreen(WorkWithScreen[RateRow]):
    """The rates; `dunning import rates` brings many at once."""

    HELP = (
        "Rates between currencies from a date on, for display currencies and totals in the unit's "
        "currency. One rate at a time is entered here; `dunning import rates FILE` brings many."
    )
    COLUMNS: ClassVar[Sequence[Column[RateRow]]] = (
        Column("From", 5, lambda row: row.from_currency, pinned=True),
        Column("To", 5, lambda row: row.to_currency, pinned=True),
        Column("Date", 10, lambda row: row.on.isoformat()),
        Column("Rate", 24, lambda row: row.rate, "right"),
    )
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        ListOption("2", "Change", "change", "Changes the rate of this pair and day."),
    )
    DEFAULT_OPTION = "2"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("f6", "CREATE", "Create", "create", "Adds a rate."),
    )

    def fields(self) -> Sequence[Field]:
        """Return the position."""
        return (
            Field(
                id="position",
                length=3,
                label="Position to",
                help_text="The list starts at this currency (from).",
            ),
        )

    def entered(self, values: dict[str, str]) -> Key | None:
        """Start at the currency."""
        return (values["position"].upper(), "", date.min) if values["position"] else None

    def page(self, seek: Seek, limit: int) -> Page[RateRow]:
        """Read a page."""
        return rates.rate_page(seek, limit)

    def nothing(self) -> str:
        """Say that there is none."""
        return "There are no rates from there on. F6 adds one."

    async def save(self, start: RateWords, *, only_rate: bool = False) -> str:
        """Ask for a rate and save it."""
        words = await self.ask(AskRate(start, only_rate=only_rate))
        if words is None:
            return ""
        session = self.desk.session
        await self.call(rates.save, *words, as_of=session.as_of, operator=session.operator)
        return f"The rate from {words[0]} to {words[1]} of {words[2]} is {words[3]}."

    async def do_change(self, row: RateRow) -> str:
        """2: change a rate."""
        start = (row.from_currency, row.to_currency, row.on.isoformat(), row.rate)
        return await self.save(start, only_rate=True)

    async def do_create(self) -> None:
        """F6: add a rate."""
        said = await self.save(("", "", self.desk.session.as_of.isoformat(), ""))
        await self.work_list.load(Seek())
        self.say(said or "Nothing was made.")

    def failed(self, error: DunningError) -> None:
        """Say what is wrong with a rate."""
        if isinstance(error, BadInput) and error.problems:
            self.error(f"{error.message} {error.problems[0]}")
        else:
            super().failed(error)
