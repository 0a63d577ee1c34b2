"""Writes docs/keys.md, the guide's page of keys, from the tables beside the screens.

python -m tools.keys
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import tui_dunning.screens
from tui_dunning.screens.actions import MENU
from tui_dunning.screens.frame import COMMON, FunctionScreen

PAGE = Path(__file__).parent.parent / "docs" / "keys.md"

HEAD = """\
# Keys

This page is made from the program (`python -m tools.keys`). The legend at the foot of a screen
shows the keys that are valid at the moment; F1 tells what they do. Each function key can also be
typed as a word at `===>`, for terminals that lose function keys. F1 to F12 only: never shifted,
never with Alt.

## On every screen

"""

TAIL = """
Page Up and Page Down roll lists, the arrows go from field to field and from row to row, Tab goes
to the next field. Keys typed ahead are kept and played in order; a mistake throws away what was
typed after it.
"""


def page() -> str:
    """Return the whole page."""
    parts = [HEAD, *_keys(COMMON), TAIL]
    for screen in sorted(_screens(), key=_place):
        keys = [*getattr(screen, "ACTIONS", ())]
        view = getattr(screen, "VIEW", None)
        keys += [view] if view is not None else []
        options = getattr(screen, "OPTIONS", ())
        if keys or options:
            parts.append(f"\n## {_title(screen)}\n\n")
            parts += _keys(keys)
            parts += _options(options, after=bool(keys))
    return "".join(parts)


def _screens() -> list[type[Any]]:
    """Return every kind of screen that there is; tests make kinds of their own."""
    rooms = tui_dunning.screens
    for module in pkgutil.iter_modules(rooms.__path__):
        import_module(f"{rooms.__name__}.{module.name}")
    ours = [each for each in _below(FunctionScreen) if each.__module__.startswith(rooms.__name__)]
    return [each for each in ours if _own_title(each)]


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    """Yield all classes made of a class."""
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _own_title(screen: type[Any]) -> str:
    """Return the title of a screen's menu line, else its own heading; "" for what others share."""
    name = f"{screen.__module__.rpartition('.')[2]}:{screen.__name__}"
    for line in MENU:
        if line.screen == name and not line.is_menu:
            return f"{line.path} {line.title}"
    return str(screen.__dict__.get("HEADING", ""))


_title = _own_title


def _place(screen: type[Any]) -> tuple[str, str]:
    """Return what a screen is ordered by: its module's menu path, then its title."""
    module = screen.__module__.rpartition(".")[2]
    paths = [line.path for line in MENU if line.screen.partition(":")[0] == module]
    return (min(paths, default="9"), _title(screen))


def _keys(actions: Any) -> Iterator[str]:
    """Yield the table of some keys."""
    if actions:
        yield "| key | word | does |\n|---|---|---|\n"
    for action in sorted(actions, key=lambda each: int(each.key[1:])):
        warning = " Asks first." if action.dangerous else ""
        does = f"{action.help_text}{warning}"
        yield f"| {action.key_name} {action.label} | {action.word} | {does} |\n"


def _options(options: Any, *, after: bool) -> Iterator[str]:
    """Yield the table of what can be typed beside a row."""
    if options:
        yield ("\n" if after else "") + "| option | does |\n|---|---|\n"
    for option in options:
        warning = " Asks first." if option.dangerous else ""
        yield f"| {option.number} {option.label} | {option.help_text}{warning} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE} written")
