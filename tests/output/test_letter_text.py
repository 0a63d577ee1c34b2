"""The small language of letter texts: what it lets through, what it stops, and how it says so."""

import time

import pytest

from tui_dunning.output import letter_text as lt


def problems(body: str, subject: str = "Reminder", code: str = "") -> list[str]:
    return [str(problem) for problem in lt.check(subject, body, code)]


def test_a_good_text_has_no_problem():
    body = (
        "Dear {{ attention or customer_name }},\n\n"
        "{% if item_count > 1 %}{{ item_count }} items are{% else %}One item is{% endif %} late.\n"
        "[items]\n"
        "{% for item in items %}{{ loop.index }}. {{ item.number|upper }} {{ item.balance }}\n"
        "{% endfor %}\n"
        "{% for total in totals %}{{ total.currency }}{% if not loop.last %}, {% endif %}"
        "{% endfor %} {{ 'a' + 'b' }} {{ fee|default('-') }}"
    )

    assert problems(body) == []


def test_a_variable_in_square_brackets_is_told_how_it_is_written():
    body = (
        "Your account [customer_number] [see below]\n[items]\n"
        "{{ past_due\n}} [ Total_Due ] {% if level in [level] %}x{% endif %}\n"
        "These: [items] and [totals]"
    )

    assert problems(body, "Letter of [date]") == [
        "subject: [date] would be printed so; write {{ date }}",
        "line 1: [customer_number] would be printed so; write {{ customer_number }}",
        "line 4: [ Total_Due ] would be printed so; write {{ total_due }}",
        "line 5: [items] must stand on a line of its own, as [items]",
        "line 5: [totals] would be printed so; write {% for each in totals %}",
    ]
    assert problems("[items]\n[prices] [PS]") == []


def test_single_braces_and_braces_that_close_nothing_are_told():
    assert problems("Dear {customer_name}\n{{ past_due }} }} or { level }\n{see below}") == [
        "line 1: {customer_name} would be printed so; write {{ customer_name }}",
        "line 2: }} has no {{ before it",
        "line 2: { level } would be printed so; write {{ level }}",
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a\n{% if fee %}\nb\n\nc", "line 2: {% if %} is never closed: {% endif %} is missing"),
        ("{% if fee %}\n{% for i in items %}\nx{% endfor %}", "line 1: {% if %} is never closed"),
        ("a\n{{ past_due\n\nwords", "line 2: words cannot follow here; }} is missing before it"),
        ("a\n{{ past_due\n\n", "line 2: {{ is never closed: }} is missing"),
        ("{{ past due }}", "line 1: due cannot follow here"),
        ("{{ past_due }", "line 1: } stands alone; write {{ name }}"),
        ("{{ }}", "line 1: {{ }} is empty"),
        ("a{% endif %}", "line 1: {% endif %} has no {% if %} before it"),
        ("{% iff fee %}", "line 1: {% iff %} is not known; there are if, elif"),
        ("{% if fee = 3 %}x{% endif %}", "line 1: compare with =="),
        ("{% if %}x{% endif %}", "line 1: something is missing before %}"),
        ("{% if fee %}{% for i in items %}x{% endif %}", "{% endfor %} is missing before"),
        ("{% for item items %}", "line 1: a loop is written {% for item in items %}"),
        ("{{ 'a }}", "line 1: a quotation mark is never closed"),
        ("{{ level * 2 }}", "line 1: * is not allowed"),
        ("a\n{% autoescape true %}{% endautoescape %}", "line 2: {% autoescape %} is not allowed"),
        ("a\n{% autoescape true %}b", "line 2: {% autoescape %} is not allowed"),
        ("{% with %}a{% endwith %}", "line 1: {% with %} is not allowed"),
        ("{% from 'a' import b %}", "line 1: {% from %} is not allowed"),
    ],
)
def test_mistakes_are_told_in_plain_words_where_they_begin(source, said):
    assert said in problems(source)[0]


def test_an_unknown_variable_is_named_with_its_line_and_a_suggestion():
    assert problems("Dear\n\n{{ custmer_name }}") == [
        "line 3: unknown variable custmer_name, did you mean customer_name?"
    ]
    assert problems("ok", "For {{ leter_code }}") == [
        "subject: unknown variable leter_code, did you mean letter_code?"
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ 'a' * 10**10 }}", "not allowed"),
        ("{{ '%9999999999d' % 1 }}", "not allowed"),
        ("{% for i in range(10**9) %}x{% endfor %}", "only run over a list"),
        ("{{ ''.__class__ }}", "not allowed"),
        ("{{ customer_name.upper() }}", "not allowed"),
        ("{{ items[0] }}", "not allowed"),
        ("{% include 'x' %}", "not allowed"),
        ("{% macro m() %}{% endmacro %}", "not allowed"),
        ("{% set x = 1 %}", "not allowed"),
        ("{{ customer_name|center(1000000000) }}", "unknown filter center"),
        ("{{ past_due|uper }}", "did you mean upper?"),
        ("{% if level > 1 %}never closed", "endif"),
        ("{% for item in items %}{% for t in totals %}x{% endfor %}{% endfor %}", "within a loop"),
        ("{% for item in items %}{{ item.numbr }}{% endfor %}", "did you mean number?"),
        ("{% for item in items %}{{ item.pop }}{% endfor %}", "unknown field item.pop"),
        ("{% for item in items recursive %}{% endfor %}", "one variable"),
        ("{% for a, b in items %}{% endfor %}", "one variable"),
        ("{% for date in items %}{% endfor %}", "cannot be called date"),
        ("{{ level + 'x' }}", "two texts or two numbers"),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "nested too deeply"),
        ("{% if level %}" * 50 + "{% endif %}" * 50, "nested too deeply"),
        ("{{" * 10_000, "nested too deeply"),
        ("{{" * 500_000, "longer than"),
        ("x" * 20_001, "longer than"),
        ("{{ 9999999999999999 }}", "too large"),
        ("{{ prices }}", "unknown variable prices"),
        ("{{ }}", "line 1"),
        ("[items]\n\n[items]", "only once"),
        ("  ", "empty"),
    ],
)
def test_what_the_language_does_not_have_is_stopped_at_once(source: str, words: str):
    started = time.process_time()

    found = problems(source)

    assert any(words in problem for problem in found), found
    assert time.process_time() - started < 2


def test_a_subject_is_one_filled_line():
    assert problems("ok", "") == ["subject: the subject is empty"]
    assert problems("ok", "a\nb") == ["subject: the subject must be one line"]


@pytest.mark.parametrize(
    "body",
    [
        "{# nothing but a note #}",
        "{{ '' }} {{ ' '|trim }}",
        "{{ '\\x1b\\u200b' }}",
        "\u200b\n\u3164",
        "{% if false %}words{% endif %}",
        "{% if fee %}{# later #}{% endif %}",
        "{% for item in items %} {{ ' ' }}{% endfor %}",
    ],
)
def test_a_text_that_prints_nothing_is_empty(body: str):
    assert problems(body) == ["line 1: the text is empty"]
    assert problems("ok", body.replace("\n", "")) == ["subject: the subject is empty"]


def test_words_for_some_letters_only_are_a_text():
    assert problems("{% if not fee %}Dear customer{% endif %}") == []
    assert problems("{% for item in items if level > 1 %}{{ item.number }}{% endfor %}") == []
    assert problems("{{ 'Second letter' if level == 2 else '' }}") == []


def test_special_pricing_texts_have_their_own_variables():
    assert problems("{% for p in prices %}{{ p.product }}{% endfor %}", code="P") == []
    assert "unknown variable past_due" in problems("{{ past_due }}", code="P")[0]


def test_braces_in_data_are_only_characters():
    values = lt.sample_values(lt.VARIABLES) | {"customer_name": "{{ level }} {% if %} <b>&amp;"}

    subject, body = lt.render("For {{ customer_name }}", "Dear {{ customer_name }}", values)

    assert subject == "For {{ level }} {% if %} <b>&amp;"
    assert body == "Dear {{ level }} {% if %} <b>&amp;"


def test_a_text_that_was_never_checked_does_not_run():
    with pytest.raises(lt.LetterTextError, match="not allowed"):
        lt.render("x", "{{ 'a' * 10**10 }}", {})


def test_a_letter_that_grows_too_long_is_stopped():
    values = {"items": [{"number": "x" * 1000}] * 500}

    with pytest.raises(lt.LetterTextError, match="100,000"):
        lt.render("x", "{% for i in items %}{{ i.number }}{% endfor %}", values)


def bomb(sign: str, times: int = 9_000) -> str:
    return f"'{sign * times}'"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ customer_name|join(" + bomb("b") + ")|join(" + bomb("c") + ") }}", "takes a list"),
        ("{{ items|join(" + bomb("b", 19_000) + ", 'number') }}", "100,000"),
        ("{{ [" + ",".join("1" * 900) + "]|join(" + bomb("b") + ") }}", "100,000"),
        ("{{ items + items }}", "two texts or two numbers"),
        ("{{ items|join(', ', 'keys') }}", "no field keys"),
        ("{{ " + "9" * 5000 + " }}", "too large"),
        ("{% for i in items %}{% endfor %}" * 21, "more than 20 loops"),
    ],
)
def test_a_text_cannot_fill_the_memory_or_keep_the_processor(body: str, said: str):
    values = lt.sample_values(lt.VARIABLES) | {"items": [{"number": "1"}] * 1000}
    started = time.process_time()

    with pytest.raises(lt.LetterTextError, match=said):
        lt.render("x", body, values)

    assert time.process_time() - started < 2


def test_a_list_is_joined_by_a_field():
    values = {"items": [{"number": "A"}, {"number": "B"}]}

    assert lt.render("x", "{{ items|join(', ', 'number') }}", values)[1] == "A, B"


def test_no_written_escape_brings_a_control_character_into_a_letter():
    subject, body = lt.render(r"{{ '\x1b[1m\r\nX' }}", r"a{{ '\ud800\x00\u202e\x9b' }}b", {})

    assert (subject, body) == ("[1m X", "ab")


def test_the_mark_splits_the_body_at_the_table():
    assert lt.paragraphs("A\n\nB\n[items]\nC\nc\n\nD") == (("A", "B"), ("C\nc", "D"))
    assert lt.paragraphs("A\n\nB") == (("A", "B"), ())
    assert lt.paragraphs("[items]\n\nB") == ((), ("B",))
