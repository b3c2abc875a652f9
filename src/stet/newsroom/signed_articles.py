"""What the publisher's own server says of an article, signed with the site's key for embeds.

A JSON Web Token (RFC 7519) with HS256: ``aud`` is ``stet-article``, ``sub`` the article's address,
and ``title``, ``lang``, ``tags``, ``text`` what `PageFacts` holds. A page may be kept for years, so
``exp`` is taken account of, but not asked for.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import jwt
from django.db import transaction
from django.utils.crypto import salted_hmac

from stet.newsroom.embedding import PageFacts, page_address
from stet.newsroom.models import Site, Staff
from stet.newsroom.recording import Fact, record
from stet.newsroom.roles import Action

AUDIENCE = "stet-article"
TOKEN_LIMIT = 60_000  # characters: a whole article, in base64
_ALGORITHM = "HS256"


def embed_key(site: Site) -> str:
    """The site's key, 64 hex digits. It is made from the program's secret and stored nowhere."""
    named = f"{site.id}.{site.embed_key_number}"
    return salted_hmac("stet.newsroom.embed", named, algorithm="sha256").hexdigest()


def renew_embed_key(site: Site, *, by: Staff, now: datetime) -> Site:
    """Makes the old key, and all that it signed, worthless. Raises `NotAllowed`."""
    by.require(Action.MANAGE_KEYS)
    with transaction.atomic():
        kept = Site.objects.select_for_update().get(pk=site.pk)
        kept.embed_key_number += 1
        kept.save(update_fields=["embed_key_number"])
        facts: dict[str, Fact] = {"embed_key_number": kept.embed_key_number}
        record("site.changed", kept.id, by=by, now=now, facts=facts)
    return kept


def signed_facts(site: Site, token: str, url: str) -> PageFacts | None:
    """What ``token`` says of the article at ``url``; None if it says nothing that counts."""
    if not token or len(token) > TOKEN_LIMIT:
        return None
    try:
        said = jwt.decode(
            token,
            embed_key(site),
            algorithms=[_ALGORITHM],
            audience=AUDIENCE,
            options={"require": ["aud", "sub"]},
        )
    except (jwt.InvalidTokenError, ValueError):
        return None
    subject = said["sub"]
    if not isinstance(subject, str) or page_address(subject) != page_address(url):
        return None
    return PageFacts(
        title=_words(said.get("title")),
        lang=_words(said.get("lang")),
        tags=_all_words(said.get("tags")),
        text=_words(said.get("text")),
        url=subject,
    )


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _all_words(value: Any) -> tuple[str, ...]:
    return tuple(map(_words, value)) if isinstance(value, list) else ()
