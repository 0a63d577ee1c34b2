"""Looking ahead (4.4.7.9, 4.4.7.10): parameters, work in a thread, a result to read and print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from tui_dunning.output.format import amount, plain_amount
from tui_dunning.screens.actions import Action
from tui_dunning.screens.batch import WORK_OUT_AGAIN, BatchScreen, Parameters, Result, Stage
from tui_dunning.screens.cells import fit
from tui_dunning.screens.report_print import print_report
from tui_dunning.services.report_file import Written


def is_shown(screen: LookAheadScreen[Parameters, Result]) -> bool:
    """Tell whether there is a result to work with."""
    return screen.stage is Stage.PREVIEW


def not_shown(screen: LookAheadScreen[Parameters, Result]) -> str:
    """Say why there is nothing to work with yet."""
    return "" if is_shown(screen) else "Press Enter first; it works out what there is to print."


class LookAheadScreen(BatchScreen[Parameters, Result]):
    """A batch function that only tells: Enter works it out, nothing is ever written."""

    HINT = "Type the parameters, press Enter to work it out. Nothing is written."
    STEM: ClassVar[str] = ""
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        WORK_OUT_AGAIN,
        Action(
            "f6",
            "PRINT",
            "Print",
            "print_report",
            "Writes the result as PDF, text, CSV or XLSX.",
            valid=is_shown,
            why_disabled=not_shown,
        ),
    )

    def __init__(self, argument: str = "") -> None:
        super().__init__(argument)
        self.result: Result | None = None

    def next_step(self) -> str:
        """Return the message under the result."""
        return "F6 prints it. F12 goes back to the parameters."

    def write(
        self,
        form: str,
        path: Path,
        progress: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> Written:
        """Write the result into a file (called in a thread)."""
        raise NotImplementedError

    async def show_preview(self) -> None:
        """Work it out and show it."""
        self.parameters = self.read_parameters()
        self.result = await self._work("Working it out", self.preview, self.parameters)
        self.enter(Stage.PREVIEW, self.described(self.result, Stage.PREVIEW))
        self.say(self.next_step())

    def do_enter(self) -> None:
        """Enter works it out; on the result it says what can be done."""
        if self.stage is Stage.PARAMETERS:
            self.start(self.show_preview())
        else:
            self.say(self.next_step())

    async def do_print_report(self) -> None:
        """F6: the result into a file."""
        said = await print_report(self, self.STEM, self.write)
        self.say(said or self.next_step())


def amount_in(totals: Mapping[str, int], code: str, width: int) -> str:
    """Return a currency's amount set to the right, without thousands marks where it is too wide."""
    if code not in totals:
        return " " * width
    text = amount(totals[code], code)
    return fit(text if len(text) <= width else plain_amount(totals[code], code), width, "right")


def currencies(*totals: Mapping[str, int]) -> Sequence[str]:
    """Return the currencies of some totals in order; one without a code where there are none."""
    return sorted({code for each in totals for code in each}) or [""]
