"""The one widget for long lists: it draws lines, holds one page, and asks for pages by key.

It never counts, never loads more than a page, and draws anew only the rows that changed. Options
typed beside rows are kept by the row's key, so they stay while one rolls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, Generic

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui_dunning.paging import Key, Page, Row, Seek
from tui_dunning.screens.cells import Align, fit
from tui_dunning.screens.widgets import Stray


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its head, its width in cells, and how a row's text is made.

    `pinned` columns stay in every view (F11); the last column that fits may `grow`.
    """

    head: str
    width: int
    text: Callable[[Row], str]
    align: Align = "left"
    pinned: bool = False
    grow: bool = False


Fetch = Callable[[Seek, int], Awaitable[Page[Row]]]
"""Reads a page; the screen does it in a thread."""

OPTION_WIDTH = 6
"""`Opt` and the gap behind it, where the list takes options."""


def fitting(
    columns: Sequence[Column[Row]], width: int, has_options: bool, first: int = 0
) -> tuple[tuple[Column[Row], int], ...]:
    """Return the columns that fit into a width, the pinned ones and those from `first` on.

    One column grows into what is left.
    """
    room = width - 1 - (OPTION_WIDTH if has_options else 0)
    taken = [column for column in columns if column.pinned]
    room -= sum(column.width + 2 for column in taken)
    for column in [column for column in columns if not column.pinned][first:]:
        if column.width > room:
            break
        taken.append(column)
        room -= column.width + 2
    left = max(0, room + 2)
    growing = next((column for column in taken if column.grow), None)
    return tuple((c, c.width + left if c is growing else c.width) for c in taken)


class LineList(Widget, Generic[Row], can_focus=True):
    """A page of rows with an option column.

    Args:
        columns: all columns; those that fit are shown, F11 shows the others.
        fetch: reads a page of rows.
        options: the characters that may be typed as options; "" for a list to look at.
        descending: the list's keys run downwards (newest first).
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--head",
        "list--row",
        "list--cursor",
        "list--failed",
        "list--foot",
    }

    @dataclass
    class Entered(Message):
        """Enter was pressed in the list."""

        line_list: LineList[Any]

    @dataclass
    class Rolled(Message):
        """The list wants another page (None: this one anew); the screen calls `load`."""

        line_list: LineList[Any]
        seek: Seek | None
        cursor: int

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        line_list: LineList[Any]

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        fetch: Fetch[Row],
        *,
        options: str = "",
        descending: bool = False,
        **widget_options: Any,
    ) -> None:
        super().__init__(**widget_options)
        self.columns = tuple(columns)
        self.fetch = fetch
        self.options = options
        self.descending = descending
        self.page: Page[Row] = Page()
        self.cursor = 0
        self.first_column = 0
        self.loaded = False
        self._sized = asyncio.Event()
        self._loading = asyncio.Lock()
        self._loaded_room = 0
        self.typed: dict[Key, tuple[str, Row]] = {}
        self.failures: dict[Key, str] = {}
        self._before: tuple[Key, tuple[str, Row] | None] | None = None
        self.help_text = "Roll with PgUp and PgDn; Home and End go to the top and the bottom."

    # --- rows -----------------------------------------------------------------------------------

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the page shown."""
        return self.page.rows

    @property
    def room(self) -> int:
        """How many rows fit between head and foot."""
        return max(1, self.size.height - 2)

    @property
    def current(self) -> Row | None:
        """The row that the cursor stands on."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    async def load(self, seek: Seek | None, cursor: int = 0) -> None:
        """Show the page that starts at `seek`; a page beyond the end fills up from before.

        None is the page shown, from its first row on; the cursor stays on its line then. One load
        waits for the other, so that a change of size does not bring an older page back.
        """
        async with self._loading:
            if seek is None:
                first = self.rows[0].key if self.rows else None
                seek = Seek(first, inclusive=True) if first is not None else Seek()
                cursor = self.cursor
            await self._load(seek, cursor)

    async def _load(self, seek: Seek, cursor: int) -> None:
        with suppress(TimeoutError):  # a list that is not shown has no size
            await asyncio.wait_for(self._sized.wait(), 2)
        page = await self.fetch(seek, self.room)
        if not page.rows and seek.key is not None:
            await self._load(Seek() if seek.back else Seek(back=True), -1 if not seek.back else 0)
            return
        if seek.back and len(page.rows) < self.room and page.more_after:
            page = await self.fetch(Seek(), self.room)
        self.page = page
        self.loaded = True
        self._loaded_room = self.room
        self.cursor = max(0, min(len(page.rows) - 1, cursor if cursor >= 0 else len(page.rows) - 1))
        self.refresh()
        self.post_message(self.Moved(self))

    async def go_to(self, row: Row) -> None:
        """Set the cursor on a row; one that is not on the page shown begins a new page."""
        places = [at for at, shown in enumerate(self.rows) if shown.key == row.key]
        if places:
            self._jump(places[0])
        else:
            await self.load(Seek(row.key, inclusive=True))

    async def reload(self) -> None:
        """Read the page shown again, from its first row on; the cursor stays on its line."""
        await self.load(None)

    # --- options --------------------------------------------------------------------------------

    def typed_rows(self) -> list[tuple[str, Row]]:
        """Return the options typed, in the order of the list, over all pages."""
        keys = list(self.typed)
        try:
            keys.sort(reverse=self.descending)
        except TypeError:  # a key holds None: the order of typing will do
            keys = list(self.typed)
        return [self.typed[key] for key in keys]

    def done(self, row: Row) -> None:
        """Clear a row's option: it was run."""
        self.typed.pop(row.key, None)
        self.failures.pop(row.key, None)
        self.refresh()

    def failed(self, row: Row, text: str) -> None:
        """Keep a row's option and remember its error."""
        self.failures[row.key] = text
        self.refresh()

    def clear_options(self) -> None:
        """Forget all options typed."""
        self.typed.clear()
        self.failures.clear()
        self.refresh()

    # --- keys -----------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Move, roll, type options; other characters go to the command line."""
        moves: dict[str, Callable[[], object]] = {
            "up": lambda: self.move(-1),
            "down": lambda: self.move(1),
            "pageup": lambda: self.roll(-1),
            "pagedown": lambda: self.roll(1),
            "home": lambda: self.roll_to(-1),
            "end": lambda: self.roll_to(1),
            "enter": lambda: self.post_message(self.Entered(self)),
            "backspace": lambda: self.type_option(""),
            "delete": lambda: self.type_option(""),
            "space": lambda: self.type_option(""),
        }
        before, self._before = self._before, None
        if event.key in moves:
            moves[event.key]()
        elif event.character and event.character in self.options:
            row = self.current
            self._before = (row.key, self.typed.get(row.key)) if row is not None else None
            self.type_option(event.character)
        elif event.character == "." and before is not None:
            self.post_message(Stray(self._taken_back(*before) + "."))
        elif event.character and event.character.isprintable():
            self.post_message(Stray(event.character))
        else:
            return
        event.stop()
        event.prevent_default()

    def leads_away(self, event: events.Key) -> bool:
        """Tell whether a key goes on to the command line."""
        character = event.character or ""
        return character.isprintable() and character not in {"", " ", *self.options}

    def _taken_back(self, key: Key, before: tuple[str, Row] | None) -> str:
        """Take the option typed last away again: it was the beginning of a path, such as 4.4.3."""
        option, _row = self.typed.pop(key)
        if before is not None:
            self.typed[key] = before
        self.refresh(Region(0, self.cursor + 1, OPTION_WIDTH, 1))
        return option

    def type_option(self, option: str) -> None:
        """Put an option beside the current row; "" takes it away."""
        row = self.current
        if row is None or not self.options:
            return
        self.failures.pop(row.key, None)
        if option:
            self.typed[row.key] = (option, row)
        else:
            self.typed.pop(row.key, None)
        self.refresh(Region(0, self.cursor + 1, OPTION_WIDTH, 1))

    def move(self, step: int) -> None:
        """Move the cursor; over the edge of the page the list rolls."""
        to = self.cursor + step
        if not 0 <= to < len(self.rows):
            if (step > 0 and self.page.more_after) or (step < 0 and self.page.more_before):
                self.roll(step, cursor=0 if step > 0 else -1)
            return
        top = min(self.cursor, to)
        self.cursor = to
        self.refresh(Region(0, top + 1, self.size.width, 2))
        self.post_message(self.Moved(self))

    def roll(self, direction: int, cursor: int = 0) -> None:
        """Ask for the next (1) or the page before (-1)."""
        if not self.rows:
            return
        if direction > 0 and self.page.more_after:
            self.post_message(self.Rolled(self, Seek(self.rows[-1].key), cursor))
        elif direction < 0 and self.page.more_before:
            self.post_message(self.Rolled(self, Seek(self.rows[0].key, back=True), cursor))
        elif direction > 0:
            self._jump(len(self.rows) - 1)
        else:
            self._jump(0)

    def roll_to(self, direction: int) -> None:
        """Ask for the top (-1) or the bottom (1) of the list."""
        at_end = not (self.page.more_after if direction > 0 else self.page.more_before)
        if at_end:
            self._jump(len(self.rows) - 1 if direction > 0 else 0)
        else:
            self.post_message(self.Rolled(self, Seek(back=direction > 0), -max(0, direction)))

    def _jump(self, to: int) -> None:
        before, self.cursor = self.cursor, max(0, to)
        for line in {before, self.cursor}:
            self.refresh(Region(0, line + 1, self.size.width, 1))
        self.post_message(self.Moved(self))

    # --- columns and drawing --------------------------------------------------------------------

    def shown(self) -> tuple[tuple[Column[Row], int], ...]:
        """Return the columns of this view with their widths; one grows into what is left.

        Where all of them fit (the terminal was enlarged), there is one view only.
        """
        whole = fitting(self.columns, self.size.width, bool(self.options))
        if len(whole) == len(self.columns):
            return whole
        return fitting(self.columns, self.size.width, bool(self.options), self.first_column)

    def next_columns(self) -> None:
        """Show the columns that did not fit; after the last the first again (F11)."""
        pinned = sum(column.pinned for column in self.columns)
        self.first_column += len(self.shown()) - pinned
        if self.first_column >= len(self.columns) - pinned:
            self.first_column = 0
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw head, row or foot."""
        width = self.size.width
        if y == 0:
            text = self._line([fit(c.head, w, c.align) for c, w in self.shown()], "Opt")
            return self._strip([(text, "list--head")], width)
        if y == self.size.height - 1:
            return self._strip([(fit(self._foot(), width - 1, "right"), "list--foot")], width)
        if y - 1 >= len(self.rows):
            return self._strip([], width)
        row = self.rows[y - 1]
        here = y - 1 == self.cursor and self.has_focus
        option = self.typed[row.key][0] if row.key in self.typed else "_"
        failed = row.key in self.failures
        text = self._line(
            [fit(c.text(row), w, c.align) for c, w in self.shown()],
            f"{option}{'!' if failed else ' '}".rjust(3),
        )
        style = "list--cursor" if here else "list--failed" if failed else "list--row"
        return self._strip([(text, style)], width)

    def _line(self, cells: list[str], option: str) -> str:
        lead = " " + option.ljust(OPTION_WIDTH - 1) if self.options else " "
        return lead + "  ".join(cells)

    def _foot(self) -> str:
        if not self.loaded:
            return ""
        return "More..." if self.page.more_after else "Bottom"

    def _strip(self, parts: list[tuple[str, str]], width: int) -> Strip:
        segments = [Segment(text, self._style(name)) for text, name in parts]
        return Strip(segments).adjust_cell_length(width, self._style("list--row"))

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)

    def on_resize(self) -> None:
        """Fill the new room from the first row on."""
        self._sized.set()
        if self.loaded and self.room != self._loaded_room:
            self.post_message(self.Rolled(self, None, self.cursor))

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()
