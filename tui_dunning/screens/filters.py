"""Line filters: the last thing that every drawn line passes on its way to the terminal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

STEERING = (
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff]"
)
"""Control (C0, C1, DEL) and bidi characters, which could steer the terminal."""

_NO_BREAK = str.maketrans({"\u00a0": " ", "\u202f": " "})

_DRAWN = {
    **dict.fromkeys("─━┄┅┈┉╌╍═▔▁▂▃", "-"),
    **dict.fromkeys("│┃┆┇┊┋╎╏║▏▕▎▍", "|"),
    **dict.fromkeys("█▇▆▅▄▀▉▊▋▌▐░▒▓▖▗▘▝▙▛▜▟", "#"),
    **{"…": ".", "•": "*", "·": "-", "●": "*", "○": "o", "▶": ">", "▼": "v", "▲": "^", "◀": "<"},
    **dict(zip("ŁłØøĐđßÆæŒœıÞþ", "LlOoDdsAaOoiTt", strict=True)),
    **{"✔": "x", "❯": ">", "€": "E", "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"},
}


class Scrub(LineFilter):
    """Takes control and bidi characters out of everything that is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without characters that steer a terminal."""
        return [
            Segment(text if control or text.isprintable() else scrubbed(text), style, control)
            for text, style, control in segments
        ]


def scrubbed(text: str) -> str:
    """Return text without characters that steer a terminal; no-break spaces as plain ones."""
    return re.sub(STEERING, "", text.translate(_NO_BREAK))


@lru_cache(maxsize=4096)
def to_ascii(text: str) -> str:
    """Return text in ASCII that takes as many cells: accents dropped, the rest as `?`."""
    if text.isascii():
        return text
    out: list[str] = []
    for char in text:
        if char.isascii():
            out.append(char)
            continue
        width = cell_len(char)
        near = _DRAWN.get(char)
        if near is None:
            bare = "".join(c for c in unicodedata.normalize("NFKD", char) if c.isascii())
            near = "+" if 0x2500 <= ord(char) < 0x2580 else bare.strip() or "?"
        out.append((near + "?" * width)[:width])
    return "".join(out)


class Ascii(LineFilter):
    """Sends nothing but ASCII (`--ascii`)."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with every character as near in ASCII as can be."""
        return [
            Segment(text if control else to_ascii(text), style, control)
            for text, style, control in segments
        ]
