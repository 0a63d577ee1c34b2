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
_OTHER = re.compile(r"\w[\w+.-]*://")
_ALMOST = re.compile(
    r"""(?!postgres(?:ql)?://)(?:
    \s*(?:\w+:)?postgres\w*(?:\+\w+)?:(?!//)      # postgresql:/jane@host, one slash
    |\s*\w+:\w+://                                    # jdbc:postgresql://
    |\W*(?:\w+=\W*)?(?<!\w)postgres\w*[^\w/.]{0,3}//  # '"postgresql://, postgresql//, postgres;//
    |[^/]*:[^/]*@ | //[^/]*:[^/]*@                    # jane:secret@host, //jane:secret@host
    |.*(?:passw(?:or)?d|\bpwd)\s*=)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
"""Addresses of a server with a mistake in them, which would else be a file's name."""
_PAIRS = re.compile(
    r"\s*(?:host|hostaddr|port|dbname|database|user|password|passfile|service|options|sslmode)\s*=",
    re.IGNORECASE,
)
"""How libpq's other way to write an address begins: host=db user=jane password=..."""
_SECRET = r"(?s)(?P<user>//[^:/@]*):(?P<secret>.*)@"
_LOOSE = r"(?s)(?P<user>//[^:\[]*):(?P<secret>.*)@"
_HOSTLESS = r"(?P<user>//[^:/@\[]*):(?P<secret>\d*[^\d/?][^/?]*)(?=[/?]|$)"
"""How a password stands in an address: as it should; behind a user with @ or /; without a host."""
_ANYWHERE = r"(?P<user>\w://[^\s:/@]*):[^\n\"']*@"
_WORD = (
    r"(?i)(?P<name>\b\w*(?:passw(?:or)?d|passwort|passphrase|pwd) ?(?:=|%3d) ?)"
    r"(?:'(?:[^'\\]|\\.)*'|[^\s&'\"]+)"
)
_LOGIN = r"(?<=[^\s:]):(?=[^\s/])\S*@"
"""What is looked for where something is shown: not compiled at every start."""
_HARMLESS = frozenset(
    (
        "host", "hostaddr", "port", "dbname", "user", "passfile", "service", "options",
        "sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding", "connect_timeout",
        "application_name", "target_session_attrs",
    )
)  # fmt: skip
"""The parameters of an address whose values are shown."""


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
    rest = _SQLITE.sub("", url, count=1) if _SQLITE.match(url) else url
    require_known_form(rest)
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
    match = _secret_in(url)
    return match["secret"] if match else ""


def _secret_in(url: str) -> re.Match[str] | None:
    return re.search(_SECRET, url) or re.search(_LOOSE, url) or re.search(_HOSTLESS, url)


def secrets_of(url: str) -> tuple[str, ...]:
    """Every password of an address, as it stands there and as a server reads it."""
    found = [secret_of(url), *(value for name, value in _parameters(url) if name not in _HARMLESS)]
    return tuple({secret for raw in found for secret in (raw, unquote(raw)) if secret})


def _parameters(url: str) -> list[tuple[str, str]]:
    """The parameters of an address; what is no parameter stands as a value without a name."""
    parts = re.split("[&;]", url.partition("?")[2])
    pairs = [part.rpartition("=") for part in parts if part]
    return [(name.strip().lower(), value) for name, _, value in pairs]


def without(secrets: Iterable[str], text: str) -> str:
    """A text with these passwords replaced by `***`."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return text


def masked(url: str) -> str:
    """The address as it may be shown: every password replaced by `***`."""
    if not _OTHER.match(url):
        return without_secrets(url)
    secret = _secret_in(url)
    shown = url if secret is None else f"{url[: secret.start(2)]}***{url[secret.end(2) :]}"
    base, mark, query = shown.partition("?")
    parts = [_masked_parameter(part) for part in re.split("([&;])", query)]
    return without_secrets(base) + mark + "".join(parts)


def _masked_parameter(part: str) -> str:
    name, mark, _value = part.partition("=")
    if part in {"", "&", ";"} or (mark and name.strip().lower() in _HARMLESS):
        return part
    return f"{name}=***" if mark else "***"


def without_secrets(text: str) -> str:
    """A text for a log or a message: what may be a password in it is replaced by `***`."""
    if ("@" not in text or ":" not in text) and not re.search("(?i)pass|pwd", text):
        return text
    shown = re.sub(_ANYWHERE, r"\g<user>:***@", text)
    shown = re.sub(_LOGIN, ":***@", shown)
    return re.sub(_WORD, r"\g<name>***", shown)
