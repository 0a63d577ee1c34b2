"""4.4.9.7 Set-up file: setup.toml read in, with its changes shown before, or written out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from tui_dunning.screens.actions import Action, plural
from tui_dunning.screens.batch import BatchScreen, Cancel, Progress, Stage
from tui_dunning.screens.cells import wrap
from tui_dunning.screens.entries import read_file
from tui_dunning.screens.report_print import ask_path
from tui_dunning.screens.widgets import Field
from tui_dunning.services import output_folder, setup
from tui_dunning.services.report_file import safe_file
from tui_dunning.services.setup import SetupResult


class SetupFileScreen(BatchScreen[Path, SetupResult]):
    """A file is checked and its changes are shown; F10 makes them, F6 exports instead."""

    HINT = "Name a file to import and press Enter to see what it would change. F6 exports."
    HELP = (
        "The import adds and changes and never deletes; all of it or nothing. An export, imported "
        "again, changes nothing."
    )
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        *BatchScreen.ACTIONS,
        Action("f6", "EXPORT", "Export", "export", "Writes the set-up into a file."),
    )

    def fields(self) -> Sequence[tuple[Field, str]]:
        """Return the file's name."""
        file = Field(
            self.argument,
            id="file",
            length=50,
            longest=400,
            label="File to import",
            help_text="A setup.toml, on the machine that this program runs on.",
        )
        return ((file, ""),)

    def read_parameters(self) -> Path:
        """Read the file's name."""
        return read_file(self.field("file"), self.desk.session.settings)

    def preview(self, parameters: Path, progress: Progress, cancelled: Cancel) -> SetupResult:
        """Check the file and list its changes."""
        operator = self.desk.session.operator
        return setup.import_setup(parameters, dry_run=True, operator=operator)

    def execute(self, parameters: Path, progress: Progress, cancelled: Cancel) -> SetupResult:
        """Import."""
        return setup.import_setup(parameters, operator=self.desk.session.operator)

    def described(self, result: SetupResult, stage: Stage) -> Sequence[str]:
        """Return the changes, and whom those of procedures in use concern."""
        verb = "made" if stage is Stage.DONE else "to make"
        lines = [f" {plural(len(result.changes), 'change', 'changes')} {verb}:", ""]
        for change in (*result.changes, *result.concerns):
            lines += [f"   {part}" for part in wrap(change, 74)]
        return lines

    def finished(self, result: SetupResult) -> str:
        """Say what was done."""
        if not result.changes:
            return "The file changed nothing."
        return f"{plural(len(result.changes), 'change', 'changes')} made."

    async def do_export(self) -> None:
        """F6: write the set-up into a file."""
        session = self.desk.session
        home = Path(session.settings.output_folder)
        name = output_folder.unused(home, f"setup-{session.as_of}", ".toml")
        path = await ask_path(self, "Export of the set-up", name)
        if path is not None:
            await self.call(_export, path)
            self.say(f"The set-up is in {path}.")


def _export(path: Path) -> None:
    text = setup.export_setup()
    with safe_file(path) as target:
        target.write(text.encode("utf-8"))
