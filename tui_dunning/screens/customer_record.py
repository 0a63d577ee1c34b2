"""4.4.3: one customer's record, with numbered fields that are changed by field number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from tui_dunning.errors import DunningError
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.screens.actions import Action
from tui_dunning.screens.cells import fit, leader
from tui_dunning.screens.customer_words import (
    VIEWS,
    amounts,
    explanation_text,
    next_step,
    view_lines,
)
from tui_dunning.screens.dialogs import AskReason, TextPages
from tui_dunning.screens.entries import YES_NO, FieldError, date_field, read_date, read_yes_no
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.letter_by_hand import LETTERS, set_letter_by_hand
from tui_dunning.screens.line_list import Column, LineList
from tui_dunning.screens.widgets import Choice, Field, Label, Static
from tui_dunning.services import customer_letter, explain
from tui_dunning.services.customer_letter import UNSET, CustomerRecord

LANGUAGES = (
    Choice("", "the unit's language"),
    *(Choice(code, name) for code, name in (("en", "English"), ("nl", "Dutch"), ("de", "German"))),
    *(Choice(code, name) for code, name in (("fr", "French"), ("es", "Spanish"))),
)


DISPLAY_ONLY = "This is the display; option 2 changes a record."


@dataclass(frozen=True, slots=True)
class TextRow:
    """A line of a view."""

    place: int
    text: str

    @property
    def key(self) -> Key:
        """Where it stands."""
        return (self.place,)


class CustomerRecordScreen(FunctionScreen):
    """One customer: fields 1 to 7, and below them items, letters, payments, history (F11)."""

    IDENT = "AR4431"
    FIRST = "#number-of-field"
    HELP = (
        "Type the number of a field and press Enter to go to it; change it and press Enter to "
        "save. 1, Enter, 4, Enter sets letter 4. F11 shows items, letters, payments, history."
    )
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("f6", "LETTER", "Letter 4/5", "letter", "Sets a letter by hand.", dangerous=True,
               valid=lambda s: not s.read_only,
               why_disabled=lambda s: DISPLAY_ONLY if s.read_only else ""),
        Action("f8", "EXPLAIN", "Explain", "explain", "What the next update would do, and why."),
        Action("f11", "VIEW", "View", "view", "Items, letters, payments, history in turn."),
    )  # fmt: skip

    def __init__(self, argument: str = "", *, read_only: bool = False) -> None:
        super().__init__(argument)
        self.read_only = read_only
        self.record: CustomerRecord | None = None
        self.view = 0
        self.lines: tuple[TextRow, ...] = ()
        self.saved = ""

    @property
    def heading(self) -> str:
        """The title, which says when nothing can be changed."""
        return "Customer letter record" + (" (display)" if self.read_only else "")

    def body(self) -> ComposeResult:
        """Yield head, numbered fields and the view."""
        yield Static(id="record-head")
        fields = self.fields()
        for at in range(0, 6, 2):
            with Horizontal(classes="subset"):
                yield from self._numbered(at + 1, fields[at], 18)
                yield from self._numbered(at + 2, fields[at + 1], 16)
        with Horizontal(classes="subset"):
            yield from self._numbered(7, fields[6], 18)
        with Horizontal(classes="subset"):
            which = Field(
                id="number-of-field",
                length=1,
                only="0123456789",
                label="Field to change",
                help_text="1 to 7, then Enter: goes to that field.",
            )
            yield _label(" " + leader(which.label, 20), 22)
            yield which
            yield Static(id="view-name", classes="field-remark")
        yield LineList((Column("", 78, lambda row: row.text, grow=True),), self.fetch, id="view")

    def fields(self) -> Sequence[Field]:
        """Return the numbered fields in their order; they never renumber."""
        return (
            Field(
                id="letter",
                length=1,
                label="Letter code",
                help_text="1 to 5 makes a letter by hand, which waits to be printed. 4 says the "
                "account is on credit hold, 5 is the last before collections.",
                choices=LETTERS,
            ),
            Field(
                id="dunning",
                length=1,
                label="Dunning flag",
                help_text="N: the customer gets no letters (**).",
                choices=YES_NO,
            ),
            date_field("blocked_until", "Blocked until", None, "No letter up to this date."),
            Field(
                id="credit_hold",
                length=1,
                label="Credit hold",
                help_text="Y while the account is on credit hold.",
                choices=YES_NO,
            ),
            Field(
                id="language",
                length=6,
                label="Language",
                help_text="Of the letters; blank for the unit's.",
                choices=LANGUAGES,
            ),
            Field(
                id="grace_days",
                length=4,
                label="Grace days",
                help_text="The customer's own; blank for its profile class's.",
            ),
            Field(
                id="note",
                length=50,
                longest=500,
                label="Note",
                help_text="A remark, kept in the history.",
            ),
        )

    def _numbered(self, number: int, field: Field, width: int) -> ComposeResult:
        field.disabled = self.read_only
        yield _label(f" {number} " + leader(field.label, width), width + 4)
        yield field
        if number % 2 and number < 7:
            gap = Label("")
            gap.styles.width = 22 - field.length
            yield gap

    async def fetch(self, seek: Seek, limit: int) -> Page[TextRow]:
        """Return a page of the view's lines, which are all there."""
        lines = self.lines
        first = seek.key[0] if seek.key else (len(lines) if seek.back else -1)
        assert isinstance(first, int)
        if seek.back:
            end = first
            start = max(0, end - limit)
        else:
            start = max(0, first + (0 if seek.inclusive else 1))
            end = min(len(lines), start + limit)
        return Page(lines[start:end], start > 0, end < len(lines))

    # --- reading and showing --------------------------------------------------------------------

    def opened(self) -> None:
        """Read the record."""
        self.start(self.read())

    async def read(self) -> None:
        """Read the record and what the next update would do; show both."""
        as_of = self.desk.session.as_of
        record = await self.call(customer_letter.show, self.argument, as_of)
        explained = await self.call(explain.explain, self.argument, as_of)
        self.record = record
        unit = f"  unit {record.unit}" if record.unit else ""
        parent = record.correspondence
        to = f"  letters to {parent}" if parent != record.number else ""
        method = f"{record.procedure or 'no procedure'} {record.method}".strip()
        head = [
            f" {record.number}  {fit(record.name, 40)}  LTR {record.ltr or 'blank'}",
            f" {', '.join(part for part in record.address if part)}",
            f" {method}{unit}{to}  class {record.profile_class or 'none'}",
            f" Past due {amounts(record.past_due)}   Balance {amounts(record.balance)}",
            f" Next update: {next_step(explained)}",
            "",
        ]
        width = self.app.size.width - 1
        self.query_one("#record-head", Static).show("\n".join(fit(line, width) for line in head))
        for ident, text in self.values(record).items():
            self.query_one(f"#{ident}", Field).value = text
        await self.show_view()

    async def show_view(self) -> None:
        """Show the items, or what F11 chose."""
        assert self.record is not None
        head, rows = view_lines(self.record, VIEWS[self.view])
        self.lines = tuple(TextRow(place, text) for place, text in enumerate(rows))
        view = self.query_one("#view", LineList)
        view.columns = (Column(head, 78, lambda row: row.text, grow=True),)
        self.query_one("#view-name", Static).show(f"   {VIEWS[self.view]}: {len(rows)}")
        await view.load(Seek())

    def values(self, record: CustomerRecord) -> dict[str, str]:
        """Return what the fields show of a record."""
        grace = record.own_grace_days
        return {
            "letter": record.letter_code,
            "dunning": "Y" if record.dunning else "N",
            "blocked_until": str(record.blocked_until or ""),
            "credit_hold": "Y" if record.credit_hold else "N",
            "language": record.language,
            "grace_days": "" if grace is None else str(grace),
            "note": "",
        }

    # --- changing -------------------------------------------------------------------------------

    def changed(self) -> dict[str, str]:
        """Return the fields that differ from the record, with what stands in them."""
        if self.record is None:
            return {}
        typed = {i: self.query_one(f"#{i}", Field).text for i in self.values(self.record)}
        return {i: typed[i] for i, text in self.values(self.record).items() if typed[i] != text}

    def unsaved(self) -> str:
        """Say which fields were changed and not saved."""
        changed = [self.query_one(f"#{ident}", Field).label for ident in self.changed()]
        return f"Not saved yet: {', '.join(changed)}." if changed else ""

    def do_enter(self) -> Any:
        """Enter: go to the field whose number was typed, or save what was changed."""
        which = self.query_one("#number-of-field", Field)
        if self.focused is which and which.text:
            self.go_to_field(which.text)
            return
        self.start(self.save(again=self.focused))

    def go_to_field(self, number: str) -> None:
        """Set the focus to a numbered field."""
        which = self.query_one("#number-of-field", Field)
        names = [field.id for field in self.fields()]
        which.value = ""
        if self.read_only:
            self.error(DISPLAY_ONLY)
        elif number.isdigit() and 1 <= int(number) <= len(names):
            self.set_focus(self.query_one(f"#{names[int(number) - 1]}", Field))
        else:
            self.error(f"There is no field {number}; 1 to {len(names)} can be changed.")

    async def save(self, again: object = None) -> None:
        """Ask why and save the fields that were changed; the same letter code is sent again."""
        changed = self.changed()
        letter = self.query_one("#letter", Field)
        if again is letter and letter.text:
            changed["letter"] = letter.text
        if not changed or self.read_only or self.record is None:
            return
        values = self._read(changed)
        labels = ", ".join(self.query_one(f"#{ident}", Field).label for ident in changed)
        reason = await self.ask(AskReason(f"Change of {labels} ({self.argument})"))
        if reason is None:
            self.say("Not saved yet; the fields stay as typed.")
            return
        session = self.desk.session
        record = await self.call(
            customer_letter.change,
            self.argument,
            session.operator,
            session.as_of,
            reason=reason,
            seen=customer_letter.record_seen(self.record),
            **values,
        )
        await self.read()
        self.set_focus(self.query_one("#number-of-field", Field))
        self.saved = f"Customer {self.argument} changed: {labels}."
        if code := changed.get("letter"):
            self.saved += f" Letter {code} waits; 4.4.4 prints it."
        self.say(" ".join([self.saved, *record.notices]))

    def _read(self, changed: dict[str, str]) -> dict[str, Any]:
        """Turn what was typed into the service's values."""
        values: dict[str, Any] = {"block_until": UNSET, "grace_days": UNSET}
        for ident, text in changed.items():
            field = self.query_one(f"#{ident}", Field)
            if ident == "blocked_until":
                values["block_until"] = read_date(field, needed=False)
            elif ident == "grace_days":
                if text and not (text.isascii() and text.isdigit()):
                    raise FieldError(ident, f"Grace days: {text} is not a number of days.")
                values[ident] = int(text) if text else None
            elif ident in {"dunning", "credit_hold"}:
                values[ident] = read_yes_no(field)
            elif ident == "letter" and not text:
                raise FieldError(ident, "A letter code cannot be cleared.", "Enter 1 to 5.")
            elif ident == "letter" and text not in set("12345"):
                raise FieldError(ident, f"There is no letter code {text}.", "Enter 1 to 5.")
            else:
                values[ident] = text
        return values

    def failed(self, error: DunningError) -> None:
        """Show what was refused, at its field."""
        if isinstance(error, FieldError):
            self.set_focus(self.query_one(f"#{error.field}", Field))
        super().failed(error)

    def do_cancel(self) -> None:
        """F12: back to the list, asking first where something is not saved."""
        self.start(self.leave())

    async def leave(self) -> None:
        """Go back with what was saved."""
        if await self.may_leave():
            self.dismiss(self.saved)

    async def do_refresh(self) -> None:
        """F5: read the record again."""
        await self.read()

    async def do_letter(self) -> None:
        """F6: a letter by hand."""
        assert self.record is not None
        if done := await set_letter_by_hand(self, self.record):
            await self.read()
            self.saved = done
            self.say(done)

    async def do_explain(self) -> None:
        """F8: what the next update would do."""
        found = await self.call(explain.explain, self.argument, self.desk.session.as_of)
        await self.ask(TextPages("Explain", explanation_text(found)))

    async def do_view(self) -> None:
        """F11: the next view."""
        self.view = (self.view + 1) % len(VIEWS)
        await self.show_view()

    def action_roll(self, direction: int) -> None:
        """Roll the view."""
        self.query_one("#view", LineList).roll(direction)

    def on_line_list_rolled(self, event: LineList.Rolled) -> None:
        """Show the page that the view asks for."""
        self.start(event.line_list.load(event.seek, event.cursor))


def _label(text: str, width: int) -> Label:
    label = Label(text, classes="field-label")
    label.styles.width = width
    return label
