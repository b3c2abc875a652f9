"""Keys with which the publisher's server vouches for readers: making and revoking them.

A key has one algorithm, one issuer and one site for all its life. Several count at once, so that
a new one can be put in use before the old one is revoked. What it is made of is sealed: whoever can
write into the database alone cannot put a key of his own there.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField, fault_in
from stet.newsroom.locking import take_turns
from stet.newsroom.models import SignOnKey, Site, Staff
from stet.newsroom.models.keys import LABEL_LIMIT
from stet.newsroom.models.sign_on import ISSUER_LIMIT, KID_LIMIT
from stet.newsroom.recording import Fact, record
from stet.newsroom.roles import Action
from stet.newsroom.sealing import Unsealable, seal, unseal

Algorithm = SignOnKey.Algorithm

SECRET_BYTES: Final = 32  # RFC 7518 section 3.2: as long as the digest, at least
_MOST_SECRET_BYTES: Final = 256
_DIFFERENT_BYTES: Final = 12  # of 32 random ones about 30 differ; of what somebody typed, few
MOST_KEYS: Final = 8  # live ones of a site: the one in use, the one that comes, for a few servers
_KEY_LIMIT: Final = 2000  # characters: an Ed25519 key is a hundred
_KID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._~-]{{0,{KID_LIMIT - 1}}}")
_ISSUER = re.compile(r"[!-~]+")
_LOCK = "sign-on keys"


class BadSignOnKey(BadField):
    """A key that cannot be made so."""


@dataclass(frozen=True)
class Made:
    """A new key. ``secret`` is base64url: shown this once, and empty if it was brought along."""

    key: SignOnKey
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Usable:
    """A live key as a token is checked with it."""

    id: UUID
    algorithm: str
    issuer: str
    material: bytes | Ed25519PublicKey = field(repr=False)


def make_key(
    site: Site,
    *,
    label: str,
    algorithm: str,
    issuer: str,
    by: Staff | None,
    now: datetime,
    kid: str = "",
    material: str = "",
) -> Made:
    """Makes a key. ``material`` is a secret in base64url (HS256; empty: one is generated), or a
    public key as PEM or JWK (EdDSA). ``kid`` empty: one is made up. ``by`` None is the operator.

    Raises `BadSignOnKey` and `NotAllowed`.
    """
    if by is not None:
        by.require(Action.MANAGE_KEYS)
    kid = kid.strip() or secrets.token_hex(4)
    _check(label, algorithm, issuer.strip(), kid)
    generated = ""
    if algorithm == Algorithm.HS256 and not material.strip():
        material = generated = _encoded(secrets.token_bytes(SECRET_BYTES))
    stored = _canonical(algorithm, material.strip())
    try:
        with transaction.atomic():
            take_turns(_LOCK)
            if SignOnKey.objects.filter(site=site, revoked_at__isnull=True).count() >= MOST_KEYS:
                raise BadSignOnKey("label", _("There are enough keys. Please revoke one first."))
            made = SignOnKey.objects.create(
                site=site,
                kid=kid,
                algorithm=algorithm,
                issuer=issuer.strip(),
                label=label.strip(),
                sealed=seal(stored),
                created_at=now,
                created_by=by,
            )
            record("sign_on.key_made", made.id, by=by, now=now, facts=key_facts(made))
    except IntegrityError:
        words = _("The site has or had a key of this name. Please choose another.")
        raise BadSignOnKey("kid", words) from None
    return Made(made, generated)


def revoke_key(key: SignOnKey, *, by: Staff | None, now: datetime) -> None:
    """Ends a key at once and for good, and forgets what it was made of; again does nothing.

    What was written with it stays, and stays marked. Raises `NotAllowed`.
    """
    if by is not None:
        by.require(Action.MANAGE_KEYS)
    with transaction.atomic():
        live = SignOnKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
        if live.update(revoked_at=now, sealed=""):
            record("sign_on.key_revoked", key.pk, by=by, now=now, facts={})


def key_facts(key: SignOnKey) -> dict[str, Fact]:
    """What the ledger keeps of a key: all but what it is made of."""
    return {
        "site": str(key.site_id),
        "kid": key.kid,
        "algorithm": key.algorithm,
        "issuer": key.issuer,
    }


def keys_of(site: Site) -> list[SignOnKey]:
    """Every key of the site, latest first, revoked ones too."""
    return list(SignOnKey.objects.filter(site=site).select_related("created_by"))


def key_named(site: Site, kid: str) -> Usable | None:
    """The live key that a token of this site names; None if there is none that can be read."""
    if not _KID.fullmatch(kid):
        return None
    found = SignOnKey.objects.filter(site=site, kid=kid, revoked_at__isnull=True).first()
    if found is None:
        return None
    try:
        stored = unseal(found.sealed)
    except Unsealable:
        return None
    material = _decoded(stored) if found.algorithm == Algorithm.HS256 else _public(stored)
    return Usable(found.id, found.algorithm, found.issuer, material)


def still_live(key: UUID) -> bool:
    """Whether the key counts; it does until the open transaction ends, then."""
    live = SignOnKey.objects.select_for_update(no_key=True).filter(pk=key, revoked_at__isnull=True)
    return live.first() is not None


def is_readable(key: SignOnKey) -> bool:
    """Whether what the key is made of can still be read; not with another secret of the program."""
    try:
        unseal(key.sealed)
    except Unsealable:
        return False
    return True


def _check(label: str, algorithm: str, issuer: str, kid: str) -> None:
    if fault := fault_in(label, LABEL_LIMIT, one_line=True):
        raise BadSignOnKey("label", fault)
    if algorithm not in Algorithm.values:
        raise BadSignOnKey("algorithm", _("Please choose one."))
    if len(issuer) > ISSUER_LIMIT or not _ISSUER.fullmatch(issuer):
        words = _("This is what iss says, such as https://news.example.org, without spaces.")
        raise BadSignOnKey("issuer", words)
    if not _KID.fullmatch(kid):
        words = _("Up to %(most)d Latin letters, digits, hyphens, dots and underscores.")
        raise BadSignOnKey("kid", words % {"most": KID_LIMIT})


def _canonical(algorithm: str, material: str) -> str:
    """What is sealed: the secret in base64url, or the public key as PEM. Raises `BadSignOnKey`."""
    if len(material) > _KEY_LIMIT:
        raise BadSignOnKey("material", _("This is too long for a key."))
    if algorithm == Algorithm.HS256:
        return _encoded(_decoded(material))
    key = _public(material)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _decoded(secret: str) -> bytes:
    """The bytes of a secret in base64url. Raises `BadSignOnKey`."""
    try:
        raw = base64.b64decode(
            secret.rstrip("=") + "=" * (-len(secret.rstrip("=")) % 4), altchars="-_", validate=True
        )
    except (binascii.Error, ValueError):
        raise BadSignOnKey("material", _("This is not base64url.")) from None
    if not SECRET_BYTES <= len(raw) <= _MOST_SECRET_BYTES:
        words = _("A secret is %(least)d to %(most)d random bytes, in base64url.")
        limits = {"least": SECRET_BYTES, "most": _MOST_SECRET_BYTES}
        raise BadSignOnKey("material", words % limits)
    if len(set(raw)) < _DIFFERENT_BYTES:
        raise BadSignOnKey("material", _("This was not made at random. Please leave it empty."))
    return raw


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _public(material: str) -> Ed25519PublicKey:
    """The Ed25519 key in a PEM (SubjectPublicKeyInfo) or a JWK (RFC 8037). Raises `BadSignOnKey`."""
    if "PRIVATE KEY" in material:
        raise _private()
    try:
        key = _of_jwk(material) if material.startswith("{") else _of_pem(material)
    except (ValueError, TypeError, KeyError, UnsupportedAlgorithm, RecursionError):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise BadSignOnKey("material", _("This is no public key for Ed25519, as PEM or JWK."))
    return key


def _of_pem(material: str) -> object:
    return load_pem_public_key(material.encode())


def _of_jwk(material: str) -> Ed25519PublicKey | None:
    said = json.loads(material)
    if "d" in said:
        raise _private()
    if (said["kty"], said["crv"]) != ("OKP", "Ed25519"):
        return None
    padded = said["x"] + "=" * (-len(said["x"]) % 4)
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(padded))


def _private() -> BadSignOnKey:
    words = _("This is a private key. It never leaves your server: paste the public one.")
    return BadSignOnKey("material", words)
