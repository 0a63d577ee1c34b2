"""Nothing in the data is markup: two modules take the widgets that show text."""

from __future__ import annotations

import ast

import pytest
from rich.segment import Segment
from textual.color import Color

from tests.screens.terminal import ROOT
from tui_dunning.screens.cells import fit, leader, wrap
from tui_dunning.screens.filters import Ascii, Scrub, to_ascii

GUARDED = {"Static", "Label", "Button", "OptionList", "Select", "Input", "TextArea", "Markdown"}


def test_text_showing_widgets_come_from_one_module() -> None:
    found = [
        f"{path.name}:{node.lineno} {name.name}"
        for path in [*(ROOT / "tui_dunning" / "screens").rglob("*.py"), ROOT / "tui_dunning/app.py"]
        if path.name != "widgets.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.widgets")
        for name in node.names
        if name.name in GUARDED or name.name == "*"
        if (path.name, name.name) != ("editor.py", "TextArea")
    ]

    assert found == []


@pytest.mark.parametrize("text", ["\x1b[2J", "\x9b31m", "a\u202eb", "\x07", "\u2066x", "\x7f"])
def test_nothing_that_steers_a_terminal_passes_the_filter(text: str) -> None:
    (drawn,) = Scrub().apply([Segment(text)], Color(0, 0, 0))

    assert drawn.text.isprintable()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Łódź", "Lodz"), ("café", "cafe"), ("北京", "????"), ("─│█", "-|#"), ("€", "E")],
)
def test_ascii_takes_as_many_cells(text: str, expected: str) -> None:
    (drawn,) = Ascii().apply([Segment(text)], Color(0, 0, 0))

    assert drawn.text == expected == to_ascii(text)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 5, "abcd>"),
        ("北京饭店", 5, "北京>"),
        ("北京饭店", 6, "北京 >"),
        ("a\x1b[1mb", 6, "a[1mb "),
        ("", 2, "  "),
        ("x", 0, ""),
    ],
)
def test_text_is_cut_by_cells(text: str, width: int, expected: str) -> None:
    assert fit(text, width) == expected


def test_a_leader_ends_before_its_field() -> None:
    assert leader("Name part", 14) == "Name part  . ."[:14]
    assert len(leader("Position to number", 22)) == 22


def test_long_words_are_broken_by_force() -> None:
    assert wrap("aa bbbbbbb c", 4) == ["aa", "bbbb", "bbb", "c"]
    assert wrap("one\ntwo", 9) == ["one", "two"]
