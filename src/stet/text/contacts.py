"""Ways to be reached that stand in a text: links, e-mail addresses, phones, handles, invitations.

Everything is found on the text as given, so the spans need no mapping. These are facts: whether a
link is promotion is for the screening to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Final


class ContactKind(StrEnum):
    """`handle` names a messenger and an id there; `mention` is a bare @name."""

    LINK = "link"
    OBFUSCATED_LINK = "obfuscated_link"
    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"
    MENTION = "mention"
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True, order=True)
class Contact:
    """text[start:end] is a contact of this kind; `host` is the lower-case host name of a link."""

    start: int
    end: int
    kind: ContactKind
    host: str = ""


# Enough top-level domains to know an address without a scheme from a missing space after a full
# stop ("end.Then"). Common ones, the region's countries, and those that spam favours.
_TLDS: Final = (
    "com|net|org|info|biz|io|co|me|tv|ly|gl|gg|app|dev|shop|store|online|site|website|club|xyz|top|"
    "win|vip|live|link|click|blog|news|pro|fun|icu|buzz|work|loan|bet|casino|agency|ru|cn|tk|ml|ga|"
    "cf|uk|de|fr|tr|iq|ir|krd|eu|us|ca|in|au|nl|es|it|pl|se|ch|at|be|edu|gov|int"
)
# Hosts that are read as words too often to be links without a scheme or a path ("it.me", "so.in").
_WORDLIKE: Final = frozenset(
    [
        "me",
        "in",
        "it",
        "us",
        "at",
        "be",
        "so",
        "to",
        "is",
        "as",
        "am",
        "my",
        "no",
        "top",
        "work",
        "live",
        "news",
        "win",
        "fun",
        "pro",
    ]
)

_URL: Final = re.compile(
    r"\b(?:https?|ftp)://[^\s<>\"'«»“”]+|\bwww\.[^\s<>\"'«»“”]+", re.IGNORECASE
)
_BARE: Final = re.compile(
    rf"(?<![\w@./-])((?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,4}}({_TLDS}))\b(?![\w@-])(/[^\s<>\"]*)?",
    re.IGNORECASE,
)
_DOT: Final = r"(?:\s*[\[({]\s*(?:dot|punkt|nokta|\.)\s*[\])}]\s*|\s+(?:dot|d0t)\s+)"
_HIDDEN: Final = re.compile(
    rf"(?<![\w@])([a-z0-9][a-z0-9-]{{1,62}}){_DOT}({_TLDS})\b|(?<![\w@.])([a-z0-9-]{{3,63}})"
    rf"(?:\s+\.\s?|\.\s)(com|net|org|info|biz)\b(?=\s*(?:/|$|[,;!?)]|\s))",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?[\[({]\s?at\s?[\])}]\s?)(?:[\w-]{1,63}(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?)){1,4}"
    r"[a-z]{2,24}\b",
    re.IGNORECASE,
)
# Nine digits and more with the separators that people use; shorter numbers are years, sums, scores.
_PHONE: Final = re.compile(r"(?<![\w.,/$€£])(?:\+|00)?\(?\d(?:[\s().\-/]{0,2}\d){8,14}(?![\w/])")
_DATE: Final = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_MENTION: Final = re.compile(r"(?<![\w@/.])@[A-Za-z][\w.]{2,29}\b")
_MESSENGER: Final = re.compile(
    r"\b(whats\s?app|telegram|viber|signal|snap(?:chat)?|insta(?:gram)?|wechat|kik|discord|skype)"
    r"\s*(?:me|id|no\.?|number|at|on|user(?:name)?)?\s*[:@=]\s*([\w.@+-]{3,40})",
    re.IGNORECASE,
)
_INVITATION: Final = re.compile(
    r"\b(?:t\.me|telegram\.me|wa\.me|chat\.whatsapp\.com|discord\.gg|discord\.com/invite)/[\w+/-]+"
    r"|\b(?:referral|invite|invitation|promo|discount|coupon|bonus)\s+(?:code|link)\b"
    r"|\b(?:use|enter|with)\s+(?:my\s+)?code\s+[A-Z0-9]{4,16}\b",
    re.IGNORECASE,
)
# More contacts of a kind than this are not worth telling apart.
_MOST: Final = 100
_TRAILING: Final = ".,;:!?)]}»”’'*_…"


@lru_cache(maxsize=4)  # several marks of one text are made one after the other
def find_contacts(text: str) -> tuple[Contact, ...]:
    """All contacts in the order of the text, without overlaps: the more telling kind wins."""
    found: list[Contact] = []
    # Plain substring tests first: most comments hold no contact, and patterns cost more.
    low = text.lower()
    if "/" in text or "code" in low or "link" in low:
        found += _all(_INVITATION, text, ContactKind.INVITATION)
    if "://" in low or "www." in low:
        found += _all(_URL, text, ContactKind.LINK)
    if "@" in text or _AT.search(low):
        found += _all(_EMAIL, text, ContactKind.EMAIL)
    found += _bare_links(text, low)
    if any(name in low for name in _MESSENGERS):
        found += _all(_MESSENGER, text, ContactKind.HANDLE)
    if "@" in text:
        found += _all(_MENTION, text, ContactKind.MENTION)
    if _NINE_DIGITS.search(text):
        phones = _all(_PHONE, text, ContactKind.PHONE)
        found += [phone for phone in phones if not _DATE.search(text, phone.start, phone.end)]
    return _without_overlaps(found) if found else ()


_NINE_DIGITS: Final = re.compile(r"\d(?:\D{0,3}\d){8}")
_AT: Final = re.compile(r"[\[({]\s?at\s?[\])}]")
_INNER_DOT: Final = re.compile(r"\w\.[A-Za-z]")
_DOT_HINTS: Final = ("dot", "d0t", "[.", "(.", "{.", "[ .", " . ", " .com", ". com", ". net", ". org",
                     ". info", ". biz", " .net", " .org", "punkt", "nokta")  # fmt: skip
_MESSENGERS: Final = ("whats", "telegram", "viber", "signal", "snap", "insta", "wechat", "kik",
                      "discord", "skype")  # fmt: skip


def _all(pattern: re.Pattern[str], text: str, kind: ContactKind) -> list[Contact]:
    return [_contact(text, found.span(), kind) for found in islice(pattern.finditer(text), _MOST)]


def _bare_links(text: str, low: str) -> list[Contact]:
    found: list[Contact] = []
    if _INNER_DOT.search(text):
        found += [
            _contact(text, match.span(), ContactKind.LINK)
            for match in islice(_BARE.finditer(text), _MOST)
            if match[2].lower() not in _WORDLIKE or match[3]
        ]
    if any(hint in low for hint in _DOT_HINTS):
        for match in islice(_HIDDEN.finditer(text), _MOST):
            host = f"{match[1] or match[3]}.{match[2] or match[4]}".lower()
            found.append(Contact(*match.span(), ContactKind.OBFUSCATED_LINK, host))
    return found


def _contact(text: str, span: tuple[int, int], kind: ContactKind) -> Contact:
    start, end = span
    if kind is ContactKind.LINK:
        while end > start + 1 and text[end - 1] in _TRAILING:
            end -= 1
        return Contact(start, end, kind, _host(text[start:end]))
    return Contact(start, end, kind)


def _host(link: str) -> str:
    bare = re.sub(r"^[a-z]+://", "", link, flags=re.IGNORECASE)
    return re.split(r"[/?#:]", bare.rpartition("@")[2] or bare, maxsplit=1)[0].lower()


def _without_overlaps(found: list[Contact]) -> tuple[Contact, ...]:
    kept: list[Contact] = []
    for contact in found:
        if all(contact.end <= other.start or contact.start >= other.end for other in kept):
            kept.append(contact)
    return tuple(sorted(kept))
