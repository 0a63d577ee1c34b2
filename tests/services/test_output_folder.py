"""Where the menus put files, and where they may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_dunning.errors import Refused
from tui_dunning.services.output_folder import allowed, ready
from tui_dunning.settings import Settings


def test_a_name_counts_from_the_output_folder_and_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    settings = Settings(output_folder=tmp_path / "out")

    assert ready(Path("a.pdf"), settings) == tmp_path / "out" / "a.pdf"
    assert ready(tmp_path / "b.pdf", settings) == tmp_path / "b.pdf"
    assert (tmp_path / "out").is_dir()


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../../x", "link/x", "link", "~root/../../etc/x"]
)
def test_confined_menus_reach_nothing_outside_the_output_folder(tmp_path: Path, name: str) -> None:
    settings = Settings(output_folder=tmp_path / "out", confined=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "link").symlink_to(tmp_path)

    with pytest.raises(Refused, match="files are only in"):
        allowed(Path(name), settings)


def test_confined_menus_work_below_the_output_folder(tmp_path: Path) -> None:
    settings = Settings(output_folder=tmp_path / "out", confined=True)

    assert ready(Path("a.pdf"), settings) == tmp_path / "out" / "a.pdf"
    assert allowed(tmp_path / "out" / "b" / "c.pdf", settings).name == "c.pdf"
    assert allowed(Path("~/x"), settings) == tmp_path / "out" / "~" / "x"
