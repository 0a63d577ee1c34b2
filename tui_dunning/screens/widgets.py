"""The only module, beside `editor`, that takes text-showing widgets from Textual.

Here text is never markup: a name such as `[/]` breaks a stock widget and `[@click=app.quit]x[/]`
would become live. All other modules import these; a test keeps it so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from rich.segment import Segment
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.strip import Strip
from textual.style import Style
from textual.widgets import Input as _Input
from textual.widgets import Label as _Label
from textual.widgets import OptionList as _OptionList
from textual.widgets import Static as _Static
from textual.widgets.option_list import Option as Option

from tui_dunning.output.format import clean
from tui_dunning.screens.cells import leader


class Static(_Static):
    """Text that is only text. Line breaks stay, control characters go."""

    def __init__(self, text: str | Content = "", **options: Any) -> None:
        self.shown = plain(text)
        super().__init__(self.shown, markup=False, **options)

    def show(self, text: str | Content) -> None:
        """Replace the text; the same text again is not drawn again."""
        content = plain(text)
        if content.plain != self.shown.plain or content.spans != self.shown.spans:
            same_height = content.plain.count("\n") == self.shown.plain.count("\n")
            self.shown = content
            self.update(content, layout=not same_height)  # a new layout draws the whole screen


class Label(_Label):
    """A label whose text is only text."""

    def __init__(self, text: str | Content = "", **options: Any) -> None:
        super().__init__(plain(text), markup=False, **options)


class OptionList(_OptionList):
    """A short list to choose from (under 200 rows); prompts are only text."""

    def __init__(self, *prompts: str, **options: Any) -> None:
        super().__init__(*(plain(prompt) for prompt in prompts), markup=False, **options)

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Reverse the row under the cursor: Textual leaves that out of the stylesheet's word."""
        style = super().get_visual_style(*component_classes, partial=partial)
        if "option-list--option-highlighted" in component_classes:
            return style + Style(reverse=True)
        return style


def plain(text: str | Content) -> Content:
    """Return text as content in which nothing is read as markup."""
    if isinstance(text, Content):
        return text
    return Content(clean(text, keep_lines=True))


class Choice(NamedTuple):
    """A value that a field takes, and what it means."""

    value: str
    meaning: str = ""


Choices = Callable[[str], Sequence[Choice]]
"""Asked in a thread with what is typed when F4 is pressed; may read the database."""


class Stray(Message):
    """What was typed and means nothing to the widget: it belongs on the command line."""

    def __init__(self, character: str) -> None:
        super().__init__()
        self.character = character


class Field(_Input, inherit_css=False):
    """A one-line entry field, drawn as underscores, with its help (F1) and values (F4) beside it.

    Coming to a field selects what stands in it, so that typing replaces it.

    Args:
        length: cells that are shown.
        label: what stands before it; messages name the field so.
        help_text: what F1 says of it.
        choices: what F4 lists; None where F4 does nothing.
        longest: most characters taken; 0 for `length`.
        only: the characters it takes, others go to the command line; "" for all.
    """

    BINDINGS: ClassVar[list[BindingType]] = []
    COMPONENT_CLASSES: ClassVar[set[str]] = _Input.COMPONENT_CLASSES  # styled by our sheet alone

    def __init__(
        self,
        value: str = "",
        *,
        length: int = 10,
        label: str = "",
        help_text: str = "",
        choices: Choices | Sequence[Choice] | None = None,
        longest: int = 0,
        only: str = "",
        **options: Any,
    ) -> None:
        super().__init__(
            clean(value),
            compact=True,
            select_on_focus=options.get("id") != "command",
            max_length=longest or length,
            **options,
        )
        self.length = length
        self.label = label
        self.help_text = help_text
        self.choices = choices
        self.only = only
        self.cursor_blink = False
        self.styles.width = length + 1

    def leads_away(self, event: Key) -> bool:
        """Tell whether a key goes on to the command line; `=` does where it would come first."""
        character = event.character or ""
        if character == "=" and self.id != "command" and self.selected_text == self.value:
            return bool(self.screen.query("#command"))  # dialogs have no command line
        return bool(self.only) and character.isprintable() and character not in {"", *self.only}

    def on_key(self, event: Key) -> None:
        """Hand a character that the field does not take to the command line."""
        if self.leads_away(event):
            event.stop()
            event.prevent_default()
            self.post_message(Stray(event.character or ""))

    def values(self) -> Sequence[Choice]:
        """Return what F4 lists (called in a thread)."""
        if self.choices is None:
            return ()
        return self.choices(self.text) if callable(self.choices) else self.choices

    @property
    def text(self) -> str:
        """The value without blanks around it."""
        return clean(self.value).strip()

    def render_line(self, y: int) -> Strip:
        """Draw the value, and underscores where more can be typed."""
        strip = super().render_line(y)
        if y:
            return strip
        used = Content(self.value).cell_length - self.scroll_offset[0]
        drawn: list[Segment] = []
        place = 0
        blank = strip.extend_cell_length(self.size.width, self.rich_style)
        for text, style, control in blank.crop(0, self.size.width):
            if control:
                drawn.append(Segment(text, style, control))
                continue
            end = place + Content(text).cell_length
            blanks = min(len(text), max(0, min(end, self.length) - max(place, used)))
            if blanks > 0 and end <= self.length:
                text = text[: len(text) - blanks] + "_" * blanks
            elif blanks > 0:
                over = end - self.length
                text = text[: len(text) - blanks - over] + "_" * blanks + " " * over
            drawn.append(Segment(text, style))
            place = end
        return Strip(drawn, self.size.width)


class RollingText(VerticalScroll, can_focus=False):
    """A text that may be longer than its room; the screen's legend then says how to roll it."""

    def watch_show_vertical_scrollbar(self, _shown: bool) -> None:
        """Have the legend drawn anew."""
        if self.is_mounted and (draw := getattr(self.screen, "draw_legend", None)):
            draw()


class FieldLine(Horizontal):
    """One line of a form: label with a leader, the field, and a remark."""

    def __init__(self, field: Field, *, width: int = 26, remark: str = "", **options: Any) -> None:
        self.label_text = Label(" " + leader(field.label, width - 1), classes="field-label")
        self.label_text.styles.width = width + 1
        self.field = field
        self.remark = Static(remark, classes="field-remark")
        super().__init__(self.label_text, field, self.remark, classes="field-line", **options)
