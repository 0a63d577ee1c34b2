"""What is loaded until the first screen stands: nothing that only other screens need."""

from __future__ import annotations

from pathlib import Path

from tests.screens.terminal import terminal
from tui_dunning.services import database

PROGRAM = """
import sys
from tui_dunning.cli import main
main(["--database", sys.argv[1]])
print("LOADED", *sorted(sys.modules), "ALL", flush=True)
"""

NEEDED = {
    "tui_dunning.services": {"", ".database", ".menu"},
    "tui_dunning.engine": {"", ".names"},
    "tui_dunning.output": {"", ".format"},
}
"""All that the first screen takes of these rooms."""

OTHERS = {
    "babel",
    "fpdf",
    "jinja2",
    "openpyxl",
    "psycopg",
    "textual.widgets._text_area",
    "tomllib",
    "tui_dunning.screens.dialogs",
    "tui_dunning.screens.editor",
    "tui_dunning.screens.line_list",
    "tui_dunning.store.models",
    "tui_dunning.store.postgres",
    "tui_dunning.store.schema",
    "xlsxwriter",
    "zxingcpp",
}
"""What other screens take, and the first one does without."""


def loaded_by_the_menus(folder: Path) -> set[str]:
    """Open the menus in a fresh interpreter, sign off, and return what they loaded."""
    path = folder / "company.db"
    database.create(str(path))
    database.close()
    with terminal(PROGRAM, str(path), DUNNING_SETTINGS=str(folder / "none.toml")) as line:
        line.wait_for(b"F12=Cancel")
        line.send("signoff\r")
        line.wait_for(b" ALL")
        return set(line.drawn.decode(errors="replace").rpartition("LOADED ")[2].split())


def test_the_first_screen_loads_only_what_it_needs(tmp_path: Path) -> None:
    loaded = loaded_by_the_menus(tmp_path)

    assert "tui_dunning.screens.menu" in loaded
    assert loaded & OTHERS == set()
    for room, names in NEEDED.items():
        assert {name for name in loaded if name.split(".")[:2] == room.split(".")} == {
            room + name for name in names
        }
