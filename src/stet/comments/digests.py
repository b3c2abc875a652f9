"""Keyed digests: what lets Stet recognise a network, an author or a double without knowing them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from stet.comments.models import NetworkKey

# A network hash serves rate limits and doubles, which look back minutes. Two days cover midnight.
NETWORK_KEY_DAYS = 2


def network_digest(address: str, now: datetime) -> str:
    """The network of an IP address as a digest under today's key; empty for no valid address.

    An IPv6 network is its /64, which one household or server commonly holds whole.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    network = str(ip_network((ip, 64), strict=False)) if isinstance(ip, IPv6Address) else str(ip)
    return hmac.new(_key_of(now.date()), network.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def _key_of(day: date) -> bytes:
    """The day's key, made once. A row made in another process wins: everybody reads it back."""
    NetworkKey.objects.bulk_create(
        [NetworkKey(day=day, key=secrets.token_bytes(32))], ignore_conflicts=True
    )
    return bytes(NetworkKey.objects.values_list("key", flat=True).get(day=day))


def forget_network_keys(now: datetime) -> int:
    """Removes the keys of past days, after which their hashes lead nowhere; how many it removed."""
    oldest = now.date() - timedelta(days=NETWORK_KEY_DAYS)
    return NetworkKey.objects.filter(day__lt=oldest).delete()[0]


def browser_author(browser_id: str) -> str:
    """The author key of a browser's random id; the id itself stays with the reader."""
    return f"browser:{hashlib.sha256(browser_id.encode()).hexdigest()}"


def double_digest(article: UUID, parent: UUID | None, name: str, text: str, network: str) -> str:
    """Equal for two submissions that are the same words in the same place from one network."""
    digest = hashlib.sha256()
    for part in (str(article), str(parent), name, text, network):
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()
