"""The guide keeps up: every command, option, menu line and key stands in docs/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import click
import pytest

from tools import keys, pictures
from tui_dunning import cli
from tui_dunning.cli import dunning
from tui_dunning.cli.group import SECTIONS
from tui_dunning.engine.types import Reason
from tui_dunning.screens.actions import MENU
from tui_dunning.screens.reasons import reason_words
from tui_dunning.services import load_kinds
from tui_dunning.settings import OTHER_VARIABLES, Settings

DOCS = Path(__file__).parent.parent / "docs"
COMMANDS = (DOCS / "commands.md").read_text(encoding="utf-8")
GUIDE = (DOCS / "guide.md").read_text(encoding="utf-8")
README = (DOCS.parent / "README.md").read_text(encoding="utf-8")


def all_commands(
    group: click.Group = dunning, path: str = "dunning"
) -> Iterator[tuple[str, click.Command]]:
    ctx = click.Context(group, info_name=path)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from all_commands(command, f"{path} {name}")


FOUND = dict(all_commands())


def section(path: str) -> str:
    """Return what docs/commands.md says under a command's heading."""
    found = re.search(rf"^#+ {re.escape(path)}$\n(.*?)(?=^#|\Z)", COMMANDS, re.M | re.S)
    return found[1] if found else ""


@pytest.mark.parametrize("path", FOUND)
def test_every_command_and_option_is_documented(path):
    missing = [
        name
        for parameter in FOUND[path].params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
        if name not in re.findall(r"--?[a-z-]+", section(path)) and name not in COMMON
    ]

    assert section(path).strip(), f"docs/commands.md has no section {path}"
    assert missing == []


COMMON = {"--database", "--json", "--as-of"}


def test_the_options_of_every_command_are_documented_once_for_all():
    options = [name for each in dunning.params for name in each.opts]

    assert [name for name in [*COMMON, *options] if f"`{name}" not in COMMANDS] == []


def test_no_section_is_left_of_a_command_that_is_gone():
    documented = re.findall(r"^#+ (dunning .*)$", COMMANDS, re.M)

    assert [path for path in documented if path not in FOUND] == []


@pytest.mark.parametrize(
    "path", [path for path, each in FOUND.items() if not hasattr(each, "commands")]
)
def test_every_command_has_an_example_in_its_help(path):
    assert "dunning " in (FOUND[path].epilog or "")


def test_every_command_in_the_code_can_be_called():
    modules = [import_module(f"tui_dunning.cli.{each.name}") for each in iter_modules(cli.__path__)]
    made = [each for module in modules for each in vars(module).items()]

    called = [dunning, cli.menus.menu, *FOUND.values()]
    assert [n for n, each in made if isinstance(each, click.Command) and each not in called] == []


@pytest.mark.parametrize("kind", load_kinds.kinds())
def test_every_column_of_an_import_is_documented(kind):
    (row,) = re.findall(rf"^\| {kind} \| (.*) \|$", section("dunning import"), re.M)
    known = load_kinds.columns(kind)

    wanted = [f"{each.name}{'!' * each.required}" for each in known if not each.only_mapped]
    assert sorted(row.split()) == sorted(wanted)
    mapped = [each.name for each in known if each.only_mapped]
    assert [name for name in mapped if f"`{name}`" not in section("dunning import")] == []


@pytest.mark.parametrize("path", FOUND)
def test_no_help_shows_bounds_as_formulas(path):
    shown = FOUND[path].get_help(click.Context(FOUND[path], info_name=path))

    assert "x<" not in shown
    assert "x>" not in shown


def test_every_command_stands_in_a_section_of_the_help():
    listed = [name for names in SECTIONS.values() for name in names]

    assert sorted(set(listed)) == sorted(listed)


@pytest.mark.parametrize("line", MENU, ids=lambda line: line.path)
def test_every_menu_line_is_in_the_guide_with_its_command(line):
    assert re.search(rf"^#+ {re.escape(line.path)} ", GUIDE, re.M), line.title
    assert f"`{line.command}" in GUIDE


@pytest.mark.parametrize("line", MENU, ids=lambda line: line.path)
def test_the_guide_calls_a_menu_line_by_its_title(line):
    heading = re.search(rf"^#+ {re.escape(line.path)} (.*)$", GUIDE, re.M)

    assert heading is not None
    assert heading[1] == line.title


@pytest.mark.parametrize("text", [GUIDE, README], ids=["guide", "readme"])
def test_every_menu_path_named_is_on_the_menus(text):
    named = set(re.findall(r"\b4\.4(?:\.\d+)*(?!\.?[\w])", text))

    assert named - {line.path for line in MENU} == set()


@pytest.mark.parametrize("line", MENU, ids=lambda line: line.path)
def test_every_screen_has_its_picture_in_the_guide(line):
    picture = f"pictures/{line.path}.svg"

    assert f"]({picture})" in GUIDE, f"make pictures, then show {picture} in docs/guide.md"
    assert (DOCS / picture).is_file(), "run: make pictures"


def test_every_picture_of_the_guide_is_there_and_every_one_there_is_shown():
    shown = set(re.findall(r"\]\(pictures/(.*?)\)", GUIDE))

    assert shown == {path.name for path in (DOCS / "pictures").iterdir()}
    assert shown <= {picture.name for picture in pictures.pictures()}


def test_pictures_fetch_nothing_from_elsewhere():
    for path in (DOCS / "pictures").glob("*.svg"):
        outside = re.findall(r"https?://[^\s\"<]+", path.read_text(encoding="utf-8"))

        assert set(outside) <= {"http://www.w3.org/2000/svg", "https://www.textualize.io"}


def test_the_page_of_keys_is_that_of_the_screens():
    assert keys.PAGE.read_text(encoding="utf-8") == keys.page(), "run: python -m tools.keys"


@pytest.mark.parametrize("name", [name for name in Reason if name != Reason.CREDIT])
def test_every_reason_of_an_update_is_in_the_guide(name):
    assert f"| {reason_words(name.value)} | {name.value.replace('_', ' ')} |" in GUIDE


@pytest.mark.parametrize("name", [each.name for each in fields(Settings)])
def test_every_setting_is_in_the_readme(name):
    assert name in {"operator", "origins"} or f"`{name}`" in README


@pytest.mark.parametrize("name", OTHER_VARIABLES)
def test_every_variable_besides_the_settings_is_documented(name):
    assert f"`{name}" in COMMANDS


@pytest.mark.parametrize("command", re.findall(r"^\$ dunning ([a-z][a-z-]+)", README + GUIDE, re.M))
def test_the_readme_and_the_guide_name_commands_that_exist(command):
    assert f"dunning {command}" in FOUND
