"""Lists in letter texts: gone through, counted, joined by a field and asked for, nothing else."""

import pytest

from tui_dunning.output import letter_text as lt

THROUGH_ITEMS = "items has fields: write {% for each in items %}{{ each.number }}{% endfor %}"
THROUGH_TOTALS = "totals has fields: write {% for each in totals %}{{ each.currency }}{% endfor %}"
NO_COMPARING = "the list items cannot be compared; {% if items %} asks whether it has rows"
WRITTEN_OUT = "values with commas, or in [ ], only stand behind in and before |join"


def problems(body: str, code: str = "") -> list[str]:
    return [str(problem) for problem in lt.check("Reminder", body, code)]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ items }}", THROUGH_ITEMS),
        ("{{ items|first }}", THROUGH_ITEMS),
        ("{{ totals|last }}", THROUGH_TOTALS),
        ("{{ items.number }}", THROUGH_ITEMS),
        ("{{ items or 'none' }}", THROUGH_ITEMS),
        ("{{ items if fee else '' }}", THROUGH_ITEMS),
        ("{{ fee|default(items) }}", THROUGH_ITEMS),
        ("{{ [items, items]|join(',') }}", THROUGH_ITEMS),
        ("{{ items|join('', items) }}", THROUGH_ITEMS),
        ("{{ totals|join }}", "totals has fields: write totals|join(', ', 'currency')"),
        ("{{ items|join(', ') }}", "items has fields: write items|join(', ', 'number')"),
        ("{{ items|join(', ', 'numbr') }}", "items has no field numbr; it has number, due_date"),
        ("{{ items|join(', ', fee) }}", "join takes a field's name in quotation marks: 'number'"),
        ("{{ items|join('', '\\x1b[1m') }}", "items has no field [1m; it has"),
        ("{{ fee|join(', ') }}", "join takes a list: items|join(', ', 'number')"),
        ("{{ [fee]|join(', ', 'number') }}", "values in [ ] are joined without a field"),
        ("{{ items|title }}", "title takes a text, not the list items"),
        ("{{ items|upper|lower }}", "upper takes a text, not the list items"),
        ("{{ totals|trim }}", "trim takes a text, not the list totals"),
        ("{{ items|default('') }}", "default takes a text, not the list items"),
        ("{{ [fee]|lower }}", "lower takes a text, not a list"),
        ("{{ items + items }}", "+ takes two texts or two numbers, not the list items"),
        ("{% if items == fee %}x{% endif %}", NO_COMPARING),
        ("{% if fee in items %}x{% endif %}", NO_COMPARING),
        ("{% if items is eq fee %}x{% endif %}", NO_COMPARING),
        ("{% if fee is in items %}x{% endif %}", NO_COMPARING),
        ("{% if items|title in fee %}x{% endif %}", "title takes a text, not the list items"),
        ("{{ past_due, fee }}", WRITTEN_OUT),
        ("{{ [1, 2] }}", WRITTEN_OUT),
        ("{% if [fee] == [date] %}x{% endif %}", WRITTEN_OUT),
        ("{% if (fee, date) %}x{% endif %}", WRITTEN_OUT),
        ("{{ fee|default(*date) }}", "* before a value is not allowed in a letter text"),
        ("{% for each in totals %}{{ each }}{% endfor %}", "each has fields: write each.currency"),
        ("{% for each in items %}{{ loop }}{% endfor %}", "loop has fields: write loop.index"),
        ("{% for prices in items %}x{% endfor %}", "a loop's variable cannot be called prices"),
    ],
)
def test_a_list_where_a_text_belongs_is_a_mistake_with_its_line(source: str, said: str):
    assert f"line 3: {said}" in problems(f"Dear\n\n{source}")[0]


def test_a_list_that_a_text_does_not_have_is_an_unknown_variable():
    assert problems("{{ prices }}") == ["line 1: unknown variable prices"]
    assert "prices has fields" in problems("{{ prices }}", code="P")[0]


@pytest.mark.parametrize(
    ("source", "filled"),
    [
        ("{{ items|length }}", "2"),
        ("{% if items|length > 1 %}many{% endif %}", "many"),
        ("{% if items and not totals %}only{% endif %}", "only"),
        ("{{ 'some' if totals else 'none' }}", "none"),
        ("{% if totals is defined %}there{% endif %}", "there"),
        ("{{ items|join(', ', 'number') }}", "A, B"),
        ("{{ (items|join('+', 'number'))|lower }}", "a+b"),
        ("{% for i in items if i.number in ['B', fee] %}{{ i.number|lower }}{% endfor %}", "b"),
        ("{% for each in totals %}x{% else %}nothing{% endfor %}", "nothing"),
        ("{{ [customer_name, fee]|join(' ') }}", "Smith 5"),
        ("{{ [customer_name, fee]|first }}{{ fee|last }}", "Smith5"),
        ("{% if level in (1, 2) and fee is in ['5'] %}yes{% endif %}", "yes"),
    ],
)
def test_what_lists_are_for_goes_on_working(source: str, filled: str):
    values = lt.sample_values(lt.VARIABLES) | {"customer_name": "Smith", "fee": "5", "totals": []}
    values["items"] = [{"number": "A"}, {"number": "B"}]

    assert problems(source) == []
    assert lt.render("x", source, values)[1] == filled


def test_a_letter_whose_text_prints_a_list_is_not_printed():
    with pytest.raises(lt.LetterTextError, match="line 1: items has fields"):
        lt.render("x", "{{ items }}", lt.sample_values(lt.VARIABLES))
