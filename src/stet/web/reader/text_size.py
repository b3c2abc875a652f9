"""A+ and A-: the size of all text, remembered in a cookie."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from stet.web.network import from_elsewhere

# The steps are in site.css, from 87.5 % to 200 % (WCAG 1.4.4).
LARGEST = 6
USUAL = 1
COOKIE = "stet_text"
_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True)
class TextSize:
    """The reader's step, from 0 to `LARGEST`, and where A- and A+ lead from it."""

    step: int

    largest = LARGEST

    @property
    def css(self) -> str:
        return f"text-{self.step}"

    @property
    def smaller(self) -> int:
        return max(0, self.step - 1)

    @property
    def larger(self) -> int:
        return min(LARGEST, self.step + 1)


def size_of(request: HttpRequest) -> TextSize:
    """What the reader chose, or the usual size."""
    step = _step(request.COOKIES.get(COOKIE, ""))
    return TextSize(USUAL if step is None else step)


def _step(value: str) -> int | None:
    """The step that ``value`` names, brought within the ends; None if it names none."""
    digits = value.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 3:
        return None
    return max(0, min(LARGEST, int(value)))


@csrf_exempt
@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Takes ``size`` and goes back to ``next``."""
    if from_elsewhere(request):
        raise PermissionDenied
    step = _step(request.POST.get("size", ""))
    if step is None:
        raise BadRequest
    response = HttpResponseRedirect(_next(request), status=303)
    response.set_cookie(
        COOKIE,
        str(step),
        max_age=_YEAR_S,
        path=settings.FORCE_SCRIPT_NAME or "/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _next(request: HttpRequest) -> str:
    """Where the reader was, if that is here."""
    asked = request.POST.get("next", "")
    here = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if here else reverse("reader:front")
