"""What stands on a letter, how many there are, where they go. Source: seeds 001 to 003."""

from __future__ import annotations

import pytest

from tests.scenarios.company import UNITS, Company


def days(**keys: str) -> str:
    """A procedure by days of two levels with further keys."""
    more = "\n".join(f"{name} = {value}" for name, value in keys.items())
    return f"""
[[procedure]]
code = "D"
method = "days"
{more}
level = [
  {{number = 1, letter_code = "1", days_from = 1, days_to = 30}},
  {{number = 2, letter_code = "2", days_from = 31}},
]
"""


def owing(company: Company, set_up: str = "") -> Company:
    """A parent with items of levels 1 and 2 in dollars and euros, a child with one of level 1."""
    company.setup(UNITS.format(procedure="D") + (set_up or days()))
    company.customers("P")
    company.customers("K", correspondence_customer="P")
    company.items(("P", "U1", 10, "10"), ("P", "U2", 40, "20"), ("K", "K1", 10, "40"))
    company.items(("P", "E2", 40, "80"), currency="EUR")
    return company


def made(company: Company, run: int = 1) -> list[tuple[int, list[str]]]:
    return [
        (x["level"], [i["item"] for i in x["items"]]) for x in company.ask("letters", "--run", run)
    ]


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        ("customer", [(2, ["K1", "E2", "U2", "U1"])]),
        ("level", [(1, ["K1", "U1"]), (2, ["E2", "U2"])]),
        ("currency", [(2, ["E2"]), (2, ["K1", "U2", "U1"])]),
        ("item", [(1, ["U1"]), (2, ["U2"]), (1, ["K1"]), (2, ["E2"])]),
    ],
)
def test_what_gets_a_letter_of_its_own(company, per, expected):
    """Source: domain rule 5, letter_per; rows go by customer, then currency."""
    owing(company, days(letter_per=f'"{per}"'))
    company.update()

    assert made(company) == expected


@pytest.mark.parametrize(("text", "level"), [("severest", 2), ("modest", 1)])
def test_severest_and_modest_list_the_same_items(company, text, level):
    """Source: seed 001, use severest or modest dunning letter."""
    owing(company)

    company.update("--text", text)

    [letter] = company.ask("letters")
    assert (letter["level"], letter["letter_code"]) == (level, str(level))
    assert sorted(i["item"] for i in letter["items"]) == ["E2", "K1", "U1", "U2"]
    assert letter["totals"]["USD"]["past_due"] == "70.00"
    assert letter["totals"]["EUR"]["past_due"] == "80.00"


def test_printing_a_level_takes_its_items_into_a_letter_of_their_own(company):
    """Source: seed 001, reports by level: letters only for items in dunning level 2."""
    owing(company)
    company.update()

    company.print_all("--level", 2)

    one, two = company.ask("letters")
    assert (one["status"], one["level"], [i["item"] for i in one["items"]]) == (
        "proposed",
        1,
        ["K1", "U1"],
    )
    assert (two["status"], two["level"], [i["item"] for i in two["items"]]) == (
        "printed",
        2,
        ["E2", "U2"],
    )
    assert [company.ask("item", "US", n)["level"] for n in ("U1", "U2")] == [0, 2]
    company.print_all()
    assert [x["status"] for x in company.ask("letters")] == ["printed", "printed"]
    company.do("check")


def test_printing_all_levels_prints_one_letter_with_everything(company):
    """Source: seed 001, dunning letters, all levels."""
    owing(company)
    company.update()

    company.print_all()

    assert made(company) == [(2, ["K1", "E2", "U2", "U1"])]
    assert company.ask("item", "US", "U1")["level"] == 1


def test_extract_all_open_lists_what_is_not_yet_due_apart(company):
    """Source: seed 003, extract indicator 2: a comprehensive statement of obligations."""
    set_up = days().replace("days_from = 31}", 'days_from = 31, extract = "all_open"}')
    owing(company, set_up)
    company.items(("P", "SOON", -9, "7"), ("P", "WAR", 50, "3"))
    company.load(
        "items",
        [
            {"unit": "US", "customer": "P", "number": "WAR", "due_date": "2026-05-11"}
            | {"currency": "USD", "balance": "3", "disputed": "Y"}
        ],
    )
    company.customers("Q")
    company.items(("Q", "Q-SOON", -9, "7"))

    company.update()

    [letter] = company.ask("letters")
    rows = {i["item"]: (i["dunned"], i["level"]) for i in letter["items"]}
    assert rows["SOON"] == rows["WAR"] == (False, None)
    usd = letter["totals"]["USD"]
    assert (usd["past_due"], usd["not_due"]) == ("73.00", "7.00")
    company.print_all()
    assert company.ask("item", "US", "SOON")["level"] == 0


def test_a_credit_in_a_currency_without_dunned_items_is_listed_as_a_credit(company):
    owing(company, days().replace("days_from = 31}", 'days_from = 31, extract = "all_open"}'))
    company.items(("P", "SOON", -9, "7"), ("P", "PAID", 20, "-4"), currency="CHF")

    company.update()

    shown = company.ask("letter", 1)
    assert shown["totals"]["CHF"]["not_due"] == "3.00"
    words = " ".join("".join(shown["pages"]).split())
    assert words.index("Not yet due") < words.index("SOON") < words.index("PAID")
    assert "The list also shows 7.00 CHF that is not due yet" in words
    assert "Not yet due, for information 7.00 CHF Credit -4.00 CHF" in words


def test_extract_dunned_lists_the_items_scheduled_and_no_other(company):
    """Source: seed 003, extract indicator 1."""
    owing(company)
    company.items(("P", "SOON", -9, "7"))

    company.update()

    assert "SOON" not in made(company)[0][1]


def test_item_addressing_sends_to_the_address_on_the_item(company):
    """Source: seed 001, item-based addressing; domain rule 6."""
    company.setup(
        UNITS.format(procedure="D").replace(
            'set_id = "SHARE"\nprocedure', 'addressing = "item"\nset_id = "SHARE"\nprocedure'
        )
        + days()
    )
    company.customers("P")
    company.customers("K", correspondence_customer="P")
    company.load(
        "sites",
        [{"customer": "K", "site": "DOCK", "line1": "9 Dock Rd", "city": "X", "country": "US"}],
    )
    company.items(("P", "A", 10, "1"), ("K", "B", 10, "1"))
    company.items(("K", "C", 10, "1"), site="DOCK")

    company.update()

    sent = {
        tuple(i["item"] for i in x["items"]): (x["customer"], x["to"], x["site"])
        for x in company.ask("letters")
    }
    assert sent == {("B", "A"): ("P", "P", None), ("C",): ("P", "K", "DOCK")}
    [at_dock] = [x["letter"] for x in company.ask("letters") if x["site"]]
    assert company.ask("letter", at_dock)["address"][0] == "9 Dock Rd"


RATES = [
    {"from": "USD", "to": "EUR", "date": "2026-01-01", "rate": "0.90"},
    {"from": "USD", "to": "EUR", "date": "2026-06-15", "rate": "0.80"},
    {"from": "EUR", "to": "USD", "date": "2026-01-01", "rate": "1.10"},
    {"from": "USD", "to": "GBP", "date": "2026-01-01", "rate": "0.70"},
    {"from": "EUR", "to": "GBP", "date": "2026-01-01", "rate": "0.85"},
]


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        # 70.00 USD and 80.00 EUR
        (("unit",), "158.00 USD"),
        (("customer",), "136.00 EUR"),
        (("EUR",), "136.00 EUR"),
        (("EUR", "--rate-date", "2026-06-14"), "143.00 EUR"),
        (("EUR", "--rate", "0.5"), "115.00 EUR"),
        (("GBP",), "117.00 GBP"),
    ],
)
def test_display_currency_stands_beside_the_original_amounts(company, options, shown):
    """Source: seed 001, display currency page."""
    owing(company)
    company.customers("P", currency="EUR")
    company.load("rates", RATES)

    company.update("--display-currency", *options)

    paper = company.do("letter", 1).out
    assert shown in paper
    assert "70.00" in paper
    assert "80.00" in paper


def test_the_total_in_the_display_currency_is_the_sum_of_its_column(company):
    """Source: domain rule 5; three times 0.05 is 0.15, each shown as 0.03."""
    company.setup(UNITS.format(procedure="D") + days())
    company.customers("P")
    company.items(*[("P", number, 10, "0.05") for number in "ABC"])

    company.update("--display-currency", "EUR", "--rate", "0.5")

    assert "0.09 EUR" in company.do("letter", 1).out


@pytest.mark.parametrize("choice", ["unit", "customer", "GBP"])
def test_the_units_own_display_currency_holds_without_a_wish(company, choice):
    owing(company)
    company.setup(
        '[[unit]]\ncode = "US"\nname = "Sample"\ncurrency = "USD"\nprocedure = "D"\n'
        f'display_currency = "{choice}"\n'
    )
    company.customers("P", currency="EUR")
    company.load("rates", RATES)

    company.update()

    expected = {"unit": "158.00 USD", "customer": "136.00 EUR", "GBP": "117.00 GBP"}
    assert expected[choice] in company.do("letter", 1).out


def test_a_missing_rate_holds_the_letter_and_names_pair_and_date(company):
    """Source: domain rule 5, no_rate."""
    owing(company)
    company.load("rates", RATES[:2])

    summary = company.update("--display-currency", "USD", "--rate-date", "2026-06-20")

    [error] = summary["errors"]
    assert "EUR to USD on 2026-06-20" in error
    assert company.ask("letter", 1)["held"] == "no_rate"
    answer = company.print_all("--json").json
    assert (answer["letters"], len(answer["held"])) == (0, 1)
    company.load("rates", RATES)
    assert company.update("--display-currency", "USD")["errors"] == []


def test_99_levels_are_taken_and_reached_one_by_one(company):
    """Source: seed 003, up to 99 levels for each process code."""
    levels = ",".join(
        f'{{number = {n}, letter_code = "1", days_between = 1}}' for n in range(1, 100)
    )
    company.setup(
        UNITS.format(procedure="LW")
        + f'[[procedure]]\ncode = "LW"\nmethod = "interval"\nlevel = [{levels}]\n'
    )
    company.customers("C1")
    company.items(("C1", "A", 1, "10"))

    runs = company.ask("simulate", "--runs", 100, "--every", 1)

    assert [r["levels"][0]["level"] for r in runs[:99]] == list(range(1, 100))
    assert runs[99]["not_dunned"] == {"last_level": 1}


def test_the_same_level_is_not_sent_again_where_that_is_switched_off(company):
    """Source: domain rule 4, days."""
    owing(company, days(resend_same_level="false"))
    company.update()
    company.print_all()

    summary = company.update(days=15)

    assert summary["not_dunned"] == {"already_sent": 4}
    assert company.update(days=25)["not_dunned"] == {"already_sent": 2}


@pytest.mark.parametrize(("after_last", "items"), [("stop", 0), ("repeat", 1)])
def test_after_the_last_level_of_the_interval_method(company, after_last, items):
    """Source: domain rule 4, interval."""
    company.setup(
        UNITS.format(procedure="I")
        + f'[[procedure]]\ncode = "I"\nmethod = "interval"\nafter_last = "{after_last}"\n'
        'level = [{number = 1, letter_code = "1"}, '
        '{number = 2, letter_code = "2", days_between = 10}]\n'
    )
    company.customers("C1")
    company.items(("C1", "A", 5, "10"))
    for on in (0, 10):
        company.update(days=on)
        company.print_all(days=on)

    early, late = company.update(days=19), company.update(days=20)

    assert early["not_dunned"] == {"last_level" if after_last == "stop" else "too_soon": 1}
    assert late["items"] == items
