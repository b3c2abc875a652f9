"""Which network addresses the whole Internet can reach, and which are private."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


def parsed(address: str) -> Address:
    """An address as the system writes it, perhaps with a zone after it. Raises ValueError."""
    return ip_address(address.partition("%")[0])


def is_open(address: Address, private: Sequence[Network] = ()) -> bool:
    """Whether ``address`` is one that the whole Internet can reach, or is in a ``private`` network."""
    inner = _inner(address)
    return is_in(address, private) or (inner.is_global and not inner.is_multicast)


def is_in(address: Address, networks: Sequence[Network]) -> bool:
    inner = _inner(address)
    return any(inner in one for one in networks if one.version == inner.version)


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return (
        address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address
    )
