"""The web origins on whose pages a site's comments may stand: ``https://news.example.org``."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField
from stet.newsroom.models import Site

# Each is sent with every page of the embed; a publisher with more has a proxy in front.
MOST_ORIGINS = 50
_PORTS = {"http": 80, "https": 443}
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}|\[[0-9a-f:.]+\]")


def origin_of(url: str) -> str:
    """The origin of ``url`` as browsers write it (RFC 6454); empty if it has none of ours.

    Only http and https have one here; a name in other letters is given in its ASCII form.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        if not host.isascii():
            host = host.encode("idna").decode("ascii").lower()
    except ValueError:  # of which a name that IDNA refuses is one
        return ""
    if parts.scheme not in _PORTS or parts.username is not None:
        return ""
    host = f"[{host}]" if ":" in host else host
    if not _HOST.fullmatch(host) or len(host) > 253:
        return ""
    return f"{parts.scheme}://{host}" + ("" if port in (None, _PORTS[parts.scheme]) else f":{port}")


def origins_in(words: str) -> tuple[str, ...]:
    """The origins that an editor typed, one a line or with spaces between; raises `BadField`."""
    found = dict.fromkeys(_typed(word) for word in words.split())
    if len(found) > MOST_ORIGINS:
        fault = _("There are more than %(most)d of them.") % {"most": MOST_ORIGINS}
        raise BadField("embed_origins", fault)
    return tuple(found)


def _typed(word: str) -> str:
    origin = origin_of(word)
    parts = urlsplit(word) if origin else None
    if parts is None or parts.path not in ("", "/") or "?" in word or "#" in word:
        fault = _("Each is an origin and nothing more, such as https://news.example.org.")
        raise BadField("embed_origins", fault)
    return origin


def origins_of(site: Site) -> tuple[str, ...]:
    """The origins that are allowed for ``site``; none means that nothing is embedded anywhere."""
    return tuple(site.embed_origins.split())


def is_allowed(site: Site, url: str) -> bool:
    """Whether ``url`` is on an allowed origin."""
    origin = origin_of(url)
    return bool(origin) and origin in origins_of(site)
