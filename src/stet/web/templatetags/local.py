"""Filters that every template has: dates and numbers as the language writes them.

``date``, ``timesince``, ``timeuntil`` and ``floatformat`` stand in for Django's. A date in one of the named formats is for people;
any other format ("c", "Y-m-d") is for programs and stays as Django writes it, "c" to the millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.template.defaultfilters import date as django_date
from django.template.defaultfilters import floatformat as django_floatformat
from django.template.defaultfilters import timesince_filter, timeuntil_filter
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from stet.web import local

register = template.Library()

_NAMED = {
    "DATE_FORMAT": local.day,
    "SHORT_DATE_FORMAT": lambda at: local.day(at, short=True),
    "DATETIME_FORMAT": local.moment,
    "SHORT_DATETIME_FORMAT": lambda at: local.moment(at, short=True),
    "TIME_FORMAT": local.time_of_day,
}


@register.filter(expects_localtime=True, is_safe=False)
def date(value: datetime | None, form: str = "DATE_FORMAT") -> str:
    if not value:
        return ""
    if form == "c" and isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")  # HTML takes no more than three digits
    named = _NAMED.get(form)
    return named(value) if named else str(django_date(value, form))


@register.filter(is_safe=False)
def timesince(value: datetime | None, now: datetime | None = None) -> str:
    return local.digits(str(timesince_filter(value, now)))


@register.filter(is_safe=False)
def timeuntil(value: datetime | None, now: datetime | None = None) -> str:
    return local.digits(str(timeuntil_filter(value, now)))


@register.filter(is_safe=True)
def floatformat(value: Any, places: int | str = -1) -> str:
    return local.digits(str(django_floatformat(value, places)))


@register.filter(is_safe=False)
def number(value: Any, places: int | None = None) -> str:
    """A number for people to read; what is no number stays as it is."""
    return local.number(value, places) if isinstance(value, int | float) else str(value)


@register.filter(is_safe=False)
def percent(value: Any) -> str:
    """A share of a hundred, as ``12`` or ``99.5``, with its sign; "" if there is none."""
    return local.percent(value) if isinstance(value, int | float) else ""


@register.filter(is_safe=False)
def listed(names: Iterable[object]) -> SafeString:
    """Names one after another, each in its own direction."""
    return format_html_join(local.listed(["", ""]), "<bdi>{}</bdi>", ((name,) for name in names))


@register.filter(is_safe=False)
def isolated(text: object) -> SafeString:
    """A sentence in which addresses and names in code keep their own direction."""
    return local.isolated(str(text))
