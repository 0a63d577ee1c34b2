"""4.4.3 Customer letter maintenance: find customers, work with many of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tui_dunning.engine.names import fold_name
from tui_dunning.errors import Refused
from tui_dunning.output.format import amount
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.screens.actions import Action, ListOption
from tui_dunning.screens.customer_record import CustomerRecordScreen
from tui_dunning.screens.customer_words import explanation_text, history_text
from tui_dunning.screens.dialogs import TextPages
from tui_dunning.screens.letter_by_hand import set_letter_by_hand
from tui_dunning.screens.line_list import Column
from tui_dunning.screens.print_fields import PrintWish
from tui_dunning.screens.print_letters import PrintLettersScreen
from tui_dunning.screens.text_screen import TextScreen
from tui_dunning.screens.widgets import Field
from tui_dunning.screens.work_with import WorkWithScreen
from tui_dunning.services import customer_letter, explain
from tui_dunning.services.customer_letter import CustomerOrder, CustomerQuery, CustomerRow


def _past_due(row: CustomerRow) -> tuple[str, int] | None:
    return customer_letter.largest(row.past_due)


def _amount(row: CustomerRow) -> str:
    found = _past_due(row)
    return amount(found[1], found[0]) if found else ""


def _currency(row: CustomerRow) -> str:
    found = _past_due(row)
    return found[0] + ("+" if len(row.past_due) > 1 else "") if found else ""


class CustomerLetterScreen(WorkWithScreen[CustomerRow]):
    """The list of customers; `4.4.3 100130` opens the record at once."""

    HELP = (
        "Finds customers by number or by a part of the name. LTR is the letter that a customer "
        "has: 1 to 5; * all letters were sent; ** its dunning flag is N. A + behind the currency: "
        "it owes in more than one, the largest is shown."
    )
    COLUMNS: ClassVar[Sequence[Column[CustomerRow]]] = (
        Column("Number", 9, lambda row: row.number, pinned=True),
        Column("Name", 24, lambda row: row.name, pinned=True, grow=True),
        Column("City", 10, lambda row: row.city),
        Column("Past due", 12, _amount, "right"),
        Column("Cur", 4, _currency),
        Column("Ltr", 3, lambda row: row.ltr),
        Column("Unit", 6, lambda row: row.unit),
        Column("Hold", 4, lambda row: "Y" if row.credit_hold else ""),
        Column("Blocked until", 13, lambda row: str(row.blocked_until or "")),
        Column("Country", 7, lambda row: row.country),
    )
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        ListOption("2", "Change", "change", "Opens the record to change its fields."),
        ListOption("5", "Display", "display", "Opens the record to look at."),
        ListOption("6", "Print", "print", "Prints the customer's letters that wait."),
        ListOption("7", "History", "history", "Letters, payments and changes so far."),
        ListOption("8", "Explain", "explain", "What the next update would do, and why."),
    )
    DEFAULT_OPTION = "2"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "f6",
            "LETTER",
            "Letter 4/5",
            "letter",
            "Sets letter 4 or 5 (or another) for the customer that the cursor stands on.",
            dangerous=True,
            why_disabled=lambda s: "" if s.work_list.current else "No customer is chosen.",
        ),
        Action("f7", "SORT", "Sort", "sort", "Sorts by name, then by number again."),
    )

    def __init__(self, argument: str = "") -> None:
        super().__init__(argument)
        self.customers = CustomerQuery()

    def fields(self) -> Sequence[Field]:
        """Return position and name part."""
        return (
            Field(
                id="position",
                length=12,
                longest=40,
                label="Position to number",
                help_text="The list starts at this number, or, sorted by name, at this name.",
            ),
            Field(
                id="name_part",
                length=20,
                longest=60,
                label="Name part",
                help_text="Only customers with this anywhere in the name; accents do not count.",
            ),
        )

    def opened(self) -> None:
        """Read the list, or open the record that was asked for."""
        if self.argument:
            number, self.argument = self.argument, ""
            self.start(self.open_record(number))
        else:
            super().opened()

    async def open_record(self, number: str) -> None:
        """Open a record over the list."""
        await self.position()
        record = await self.call(customer_letter.show, number, self.desk.session.as_of)
        await self.ask(CustomerRecordScreen(record.number))
        await self.work_list.reload()

    def entered(self, values: dict[str, str]) -> Key | None:
        """Keep the part of the name; start at the position."""
        by_name = self.customers.order is CustomerOrder.NAME
        self.customers = CustomerQuery(values["name_part"], order=self.customers.order)
        position = values["position"]
        if not position:
            return None
        return (fold_name(position), "") if by_name else (position,)

    def page(self, seek: Seek, limit: int) -> Page[CustomerRow]:
        """Read a page of customers."""
        return customer_letter.customer_page(self.customers, seek, limit, self.desk.session.as_of)

    def nothing(self) -> str:
        """Say that nobody was found."""
        part = self.customers.name_part
        return f"No customer has {part} in its name." if part else "There are no customers yet."

    def described(self, row: CustomerRow) -> str:
        """Name a customer."""
        return f"{row.number} {row.name}"

    async def do_sort(self) -> None:
        """F7: by name, or by number again."""
        by_name = self.customers.order is CustomerOrder.NAME
        order = CustomerOrder.NUMBER if by_name else CustomerOrder.NAME
        self.customers = CustomerQuery(self.customers.name_part, order=order)
        self.work_list.clear_options()
        await self.position()
        self.say(f"Sorted by {order.value}.")

    async def do_letter(self) -> None:
        """F6: a letter by hand for the current customer."""
        row = self.work_list.current
        if row is not None and (done := await set_letter_by_hand(self, row)):
            await self.work_list.reload()
            self.say(done)

    async def do_change(self, row: CustomerRow) -> str:
        """2: open the record to change it."""
        return await self.ask(CustomerRecordScreen(row.number)) or ""

    async def do_display(self, row: CustomerRow) -> None:
        """5: open the record to look at it."""
        await self.ask(CustomerRecordScreen(row.number, read_only=True))

    async def do_print(self, row: CustomerRow) -> str:
        """6: print the letters that wait for the customer."""
        session = self.desk.session
        record = await self.call(customer_letter.show, row.number, session.as_of)
        waiting = [letter.number for letter in record.letters if letter.status == "proposed"]
        if not waiting:
            raise Refused(f"No letter waits for customer {row.number}.", "4.4.1 or F6 makes one.")
        done: str = await self.ask(PrintLettersScreen(wish=PrintWish(letters=tuple(waiting)))) or ""
        if not done:
            raise Refused(f"Nothing was printed for customer {row.number}.")
        return done

    async def do_history(self, row: CustomerRow) -> None:
        """7: letters, payments and changes."""
        record = await self.call(customer_letter.show, row.number, self.desk.session.as_of)
        await self.ask(TextScreen("Customer history", [history_text(record)]))

    async def do_explain(self, row: CustomerRow) -> None:
        """8: what the next update would do."""
        found = await self.call(explain.explain, row.number, self.desk.session.as_of)
        await self.ask(TextPages("Explain", explanation_text(found)))
