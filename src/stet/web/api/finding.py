"""Which article, site or comment a request is about; a `Problem` if there is none."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from stet.newsroom.finding import id_at, ids_by_name, ids_by_url, uuid_of
from stet.newsroom.setup import the_site
from stet.web.addresses import own_base
from stet.web.api.problems import Problem, invalid, not_found


def article_named(request: HttpRequest, name: str | None, url: str | None) -> UUID | None:
    """The article that a pair of ``article`` and ``url`` parameters names; None if it is unknown.

    A well-formed id is taken at its word: whoever asks finds out whether it leads anywhere.
    Raises `Problem` unless exactly one of the two is given.
    """
    if bool(name) == bool(url):
        raise invalid("article", "required", _("Give either the article or its address."))
    if url:
        return id_at(url) or ids_by_url(the_site(), [url], own_base(request)).get(url)
    assert name is not None  # noqa: S101 - one of the two is given
    return uuid_of(name) or ids_by_name(the_site(), [name]).get(name)


def no_article() -> Problem:
    return not_found(_("There is no such article."))


def uuid_or_404(text: str) -> UUID:
    """The id in a path; one that is malformed leads nowhere, like one that is unknown."""
    found = uuid_of(text)
    if found is None:
        raise not_found()
    return found
