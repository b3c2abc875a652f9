"""The frame: an article's thread and its form, on the publisher's own page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from stet.comments.compressing import gzipped
from stet.comments.digests import browser_author, network_digest
from stet.comments.models import Comment
from stet.comments.reading import page_of
from stet.comments.receipts import comment_of, token_of
from stet.moderation.nudging.hinting import count_shown
from stet.newsroom.embedding import PageFacts, confirm, take_unknown
from stet.newsroom.models import Article, Site
from stet.newsroom.setup import the_site
from stet.newsroom.sign_on import NotSignedOn, SignedOn
from stet.newsroom.signed_articles import signed_facts
from stet.web.api.sign_on import no_sign_on
from stet.web.embed import styles
from stet.web.embed.asked import Asked, article_asked, asked_of
from stet.web.embed.placing import in_frame
from stet.web.network import client_address, from_elsewhere
from stet.web.published import takes_gzip
from stet.web.reader.article import thread_shown
from stet.web.reader.author import browser_given
from stet.web.reader.form import form_for
from stet.web.reader.front import page_number
from stet.web.reader.receipt import status_of
from stet.web.reader.writing import Author, Trouble, take
from stet.web.reader.written import Written, fields_of, id_in, written
from stet.web.sharing import frameable
from stet.web.showing import show
from stet.web.signing_on import language_of, reader_of


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """``?url=``; ``host``, ``theme`` and ``lang`` of the page that holds it; ``page``, ``comment``,
    ``reply``, and ``receipt`` after sending."""
    site, now = the_site(), timezone.now()
    asked = asked_of(request, site, request.GET.dict())
    one = article_asked(request, site, asked)
    if one is None:
        return _refused(request, site, asked)
    typed = Written(parent=request.GET.get("reply", ""))
    return _shown(request, one, asked, typed, now)


def _refused(request: HttpRequest, site: Site, asked: Asked) -> HttpResponse:
    context = {
        "embed": asked,
        "styles": styles.address(asked.look),
        "title": _("There are no comments here"),
        "advice": _("The newsroom has not allowed comments on pages of this site."),
    }
    return frameable(show(request, "embed/refused.html", context, site=site, status=404), site)


def _shown(
    request: HttpRequest,
    one: Article,
    asked: Asked,
    typed: Written,
    now: datetime,
    *,
    trouble: Trouble | None = None,
) -> HttpResponse:
    trouble = trouble or Trouble()
    context: dict[str, Any] = {
        "article": one,
        "embed": asked,
        "styles": styles.address(asked.look),
        "thread": _thread(request, one, asked, typed, now),
        "form": form_for(
            one,
            typed,
            now,
            problems=trouble.problems,
            notice=trouble.told,
            ticket_for=asked.page_id,
            hint=trouble.hint,
        ),
        "receipts": reverse("reader:front") + "receipts/",
        "receipts_api": reverse("reader:front") + "api/v1/receipts/",
        "sign_on_api": reverse("reader:front") + "api/v1/sign-on",
        **_receipt(request, one, now),
    }
    status = trouble.status if trouble.problems or trouble.notice else 200
    response = show(request, "embed/thread.html", context, site=one.site, status=status)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    if status != 200:
        trouble.marked(response)
    return frameable(_squeezed(request, response), one.site)


def _squeezed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Compressed, if the client takes it. Nothing in the page is a secret that goes with a cookie."""
    if takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        response.content = gzipped(response.content)
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def _thread(request: HttpRequest, one: Article, asked: Asked, typed: Written, now: datetime) -> Any:
    """The page of the thread asked for, its links placed; None if nothing is published."""
    named = id_in(request.GET.get("comment", "") or typed.parent)
    number = (page_of(one.id, named) if named else None) or 1
    if "page" in request.GET:
        number = page_number(request)
    shown = thread_shown(one, number, now)
    return shown and replace(shown, html=in_frame(shown.html, one, asked))


def _receipt(request: HttpRequest, one: Article, now: datetime) -> dict[str, Any]:
    """What became of the comment whose receipt is asked for; nothing if it is another article's."""
    token = request.GET.get("receipt", "")
    if not token:
        return {}
    try:
        comment = comment_of(token)
    except Comment.DoesNotExist:
        raise Http404 from None
    if one.id not in (comment.article_id, comment.article.merged_into_id):
        raise Http404
    return {"receipt": True, "token": token, **status_of(comment, now)}


@csrf_exempt
@require_POST
def post(request: HttpRequest) -> HttpResponse:
    """Takes the form in and shows the receipt in the same place.

    The script of a reader who is signed on sends it with her token, and is told the place.
    """
    if from_elsewhere(request):
        raise PermissionDenied
    site, now = the_site(), timezone.now()
    asked = asked_of(request, site, request.GET.dict())
    one = article_asked(request, site, asked)
    if one is None:
        return _refused(request, site, asked)
    try:
        reader = reader_of(request, site, now)
    except NotSignedOn as refusal:
        return no_sign_on(refusal).response()
    author = _author(request, fields_of(request).get("author", ""), reader, now)
    author = replace(author, lang=asked.language)
    taken = _take(one, asked, request, author, now)
    if isinstance(taken, Trouble):
        if taken.hint:
            count_shown(site, now)
        return _shown(request, one, asked, written(request), now, trouble=taken)
    # From here on it speaks her language: what she sees next is another page anyway.
    asked = replace(asked, lang=asked.lang if asked.language else language_of(reader))
    where = f"{asked.address}&receipt={token_of(taken.id)}#receipt"
    if reader:
        return HttpResponse(status=201, headers={"Location": where, "Cache-Control": "no-store"})
    return frameable(HttpResponseRedirect(where, status=303), site)


def _author(request: HttpRequest, browser: str, reader: SignedOn | None, now: datetime) -> Author:
    """The frame's script keeps the browser's id, since there is no cookie; without, no record."""
    kept = browser_given(browser)
    key = browser_author(kept) if kept else ""
    return Author(network_digest(client_address(request), now), key, reader)


def _take(
    one: Article, asked: Asked, request: HttpRequest, author: Author, now: datetime
) -> Comment | Trouble:
    """Takes the comment in; with the first one on a page, its article. Neither without the other."""
    typed, fields = written(request), fields_of(request)
    said = signed_facts(one.site, fields.get("signed", ""), asked.url)
    with transaction.atomic():
        if one.slug == "":  # blank, as `article_asked` made it
            one = take_unknown(one.site, asked.url, said or _hint(fields), now)
        if said and one.unconfirmed:
            one = confirm(one, said, now)
        taken = take(one, typed, author, now, ticket_for=asked.page_id)
        if isinstance(taken, Trouble):
            transaction.set_rollback(True)
    return taken


def _hint(fields: Mapping[str, str]) -> PageFacts:
    return PageFacts(
        title=fields.get("hint_title", ""),
        lang=fields.get("hint_lang", ""),
        tags=tuple(fields.get("hint_tags", "").split(",")),
        text=fields.get("hint_text", ""),
    )
