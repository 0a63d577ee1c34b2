"""The budget of a letter text: what would take minutes with long lists is a problem in words.

No test here looks at a clock: a text over the budget is told before it runs, from its steps.
"""

from typing import Any

import pytest

from tests.output.test_shipped_letter_texts import TEXTS, shipped
from tui_dunning.output import letter_text as lt
from tui_dunning.output.letter_environment import environment
from tui_dunning.output.letter_work import MOST_STEPS, work_of


def letter(items: int) -> dict[str, Any]:
    row = {"number": "A-1", "due_date": "d", "days_past_due": 1, "balance": "1", "currency": "USD"}
    return lt.sample_values(lt.VARIABLES) | {"items": [row] * items}


def in_a_loop(part: str, times: int) -> str:
    return "{% for i in items %}" + part * times + "{% endfor %}ok"


HEAVY = [
    in_a_loop("{% if i.number|title in fee %}{% endif %}", 400),
    in_a_loop("{% if i.number == fee %}{% elif i.balance == fee %}{% endif %}", 250),
    in_a_loop("{% if loop.index == level %}{% endif %}", 400),
    in_a_loop("{% if items|join('', 'number') in 'x' %}{% endif %}", 1),
    in_a_loop("{% if items|join('', 'number') in 'x' %}{% endif %}", 300),
    in_a_loop("{% if (fee + '" + "a " * 900 + "')|title|title == fee %}{% endif %}", 4),
    in_a_loop("{% if 'b" + "a" * 600 + "' + fee in '" + "a" * 2400 + "' + fee %}{% endif %}", 4),
    in_a_loop("{% if (fee + '" + "a" * 900 + "')|trim('" + "b" * 900 + "a') %}{% endif %}", 9),
    in_a_loop("{% if [fee" + ",1" * 900 + "]|join %}{% endif %}", 5),
    "{% if items|join('', 'number')|title in items|join('', 'number') %}{% endif %}" * 200 + "ok",
    "{% for i in items if i.number|title == fee %}{% endfor %}" * 20 + "ok",
]


@pytest.mark.parametrize("body", HEAVY, ids=range(len(HEAVY)))
def test_a_letter_over_the_budget_is_a_problem_in_words(body: str):
    assert lt.check("Reminder", body) == ()

    with pytest.raises(lt.LetterTextError, match="too much work for 20,000 items; shorten"):
        lt.render("Reminder", body, letter(20_000))


def test_the_budget_holds_for_the_lists_of_the_letter_not_for_the_text():
    body = in_a_loop("{% if i.number|title in fee %}{% endif %}", 100)

    assert lt.render("Reminder", body, letter(20))[1] == "ok"
    with pytest.raises(lt.LetterTextError, match="too much work for 2,000 items"):
        lt.render("Reminder", body, letter(2_000))


def test_a_subject_has_the_same_budget():
    with pytest.raises(lt.LetterTextError, match="too much work"):
        lt.render(HEAVY[0], "ok", letter(20_000))


def test_an_ordinary_text_has_room_for_more_items_than_a_letter_has():
    body = (
        "{% for i in items %}{% if i.days_past_due > 60 and i.currency == 'USD' %}"
        "{{ loop.index }}. {{ i.number|upper }} of {{ i.due_date }}: {{ i.balance }}"
        "{% if not loop.last %},{% endif %}{% endif %}{% endfor %}"
        "{{ items|join(', ', 'number') }}{{ customer_name|title }}"
    )

    assert lt.render("Reminder", body, letter(10_000))[1].startswith("A-1, A-1, ")


@pytest.mark.parametrize(("language", "code"), TEXTS)
def test_a_shipped_text_takes_the_same_work_for_any_letter(language: str, code: str):
    _subject, _tone, body = shipped(language, code)

    work = work_of(environment().parse(body))

    assert work.by_lists == ()
    assert work.steps < MOST_STEPS / 1000
