"""What other origins may do with what is public: the ones that an editor allowed, and nobody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from stet.newsroom.models import Site
from stet.newsroom.origins import origins_of
from stet.newsroom.setup import the_site


def let_read(response: HttpResponse, origin: str) -> None:
    """Lets scripts of ``origin`` read the answer, without cookies, if the site allows the origin."""
    if origin in origins_of(the_site()):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "ETag"


def frameable(response: HttpResponse, site: Site) -> HttpResponse:
    """Lets pages of the allowed origins, and our own, hold the answer in a frame."""
    response.xframe_options_exempt = True  # it knows no lists
    ancestors = ["'self'", *origins_of(site)]
    response._csp_replace = {"frame-ancestors": ancestors}  # type: ignore[attr-defined]  # noqa: SLF001 - the way of csp's own decorators
    return response


def is_framing(request: HttpRequest, site: Site, origin: str) -> str:
    """``origin`` if frames may talk to it: an allowed one, or our own; else the empty string."""
    own = f"{request.scheme}://{request.get_host()}"
    return origin if origin == own or origin in origins_of(site) else ""
