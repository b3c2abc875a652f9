"""Numbers, dates and digits by language: one rule for each, held here and on whole pages."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from stet.web import local
from stet.web.language import served
from stet.web.languages import LANGUAGES

AT = datetime(2026, 11, 23, 16, 5, tzinfo=UTC)
# Arabic as it is written in the Levant and beyond: CLDR gives plain ``ar`` European digits.
EUROPEAN, INDIC = "0123456789", "٠١٢٣٤٥٦٧٨٩"
DIGITS = {"en": EUROPEAN, "ar": EUROPEAN, "ckb": INDIC, "ku": EUROPEAN, "tr": EUROPEAN}


@pytest.fixture(autouse=True)
def _in_utc() -> Iterator[None]:
    with timezone.override(UTC):
        yield


def shown(template: str, **values: object) -> str:
    return Template(template).render(Context(values))


def test_every_language_has_its_rule() -> None:
    assert set(DIGITS) == {one.tag for one in LANGUAGES}


@pytest.mark.parametrize("tag", DIGITS)
def test_everything_that_is_counted_has_the_digits_of_the_language(tag: str) -> None:
    later = AT + timedelta(days=2, hours=9)
    with translation.override(tag):
        said = [
            local.number(1234567),
            local.number(0.52, 2),
            local.percent(12),
            local.percent(99.5),
            local.day(AT),
            local.day(AT, short=True),
            local.moment(AT),
            local.time_of_day(AT),
            local.day_of_month(date(2026, 11, 23)),
            local.month(date(2026, 11, 23)),
            local.since(AT, later),
            shown("{{ at|timesince:now }}", at=AT, now=later),
            shown("{{ at|timeuntil:now }}", at=later, now=AT),
            shown("{{ n|number }} {{ n|percent }} {{ x|floatformat:1 }}", n=42, x=1.25),
            shown("{% load i18n %}{% blocktranslate %}{{ n }} of 3{% endblocktranslate %}", n=7),
        ]
    others = "".join(set(EUROPEAN + INDIC) - set(DIGITS[tag]))
    assert not [one for one in said[:-1] if re.search(f"[{others}]", one)], said
    assert DIGITS[tag][7] in said[-1]


def test_addresses_and_names_in_code_keep_their_way_among_arabic_words() -> None:
    hint = (
        "مثل https://news.example.org/in?next={page}. تصبح {page} الصفحة. <base64url>. EdDSA: مفتاح"
    )
    address = '<bdi dir="ltr">https://news.example.org/in?next={page}</bdi>.'
    with translation.override("ar"):
        shown_so = shown("{{ hint|isolated }}", hint=hint)
        listed = shown("{{ names|listed }}", names=["<a>", "b"])
    assert address in shown_so
    assert '&lt;<bdi dir="ltr">base64url</bdi>&gt;. <bdi dir="ltr">EdDSA</bdi>: ' in shown_so
    assert re.sub(r"</?bdi[^>]*>", "", shown_so) == hint.replace("<", "&lt;").replace(">", "&gt;")
    assert listed == "<bdi>&lt;a&gt;</bdi>، <bdi>b</bdi>"
    with translation.override("en"):
        assert shown("{{ hint|isolated }}", hint="In <code>.") == "In &lt;code&gt;."


@pytest.mark.parametrize(
    ("tag", "number", "share"),
    [
        ("en", "1,234.5", "12 %"),
        ("ar", "1,234.5", "12 %"),
        ("ckb", "١٬٢٣٤٫٥", "١٢٪"),
        ("ku", "1.234,5", "%12"),
        ("tr", "1.234,5", "%12"),
    ],
)
def test_separators_and_percent_signs(tag: str, number: str, share: str) -> None:
    with translation.override(tag):
        assert (local.number(1234.5, 1), local.percent(12)) == (number, share)


def test_what_programs_read_keeps_its_digits() -> None:
    with translation.override("ckb"):
        assert shown("{{ at|date:'c' }} {{ n }}", at=AT, n=12) == "2026-11-23T16:05:00.000+00:00 12"


@given(st.integers(0, 10**9), st.sampled_from(sorted(DIGITS)))
def test_a_number_can_be_read_back(value: int, tag: str) -> None:
    with translation.override(tag):
        written = local.number(value)
    plain = written.translate(str.maketrans(DIGITS[tag], EUROPEAN))
    assert int(re.sub(r"[.,٬]", "", plain)) == value


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("ckb-IQ", "ckb"),
        ("kmr", "ku"),
        ("KU-TR", "ku"),
        ("ar_EG", "ar"),
        ("tr", "tr"),
        ("en-GB", "en"),
        ("de", None),
        ("", None),
        ("../en", None),
    ],
)
def test_a_language_is_found_by_its_tag(tag: str, language: str | None) -> None:
    assert served(tag) == language


def test_the_language_asked_for_goes_before_the_cookie_and_the_browser(
    client: Client, site: object
) -> None:
    def of(path: str, accept: str = "") -> str:
        page = client.get(path, headers={"Accept-Language": accept}).content.decode()
        return str(re.findall(r'<html lang="([\w-]+)"', page)[0])

    assert of("/", "de, kmr;q=0.9, tr;q=0.5") == "ku"
    assert of("/?lang=ckb", "tr") == "ckb"
    assert of("/", "tr") == "ckb"  # remembered
    assert of("/?lang=xx", "tr") == "ckb"
    client.cookies.clear()
    assert of("/", "tr, en;q=0.1") == "tr"
    assert of("/", "de") == "en"
