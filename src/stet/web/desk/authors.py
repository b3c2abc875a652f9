"""The author's record as a page of its own: everything that one author has written."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from stet.comments.models import Comment
from stet.moderation.authors import names_of_author_of, written_by_author_of
from stet.moderation.looking import comment_by_id
from stet.moderation.records import author_record
from stet.newsroom.roles import Action
from stet.web.desk.blind import blinded
from stet.web.desk.cursors import place_of, written_cursor
from stet.web.desk.gate import Visit, desk, not_found, page

PAGE_SIZE = 50


@desk(Action.SEE_DESK)
def show_author(visit: Visit, comment_id: UUID) -> HttpResponse:
    """The record of whoever wrote the comment; the address holds no digest of the author."""
    try:
        comment = comment_by_id(comment_id)
    except Comment.DoesNotExist:
        return not_found(visit)
    if elsewhere := blinded(visit, comment):
        return elsewhere
    place = place_of(visit.request.GET.get("after", ""))
    written, more = written_by_author_of(comment, PAGE_SIZE, place)
    names, further = names_of_author_of(comment)
    context = {
        "comment": comment,
        "record": author_record(comment, with_this=True),
        "names": names,
        "further_names": further,
        "written": written,
        "more": written_cursor(written[-1].comment) if more else "",
        "begun": place is None,
    }
    return page(visit, "desk/author.html", context)
