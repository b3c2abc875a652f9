"""Making two articles one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.comments.merging import merge
from stet.newsroom.article_texts import BadArticle
from stet.newsroom.finding import ids_by_name, ids_by_url
from stet.newsroom.models import Article
from stet.newsroom.reading import article_by_id
from stet.newsroom.roles import Action
from stet.web.addresses import own_base
from stet.web.desk.articles import article_form, text_of
from stet.web.desk.fields import words, wrong_of
from stet.web.desk.gate import Visit, desk, not_found


@desk(Action.EDIT_ARTICLES, "POST")
def merge_article(visit: Visit, article_id: UUID) -> HttpResponse:
    """``into``: an address of the other article, there or here, or its slug or id."""
    article = article_by_id(article_id)
    if article is None:
        return not_found(visit)
    try:
        into = _named(visit, words(visit.request.POST, "into"))
        merge(article, into, by=visit.staff, now=visit.now)
    except BadArticle as bad:
        return article_form(visit, text_of(article), article, wrong_of(bad))
    messages.success(visit.request, _("The two are one now. Their comments are in one thread."))
    return redirect("desk:article", into.id)


def _named(visit: Visit, name: str) -> Article:
    """The article that was meant; raises `BadArticle`."""
    by_url = ids_by_url(visit.site, [name], own_base(visit.request))
    found = by_url.get(name) or ids_by_name(visit.site, [name]).get(name)
    article = article_by_id(found) if found else None
    if article is None:
        raise BadArticle("into", _("There is no article with this address."))
    return article
