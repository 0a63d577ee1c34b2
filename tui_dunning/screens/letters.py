"""Menu 7: lists of letters: to review before sending, history, last letters, to roll back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from tui_dunning.errors import Refused
from tui_dunning.output.format import amount
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.screens.actions import Action, ListOption
from tui_dunning.screens.dialogs import AskReason
from tui_dunning.screens.entries import FieldError
from tui_dunning.screens.letter_display import (
    LetterItemsScreen,
    LetterScreen,
    delete,
    edit_words,
    explain_customer,
)
from tui_dunning.screens.line_list import Column
from tui_dunning.screens.print_fields import PrintWish
from tui_dunning.screens.print_letters import PrintLettersScreen
from tui_dunning.screens.widgets import Choice, Field
from tui_dunning.screens.work_with import WorkWithScreen
from tui_dunning.services import choices, review
from tui_dunning.services.ended_letters import left_in_short
from tui_dunning.services.review import LetterOrder, LetterQuery, LetterRow

STATUSES = (
    Choice("proposed", "waits to be printed"),
    Choice("printed", "on paper"),
    Choice("sent", "by e-mail"),
    Choice("deleted", "before it was sent"),
    Choice("superseded", "replaced by a later run"),
    Choice("rolled_back", "deleted after it was sent"),
)
SENT = ("printed", "sent")


def past_due(row: LetterRow) -> str:
    """Return the largest amount past due."""
    return amount(row.past_due[0][1], row.past_due[0][0]) if row.past_due else ""


def currency(row: LetterRow) -> str:
    """Return its currency, with a + where there are others."""
    return row.past_due[0][0] + ("+" if len(row.past_due) > 1 else "") if row.past_due else ""


def _mark(row: LetterRow) -> str:
    return "held" if row.held else "edited" if row.edited else "hand" if row.manual else ""


def _sent_on(row: LetterRow) -> str:
    return f"{row.sent_at:%Y-%m-%d}" if row.sent_at else ""


NUMBER: Column[LetterRow] = Column("Letter", 7, lambda row: str(row.number), "right", pinned=True)
DATE: Column[LetterRow] = Column("Date", 10, lambda row: str(row.date))
STATUS: Column[LetterRow] = Column("Status", 11, lambda row: row.status.replace("_", " "))
CODE: Column[LetterRow] = Column("Cd", 2, lambda row: row.letter_code)
TO: Column[LetterRow] = Column("To", 8, lambda row: row.to, pinned=True)
NAME: Column[LetterRow] = Column("Name", 12, lambda row: row.to_name, grow=True)
PAST_DUE: Column[LetterRow] = Column("Past due", 12, past_due, "right")
CURRENCY: Column[LetterRow] = Column("Cur", 4, currency)
MARK: Column[LetterRow] = Column("Mark", 6, _mark)
RUN: Column[LetterRow] = Column("Run", 5, lambda row: str(row.run or "hand"), "right")
ITEMS: Column[LetterRow] = Column("Items", 5, lambda row: str(row.items), "right")
UNIT: Column[LetterRow] = Column("Unit", 6, lambda row: row.unit)
SENT_ON: Column[LetterRow] = Column("Sent", 10, _sent_on)
SENT_BY: Column[LetterRow] = Column("Sent by", 10, lambda row: row.sent_by)

DISPLAY = ListOption("5", "Display", "display", "Shows the letter as it prints.")
EXPLAIN = ListOption("8", "Explain", "explain", "What the next update would do, and why.")
ITEMS_OF = ListOption("9", "Items", "items", "Lists the letter's items; they can be taken off.")
AGAIN = ListOption("6", "Print again", "print", "Prints the letters once more.")


class LetterListScreen(WorkWithScreen[LetterRow]):
    """Letters by number, newest first or oldest first, or by customer (F7)."""

    FILTERS: ClassVar[tuple[str, ...]] = ("customer", "run", "code")
    QUERY: ClassVar[LetterQuery] = LetterQuery()
    ARGUMENT: ClassVar[str] = "position"
    WHY: ClassVar[str] = "Why are these letters deleted?"
    DEFAULT_OPTION = "5"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("f7", "SORT", "Sort", "sort", "Sorts by customer, then by letter again."),
    )

    def __init__(self, argument: str = "", *, query: LetterQuery | None = None) -> None:
        super().__init__(argument)
        self.given = query or LetterQuery()
        self.order = self.QUERY.order
        self.query_now = self.QUERY
        self.to_print: list[LetterRow] = []
        self.asked = False
        self.reason: str | None = None
        self.left: list[str] = []

    def fields(self) -> Sequence[Field]:
        """Return position and filters, filled with what the list was opened for."""
        values = {
            "customer": self.given.customer,
            "run": str(self.given.run or ""),
            "code": self.given.letter_code,
            "status": self.given.status,
        }
        values[self.ARGUMENT] = self.argument or values.get(self.ARGUMENT, "")
        return tuple(_field(name, values.get(name, "")) for name in ("position", *self.FILTERS))

    def entered(self, values: dict[str, str]) -> Key | None:
        """Keep the filters; start at the position."""
        run = values.get("run", "")
        if run and not (run.isascii() and run.isdigit()):
            raise FieldError("run", f"Run: {run} is not a number.")
        status = values.get("status", "").lower().replace(" ", "_")
        if status and status not in {choice.value for choice in STATUSES}:
            raise FieldError("status", f"There is no status {values['status']}.", "F4 lists them.")
        self.query_now = replace(
            self.QUERY,
            order=self.order,
            run=int(run) if run else None,
            customer=values.get("customer", ""),
            letter_code=values.get("code", ""),
            status=status or self.QUERY.status,
        )
        position = values["position"]
        if not position:
            return None
        if self.order is LetterOrder.CUSTOMER:
            return (position, 0)
        if not (position.isascii() and position.isdigit()):
            raise FieldError("position", f"Position to: {position} is not a letter's number.")
        return (int(position),)

    def page(self, seek: Seek, limit: int) -> Page[LetterRow]:
        """Read a page of letters."""
        return review.letter_page(self.query_now, seek, limit)

    def nothing(self) -> str:
        """Say that no letter is listed."""
        return "No letter fits; clear fields above to see more."

    def described(self, row: LetterRow) -> str:
        """Name a letter."""
        return (
            f"letter {row.number} to {row.to} {row.to_name}, code {row.letter_code}, "
            f"{past_due(row)} {currency(row)}"
        )

    async def do_sort(self) -> None:
        """F7: by customer, or by letter again."""
        by_customer = self.order is LetterOrder.CUSTOMER
        self.order = self.QUERY.order if by_customer else LetterOrder.CUSTOMER
        self.work_list.descending = self.order is LetterOrder.NEWEST
        self.work_list.clear_options()
        self.query_one("#position", Field).value = ""
        await self.position()
        self.say("Sorted by letter." if by_customer else "Sorted by customer.")

    async def run_options(self) -> None:
        """Run the options; the letters to print are printed together, with one question."""
        self.to_print.clear()
        self.left.clear()
        self.asked = False
        await super().run_options()
        if self.to_print:
            numbers = tuple(row.number for row in self.to_print)
            again = self.to_print[0].status in SENT
            wish = PrintWish(letters=numbers, reprint=again)
            done = await self.ask(PrintLettersScreen(wish=wish))
            await self.work_list.reload()
            self.say(done or "")

    async def do_display(self, row: LetterRow) -> str:
        """5: show it as it prints."""
        return await self.ask(LetterScreen(row.number)) or ""

    async def do_edit(self, row: LetterRow) -> str:
        """2: change its text, for this letter alone."""
        return await edit_words(self, row.number)

    async def do_items(self, row: LetterRow) -> str:
        """9: list its items."""
        return await self.ask(LetterItemsScreen(row.number)) or ""

    async def do_explain(self, row: LetterRow) -> None:
        """8: what the next update would do with its customer."""
        letter = await self.call(review.letter, row.number)
        await explain_customer(self, letter.customer)

    async def do_print(self, row: LetterRow) -> None:
        """6: print it, with the others chosen."""
        if row.status not in {"proposed", *SENT}:
            raise Refused(
                f"Letter {row.number} is {row.status.replace('_', ' ')}; it cannot be printed."
            )
        if row.held and row.status == "proposed":
            raise Refused(f"Letter {row.number} is held.", "Option 5 says why.")
        if self.to_print and (self.to_print[0].status in SENT) != (row.status in SENT):
            raise Refused("Waiting and sent letters are not printed together.", "Enter goes on.")
        self.to_print.append(row)

    async def do_delete(self, row: LetterRow) -> str:
        """4: delete it, or roll it back; the reason is asked once for all."""
        if not self.asked:
            self.asked = True
            self.reason = await self.ask(AskReason(self.WHY))
        if self.reason is None:
            raise Refused("Nothing was done.")
        ended = await delete(self, row.number, self.reason)
        self.left += ended.left
        return ended.said

    def also(self) -> str:
        """Say whom no letter reaches now, after all that were deleted."""
        return left_in_short(self.left)


class ReviewScreen(LetterListScreen):
    """4.4.7.2: letters that wait, to look at, edit, delete, print. `4.4.7.2 7`: those of run 7."""

    IDENT = "AR4472"
    HEADING = "Review letters before sending"
    HELP = (
        "Letters that wait to be sent. 5 shows a letter as it prints, 2 changes its text for this "
        "letter alone, 9 lists its items to take some off, 4 deletes it: its items are as if never "
        "chosen. Mark: held (it cannot print; 5 says why), edited, hand (set by hand)."
    )
    QUERY = LetterQuery(status="proposed")
    ARGUMENT = "run"
    COLUMNS = (NUMBER, TO, RUN, CODE, NAME, PAST_DUE, CURRENCY, MARK, ITEMS, DATE, UNIT)
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        ListOption("2", "Edit text", "edit", "Changes the text, for this letter alone."),
        ListOption("4", "Delete", "delete", "Deletes the letter before it is sent.", True),
        DISPLAY,
        ListOption("6", "Print", "print", "Prints the letters chosen."),
        EXPLAIN,
        ITEMS_OF,
    )

    def nothing(self) -> str:
        """Say that nothing waits."""
        if self.query_now == replace(self.QUERY, order=self.order):
            return "No letter waits to be sent. 4.4.1 makes letters."
        return super().nothing()


class HistoryScreen(LetterListScreen):
    """4.4.7.3: every letter, newest first. `4.4.7.3 100130`: those of a customer."""

    IDENT = "AR4473"
    HEADING = "History of letters"
    HELP = (
        "Every letter that was made, with what became of it, newest first. A customer's are those "
        "that went to it or that hold one of its items."
    )
    DESCENDING = True
    QUERY = LetterQuery(order=LetterOrder.NEWEST)
    FILTERS = ("customer", "run", "status")
    ARGUMENT = "customer"
    COLUMNS = (NUMBER, TO, DATE, STATUS, CODE, NAME, PAST_DUE, CURRENCY, RUN, SENT_ON, SENT_BY)
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        DISPLAY,
        ListOption("6", "Print", "print", "Prints waiting letters, or sent ones once more."),
        EXPLAIN,
        ITEMS_OF,
    )


class LastLettersScreen(LetterListScreen):
    """4.4.7.4: the latest letter of each customer. `4.4.7.4 100130`: that customer's."""

    HELP = "For each correspondence customer the latest letter that waits or went out, by customer."
    QUERY = LetterQuery(last=True, order=LetterOrder.CUSTOMER)
    FILTERS = ("customer", "code")
    ARGUMENT = "customer"
    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    COLUMNS = (NUMBER, TO, DATE, STATUS, CODE, NAME, PAST_DUE, CURRENCY, RUN, SENT_ON, SENT_BY)
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (DISPLAY, EXPLAIN, ITEMS_OF)


class RollBackScreen(LetterListScreen):
    """4.4.7.8: letters that went out, newest first. `4.4.7.8 101` starts at letter 101."""

    IDENT = "AR4478"
    HEADING = "Roll back a sent letter"
    HELP = (
        "Rolling a sent letter back puts its items back to the level and date of the letter "
        "before, takes its charges back, and its letter code, credit hold and collection. A later "
        "sent letter with one of its items must be rolled back first."
    )
    WHY = "Why are these letters rolled back?"
    DESCENDING = True
    QUERY = LetterQuery(statuses=SENT, order=LetterOrder.NEWEST)
    COLUMNS = (NUMBER, TO, SENT_ON, CODE, NAME, PAST_DUE, CURRENCY, RUN, DATE, SENT_BY, ITEMS)
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        ListOption("4", "Roll back", "delete", "Takes the letter back after it was sent.", True),
        DISPLAY,
        EXPLAIN,
        ITEMS_OF,
    )


def _field(name: str, value: str) -> Field:
    """Return one of the fields above a list of letters."""
    if name == "position":
        return Field(
            value,
            id=name,
            length=10,
            longest=40,
            label="Position to",
            help_text="The list starts at this letter; sorted by customer, at this customer.",
        )
    if name == "customer":
        return Field(
            value,
            id=name,
            length=12,
            longest=40,
            label="Customer",
            help_text="Only letters to this customer or with items of it.",
            choices=lambda typed: [Choice(*pair) for pair in choices.customers(typed)],
        )
    if name == "status":
        help_text = "Only letters of this status."
        return Field(
            value, id=name, length=11, label="Status", help_text=help_text, choices=STATUSES
        )
    label = {"run": "Run", "code": "Letter code"}[name]
    help_text = {"run": "Only letters of this run.", "code": "Only letters of this code."}[name]
    return Field(value, id=name, length=8, label=label, help_text=help_text)
