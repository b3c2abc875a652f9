"""The community guidelines: the version in force, and every version at an address of its own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from stet.newsroom.guidelines import in_force
from stet.newsroom.models import GuidelineVersion, Site
from stet.newsroom.reading import published_guidelines
from stet.newsroom.setup import the_site
from stet.web.addresses import absolute
from stet.web.showing import show


@require_safe
def guidelines(request: HttpRequest) -> HttpResponse:
    site = the_site()
    return _page(request, site, in_force(site.id), newer=None)


@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """A version by its number, with a note if a newer one is in force."""
    site = the_site()
    asked, standing = published_guidelines(site, number), in_force(site.id)
    if asked is None:
        raise Http404
    newer = standing if standing.number > asked.number else None
    return _page(request, site, asked, newer=newer)


def _page(
    request: HttpRequest, site: Site, shown: GuidelineVersion, *, newer: GuidelineVersion | None
) -> HttpResponse:
    clauses = [clause for clause in shown.clauses.all() if clause.enabled]
    names = ["guidelines_version", shown.number] if newer else ["guidelines"]
    canonical = absolute(request, reverse(f"reader:{names[0]}", args=names[1:]))
    context = {"guidelines": shown, "clauses": clauses, "newer": newer, "canonical": canonical}
    response = show(request, "reader/guidelines.html", context, site=site)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
