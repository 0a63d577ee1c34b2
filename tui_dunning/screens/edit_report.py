"""4.4.2 Dunning letter edit report: who owes what, how late, and at which letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from tui_dunning.engine.aging import BANDS, ReportTotal
from tui_dunning.engine.names import fold_name
from tui_dunning.errors import NotFound
from tui_dunning.output.format import amount, plain_amount
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.screens.actions import Action, ListOption
from tui_dunning.screens.cells import fit
from tui_dunning.screens.customer_record import CustomerRecordScreen
from tui_dunning.screens.customer_words import explanation_text
from tui_dunning.screens.dialogs import TextPages
from tui_dunning.screens.entries import FieldError, listed
from tui_dunning.screens.letter_display import LetterScreen
from tui_dunning.screens.line_list import Column
from tui_dunning.screens.report_print import print_report
from tui_dunning.screens.widgets import Choice, Field
from tui_dunning.screens.work_with import WorkWithScreen
from tui_dunning.services import choices, edit_report, explain, review
from tui_dunning.services.edit_report import Format, ReportQuery, ReportRow, Sort, Written

NONE = "none"
LTRS = (
    *(Choice(str(code), f"letter {code}") for code in range(1, 6)),
    Choice("*", "all letters were sent"),
    Choice("**", "dunning flag is N"),
    Choice(NONE, "no letter yet"),
)
ORDERS = (Sort.NUMBER, Sort.NAME, Sort.PAST_DUE)


def amount_in(minor: int, currency: str, width: int) -> str:
    """Return an amount, without thousands marks where it would be too wide."""
    text = amount(minor, currency)
    return text if len(text) <= width else plain_amount(minor, currency)


def _amount(value: Callable[[ReportRow], int], width: int) -> Callable[[ReportRow], str]:
    return lambda row: amount_in(value(row), row.currency, width)


def _band(place: int) -> Callable[[ReportRow], str]:
    return _amount(lambda row: row.aging[place], 9)


class EditReportScreen(WorkWithScreen[ReportRow]):
    """The report as a list; `4.4.2 100130` starts it at a customer."""

    HELP = (
        "All customers with an open item or a letter code, a row for each currency. LTR is the "
        "letter that a customer has: 1 to 5; * all letters were sent; ** its dunning flag is N. "
        "Past due and the bands of days go by due date; F11 shows the bands. An amount that is "
        "too wide for its column ends in >; option 5 shows it whole."
    )
    COLUMNS: ClassVar[Sequence[Column[ReportRow]]] = (
        Column("Ltr", 3, lambda row: row.ltr, pinned=True),
        Column("Customer", 8, lambda row: row.customer, pinned=True),
        Column("Cur", 3, lambda row: row.currency, pinned=True),
        Column("Name", 16, lambda row: row.name, grow=True),
        Column("Balance", 12, _amount(lambda row: row.balance, 12), "right"),
        Column("Past due", 12, _amount(lambda row: row.past_due, 12), "right"),
        *(Column(name.title(), 9, _band(at), "right") for at, name in enumerate(BANDS)),
    )
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        ListOption("2", "Change", "change", "Opens the customer's record to change it."),
        ListOption("5", "Display", "display", "Opens the customer's record to look at."),
        ListOption("8", "Explain", "explain", "What the next update would do, and why."),
        ListOption("9", "Letter", "letter", "Shows the customer's latest letter as it prints."),
    )
    DEFAULT_OPTION = "5"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("f2", "TOTALS", "Totals", "totals", "Adds up the customers listed, by currency."),
        Action("f6", "PRINT", "Print", "print", "Writes the report as PDF, text, CSV or XLSX."),
        Action("f7", "SORT", "Sort", "sort", "Sorts by name, by past due, by number in turn."),
    )

    def __init__(self, argument: str = "") -> None:
        super().__init__(argument)
        self.query_now = ReportQuery()
        self.orders = edit_report.Orders()
        self.missing: FieldError | None = None

    def fields(self) -> Sequence[Field]:
        """Return position and filters."""
        return (
            Field(
                self.argument,
                id="position",
                length=12,
                longest=40,
                label="Position to customer",
                help_text="The list starts at this number; sorted by name, at this name; sorted by "
                "past due, at this customer, whose whole number is needed.",
            ),
            Field(
                id="name_part",
                length=20,
                longest=60,
                label="Name part",
                help_text="Only customers with this anywhere in the name; accents do not count.",
            ),
            Field(
                id="ltr",
                length=12,
                longest=4,
                label="Letter (LTR)",
                help_text="Only customers at this letter: 1 to 5, *, ** or none.",
                choices=LTRS,
            ),
            Field(
                id="unit",
                length=10,
                label="Unit",
                help_text="Only this unit's items.",
                choices=listed(choices.units),
            ),
        )

    def entered(self, values: dict[str, str]) -> Key | None:
        """Keep the filters; start at the position."""
        wanted = values["ltr"].lower()
        if wanted and wanted not in {choice.value for choice in LTRS}:
            raise FieldError("ltr", f"Letter (LTR): {values['ltr']} is not 1 to 5, *, ** or none.")
        known = {code.upper(): code for code, _ in self.units}
        unit = values["unit"]
        if unit and unit.upper() not in known:
            raise FieldError("unit", f"There is no unit {unit}.", "F4 lists the units.")
        self.query_now = replace(
            self.query_now,
            ltr=None if not wanted else "" if wanted == NONE else wanted,
            unit=known.get(unit.upper(), ""),
            name_part=values["name_part"],
        )
        position = values["position"]
        if not position or self.query_now.sort is Sort.PAST_DUE:
            return None
        return (fold_name(position) if self.query_now.sort is Sort.NAME else position,)

    async def sought(self, values: dict[str, str]) -> Key | None:
        """Look up where a customer stands by past due; who is not listed is told afterwards."""
        key, number = self.entered(values), values["position"]
        if not number or self.query_now.sort is not Sort.PAST_DUE:
            return key
        try:
            as_of = self.desk.session.as_of
            return await self.call(edit_report.place, number, self.query_now, as_of)
        except NotFound as error:
            self.missing = FieldError("position", error.message, error.hint)
            return None

    async def position(self) -> None:
        """Read the units, then the list, sorted anew."""
        self.orders = edit_report.Orders()
        self.missing = None
        self.units = await self.call(choices.units)
        await super().position()
        if self.missing is not None:
            raise self.missing

    def page(self, seek: Seek, limit: int) -> Page[ReportRow]:
        """Read a page of the report."""
        as_of = self.desk.session.as_of
        return edit_report.page(self.query_now, seek, limit, as_of, self.orders)

    def nothing(self) -> str:
        """Say that nobody is listed."""
        if self.query_now == ReportQuery(sort=self.query_now.sort):
            return "No customer has an open item or a letter code."
        return "No customer fits; clear fields above to see more."

    async def do_sort(self) -> None:
        """F7: the next order."""
        order = ORDERS[(ORDERS.index(self.query_now.sort) + 1) % len(ORDERS)]
        self.query_now = replace(self.query_now, sort=order)
        self.work_list.clear_options()
        self.query_one("#position", Field).value = ""
        await self.position()
        words = {Sort.PAST_DUE: "past due, the most first"}.get(order, order.value)
        self.say(f"Sorted by {words}.")

    async def do_totals(self) -> None:
        """F2: the totals of the rows listed, by currency."""
        totals = await self.call(edit_report.totals, self.desk.session.as_of, self.query_now)
        await self.ask(TextPages("Totals by currency", totals_text(totals)))

    async def do_print(self) -> None:
        """F6: the rows listed, in this order, into a file."""
        self.say(await print_report(self, "edit-report", self.write))

    def write(
        self,
        form: str,
        path: Path,
        progress: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> Written:
        """Write the report (called in a thread)."""
        session = self.desk.session
        return edit_report.write(
            path,
            Format(form),
            session.as_of,
            self.query_now,
            paper=session.settings.paper,
            progress=progress,
            cancelled=cancelled,
        )

    async def do_change(self, row: ReportRow) -> str:
        """2: open the customer's record to change it."""
        return await self.ask(CustomerRecordScreen(row.customer)) or ""

    async def do_display(self, row: ReportRow) -> None:
        """5: open the customer's record to look at it."""
        await self.ask(CustomerRecordScreen(row.customer, read_only=True))

    async def do_explain(self, row: ReportRow) -> None:
        """8: what the next update would do."""
        found = await self.call(explain.explain, row.customer, self.desk.session.as_of)
        await self.ask(TextPages("Explain", explanation_text(found)))

    async def do_letter(self, row: ReportRow) -> str:
        """9: the customer's latest letter."""
        number = await self.call(review.latest_letter, row.customer)
        if number is None:
            raise NotFound(f"Customer {row.customer} has no letter that waits or went out.")
        return await self.ask(LetterScreen(number)) or ""


def totals_text(totals: Sequence[ReportTotal]) -> str:
    """Return the totals, a block for each currency."""
    if not totals:
        return "No customer is listed."
    blocks = []
    for total in totals:
        amounts = {"Balance": total.balance, "Past due": total.past_due}
        amounts |= {name.title(): minor for name, minor in zip(BANDS, total.aging, strict=True)}
        cells = [
            f"{fit(name, width)}{fit(amount_in(minor, total.currency, 13), 13, 'right')}"
            for (name, minor), width in zip(amounts.items(), (8, 9, 8, 9, 8, 8, 9), strict=True)
        ]
        lines = [" ".join(cells[:2]), *(" ".join(cells[at : at + 3]) for at in (2, 5))]
        blocks.append("\n ".join([f"{total.currency}  {total.label}", *lines]))
    return "\n\n".join(blocks)
