"""A trial import: the whole of it, then everything undone; what it says is what would happen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tui_dunning.services.load import ImportResult, import_file
from tui_dunning.services.load_files import Progress
from tui_dunning.services.load_rejects import rejects_path
from tui_dunning.store.database import transaction


class _UndoneError(Exception):
    """Ends the transaction of a trial."""


def try_file(
    kind: str,
    path: Path,
    *,
    map_path: Path | None = None,
    snapshot: bool = False,
    skip_bad: bool = False,
    create_customers: bool = False,
    as_of: date,
    operator: str,
    progress: Progress | None = None,
) -> ImportResult:
    """Return what importing a file would do; nothing is changed.

    Raises:
        WrongUsage: options that do not go with the kind.
        BadInput: `problems` has a line for each mistake.
    """
    result = ImportResult()
    try:
        with transaction():
            result = import_file(
                kind,
                path,
                map_path=map_path,
                snapshot=snapshot,
                skip_bad=skip_bad,
                create_customers=create_customers,
                as_of=as_of,
                operator=operator,
                progress=progress,
                keep_rejects=rejects_path,
            )
            raise _UndoneError
    except _UndoneError:
        return result
