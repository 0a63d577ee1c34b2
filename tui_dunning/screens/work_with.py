"""The "work with" screen: fields to position and subset, a list, options typed on many rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Generic

from textual.app import ComposeResult
from textual.containers import Horizontal

from tui_dunning.errors import DunningError
from tui_dunning.paging import Key, Page, Row, Seek
from tui_dunning.screens.actions import Action, ListOption
from tui_dunning.screens.cells import leader, wrap
from tui_dunning.screens.dialogs import Confirm
from tui_dunning.screens.entries import FieldError
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.line_list import Column, LineList, fitting
from tui_dunning.screens.widgets import Field, Label, Static


def _more_columns(screen: Any) -> bool:
    shown = fitting(screen.COLUMNS, screen.app.size.width, bool(screen.OPTIONS))
    return len(shown) < len(screen.COLUMNS)


class WorkWithScreen(FunctionScreen, Generic[Row]):
    """A list to work with.

    Subclasses give COLUMNS, OPTIONS and `page`; `position_field` and `subset_fields` where the
    list can be positioned and narrowed; `described` for the lines of a question.
    """

    COLUMNS: ClassVar[Sequence[Column[Any]]] = ()
    OPTIONS: ClassVar[tuple[ListOption, ...]] = ()
    DEFAULT_OPTION: ClassVar[str] = ""
    DESCENDING: ClassVar[bool] = False
    FIRST = "LineList"
    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    VIEW: ClassVar[Action] = Action(
        "f11", "VIEW", "View", "view", "Shows the columns that did not fit.", valid=_more_columns
    )

    # --- what a subclass gives ------------------------------------------------------------------

    def page(self, seek: Seek, limit: int) -> Page[Row]:
        """Read a page of the list (called in a thread)."""
        raise NotImplementedError

    def fields(self) -> Sequence[Field]:
        """Return the fields on top, two to a line; their ids are those of `entered`."""
        return ()

    def entered(self, values: dict[str, str]) -> Key | None:
        """Take the values of the fields; return the key to position to, None for the top."""
        return None

    async def sought(self, values: dict[str, str]) -> Key | None:
        """Take the values of the fields; look the key to position to up where that is needed."""
        return self.entered(values)

    def described(self, row: Row) -> str:
        """Return a line that names a row in a question."""
        return str(row)

    # --- the screen -----------------------------------------------------------------------------

    def actions(self) -> dict[str, Action]:
        """Return the keys; F11 shows more columns."""
        return {self.VIEW.key: self.VIEW, **super().actions()}

    def body(self) -> ComposeResult:
        """Yield fields, the legend of options and the list."""
        fields = list(self.fields())
        if fields:
            yield Static("")
        for at in range(0, len(fields), 2):
            with Horizontal(classes="subset"):
                for place, field in enumerate(fields[at : at + 2]):
                    width = 22 if place == 0 else 14
                    label = Label(" " + leader(field.label, width) + " ", classes="field-label")
                    label.styles.width = width + 2
                    yield label
                    yield field
        if self.OPTIONS:
            options = "  ".join(
                f"{o.number}={o.label}".replace(" ", "\u00a0") for o in self.OPTIONS
            )
            lines = [" Type options, press Enter.", *(f"   {part}" for part in wrap(options, 74))]
            yield Static("\n".join(lines).replace("\u00a0", " "))
        yield LineList(
            self.COLUMNS,
            self.fetch,
            options="".join(o.number for o in self.OPTIONS),
            descending=self.DESCENDING,
        )

    @property
    def work_list(self) -> LineList[Row]:
        """The list."""
        return self.query_one(LineList)

    async def fetch(self, seek: Seek, limit: int) -> Page[Row]:
        """Read a page in a thread."""
        return await self.call(self.page, seek, limit)

    def opened(self) -> None:
        """Read the first page."""
        self.start(self.position())

    async def position(self) -> None:
        """Read the fields and show the list from there."""
        values = {
            field.id or "": field.text for field in self.query(".subset Field").results(Field)
        }
        key = await self.sought(values)
        await self.work_list.load(Seek(key, inclusive=True) if key is not None else Seek())
        if not self.work_list.rows:
            self.say(self.nothing())
        self.draw_legend()

    def nothing(self) -> str:
        """Say that the list is empty."""
        return "Nothing to list."

    async def do_refresh(self) -> None:
        """F5: read the page again."""
        self.work_list.failures.clear()
        await self.work_list.reload()

    def do_view(self) -> None:
        """F11: show the columns that did not fit."""
        self.work_list.next_columns()

    def action_roll(self, direction: int) -> None:
        """Roll the list also while a field has the focus."""
        self.work_list.roll(direction)

    def roll_to(self, direction: int) -> None:
        """Go to the top or the bottom of the list."""
        self.work_list.roll_to(direction)

    def on_line_list_rolled(self, event: LineList.Rolled) -> None:
        """Read the page that the list asks for."""
        self.start(event.line_list.load(event.seek, event.cursor))

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Show the error of the row that the cursor stands on."""
        row = event.line_list.current
        if row is not None and row.key in event.line_list.failures:
            self._message(event.line_list.failures[row.key], error=True)

    async def on_line_list_entered(self, _event: LineList.Entered) -> None:
        """Enter in the list runs the options."""
        self._message("", error=False)
        self.start(self.run_options())

    def do_enter(self) -> None:
        """Enter in a field positions the list; on an empty command line it runs the options."""
        if isinstance(self.focused, Field) and self.focused.id != "command":
            self.start(self.position_from(self.focused))
        else:
            self.start(self.run_options())

    async def position_from(self, field: Field) -> None:
        """Show the list from there; options can be typed at once, or the field once more."""
        await self.position()
        if self.work_list.rows:
            self.set_focus(self.work_list)
        else:
            field.select_all()

    def failed(self, error: DunningError) -> None:
        """Go to the field that is wrong, also where it was filled by what stood behind the path."""
        if isinstance(error, FieldError):
            for field in self.query(f"#{error.field}").results(Field):
                self.set_focus(field)
        super().failed(error)

    # --- options --------------------------------------------------------------------------------

    async def run_options(self) -> None:
        """Run the options typed from top to bottom; failed rows keep theirs and their error."""
        rows = self.work_list
        if not rows.typed and self.DEFAULT_OPTION and rows.current is not None:
            rows.typed[rows.current.key] = (self.DEFAULT_OPTION, rows.current)
        work = rows.typed_rows()
        if not work:
            return
        options = {option.number: option for option in self.OPTIONS}
        if not await self._agreed(work, options):
            self.error("Nothing was done; the options stay.")
            return
        said: list[str] = []
        for number, row in work:
            try:
                answer = await getattr(self, f"do_{options[number].do}")(row)
            except DunningError as error:
                rows.failed(row, f"{error.message} {error.hint}".strip())
                continue
            if self not in self.app.screen_stack:
                return  # the option closed the screen: there is no list any more
            rows.done(row)
            if answer:
                said.append(answer)
        await rows.reload()
        await self._report(said)

    async def _agreed(self, work: list[tuple[str, Row]], options: dict[str, ListOption]) -> bool:
        asked = [(options[number], row) for number, row in work if options[number].dangerous]
        if not asked:
            return True
        labels = ", ".join(dict.fromkeys(option.label for option, _ in asked))
        lines = [f"{option.number}={option.label}  {self.described(row)}" for option, row in asked]
        question = f"{labels}: {len(asked)} {'row' if len(asked) == 1 else 'rows'}. Confirm?"
        agreed = await self.ask(Confirm(question, lines, yes=labels))
        return bool(agreed)

    async def _report(self, said: list[str]) -> None:
        """Say what was done; where rows failed, go to the first of them and say why."""
        rows = self.work_list
        failed = [row for _, row in rows.typed_rows() if row.key in rows.failures]
        if failed:
            more = f" ({len(failed)} rows failed, marked !)" if len(failed) > 1 else ""
            await rows.go_to(failed[0])
            self.error(f"{rows.failures[failed[0].key]}{more} {self.also()}".strip())
        elif said:
            done = said[-1] if len(said) == 1 else f"{len(said)} rows done. {said[-1]}"
            self.say(f"{done} {self.also()}".strip())

    def also(self) -> str:
        """Return what is to be said once, after all options that were run."""
        return ""
