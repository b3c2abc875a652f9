"""An article as the newsroom hands it in: its parts, and what each part may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_unicode_slug
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField, fault_in, is_language
from stet.newsroom.models import Article, Claim

BODY_LIMIT = 500_000  # code points: five times the longest feature; a page must stay a page
SUMMARY_LIMIT = 2_000
SLUG_LIMIT = 160  # the column's
DERIVED_SLUG_LIMIT = 80  # an address that still fits a line of a mail
URL_LIMIT = 2_000
TAG_LIMIT, CLAIM_LIMIT = 20, 50
CLOSES_LIMIT_DAYS = 3_650
# Times outside can overflow in a conversion between zones; no article is that old or that new.
YEARS = range(1500, 2200)

_is_address = URLValidator(schemes=["http", "https"])


class BadArticle(BadField):
    """An article that cannot be taken: ``field`` names the part, ``line`` its line in the file."""

    def __init__(
        self, field: str, message: str | Promise, *, filename: str = "", line: int | None = None
    ) -> None:
        super().__init__(field, message)
        self.filename = filename
        self.line = line

    def __str__(self) -> str:
        place = [self.filename] if self.filename else []
        place += [f"line {self.line}"] if self.line else []
        parts = [", ".join(place), self.field, str(self.message)]
        return ": ".join(part for part in parts if part)


@dataclass(frozen=True)
class ClaimText:
    """A statement that the article reports; see `stet.newsroom.models.Claim` for the words."""

    statement: str
    speaker: str
    evidence: str = Claim.Evidence.NONE.value
    status: str = Claim.Status.UNVERIFIED.value
    note: str = ""


@dataclass(frozen=True)
class ArticleText:
    """All that the newsroom says of an article. ``body`` is Markdown.

    Left empty, ``slug`` is made from the headline and ``lang`` is the site's. ``published_at``
    without a zone is in the site's; None means now, or as it was. ``commenting`` is open or closed,
    None as it was (a new article: open). ``closes_after_days`` counts from the publication; None
    leaves the time as it was.
    """

    headline: str
    body: str = ""
    slug: str = ""
    url: str = ""
    place: str = ""
    byline: str = ""
    section: str = ""
    summary: str = ""
    lang: str = ""
    published_at: datetime | None = None
    tags: tuple[str, ...] = ()
    claims: tuple[ClaimText, ...] = ()
    commenting: str | None = None
    closes_after_days: int | None = None


def check_article(text: ArticleText) -> None:
    """Raises `BadArticle` for the first part that cannot stand."""
    for field, fault in _faults(text):
        if fault:
            raise BadArticle(field, fault)


def slug_of(text: ArticleText) -> str:
    """The slug that ``text`` asks for: its own, else one made from the headline."""
    if text.slug:
        return text.slug
    made = slugify(text.headline, allow_unicode=True)
    if len(made) > DERIVED_SLUG_LIMIT:
        made = made[:DERIVED_SLUG_LIMIT].rpartition("-")[0] or made[:DERIVED_SLUG_LIMIT]
    return made.strip("-_")


def _faults(text: ArticleText) -> Iterator[tuple[str, str | Promise | None]]:
    yield "headline", fault_in(text.headline, 300, one_line=True)
    yield "body", fault_in(text.body, BODY_LIMIT, required=False)
    yield "slug", _slug_fault(text.slug)
    yield "url", _url_fault(text.url)
    for field, limit in (("place", 120), ("byline", 200), ("section", 80)):
        yield field, fault_in(getattr(text, field), limit, required=False, one_line=True)
    yield "summary", fault_in(text.summary, SUMMARY_LIMIT, required=False)
    if text.lang and not is_language(text.lang):
        yield "lang", _("This is no language tag, such as en or ckb.")
    if text.published_at and text.published_at.year not in YEARS:
        yield "published_at", _("This is no date on which an article can have been published.")
    yield from _tag_faults(text.tags)
    yield from _claim_faults(text.claims)
    if text.commenting is not None and text.commenting not in Article.Commenting.values:
        yield "commenting", _("Commenting is open or closed.")
    if text.closes_after_days is not None and not 0 <= text.closes_after_days <= CLOSES_LIMIT_DAYS:
        words = _("The number of days must be from 0 to %(limit)d.") % {"limit": CLOSES_LIMIT_DAYS}
        yield "closes_after_days", words


def _slug_fault(slug: str) -> str | Promise | None:
    if not slug:
        return None
    try:
        validate_unicode_slug(slug)
    except ValidationError:
        return _("A slug is made of letters, digits, hyphens and underscores.")
    return fault_in(slug, SLUG_LIMIT, one_line=True)


def _url_fault(url: str) -> str | Promise | None:
    if not url:
        return None
    if fault := fault_in(url, URL_LIMIT, one_line=True):
        return fault
    wrong = _("This is no complete address, such as https://example.org/news/bridge.")
    try:
        _is_address(url)
        return wrong if urlsplit(url).username is not None else None
    except (ValidationError, ValueError):
        return wrong


def _tag_faults(tags: tuple[str, ...]) -> Iterator[tuple[str, str | Promise | None]]:
    if len(tags) > TAG_LIMIT:
        yield "tags", _("There are more than %(limit)d tags.") % {"limit": TAG_LIMIT}
    for tag in tags:
        yield "tags", fault_in(tag, 80, one_line=True)
        if not tag_slug(tag):
            yield "tags", _("A tag needs at least one letter or digit.")


def tag_slug(name: str) -> str:
    """The address of a tag's page, made from its name."""
    return slugify(name, allow_unicode=True)[:80].strip("-_")


def _claim_faults(claims: tuple[ClaimText, ...]) -> Iterator[tuple[str, str | Promise | None]]:
    if len(claims) > CLAIM_LIMIT:
        yield "claims", _("There are more than %(limit)d claims.") % {"limit": CLAIM_LIMIT}
    for number, claim in enumerate(claims, start=1):
        where = f"claims.{number}"
        yield f"{where}.statement", fault_in(claim.statement, 1_000)
        yield f"{where}.speaker", fault_in(claim.speaker, 200, one_line=True)
        yield f"{where}.note", fault_in(claim.note, 2_000, required=False)
        if claim.evidence not in Claim.Evidence.values:
            yield f"{where}.evidence", _one_of(Claim.Evidence.values)
        if claim.status not in Claim.Status.values:
            yield f"{where}.status", _one_of(Claim.Status.values)


def _one_of(values: list[str]) -> str:
    return _("This is one of: %(values)s.") % {"values": ", ".join(values)}


def bare_url(url: str) -> str:
    """``url`` without its fragment, which names a place within a page."""
    return re.sub(r"#.*", "", url.strip(), flags=re.DOTALL)
