"""4.4.9.11 Numbers: which are taken next, and the first dunning number until a run is made."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from tui_dunning.errors import BadInput, DunningError
from tui_dunning.screens.actions import Action
from tui_dunning.screens.cells import fit, leader
from tui_dunning.screens.dialogs import Confirm
from tui_dunning.screens.setup_fields import FIRST_NUMBER, read
from tui_dunning.screens.text_screen import FunctionTextScreen
from tui_dunning.screens.widgets import Field, FieldLine, Static
from tui_dunning.services import setup
from tui_dunning.services.setup import Numbers

NOT_READ = Numbers(1, "", 1, 1, ())


class NumbersScreen(FunctionTextScreen):
    """The first dunning number as a field, which the first run protects; the others to read."""

    HELP = (
        "The number of the first run can be set until that has been made; F10 checks it as "
        "`dunning setup import` does, shows what would change, and asks before it saves. A unit's "
        "payment references go on from First reference in 4.4.9.1, where that was raised."
    )
    FIRST = "#set-first_dunning_number"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "f10",
            "CONFIRM",
            "Save",
            "save",
            "Shows the change, then saves.",
            valid=lambda s: not s.numbers.fixed,
            why_disabled=lambda s: s.numbers.fixed,
        ),
    )

    def __init__(self, argument: str = "") -> None:
        super().__init__(argument)
        self.numbers = NOT_READ

    def body(self) -> ComposeResult:
        """Yield the field and the place of the numbers."""
        yield Static("", classes="blank-line")
        yield FieldLine(FIRST_NUMBER.field("", locked=False))
        yield Static("", classes="blank-line")
        yield from super().body()

    @property
    def field(self) -> Field:
        """The field of the first number."""
        return self.query_one(self.FIRST, Field)

    def opened(self) -> None:
        """Read the numbers."""
        self.start(self.read())

    async def read(self) -> None:
        """Show the numbers; once a run has been made, the first one is protected."""
        self.numbers = await self.call(setup.numbers)
        self.field.value = str(self.numbers.first_run)
        self.field.disabled = bool(self.numbers.fixed)
        self.focus_first()
        self.field.select_all()
        self.draw_legend()
        self.show_text("\n".join(number_lines(self.numbers)))

    def unsaved(self) -> str:
        """Say that the field was changed."""
        changed = self.field.text != str(self.numbers.first_run)
        return f"Not saved yet: {FIRST_NUMBER.label}." if changed else ""

    def do_cancel(self) -> None:
        """F12: back without saving, asking first where the field was changed."""
        self.start(self.leave())

    def do_enter(self) -> None:
        """Enter saves nothing."""
        self.say(self.numbers.fixed or "F10 saves the first dunning number.")

    async def do_save(self) -> None:
        """F10: check, show the change, ask, save."""
        document = {FIRST_NUMBER.name: read(FIRST_NUMBER, self.field)}
        operator = self.desk.session.operator
        found = await self.call(setup.change_records, document, operator, dry_run=True)
        if not found.changes:
            self.say("Nothing was changed.")
            return
        lines = [in_words(change) for change in found.changes]
        if not await self.ask(Confirm("Save 1 change?", lines, yes="Save")):
            self.say("Not saved yet; the field stays as typed.")
            return
        await self.call(setup.change_records, document, operator)
        await self.read()
        self.say(f"{FIRST_NUMBER.label} saved.")

    def failed(self, error: DunningError) -> None:
        """Say what is wrong with the number."""
        if isinstance(error, BadInput) and error.problems:
            self.error(f"Not saved. {in_words(error.problems[0])}")
        else:
            super().failed(error)


def in_words(text: str) -> str:
    """Return what the import says with the field's label in place of the key."""
    return text.replace(FIRST_NUMBER.name, FIRST_NUMBER.label)


def number_lines(numbers: Numbers) -> list[str]:
    """Return the numbers that are taken next, and why the first one is protected."""
    lines = [numbers.fixed, ""] if numbers.fixed else []
    lines += [
        f"{leader('Next dunning number', 25)} {numbers.next_run}",
        f"{leader('Next letter number', 25)} {numbers.next_letter}",
    ]
    if numbers.references:
        lines += ["", f"{fit('Unit', 12)} {fit('Name', 40)} Next payment reference"]
    lines += [
        f"{fit(code, 12)} {fit(name, 40)} {number:>22}" for code, name, number in numbers.references
    ]
    return lines
