"""Findings of commercial and personal promotion: wording weighed together with contacts.

A link alone is a source; "check out" alone is a turn of phrase. What tells is an offer, or an
invitation to the writer's own page, or a call to act beside a way to be reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from math import prod
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
    ContactKind.HANDLE: 0.5,
    ContactKind.MENTION: 0.0,
    ContactKind.INVITATION: 0.7,
}
# "20% off": the figure is not a word, so no phrase can hold it.
_PERCENT: Final = re.compile(
    r"\d{1,2}\s?[%٪]\s*(?:off|discount|rabatt|indirim|de réduction|خصم|تخفیف|داشکان)", re.IGNORECASE
)
_DISCOUNT: Final = 0.7
# Links that pay whoever placed them.
_REFERRAL: Final = re.compile(
    r"[?&/](?:ref|refer|referral|aff|affiliate|invite|promo)(?:[=/]|_id=)", re.IGNORECASE
)
# Below this a finding would be noise in the scores; from _SURE on the reason says what is offered.
_UNNOTICED: Final = 0.2
_SURE: Final = 0.7
_CEILING: Final = 0.96
# A text that is mostly a link or a number: a person should look where it leads.
_BARE: Final = 0.5
# Promotion is short or tells how to be reached. A long comment that does neither talks about trade.
_SPAM_WORDS: Final = 40
_LONG: Final = 0.35

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
    "soundcloud.com", "onlyfans.com", "blogspot.com", "t.me", "wa.me",
    "wordpress.com", "medium.com", "substack.com", "spotify.com", "twitter.com", "x.com",
)  # fmt: skip
# Shortened links hide where they lead; collectors ask for money or signatures.
_SHORTENERS: Final = (
    "bit.ly", "adf.ly", "tinyurl.com", "goo.gl", "ow.ly", "is.gd", "cutt.ly", "linktr.ee",
    "shorturl.at", "rb.gy", "t.ly",
)  # fmt: skip
_COLLECTORS: Final = (
    "gofundme.com", "indiegogo.com", "kickstarter.com", "patreon.com", "change.org", "avaaz.org",
    "paypal.me", "buymeacoffee.com", "ko-fi.com",
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
    cues = Cues(reading)
    if not cues.weights and not contacts:
        return
    reach, own = _reach(reading.facts.text, contacts)
    places = tuple((c.start, c.end) for c in contacts)
    offer, himself = _offer(cues, reach), _self(cues, reach, own=own)
    if len(reading.words) > _SPAM_WORDS and not reach:
        offer, himself = min(offer, _LONG), min(himself, _LONG)
    bare = _bare(reading, reach, own=own)
    if bare > max(offer, himself):
        clause = Clause.PERSONAL_PROMOTION if own else Clause.COMMERCIAL_PROMOTION
        yield Finding(clause, bare, Reason.PROMOTION_UNCLEAR, places)
        return
    for clause, probability, reason, kinds in (
        (Clause.COMMERCIAL_PROMOTION, offer, Reason.PROMOTION_OFFER, ("offer", "selling", "call")),
        (Clause.PERSONAL_PROMOTION, himself, Reason.PROMOTION_SELF, ("self", "plug", "media")),
    ):
        if probability >= _UNNOTICED:
            told = [span for kind in kinds for span in cues.spans.get(kind, ())]
            sure = reason if probability >= _SURE else Reason.PROMOTION_UNCLEAR
            yield Finding(clause, min(probability, _CEILING), sure, (*told, *places))


class Cues:
    """The wording of promotion in one text: for each kind the weight, and where."""

    def __init__(self, reading: Reading) -> None:
        self.weights: dict[str, float] = {}
        self.spans: dict[str, list[tuple[int, int]]] = {}
        for start, end, (kind, weight) in _cues().matches(reading.words):
            self.weights[kind] = max(weight, self.weights.get(kind, 0.0))
            self.spans.setdefault(kind, []).append(reading.span(start, end))
        percent = _PERCENT.search(reading.facts.text)
        if percent:
            self.weights["offer"] = max(_DISCOUNT, self.weight("offer"))
            self.spans.setdefault("offer", []).append(percent.span())

    def weight(self, kind: str) -> float:
        return self.weights.get(kind, 0.0)

    def count(self, kind: str) -> int:
        return len(self.spans.get(kind, ()))


def _offer(cues: Cues, reach: float) -> float:
    """An offer in so many words, or words that sell beside a way to be reached."""
    offered = cues.weight("offer")
    selling = min(0.75, 0.25 * cues.count("selling"))
    beside = _either(selling, cues.weight("call")) if offered or selling else 0.0
    return _either(offered, reach if offered else 0.0, beside * max(reach, 0.5 * offered))


def _self(cues: Cues, reach: float, *, own: bool) -> float:
    """The writer's own page in so many words, or something plugged; a contact confirms it."""
    plugged = cues.weight("plug")
    media = min(0.5, cues.weight("media") * cues.count("media")) if plugged else 0.0
    worded = _either(cues.weight("self"), plugged, media)
    if own and cues.weight("call"):
        worded = _either(worded, cues.weight("call"))
    return _either(worded, (0.8 if own else 0.5) * reach) if worded else 0.0


def _bare(reading: Reading, reach: float, *, own: bool) -> float:
    """A contact with little or nothing said about it."""
    covered = sum(c.end - c.start for c in reading.facts.contacts)
    if 2 * covered >= len(reading.facts.text.strip()):
        return _BARE if reach else 0.0
    return reach * (0.9 if own else 0.6)


def _reach(text: str, contacts: tuple[Contact, ...]) -> tuple[float, bool]:
    """How much the contacts say by themselves, and whether one is at a place of one's own."""
    reach = 0.0
    own = False
    for contact in contacts:
        if _hosted(contact, _SOURCES):
            continue
        own = own or _hosted(contact, _SELF_HOSTS) or _hosted(contact, _COLLECTORS)
        weight = _CONTACT[contact.kind]
        link = text[contact.start : contact.end]
        if _hosted(contact, _SHORTENERS + _COLLECTORS) or _REFERRAL.search(link):
            weight = max(weight, 0.6)
        # Ten links are as much a list of sources as ten invitations: the strongest counts.
        reach = max(reach, weight)
    return reach, own


def _hosted(contact: Contact, hosts: tuple[str, ...]) -> bool:
    return any(contact.host == host or contact.host.endswith("." + host) for host in hosts)


def _either(*chances: float) -> float:
    return 1.0 - prod(1.0 - chance for chance in chances)
