"""Articles that come in by a reader's page: known by their address alone until somebody looked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from django.db import transaction
from django.utils.text import slugify

from stet.newsroom.article_texts import TAG_LIMIT, URL_LIMIT, bare_url, tag_slug
from stet.newsroom.articles import LOCK, article_facts, free_slug, keep_tags
from stet.newsroom.fields import fault_in, is_language
from stet.newsroom.locking import take_turns
from stet.newsroom.models import Article, PageCheck, Site
from stet.newsroom.origins import is_allowed, origin_of
from stet.newsroom.reading import article_by_url
from stet.newsroom.recording import record

TEXT_LIMIT = 20_000  # code points: what relevance is measured against
_TITLE_LIMIT, _TAG_LIMIT, _SLUG_LIMIT = 300, 80, 60
# What marketing adds to addresses; the article is the same without.
_TRACKING = re.compile(
    r"(?:utm_[^=]*|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_ga|ref_src)(?:=.*)?"
)


class NotHere(Exception):
    """The address is on no allowed origin."""


@dataclass(frozen=True)
class PageFacts:
    """What a page, or a signature of its server, says of its article. ``url``: its own address."""

    title: str = ""
    lang: str = ""
    tags: tuple[str, ...] = ()
    text: str = ""
    url: str = ""


def page_address(url: str) -> str:
    """``url`` without fragment and tracking, its origin as browsers write it; empty if it is none."""
    origin = origin_of(url)
    if not origin or fault_in(url, URL_LIMIT, one_line=True):
        return ""
    parts = urlsplit(bare_url(url))
    kept = [pair for pair in parts.query.split("&") if pair and not _TRACKING.fullmatch(pair)]
    return origin + (parts.path or "/") + (f"?{'&'.join(kept)}" if kept else "")


def usable(facts: PageFacts) -> PageFacts:
    """``facts`` with what an article cannot have left out, and what is too long cut."""
    title = " ".join(facts.title.split())[:_TITLE_LIMIT]
    tags = [" ".join(tag.split()) for tag in facts.tags]
    kept = [tag for tag in tags if tag_slug(tag) and not fault_in(tag, _TAG_LIMIT, one_line=True)]
    text = facts.text[:TEXT_LIMIT]
    return PageFacts(
        title="" if fault_in(title, _TITLE_LIMIT, one_line=True) else title,
        lang=facts.lang if is_language(facts.lang) else "",
        tags=tuple(dict.fromkeys(kept))[:TAG_LIMIT],
        text="" if fault_in(text, TEXT_LIMIT, required=False) else text,
        url=page_address(facts.url),
    )


def take_unknown(site: Site, url: str, hint: PageFacts, now: datetime) -> Article:
    """The article at ``url``, made if there is none: unconfirmed, its page to be fetched.

    ``hint`` comes from a stranger: it helps to screen, and readers never see it. Raises `NotHere`.
    """
    address, hint = page_address(url), usable(hint)
    if not is_allowed(site, url) or not address:
        raise NotHere
    with transaction.atomic():
        take_turns(LOCK)
        if known := article_by_url(site, address, ""):
            return known
        article = Article.objects.create(
            site=site,
            slug=free_slug(site, _slug(address)),
            url=address,
            headline=_shown(address),
            lang=hint.lang or site.lang,
            published_at=now,
            plain_text="\n\n".join(part for part in (hint.title, hint.text) if part),
            unconfirmed=True,
        )
        PageCheck.objects.create(article=article, title=hint.title, due_at=now)
        record("article.added", article.id, by=None, now=now, facts=article_facts(article))
    return article


def confirm(article: Article, facts: PageFacts, now: datetime) -> Article:
    """Puts what the publisher's page or server says in place of what a reader's page hinted.

    An article that is confirmed, or that the newsroom wrote, stays as it is. A page that has an
    address of its own on an allowed origin gives it to the article; the old one leads there too.
    """
    facts = usable(facts)
    with transaction.atomic():
        take_turns(LOCK)
        kept = (
            Article.objects.select_for_update(of=("self",))
            .select_related("site")
            .get(pk=article.pk)
        )
        if not kept.unconfirmed:
            return kept
        old, kept.unconfirmed = kept.url, False
        kept.headline = facts.title or kept.headline
        kept.lang = facts.lang or kept.lang
        kept.plain_text = facts.text or kept.plain_text
        if facts.url != old and is_allowed(kept.site, facts.url):
            kept.url = facts.url
        kept.save()
        if kept.url != old:
            kept.aliases.create(site=kept.site, url=old)
        keep_tags(kept, facts.tags)
        PageCheck.objects.filter(article=kept).update(due_at=None, problem="")
        record("article.confirmed", kept.id, by=None, now=now, facts=article_facts(kept))
    return kept


def _shown(address: str) -> str:
    """The address as people say it: no scheme, its letters readable. It stands for the headline."""
    words = unquote(address.partition("://")[2]).rstrip("/")
    return (address if fault_in(words, 2 * URL_LIMIT, one_line=True) else words)[:_TITLE_LIMIT]


def _slug(address: str) -> str:
    """A slug that nobody else's words are in: the end of the path, and a digest of the whole."""
    path = unquote(urlsplit(address).path).strip("/").rpartition("/")[2]
    words = slugify(path, allow_unicode=True)[:_SLUG_LIMIT].strip("-_")
    return f"{words or 'page'}-{sha256(address.encode()).hexdigest()[:8]}"
