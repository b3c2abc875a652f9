"""Putting the interface's words and the local dates where the published bytes have none."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from html import escape
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stet.moderation.queue import PLACE_LIMIT
from stet.web.languages import RIGHT_TO_LEFT
from stet.web.local import moment, number

# Readers' own words are escaped, so neither pattern can be found in them.
_MARKS = re.compile(r' data-word="(?P<word>[a-z_]+)">[^<]*<|<time datetime="(?P<at>[^"]+)">[^<]*<')
_FOOTER = re.compile(r"<footer>(?P<reply>[^\n]*?reply=(?P<id>[0-9a-f-]{36})#[^\n]*?)</footer>")
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400


@lru_cache(maxsize=64)
def in_words(html: bytes, language: str, zone: str, *, takes_replies: bool) -> str:
    """A published page of a thread with its words and dates, for ``language`` and time ``zone``.

    Kept for the few pages that are being read: the same bytes give the same words.
    """
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        words = {
            "reply": _("Reply"),
            "in_reply_to": _("In reply to"),
            "in_reply_to_removed": _("In reply to a comment that is no longer public"),
            "about_claim": _("About a claim in the article"),
            "verified": _("verified reader"),
        }
        titles = {"verified": _("Signed on with the publisher, who vouches for this reader.")}

        def put(mark: re.Match[str]) -> str:
            if at := mark["at"]:
                return f'<time datetime="{at}">{moment(_parsed(at))}<'
            word = mark["word"]
            title = f' title="{escape(titles[word])}"' if word in titles else ""
            return f"{title}>{words[word]}<"

        def foot(found: re.Match[str]) -> str:
            key = found["id"]
            return (
                f"<footer>{found['reply'] if takes_replies else ''}"
                f'<a class="report" rel="nofollow" href="comments/{key}/report/" '
                f'aria-describedby="n-{key}">{_("Report")}</a></footer>'
            )

        return _FOOTER.sub(foot, _MARKS.sub(put, html.decode()))


def _parsed(stamp: str) -> datetime:
    at = parse_datetime(stamp)
    assert at is not None  # noqa: S101 - `stet.comments.rendering.stamp` wrote it
    return at


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, of a language tag (BCP 47)."""
    primary, *others = language.lower().split("-")
    script = next((part for part in others if len(part) == 4), "")
    if script:
        return "rtl" if script in {"arab", "hebr", "syrc", "thaa", "nkoo"} else "ltr"
    return "rtl" if primary in RIGHT_TO_LEFT else "ltr"


def wait_in_words(seconds: int | None) -> str:
    """How long it usually takes, roughly; empty if nobody knows."""
    if seconds is None:
        return ""
    if seconds < 2 * _MINUTE_S:
        return _("usually answered within two minutes")
    if seconds < 90 * _MINUTE_S:
        count = round(seconds / _MINUTE_S)
        words = ngettext(
            "usually answered in about %(count)s minute",
            "usually answered in about %(count)s minutes",
            count,
        )
    elif seconds < 2 * _DAY_S:
        count = round(seconds / _HOUR_S)
        words = ngettext(
            "usually answered in about %(count)s hour",
            "usually answered in about %(count)s hours",
            count,
        )
    else:
        count = round(seconds / _DAY_S)
        words = ngettext(
            "usually answered in about %(count)s day",
            "usually answered in about %(count)s days",
            count,
        )
    return words % {"count": number(count)}


def place_in_words(place: int) -> str:
    """The place in line, from 1."""
    if place > PLACE_LIMIT:
        return _("more than %(limit)s in line before it") % {"limit": number(PLACE_LIMIT)}
    return _("place %(place)s in line") % {"place": number(place)}
