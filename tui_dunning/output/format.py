"""Amounts, dates and names as people of a language write them, and as machines do.

The one module of `output` that screens may import. CLDR (babel) is asked once for each language
and currency; after that formatting is string work.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final, Literal

from tui_dunning.engine.names import fold_name

DEFAULT_LANGUAGE: Final = "en"
LARGEST_MINOR: Final = 10**15
"""No amount reaches this: a sum over a million of them still fits 64 bits."""

_BIDI: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BREAKS: Final = "\t\n\v\f\r\x85\u2028\u2029"
_UNSEEN: Final = " \u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + "".join(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10)))
)
_REMOVED: Final = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)]),
    **dict.fromkeys(map(ord, _BIDI)),
    0xFEFF: None,
}
_ONE_LINE: Final = {**_REMOVED, **dict.fromkeys(map(ord, _BREAKS), " ")}
_MANY_LINES: Final = {
    **_REMOVED,
    **dict.fromkeys(map(ord, _BREAKS), "\n"),
    ord("\t"): " ",
}
_NUMBER: Final = re.compile(r"(?P<sign>[-+]?)(?P<whole>\d*)(?:\.(?P<part>\d*))?(?P<after>-?)", re.A)
_GROUPED: Final = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+\.\d*-?", re.A)


def clean(text: str, *, keep_lines: bool = False) -> str:
    """Take out what could steer a terminal or turn a line around: control and bidi characters.

    Line breaks and tabs become spaces; with `keep_lines` line breaks stay, as plain newlines.
    """
    if text.isprintable():
        return text
    if keep_lines:
        return text.replace("\r\n", "\n").translate(_MANY_LINES)
    return text.replace("\r\n", " ").translate(_ONE_LINE)


def can_be_seen(text: str) -> bool:
    """Tell whether a text has a character that leaves a mark, as zero-width ones do not."""
    return any(char.isprintable() and char not in _UNSEEN for char in text)


@lru_cache(maxsize=1024)
def is_currency(code: str) -> bool:
    """Tell whether a code is a currency of ISO 4217, present or past (FRF); XXX and XTS are not."""
    from babel.core import get_global

    if not re.fullmatch("[A-Z]{3}", code) or code in {"XXX", "XTS"}:
        return False
    return code in get_global("all_currencies")


@lru_cache(maxsize=256)
def is_language(tag: str) -> bool:
    """Tell whether a tag, such as nl or pt-BR, names a language that amounts can be written in."""
    from babel import Locale, UnknownLocaleError

    if not re.fullmatch(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", tag, re.A):
        return False
    try:
        Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


@lru_cache(maxsize=1024)
def decimals(code: str) -> int:
    """Return how many decimals a currency's smallest unit has: USD 2, JPY 0, BHD 3."""
    from babel.numbers import get_currency_precision

    return get_currency_precision(code)


def plain_amount(minor: int, code: str) -> str:
    """Return the machine form of an amount: 123450 USD -> "1234.50"."""
    places = decimals(code)
    digits = str(abs(minor)).zfill(places + 1)
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def parse_amount(text: str, code: str, decimal: str = ".", *, rounded: bool = False) -> int:
    """Return the minor units of a written amount: "1234.50" USD -> 123450.

    Thousands separators are taken only beside decimals ("1,234.50"), where they cannot be meant
    as the decimal sign. A minus may stand behind the number.

    Args:
        text: what a person or a file wrote.
        code: the currency, whose decimals count.
        decimal: the sign before the decimals, "." or ",".
        rounded: round half up what is finer than the smallest unit, instead of refusing it.

    Raises:
        ValueError: with words that say what is wrong with the text.
    """
    value = _decimal_value(text.strip(), decimal)
    scaled = value.scaleb(decimals(code))
    whole = scaled.to_integral_value(ROUND_HALF_UP)
    if whole != scaled and not rounded:
        raise ValueError(f"has more decimals than {code} has ({decimals(code)})")
    if abs(whole) >= LARGEST_MINOR:
        raise ValueError("is too large")
    return int(whole)


def _decimal_value(text: str, decimal: str) -> Decimal:
    """Read a number written with the given decimal sign, or say why it is none."""
    if len(text) > 40:
        raise ValueError("is not an amount")
    swapped = text.translate({ord(","): ".", ord("."): ","}) if decimal == "," else text
    if _GROUPED.fullmatch(swapped):
        swapped = swapped.replace(",", "")
    if "," in swapped:
        raise ValueError(f'is not an amount with "{decimal}" before the decimals')
    found = _NUMBER.fullmatch(swapped)
    if not found or not (found["whole"] or found["part"]) or (found["sign"] and found["after"]):
        raise ValueError("is not an amount")
    value = Decimal(f"{found['whole'] or 0}.{found['part'] or 0}")
    return -value if "-" in (found["sign"], found["after"]) else value


@lru_cache(maxsize=256)
def _separators(language: str) -> tuple[str, str, tuple[int, int]]:
    """Return a language's decimal sign, group sign and the sizes of the first and other groups."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    locale = _locale(language)
    # A narrow no-break space is missing from many terminals' fonts; the plain one means the same.
    group = get_group_symbol(locale).replace("\u202f", "\u00a0")
    return get_decimal_symbol(locale), group, locale.decimal_formats[None].grouping


@lru_cache(maxsize=256)
def _locale(language: str):  # type: ignore[no-untyped-def]
    """Return babel's locale of a language tag, of its first part, or English."""
    from babel import Locale, UnknownLocaleError

    for tag in (language, language.replace("-", "_").split("_")[0], DEFAULT_LANGUAGE):
        try:
            return Locale.parse(tag.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("babel knows English")


def _grouped(number: int, sign: str, sizes: tuple[int, int]) -> str:
    """Put group signs between digits, counted from the right: sizes (3, 3), or India's (3, 2)."""
    if sizes == (3, 3):
        written = f"{number:,}"
        return written if sign == "," else written.replace(",", sign)
    digits, parts, size = str(number), [], sizes[0]
    while len(digits) > size:
        parts.append(digits[-size:])
        digits, size = digits[:-size], sizes[1]
    return sign.join([digits, *reversed(parts)])


@lru_cache(maxsize=256)
def _endings(code: str, language: str) -> tuple[str, ...]:
    """Return what may stand behind the whole units of a currency: ".00" to ".99", "" for JPY."""
    places, point = decimals(code), _separators(language)[0]
    return tuple(f"{point}{part:0{places}d}" for part in range(10**places)) if places else ("",)


def amount(minor: int, code: str, language: str = DEFAULT_LANGUAGE) -> str:
    """Return an amount as a language writes it, without the currency: "1,234.50", "1.234,50"."""
    endings = _endings(code, language)
    number, part = divmod(abs(minor), len(endings))
    whole = str(number)
    if number > 999:
        _, sign, sizes = _separators(language)
        whole = _grouped(number, sign, sizes)
    return f"-{whole}{endings[part]}" if minor < 0 else f"{whole}{endings[part]}"


def money(minor: int, code: str, language: str = DEFAULT_LANGUAGE) -> str:
    """Return an amount with its currency behind it, kept on one line: "1,234.50 USD"."""
    return f"{amount(minor, code, language)}\u00a0{code}"


@lru_cache(maxsize=65536)
def day(
    value: date,
    language: str = DEFAULT_LANGUAGE,
    width: Literal["short", "medium", "long"] = "medium",
) -> str:
    """Return a date as a language writes it: "Nov 22, 2026", "22.11.2026"; long: with the month."""
    from babel.dates import format_date

    locale = _locale(language)
    written = format_date(value, width, locale).replace("\u202f", "\u00a0")
    if width == "long" and locale.language == "fr" and value.day == 1:
        return written.replace("1 ", "1er ", 1)  # as French is written; CLDR leaves it out
    return written


def counted(count: int, noun: str) -> str:
    """Return how many there are of something: "1 row", "2,000 rows"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def slug(text: str, longest: int = 40) -> str:
    """Return a part of a file name: ASCII letters, digits and single hyphens; may be empty."""
    ascii_text = fold_name(text).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", ascii_text).strip("-")[:longest].strip("-")
