"""Menu 7: one letter as it prints, with its items, amounts and history; what can be done to it."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.containers import VerticalScroll

from tui_dunning.errors import DunningError, Refused
from tui_dunning.paging import Key, Page, Seek, page_of
from tui_dunning.screens.actions import Action, ListOption
from tui_dunning.screens.customer_words import explanation_text
from tui_dunning.screens.dialogs import AskReason, Confirm, TextPages
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.letter_text_editor import LetterTextEditor
from tui_dunning.screens.letter_words import VIEWS, ItemRow, item_rows, item_text, view_text
from tui_dunning.screens.line_list import Column
from tui_dunning.screens.text_screen import TextScreen
from tui_dunning.screens.widgets import Static
from tui_dunning.screens.work_with import WorkWithScreen
from tui_dunning.services import explain, form_print, review
from tui_dunning.services.letter_text import TextVersion
from tui_dunning.services.review import Ended, LetterView


def waits(screen: Any) -> bool:
    """Tell whether the letter shown waits to be sent."""
    return screen.letter is not None and screen.letter.status == "proposed"


def _sent(screen: Any) -> bool:
    return screen.letter is not None and screen.letter.status in {"printed", "sent"}


def _not_waiting(screen: Any) -> str:
    return "" if waits(screen) else f"Letter {screen.number} does not wait any more."


class LetterScreen(TextScreen):
    """One letter. F12 answers with what was done to it."""

    IDENT = "AR447L"
    HEADING = "One letter"
    HELP = (
        "The letter as it prints. F11 shows its items, its amounts and its history in turn. Until "
        "it is sent its text can be changed, for this letter alone, items can be taken off, and "
        "it can be deleted; a letter that was sent is rolled back."
    )
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("f2", "EDIT", "Text", "edit", "Changes the text, for this letter alone.",
               valid=waits, why_disabled=_not_waiting),
        Action("f5", "REFRESH", "Refresh", "refresh", "Reads the letter anew."),
        Action("f6", "PRINT", "Print", "print", "Prints it; one that was sent, once more.",
               valid=lambda s: waits(s) or _sent(s),
               why_disabled=lambda s: "" if waits(s) or _sent(s) else "It was ended."),
        Action("f7", "ITEMS", "Items", "items", "Lists its items; an item can be taken off."),
        Action("f8", "EXPLAIN", "Explain", "explain", "What the next update would do, and why."),
        Action("f10", "DELETE", "Delete", "delete", "Deletes it; one that was sent is rolled back.",
               dangerous=True, valid=lambda s: waits(s) or _sent(s),
               why_disabled=lambda s: "" if waits(s) or _sent(s) else "It was ended."),
        Action("f11", "VIEW", "View", "view", "As it prints, items, amounts, history in turn."),
    )  # fmt: skip

    def __init__(self, number: int) -> None:
        super().__init__(f"Letter {number}", [""])
        self.number = number
        self.letter: LetterView | None = None
        self.as_printed: list[str] = []
        self.view = 0
        self.done = ""

    def opened(self) -> None:
        """Read the letter."""
        self.start(self.read())

    async def read(self) -> None:
        """Read the letter and its pages."""
        self.letter = await self.call(review.letter, self.number)
        try:
            self.as_printed = await self.call(preview, self, self.number)
        except DunningError as error:
            self.as_printed = [f" {error.message} {error.hint}"]
        self.show_view()

    def show_view(self) -> None:
        """Show the letter the way that F11 chose."""
        assert self.letter is not None
        text = view_text(self.letter, VIEWS[self.view], self.as_printed)
        self.query_one("#text-of-pages", Static).show(text)
        self.query_one("#text-pages", VerticalScroll).scroll_home(animate=False)
        self.draw_legend()

    def do_view(self) -> None:
        """F11: the next view."""
        self.view = (self.view + 1) % len(VIEWS)
        self.show_view()

    def do_refresh(self) -> None:
        """F5: read it again."""
        self.start(self.read())

    def do_cancel(self) -> None:
        """F12: back, with what was done."""
        self.dismiss(self.done)

    async def after(self, done: str | None) -> None:
        """Read the letter again and say what was done."""
        await self.read()
        if done:
            self.done = done
            self.say(done)

    async def do_edit(self) -> None:
        """F2: its text, for this letter alone."""
        await self.after(await edit_words(self, self.number))

    async def do_print(self) -> None:
        """F6: print it."""
        from tui_dunning.screens.print_fields import PrintWish
        from tui_dunning.screens.print_letters import PrintLettersScreen

        wish = PrintWish(letters=(self.number,), reprint=_sent(self))
        await self.after(await self.ask(PrintLettersScreen(wish=wish)))

    async def do_items(self) -> None:
        """F7: its items."""
        await self.after(await self.ask(LetterItemsScreen(self.number)))

    async def do_explain(self) -> None:
        """F8: what the next update would do with its customer."""
        assert self.letter is not None
        await explain_customer(self, self.letter.customer)

    async def do_delete(self) -> None:
        """F10: delete it, or roll it back."""
        assert self.letter is not None
        verb = "Delete" if waits(self) else "Roll back"
        if await self.ask(Confirm(f"{verb} letter {self.number}?", yes=verb)):
            reason = await self.ask(AskReason(f"{verb} letter {self.number}"))
            if reason is None:
                raise Refused("Nothing was done.")
            await self.after(str(await delete(self, self.number, reason)))


def preview(screen: FunctionScreen, number: int) -> list[str]:
    """Return a letter's pages (called in a thread)."""
    return form_print.preview(number, pay_within_days=screen.desk.session.settings.pay_within_days)


async def delete(screen: FunctionScreen, number: int, reason: str) -> Ended:
    """Delete a letter or roll it back; return what happened."""
    session = screen.desk.session
    return await screen.call(review.delete, number, session.operator, session.as_of, reason)


async def explain_customer(screen: FunctionScreen, customer: str) -> None:
    """Show what the next update would do with a customer."""
    found = await screen.call(explain.explain, customer, screen.desk.session.as_of)
    await screen.ask(TextPages("Explain", explanation_text(found)))


async def edit_words(screen: FunctionScreen, number: int) -> str:
    """Open the editor on a letter's text; return what was done, "" for nothing."""
    letter = await screen.call(review.letter, number)
    if letter.status != "proposed":
        raise Refused(
            f"Letter {number} is {letter.status.replace('_', ' ')}; its text can be edited only "
            "while it waits to be sent."
        )
    return await screen.ask(LetterWordsEditor(letter)) or ""


class LetterWordsEditor(LetterTextEditor):
    """The text of one letter, for this letter alone."""

    IDENT = "AR447T"
    HEADING = "Text of one letter"

    def __init__(self, letter: LetterView) -> None:
        text = TextVersion(
            text_id=0,
            code=letter.letter_code,
            language=letter.language,
            version=1,
            tone="",
            subject=letter.subject or "",
            body=letter.body or "",
            is_current=True,
            is_shipped=False,
            created_at=letter.created_at,
            operator=letter.operator,
        )
        super().__init__(text)
        self.letter = letter

    @property
    def heading(self) -> str:
        """The title says which letter it is."""
        return f"Text of letter {self.letter.number}"

    def _version_words(self) -> str:
        return "for this letter alone"

    def opened(self) -> None:
        """Show the variables; a letter has no tone of its own."""
        super().opened()
        line = self.field("tone").parent
        assert line is not None
        line.display = False
        self.say("This changes the words of this letter alone. F6 shows it, F10 saves.")

    async def do_preview(self) -> None:
        """F6: the letter with these words."""
        _tone, subject, body = self.words()
        if not await self._is_right(subject, body):
            return
        pages = await self.call(form_print.preview, self.letter.number, words=(subject, body))
        note = "Nothing was saved or printed."
        await self.ask(TextScreen(f"Letter {self.letter.number}, not saved", pages, note))

    async def do_save(self) -> None:
        """F10: check, then save."""
        _tone, subject, body = self.words()
        number = self.letter.number
        if not self.unsaved():
            self.dismiss(f"The text of letter {number} was not changed.")
        elif await self._is_right(subject, body, "Not saved. "):
            operator = self.desk.session.operator
            await self.call(review.edit_text, number, subject, body, operator)
            self.dismiss(f"The text of letter {number} was changed, for this letter alone.")

    def unsaved(self) -> str:
        """Say that the words were changed."""
        return f"The text of letter {self.letter.number} is not saved." if super().unsaved() else ""


class LetterItemsScreen(WorkWithScreen[ItemRow]):
    """The items of a letter; they can be taken off until it is sent."""

    IDENT = "AR447I"
    HEADING = "Items of a letter"
    HELP = "4 takes an item off a letter that waits; the next update picks it up again."
    COLUMNS: ClassVar[tuple[Column[ItemRow], ...]] = (
        Column("Unit", 6, lambda row: row.item.unit),
        Column("Item", 12, lambda row: row.item.item, grow=True),
        Column("Customer", 8, lambda row: row.item.customer),
        Column("Due", 10, lambda row: str(row.item.due_date)),
        Column("Days", 4, lambda row: str(row.item.days_past_due), "right"),
        Column("Balance", 12, lambda row: row.balance, "right"),
        Column("Cur", 3, lambda row: row.item.currency),
        Column("Lv", 2, lambda row: str(row.item.level or ""), "right"),
        Column("Before", 6, lambda row: str(row.item.previous_level or ""), "right"),
        Column("Type", 4, lambda row: row.item.entry_type),
    )
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        ListOption("4", "Take off", "take_off", "Takes the item off the letter.", dangerous=True),
        ListOption("5", "Status", "status", "The item's dunning status and history."),
        ListOption("8", "Explain", "explain", "What the next update would do, and why."),
    )
    DEFAULT_OPTION = "5"

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.done = ""

    @property
    def heading(self) -> str:
        """The title says whose items they are."""
        return f"Items of letter {self.number}"

    def page(self, seek: Seek, limit: int) -> Page[ItemRow]:
        """Return a page of the items, which are all there."""
        return page_of(item_rows(review.letter(self.number)), seek, limit)

    def entered(self, values: dict[str, str]) -> Key | None:
        """Start at the top."""
        return None

    def described(self, row: ItemRow) -> str:
        """Name an item."""
        return f"{row.item.unit} {row.item.item}  {row.balance} {row.item.currency}"

    def do_cancel(self) -> None:
        """F12: back, with what was done."""
        self.dismiss(self.done)

    async def do_take_off(self, row: ItemRow) -> str:
        """4: take it off."""
        item = row.item
        operator = self.desk.session.operator
        self.done = await self.call(review.remove_item, self.number, item.unit, item.item, operator)
        return self.done

    async def do_status(self, row: ItemRow) -> None:
        """5: its dunning status and history."""
        found = await self.call(review.item_status, row.item.unit, row.item.item)
        await self.ask(TextScreen(f"Item {found.item}", [item_text(found)]))

    async def do_explain(self, row: ItemRow) -> None:
        """8: what the next update would do with its customer."""
        await explain_customer(self, row.item.customer)
