"""A reader sends a comment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stet.comments.contacts.addresses import Wish
from stet.comments.digests import browser_author, network_digest
from stet.comments.models import Comment
from stet.comments.receipts import token_of
from stet.comments.submitting import Draft, FieldProblem, Refused, TooMany, problems_of
from stet.moderation.intake import receive
from stet.moderation.nudging.hinting import Hint, count_shown, hint_about
from stet.newsroom.models import Article
from stet.newsroom.sign_on import SignedOn
from stet.web.busy import RETRY_AFTER_S, is_busy
from stet.web.network import client_address, from_elsewhere
from stet.web.reader.article import found
from stet.web.reader.author import browser_id, remember
from stet.web.reader.form import form_for
from stet.web.reader.pace import in_haste
from stet.web.reader.written import Written, id_in, written
from stet.web.showing import show
from stet.web.signing_on import writer

# 422: the form was understood, and its content cannot be taken (RFC 9110 section 15.5.21).
_REFUSED, _TOO_MANY, _BUSY = 422, 429, 503
# Nothing is wrong with what was sent: it is asked about, once.
_ASKED = 200


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes the form in and leads to the receipt; or shows it again with everything kept."""
    if request.method != "POST":  # an address typed or reloaded: the form is with the article
        return HttpResponseRedirect(reverse("reader:article", args=[slug]) + "#write")
    if from_elsewhere(request):
        raise PermissionDenied
    typed, now = written(request), timezone.now()
    one, browser = found(slug), browser_id(request)
    author = Author(network_digest(client_address(request), now), browser_author(browser))
    taken = take(one, typed, author, now)
    if isinstance(taken, Trouble):
        return _again(request, one, typed, now, taken)
    response = HttpResponseRedirect(
        reverse("reader:receipt", args=[token_of(taken.id)]), status=303
    )
    remember(response, browser)
    return response


@dataclass(frozen=True)
class Author:
    """Who writes, as far as anybody may know: digests of `stet.comments.digests`, and the reader
    for whom the publisher vouches. ``lang``: in which the page around the form asked to speak."""

    network: str
    key: str
    reader: SignedOn | None = None
    lang: str = ""


@dataclass(frozen=True)
class Trouble:
    """Why a comment was not taken; ``notice`` as in `stet.web.reader.form.Form`."""

    problems: list[FieldProblem] = field(default_factory=list)
    notice: str = ""
    status: int = _REFUSED
    retry_after_s: int | None = None
    hint: Hint | None = None

    @property
    def told(self) -> str:
        """The notice, unless there are problems to be told."""
        return "" if self.problems else self.notice

    def marked(self, response: HttpResponse) -> HttpResponse:
        """The page that shows it, which nobody keeps."""
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        if self.retry_after_s is not None:
            response.headers["Retry-After"] = str(self.retry_after_s)
        return response


def take(
    one: Article, typed: Written, author: Author, now: datetime, *, ticket_for: UUID | None = None
) -> Comment | Trouble:
    """Takes what was typed in as a comment; or says why not. ``ticket_for`` is the article's id,
    unless the form was handed out under another."""
    problems = unreadable(typed)
    if problems:
        return Trouble(problems)
    draft = _draft(one, typed, author)
    if typed.trap or in_haste(typed.ticket, ticket_for or one.id, now):
        return Trouble(problems_of(draft, now), "again")
    if hint := _hint(one, typed, draft, now):
        return Trouble(notice="nudge", status=_ASKED, hint=hint)
    return _received(draft, typed, now)


def _received(draft: Draft, typed: Written, now: datetime) -> Comment | Trouble:
    try:
        return receive(draft, now, typed.nudge).comment
    except Refused as refused:
        return Trouble(refused.problems)
    except TooMany as flood:
        return Trouble(notice="too_many", status=_TOO_MANY, retry_after_s=flood.retry_after_s)
    except OperationalError as problem:
        if not is_busy(problem):
            raise
        return Trouble(notice="busy", status=_BUSY, retry_after_s=RETRY_AFTER_S)


def _hint(one: Article, typed: Written, draft: Draft, now: datetime) -> Hint | None:
    """What to show first; nothing the second time, nor where the draft cannot be taken anyway."""
    if not one.site.nudge or typed.nudge or problems_of(draft, now):
        return None
    return hint_about(one.site, typed.text, typed.name)


def unreadable(typed: Written) -> list[FieldProblem]:
    """Hidden fields that hold no id at all."""
    found_here = []
    if typed.parent and id_in(typed.parent) is None:
        words = _("The comment you reply to is not there.")
        found_here.append(FieldProblem("parent", "not_public", words))
    if typed.claim and id_in(typed.claim) is None:
        found_here.append(FieldProblem("claim", "unknown", _("The article has no such claim.")))
    return found_here


def _draft(one: Article, typed: Written, author: Author) -> Draft:
    who = writer(one.site, author.reader, typed.name, author.key)
    lang = author.lang or who.lang or get_language() or ""
    return Draft(
        article=one,
        name=who.name,
        text=typed.text,
        parent=id_in(typed.parent),
        claim=id_in(typed.claim),
        email=typed.email,
        wish=Wish(typed.tell_decision, typed.tell_replies, lang),
        network=author.network,
        author_key=who.author_key,
        sign_on=who.sign_on,
    )


def _again(
    request: HttpRequest, one: Article, typed: Written, now: datetime, trouble: Trouble
) -> HttpResponse:
    """The form once more, with everything that was typed."""
    if trouble.hint:
        count_shown(one.site, now)
    form = form_for(
        one, typed, now, problems=trouble.problems, notice=trouble.told, hint=trouble.hint
    )
    context = {"article": one, "form": form}
    return trouble.marked(
        show(request, "reader/write.html", context, site=one.site, status=trouble.status)
    )
