"""Readers for whom the publisher vouches: the header in which their token comes.

A header of its own, since ``Authorization`` is the desk's here, and what a proxy before a test site
asks for; and a header, since addresses are kept in histories and logs, and forms in sessions. A page
of another origin cannot send it without asking first (CORS), and is not let.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from prometheus_client import Counter

from stet.comments.identity import signed_on_author
from stet.newsroom.models import Site
from stet.newsroom.sign_on import NotSignedOn, Reason, SignedOn, signed_on
from stet.web.language import served

HEADER: Final = "Stet-Sign-On"

REFUSED = Counter(
    "stet_sign_on_refused", "Tokens of readers that did not count, by cause.", ["reason"]
)

WORDS: dict[Reason, Promise] = {
    Reason.OFF: _("This site takes no sign-on."),
    Reason.TOO_LONG: _("The token is longer than 4,096 characters."),
    Reason.MALFORMED: _("This is no signed JSON Web Token."),
    Reason.HEADER: _("The token's header may hold alg, kid and typ, and nothing else."),
    Reason.KEY: _("The token names no key (kid) that counts on this site."),
    Reason.ALGORITHM: _("The token's algorithm (alg) is not the one of its key."),
    Reason.SIGNATURE: _("The token's signature does not match."),
    Reason.MISSING: _("The token lacks iss, aud, exp or sub."),
    Reason.CLAIM: _("Something that the token says is of the wrong kind, or too long."),
    Reason.ISSUER: _("The token is not from the issuer (iss) of its key."),
    Reason.AUDIENCE: _("The token is not for this site (aud)."),
    Reason.EXPIRED: _("The token has expired."),
    Reason.TOO_FAR: _("The token holds for more than ten minutes."),
    Reason.NOT_YET: _("The token does not hold yet: please compare the clocks."),
}


@dataclass(frozen=True)
class Writer:
    """Who sends a comment. Without ``sign_on`` nobody vouches, and ``name`` is what was typed.

    ``lang`` is the language that the publisher says she reads, if the interface speaks it.
    """

    name: str
    author_key: str
    sign_on: UUID | None = None
    lang: str = ""


def reader_of(request: HttpRequest, site: Site, now: datetime) -> SignedOn | None:
    """For whom the publisher vouches; None if no token came. Raises `NotSignedOn`."""
    token = request.headers.get(HEADER)
    if token is None:
        return None
    try:
        return signed_on(site, token.strip(), now)
    except NotSignedOn as refusal:
        REFUSED.labels(refusal.reason.value).inc()
        raise


def key_of(site: Site, reader: SignedOn) -> str:
    """The author key of a reader for whom the publisher vouches."""
    return signed_on_author(site.id, reader.issuer, reader.subject)


def writer(site: Site, reader: SignedOn | None, name: str, author_key: str = "") -> Writer:
    """Who sends it: a reader who is signed on bears the name that the publisher gives, if any."""
    if reader is None:
        return Writer(name, author_key)
    return Writer(reader.name or name, key_of(site, reader), reader.key, language_of(reader))


def language_of(reader: SignedOn | None) -> str:
    """The language of the interface that the publisher says a reader reads; else nothing."""
    return (served(reader.lang) or "") if reader else ""
