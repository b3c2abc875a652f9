"""Where the links in letters lead: "was this you?", and "no more of these".

Whoever knows such an address may act there; nobody else can, so no sign-in and no cookie is needed.
Opening a page does nothing: programs that look letters over open every link. Only buttons do.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stet.comments.contacts import answering, stopping
from stet.comments.contacts.stopping import Scope
from stet.comments.contacts.tokens import Purpose, read
from stet.comments.receipts import token_of
from stet.newsroom.setup import the_site
from stet.web.reader.receipt import private
from stet.web.reader.written import fields_of
from stet.web.showing import show

_GONE = 410
_MOST_ASKED = 15  # at once: each is a box, and a form has but so many fields (`fields_of`)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The owner of a mailbox says which comments are hers, or that none is."""
    ids, now = read(Purpose.CONFIRM, token, 1), timezone.now()
    if ids is None:
        raise Http404
    asked = answering.asked_by(ids[0], now)
    context: dict[str, Any] = {"token": token, "asked": asked}
    if asked is None:
        return _shown(request, "reader/mail_confirm.html", context, status=_GONE)
    if request.method != "POST":
        context["pending"] = asked.pending[:_MOST_ASKED]
        return _shown(request, "reader/mail_confirm.html", context)
    fields = fields_of(request)
    shown = _ids(fields.get("shown", ""))
    if fields.get("answer") == "no":
        answering.deny(asked.link.id, shown, now)
        return _shown(request, "reader/mail_confirm.html", {**context, "denied": True})
    mine = {one for one in shown if f"mine_{one}" in fields}
    hers = answering.confirm(asked.link.id, mine, shown, now)
    if not hers:
        context |= {"pending": asked.pending[:_MOST_ASKED], "none_chosen": bool(shown)}
        return _shown(request, "reader/mail_confirm.html", context)
    context["confirmed"] = [(one, token_of(one.id)) for one in hers]
    return _shown(request, "reader/mail_confirm.html", context)


def _ids(listed: str) -> set[UUID]:
    found = set()
    for word in listed.split(",")[:_MOST_ASKED]:
        with suppress(ValueError):
            found.add(UUID(word))
    return found


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stops letters as chosen; or all of them at once, for a mail program's own button (RFC 8058)."""
    ids = read(Purpose.STOP, token, 2)
    if ids is None:
        raise Http404
    address, comment = ids
    scope = _scope(fields_of(request)) if request.method == "POST" else None
    if scope is not None:
        stopping.stop(address, comment, scope, timezone.now())
    letters = stopping.letters_to(address, comment)
    if scope is Scope.ALL and letters and not letters.asks:
        scope = Scope.NEVER
    context = {"token": token, "letters": letters, "stopped": scope}
    return _shown(request, "reader/mail_stop.html", context)


def _scope(fields: Mapping[str, str]) -> Scope | None:
    if fields.get("List-Unsubscribe", "").lower() == "one-click":
        return Scope.ALL
    with suppress(ValueError):
        return Scope(fields.get("scope", ""))
    return None


def _shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return private(show(request, template, context, site=the_site(), status=status))
