"""Template filters of Stet's pages."""

from __future__ import annotations

from datetime import datetime

from django import template

from stet.web import local
from stet.web.embed import scripts
from stet.web.reader import words

register = template.Library()

register.filter("direction", words.direction)
register.simple_tag(scripts.address, name="frame_script")


@register.filter
def day_in(at: datetime, language: str) -> str:
    """The local date as ``language`` writes it."""
    return local.day(at, language)
