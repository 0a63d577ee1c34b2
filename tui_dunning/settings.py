"""Settings: read once at the edge, from a TOML file, `DUNNING_*` variables and options."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import platformdirs

from tui_dunning.database_url import is_postgres_url, masked, require_known_form
from tui_dunning.errors import BadInput, DatabaseProblem
from tui_dunning.toml_file import read_toml

PROGRAM = "tui-dunning"
PAPERS = ("A4", "Letter")
DEFAULT_OUTPUT = Path("~/dunning")
VARIABLE = "DUNNING_"
OTHER_VARIABLES = ("DUNNING_SETTINGS", "DUNNING_DEBUG")
"""Variables that are no settings."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is in force. `origins` tells for each name where its value comes from."""

    database: str = ""
    paper: str = "A4"
    output_folder: Path = DEFAULT_OUTPUT
    unit: str = ""
    pay_within_days: int = 10
    fallback_fonts: tuple[Path, ...] = ()
    wait_seconds: int = 1800
    """Longer than the longest run: who waits sees it, and can stop."""
    theme: str = ""
    ascii: bool = False
    mouse: bool = False
    confined: bool = False
    """Whether the menus touch no file outside the output folder (a demo open to strangers)."""
    operator: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)


def load(overrides: Mapping[str, object] | None = None) -> Settings:
    """Read the settings: defaults < file < environment < `overrides`.

    Args:
        overrides: values of command-line options by setting; None means not given.

    Raises:
        BadInput: the file cannot be read, names something unknown, or a value is wrong; every
            mistake is listed.
    """
    problems: list[str] = []
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    path = settings_path()
    sources = (
        (str(path), _from_file(path, problems), path.parent),
        ("environment", _from_environment(), Path.cwd()),
        ("option", {k: v for k, v in (overrides or {}).items() if v is not None}, Path.cwd()),
    )
    for origin, found, folder in sources:
        for name, raw in found.items():
            reader = _READERS.get(name)
            if reader is None:
                problems.append(f"{origin}: {name} is not a setting{_suggestion(name)}")
                continue
            try:
                values[name] = reader(raw, folder)
            except ValueError as error:
                problems.append(f"{origin}: {name}: {error}")
            else:
                origins[name] = origin
    if problems:
        raise BadInput(
            "The settings cannot be used as they are.",
            problems,
            _what_to_mend(path, problems),
        )
    values.setdefault("database", str(default_database()))
    values.setdefault("output_folder", Path(os.path.expanduser(DEFAULT_OUTPUT)))
    return Settings(**values, operator=operator_name(), origins=origins)  # type: ignore[arg-type]


def _what_to_mend(path: Path, problems: Sequence[str]) -> str:
    """Say where the mistakes are."""
    if all(problem.startswith("option: ") for problem in problems):
        return "Mend the option, and give the command again."
    return f"Mend {path} or the DUNNING_ variables; the settings are {', '.join(_READERS)}."


def _suggestion(name: str) -> str:
    """A setting that was probably meant, as the end of a sentence."""
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), _READERS, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def unknown_variables() -> tuple[str, ...]:
    """A notice for each DUNNING_ variable that nothing reads; its value is not shown."""
    known = {VARIABLE + name.upper() for name in _READERS} | {*OTHER_VARIABLES}
    from difflib import get_close_matches

    notices = []
    for name in sorted(os.environ):
        if name.startswith(VARIABLE) and name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.8)
            hint = f"; did you mean {near[0]}?" if near else "."
            notices.append(f"The variable {name} is not known and does nothing{hint}")
    return tuple(notices)


def settings_path() -> Path:
    """The settings file: DUNNING_SETTINGS, else the user's own, else the machine's if there."""
    chosen = os.environ.get("DUNNING_SETTINGS", "")
    if chosen:
        return Path(os.path.expanduser(chosen)).absolute()
    own = platformdirs.user_config_path(PROGRAM, appauthor=False) / "settings.toml"
    machine = platformdirs.site_config_path(PROGRAM, appauthor=False) / "settings.toml"
    return machine if machine.is_file() and not own.is_file() else own


def default_database() -> Path:
    """The database where none is named."""
    return platformdirs.user_data_path(PROGRAM, appauthor=False) / "dunning.db"


def operator_name() -> str:
    """The login name of the person at work; LOGNAME and USER are not believed."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"


def describe(settings: Settings) -> dict[str, str]:
    """What is in force, as text by name; passwords are left out."""
    shown: dict[str, str] = {}
    for each in fields(settings):
        value = getattr(settings, each.name)
        if each.name == "origins":
            continue
        if isinstance(value, tuple):
            value = os.pathsep.join(map(str, value))
        elif isinstance(value, bool):
            value = "yes" if value else "no"
        shown[each.name] = masked(str(value))
    return shown


def _from_file(path: Path, problems: list[str]) -> dict[str, object]:
    """The file's values; none where there is no file."""
    try:
        return read_toml(path)
    except FileNotFoundError:
        return {}
    except OSError as error:
        problems.append(f"{path}: cannot be read: {error.strerror or error}")
    except ValueError as error:
        problems.append(f"{path}: {error}")
    return {}


def _from_environment() -> dict[str, object]:
    """The values of DUNNING_ variables that name a setting and are not empty."""
    found = {name: os.environ.get(VARIABLE + name.upper(), "") for name in _READERS}
    return {name: value for name, value in found.items() if value}


def _database(raw: object, folder: Path) -> str:
    text = _text(raw, folder)
    if not text:
        raise ValueError("must not be empty")
    try:
        require_known_form(text)
    except DatabaseProblem as problem:
        raise ValueError(f"{problem} {problem.hint}") from None
    if is_postgres_url(text) or "://" in text:
        return text
    return str(_path(text, folder))


def _path(raw: object, folder: Path) -> Path:
    return folder / os.path.expanduser(_text(raw, folder))


def _text(raw: object, _folder: Path) -> str:
    if isinstance(raw, os.PathLike):
        return str(raw)
    if not isinstance(raw, str):
        raise ValueError("must be a text")
    return raw.strip()


def _paper(raw: object, folder: Path) -> str:
    wanted = _text(raw, folder).casefold()
    for paper in PAPERS:
        if paper.casefold() == wanted:
            return paper
    raise ValueError(f"must be {' or '.join(PAPERS)}, not {raw!r}")


def _paths(raw: object, folder: Path) -> tuple[Path, ...]:
    names = raw.split(os.pathsep) if isinstance(raw, str) else raw
    if not isinstance(names, list | tuple):
        raise ValueError("must be a list of paths")
    return tuple(_path(name, folder) for name in names if name)


def _flag(raw: object, _folder: Path) -> bool:
    if isinstance(raw, bool):
        return raw
    text = str(raw).strip().casefold()
    if text in {"1", "y", "yes", "true", "on"}:
        return True
    if text in {"0", "n", "no", "false", "off"}:
        return False
    raise ValueError(f"must be yes or no, not {raw!r}")


def _number(least: int, most: int) -> Callable[[object, Path], int]:
    def read(raw: object, _folder: Path) -> int:
        try:
            number = raw if type(raw) is int else int(str(raw).strip())
        except ValueError:
            raise ValueError(f"must be a whole number, not {raw!r}") from None
        if not least <= number <= most:
            raise ValueError(f"must be from {least} to {most}, not {number}")
        return number

    return read


_READERS: dict[str, Callable[[object, Path], object]] = {
    "database": _database,
    "paper": _paper,
    "output_folder": _path,
    "unit": _text,
    "pay_within_days": _number(0, 365),
    "fallback_fonts": _paths,
    "wait_seconds": _number(1, 3600),
    "theme": _text,
    "ascii": _flag,
    "mouse": _flag,
    "confined": _flag,
}
"""How each setting is read; the names that the file and DUNNING_ variables may use."""
