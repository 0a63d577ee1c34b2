"""Questions over the screen: each `ModalScreen` answers with a value; F12 answers None."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from tui_dunning.errors import DunningError
from tui_dunning.screens.cells import fit, wrap, wrap_whole
from tui_dunning.screens.keyboard import SettledScreen
from tui_dunning.screens.widgets import Choice, Field, FieldLine, Option, OptionList, Static, plain
from tui_dunning.services.choices import MOST

T = TypeVar("T")

LINE_WIDTH, MOST_LINES = 68, 10
"""The room of a question's lines; those that do not fit are rolled."""


class Dialog(ModalScreen[T], SettledScreen[T], Generic[T]):
    """A window in the middle of the screen. F12, F3 and Esc answer None."""

    LEGEND: ClassVar[str] = "F12=Cancel"
    AUTO_FOCUS = ""
    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f12,f3,escape", "cancel", show=False),
        *(Binding(f"f{n}", "other_key", show=False) for n in (1, 2, 4, 5, 6, 7, 8, 9, 10, 11)),
    ]

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.heading = heading
        self.legend = self.LEGEND

    def compose(self) -> ComposeResult:
        """Lay out heading, middle and keys."""
        with Vertical(classes="dialog"):
            yield Static(self.heading, classes="dialog-heading")
            yield from self.middle()
            yield Static("", classes="dialog-message")
            yield Static(self.legend, classes="dialog-legend")

    def middle(self) -> ComposeResult:
        """Yield what the dialog asks."""
        yield from ()

    def complain(self, text: str) -> None:
        """Say what is wrong with the answer and forget the keys typed ahead."""
        lines = wrap_whole(text, LINE_WIDTH, 3)
        self.query_one(".dialog-message", Static).show("\n".join(lines))
        flush = getattr(self.app, "flush_type_ahead", None)
        if flush:
            flush()

    def action_cancel(self) -> None:
        """Answer None."""
        self.dismiss(None)

    def action_other_key(self) -> None:
        """Say which keys the dialog knows."""
        self.complain(f"Keys here: {self.legend}")


class Confirm(Dialog[bool]):
    """A yes or no question, with what it is about as lines. Only F10 or Y says yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10,y,Y", "yes", show=False),
        Binding("n,N", "cancel", show=False),
        Binding("enter", "other_key", show=False),
        Binding("pageup", "roll(-1)", show=False),
        Binding("pagedown", "roll(1)", show=False),
    ]

    def __init__(self, question: str, lines: Sequence[str] = (), *, yes: str = "Confirm") -> None:
        super().__init__(question)
        self.lines = lines
        self.legend = f"F10 or Y={yes}  F12 or N=Cancel"
        if sum(len(wrap(line, LINE_WIDTH)) for line in lines) > MOST_LINES:
            self.legend += "  PgUp PgDn=Roll"

    def middle(self) -> ComposeResult:
        """Yield the lines."""
        if self.lines:
            with VerticalScroll(classes="dialog-lines", can_focus=False):
                yield Static("\n".join(self.lines))

    def action_yes(self) -> None:
        """Answer yes."""
        self.dismiss(True)

    def action_cancel(self) -> None:
        """Answer no."""
        self.dismiss(False)

    def action_roll(self, direction: int) -> None:
        """Roll the lines."""
        for lines in self.query(VerticalScroll):
            (lines.scroll_page_down if direction > 0 else lines.scroll_page_up)(animate=False)


class ValueList(Dialog[str]):
    """A list of values to choose from; typing goes to the first value that starts so."""

    LEGEND = "Enter=Choose  F12=Cancel"

    def __init__(self, heading: str, choices: Sequence[Choice]) -> None:
        heading = heading or "Values"
        if len(choices) == MOST:
            heading += f" (the first {MOST}; for others type how they begin, then F4)"
        super().__init__(heading)
        self.choices = choices
        self._typed = ""

    def middle(self) -> ComposeResult:
        """Yield the list."""
        widest = min(24, max((len(choice.value) for choice in self.choices), default=1))
        rows = OptionList(classes="dialog-list")
        rows.add_options(
            Option(plain(f"{fit(choice.value, widest)}  {choice.meaning}"))
            for choice in self.choices
        )
        yield rows

    def on_mount(self) -> None:
        """Give the list the focus."""
        rows = self.query_one(OptionList)
        rows.highlighted = 0
        rows.focus()

    def on_key(self, event: events.Key) -> None:
        """Go to the first value that starts with what is typed."""
        if event.key == "backspace":
            self._typed = self._typed[:-1]
        elif event.character and event.character.isprintable():
            self._typed += event.character.lower()
        else:
            self._typed = ""
            return
        for place, choice in enumerate(self.choices):
            if choice.value.lower().startswith(self._typed):
                self.query_one(OptionList).highlighted = place
                break
        self.complain(self._typed)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the value."""
        self.dismiss(self.choices[event.option_index].value)


class TextPages(Dialog[None]):
    """A text to read, a page at a time: help, previews, lists of mistakes."""

    LEGEND = "PgUp PgDn=Roll  F12=Back"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "cancel", show=False),
        Binding("pageup", "roll(-1)", show=False),
        Binding("pagedown", "roll(1)", show=False),
    ]

    def __init__(self, heading: str, text: str) -> None:
        super().__init__(heading)
        self.text = text

    def middle(self) -> ComposeResult:
        """Yield the text."""
        with VerticalScroll(classes="dialog-text"):
            yield Static(self.text)

    def on_mount(self) -> None:
        """Give the text the focus, for the arrow keys."""
        self.query_one(VerticalScroll).focus()

    def action_roll(self, direction: int) -> None:
        """Roll a page."""
        text = self.query_one(VerticalScroll)
        (text.scroll_page_down if direction > 0 else text.scroll_page_up)(animate=False)


class AskText(Dialog[str]):
    """One line to type: a reason, a file name. Enter takes it, blank too unless `needed`.

    `check` raises what is wrong with the text, which is said here; it can be mended.
    """

    LEGEND = "Enter=OK  F12=Cancel"

    def __init__(
        self,
        heading: str,
        label: str,
        *,
        value: str = "",
        needed: bool = False,
        help_text: str = "",
        length: int = 40,
        longest: int = 200,
        check: Callable[[str], object] = str,
    ) -> None:
        super().__init__(heading)
        self.needed = needed
        self.check = check
        self.field = Field(value, length=length, longest=longest, label=label, help_text=help_text)

    def middle(self) -> ComposeResult:
        """Yield the field."""
        yield FieldLine(self.field, width=18)
        if self.field.help_text:
            yield Static(self.field.help_text, classes="dialog-help")

    def on_mount(self) -> None:
        """Give the field the focus."""
        self.field.focus()

    def on_input_submitted(self, event: Field.Submitted) -> None:
        """Answer with the text."""
        event.stop()
        if self.needed and not self.field.text:
            self.complain(f"{self.field.label} is needed.")
            return
        try:
            self.check(self.field.text)
        except DunningError as error:
            self.complain(f"{error.message} {error.hint}".strip())
        else:
            self.dismiss(self.field.text)


class AskReason(AskText):
    """Why a change is made; blank is taken."""

    def __init__(self, heading: str) -> None:
        super().__init__(heading, "Reason", help_text="Kept in the history. May be left blank.")
