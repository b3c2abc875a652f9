"""The gate of the desk: who is let in, what a page gets, and how a refusal is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from stet.ledger.reading import latest_seq
from stet.moderation.leasing import lease_time
from stet.moderation.reviewing.looking import Waiting, kinds_for, waiting_by_kind
from stet.moderation.rules.models import StandingRule
from stet.moderation.rules.standing import halted_rules
from stet.newsroom.keyboard import keyboard_of
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import Action, NotAllowed
from stet.newsroom.setup import the_site
from stet.telling.endpoints import stopped_webhooks
from stet.telling.models import Webhook
from stet.web.desk.menu import Group, menu_for
from stet.web.desk.words import ACTIONS
from stet.web.showing import show

# A script that replaces the page's main part asks with this header and gets that part alone.
PART_HEADER = "X-Stet-Part"

Views = ParamSpec("Views")


@dataclass(frozen=True)
class Visit:
    """One request of a member of staff: who, on which site, at which moment."""

    request: HttpRequest
    staff: Staff
    site: Site
    now: datetime

    @property
    def wants_part(self) -> bool:
        return PART_HEADER in self.request.headers

    def may(self, action: Action) -> bool:
        return self.staff.may(action)


View = Callable[Concatenate[Visit, Views], HttpResponse]


def desk(
    action: Action | None, *methods: str
) -> Callable[[View[Views]], Callable[Concatenate[HttpRequest, Views], HttpResponse]]:
    """Lets in only staff who may do ``action`` (None: any staff), with one of ``methods`` (GET).

    Others are sent to sign in, or get 403 that names what their role lacks. The wrapped view says
    its action in ``action``, which the tests read.
    """

    def decorate(view: View[Views]) -> Callable[Concatenate[HttpRequest, Views], HttpResponse]:
        @wraps(view)
        def gate(
            request: HttpRequest, /, *args: Views.args, **kwargs: Views.kwargs
        ) -> HttpResponse:
            if not isinstance(request.user, Staff):
                return private(_to_sign_in(request))
            visit = Visit(request, request.user, the_site(), timezone.now())
            try:
                if action:
                    visit.staff.require(action)
                return private(view(visit, *args, **kwargs))
            except NotAllowed as refusal:
                return private(forbidden(visit, refusal.action))

        gate.action = action  # type: ignore[attr-defined]
        allowed = [method for asked in methods or ("GET",) for method in _with_head(asked)]
        return require_http_methods(allowed)(gate)

    return decorate


def _with_head(method: str) -> tuple[str, ...]:
    return ("GET", "HEAD") if method == "GET" else (method,)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back after it; a script is told with 401 and goes there itself."""
    address = resolve_url("desk:sign_in")
    if PART_HEADER in request.headers:
        return HttpResponse(status=401)
    if request.method == "GET":
        address += "?" + urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return redirect(address)


def private(response: HttpResponse) -> HttpResponse:
    """Keeps a page of the desk out of every cache and index."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def forbidden(visit: Visit, action: Action) -> HttpResponse:
    return page(visit, "desk/forbidden.html", {"lacks": ACTIONS[action]}, status=403)


def not_found(visit: Visit) -> HttpResponse:
    return page(visit, "desk/not_found.html", {}, status=404)


def page(
    visit: Visit, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A desk page, whole or, when a script asks so, its main part alone."""
    around = {
        "shell": "desk/part.html" if visit.wants_part else "desk/base.html",
        "staff": visit.staff,
        "menu": menu(visit),
        "to_review": SimpleLazyObject(lambda: to_review(visit)),
        "keyboard": keyboard_of(visit.staff),
        "lease_s": round(lease_time().total_seconds()),
        "since": SimpleLazyObject(latest_seq),
        "halted_rules": SimpleLazyObject(lambda: halted(visit)),
        "stopped_webhooks": SimpleLazyObject(lambda: stopped(visit)),
        "now": visit.now,
        **context,
    }
    response = show(visit.request, template, around, site=visit.site, status=status)
    if visit.wants_part:
        response[PART_HEADER] = "main"
    return response


def menu(visit: Visit) -> list[Group]:
    """The entries that this person's role may open."""
    match = visit.request.resolver_match
    return menu_for(visit.staff, visit.request.path, match.view_name if match else "")


def halted(visit: Visit) -> list[StandingRule]:
    """The rules that stopped by themselves, for whoever sets them."""
    return halted_rules(visit.site) if visit.may(Action.SET_RULES) else []


def stopped(visit: Visit) -> list[Webhook]:
    """The webhooks that paused by themselves, for whoever manages them."""
    return stopped_webhooks(visit.site) if visit.may(Action.MANAGE_WEBHOOKS) else []


def to_review(visit: Visit) -> Waiting:
    """How many second looks wait for this person's role, and how many of them are overdue."""
    waiting = waiting_by_kind(kinds_for(visit.staff), visit.staff, visit.now).values()
    return Waiting(sum(one.count for one in waiting), sum(one.overdue for one in waiting))
