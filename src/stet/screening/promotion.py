"""Findings of commercial and personal promotion: wording weighed together with contacts.

A link alone is a source; "check out" alone is a turn of phrase. What tells is an offer, or an
invitation to the writer's own page, or a call to act beside a way to be reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from stet.screening.clauses import Clause
from stet.screening.findings import Finding
from stet.screening.phrases import PhraseTable
from stet.screening.reading import Reading
from stet.screening.reasons import Reason
from stet.text.contacts import Contact, ContactKind
from stet.text.facts import words_of

Cue = tuple[str, float]

# What a contact adds beside wording: a phone number or an invitation is hardly ever a source.
_CONTACT: Final[Mapping[ContactKind, float]] = {
    ContactKind.LINK: 0.3,
    ContactKind.OBFUSCATED_LINK: 0.6,
    ContactKind.EMAIL: 0.45,
    ContactKind.PHONE: 0.5,
    ContactKind.HANDLE: 0.2,
    ContactKind.INVITATION: 0.7,
}
_UNNOTICED: Final = 0.25

# Hosts whose links are mostly sources; a link to one weighs nothing by itself.
_SOURCES: Final = (
    "wikipedia.org", "reuters.com", "apnews.com", "bbc.com", "bbc.co.uk", "aljazeera.com",
    "aljazeera.net", "theguardian.com", "nytimes.com", "washingtonpost.com", "hrw.org",
    "amnesty.org", "un.org", "unhcr.org", "icrc.org", "who.int", "archive.org", "rudaw.net",
    "kurdistan24.net", "dw.com", "france24.com", "lemonde.fr", "spiegel.de", "tagesschau.de",
    "anadoluagency.com", "aa.com.tr", "bbc.in", "doi.org", "jstor.org", "nature.com",
)  # fmt: skip
# Places where anyone publishes: a link there, with a call to act, is usually the writer's own.
_SELF_HOSTS: Final = (
    "youtube.com", "youtu.be", "instagram.com", "facebook.com", "tiktok.com", "twitch.tv",
    "soundcloud.com", "patreon.com", "gofundme.com", "change.org", "onlyfans.com", "blogspot.com",
    "wordpress.com", "medium.com", "substack.com", "spotify.com", "twitter.com", "x.com",
)  # fmt: skip


@cache
def _cues() -> PhraseTable[Cue]:
    """The wording of promotion in all languages at once: it is often in another than the text."""
    source = files("stet.screening").joinpath("lexicons", "promotion.txt").read_text("utf-8")
    table: PhraseTable[Cue] = PhraseTable("und")
    for line in source.splitlines():
        if line and not line.startswith("#"):
            head, _, phrases = line.partition(": ")
            kind, weight = head.split()
            for phrase in phrases.split("|"):
                words = words_of(phrase)
                if words:
                    cue = (kind, float(weight))
                    table.add(words, lambda there, cue=cue: there or cue)  # type: ignore[misc]
    return table


def find_promotion(reading: Reading) -> Iterator[Finding]:
    """Commercial and personal promotion, with the wording and the contacts as spans."""
    contacts = reading.facts.contacts
    weights: dict[str, float] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    for start, end, (kind, weight) in _cues().matches(reading.words):
        if weight > weights.get(kind, 0.0):
            weights[kind] = weight
        spans.setdefault(kind, []).append(reading.span(start, end))
    if not weights and not contacts:
        return
    reach, own = _reach(contacts)
    places = [(c.start, c.end) for c in contacts]
    call = weights.get("call", 0.0)
    selling = min(0.6, 0.2 * len(spans.get("selling", ())))
    offer = _either(weights.get("offer", 0.0), _both(selling, call, reach))
    himself = _either(weights.get("self", 0.0), _both(0.6 if own else 0.0, call, reach))
    # Wording and a way to be reached confirm one another.
    offer = _either(offer, 0.6 * reach) if weights.get("offer") else offer
    himself = _either(himself, 0.6 * reach) if weights.get("self") else himself
    bare = reach * 0.7 if len(reading.words) < 12 and not _only_sources(contacts) else reach * 0.5
    for clause, probability, reason, kinds in (
        (Clause.COMMERCIAL_PROMOTION, offer, Reason.PROMOTION_OFFER, ("offer", "selling", "call")),
        (Clause.PERSONAL_PROMOTION, himself, Reason.PROMOTION_SELF, ("self", "call")),
    ):
        if clause is Clause.COMMERCIAL_PROMOTION and bare > max(probability, himself):
            yield Finding(clause, bare, Reason.PROMOTION_UNCLEAR, tuple(places))
        elif probability >= _UNNOTICED:
            told = [span for kind in kinds for span in spans.get(kind, ())] + places
            sure = reason if probability >= 0.7 else Reason.PROMOTION_UNCLEAR
            yield Finding(clause, min(probability, 0.96), sure, tuple(told))


def _reach(contacts: tuple[Contact, ...]) -> tuple[float, bool]:
    """How much the contacts say by themselves, and whether one is at a place of one's own."""
    missed = 1.0
    own = False
    for contact in contacts:
        if _hosted(contact, _SOURCES):
            continue
        own = own or _hosted(contact, _SELF_HOSTS) or contact.kind is ContactKind.INVITATION
        missed *= 1.0 - _CONTACT[contact.kind]
    return 1.0 - missed, own


def _hosted(contact: Contact, hosts: tuple[str, ...]) -> bool:
    return any(contact.host == host or contact.host.endswith("." + host) for host in hosts)


def _only_sources(contacts: tuple[Contact, ...]) -> bool:
    return all(_hosted(contact, _SOURCES) for contact in contacts)


def _either(first: float, second: float) -> float:
    return 1.0 - (1.0 - first) * (1.0 - second)


def _both(wording: float, call: float, reach: float) -> float:
    """Wording that sells tells only beside a way to be reached; a call to act adds to it."""
    return _either(wording, call) * reach if reach else 0.0
