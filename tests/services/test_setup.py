"""setup.toml: every key is stored, every mistake is named, an export changes nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders as make
from tui_dunning.engine.types import Method
from tui_dunning.errors import BadInput, NotFound
from tui_dunning.services.setup import SetupResult, export_setup, import_setup
from tui_dunning.store import models as m

Import = Callable[..., SetupResult]

WHOLE = """
first_dunning_number = 7

[[unit]]
code = "US"
name = "Sample"
currency = "USD"
set_id = "SHARE"
language = "en"
procedure = "MENU"
addressing = "item"
display_currency = "unit"
assess_fee = true
line1 = "1 Main"
line2 = "Suite 2"
postal_code = "10001"
city = "Boise"
region = "ID"
country = "US"
remit_to = "NL91 ABNA 0417 1643 00"
email = "ar@sample.example"
phone = "+1 208 555 0100"
acceptgiro = true
acceptgiro_first_reference = 500

[[entry_type]]
code = "IN"
name = "Invoice"
include = false

[[procedure]]
code = "MENU"
method = "sequence"
credits = "ignore"
include_disputed = true
small_item = {USD = "5", JPY = "500"}
letter_per = "level"
after_last = "repeat"
resend_same_level = false
cycle = "customer"

  [[procedure.level]]
  number = 1
  letter_code = "1"
  days_from = 31
  days_to = 60
  days_between = 14
  automatic = false
  only_without_payment = true
  credit_hold = true
  extract = "all_open"
  mail_to_agency = true
  collection = true
  fee = {USD = "10.00"}
  fee_on = 3

[[procedure]]
code = "RULES"
method = "action_list"

  [[procedure.level]]
  number = 2
  letter_code = "OWN"

  [[procedure.rule]]
  when = [["oldest_days_past_due", ">=", 30], ["past_due_total", ">", "500.00"]]
  level = 2
  credit_hold = true
  activity = "call"

  [[procedure.rule]]
  when = [["risk_level", "in", ["A", "B"]], ["credit_hold", "=", true]]
  no_letter = true
  collection = true

[[profile_class]]
code = "STANDARD"
grace_days = 5
dunning = false
procedure = "MENU"
assess_fee = true
minimums = [{currency = "USD", dunning_amount = "100.00", invoice_amount = "40.00"}]

[[finance_charge]]
procedure = "MENU"
from = 2026-01-01
yearly_rate = "10.15"
day_count = "360"
charge_on = 2

[[letter_text]]
code = "OWN"
language = "nl"
tone = "firm"
subject = "Herinnering {{ customer_name }}"
body = \"\"\"
Geachte heer,

U bent {{ past_due }} schuldig.
\"\"\"
"""

SMALL = """
[[unit]]
code = "US"
name = "Sample"
currency = "USD"
procedure = "MENU"
[[procedure]]
code = "MENU"
method = "sequence"
[[procedure.level]]
number = 1
letter_code = "1"
"""


@pytest.fixture
def load(db: str, tmp_path: Path) -> Import:
    """Import text as a setup file."""

    def run(text: str, **options: bool) -> SetupResult:
        path = tmp_path / "setup.toml"
        path.write_text(text)
        return import_setup(path, operator="jane", **options)

    return run


def refused(load: Import, text: str) -> tuple[str, ...]:
    with pytest.raises(BadInput) as caught:
        load(text)
    return caught.value.problems


def test_every_key_of_the_guide_is_stored_and_exported(load: Import) -> None:
    load(WHOLE)

    exported = tomllib.loads(export_setup())
    wanted = tomllib.loads(WHOLE)
    wanted["procedure"][0]["small_item"] = {"USD": "5.00", "JPY": "500"}
    wanted["letter_text"][0]["body"] = wanted["letter_text"][0]["body"].strip("\n")
    for table, rows in wanted.items():
        if table == "first_dunning_number":
            assert exported[table] == 7
            continue
        for row, found in zip(rows, exported[table], strict=True):
            levels = row.pop("level", []), found.pop("level", [])
            for level, stored in zip(*levels, strict=True):
                assert level.items() <= stored.items()
            assert {key: found.get(key) for key in row} == row


def test_an_export_imported_again_changes_nothing(load: Import) -> None:
    load(WHOLE)
    text = export_setup()

    assert load(text).changes == ()
    assert export_setup() == text


def test_defaults_are_those_of_the_guide(load: Import) -> None:
    load(SMALL + '[[profile_class]]\ncode = "P"\n[[entry_type]]\ncode = "XX"\n')

    level, procedure, unit = m.ProcedureLevel.get(), m.Procedure.get(), m.Unit.get()
    assert (level.days_from, level.days_to, level.days_between, level.fee_on) == (0, 9900, 0, 1)
    assert (level.automatic, level.extract, level.collection) == (True, "dunned", False)
    assert (procedure.credits, procedure.letter_per, procedure.cycle) == ("net", "customer", "item")
    assert (procedure.after_last, procedure.resend_same_level) == ("stop", True)
    assert (unit.language, unit.addressing, unit.assess_fee) == ("en", "customer", False)
    assert m.ProfileClass.get().dunning
    assert m.EntryType.get().include


def test_what_the_file_leaves_out_stays(load: Import) -> None:
    load(WHOLE)

    result = load('[[unit]]\ncode = "US"\nname = "Other"\ncurrency = "USD"\n')

    assert result.changes == ('unit "US", name: Sample -> Other',)
    assert (m.Unit.get().city, m.ProcedureLevel.select().count()) == ("Boise", 2)


def test_a_dry_run_lists_the_changes_and_makes_none(load: Import) -> None:
    load(SMALL)

    result = load(SMALL.replace("number = 1", "number = 1\ndays_from = 31"), dry_run=True)

    assert result.changes == ('procedure "MENU", level 1, days_from: 0 -> 31',)
    assert m.ProcedureLevel.get().days_from == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[unti]]\n", "unknown key unti; did you mean unit?"),
        ('[[unit]]\ncode = "X"\ncurrency = "USD"\n', 'unit "X": required key name is missing'),
        ('[unit]\ncode = "X"\n', "unit must be written as [[unit]]"),
        (
            '[[procedure]]\nmethod = "days"\n[[procedure.level]]\nnumber = 1\nletter_code = "1"\n',
            "procedure number 1: required key code is missing",
        ),
        (
            SMALL.replace("number = 1", "number = 1\ndays_form = 3"),
            'procedure "MENU", level 1: unknown key days_form; did you mean days_from?',
        ),
        (
            SMALL.replace("number = 1", "number = 100"),
            'procedure "MENU", level number 1 of the list, number:'
            " is 100; it must be between 1 and 99",
        ),
        (
            SMALL.replace("number = 1", 'number = 1\ndays_from = "3"'),
            'procedure "MENU", level 1, days_from: must be a whole number, not a text',
        ),
        (
            SMALL.replace("number = 1", "number = 1\ndays_from = 9\ndays_to = 8"),
            'procedure "MENU", level 1, days_from: 9 is above days_to, which is 8',
        ),
        (
            SMALL.replace("number = 1", 'number = 1\nfee = {USD = "1.005"}'),
            'procedure "MENU", level 1, fee: "1.005" has more decimals than USD has (2)',
        ),
        (
            SMALL.replace("number = 1", "number = 1\nfee = {USD = 10.0}"),
            'procedure "MENU", level 1, fee: must be an amount in quotes such as "5.00",'
            " not a number",
        ),
        (
            SMALL.replace('letter_code = "1"', 'letter_code = "Z"'),
            'procedure "MENU", level 1, letter_code: there is no text for the letter code Z;'
            " add a [[letter_text]] for it",
        ),
        (
            SMALL.replace('procedure = "MENU"', 'procedure = "MENUE"'),
            'unit "US", procedure: there is no procedure "MENUE"; did you mean MENU?',
        ),
        (
            SMALL + "[[procedure.level]]\nnumber = 1\nletter_code = '2'\n",
            'procedure "MENU", level 1 stands in the file twice, with the same number',
        ),
        (
            SMALL + "[[procedure.level]]\nnumber = 6\nletter_code = '1'\n",
            'procedure "MENU", level 6, number: a sequence has levels 1 to 5 only, which are the'
            " letter codes that customers hold",
        ),
        (
            SMALL.replace("sequence", "sequense"),
            f'procedure "MENU", method: is "sequense", none of {", ".join(Method)};'
            " did you mean sequence?",
        ),
        (
            SMALL.replace("sequence", "days")
            + "days_to = 30\n[[procedure.level]]\nnumber = 2\nletter_code = '2'\ndays_from = 30\n",
            'procedure "MENU", level 2, days_from: day 30 belongs to level 1 already,'
            " which goes up to 30",
        ),
        (SMALL.replace('"USD"', '"XXX"'), 'unit "US", currency: is "XXX", not a currency of ISO'),
        (
            SMALL.replace("[[procedure]]", 'remit_to = "NL91ABNA0417164301"\n[[procedure]]'),
            'unit "US", remit_to: is "NL91ABNA0417164301", an IBAN with wrong check digits',
        ),
        (SMALL + "[[procedure.rule]]\nlevel = 1\n", "only the method action_list has rules"),
        (
            WHOLE.replace('"oldest_days_past_due"', '"oldest_day_past_due"'),
            'procedure "RULES", rule 1, when: has the unknown fact "oldest_day_past_due";'
            " did you mean oldest_days_past_due?",
        ),
        (WHOLE.replace('">=", 30', '"=>", 30'), "has the unknown operator"),
        (WHOLE.replace('">=", 30', '">=", "x"'), "which is not a number it can have"),
        (WHOLE.replace("  level = 2", "  level = 3"), "rule 1, level: there is no level 3"),
        (WHOLE.replace("  no_letter = true\n", ""), "needs either level or no_letter = true"),
        (
            WHOLE.replace("{{ past_due }}", "{{ past_deu }}"),
            'letter_text "OWN" in nl, body: line 3: unknown variable past_deu',
        ),
        (
            WHOLE.replace("{{ customer_name }}", "{{ custmer_name }}"),
            'letter_text "OWN" in nl, subject: unknown variable custmer_name',
        ),
        (WHOLE.replace('"10.15"', "10.15"), "yearly_rate: is 10.15; it must be a text such as"),
        (
            WHOLE.replace('"360"', "360"),
            'day_count: is 360; it must be a text in quotes, one of "365"',
        ),
        (WHOLE.replace('language = "nl"', 'language = "xx-1"'), 'not a language such as "en"'),
        ("first_dunning_number = 0", "first_dunning_number: is 0; it must be between 1 and"),
    ],
)
def test_every_mistake_is_named_with_table_and_key(load: Import, text: str, problem: str) -> None:
    problems = refused(load, text)

    assert any(problem in found for found in problems), problems
    assert all(found.startswith("setup.toml: ") for found in problems)
    assert m.Unit.select().count() == 0


def test_all_mistakes_are_listed_at_once(load: Import) -> None:
    text = (
        SMALL.replace('"USD"', '"usd"').replace("number = 1", "number = 0").replace("name", "nam")
    )

    assert len(refused(load, text)) == 4


def test_a_file_that_is_not_toml_says_where(load: Import, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"setup.toml is not TOML: .*line 1"):
        load("[[unit\n")
    with pytest.raises(NotFound):
        import_setup(tmp_path / "none.toml", operator="jane")


def test_the_first_number_is_only_set_before_the_first_run(load: Import) -> None:
    load(SMALL + "\n")
    load("first_dunning_number = 5")
    m.Run.create(
        number=5,
        as_of=date(2026, 1, 1),
        started_at="2026-01-01 10:00:00",
        finished_at="2026-01-01 10:00:01",
        operator="jane",
        scope="{}",
        scope_key="",
        letters=0,
        customers=0,
        items=0,
        totals="{}",
        not_dunned="{}",
        superseded=0,
    )

    assert load(export_setup()).changes == ()
    assert "it can only be set before the first run" in refused(load, "first_dunning_number = 6")[0]


def test_a_text_that_says_the_shipped_words_makes_no_version(load: Import) -> None:
    make.add_text("1", subject="Hello", body="Words", is_shipped=True)

    text = '[[letter_text]]\ncode = "1"\nsubject = "Hello"\nbody = "Words"\n'

    assert load(text).changes == ()
    assert load(text.replace("Words", "Others")).changes != ()
    assert m.LetterText.select().count() == 2


_codes = st.text("ABCXYZ019-_ é", min_size=1, max_size=8).map(str.strip).filter(bool)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    codes=st.lists(_codes, min_size=1, max_size=4, unique=True),
    days=st.integers(0, 9900),
    flags=st.lists(st.booleans(), min_size=3, max_size=3),
    words=st.text(max_size=40),
)
def test_export_then_import_changes_nothing_for_any_set_up(
    lite: str, tmp_path: Path, codes: list[str], days: int, flags: list[bool], words: str
) -> None:
    import tomli_w

    path = tmp_path / "setup.toml"
    units = [{"code": c, "name": "N", "currency": "EUR", "city": words} for c in codes]
    level = {"number": 1, "letter_code": "1", "days_from": days, "automatic": flags[0]}
    procedure = {"code": codes[0], "method": "interval", "level": [level]}
    profile = {"code": codes[-1], "dunning": flags[1], "assess_fee": flags[2]}
    document = {"unit": units, "procedure": [procedure], "profile_class": [profile]}
    path.write_text(tomli_w.dumps(document))
    import_setup(path, operator="jane")

    path.write_text(export_setup())

    assert import_setup(path, operator="jane").changes == ()
