"""A publisher's server: it makes tokens as the documentation says, and as nobody should."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import jwt

from stet.newsroom.models import Site
from stet.newsroom.sign_on_keys import Made, make_key
from stet.newsroom.writers import set_writers

ISSUER = "https://news.example.org"
LOG_IN = "https://news.example.org/sign-in?next={page}"


def open_sign_on(site: Site, now: datetime, writers: str = "marked") -> Site:
    return set_writers(site, writers, LOG_IN, by=None, now=now)


def key(site: Site, now: datetime, kid: str = "one", **parts: Any) -> Made:
    wanted = {"label": "The site", "algorithm": "HS256", "issuer": ISSUER} | parts
    return make_key(site, kid=kid, by=None, now=now, **wanted)


def claims(site: Site, now: datetime, **other: Any) -> dict[str, Any]:
    """What a token says of Alice; ``other`` says it otherwise, None leaves it out."""
    said = {
        "iss": ISSUER,
        "aud": str(site.id),
        "sub": "reader-7",
        "exp": int((now + timedelta(minutes=5)).timestamp()),
        "name": "Alice Reed",
    } | other
    return {name: value for name, value in said.items() if value is not None}


def raw_secret(made: Made) -> bytes:
    return base64.urlsafe_b64decode(made.secret + "=" * (-len(made.secret) % 4))


def token(made: Made, said: dict[str, Any], **header: Any) -> str:
    """A token signed with the secret of ``made``."""
    headers = {"kid": made.key.kid} | header
    return jwt.encode(said, raw_secret(made), "HS256", headers=headers)


def _part(said: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def forged(header: Any, said: Any, secret: bytes | None) -> str:
    """A token put together by hand: any header, with an HMAC by ``secret``, or no signature."""
    signing = f"{_part(header)}.{_part(said)}"
    if secret is None:
        return f"{signing}."
    mac = hmac.new(secret, signing.encode(), hashlib.sha256).digest()
    return f"{signing}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
