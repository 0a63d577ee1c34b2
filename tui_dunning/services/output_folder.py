"""Where screens put what they print: the settings' folder, and names that are not taken."""

from __future__ import annotations

import os
from pathlib import Path

from tui_dunning.errors import BadInput, Refused
from tui_dunning.settings import Settings


def unused(folder: Path, stem: str, suffix: str) -> Path:
    """Return the path of a file (suffix ".pdf") or folder ("") that is not there yet."""
    home = Path(os.path.expanduser(folder))
    count, path = 1, home / f"{stem}{suffix}"
    while path.exists() or path.is_symlink():
        count += 1
        path = home / f"{stem}-{count}{suffix}"
    return path


def allowed(path: Path, settings: Settings) -> Path:
    """Return the path made absolute; a relative one counts from the settings' folder.

    Raises:
        Refused: the menus are confined to that folder, and the path leads out of it.
    """
    home = Path(os.path.expanduser(settings.output_folder))
    if not settings.confined:
        return home / os.path.expanduser(path)
    wanted = home / path
    if not Path(os.path.realpath(wanted)).is_relative_to(os.path.realpath(home)):
        raise Refused(f"Here files are only in {home}.", "Give a name without a folder.")
    return wanted


def ready(path: Path, settings: Settings) -> Path:
    """Return a path to write to; the settings' folder is made where it is not there yet.

    Raises:
        BadInput: the folder cannot be made.
        Refused: the menus are confined to that folder, and the path leads out of it.
    """
    wanted, home = allowed(path, settings), Path(os.path.expanduser(settings.output_folder))
    if wanted.parent == home and not home.exists():
        try:
            home.mkdir(mode=0o750, parents=True)
        except OSError as error:
            raise BadInput(
                f"The folder {home} cannot be made: {error.strerror or error}.",
                hint="Name a file in another folder.",
            ) from error
    return wanted
