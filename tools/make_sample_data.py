"""Make the sample company in sample_data/: `python -m tools.make_sample_data`.

The same seed gives the same files. Dates are relative to BASE; loading shifts them to the day of
the demo. `late` says how many days the oldest item of a customer is late on that day: the three
runs that the demo makes 42, 28 and 14 days before it turn that into letter codes.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tools.sample_names import COUNTRIES, LONG_NAMES, PEOPLE, Country

SEED = 4711
BASE = date(2026, 1, 1)
FOLDER = Path(__file__).resolve().parent.parent / "sample_data"
LATENESS = (
    # how many customers, least and most days late (None: nothing open)
    (36, 75, 400),
    (26, 60, 71),
    (34, 46, 57),
    (30, 32, 43),
    (44, 2, 29),
    (50, -30, 0),
    (30, None, None),
)
"""Customers by how late they are; 250 in all."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A customer while the files are made."""

    number: str
    name: str
    country: Country
    unit: str
    currency: str
    late: int | None
    parent: str = ""
    flag: str = ""


def day(days: int) -> str:
    """A date so many days after the base date."""
    return (BASE + timedelta(days=days)).isoformat()


def write(name: str, header: str, rows: Iterable[Sequence[object]]) -> None:
    """Write one file."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)


def make_customers(pick: random.Random) -> list[Sampled]:
    """Customers of many countries; every eighth of them belongs to the one before."""
    lateness: list[int | None] = []
    for count, least, most in LATENESS:
        for _ in range(count):
            lateness.append(None if least is None or most is None else pick.randint(least, most))
    pick.shuffle(lateness)
    weights = [country.weight for country in COUNTRIES]
    found: list[Sampled] = []
    names: set[str] = set()
    for at, late in enumerate(lateness):
        country = pick.choices(COUNTRIES, weights)[0]
        name = LONG_NAMES[at // 60] if at % 60 == 59 else country.company(pick)
        while name in names:
            country = pick.choices(COUNTRIES, weights)[0]
            name = country.company(pick)
        names.add(name)
        if not country.printable and late is not None and late > 30:
            late = pick.randint(2, 29) if found and at % 3 else 35
        unit = country.unit
        own = "USD" if unit == "US" else "EUR"
        currency = country.currency if pick.random() < 0.35 else own
        number = f"{100123 + 7 * at}" if at % 9 else f"00{1000 + at}"
        parent = found[-1].number if at % 8 == 5 and not found[-1].parent else ""
        flag = "N" if at % 19 == 7 else ""
        found.append(Sampled(number, name, country, unit, currency, late, parent, flag))
    return found


def customer_row(customer: Sampled, at: int, pick: random.Random) -> list[object]:
    """The row of customers.csv."""
    line1, postal_code, city, region = customer.country.address(pick)
    group = ("", "RETAIL", "WHOLESALE", "PUBLIC")[at % 4]
    profile = "KEY" if at % 17 == 4 else "STANDARD"
    limit = pick.choice(("", "5000", "10000", "25000", "100000"))
    language = customer.country.language
    return [
        *(customer.number, customer.name, customer.unit, customer.parent, customer.flag, profile),
        *(group, language, customer.currency, limit, "Y" if at % 31 == 12 else "N"),
        *(line1, "", postal_code, city, region, customer.country.code),
        *("North Harbor Recoveries Ltd", "PO Box 410", "04101", "Portland", "US"),
    ]


def make_sites(customers: Sequence[Sampled], pick: random.Random) -> list[list[object]]:
    """Two or three addresses of some customers; for half of them one has the dunning purpose."""
    rows: list[list[object]] = []
    for at, customer in enumerate(customers):
        if at % 10 != 3:
            continue
        for code in ("MAIN", "WEST", "DEPOT")[: 2 + at % 2]:
            line1, postal_code, city, region = customer.country.address(pick)
            purpose = "Y" if code == "MAIN" and at % 20 == 3 else "N"
            cells = [customer.number, code, line1, "", postal_code, city, region]
            rows.append([*cells, customer.country.code, purpose])
    return rows


def make_contacts(customers: Sequence[Sampled], pick: random.Random) -> list[list[object]]:
    """A person at every second customer."""
    rows: list[list[object]] = []
    for at, customer in enumerate(customers[::2]):
        person = pick.choice(PEOPLE)
        email = f"accounts{at}@customer-{customer.number}.example"
        preferred = pick.choice(("print", "print", "email", "both"))
        rows.append([customer.number, person, email, f"+1 555 01{at:02}", preferred, "Y"])
    return rows


def make_items(
    customers: Sequence[Sampled], sites: Sequence[Sequence[object]], pick: random.Random
) -> list[list[object]]:
    """About 1,500 items, the oldest of each customer as late as it shall be."""
    places: dict[str, list[object]] = {}
    for site in sites:
        places.setdefault(str(site[0]), []).append(site[1])
    rows: list[list[object]] = []
    for at, customer in enumerate(customers):
        if customer.late is None:
            continue
        for nth in range(pick.randint(2, 13)):
            late = customer.late if nth == 0 else pick.randint(-45, customer.late)
            rows.append(_item(customer, len(rows), at, nth, late, places, pick))
    return rows


def _item(
    customer: Sampled,
    count: int,
    at: int,
    nth: int,
    late: int,
    places: dict[str, list[object]],
    pick: random.Random,
) -> list[object]:
    """One row of items.csv; the oldest item is always a plain invoice."""
    chance = pick.random() if nth else 1.0
    kind = "CM" if chance < 0.05 else "PM" if chance < 0.07 else "DM" if chance < 0.1 else "IN"
    amount = round(pick.choice((60, 240, 900, 4200)) * pick.uniform(0.6, 1.8), 2)
    if kind in ("CM", "PM"):
        amount = -round(amount / 8, 2)
    unit = customer.unit if at % 25 or nth % 2 == 0 else ("NL" if customer.unit == "US" else "US")
    whole = customer.currency == "JPY"
    text = f"{amount * 100:.0f}" if whole else f"{amount:.2f}"
    paid = nth and kind == "IN" and pick.random() < 0.1
    balance = f"{amount * 50:.0f}" if whole else f"{amount / 2:.2f}"
    disputed = "Y" if nth and pick.random() < 0.03 else "N"
    blocked = day(pick.randint(5, 60)) if nth and pick.random() < 0.02 else ""
    site = pick.choice(places[customer.number]) if customer.number in places and nth % 2 else ""
    return [
        *(unit, customer.number, f"{kind}{20001 + count}", kind, day(-late - 30), day(-late)),
        *(customer.currency, text, balance if paid else text, site, disputed, blocked),
        "Promised to pay" if blocked else "",
    ]


def make_payments(customers: Sequence[Sampled], pick: random.Random) -> list[list[object]]:
    """Payments long ago, and a few lately, which hold the third letter."""
    rows: list[list[object]] = []
    for at, customer in enumerate(customers):
        if at % 3 == 0:
            continue
        text = f"{pick.randint(40, 4000)}" + ("" if customer.currency == "JPY" else ".50")
        ago = pick.randint(70, 300)
        if customer.late is not None and customer.late > 59 and at % 9 == 1:
            ago = pick.randint(4, 24)
        cells = [customer.number, day(-ago), customer.currency, text]
        rows.append([*cells, customer.unit, "", f"RCPT-{7000 + at}"])
    return rows


def make_prices(customers: Sequence[Sampled], pick: random.Random) -> list[list[object]]:
    """Special prices of every tenth customer."""
    products = (
        ("HX-100", "Hex bolts M8, box of 100"),
        ("WR-220", "Lock washers, zinc, 1 kg"),
        ("PN-045", "Panel clips, steel"),
        ("AD-310", "Threadlocker, 50 ml"),
        ("TL-900", "Torque wrench 20-100 Nm"),
    )
    rows: list[list[object]] = []
    for at, customer in enumerate(customers[::10]):
        for product, description in products[: 1 + at % 5]:
            price = f"{pick.randint(4, 140)}" + ("" if customer.currency == "JPY" else ".95")
            until = day(150) if pick.random() < 0.5 else ""
            cells = [customer.number, product, description, customer.currency, price]
            rows.append([*cells, day(-pick.randint(20, 200)), until])
    return rows


def main() -> None:
    """Write all files but setup.toml, which is kept by hand."""
    pick = random.Random(SEED)
    customers = make_customers(pick)
    write(
        "customers.csv",
        "number name unit correspondence_customer dunning profile_class dunning_group language"
        " currency credit_limit credit_hold line1 line2 postal_code city region country"
        " agency_name agency_line1 agency_postal_code agency_city agency_country",
        [customer_row(customer, at, pick) for at, customer in enumerate(customers)],
    )
    sites = make_sites(customers, pick)
    address = "line1 line2 postal_code city region country"
    write("sites.csv", f"customer site {address} dunning_purpose", sites)
    contacts = make_contacts(customers, pick)
    write("contacts.csv", "customer name email phone preferred primary", contacts)
    write(
        "items.csv",
        "unit customer number entry_type item_date due_date currency amount balance site"
        " disputed blocked_until block_reason",
        make_items(customers, sites, pick),
    )
    header = "customer date currency amount unit item reference"
    write("payments.csv", header, make_payments(customers, pick))
    header = "customer product description currency price from until"
    write("prices.csv", header, make_prices(customers, pick))
    pairs = {"EUR": 1.08, "GBP": 1.27, "CHF": 1.13, "PLN": 0.25, "SEK": 0.095, "JPY": 0.0067}
    rates = [
        [
            source,
            target,
            day(-ago),
            f"{rate * (1 + ago / 9000) / (1 if target == 'USD' else 1.08):.6f}",
        ]
        for ago in (210, 120, 30)
        for source, rate in {**pairs, "USD": 1.0}.items()
        for target in ("USD", "EUR")
        if source != target
    ]
    write("rates.csv", "from to date rate", rates)


if __name__ == "__main__":
    main()
