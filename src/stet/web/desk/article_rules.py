"""What holds for an article's comments: legal hold, seniors only, closed hours."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _

from stet.newsroom.article_rules import ArticleRules, rules_of, set_article_rules
from stet.newsroom.article_texts import BadArticle
from stet.newsroom.models import Article
from stet.newsroom.reading import article_by_id
from stet.newsroom.roles import Action
from stet.web.desk.fields import Wrong, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page


@desk(Action.SET_ARTICLE_RULES, "GET", "POST")
def rule_article(visit: Visit, article_id: UUID) -> HttpResponse:
    article = article_by_id(article_id)
    if article is None:
        return not_found(visit)
    if visit.request.method != "POST":
        return _form(visit, article, _typed_of(rules_of(article)))
    post = visit.request.POST
    try:
        set_article_rules(article, _read(post), by=visit.staff, now=visit.now)
    except BadArticle as bad:
        return _form(visit, article, post.dict(), wrong_of(bad))
    messages.success(visit.request, _("Saved."))
    return redirect("desk:article_rules", article.id)


def _form(
    visit: Visit, article: Article, typed: dict[str, Any], wrong: Wrong | None = None
) -> HttpResponse:
    context = {"article": article, "typed": typed, "zone": visit.site.timezone, **problem(wrong)}
    return page(visit, "desk/article_rules.html", context, status=422 if wrong else 200)


def _typed_of(rules: ArticleRules) -> dict[str, Any]:
    return {
        "legal_hold": rules.legal_hold,
        "seniors_only": rules.seniors_only,
        "closed_from": rules.closed_from.strftime("%H:%M") if rules.closed_from else "",
        "closed_until": rules.closed_until.strftime("%H:%M") if rules.closed_until else "",
        "rules_reason": rules.reason,
    }


def _read(post: QueryDict) -> ArticleRules:
    """What the form asks for; raises `BadArticle`."""
    return ArticleRules(
        legal_hold="legal_hold" in post,
        seniors_only="seniors_only" in post,
        closed_from=_time(post, "closed_from"),
        closed_until=_time(post, "closed_until"),
        reason=words(post, "rules_reason"),
    )


def _time(post: QueryDict, name: str) -> time | None:
    given = post.get(name, "").strip()
    if not given:
        return None
    try:
        at = parse_time(given)
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        raise BadArticle(name, _("This is no time of day, such as 22:30."))
    return at.replace(second=0, microsecond=0)
