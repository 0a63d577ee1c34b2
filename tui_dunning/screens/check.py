"""4.4.9.9 Check the database: everything that must not be, when F10 is pressed."""

from __future__ import annotations

from typing import ClassVar

from tui_dunning.screens.actions import Action, plural
from tui_dunning.screens.cells import wrap
from tui_dunning.screens.text_screen import FunctionTextScreen
from tui_dunning.services.check import CheckReport, check


class CheckScreen(FunctionTextScreen):
    """Nothing runs on opening; the check reads only."""

    HELP = (
        "Looks whether run numbers have no gap, statuses equal the history, and files equal the "
        "marks of their letters. It changes nothing; others may go on working."
    )
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("f10", "CONFIRM", "Check", "check", "Runs the check."),
    )

    def opened(self) -> None:
        """Say how it is started."""
        self.say("F10 checks. Nothing is changed.")

    def do_enter(self) -> None:
        """Enter starts nothing."""
        self.say("F10 checks; F12 goes back.")

    async def do_check(self) -> None:
        """F10: run the check and show what it found."""
        self.say("Checking ...")
        report = await self.call(check)
        self.show_text("\n".join(report_lines(report)))
        if report.is_sound:
            self.say("The database is sound.")
        else:
            self.error(
                f"{plural(len(report.problems), 'thing', 'things')} found that must not be. Keep "
                "a copy (`dunning backup FILE`) before anything is mended."
            )


def report_lines(report: CheckReport) -> list[str]:
    """Return problems and notices as lines."""
    lines: list[str] = []
    for title, texts in (("Problems", report.problems), ("Notices", report.notices)):
        if texts:
            lines += [title, ""]
            for text in texts:
                first, *rest = wrap(text, 74)
                lines += [f"- {first}", *(f"  {line}" for line in rest)]
            lines.append("")
    return lines or ["Nothing to report."]
