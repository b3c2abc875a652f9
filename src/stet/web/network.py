"""Who is asking: the address behind trusted proxies, and whether a form came from our own pages."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's IP address; empty if there is none to be believed.

    ``X-Forwarded-For`` is read from the right, past the proxies that the operator trusts; whatever
    stands to the left of the first other address was written by a stranger.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if not _trusted(address):
        return address
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    for hop in map(str.strip, reversed(hops)):
        if not _valid(hop):
            break
        address = hop
        if not _trusted(hop):
            break
    return address


def _valid(address: str) -> bool:
    try:
        ip_address(address)
    except ValueError:
        return False
    return True


def _trusted(address: str) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in settings.STET.trusted_proxies)


def from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser says that another site's page sent this.

    Readers post without a cookie, so there is no CSRF token to check; browsers tell the origin, and
    programs that are no browsers (which send neither header) have no cookie to abuse.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    allowed = {request.get_host()}
    if settings.STET.public_url:
        allowed.add(urlsplit(settings.STET.public_url).netloc)
    return urlsplit(origin).netloc not in allowed
