"""Comparing and simulating through the commands. Source: seed 001, levels by days and interval."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest

from tests.kept_database import make_database
from tests.scenarios.company import UNITS, Company

LEVELS = """
[[procedure]]
code = "INT"
method = "interval"
level = [
  {number = 1, letter_code = "1", days_between = 0},
  {number = 2, letter_code = "2", days_between = 30, fee = {USD = "10.00"}, fee_on = 2},
  {number = 3, letter_code = "3", days_between = 15, collection = true},
]

[[finance_charge]]
procedure = "INT"
from = 2026-01-01
yearly_rate = "10"
charge_on = 1
"""


@pytest.fixture
def peoplesoft(company: Company) -> Company:
    """PeopleSoft's three items by interval, with a fee and interest."""
    company.setup(UNITS.format(procedure="INT") + LEVELS)
    company.customers("C1", assess_fee="Y")
    company.items(("C1", "A", 5, "10000"), ("C1", "B", 18, "10"), ("C1", "C", -3, "10"))
    return company


def test_the_next_runs_by_interval_as_peoplesoft_draws_them(peoplesoft):
    """Source: seed 001, dunning by interval; runs at T, T+10, T+30, T+45."""
    days = [peoplesoft.today + timedelta(days=d) for d in (0, 10, 30, 45, 60)]

    runs = peoplesoft.ask("simulate", "--dates", ",".join(map(str, days)))

    assert [(r["as_of"], r["items"]) for r in runs] == [
        (str(day), items) for day, items in zip(days, (2, 1, 2, 3, 0), strict=True)
    ]
    assert [[(x["level"], x["letters"]) for x in r["levels"]] for r in runs] == [
        [(1, 1)],
        [(1, 1)],
        [(2, 1)],
        [(3, 1)],
        [],
    ]
    assert runs[2]["fees"] == {"USD": "10.00"}
    # 10,000.00 at 10 % for 30 days is 82.19; 10.00 for 30 days is 0.08
    assert runs[2]["finance_charges"] == {"USD": "82.27"}
    assert runs[4]["not_dunned"] == {"entry_type": 1, "in_collection": 3}


def copied(url, folder, request):
    """The address of a copy of a closed database."""
    if not url.startswith("postgresql"):
        return str(shutil.copy(url, folder / "copy.db"))
    name = url.partition("?")[0].rpartition("/")[2]
    return make_database(request.getfixturevalue("postgres_server"), name)


def test_a_simulation_equals_running_and_printing_a_copy(peoplesoft, tmp_path, request):
    days = [peoplesoft.today + timedelta(days=d) for d in (0, 30, 45)]
    simulated = peoplesoft.ask("simulate", "--dates", ",".join(map(str, days)))
    copy = Company(copied(peoplesoft.url, tmp_path, request), tmp_path, peoplesoft.today)

    ran = [
        copy.do("update", "--json", "--as-of", day, "--print", tmp_path / f"{day}.pdf").json
        for day in days
    ]

    same = ("as_of", "letters", "customers", "items", "totals", "not_dunned", "errors")
    assert [[r[k] for k in same] for r in ran] == [[r[k] for k in same] for r in simulated]
    assert peoplesoft.ask("runs") == []


def test_so_many_runs_at_equal_distances(menu_company):
    """Source: seed 004; three updates in one day give 1, 2, 3, a fourth the star."""
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))

    runs = menu_company.ask("simulate", "--runs", 4, "--every", 0)

    assert [r["levels"][0]["level"] if r["levels"] else None for r in runs] == [1, 2, 3, None]
    assert runs[3]["not_dunned"] == {"all_sent": 1}
    spread = menu_company.ask("simulate", "--runs", 3, "--every", 14)
    assert [r["as_of"] for r in spread] == ["2026-06-30", "2026-07-14", "2026-07-28"]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--runs", 3],
        ["--every", 3],
        ["--dates", "2026-07-01", "--runs", 3],
        ["--dates", "2026-07-02,2026-07-01"],
        ["--dates", "tomorrow"],
        ["--runs", 400, "--every", 3660],
        ["--runs", 1, "--every", 1, "--unit", "US", "--set-id", "SHARE"],
    ],
)
def test_dates_that_make_no_sense_are_wrong_usage(menu_company, words):
    menu_company.do("simulate", *words, expect=2)


def test_a_run_now_beside_the_last_one(menu_company):
    """Source: seed 004 moves every customer one letter on; new ones start with 1."""
    menu_company.customers("C1", "C2", "C3")
    menu_company.items(("C1", "A", 45, "100"), ("C2", "B", 45, "50"))
    menu_company.update()
    menu_company.print_all()
    menu_company.load(
        "items",
        [
            {"unit": "US", "customer": "C2", "number": "B", "due_date": date(2026, 5, 1)}
            | {"currency": "USD", "balance": "0"}
        ],
    )
    menu_company.items(("C3", "C", 31, "70"))

    found = menu_company.ask("compare", "--list")

    assert (found["run"], found["run_as_of"]) == (1, "2026-06-30")
    assert {name: each["customers"] for name, each in found["changes"].items()} == {
        "new": 1,
        "moved_up": 1,
        "same": 0,
        "moved_down": 0,
        "gone": 1,
    }
    assert [
        (c["customer"], c["change"], c["level_before"], c["level_now"], c["before"], c["reason"])
        for c in found["customers"]
    ] == [
        ("C1", "moved_up", 1, 2, {"USD": "100.00"}, None),
        ("C2", "gone", 1, None, {"USD": "50.00"}, "nothing_open"),
        ("C3", "new", None, 1, {}, None),
    ]
    assert [(x["level"], x["letters_before"], x["letters_now"]) for x in found["levels"]] == [
        (1, 2, 1),
        (2, 0, 1),
    ]
    said = menu_company.do("compare", "--list", "--as-of", menu_company.today).out
    assert "beside run 1" in said
    assert "moved up" in said
    assert menu_company.ask("runs")[-1]["run"] == 1


def test_a_comparison_without_a_run_before_is_all_new(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))

    found = menu_company.ask("compare", "--unit", "US")

    assert (found["run"], found["changes"]["new"]["customers"]) == (None, 1)
    assert "customers" not in found
    said = menu_company.do("compare", "--as-of", menu_company.today).out
    assert "No run of this scope was made yet" in said
