"""Names of countries, as they stand on an envelope."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def country_name(code: str, language: str) -> str:
    """Return a country's name in a language, else in English, else its code."""
    from babel import Locale, UnknownLocaleError

    for each in (language, "en"):
        try:
            name = Locale.parse(each.replace("-", "_")).territories.get(code)
        except (UnknownLocaleError, ValueError):
            continue
        if name:
            return str(name)
    return code
