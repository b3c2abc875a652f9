"""An article with its claims, its thread and the form; and the bare pages of its thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from stet.comments.models import Comment
from stet.comments.reading import fragment_at, fragment_of, page_of
from stet.comments.receipts import comment_of
from stet.comments.states import State
from stet.newsroom.commenting import takes_comments
from stet.newsroom.models import Article, Tag
from stet.newsroom.reading import article_by_slug, claims_of
from stet.newsroom.setup import the_site
from stet.web.homes import is_elsewhere, page_here
from stet.web.published import published
from stet.web.reader.form import form_for
from stet.web.reader.front import page_number
from stet.web.reader.words import in_words
from stet.web.reader.written import Written, id_in
from stet.web.showing import show
from stet.web.structured import structured


@dataclass(frozen=True)
class ThreadShown:
    """One page of the thread as the article page has it."""

    html: SafeString
    number: int
    pages: int
    count: int
    json: bytes = b"[]"

    @property
    def earlier(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def later(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)


def found(slug: str) -> Article:
    """The article; raises `Http404`."""
    article = article_by_slug(the_site(), slug)
    if article is None:
        raise Http404
    return article


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """``?page=``, ``?comment=`` (goes to its page), ``?reply=``, ``?claim=``, ``?again=`` (a receipt)."""
    now, one = timezone.now(), found(slug)
    if one.slug != slug:  # merged into another
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        path = reverse("reader:article", args=[one.slug])
        return HttpResponsePermanentRedirect(path + query)
    if asked := request.GET.get("comment"):
        return _to_comment(one, asked)
    typed = Written(parent=request.GET.get("reply", ""), claim=request.GET.get("claim", ""))
    if again := request.GET.get("again"):
        typed = _again(one, again)
    thread = thread_shown(one, _page_asked(request, one, typed), now)
    tags = list(one.tags.all())
    context = {
        "article": one,
        "tags": tags,
        "claims": claims_of(one),
        "thread": thread,
        "form": form_for(one, typed, now),
        "canonical": _canonical(request, one, thread),
        "structured": _structured(request, one, thread, tags),
        "comments_feed": f"?article={one.id}",
    }
    response = show(request, "reader/article.html", context, site=one.site)
    response.headers["Cache-Control"] = "private, no-cache"
    if again or typed.parent or typed.claim:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _canonical(request: HttpRequest, one: Article, thread: ThreadShown | None) -> str:
    """The publisher's page, if the article lives there; else this one, each page of it apart."""
    page = f"?page={thread.number}" if thread and thread.number > 1 else ""
    return one.url if is_elsewhere(one) else page_here(request, one) + page


def _structured(
    request: HttpRequest, one: Article, thread: ThreadShown | None, tags: list[Tag]
) -> SafeString:
    count, array = (thread.count, thread.json) if thread else (0, b"[]")
    data = structured(request, one, count, array, [tag.name for tag in tags])
    return mark_safe(data)  # noqa: S308 - made to stand in a script element


def _to_comment(one: Article, asked: str) -> HttpResponse:
    """To the page on which a published comment stands."""
    comment = id_in(asked)
    page = page_of(one.id, comment) if comment else None
    if page is None:
        raise Http404
    here = reverse("reader:article", args=[one.slug])
    return HttpResponseRedirect(f"{here}?page={page}#c-{comment}")


def _page_asked(request: HttpRequest, one: Article, typed: Written) -> int:
    """The page asked for; without a word, the one with the comment that is being answered."""
    if "page" in request.GET:
        return page_number(request)
    parent = id_in(typed.parent)
    return (page_of(one.id, parent) if parent else None) or 1


def thread_shown(
    one: Article, number: int, now: datetime, *, takes_replies: bool = True
) -> ThreadShown | None:
    """The page of the thread; None if nothing is published. Raises `Http404` beyond the last."""
    fragment = fragment_of(one.id, number)
    if fragment is None:
        if number != 1:
            raise Http404
        return None
    html = in_words(
        fragment.html.raw,
        get_language() or "en",
        one.site.timezone,
        takes_replies=takes_replies and takes_comments(one, now),
    )
    # Made by `stet.comments.rendering`, which escapes all that a reader wrote.
    safe = mark_safe(html)  # noqa: S308
    return ThreadShown(safe, fragment.number, fragment.pages, fragment.count, fragment.json)


def _again(one: Article, token: str) -> Written:
    """What a rejected comment said, to be written anew."""
    try:
        comment = comment_of(token)
    except Comment.DoesNotExist:
        raise Http404 from None
    if comment.article_id != one.id or comment.state != State.REJECTED:
        raise Http404
    typed = Written(name=comment.name, text=comment.text, claim=str(comment.claim_id or ""))
    return replace(typed, parent=str(comment.parent_id)) if comment.parent_id else typed


@require_safe
def fragment(request: HttpRequest, slug: str, page: int) -> HttpResponse:
    """A page of the thread without words of the interface: the same bytes for everybody."""
    found_page = fragment_at(slug, page)
    if found_page is None:
        raise Http404
    return published(request, found_page.html, "text/html; charset=utf-8")
