"""Letter text maintenance (4.4.5): versions, checks with lines, reset, letters that wait."""

from __future__ import annotations

import pytest

from tests import builders as b
from tests.services.life import run, waiting
from tui_dunning.errors import BadInput, NotFound
from tui_dunning.output.letter_text import check as check_text
from tui_dunning.services import form_print, letter_document, letter_text, review
from tui_dunning.services.shipped_texts import shipped_texts
from tui_dunning.store import models as m

LANGUAGES = ("de", "en", "es", "fr", "nl")


def test_an_edit_adds_a_version_and_keeps_the_ones_before(db):
    b.add_text("1", subject="Old", body="Old words")

    edited = letter_text.edit("1", "en", "New", "Dear {{ customer_name }}", "jane")

    assert edited.is_new
    assert letter_text.show("1", "en").subject == "New"
    found = letter_text.versions("1", "en")
    assert [(v.version, v.subject, v.is_current, v.operator) for v in found] == [
        (2, "New", True, "jane"),
        (1, "Old", False, ""),
    ]


def test_the_same_words_make_no_new_version(lite):
    b.add_text("1", subject="Old", body="Old words")

    assert not letter_text.edit("1", "en", "Old", "Old words\r\n", "jane").is_new
    assert len(letter_text.versions("1", "en")) == 1


def test_a_text_with_mistakes_is_not_saved_and_each_mistake_has_its_line(lite):
    b.add_text("1")

    with pytest.raises(BadInput, match="nothing was saved") as refused:
        letter_text.edit("1", "en", "{{ levl }}", "Dear\n\n{{ custmer_name }}", "jane")
    assert refused.value.problems == (
        "subject: unknown variable levl, did you mean level?",
        "line 3: unknown variable custmer_name, did you mean customer_name?",
    )
    assert len(letter_text.versions("1", "en")) == 1


def test_a_first_text_of_a_language_or_code_can_be_written(lite):
    letter_text.edit("WARN", "pl", "Wezwanie", "Szanowni Państwo", "jane")

    assert letter_text.show("WARN", "pl").version == 1
    for code, language in (("../x", "en"), ("1", "../en"), ("", "en"), ("1", "English")):
        with pytest.raises(BadInput, match="is not a"):
            letter_text.edit(code, language, "x", "y", "jane")


def test_control_characters_never_get_into_a_text(lite):
    letter_text.edit("1", "en", "a\x1b[2Jb", "c\x9b\u202ed\r\ne", "jane")

    text = letter_text.show("1", "en")
    assert (text.subject, text.body) == ("a[2Jb", "cd\ne")


def test_control_characters_that_a_text_writes_as_escapes_are_not_shown_or_sent(lite):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()
    body = r"Dear {{ 'a\x1b[2Jb' }}{{ 'c\x9b\u202ed' }}"

    [page] = letter_text.preview("1", "en", r"{{ '\x07Try' }}", body, b.TODAY, "C1")
    letter_text.edit("1", "en", r"{{ '\x07Try' }}", body, "jane", waiting=True)

    assert "Dear a[2Jbcd" in page
    assert all(character.isprintable() or character == "\n" for character in page)
    assert letter_document.words(waiting()[0]) == ("Try", "Dear a[2Jbcd")


def test_a_letter_over_the_budget_of_its_text_is_named_and_goes_on_waiting(lite, tmp_path):
    b.add_basics()
    customer = b.add_customer("C1")
    for number in range(400):
        b.add_item(customer, f"A{number}")
    b.add_item(b.add_customer("C2"), "B")
    run()
    test = "{% if each.number|title in fee %}{% endif %}"
    body = "{% for each in items %}" + test * 300 + "{% endfor %}Dear"
    letter_text.edit("1", "en", "Try", body, "jane", waiting=True)
    first, _second = waiting()

    printed = form_print.print_letters(tmp_path / "all.pdf", "jane", b.TODAY)

    said = "the text is too much work for 400 items; shorten its loops"
    assert printed.problems == ((first, f"its text cannot be filled: {said}"),)
    assert waiting() == [first]


def test_an_unknown_text_is_refused_with_what_there_is(lite):
    b.add_text("1", "en")
    b.add_text("1", "nl")

    with pytest.raises(NotFound) as refused:
        letter_text.show("1", "de")
    assert "en, nl" in refused.value.hint
    with pytest.raises(NotFound):
        letter_text.versions("9", "en")


def test_letters_that_wait_keep_their_text_unless_asked_for(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    b.add_item(b.add_customer("C2"), "B")
    run()
    first, second = waiting()
    review.edit_text(second, "By hand", "By hand", "jane")

    letter_text.edit("1", "en", "Newer", "Newer words", "jane")
    kept = form_print.preview(first)[0]
    edited = letter_text.edit("1", "en", "Newest", "Newest words", "jane", waiting=True)

    assert "You owe" in kept
    assert edited.waiting == 1
    assert "Newest words" in form_print.preview(first)[0]
    assert "By hand" in form_print.preview(second)[0]


def test_a_letter_held_for_want_of_a_text_is_let_go_by_the_first_one(db):
    b.add_basics()
    m.LetterText.delete().where(m.LetterText.code == "1").execute()
    b.add_item(b.add_customer("C1"), "A")
    run()
    assert review.letter(1).held == "no_text"

    letter_text.edit("1", "en", "At last", "Dear {{ customer_name }}", "jane")

    assert review.letter(1).held == ""
    assert "Dear Customer C1" in form_print.preview(1)[0]


def test_reset_brings_the_shipped_words_back_as_a_new_version(db):
    letter_text.install_shipped("setup")
    shipped = letter_text.show("1", "en")
    letter_text.edit("1", "en", "Mine", "My words", "jane")

    reset = letter_text.reset("1", "en", "jane")

    assert reset.is_new
    assert (reset.text.version, reset.text.subject, reset.text.body) == (
        3,
        shipped.subject,
        shipped.body,
    )
    assert reset.text.is_shipped
    assert not letter_text.reset("1", "en", "jane").is_new
    with pytest.raises(NotFound, match="No text is shipped"):
        letter_text.reset("WARN", "en", "jane")


def test_installing_twice_changes_nothing_and_keeps_what_staff_wrote(lite):
    added = letter_text.install_shipped("setup")
    letter_text.edit("1", "en", "Mine", "My words", "jane")

    assert letter_text.install_shipped("setup") == 0
    assert added == len(letter_text.list_texts())
    assert letter_text.show("1", "en").subject == "Mine"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_text_is_there_and_passes_the_check(language):
    texts = [text for text in shipped_texts() if text.language == language]

    assert {text.code for text in texts} == {"1", "2", "3", "4", "5", "P"}
    for text in texts:
        assert check_text(text.subject, text.body, text.code) == ()
        assert text.tone or text.code == "P"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_text_can_be_shown_on_a_letter(lite, language):
    letter_text.install_shipped("setup")

    for text in letter_text.list_texts():
        if text.language != language:
            continue
        [page, *_] = letter_text.preview(text.code, language, text.subject, text.body, b.TODAY)
        assert "{{" not in page
        assert "Sample Customer" in page


def test_a_text_is_shown_on_a_real_customers_letter(db):
    b.add_basics()
    b.add_item(b.add_customer("C1", name="Real Builders"), "A")
    run()

    [page] = letter_text.preview("1", "en", "Try", "Hello {{ customer_name }}", b.TODAY, "C1")
    [other] = letter_text.preview("1", "en", "Try", "Hello {{ customer_name }}", b.TODAY, "NONE")

    assert "Hello Real Builders" in page
    assert "Hello Sample Customer" in other
    with pytest.raises(BadInput, match="mistakes"):
        letter_text.preview("1", "en", "Try", "{{ x }}", b.TODAY)


def test_variables_are_told_with_their_meaning():
    assert letter_text.variables("1")["pay_by"].startswith("date by which")
    assert "prices" in letter_text.variables("P")
    assert "past_due" not in letter_text.variables("P")
