"""Dates, numbers and digits as the interface's language writes them: Unicode CLDR, by Babel.

English keeps the house's own style (`stet.web.formats.en`). Where CLDR gives a language its own
digits (Sorani), they stand in what is shown, and never in what a program reads back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from django.template import Context
from django.template.base import render_value_in_context
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language, get_language_bidi, gettext

_ZERO = {"arab": 0x0660, "arabext": 0x06F0}
# CLDR's short months are unreadable in Kurmanji and its middle form is out of order in Sorani.
_SHORT = {"ku": "short", "ckb": "long"}
# There the year and the hour would stand side by side as one number.
_TOGETHER = {"ckb": "{1}، {0}"}


def since(then: datetime, now: datetime | None = None, depth: int = 2) -> str:
    """How long ago: as Django says it, in the language's digits."""
    return digits(timesince(then, now, depth=depth))


def _current() -> str:
    return get_language() or "en"


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale | None:
    """CLDR's locale of a language tag, or of its primary part; None for English and the unknown."""
    primary = language.partition("-")[0].lower()
    for tag in (language, "ku" if primary == "kmr" else primary):
        try:
            found = Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        return None if found.language == "en" else found
    return None


@lru_cache(maxsize=64)
def _digit_table(language: str) -> dict[int, int]:
    locale = locale_of(language)
    zero = _ZERO.get(locale.default_numbering_system) if locale else None
    return {0x30 + n: zero + n for n in range(10)} if zero else {}


def digits(text: str, language: str | None = None) -> str:
    """``text`` with the digits of ``language`` (of the one switched on)."""
    return text.translate(_digit_table(language or _current()))


def numbering(language: str) -> str:
    """CLDR's name of the digits: what `Intl` takes as ``numberingSystem``."""
    locale = locale_of(language)
    return locale.default_numbering_system if locale else "latn"


def number(value: float, places: int | None = None) -> str:
    """A number with the separators and digits of the language that is switched on."""
    shown = number_format(value, places, use_l10n=True, force_grouping=True)
    return digits(str(shown))


def percent(value: float) -> str:
    """A share of a hundred with its sign, placed as the language places it; whole unless given finer."""
    places = None if float(value).is_integer() else 1
    return gettext("%(n)s %%") % {"n": number(int(value) if places is None else value, places)}


def listed(names: Iterable[object]) -> str:
    """Names one after another, with the comma of the language that is switched on."""
    return gettext(", ").join(map(str, names))


# A word of another script between Arabic ones: an address, a name in code, a placeholder.
_FOREIGN = re.compile(r"[A-Za-z{](?:[\w{}:/?=.&%+@#-]*[\w}/=])?", re.ASCII)


def isolated(text: str) -> SafeString:
    """``text`` as HTML; written from right to left, each Latin word and address in it keeps its own way."""
    if not get_language_bidi():
        return conditional_escape(text)
    done, parts = 0, []
    for found in _FOREIGN.finditer(text):
        parts += [
            escape(text[done : found.start()]),
            format_html('<bdi dir="ltr">{}</bdi>', found[0]),
        ]
        done = found.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, escape(text[done:])]))


def in_words(value: object, context: Context) -> str:
    """A variable within translated words: as Django shows it, with the language's digits."""
    shown = render_value_in_context(value, context)
    return digits(shown) if isinstance(value, int | float | Decimal) else shown


def day(at: date, language: str | None = None, *, short: bool = False) -> str:
    """A date; of a moment, its date in the time zone that is switched on."""
    language = language or _current()
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    locale = locale_of(language)
    if locale is None:
        with translation.override("en"):
            return date_format(local, "SHORT_DATE_FORMAT" if short else "DATE_FORMAT")
    width = _SHORT.get(locale.language, "medium") if short else "long"
    return digits(format_date(local, width, locale=locale), language)


def moment(at: datetime, *, short: bool = False) -> str:
    """Date and time of day in the language and the time zone that are switched on."""
    local, language = timezone.localtime(at), _current()
    locale = locale_of(language)
    if locale is None:
        return date_format(local, "SHORT_DATETIME_FORMAT" if short else "DATETIME_FORMAT")
    time = format_time(local, "short", tzinfo=local.tzinfo, locale=locale)
    both = _TOGETHER.get(locale.language, str(locale.datetime_formats["medium"]))
    return both.replace("{0}", digits(time)).replace("{1}", day(at, short=short))


def time_of_day(at: datetime) -> str:
    local, language = timezone.localtime(at), _current()
    locale = locale_of(language)
    if locale is None:
        return date_format(local, "TIME_FORMAT")
    return digits(format_time(local, "short", tzinfo=local.tzinfo, locale=locale))


def day_of_month(at: date) -> str:
    """A day without its year, short enough for an axis."""
    return _skeleton(at, _on_axes("MMMd"), "j M")


def month(at: date) -> str:
    """A month and its year, short enough for an axis."""
    return _skeleton(at, _on_axes("yMMM"), "M Y")


def _on_axes(skeleton: str) -> str:
    """Sorani has no short names of months, and the long ones overlap: the month's number."""
    return skeleton.replace("MMM", "M") if _current().startswith("ckb") else skeleton


def _skeleton(at: date, skeleton: str, in_english: str) -> str:
    locale = locale_of(_current())
    if locale is None:
        return date_format(at, in_english)
    noon = datetime(at.year, at.month, at.day, 12, tzinfo=timezone.get_current_timezone())
    return digits(format_skeleton(skeleton, noon, tzinfo=noon.tzinfo, fuzzy=True, locale=locale))
