"""A reader reports a published comment."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from stet.comments.digests import network_digest
from stet.comments.models import Comment
from stet.comments.submitting import Refused, TooMany
from stet.moderation.reviewing.reporting import ReportDraft, report
from stet.web.api.describing import answers, example
from stet.web.api.finding import uuid_or_404
from stet.web.api.problems import Problem, not_found, refused
from stet.web.api.review_shapes import ReportIn, ReportReceivedOut
from stet.web.network import client_address

router = Router(tags=["public"])


@router.post(
    "comments/{comment_id}/reports",
    response=answers({201: ReportReceivedOut}, 403, 404, 413, 415, 422, 429),
    operation_id="report_comment",
    summary="Report a comment",
    openapi_extra=example({"clause": "threat", "note": "The last line."}),
)
def report_comment(
    request: HttpRequest, comment_id: str, given: ReportIn
) -> Status[ReportReceivedOut]:
    """Says that a published comment breaks a clause. It stays public until a moderator has looked,
    unless the site hides what many report. A second report from the same network on the same day
    counts once."""
    now = timezone.now()
    draft = ReportDraft(
        comment=uuid_or_404(comment_id),
        clause=given.clause,
        note=(given.note or "").strip(),
        network=network_digest(client_address(request), now),
    )
    try:
        report(draft, now)
    except Comment.DoesNotExist:
        raise not_found(_("There is no such comment.")) from None
    except Refused as refusal:
        raise refused(refusal.problems, {}) from None
    except TooMany as flood:
        raise Problem(
            429,
            _("Too many reports in the last minute. Please wait."),
            headers={"Retry-After": str(flood.retry_after_s)},
        ) from None
    return Status(201, ReportReceivedOut(status="received"))
