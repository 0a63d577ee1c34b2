"""4.4.9.8 Import files: what a file would do, or its mistakes; F10 imports it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui_dunning.errors import Cancelled, DunningError
from tui_dunning.screens.actions import plural
from tui_dunning.screens.batch import BatchScreen, Cancel, Progress, Stage
from tui_dunning.screens.cells import leader, wrap
from tui_dunning.screens.entries import YES_NO, read_file, read_word, read_yes_no
from tui_dunning.screens.widgets import Choice, Field
from tui_dunning.services.load import ImportResult, import_file
from tui_dunning.services.load_kinds import kinds
from tui_dunning.services.load_trial import try_file


@dataclass(frozen=True, slots=True)
class ImportParameters:
    """Which file, of which kind, how."""

    kind: str
    path: Path
    map_path: Path | None
    snapshot: bool
    create_customers: bool
    skip_bad: bool


AS_FIELDS = (
    ("--skip-bad", "Y in Skip bad rows"),
    ("--snapshot", "Snapshot"),
    ("--create-customers", "Create customers"),
)
"""What the command says, and what a clerk reads instead."""


class ImportScreen(BatchScreen[ImportParameters, ImportResult]):
    """A trial first: it reads the whole file, and undoes all; then F10."""

    UNIT_OF_WORK = "bytes"
    HELP = (
        "All of a file is imported, or nothing. Enter tries it and shows what would change, or "
        "every bad row with its line and column. Y in Skip bad rows takes the good rows of a file "
        "with bad ones; the others go into a CSV beside the file, each with the reason."
    )

    def fields(self) -> Sequence[tuple[Field, str]]:
        """Return the parameters."""
        return (
            (
                Field(
                    id="kind",
                    length=12,
                    label="Kind",
                    help_text="What the file holds.",
                    choices=[Choice(kind) for kind in kinds()],
                ),
                "F4 lists: customers, items, ...",
            ),
            (
                Field(
                    self.argument,
                    id="file",
                    length=50,
                    longest=400,
                    label="File",
                    help_text="CSV or XLSX, on the machine that this program runs on.",
                ),
                "",
            ),
            (
                Field(
                    id="map",
                    length=50,
                    longest=400,
                    label="Map",
                    help_text="A TOML file that says how a foreign file reads; blank for none.",
                ),
                "",
            ),
            (_yes_no("snapshot", "Snapshot", "Y: closes what the file lacks of its units."), ""),
            (_yes_no("create", "Create customers", "Y: makes customers for new numbers."), ""),
            (
                _yes_no(
                    "skip",
                    "Skip bad rows",
                    "Y: the good rows are imported; the others go into FILE.rejected.csv.",
                ),
                "",
            ),
        )

    def read_parameters(self) -> ImportParameters:
        """Read the fields."""
        kind = read_word(self.field("kind"), kinds())
        settings = self.desk.session.settings
        return ImportParameters(
            kind,
            read_file(self.field("file"), settings),
            read_file(self.field("map"), settings) if self.field("map").text else None,
            read_yes_no(self.field("snapshot")),
            read_yes_no(self.field("create")),
            read_yes_no(self.field("skip")),
        )

    def preview(
        self, parameters: ImportParameters, progress: Progress, cancelled: Cancel
    ) -> ImportResult:
        """Try it."""
        return self._import(try_file, parameters, _stoppable(progress, cancelled))

    def execute(
        self, parameters: ImportParameters, progress: Progress, cancelled: Cancel
    ) -> ImportResult:
        """Import."""
        return self._import(import_file, parameters, _stoppable(progress, cancelled))

    def _import(
        self, how: Callable[..., ImportResult], parameters: ImportParameters, progress: Progress
    ) -> ImportResult:
        session = self.desk.session
        return how(
            parameters.kind,
            parameters.path,
            map_path=parameters.map_path,
            snapshot=parameters.snapshot,
            create_customers=parameters.create_customers,
            skip_bad=parameters.skip_bad,
            as_of=session.as_of,
            operator=session.operator,
            progress=progress,
        )

    def described(self, result: ImportResult, stage: Stage) -> Sequence[str]:
        """Return the counts and the notices."""
        assert self.parameters is not None
        done = "" if stage is Stage.DONE else "would be "
        lines = _path_lines(self.parameters.path)
        lines += ["", f" Of the {self.parameters.kind} in it:"]
        counts = {
            "read": result.read,
            f"{done}added": result.added,
            f"{done}changed": result.changed,
            f"{done}left as it is": result.unchanged,
            f"{done}closed": result.closed,
        }
        lines += [f"   {leader(words, 26)} {count:>12,}" for words, count in counts.items()]
        if result.rejects_path is not None:
            left_out = f"{plural(result.rejected, 'bad row', 'bad rows')} {done}left out, into"
            lines += ["", f" {left_out}", *_path_lines(result.rejects_path)]
        if result.notices:
            lines += ["", " To mind:"]
            for notice in result.notices:
                lines += [f"   {part}" for part in wrap(notice, 74)]
        return lines

    def finished(self, result: ImportResult) -> str:
        """Say what was done."""
        done = f"Imported: {result.added:,} added, {result.changed:,} changed."
        rejected = plural(result.rejected, "bad row is", "bad rows are")
        return f"{done} {rejected} left out: see above." if result.rejected else done

    def failed(self, error: DunningError) -> None:
        """Name fields where the command names its options."""
        for option, field in AS_FIELDS:
            error.message = error.message.replace(option, field)
            error.hint = error.hint.replace(option, field)
        super().failed(error)


def _path_lines(path: Path) -> list[str]:
    return [f"   {part}" for part in wrap(str(path), 74)]


def _stoppable(progress: Progress, cancelled: Cancel) -> Progress:
    """Return a progress that stops the work when asked to; all of it is undone."""

    def report(done: int, of: int) -> None:
        if cancelled():
            raise Cancelled("The import was stopped; nothing was changed.")
        progress(done, of)

    return report


def _yes_no(ident: str, label: str, help_text: str) -> Field:
    return Field("N", id=ident, length=1, label=label, help_text=help_text, choices=YES_NO)
