"""TOML files as people hand them in: read whole or refused with a reason, whatever is in them."""

from __future__ import annotations

import errno
import stat
from pathlib import Path
from typing import Any

LARGEST = 20_000_000
MOST_PARTS = 500
"""A dotted key costs the square of its parts; none that is meant has more than a few."""


def read_toml(path: Path) -> dict[str, Any]:
    """Read a file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not TOML, or cannot be taken apart; says why.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # a pipe nobody writes to never ends
        raise OSError(errno.EINVAL, "it is not an ordinary file")
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    import tomllib  # most start without a settings file

    if len(raw) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST // 1_000_000} MB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = raw.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"it is not in UTF-8: line {at} has the byte 0x{raw[error.start]:02X}"
        ) from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_PARTS and line.split("=")[0].count(".") > MOST_PARTS:
            raise ValueError(f"line {number} has too many dots")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        if "integer string conversion" in str(error):
            raise ValueError("a number has too many digits") from None
        raise
