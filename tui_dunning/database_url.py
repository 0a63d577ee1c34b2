"""Where a database is, as people write it: a path means SQLite, `postgresql://` PostgreSQL."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from tui_dunning.errors import DatabaseProblem

_POSTGRES = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)
_SQLITE = re.compile(r"sqlite:///?", re.IGNORECASE)
_OTHER = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_ALMOST = re.compile(r"\s*(?:\w+:)?postgres\w*(?:\+\w+)?:(?!//)|\s*\w+:\w+://", re.IGNORECASE)
"""Addresses of a server with a mistake in them, which would else be a file's name."""
_PAIRS = re.compile(
    r"\s*(?:host|hostaddr|port|dbname|database|user|password|passfile|service|options|sslmode)\s*=",
    re.IGNORECASE,
)
"""How libpq's other way to write an address begins: host=db user=jane password=..."""
_SECRET = r"(?P<user>//[^:/@]*):(?P<secret>.*)@"
_ANYWHERE = r"(?P<user>\w://[^\s:/@]*):[^\n\"']*@"
_WORD = r"(?i)(?P<name>\b(?:ssl)?password ?= ?)(?:'(?:[^'\\]|\\.)*'|[^\s&'\"]+)"
_PARAMETER = r"(?i)(?P<name>[?&](?:ssl)?password=)[^&]*"
"""What is looked for where something is shown: not compiled at every start."""


def is_postgres_url(url: str) -> bool:
    """Whether the address means PostgreSQL."""
    return _POSTGRES.match(url) is not None


def require_known_form(url: str) -> None:
    """Refuse what is meant for a server but would be a file's name; none of it is repeated.

    Raises:
        DatabaseProblem: one slash instead of two, or words such as host=... password=...
    """
    if _ALMOST.match(url) or _PAIRS.match(url):
        raise DatabaseProblem(
            "The database's address is not written as one of a PostgreSQL server.",
            "Write it as postgresql://user@host/name, with two slashes and without host=... words.",
        )


def sqlite_path(url: str) -> Path:
    """The file that a path or `sqlite:///path` means.

    Raises:
        DatabaseProblem: the address names another kind of database, or nothing.
    """
    require_known_form(url)
    rest = _SQLITE.sub("", url, count=1) if _SQLITE.match(url) else url
    if _OTHER.match(rest):
        raise DatabaseProblem(
            f"{masked(url)} is not a kind of database that is known.",
            "Give the path of an SQLite file, or postgresql://user@host/name.",
        )
    if not rest.strip() or "\0" in rest or rest == ":memory:":
        raise DatabaseProblem(
            "The database's address is empty or is not a file's path.",
            "Give the path of an SQLite file, or postgresql://user@host/name.",
        )
    return Path(os.path.expanduser(rest)).absolute()


def secret_of(url: str) -> str:
    """The password as it stands in the address; "" where there is none."""
    match = re.search(_SECRET, url)
    return match["secret"] if match else ""


def secrets_of(url: str) -> tuple[str, ...]:
    """Every password of an address, as it stands there and as a server reads it."""
    found = [secret_of(url), *(each[0].partition("=")[2] for each in re.finditer(_PARAMETER, url))]
    return tuple({secret for raw in found for secret in (raw, unquote(raw)) if secret})


def without(secrets: Iterable[str], text: str) -> str:
    """A text with these passwords replaced by `***`."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return text


def masked(url: str) -> str:
    """The address as it may be shown: every password replaced by `***`."""
    if not _OTHER.match(url):
        return url
    shown = re.sub(_SECRET, r"\g<user>:***@", url, count=1)
    return re.sub(_PARAMETER, r"\g<name>***", shown)


def without_secrets(text: str) -> str:
    """A text for a log: what may be a password in it is replaced by `***`."""
    shown = re.sub(_ANYWHERE, r"\g<user>:***@", text)
    return re.sub(_WORD, r"\g<name>***", shown)
