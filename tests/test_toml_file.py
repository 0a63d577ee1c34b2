"""TOML that would crash the reader or fill the memory is refused with a reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_dunning.errors import BadInput
from tui_dunning.services.load_map import read_map
from tui_dunning.toml_file import read_toml


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x = " + "[" * 50_000, "nested too deeply"),
        ("x = " + "{a = " * 20_000, "nested too deeply"),
        ("x = " + "9" * 5_000, "too many digits"),
        ("a." * 30_000 + "b = 1", "line 1 has too many dots"),
        ("\n[" + "a." * 30_000 + "b]", "line 2 has too many dots"),
        ("x = ", "Invalid value"),
        (b"\xff\xfex", "it is not in UTF-8: line 1 has the byte 0xFF"),
        ("x = 1\ny = 'é'".encode("latin-1"), "it is not in UTF-8: line 2 has the byte 0xE9"),
        (b"#" * 20_000_001, "larger than 20 MB"),
    ],
    ids=["lists", "tables", "digits", "keys", "names", "half", "bytes", "letters", "size"],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    path = tmp_path / "setup.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(ValueError, match=said):
        read_toml(path)


def test_dots_in_a_text_are_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "setup.toml"
    path.write_text("\ufeffx = '" + "." * 10_000 + "'\n", "utf-8")

    assert read_toml(path) == {"x": "." * 10_000}


@pytest.mark.parametrize(
    "text", ['date_format = "%d %d %m %Y"', "x = " + "[" * 50_000, "x = " + "9" * 5000]
)
def test_a_map_that_python_trips_over_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text)

    with pytest.raises(BadInput, match=r"map\.toml"):
        read_map(path, ("number", "name"))


def test_a_pipe_that_nobody_writes_to_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "settings.toml"
    os.mkfifo(pipe)

    with pytest.raises(OSError, match="not an ordinary file"):
        read_toml(pipe)
    with pytest.raises(BadInput, match="cannot be read: it is not an ordinary file"):
        read_map(pipe, ())
