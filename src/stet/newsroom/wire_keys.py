"""Keys of other systems: making, changing and revoking them. Only a digest of a key is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField, fault_in
from stet.newsroom.models import Site, Staff, WireKey
from stet.newsroom.models.keys import LABEL_LIMIT
from stet.newsroom.recording import Fact, record
from stet.newsroom.roles import Action

# Lower case letters and digits alone, since Akismet's clients put a key before a host name.
LENGTH: Final = 32
_KEY = re.compile(rf"[a-z0-9]{{{LENGTH}}}")
MOST_QUOTA: Final = 1_000_000
BLOG_LIMIT: Final = 500


class Scope(StrEnum):
    """What a key opens."""

    PERSPECTIVE = "perspective"
    AKISMET = "akismet"
    OPENAI = "openai"
    # An Akismet check counts every clause, not promotion alone.
    ALL_CLAUSES = "all_clauses"
    # An Akismet check may tell the caller to throw blatant promotion away unseen.
    DISCARD = "discard"


class BadKey(BadField):
    """A key that cannot be made or changed so."""


@dataclass(frozen=True)
class Terms:
    """What a key may do. ``quota`` is calls a minute (0: no limit), ``threshold`` percent."""

    label: str
    scopes: frozenset[Scope]
    blogs: tuple[str, ...] = ()
    quota: int = 600
    threshold: int = 50
    trusted: bool = False


def terms_of(key: WireKey) -> Terms:
    """What this key may do now."""
    return Terms(
        key.label,
        frozenset(Scope(name) for name in key.scopes.split()),
        tuple(key.blogs.split()),
        key.quota,
        key.threshold,
        key.trusted,
    )


def make_key(
    site: Site, terms: Terms, *, by: Staff | None, now: datetime, key: str | None = None
) -> str:
    """Makes a key and returns it: it is shown this once.

    ``key`` sets it, for a demonstration that must have the same one again. ``by`` None is the
    operator. Raises `BadKey` and `NotAllowed`.
    """
    if by is not None:
        by.require(Action.MANAGE_KEYS)
    fields = _checked(terms)
    # Hexadecimal: WordPress drops any other letter from a key that is typed into its settings.
    plain = key or secrets.token_hex(LENGTH // 2)
    if not _KEY.fullmatch(plain):
        raise BadKey("key", _("A key is 32 lower-case letters and digits."))
    try:
        with transaction.atomic():
            made = WireKey.objects.create(
                site=site, digest=digest(plain), created_at=now, created_by=by, **fields
            )
            record("key.made", made.id, by=by, now=now, facts=_facts(terms))
    except IntegrityError:
        raise BadKey("key", _("This key exists already.")) from None
    return plain


def change_key(key: WireKey, terms: Terms, *, by: Staff | None, now: datetime) -> None:
    """Changes what a live key may do; a revoked one stays as it is. Raises `BadKey`, `NotAllowed`."""
    if by is not None:
        by.require(Action.MANAGE_KEYS)
    fields = _checked(terms)
    with transaction.atomic():
        live = WireKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
        if live.update(**fields):
            record("key.changed", key.pk, by=by, now=now, facts=_facts(terms))


def revoke_key(key: WireKey, *, by: Staff | None, now: datetime) -> None:
    """Makes a key worthless for good, within seconds; again does nothing. Raises `NotAllowed`."""
    if by is not None:
        by.require(Action.MANAGE_KEYS)
    with transaction.atomic():
        live = WireKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
        if live.update(revoked_at=now):
            record("key.revoked", key.pk, by=by, now=now, facts={})


def key_named(plain: str) -> WireKey | None:
    """The live key that this is, with its site; None if it is none."""
    if not _KEY.fullmatch(plain):
        return None
    live = WireKey.objects.select_related("site").filter(
        digest=digest(plain), revoked_at__isnull=True
    )
    return live.first()


def keys_of(site: Site) -> list[WireKey]:
    """Every key of the site, latest first, revoked ones too."""
    return list(WireKey.objects.filter(site=site).select_related("created_by"))


def digest(plain: str) -> str:
    """SHA-256: enough, and quick, because a key has far too many possibilities to be tried."""
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def _checked(terms: Terms) -> dict[str, str | int | bool]:
    """The row's fields. Raises `BadKey` for the first that cannot stand."""
    if fault := fault_in(terms.label, LABEL_LIMIT, one_line=True):
        raise BadKey("label", fault)
    if not terms.scopes & {Scope.PERSPECTIVE, Scope.AKISMET, Scope.OPENAI}:
        raise BadKey("scopes", _("Choose at least one interface that the key opens."))
    if not 0 <= terms.quota <= MOST_QUOTA:
        raise BadKey("quota", _("This is a number of calls a minute; 0 means no limit."))
    if not 1 <= terms.threshold <= 99:
        raise BadKey("threshold", _("This is a percentage from 1 to 99."))
    if not all(map(_is_address, terms.blogs)):
        raise BadKey("blogs", _("Each is a whole address, such as https://news.example.org."))
    return {
        "label": terms.label.strip(),
        "scopes": _in_words(terms.scopes),
        "blogs": "\n".join(terms.blogs),
        "quota": terms.quota,
        "threshold": terms.threshold,
        "trusted": terms.trusted,
    }


def _is_address(blog: str) -> bool:
    if fault_in(blog, BLOG_LIMIT, one_line=True) or blog.split() != [blog]:
        return False
    try:
        parts = urlsplit(blog)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _in_words(scopes: Iterable[Scope]) -> str:
    return " ".join(scope for scope in Scope if scope in frozenset(scopes))


def _facts(terms: Terms) -> dict[str, Fact]:
    return {
        "scopes": _in_words(terms.scopes),
        "quota": terms.quota,
        "threshold": terms.threshold,
        "trusted": terms.trusted,
    }
