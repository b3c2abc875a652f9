"""Rules about authors: setting one from a comment, and ending it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stet.comments.models import Comment
from stet.moderation.looking import comment_by_id
from stet.moderation.rules.authors import (
    BadAuthorRule,
    end_author_rule,
    rule_about,
    set_author_rule,
)
from stet.moderation.rules.models import AuthorRule
from stet.newsroom.roles import Action
from stet.web.desk.asking import as_uuid
from stet.web.desk.fields import Wrong, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page

_USUAL_DAYS = "30"
_MEANINGS: dict[str, Promise] = {
    AuthorRule.Kind.FIRST: gettext_lazy("Whatever the order of the queue."),
    AuthorRule.Kind.LAST: gettext_lazy("They come when nothing else waits."),
    AuthorRule.Kind.TWO_PEOPLE: gettext_lazy(
        "Two people must say the same, neither knowing of the other; no rule acts alone."
    ),
}


@desk(Action.SET_AUTHOR_RULES, "GET", "POST")
def rule_author(visit: Visit, comment_id: UUID) -> HttpResponse:
    """The rule about whoever wrote the comment, and the form for another."""
    try:
        comment = comment_by_id(comment_id)
    except Comment.DoesNotExist:
        return not_found(visit)
    if not comment.author_key:
        return not_found(visit)
    if visit.request.method != "POST":
        return _form(visit, comment, {"days": _USUAL_DAYS})
    post = visit.request.POST
    typed = {name: words(post, name) for name in ("kind", "reason", "days")}
    try:
        set_author_rule(comment_id, **typed, by=visit.staff, now=visit.now)
    except BadAuthorRule as bad:
        return _form(visit, comment, typed, wrong_of(bad))
    messages.success(visit.request, _("The rule is set."))
    return redirect("desk:comment", comment_id)


def _form(
    visit: Visit, comment: Comment, typed: dict[str, str], wrong: Wrong | None = None
) -> HttpResponse:
    context = {
        "comment": comment,
        "rule": rule_about(comment.author_key, visit.now),
        "kinds": [(kind, kind.label, _MEANINGS[kind]) for kind in AuthorRule.Kind],
        "typed": typed,
        **problem(wrong),
    }
    return page(visit, "desk/author_rule.html", context, status=422 if wrong else 200)


@desk(Action.SET_AUTHOR_RULES, "POST")
def end_rule(visit: Visit, author_rule_id: UUID) -> HttpResponse:
    """Ends a rule before its time."""
    try:
        end_author_rule(author_rule_id, by=visit.staff, now=visit.now)
    except AuthorRule.DoesNotExist:
        return not_found(visit)
    messages.success(visit.request, _("The rule has ended."))
    back = as_uuid(visit.request.POST.get("comment", ""))
    return redirect("desk:comment", back) if back else redirect("desk:rules")
