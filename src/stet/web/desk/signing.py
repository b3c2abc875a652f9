"""Signing in and out."""

from __future__ import annotations

from django.contrib.auth import REDIRECT_FIELD_NAME, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from stet.comments.digests import network_digest
from stet.moderation.leasing import release_all
from stet.newsroom.accounts import SignInRefused, sign_in
from stet.newsroom.models import Staff
from stet.newsroom.setup import the_site
from stet.web.desk.gate import Visit, desk, private
from stet.web.network import client_address
from stet.web.showing import show

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The sign-in page. What it says of a refusal never tells whether the name exists."""
    asked = request.POST if request.method == "POST" else request.GET
    onward = asked.get(REDIRECT_FIELD_NAME, "")
    if isinstance(request.user, Staff) and request.method != "POST":
        return private(redirect(_safe(request, onward)))
    if request.method != "POST":
        return _form(request, onward)
    now = timezone.now()
    username = request.POST.get("username", "").strip()
    network = network_digest(client_address(request), now)
    try:
        staff = sign_in(username, request.POST.get("password", ""), network, now)
    except SignInRefused as refused:
        return _form(request, onward, username=username, refused=refused)
    login(request, staff, backend=_BACKEND)
    return private(redirect(_safe(request, onward)))


def _form(
    request: HttpRequest,
    onward: str,
    username: str = "",
    refused: SignInRefused | None = None,
) -> HttpResponse:
    context = {
        "onward": onward,
        "username": username,
        "refused": refused is not None,
        "too_soon": refused is not None and refused.too_soon,
        "wait_minutes": -(-refused.wait_s // 60) if refused else 0,
    }
    status = 200 if refused is None else 429 if refused.too_soon else 422
    response = show(request, "desk/sign_in.html", context, site=the_site(), status=status)
    if refused and refused.wait_s:
        response["Retry-After"] = str(refused.wait_s)
    return private(response)


def _safe(request: HttpRequest, address: str) -> str:
    """``address`` if it leads to one of our own pages, else the desk."""
    allowed = {request.get_host()}
    if url_has_allowed_host_and_scheme(address, allowed, require_https=request.is_secure()):
        return address
    return resolve_url("desk:next")


@desk(None, "POST")
def leave(visit: Visit) -> HttpResponse:
    """Signs out; what was leased is free for colleagues at once."""
    release_all(visit.staff)
    logout(visit.request)
    return redirect("desk:sign_in")
