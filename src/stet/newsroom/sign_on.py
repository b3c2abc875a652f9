"""A reader whom the publisher vouches for: the token of the publisher's server, checked.

A JSON Web Token (RFC 7519) as RFC 8725 recommends to check it: the key says the algorithm, never
the token; what else a header could ask for (keys by address or enclosed, critical extensions) is
refused; who it is from, for whom and until when is required. Times are compared with ours, give or
take `LEEWAY_S`.
"""

from __future__ import annotations

import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import jwt

from stet.newsroom.models import Site
from stet.newsroom.sign_on_keys import Usable, key_named

TOKEN_LIMIT: Final = 4096  # characters: a header of a request is 8 kB in most servers, in all
LIFE_S: Final = 600  # how far ahead exp may be, of now and of iat
LEEWAY_S: Final = 30  # how much two servers' clocks may differ
SUBJECT_LIMIT: Final = 255  # OpenID Connect Core 1.0, section 2
_NAME_LIMIT: Final = 500  # the comment's own limit is the operator's; this one bounds the token
_EMAIL_LIMIT: Final = 254
_LANG_LIMIT: Final = 35  # RFC 5646, section 4.4.1
# What a header may hold. All else asks us to trust what the sender chose, or to understand more.
_HEADER: Final = frozenset({"alg", "kid", "typ"})


class Reason(StrEnum):
    """Why a token does not count: a word for programs, which says nothing of what it held."""

    OFF = "sign_on_off"
    TOO_LONG = "token_too_long"
    MALFORMED = "token_malformed"
    HEADER = "token_header_refused"
    KEY = "token_key_unknown"
    ALGORITHM = "token_algorithm_refused"
    SIGNATURE = "token_signature_wrong"
    MISSING = "token_claim_missing"
    CLAIM = "token_claim_unusable"
    ISSUER = "token_issuer_wrong"
    AUDIENCE = "token_audience_wrong"
    EXPIRED = "token_expired"
    TOO_FAR = "token_valid_too_long"
    NOT_YET = "token_not_yet_valid"


class NotSignedOn(Exception):
    """The token does not count."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class SignedOn:
    """Whom the publisher vouches for. ``key`` is the id of the key that did.

    What is personal is left out where the object is printed.
    """

    key: UUID
    issuer: str
    subject: str = field(repr=False)
    expires_at: datetime
    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    lang: str = field(default="", repr=False)


def signed_on(site: Site, token: str, now: datetime) -> SignedOn:
    """Whom ``token`` speaks of. Raises `NotSignedOn`."""
    if site.writers == Site.Writers.ANYONE:
        raise NotSignedOn(Reason.OFF)
    if len(token) > TOKEN_LIMIT:
        raise NotSignedOn(Reason.TOO_LONG)
    key = _key_of(site, token)
    said = _claims(token, key)
    for name in ("iss", "aud", "exp", "sub"):
        if said.get(name) is None:
            raise NotSignedOn(Reason.MISSING)
    if said["iss"] != key.issuer:
        raise NotSignedOn(Reason.ISSUER)
    if not _is_for(site, said["aud"]):
        raise NotSignedOn(Reason.AUDIENCE)
    expires_at = _in_time(said, now)
    return SignedOn(
        key=key.id,
        issuer=key.issuer,
        subject=_words(said, "sub", SUBJECT_LIMIT, required=True),
        expires_at=expires_at,
        name=_words(said, "name", _NAME_LIMIT),
        email=_words(said, "email", _EMAIL_LIMIT),
        lang=_words(said, "lang" if "lang" in said else "locale", _LANG_LIMIT),
    )


def audience(site: Site) -> str:
    """What ``aud`` must be: the site, so that a token for one counts on no other."""
    return str(site.id)


def _key_of(site: Site, token: str) -> Usable:
    """The key that the header names, if that is all that it asks for."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise NotSignedOn(Reason.MALFORMED) from None
    if header.keys() - _HEADER:
        raise NotSignedOn(Reason.HEADER)
    kid = header.get("kid")
    key = key_named(site, kid) if isinstance(kid, str) else None
    if key is None:
        raise NotSignedOn(Reason.KEY)
    if header.get("alg") != key.algorithm:
        raise NotSignedOn(Reason.ALGORITHM)
    return key


def _claims(token: str, key: Usable) -> Mapping[str, Any]:
    """What a token says that this key has signed. Times and names are looked at by the caller."""
    try:
        signed = jwt.api_jws.decode(token, key.material, algorithms=[key.algorithm])
    except jwt.InvalidSignatureError:
        raise NotSignedOn(Reason.SIGNATURE) from None
    except (jwt.PyJWTError, ValueError, TypeError, binascii.Error):
        raise NotSignedOn(Reason.MALFORMED) from None
    try:
        said = json.loads(signed)
    except (ValueError, RecursionError):
        raise NotSignedOn(Reason.MALFORMED) from None
    if not isinstance(said, dict):
        raise NotSignedOn(Reason.MALFORMED)
    return said


def _is_for(site: Site, said: Any) -> bool:
    """RFC 7519, section 4.1.3: one name or a list of them."""
    return audience(site) in (said if isinstance(said, list) else [said])


def _in_time(said: Mapping[str, Any], now: datetime) -> datetime:
    """When it expires; raises `NotSignedOn` if it is not the time for it."""
    at = now.timestamp()
    expires = _seconds(said["exp"])
    if expires <= at - LEEWAY_S:
        raise NotSignedOn(Reason.EXPIRED)
    if expires > at + LIFE_S + LEEWAY_S:
        raise NotSignedOn(Reason.TOO_FAR)
    for name in ("iat", "nbf"):
        if said.get(name) is not None and _seconds(said[name]) > at + LEEWAY_S:
            raise NotSignedOn(Reason.NOT_YET)
    if said.get("iat") is not None and expires - _seconds(said["iat"]) > LIFE_S:
        raise NotSignedOn(Reason.TOO_FAR)
    return datetime.fromtimestamp(expires, UTC)


def _seconds(said: Any) -> float:
    """A NumericDate (RFC 7519, section 2)."""
    usable = isinstance(said, int | float) and not isinstance(said, bool)
    # Beyond 2**53 a float tells no two seconds apart; what is no number at all compares as false.
    if not usable or not abs(said) <= 2**53:
        raise NotSignedOn(Reason.CLAIM)
    return float(said)


def _words(said: Mapping[str, Any], name: str, most: int, *, required: bool = False) -> str:
    """A claim that is words: whole, bounded, and fit to be stored."""
    value = said.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise NotSignedOn(Reason.CLAIM)
    if required and not value.strip():
        raise NotSignedOn(Reason.CLAIM)
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise NotSignedOn(Reason.CLAIM)
    return value
