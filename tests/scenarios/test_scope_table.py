"""PeopleSoft's table of combined run parameters, every cell. Source: seed 001; domain rule 2.1."""

from __future__ import annotations

import pytest

from tests.scenarios.company import UNITS, Company

NOW = """
[[procedure]]
code = "D"
method = "days"
level = [{number = 1, letter_code = "1", days_from = 1}]

[[unit]]
code = "CA"
name = "Elsewhere Inc"
currency = "CAD"
procedure = "D"
"""


@pytest.fixture
def company(company: Company) -> Company:
    """A group P with children K and L, and a stranger S; items in units US, NL (one set) and CA."""
    company.setup(UNITS.format(procedure="D") + NOW)
    company.customers("P", "S")
    company.customers("K", "L", correspondence_customer="P", dunning_group="G")
    for customer in ("K", "L", "S"):
        for unit in ("US", "NL", "CA"):
            company.items((customer, f"{customer}-{unit}", 10, "10"), unit=unit)
    return company


def made(company: Company, *scope: str) -> list[tuple[str, str, list[str]]]:
    """To whom, under whose letterhead, about what; and the run says as many letters."""
    summary = company.update(*scope)
    letters = company.ask("letters", "--run", summary["run"])
    assert summary["letters"] == len(letters)
    return [
        (
            x["to"],
            company.ask("letter", x["letter"])["unit"],
            [i["item"] for i in x["items"]],
        )
        for x in letters
    ]


CELLS = {
    "unit: one for each correspondence customer of the unit": (
        ("--unit", "NL"),
        [("P", "NL", ["K-NL", "L-NL"]), ("S", "NL", ["S-NL"])],
    ),
    "no unit: every unit in turn": (
        (),
        [
            (to, unit, [f"{c}-{unit}" for c in ("KL" if to == "P" else "S")])
            for to in "PS"
            for unit in ("US", "NL", "CA")
        ],
    ),
    "set id: the units of the set, under the own unit's letterhead": (
        ("--set-id", "SHARE"),
        [("P", "US", ["K-NL", "K-US", "L-NL", "L-US"]), ("S", "US", ["S-NL", "S-US"])],
    ),
    "customer: only its items, to its correspondence customer": (
        ("--customer", "K"),
        [("P", "US", ["K-CA", "K-NL", "K-US"])],
    ),
    "customer of its own": (("--customer", "S"), [("S", "US", ["S-CA", "S-NL", "S-US"])]),
    "customer with unit": (("--customer", "K", "--unit", "NL"), [("P", "NL", ["K-NL"])]),
    "customer with set id": (
        ("--customer", "K", "--set-id", "SHARE"),
        [("P", "US", ["K-NL", "K-US"])],
    ),
    "correspondence customer: all of its group": (
        ("--correspondence", "P"),
        [("P", "US", ["K-CA", "K-NL", "K-US", "L-CA", "L-NL", "L-US"])],
    ),
    "correspondence customer with unit": (
        ("--correspondence", "P", "--unit", "CA"),
        [("P", "CA", ["K-CA", "L-CA"])],
    ),
    "correspondence customer with set id": (
        ("--correspondence", "P", "--set-id", "SHARE"),
        [("P", "US", ["K-NL", "K-US", "L-NL", "L-US"])],
    ),
    "correspondence customer with customer": (
        ("--correspondence", "P", "--customer", "L"),
        [("P", "US", ["L-CA", "L-NL", "L-US"])],
    ),
    "correspondence customer with customer and unit": (
        ("--correspondence", "P", "--customer", "L", "--unit", "US"),
        [("P", "US", ["L-US"])],
    ),
    "dunning group: its customers, unit by unit": (
        ("--group", "G"),
        [("P", unit, [f"K-{unit}", f"L-{unit}"]) for unit in ("US", "NL", "CA")],
    ),
    "dunning group with unit": (
        ("--group", "G", "--unit", "US"),
        [("P", "US", ["K-US", "L-US"])],
    ),
}


@pytest.mark.parametrize(("scope", "expected"), CELLS.values(), ids=CELLS)
def test_each_cell_of_the_table(company, scope, expected):
    assert sorted(made(company, *scope)) == sorted(expected)


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (("--unit", "US", "--set-id", "SHARE"), 2),
        (("--unit", "XX"), 1),
        (("--set-id", "XX"), 1),
        (("--customer", "XX"), 1),
        (("--correspondence", "XX"), 1),
        (("--group", "XX"), 1),
        (("--customer", "S", "--correspondence", "P"), 1),
    ],
)
def test_scopes_that_fit_nobody_are_refused_and_use_no_number_up(company, scope, status):
    company.do("update", *scope, expect=status)

    assert company.update()["run"] == 1


def test_in_a_set_id_run_the_customers_own_unit_gives_the_procedure(company):
    """Source: domain 1, procedure."""
    company.setup(
        '[[procedure]]\ncode = "LATE"\nmethod = "days"\n'
        'level = [{number = 1, letter_code = "2", days_from = 5}]\n'
        '[[unit]]\ncode = "NL"\nname = "Voorbeeld BV"\ncurrency = "EUR"\nprocedure = "LATE"\n'
    )

    by_unit = company.update("--unit", "NL")
    by_set = company.update("--set-id", "SHARE")

    def used(run: int) -> set[str]:
        return {x["procedure"] for x in company.ask("letters", "--run", run)}

    assert (used(by_unit["run"]), used(by_set["run"])) == ({"LATE"}, {"D"})
