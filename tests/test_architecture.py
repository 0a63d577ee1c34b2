"""The shape of the house: which room may import which, and how long files and functions are."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tui_dunning"

BESIDE = {"errors", "paging", "data_files", "toml_file"}
"""Modules beside the rooms that every room may import; they import nothing of the package."""

MAY_IMPORT = {
    "errors": set(),
    "paging": set(),
    "data_files": set(),
    "toml_file": set(),
    "database_url": {"errors"},
    "settings": {"errors", "database_url"},
    "engine": {"engine"},
    "store": {"store", "engine", "database_url"},
    "output": {"output", "engine"},
    "services": {"services", "store", "output", "engine", "settings", "database_url"},
    "screens": {"screens", "services", "engine", "output.format", "settings"},
    "app": {"screens", "services", "engine", "output.format", "settings"},
    "launcher": {"settings", "database_url"},
    "cli": {"cli", "services", "engine", "output", "settings", "database_url"},
    "__init__": set(),
    "__main__": {"cli"},
}
"""Room by room, what it may import besides the modules beside the rooms."""

STANDARD_ONLY = {"engine", "errors", "paging"}
HOMES = {
    **dict.fromkeys(("peewee", "playhouse", "pysqlite3", "psycopg"), ("store",)),
    **dict.fromkeys(("fpdf", "fontTools", "isal", "jinja2", "xlsxwriter", "zxingcpp"), ("output",)),
    **dict.fromkeys(("textual", "rich"), ("screens", "app", "launcher")),
    "openpyxl": ("services",),
    "click": ("cli",),
}
"""The rooms that may import a package; a package that is not here stands anywhere."""

FILES_AND_CLOCK = {
    "io",
    "logging",
    "os",
    "pathlib",
    "random",
    "shutil",
    "sqlite3",
    "tempfile",
    "time",
}
"""What the engine leaves to others: values go in, values come out."""

HEAVY = ("textual", "fpdf", "openpyxl", "xlsxwriter", "psycopg", "zxingcpp")
LONGEST_FILE = 400
LONGEST_FUNCTION = 50


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Each imported module with its line, and whether it stands inside a function."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno, id(node) in inside
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno, id(node) in inside


def is_allowed(target: str, allowed: set[str]) -> bool:
    parts = target.split(".")
    return bool({parts[0], ".".join(parts[:2])} & allowed)


def direction_problems(path: Path) -> list[str]:
    here = room(path)
    assert here in MAY_IMPORT, f"{path}: no rule says what {here} may import"
    allowed = MAY_IMPORT[here] | (set() if here in BESIDE else BESIDE)
    problems = []
    for name, line, inside in imports(path):
        top, _, rest = name.partition(".")
        place = f"{path.relative_to(ROOT)}:{line}: {here} imports {name}"
        if top == "tui_dunning":
            opens_menus = (
                here in {"cli", "launcher"} and rest.split(".")[0] in {"app", "launcher"} and inside
            )
            if not is_allowed(rest, allowed) and not opens_menus and rest != "__version__":
                problems.append(place)
        elif (
            (here in STANDARD_ONLY and top not in sys.stdlib_module_names)
            or (here == "engine" and top in FILES_AND_CLOCK)
            or here not in HOMES.get(top, (here,))
        ):
            problems.append(place)
    return problems


def test_rooms_import_only_what_they_may() -> None:
    problems = [problem for path in modules() for problem in direction_problems(path)]

    assert problems == []


def loaded_with(path: Path) -> set[Path]:
    """The modules of the package that must be there before this one is."""
    names = {
        name
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("tui_dunning")
        for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
    }
    files = {ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in names}
    packages = {ROOT.joinpath(*name.split("."), "__init__.py") for name in names}
    return {each for each in files | packages if each.is_file()} - {path}


def test_no_module_needs_itself_to_be_loaded() -> None:
    waiting = {path: loaded_with(path) for path in modules()}
    while free := [path for path, needs in waiting.items() if not needs & waiting.keys()]:
        for path in free:
            del waiting[path]

    assert [str(path.relative_to(ROOT)) for path in waiting] == []


def test_the_engine_opens_no_file_and_reads_no_clock() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in modules()
        if room(path) == "engine"
        and re.search(r"\bopen\(|\.(now|today|utcnow)\(", path.read_text("utf-8"))
    ]

    assert found == []


def test_the_clock_is_read_in_cli_and_app_only() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in modules()
        if room(path) not in {"cli", "app"} and re.search(r"\bdate\.today\(", path.read_text())
    ]

    assert found == []


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in [*modules(), *sorted((ROOT / "tests").rglob("*.py"))]
        if (count := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }

    assert long == {}


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    assert function.end_lineno is not None
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None and first.end_lineno is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {code_lines(node)}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and code_lines(node) > LONGEST_FUNCTION
    ]

    assert long == []


def test_every_package_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(name for extra in extras for name in extra)]
    declared = {re.split(r"[^A-Za-z0-9_-]", name)[0].replace("-", "_").lower() for name in wanted}
    declared |= {"fpdf", "playhouse", "zxingcpp", "tui_dunning"}
    imported = {name.split(".")[0].lower() for path in modules() for name, _, _ in imports(path)}

    assert imported - declared - set(sys.stdlib_module_names) == set()


@pytest.mark.parametrize("command", [["--help"], ["settings"], ["runs", "--help"]])
def test_a_command_loads_neither_textual_nor_paper(command: list[str]) -> None:
    program = (
        "import sys\n"
        "from tui_dunning.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        f"print(sorted(m for m in {HEAVY!r} if m in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=60,
    )

    assert done.stderr.splitlines()[-1] == "[]", done.stderr
