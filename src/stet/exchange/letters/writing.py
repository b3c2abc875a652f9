"""A letter is written: words and HTML in one language, and the headers that programs read.

HTML letters have one small style sheet in their head and no more, since that is what mail programs
keep or throw away whole; without it they are plain, and readable. Language and direction stand on
an element of the body too, for programs that cut everything around it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Self
from urllib.parse import quote, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import override

from stet.comments.contacts.tokens import Purpose, sign
from stet.newsroom.models import Site
from stet.text.invisible import without_steering

_RECEIPTS, _ARTICLES = "/receipts/", "/articles/"  # below our public address
_CONFIRM, _FIND, _STOP = "/mail/confirm/", "/mine/", "/mail/stop/"
NO_COMMENT = UUID(int=0)  # in a stop link of a letter that is about no one comment
_SUBJECT = 150  # code points; what a list of letters shows is far less
_ISOLATE, _END = "\u2068", "\u2069"


@dataclass(frozen=True)
class Letter:
    """What there is to tell. ``title`` and ``facts`` are in the letter's language.

    ``number`` makes the Message-ID. ``stop`` is the secret part of the link that ends such letters;
    empty for staff, who have a desk for that.
    """

    to: str
    site: Site
    template: str
    number: str
    title: str
    about: str = ""
    facts: Mapping[str, object] | None = None
    stop: str = ""


def one_line(text: str, most: int = 200) -> str:
    """``text`` as one line that steers nothing outside itself, cut if need be."""
    seen = "".join(
        " " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one for one in text[: most * 4]
    )
    line = " ".join(without_steering(seen).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


class Held(str):
    """Somebody's words within ours, held apart where directions mix: in plain text and in HTML."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        return super().__new__(cls, one_line(text))

    def __html__(self) -> SafeString:
        return format_html("<bdi>{}</bdi>", str.__str__(self))

    @property
    def plain(self) -> str:
        text = str.__str__(self)
        left_to_right = text.isascii() and not translation.get_language_bidi()
        return text if left_to_right else f"{_ISOLATE}{text}{_END}"


def spoken(lang: str, site: Site) -> override:
    """Switches on the language ``lang``, or the site's, if the interface speaks it."""
    for wanted in (lang, site.lang):
        try:
            return override(translation.get_supported_language_variant(wanted))
        except LookupError:
            continue
    return override(settings.LANGUAGE_CODE)


def written(letter: Letter) -> EmailMultiAlternatives:
    """The letter in the language that is switched on, in the site's time zone."""
    facts = {
        **(letter.facts or {}),
        "site": Held(letter.site.name),
        "title": letter.title,
        "lang": translation.get_language(),
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
        "stop": link(_STOP, letter.stop) if letter.stop else "",
    }
    with timezone.override(ZoneInfo(letter.site.timezone)):
        plain = _rendered(letter, "txt", facts)
        html = _rendered(letter, "html", facts)
    joint = " · " if letter.title.endswith(("?", "؟")) else ": "
    subject = f"{letter.title}{joint}{letter.about}" if letter.about else letter.title
    made = EmailMultiAlternatives(
        subject=one_line(subject, _SUBJECT),
        body=plain,
        from_email=sender(),
        to=[letter.to],
        headers=_headers(letter),
    )
    made.attach_alternative(html, "text/html")
    return made


def _rendered(letter: Letter, kind: str, facts: Mapping[str, object]) -> str:
    template = get_template(f"exchange/{letter.template}.{kind}")
    plain = kind == "txt"
    shown = {name: _plain(value) if plain else value for name, value in facts.items()}
    inner = template.template  # type: ignore[attr-defined]
    return str(inner.render(Context(shown, autoescape=not plain))).lstrip()


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value.plain if isinstance(value, Held) else value


def _headers(letter: Letter) -> dict[str, str]:
    """A program sends this, asks other programs not to answer (RFC 3834), and says how to end it
    (RFC 2369, RFC 8058). The Message-ID is the same in every attempt."""
    domain = parseaddr(sender())[1].rpartition("@")[2]
    headers = {
        "Message-ID": f"<{letter.number}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if letter.stop:
        headers |= {
            "List-Id": f"<letters.{_host()}>",
            "List-Unsubscribe": f"<{link(_STOP, letter.stop)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers


def sender() -> str:
    return settings.STET.mail_from or f"no-reply@{_host()}"


def _host() -> str:
    return urlsplit(settings.STET.public_url).hostname or "localhost"


def link(path: str, secret: str) -> str:
    return f"{settings.STET.public_url}{path}{secret}/"


def receipt_link(token: str) -> str:
    return link(_RECEIPTS, token)


def comment_link(slug: str, comment: UUID) -> str:
    return f"{link(_ARTICLES, quote(slug))}?comment={comment}"


def confirm_link(link_id: UUID) -> str:
    return link(_CONFIRM, sign(Purpose.CONFIRM, link_id))


def find_link(link_id: UUID) -> str:
    return link(_FIND, sign(Purpose.FIND, link_id))


def stop_secret(address: UUID, comment: UUID = NO_COMMENT) -> str:
    return sign(Purpose.STOP, address, comment)
