"""The screen of a batch function: parameters, what will happen, F10, progress, totals.

Nothing runs on opening. Enter (or F10) works out what would happen; only F10 does it. F12 or Esc
stops the work under way, after which nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from tui_dunning.errors import BadInput, Cancelled, DunningError
from tui_dunning.screens.actions import Action
from tui_dunning.screens.dialogs import TextPages
from tui_dunning.screens.entries import FieldError
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.widgets import Field, FieldLine, RollingText, Static

Parameters = TypeVar("Parameters")
Result = TypeVar("Result")

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]


class Stage(StrEnum):
    """How far the function has come."""

    PARAMETERS = "parameters"
    PREVIEW = "preview"
    WORKING = "working"
    DONE = "done"


WORK_OUT_AGAIN = Action(
    "f5",
    "REFRESH",
    "Refresh",
    "refresh",
    "Works out again what will happen.",
    valid=lambda s: s.stage is Stage.PREVIEW,
    why_disabled=lambda s: (
        "" if s.stage is Stage.PREVIEW else "There is nothing to work out again."
    ),
)


class BatchScreen(FunctionScreen, Generic[Parameters, Result]):
    """A function that does its work in one go. Subclasses say what; the stages are here."""

    FIRST = ".field-line Field"
    HINT: ClassVar[str] = "Type the parameters, press Enter to see what will happen."
    CONFIRM: ClassVar[str] = "Nothing has been written yet. F10 does it, F12 goes back."
    UNIT_OF_WORK: ClassVar[str] = "customers"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        WORK_OUT_AGAIN,
        Action(
            "f10",
            "CONFIRM",
            "Confirm",
            "confirm",
            "Shows what will happen; once that is shown, does it.",
            valid=lambda s: s.stage in {Stage.PARAMETERS, Stage.PREVIEW},
            why_disabled=lambda s: "It is done. F12 goes back." if s.stage is Stage.DONE else "",
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", show=False)]

    def __init__(self, argument: str = "") -> None:
        super().__init__(argument)
        self.stage = Stage.PARAMETERS
        self.parameters: Parameters | None = None
        self.shown: Result | None = None
        self._done = 0
        self._all = 0

    # --- what a subclass gives ------------------------------------------------------------------

    def fields(self) -> Sequence[tuple[Field, str]]:
        """Return the parameter fields, each with the remark behind it."""
        return ()

    def read_parameters(self) -> Parameters:
        """Read the fields. Raises `FieldError` (or BadInput) for what is wrong."""
        raise NotImplementedError

    def preview(self, parameters: Parameters, progress: Progress, cancelled: Cancel) -> Result:
        """Work out what would happen, without writing (called in a thread)."""
        raise NotImplementedError

    def execute(self, parameters: Parameters, progress: Progress, cancelled: Cancel) -> Result:
        """Do it (called in a thread); `shown` is the preview that F10 agreed to."""
        raise NotImplementedError

    def described(self, result: Result, stage: Stage) -> Sequence[str]:
        """Return the lines that show a preview or what was done."""
        raise NotImplementedError

    def warning(self, parameters: Parameters) -> str:
        """Return what to think of before F10, such as a second update today (in a thread)."""
        return ""

    def finished(self, result: Result) -> str:
        """Return the message once it is done."""
        return "Done."

    # --- the screen -----------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Yield the parameter fields and the place of the result."""
        yield Static(f" {self.HINT}", id="hint")
        for field, remark in self.fields():
            yield FieldLine(field, remark=remark)
        with RollingText(id="result"):
            yield Static(id="result-text")

    def field(self, ident: str) -> Field:
        """Return a parameter field by its id."""
        return self.query_one(f"#{ident}", Field)

    def do_enter(self) -> None:
        """Enter shows what will happen; it never does it."""
        if self.stage is Stage.PARAMETERS:
            self.start(self.show_preview())
        elif self.stage is Stage.PREVIEW:
            self.say("F10 does it. F12 goes back to the parameters.")
        else:
            self.do_cancel()

    async def do_confirm(self) -> None:
        """F10: the preview first, then the work."""
        if self.stage is Stage.PARAMETERS:
            await self.show_preview()
        elif self.stage is Stage.PREVIEW:
            await self.carry_out()

    async def show_preview(self) -> None:
        """Show what would happen and wait for F10."""
        self.parameters = self.read_parameters()
        result = await self._work("Working it out", self.preview, self.parameters)
        warning = await self.call(self.warning, self.parameters)
        self.shown = result
        lines = list(self.described(result, Stage.PREVIEW))
        self.enter(Stage.PREVIEW, lines)
        if warning:
            self.desk.flush_type_ahead()  # it is to be read before an F10 counts
        self.say(f"{warning} {self.CONFIRM}".strip())

    async def carry_out(self) -> None:
        """Do the work and show its totals."""
        assert self.parameters is not None
        result = await self._work("Running", self.execute, self.parameters)
        self.enter(Stage.DONE, self.described(result, Stage.DONE))
        self.say(self.finished(result))

    async def _work(
        self,
        words: str,
        work: Callable[[Parameters, Progress, Cancel], Result],
        parameters: Parameters,
    ) -> Result:
        before = self.stage
        self._done = self._all = 0
        self.cancel_asked.clear()
        self.can_cancel = True
        self.stage = Stage.WORKING
        self.draw_legend()
        timer = self.set_interval(0.25, lambda: self._draw_progress(words))
        try:
            return await self.call(work, parameters, self._progress, self.stopped)
        finally:
            timer.stop()
            self.can_cancel = False
            self.stage = before
            self._message("", error=False)
            self.draw_legend()

    def stopped(self) -> bool:
        """Tell the work whether it is to stop."""
        return self.cancel_asked.is_set() or self.desk.ending.is_set()

    def _progress(self, done: int, of: int) -> None:
        self._done, self._all = done, of

    def _draw_progress(self, words: str) -> None:
        if self.cancel_asked.is_set():
            self.say("Stopping...")
            return
        if self.desk.waiting:
            return  # which is said already
        part = self._done / self._all if self._all else 0.0
        bar = ("#" * round(20 * min(1.0, part))).ljust(20, ".")
        count = f"{self._done:,} of {self._all:,} {self.UNIT_OF_WORK}" if self._all else "..."
        self.say(f"{words} [{bar}] {count}  F12=Stop")

    def failed(self, error: DunningError) -> None:
        """Show what was refused; a field in error gets the focus."""
        if isinstance(error, Cancelled):
            self.error(str(error) or "Stopped; nothing was changed.")
            return
        if isinstance(error, FieldError):
            self.field(error.field).focus()
            self.field(error.field).select_all()
        super().failed(error)
        if isinstance(error, BadInput) and error.problems:
            self.start(self._show_problems(error))

    async def _show_problems(self, error: BadInput) -> None:
        """Show every mistake; afterwards the message says again that nothing was changed."""
        await self.ask(TextPages("Mistakes", "\n".join(error.problems)))
        super().failed(error)

    def enter(self, stage: Stage, lines: Sequence[str] = ()) -> None:
        """Change the stage: the fields are there for the parameters only."""
        self.stage = stage
        asking = stage is Stage.PARAMETERS
        self.query_one("#hint").display = asking
        for line in self.query(FieldLine):
            line.display = asking
        self.query_one("#result", VerticalScroll).scroll_home(animate=False)
        self.query_one("#result-text", Static).show("\n".join(lines))
        if stage is Stage.PARAMETERS:
            self.focus_first()
        else:
            self.last_field = None  # a field that is out of sight takes no F4
            self.set_focus(self.query_one("#command", Field))
        self.draw_legend()

    async def do_refresh(self) -> None:
        """F5: work out again what would happen."""
        await self.show_preview()

    def _legend(self) -> str:
        return "F12=Stop" if self.stage is Stage.WORKING else super()._legend()

    def do_cancel(self) -> None:
        """F12: stop the work, go back to the parameters, or leave."""
        if self.cancel_work():
            return
        if self.stage is Stage.PREVIEW:
            self.enter(Stage.PARAMETERS)
            self.say("Nothing was changed.")
        else:
            super().do_cancel()

    def action_stop(self) -> None:
        """Esc: stop the work under way, nothing else."""
        self.cancel_work()

    def action_roll(self, direction: int) -> None:
        """Roll the result."""
        result = self.query_one("#result", VerticalScroll)
        (result.scroll_page_down if direction > 0 else result.scroll_page_up)(animate=False)
