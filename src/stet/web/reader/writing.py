"""A reader sends a comment."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stet.comments.digests import browser_author, network_digest
from stet.comments.receipts import token_of
from stet.comments.submitting import Draft, FieldProblem, Refused, TooMany, problems_of
from stet.moderation.intake import receive
from stet.newsroom.models import Article
from stet.web.network import client_address, from_elsewhere
from stet.web.reader.article import found
from stet.web.reader.author import browser_id, remember
from stet.web.reader.form import form_for
from stet.web.reader.pace import in_haste
from stet.web.reader.written import Written, id_in, written
from stet.web.showing import show

# 422: the form was understood, and its content cannot be taken (RFC 9110 section 15.5.21).
_REFUSED, _TOO_MANY = 422, 429


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes the form in and leads to the receipt; or shows it again with everything kept."""
    if request.method != "POST":  # an address typed or reloaded: the form is with the article
        return HttpResponseRedirect(reverse("reader:article", args=[slug]) + "#write")
    if from_elsewhere(request):
        raise PermissionDenied
    typed, now = written(request), timezone.now()
    one, browser = found(slug), browser_id(request)
    problems = _unreadable(typed)
    if problems:
        return _again(request, one, typed, now, problems=problems)
    draft = _draft(one, typed, network_digest(client_address(request), now), browser)
    if typed.trap or in_haste(typed.ticket, one.id, now):
        return _again(request, one, typed, now, problems=problems_of(draft, now), notice="again")
    try:
        received = receive(draft, now)
    except Refused as refused:
        return _again(request, one, typed, now, problems=refused.problems)
    except TooMany as flood:
        response = _again(request, one, typed, now, notice="too_many", status=_TOO_MANY)
        response.headers["Retry-After"] = str(flood.retry_after_s)
        return response
    response = HttpResponseRedirect(
        reverse("reader:receipt", args=[token_of(received.comment.id)]), status=303
    )
    remember(response, browser)
    return response


def _unreadable(typed: Written) -> list[FieldProblem]:
    """Hidden fields that hold no id at all."""
    found_here = []
    if typed.parent and id_in(typed.parent) is None:
        words = _("The comment you reply to is not there.")
        found_here.append(FieldProblem("parent", "not_public", words))
    if typed.claim and id_in(typed.claim) is None:
        found_here.append(FieldProblem("claim", "unknown", _("The article has no such claim.")))
    return found_here


def _draft(one: Article, typed: Written, network: str, browser: str) -> Draft:
    return Draft(
        article=one,
        name=typed.name,
        text=typed.text,
        parent=id_in(typed.parent),
        claim=id_in(typed.claim),
        email=typed.email,
        network=network,
        author_key=browser_author(browser),
    )


def _again(
    request: HttpRequest,
    one: Article,
    typed: Written,
    now: datetime,
    *,
    problems: list[FieldProblem] | None = None,
    notice: str = "",
    status: int = _REFUSED,
) -> HttpResponse:
    """The form once more, with everything that was typed."""
    form = form_for(one, typed, now, problems=problems, notice="" if problems else notice)
    response = show(
        request, "reader/write.html", {"article": one, "form": form}, site=one.site, status=status
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
