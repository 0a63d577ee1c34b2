"""Files of a print: checked before, written beside their place, moved there when all is safe."""

from __future__ import annotations

import errno
import glob
import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from tui_dunning.errors import BadInput, Refused

Ours = Callable[[str, str], bool]
"""Tells whether a file that is there (path, SHA-256) was written by a print."""

Signature = tuple[int, int] | None
"""What tells whether a file was replaced or changed; None: it is not there."""


class Written(NamedTuple):
    """A file beside its place, and what stood in the place then."""

    part: Path
    path: Path
    seen: Signature


class PrintFiles:
    """The files of one print. `target` is a file, or a folder that gets a file for each letter."""

    def __init__(self, target: Path, *, folder: bool, ours: Ours) -> None:
        self.target = Path(os.path.abspath(os.path.expanduser(target)))
        self.folder = folder
        self._ours = ours
        self._written: list[Written] = []
        self.moved = False
        self._seen: Signature = None
        self._check()
        for part in leftovers(self.target, folder=folder):
            with suppress(OSError):
                part.unlink()

    @property
    def files(self) -> tuple[Path, ...]:
        """Return where the files written so far will stand."""
        return tuple(path for _, path, _ in self._written)

    def _check(self) -> None:
        """Refuse a target that cannot be written, before any work is done."""
        home = self.target if self.folder else self.target.parent
        if self.folder and not home.exists():
            with said_plainly(home):
                home.mkdir(mode=0o750)
        if not home.is_dir():
            raise BadInput(
                f"The folder {home} does not exist.", hint="Make it first, or name another one."
            )
        if not os.access(home, os.W_OK | os.X_OK):
            raise BadInput(f"The folder {home} may not be written to.", hint="Name another one.")
        if not self.folder:
            self._seen = refuse_foreign(self.target, self._ours)

    def write(self, name: str, save: Callable[[BinaryIO], None]) -> Path:
        """Write one file beside its place; `name` is for a folder.

        Raises:
            BadInput: it cannot be written (the disk is full); nothing was changed.
            Refused: a foreign file stands in its place.
        """
        path = self.target / name if self.folder else self.target
        write_part(path, os.getpid(), self._ours, save, self._written)
        return path

    def take(self, written: Iterable[Written]) -> None:
        """Take over files that were written beside their places elsewhere."""
        self._written += written

    def leave_out(self, paths: Collection[Path]) -> None:
        """Remove files of the folder again."""
        for part, path, _ in self._written:
            if path in paths:
                part.unlink(missing_ok=True)
        self._written = [written for written in self._written if written.path not in paths]

    def open(self) -> BinaryIO:
        """Open what will stand in the place of the one file, beside it."""
        written = Written(_part(self.target, os.getpid()), self.target, self._seen)
        self._written.append(written)
        with said_plainly(self.target):
            return open(written.part, "wb", opener=_new_file, buffering=1 << 17)

    def settle(self) -> None:
        """Have all that was written safe on the disk; together it costs least."""
        with said_plainly(self.target):
            for part, _, _ in self._written:
                file = os.open(part, os.O_RDONLY)
                try:
                    os.fsync(file)
                finally:
                    os.close(file)

    def sha256(self) -> str:
        """Return the SHA-256 of the one file; "" for a folder."""
        return "" if self.folder else _sha256(self._written[0].part)

    def move(self) -> None:
        """Move the files to their places and make that safe, too.

        Raises:
            Refused: a file appeared or changed in one of the places meanwhile.
        """
        for _, path, seen in self._written:
            if _signature(path) != seen:
                raise Refused(
                    f"Somebody else has just written {path}; no letter was marked.",
                    "Print again into another file.",
                )
        with said_plainly(self.target):
            for part, path, _ in self._written:
                part.replace(path)
                self.moved = True
            home = os.open(self.target if self.folder else self.target.parent, os.O_RDONLY)
            try:
                os.fsync(home)
            finally:
                os.close(home)

    def discard(self) -> None:
        """Remove what was not moved."""
        for part, _, _ in self._written:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def write_part(
    path: Path,
    owner: int,
    ours: Ours,
    save: Callable[[BinaryIO], None],
    written: list[Written],
) -> None:
    """Write what will stand in a place beside it, and add it to the list.

    Raises:
        BadInput: it cannot be written.
        Refused: a foreign file stands in the place.
    """
    part = _part(path, owner)
    written.append(Written(part, path, refuse_foreign(path, ours)))
    with said_plainly(path), open(part, "wb", opener=_new_file, buffering=1 << 17) as file:
        save(file)


def refuse_foreign(path: Path, ours: Ours) -> Signature:
    """Refuse to replace a file that no print of this database wrote; return what is there now.

    Raises:
        Refused: the file is another's.
    """
    seen = _signature(path)
    if seen is None:
        return None
    if not path.is_file() or not ours(str(path), _sha256(path)):
        raise Refused(
            f"{path} exists and was not written by a print of this database.",
            "Name another file, or move that one away.",
        )
    return seen


def _part(path: Path, owner: int) -> Path:
    """Return where a file is written first; the process tells later whether it is still at it."""
    return path.with_name(f".{path.name}.{owner}.part")


def leftovers(target: Path, *, folder: bool) -> list[Path]:
    """Return what killed prints left beside their places: unfinished files without a process."""
    home, name = (target, "*.pdf") if folder else (target.parent, glob.escape(target.name))
    return [part for part in sorted(home.glob(f".{name}.*.part")) if not _has_process(part)]


def _has_process(part: Path) -> bool:
    """Tell whether the process that an unfinished file is named after still runs."""
    number = part.name.split(".")[-2]
    if not number.isdigit():
        return True
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def said_plainly(path: Path) -> Iterator[None]:
    """Turn what the system says of a file into a sentence.

    Raises:
        BadInput: the file could not be written, with the cause.
    """
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        why = "the disk is full" if full else error.strerror or str(error)
        hint = "Make room on the disk" if full else "Name a file that you may write to"
        raise BadInput(
            f"{path} could not be written: {why}. No letter was marked.",
            hint=f"{hint} and print again.",
        ) from error


def _new_file(path: str, flags: int) -> int:
    """Open a file for owner and group only, replacing one that a print left unfinished."""
    with suppress(FileNotFoundError):
        os.unlink(path)
    return os.open(path, flags | os.O_EXCL, 0o640)


def _signature(path: Path) -> Signature:
    """Return what stands in a place."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
