"""What campaigns have in common besides their words: the address they lead to, and their pattern.

Signatures (`stet.text.signature`) find texts that say nearly the same. Here are the two other marks
of a text that many people send: the link or contact in it, and its words with all that a sender
exchanges (names, numbers, addresses) left open.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from hashlib import blake2b
from typing import Final

from stet.text.contacts import Contact, ContactKind, find_contacts

LIKENESS_VERSION: Final = "1"

# Hosts on which anybody publishes: there the whole address counts, elsewhere the host.
_SHARED: Final = frozenset(
    """
    amzn.to archive.org bit.ly blogspot.com buff.ly change.org discord.com discord.gg facebook.com
    fb.com fb.watch github.com gofundme.com goo.gl google.com instagram.com is.gd linkedin.com
    linktr.ee medium.com ow.ly patreon.com pinterest.com reddit.com snapchat.com soundcloud.com
    spotify.com substack.com t.co t.me telegra.ph telegram.me threads.net tiktok.com tinyurl.com
    tumblr.com twitch.tv twitter.com vimeo.com vk.com wa.me whatsapp.com wikimedia.org wikipedia.org
    wordpress.com x.com youtu.be youtube.com
    """.split()  # noqa: SIM905 - a list is easier to read so
)
# The surest first: a text with a link and a number is known by its link.
_ORDER: Final = (
    ContactKind.LINK,
    ContactKind.OBFUSCATED_LINK,
    ContactKind.EMAIL,
    ContactKind.PHONE,
    ContactKind.HANDLE,
)
_SCHEME: Final = re.compile(r"^[a-z]+://", re.IGNORECASE)
_FRONT: Final = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
# Parameters that say where a click came from, not where it leads.
_TRACKING: Final = re.compile(r"^(?:utm_|fbclid|gclid|igsh|si=|feature=|ref=|t=|s=)")
_LONGEST: Final = 200  # of an address: longer ones differ before

_PIECE: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:/]\d+)*")
_STARTS: Final = re.compile(r"(?:^|[.!?…:;\n\"“«(¿¡]|[.!?…]['\"”»)])\s*$")
_DIGIT: Final = re.compile(r"\d")
_NAME, _NUMBER, _ADDRESS = "^", "0", "@"
# Fewer words than these are said by many people who never heard of each other.
_FEWEST_WORDS: Final = 6


def link_of(text: str, own: Collection[str] = ()) -> str:
    """The address that a text leads to, so that different spellings of it are equal; "" for none.

    A host name ("shop.example"); where anybody publishes, the whole address ("t.me/name"); else
    "mail:…", "phone:…" or "handle:…". Hosts in ``own`` do not count: a newsroom's readers link to
    its articles.
    """
    found = [(_ORDER.index(one.kind), one) for one in find_contacts(text) if one.kind in _ORDER]
    for _rank, contact in sorted(found):
        key = _key(text, contact, own)
        if key:
            return key[:_LONGEST]
    return ""


def shape_of(text: str) -> str:
    """The words of a text in their order, with names, numbers and addresses left open; "" for none.

    Empty too when nothing is left open (then `stet.text.signature.signature` says all), and when
    fewer than six different words are left.
    """
    contacts = find_contacts(text)
    if not contacts and not _leaves_open(text):
        return ""
    out: list[str] = []
    at = 0
    for contact in contacts:
        _add(out, text, at, contact.start)
        _push(out, _ADDRESS)
        at = contact.end
    _add(out, text, at, len(text))
    words = {piece for piece in out if piece not in {_NAME, _NUMBER, _ADDRESS}}
    if len(words) < _FEWEST_WORDS or len(words) == len(set(out)):
        return ""
    return " ".join(out)


def _leaves_open(text: str) -> bool:
    """Whether there is a number in it, or a capital that does not begin it."""
    rest = text[1:]
    return _DIGIT.search(text) is not None or (not rest.islower() and any(map(str.isupper, rest)))


def digest64(key: str) -> int:
    """A key as a signed 64-bit number, which is what a database column of that width holds."""
    raw = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(raw, "big", signed=True)


def _key(text: str, contact: Contact, own: Collection[str]) -> str:
    words = text[contact.start : contact.end]
    match contact.kind:
        case ContactKind.LINK | ContactKind.OBFUSCATED_LINK:
            host = _FRONT.sub("", contact.host.rstrip("."))
            if host in own:
                return ""
            return host + _path(words) if _is_shared(host) else host
        case ContactKind.PHONE:
            digits = "".join(sign for sign in words if sign.isdigit()).lstrip("0")
            return f"phone:{digits}" if digits else ""
        case ContactKind.EMAIL:
            return "mail:" + "".join(words.casefold().split())
    return "handle:" + "".join(words.casefold().split())


def _is_shared(host: str) -> bool:
    return ".".join(host.rsplit(".", 2)[-2:]) in _SHARED


def _path(words: str) -> str:
    """The part of an address after its host, without where the click came from."""
    address = _SCHEME.sub("", words).partition("#")[0].rstrip(".,;:!?)]}'\"")
    address, _mark, query = address.partition("?")
    _host, slash, path = address.partition("/")
    kept = [part for part in query.split("&") if part and not _TRACKING.match(part)]
    tail = f"{slash}{path}".rstrip("/")
    return f"{tail}?{'&'.join(sorted(kept))}" if kept else tail


def _add(out: list[str], text: str, start: int, end: int) -> None:
    for found in _PIECE.finditer(text, start, end):
        word = found[0]
        if word[0].isdecimal():
            _push(out, _NUMBER)
        elif _is_name(text, found.start(), word):
            _push(out, _NAME)
        else:
            out.append(word.casefold())


def _is_name(text: str, start: int, word: str) -> bool:
    """Whether the word is written like one: a capital where no sentence begins."""
    if len(word) == 1 or not word[0].isupper():
        return False
    return not _STARTS.search(text[max(0, start - 8) : start] if start else "")


def _push(out: list[str], mark: str) -> None:
    """Adds an open place, one for any number of them: a name is one word or three."""
    if not out or out[-1] != mark:
        out.append(mark)
