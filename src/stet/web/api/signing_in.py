"""Who uses the desk's interface: a member of staff, by a desk token."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from stet.newsroom.accounts import staff_of_token
from stet.newsroom.models import Staff


class DeskToken(HttpBearer):
    """A token made on the desk's account page or by ``stet staff token``."""

    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:  # noqa: ARG002
        return staff_of_token(token.strip())


def staff_of(request: HttpRequest) -> Staff:
    """Whoever the token belongs to; only behind `DeskToken`."""
    staff = request.auth  # type: ignore[attr-defined] # django-ninja puts it there
    assert isinstance(staff, Staff)  # noqa: S101 - no operation of the desk is without it
    return staff
