"""The description of the interface that Google's client libraries build their methods from."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest

from stet.wire.perspective.attributes import ATTRIBUTES

VERSION: Final = "v1alpha1"
_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")


@cache
def _template() -> str:
    return files(__package__).joinpath("discovery.json").read_text("utf-8")


def described(request: HttpRequest, prefix: str) -> dict[str, Any]:
    """The document for callers who came by this address; ``prefix`` is the path before the version."""
    found: dict[str, Any] = json.loads(_template())
    root = _root(request) + quote(prefix)
    served = ", ".join(name for name, one in ATTRIBUTES.items() if one.value is not None)
    asked = found["schemas"]["AnalyzeCommentRequest"]["properties"]["requestedAttributes"]
    asked["description"] = f"{asked['description']} Served: {served}."
    return found | {"rootUrl": root, "baseUrl": root}


def _root(request: HttpRequest) -> str:
    """Scheme and host as the caller sees them, with a slash at the end."""
    host, scheme = request.headers.get("Host", ""), request.scheme or "http"
    if _by_proxy(request):
        host = request.headers.get("X-Forwarded-Host", host).split(",")[0].strip()
        told = request.headers.get("X-Forwarded-Proto", scheme).split(",")[0].strip().lower()
        scheme = told if told in {"http", "https"} else scheme
    public = urlsplit(settings.STET.public_url)
    if public.netloc and (host.lower() == public.netloc.lower() or not _HOST.fullmatch(host)):
        return f"{settings.STET.public_url}/"
    if not _HOST.fullmatch(host):
        host = f"{request.META['SERVER_NAME']}:{request.META['SERVER_PORT']}"
    return f"{scheme}://{host}/"


def _by_proxy(request: HttpRequest) -> bool:
    """Whether a proxy that the operator trusts handed the call on."""
    try:
        address = ip_address(str(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return False
    return any(address in network for network in settings.STET.trusted_proxies)
