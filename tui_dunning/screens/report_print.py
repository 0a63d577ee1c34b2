"""Printing a report from its list: asks format and file, writes with progress, F12 stops it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tui_dunning.screens.actions import plural
from tui_dunning.screens.dialogs import AskText, Confirm, ValueList
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.widgets import Choice
from tui_dunning.services import output_folder
from tui_dunning.services.report_file import Written

FORMATS = (
    Choice("pdf", "to print, with page heads"),
    Choice("text", "132 columns, with page heads"),
    Choice("csv", "for other programs"),
    Choice("xlsx", "for a spreadsheet"),
)
SUFFIXES = {"pdf": ".pdf", "text": ".txt", "csv": ".csv", "xlsx": ".xlsx"}

Write = Callable[[str, Path, Callable[[int], None], Callable[[], bool]], Written]
"""Writes the report: format, file, progress, whether to stop. Called in a thread."""


async def print_report(
    screen: FunctionScreen, stem: str, write: Write, formats: Sequence[Choice] = FORMATS
) -> str:
    """Ask for format and file and write the report; return what to say, "" when not printed."""
    form = await screen.ask(ValueList("Print as", formats))
    if form is None:
        return ""
    home = screen.desk.session.settings.output_folder
    name = output_folder.unused(home, f"{stem}-{screen.desk.session.as_of}", SUFFIXES[form])
    path = await ask_path(screen, f"Print as {form}", name)
    if path is None:
        return ""
    written = await _write(screen, form, path, write)
    pages = f" on {plural(written.pages, 'page', 'pages')}" if written.pages else ""
    return f"{plural(written.rows, 'row', 'rows')}{pages}: {written.path}"


async def ask_path(
    screen: FunctionScreen, heading: str, name: Path, *, replaces: bool = True
) -> Path | None:
    """Ask for a file; one that is there is replaced (where that can be) only after a question."""
    settings = screen.desk.session.settings

    def check(typed: str) -> None:
        output_folder.allowed(Path(typed), settings)

    asked = AskText(heading, "File", value=str(name), needed=True, longest=400, check=check)
    typed = await screen.ask(asked)
    if typed is None:
        return None
    path = await screen.call(output_folder.ready, Path(typed), settings)
    if replaces and path.exists():
        question = Confirm(f"{path} is there already. Replace it?", yes="Replace")
        return path if await screen.ask(question) else None
    return path


async def _write(screen: FunctionScreen, form: str, path: Path, write: Write) -> Written:
    """Write the report in a thread, saying how far it is."""
    done = [0]

    def progress(rows: int) -> None:
        done[0] = rows

    def show() -> None:
        stopping = screen.cancel_asked.is_set()
        screen.say("Stopping..." if stopping else f"Writing: {done[0]:,} rows  F12=Stop")

    screen.cancel_asked.clear()
    screen.can_cancel = True
    timer = screen.set_interval(0.25, show)
    try:
        stop = screen.cancel_asked.is_set
        ending = screen.desk.ending.is_set
        return await screen.call(write, form, path, progress, lambda: stop() or ending())
    finally:
        timer.stop()
        screen.can_cancel = False
        screen.say("")
