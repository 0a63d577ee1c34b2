"""Amounts, dates and names for people and for machines."""

from datetime import date

import pytest

from tui_dunning.output import format as fmt


@pytest.mark.parametrize(
    ("text", "code", "decimal", "minor"),
    [
        ("1234.50", "USD", ".", 123450),
        ("1234,5", "EUR", ",", 123450),
        ("1,234.50", "USD", ".", 123450),
        ("1.234.567,89", "EUR", ",", 123456789),
        ("-5", "USD", ".", -500),
        ("5.00-", "USD", ".", -500),
        ("+7.", "USD", ".", 700),
        (".5", "USD", ".", 50),
        ("1000", "JPY", ".", 1000),
        ("1.234", "BHD", ".", 1234),
        ("10.990", "USD", ".", 1099),
        (" 12.00 ", "FRF", ".", 1200),
    ],
)
def test_a_written_amount_is_read_to_the_cent(text: str, code: str, decimal: str, minor: int):
    assert fmt.parse_amount(text, code, decimal) == minor


@pytest.mark.parametrize(
    "text",
    ["", "-", ".", "1,234", "1.2.3", "1,23.00", "12a", "1e5", "NaN", "0x1", "٣", "--1", "-1-",
     "10.995", "1" * 16, "9" * 500, "1 000.00"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str):
    with pytest.raises(ValueError, match=r"^(is|has)"):
        fmt.parse_amount(text, "USD")


def test_float_dirt_is_rounded_half_up_where_asked_for():
    assert fmt.parse_amount("2309.7899999999995", "USD", rounded=True) == 230979
    assert fmt.parse_amount("0.005", "USD", rounded=True) == 1
    assert fmt.parse_amount("-0.005", "USD", rounded=True) == -1


@pytest.mark.parametrize(
    ("minor", "code", "plain"),
    [(123450, "USD", "1234.50"), (-5, "USD", "-0.05"), (0, "EUR", "0.00"), (1000, "JPY", "1000"),
     (-1, "JPY", "-1"), (5, "BHD", "0.005")],
)  # fmt: skip
def test_the_machine_form_has_the_currencys_decimals(minor: int, code: str, plain: str):
    assert fmt.plain_amount(minor, code) == plain
    assert fmt.parse_amount(plain, code) == minor


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "1,234,567.89"), ("nl", "1.234.567,89"), ("de", "1.234.567,89"),
     ("fr", "1\u00a0234\u00a0567,89"), ("es", "1.234.567,89"), ("hi", "12,34,567.89"),
     ("en-GB", "1,234,567.89"), ("xx", "1,234,567.89"), ("", "1,234,567.89")],
)  # fmt: skip
def test_amounts_are_written_as_the_language_does(language: str, written: str):
    assert fmt.amount(123456789, "USD", language) == written


def test_small_and_negative_amounts_need_no_groups():
    assert fmt.amount(-99999, "USD", "en") == "-999.99"
    assert fmt.amount(100000, "USD", "en") == "1,000.00"
    assert fmt.amount(1234, "JPY", "de") == "1.234"
    assert fmt.money(123450, "USD", "nl") == "1.234,50\u00a0USD"


def test_the_first_of_a_month_is_counted_in_french_sentences():
    assert fmt.day(date(2026, 12, 1), "fr", "long") == "1er décembre 2026"
    assert fmt.day(date(2026, 12, 11), "fr", "long") == "11 décembre 2026"
    assert fmt.day(date(2026, 12, 1), "es", "long") == "1 de diciembre de 2026"


def test_dates_are_written_as_the_language_does():
    on = date(2026, 11, 2)

    assert fmt.day(on, "en") == "Nov 2, 2026"
    assert fmt.day(on, "de") == "02.11.2026"
    assert fmt.day(on, "nl", "long") == "2 november 2026"
    assert fmt.day(on, "fr", "long") == "2 novembre 2026"


def test_control_and_bidi_characters_are_taken_out_of_text():
    assert fmt.clean("Evil\x1b[2J\x07 Name\u202egnp.exe") == "Evil[2J Namegnp.exe"
    assert fmt.clean("A\tB\r\nC\x9b\x7f\ud800") == "A B C"
    assert fmt.clean("A\r\nB\x0cC\tD", keep_lines=True) == "A\nB\nC D"
    assert fmt.clean("Łódź नमस्ते \u200d") == "Łódź नमस्ते \u200d"


def test_currencies_are_those_of_iso_4217():
    assert fmt.is_currency("USD")
    assert fmt.is_currency("FRF")
    assert not fmt.is_currency("XXX")
    assert not fmt.is_currency("usd")
    assert not fmt.is_currency("ABC")


def test_file_names_come_from_letters_and_digits_only():
    assert fmt.slug("Łódź & Söhne / GmbH ..") == "lodz-sohne-gmbh"
    assert fmt.slug("Straße Ærø Þór Đặng") == "strasse-aero-thor-dang"
    assert fmt.slug("../../etc/passwd") == "etc-passwd"
    assert fmt.slug("株式会社") == ""
    assert len(fmt.slug("a" * 300)) == 40
