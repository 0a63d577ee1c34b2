"""The address lines of a letter's window, in the order that the country's post wants."""

from __future__ import annotations

from collections.abc import Callable

CountryName = Callable[[str, str], str]
"""A country's name: its code, the language to say it in."""

REGION_LINE = frozenset({"AU", "BR", "CA", "CN", "IN", "MX", "NZ", "US"})
"""Countries whose line is "City REGION 12345"."""

OWN_LINE = frozenset({"GB", "IE"})
"""Countries whose postal code stands on a line of its own below the town."""


def address_lines(
    address: tuple[str, ...], sender_country: str, country_name: str
) -> tuple[str, ...]:
    """Return the lines below the name; the country's only where it is not the sender's.

    Args:
        address: line1, line2, postal code, city, region, country code.
        sender_country: the unit's country code.
        country_name: the name of the address's country as it shall stand there.
    """
    line1, line2, postal_code, city, region, country = address
    if country in REGION_LINE:
        place = [" ".join(part for part in (_comma(city, region), region, postal_code) if part)]
    elif country in OWN_LINE:
        place = [city, region, postal_code]
    else:
        both = postal_code and city
        place = [f"{postal_code} {city}" if both else postal_code or city, region]
    foreign = bool(country) and country != sender_country
    lines = (line1, line2, *place, country_name.upper() if foreign else "")
    return tuple([line for line in lines if line])


def _comma(city: str, region: str) -> str:
    """Put a comma between a city and its region."""
    return f"{city}," if city and region else city
