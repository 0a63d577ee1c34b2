"""Where screens put what they print: the settings' folder, and names that are not taken."""

from __future__ import annotations

from pathlib import Path

from tui_dunning.errors import BadInput


def unused(folder: Path, stem: str, suffix: str) -> Path:
    """Return the path of a file (suffix ".pdf") or folder ("") that is not there yet."""
    home = folder.expanduser()
    count, path = 1, home / f"{stem}{suffix}"
    while path.exists() or path.is_symlink():
        count += 1
        path = home / f"{stem}-{count}{suffix}"
    return path


def ready(path: Path, folder: Path) -> Path:
    """Return the path made absolute; the settings' folder is made where it is not there yet.

    Raises:
        BadInput: the folder cannot be made.
    """
    wanted, home = path.expanduser(), folder.expanduser()
    if not wanted.is_absolute():
        wanted = home / wanted
    if wanted.parent == home and not home.exists():
        try:
            home.mkdir(mode=0o750, parents=True)
        except OSError as error:
            raise BadInput(
                f"The folder {home} cannot be made: {error.strerror or error}.",
                hint="Name a file in another folder.",
            ) from error
    return wanted
