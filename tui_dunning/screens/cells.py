"""Text cut and padded by terminal cells, so that wide characters never move a column."""

from __future__ import annotations

from typing import Literal

from rich.cells import cell_len, set_cell_size

from tui_dunning.output.format import clean

Align = Literal["left", "right", "center"]


def fit(text: str, width: int, align: Align = "left") -> str:
    """Return text of exactly `width` cells: cleaned, cut with a `>` where it is too long."""
    if width <= 0:
        return ""
    text = clean(text)
    size = cell_len(text)
    if size > width:
        return set_cell_size(text, width - 1) + ">"
    gap = " " * (width - size)
    if align == "right":
        return gap + text
    if align == "center":
        half = (width - size) // 2
        return " " * half + text + " " * (width - size - half)
    return text + gap


def leader(label: str, width: int) -> str:
    """Return a label followed by a dotted leader: `Name part . . .`, `width` cells in all."""
    text = clean(label)
    size = cell_len(text)
    dots = "".join("." if (width - at) % 2 == 1 else " " for at in range(size + 1, width))
    return fit(f"{text} {dots}" if size < width else text, width)


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines of at most `width` cells at spaces, long words by force."""
    lines: list[str] = []
    for paragraph in clean(text, keep_lines=True).split("\n"):
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            if cell_len(joined) <= width:
                line = joined
                continue
            if line:
                lines.append(line)
            while cell_len(word) > width:
                head = set_cell_size(word, width).rstrip(" ")
                lines.append(head)
                word = word[len(head) :]
            line = word
        lines.append(line)
    return lines


def wrap_whole(text: str, width: int, most: int) -> list[str]:
    """Break text into at most `most` lines; long words (a file's name) lose their middle."""
    while len(lines := wrap(text, width)) > most:
        word = max(text.split(" "), key=len)
        third = len(word) // 3
        if third < 8:
            break
        text = text.replace(word, f"{word[:third]}...{word[-third:]}")
    return lines[:most]


def header(
    width: int, ident: str, title: str, path: str, as_of: str, unit: str, operator: str
) -> list[str]:
    """Return the two top lines of a screen: id, title, path and date; unit and operator."""
    right = fit(f"{path}  {as_of} ", max(len(path) + 13, 16), "right")
    left = f" {ident}"
    side = max(cell_len(left), cell_len(right)) + 1
    first = fit(left, side) + fit(title, width - 2 * side, "center") + fit(right, side, "right")
    who = fit(f"operator {operator}", min(cell_len(operator) + 9, 26), "right") + " "
    side = cell_len(who) + 1
    second = " " * side + fit(unit, width - 2 * side, "center") + " " + who
    return [first, second]
