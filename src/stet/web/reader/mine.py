"""All one's comments: an author asks for a letter, and its link opens the list, once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stet.comments.contacts.addresses import is_email
from stet.comments.contacts.finding import (
    MOST_SHOWN,
    TooManyAsked,
    ask_for_link,
    is_good,
    redeem,
)
from stet.comments.contacts.tokens import Purpose, read
from stet.comments.digests import network_digest
from stet.comments.models import Comment
from stet.comments.receipts import token_of
from stet.newsroom.setup import the_site
from stet.web.network import client_address, from_elsewhere
from stet.web.reader.receipt import private
from stet.web.reader.written import fields_of
from stet.web.showing import show

_REFUSED, _TOO_MANY, _GONE = 422, 429, 410
_DAY_S = 24 * 3600


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; and after it the same answer, whether the address is known here or not."""
    site, now = the_site(), timezone.now()
    context: dict[str, Any] = {"mail": bool(settings.STET.smtp_url)}
    if request.method != "POST":
        return _shown(request, "reader/mine.html", context)
    if from_elsewhere(request):
        raise PermissionDenied
    email = fields_of(request).get("email", "").strip()
    if not is_email(email):
        context |= {"email": email, "problem": True}
        return _shown(request, "reader/mine.html", context, status=_REFUSED)
    network = network_digest(client_address(request), now)
    try:
        ask_for_link(site.id, email, lang=get_language() or "", network=network, now=now)
    except TooManyAsked:
        response = _shown(
            request, "reader/mine.html", {**context, "too_many": True}, status=_TOO_MANY
        )
        response.headers["Retry-After"] = str(_DAY_S)
        return response
    return _shown(request, "reader/mine.html", {**context, "asked": True})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def open_list(request: HttpRequest, token: str) -> HttpResponse:
    """A button, since programs open links; then the list. It is shown once, and nowhere kept."""
    ids, now = read(Purpose.FIND, token, 1), timezone.now()
    if ids is None:
        raise Http404
    context: dict[str, Any] = {"token": token}
    if request.method != "POST":
        good = is_good(ids[0], now)
        context["good"] = good
        return _shown(request, "reader/mine_list.html", context, status=200 if good else _GONE)
    found = redeem(ids[0], now)
    if found is None:
        return _shown(request, "reader/mine_list.html", {**context, "good": False}, status=_GONE)
    context |= {"comments": listed(found), "opened": True, "more": len(found) == MOST_SHOWN}
    return _shown(request, "reader/mine_list.html", context)


def listed(comments: list[Comment]) -> list[tuple[Comment, str]]:
    """Each comment with its receipt's token, as ``reader/_my_comments.html`` shows them."""
    return [(one, token_of(one.id)) for one in comments]


def _shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    response = private(show(request, template, context, site=the_site(), status=status))
    if template == "reader/mine.html":  # its form says from where it comes
        del response.headers["Referrer-Policy"]
    return response
