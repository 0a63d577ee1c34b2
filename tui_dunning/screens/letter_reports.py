"""4.4.7.6 Dunning control report, 4.4.7.7 preview report: lists with totals, on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from tui_dunning.screens.actions import Action, ListOption
from tui_dunning.screens.dialogs import TextPages
from tui_dunning.screens.letters import (
    AGAIN,
    CODE,
    CURRENCY,
    DATE,
    DISPLAY,
    EXPLAIN,
    ITEMS,
    ITEMS_OF,
    MARK,
    NAME,
    NUMBER,
    PAST_DUE,
    RUN,
    SENT_BY,
    SENT_ON,
    STATUS,
    TO,
    UNIT,
    LetterListScreen,
)
from tui_dunning.screens.report_print import print_report
from tui_dunning.services import letter_report
from tui_dunning.services.letter_report import CONTROL, PREVIEW, Format, Written


class LetterReportScreen(LetterListScreen):
    """A list of letters that can be added up and printed."""

    STEM: ClassVar[str] = "letters"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("f2", "TOTALS", "Totals", "totals", "Adds up by letter code and currency."),
        Action("f6", "PRINT", "Print", "print_list", "Writes the list into a file."),
        *LetterListScreen.ACTIONS,
    )

    async def do_totals(self) -> None:
        """F2: the totals of the letters listed."""
        found = await self.call(letter_report.totals, self.query_now)
        await self.ask(TextPages("Past due by letter code", "\n".join(found.lines())))

    async def do_print_list(self) -> None:
        """F6: the letters listed, in this order, into a file."""
        self.say(await print_report(self, self.STEM, self.write))

    def write(
        self,
        form: str,
        path: Path,
        progress: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> Written:
        """Write the list (called in a thread)."""
        return letter_report.write(
            path,
            Format(form),
            (self.ident, self.heading.upper()),
            self.desk.session.as_of,
            self.query_now,
            paper=self.desk.session.settings.paper,
            progress=progress,
            cancelled=cancelled,
        )


class ControlReportScreen(LetterReportScreen):
    """4.4.7.6: all letters of all runs that went out. `4.4.7.6 7`: those of run 7."""

    IDENT = "AR4476"
    HEADING = "Dunning control report"
    HELP = (
        "Every letter of every run that was printed or sent, also those rolled back since. F2 adds "
        "them up, F6 prints the list; the fields narrow both."
    )
    STEM = "control-report"
    QUERY = CONTROL
    ARGUMENT = "run"
    COLUMNS = (NUMBER, TO, SENT_ON, CODE, NAME, PAST_DUE, CURRENCY, RUN, DATE, STATUS, SENT_BY)
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (DISPLAY, AGAIN, EXPLAIN, ITEMS_OF)


class PreviewReportScreen(LetterReportScreen):
    """4.4.7.7: the letters that the next print would take. `4.4.7.7 7`: those of run 7."""

    IDENT = "AR4477"
    HEADING = "Dunning preview report"
    HELP = (
        "The letters that wait and that 4.4.4 would print, with what is past due on them. F2 adds "
        "them up, F6 prints the list. To change or delete letters go to 4.4.7.2."
    )
    STEM = "preview-report"
    QUERY = PREVIEW
    ARGUMENT = "run"
    COLUMNS = (NUMBER, TO, RUN, CODE, NAME, PAST_DUE, CURRENCY, MARK, ITEMS, DATE, UNIT)
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (DISPLAY, EXPLAIN, ITEMS_OF)
