"""4.4.8 Customer inquiry: find a customer, see its whole picture, write a note."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from tui_dunning.errors import DunningError, NotFound
from tui_dunning.paging import Page, Seek, page_of
from tui_dunning.screens.actions import Action
from tui_dunning.screens.cells import fit
from tui_dunning.screens.customer_record import CustomerRecordScreen, TextRow
from tui_dunning.screens.customer_words import explanation_text, next_step
from tui_dunning.screens.dialogs import AskText, TextPages, ValueList
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.inquiry_words import VIEWS, head_lines, lines_of_view, tabs
from tui_dunning.screens.line_list import Column, LineList
from tui_dunning.screens.text_screen import TextScreen
from tui_dunning.screens.widgets import Choice, Field, FieldLine, Static
from tui_dunning.services import choices, customer_letter, explain, form_print
from tui_dunning.services.customer_letter import CustomerQuery, CustomerRecord

MOST_FOUND = 100
LETTERS = VIEWS.index("Letters")


def _nobody(screen: CustomerInquiryScreen) -> str:
    return "" if screen.record else "Enter a customer first."


class CustomerInquiryScreen(FunctionScreen):
    """One customer in six views; nothing is changed here but notes."""

    FIRST = "#customer"
    HELP = (
        "Type a number, or a part of the name, and press Enter; F4 lists customers. F11 shows the "
        "next view; 1 to 6 at the command line the view of that number. Enter on a letter shows "
        "it. F7 goes back to the number, to type another one."
    )
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "f2",
            "RECORD",
            "Record",
            "record",
            "Opens the record of 4.4.3, to change letter code, flags and blocks.",
            valid=lambda s: s.record is not None,
            why_disabled=_nobody,
        ),
        Action(
            "f5",
            "REFRESH",
            "Refresh",
            "refresh",
            "Reads the customer anew.",
            valid=lambda s: s.record is not None,
            why_disabled=_nobody,
        ),
        Action(
            "f6",
            "NOTE",
            "Note",
            "note",
            "Adds a note to the customer's history.",
            valid=lambda s: s.record is not None,
            why_disabled=_nobody,
        ),
        Action("f7", "FIND", "Find", "find", "Goes to the number, to type another one."),
        Action(
            "f8",
            "EXPLAIN",
            "Explain",
            "explain",
            "What the next update would do, and why.",
            valid=lambda s: s.record is not None,
            why_disabled=_nobody,
        ),
        Action(
            "f11",
            "VIEW",
            "View",
            "view",
            "Summary, items, payments, letters, history, sites and contacts in turn.",
            valid=lambda s: s.record is not None,
            why_disabled=_nobody,
        ),
    )

    def __init__(self, argument: str = "") -> None:
        super().__init__(argument)
        self.record: CustomerRecord | None = None
        self.view = 0
        self.lines: tuple[TextRow, ...] = ()

    def body(self) -> ComposeResult:
        """Yield the field, the head and the view."""
        customer = Field(
            self.argument,
            id="customer",
            length=24,
            longest=60,
            label="Customer",
            help_text="Its number, or a part of its name. F4 lists those that start so.",
            choices=_customers,
        )
        yield FieldLine(customer, width=14, remark="number or part of the name")
        yield Static(id="inquiry-head")
        yield Static(id="inquiry-tabs")
        yield LineList((Column("", 78, lambda row: row.text, grow=True),), self.fetch, id="view")

    async def fetch(self, seek: Seek, limit: int) -> Page[TextRow]:
        """Return a page of the view."""
        return page_of(self.lines, seek, limit)

    @property
    def view_list(self) -> LineList[TextRow]:
        """The lower part."""
        return self.query_one("#view", LineList)

    # --- finding --------------------------------------------------------------------------------

    def opened(self) -> None:
        """Show the customer that was asked for."""
        self.view_list.display = False
        if self.argument:
            self.start(self.find(self.argument))

    def do_enter(self) -> None:
        """Enter: find what was typed."""
        typed = self.query_one("#customer", Field).text
        if typed:
            self.start(self.find(typed))
        else:
            self.error("Type a number or a part of the name; F4 lists customers.")

    async def find(self, typed: str) -> None:
        """Show the customer of a number, else one whose name has the words."""
        as_of = self.desk.session.as_of
        try:
            await self.show_customer(typed)
            return
        except NotFound:
            query = CustomerQuery(typed)
            found = await self.call(customer_letter.customer_page, query, Seek(), MOST_FOUND, as_of)
        if not found.rows:
            raise NotFound(f"No customer has the number {typed} or {typed} in its name.")
        number: str | None = found.rows[0].number
        if len(found.rows) > 1:
            values = [Choice(row.number, f"{row.name}, {row.city}") for row in found.rows]
            more = f" (the first {MOST_FOUND})" if found.more_after else ""
            number = await self.ask(ValueList(f"Customers with {typed} in the name{more}", values))
        if number is not None:
            await self.show_customer(number)

    async def show_customer(self, number: str) -> None:
        """Read a customer and show it; the view stays the one chosen before."""
        as_of = self.desk.session.as_of
        record = await self.call(customer_letter.show, number, as_of)
        explained = await self.call(explain.explain, number, as_of)
        self.record = record
        field = self.query_one("#customer", Field)
        field.value = record.number
        width = self.app.size.width - 1
        head = [f" {line}" for line in head_lines(record, next_step(explained))]
        text = "\n".join(fit(line, width) for line in head)
        self.query_one("#inquiry-head", Static).show(text)
        self.view_list.display = True
        await self.show_view()
        self.set_focus(self.view_list)
        self.draw_legend()

    async def show_view(self) -> None:
        """Show the view chosen."""
        assert self.record is not None
        head, rows = lines_of_view(self.record, VIEWS[self.view], self.desk.session.as_of)
        self.lines = tuple(TextRow(place, text) for place, text in enumerate(rows or ["none"]))
        self.query_one("#inquiry-tabs", Static).show(f" {tabs(self.view)}")
        self.view_list.columns = (Column(head, 78, lambda row: row.text, grow=True),)
        await self.view_list.load(Seek())

    def failed(self, error: DunningError) -> None:
        """Select what was typed in vain, so that typing replaces it."""
        super().failed(error)
        if self.focused is self.query_one("#customer", Field):
            self.do_find()

    # --- keys -----------------------------------------------------------------------------------

    def do_view(self) -> None:
        """F11: the next view."""
        self.choose((self.view + 1) % len(VIEWS))

    def choose(self, view: int) -> None:
        """Show a view."""
        self.view = view
        self.start(self.show_view())

    def run_command(self, typed: str) -> None:
        """A number of a view typed at the command line shows it; all else is as everywhere."""
        number = typed.strip()
        if self.record is None or number not in {str(n) for n in range(1, len(VIEWS) + 1)}:
            super().run_command(typed)
            return
        self.command_done()
        self.choose(int(number) - 1)

    def on_line_list_entered(self, event: LineList.Entered) -> None:
        """Enter on a letter shows it."""
        row = event.line_list.current
        if self.record is None or row is None or self.view != LETTERS:
            self.say("F11 shows the next view; F7 goes to the number, to type another.")
        elif row.place < len(self.record.letters):
            self.start(self.show_letter(self.record.letters[row.place].number))

    async def show_letter(self, number: int) -> None:
        """Show a letter as it prints."""
        pages = await self.call(form_print.preview, number)
        await self.ask(TextScreen(f"Letter {number}", pages))

    def on_line_list_rolled(self, event: LineList.Rolled) -> None:
        """Show the page that the view asks for."""
        self.start(event.line_list.load(event.seek, event.cursor))

    def action_roll(self, direction: int) -> None:
        """Roll the view."""
        self.view_list.roll(direction)

    def roll_to(self, direction: int) -> None:
        """Go to the top or the bottom of the view."""
        self.view_list.roll_to(direction)

    def do_find(self) -> None:
        """F7: the next customer."""
        field = self.query_one("#customer", Field)
        self.set_focus(field)
        field.select_all()

    async def do_refresh(self) -> None:
        """F5: read the customer again."""
        assert self.record is not None
        await self.show_customer(self.record.number)

    async def do_record(self) -> None:
        """F2: the record of 4.4.3."""
        assert self.record is not None
        said = await self.ask(CustomerRecordScreen(self.record.number))
        await self.show_customer(self.record.number)
        self.say(said or "")

    async def do_explain(self) -> None:
        """F8: what the next update would do."""
        assert self.record is not None
        found = await self.call(explain.explain, self.record.number, self.desk.session.as_of)
        await self.ask(TextPages("Explain", explanation_text(found)))

    async def do_note(self) -> None:
        """F6: add a note."""
        assert self.record is not None
        number, session = self.record.number, self.desk.session
        note = await self.ask(
            AskText(
                f"Note on customer {number}",
                "Note",
                needed=True,
                help_text="Kept in the history with your name and the time.",
            )
        )
        if note is None:
            return
        await self.call(customer_letter.change, number, session.operator, session.as_of, note=note)
        await self.show_customer(number)
        self.say("The note is kept. View 5 shows the history.")


def _customers(typed: str) -> list[Choice]:
    return [Choice(number, name) for number, name in choices.customers(typed)]
