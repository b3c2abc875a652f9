"""The claims of an article, kept from one edition of it to the next, since comments refer to them."""

from __future__ import annotations

from difflib import SequenceMatcher

from django.db import transaction
from django.db.models import F, ProtectedError

from stet.newsroom.article_texts import ClaimText
from stet.newsroom.models import Article, Claim

# Two statements at one place that share half of their characters are one claim, reworded.
_REWORDED = 0.5
# Positions are unique in an article and checked row by row: old ones step aside by more than any has.
_ASIDE = 10_000


def claim_texts(article: Article) -> list[ClaimText]:
    """The article's claims as they stand, in their order."""
    return [
        ClaimText(claim.statement, claim.speaker, claim.evidence, claim.status, claim.note)
        for claim in Claim.objects.filter(article=article).order_by("position")
    ]


def keep_claims(article: Article, texts: tuple[ClaimText, ...]) -> bool:
    """Makes the article's claims say ``texts``; whether that changed anything.

    A claim with the same statement, or a reworded one at the same place, stays the same row. A claim
    that is gone from ``texts`` is removed, unless a comment refers to it: then it stays, after the rest.
    """
    before = claim_texts(article)
    if before == list(texts):
        return False
    old = list(Claim.objects.select_for_update().filter(article=article).order_by("position"))
    Claim.objects.filter(article=article).update(position=F("position") + _ASIDE)
    same = _same_claims(old, texts)
    for position, text in enumerate(texts, start=1):
        claim = same.get(position) or Claim(article=article)
        for name, value in vars(text).items():
            setattr(claim, name, value)
        claim.position = position
        claim.save()
    position = len(texts)
    for gone in [claim for claim in old if claim not in same.values()]:
        if not _removed(gone):
            position += 1
            Claim.objects.filter(pk=gone.pk).update(position=position)
    return claim_texts(article) != before


def _same_claims(old: list[Claim], texts: tuple[ClaimText, ...]) -> dict[int, Claim]:
    """For each position (from 1) the claim of before that says the same, if there is one."""
    left = list(old)
    same: dict[int, Claim] = {}
    for position, text in enumerate(texts, start=1):
        found = next((claim for claim in left if claim.statement == text.statement), None)
        if found:
            same[position] = found
            left.remove(found)
    for position, text in enumerate(texts, start=1):
        found = next((claim for claim in left if claim.position == position), None)
        if position not in same and found and _is_reworded(found.statement, text.statement):
            same[position] = found
            left.remove(found)
    return same


def _is_reworded(before: str, after: str) -> bool:
    return SequenceMatcher(None, before, after, autojunk=False).ratio() >= _REWORDED


def _removed(claim: Claim) -> bool:
    """Removes the claim unless a comment refers to it; whether it did."""
    try:
        with transaction.atomic():
            claim.delete()
    except ProtectedError:
        return False
    return True
