"""A reader reports a published comment: a small form of its own, which needs no script."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stet.comments.digests import browser_author, network_digest
from stet.comments.models import Comment
from stet.comments.reading import public_comment
from stet.comments.submitting import Refused, TooMany
from stet.moderation.reviewing.models import NOTE_LIMIT
from stet.moderation.reviewing.reporting import ReportDraft, report, reportable_clauses
from stet.newsroom.models import Article
from stet.web.network import client_address, from_elsewhere
from stet.web.reader.article import found
from stet.web.reader.author import browser_id, remember
from stet.web.reader.written import fields_of
from stet.web.showing import show

_REFUSED, _TOO_MANY = 422, 429


@dataclass(frozen=True)
class Typed:
    """What the reader chose and typed, and what is wrong with it."""

    clause: str = ""
    note: str = ""
    problems: dict[str, str | Promise] = field(default_factory=dict)
    too_many: bool = False


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report_comment(request: HttpRequest, slug: str, comment_id: UUID) -> HttpResponse:
    """The form; after it was sent, thanks. A second report of the same reader is thanked as well."""
    one, now = found(slug), timezone.now()
    if request.method != "POST" and "sent" in request.GET:
        return _show(request, one)  # it may be hidden by now
    comment = public_comment(one.id, comment_id)
    if comment is None:
        raise Http404
    if request.method != "POST":
        return _show(request, one, comment)
    if from_elsewhere(request):
        raise PermissionDenied
    browser = browser_id(request)
    fields = fields_of(request)
    typed = Typed(fields.get("clause", ""), fields.get("note", "").strip())
    try:
        report(_draft(request, comment, typed, browser, now), now)
    except Comment.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        wrong = {problem.field: problem.message for problem in refused.problems}
        again = Typed(typed.clause, typed.note, wrong)
        return _show(request, one, comment, again, status=_REFUSED)
    except TooMany as flood:
        again = Typed(typed.clause, typed.note, too_many=True)
        response = _show(request, one, comment, again, status=_TOO_MANY)
        response.headers["Retry-After"] = str(flood.retry_after_s)
        return response
    address = reverse("reader:report", args=[one.slug, comment.id])
    response = HttpResponseRedirect(f"{address}?sent", status=303)
    remember(response, browser)
    return response


def _draft(
    request: HttpRequest, comment: Comment, typed: Typed, browser: str, now: datetime
) -> ReportDraft:
    return ReportDraft(
        comment=comment.id,
        clause=typed.clause,
        note=typed.note,
        network=network_digest(client_address(request), now),
        author_key=browser_author(browser),
    )


def _show(
    request: HttpRequest,
    one: Article,
    comment: Comment | None = None,
    typed: Typed | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "article": one,
        "comment": comment,
        "clauses": reportable_clauses(one.site_id),
        "typed": typed or Typed(),
        "note_limit": NOTE_LIMIT,
        "sent": comment is None,
    }
    response = show(request, "reader/report.html", context, site=one.site, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
