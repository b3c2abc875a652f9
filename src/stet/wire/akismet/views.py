"""The calls of Akismet. Every answer has status 200, but for 429 and for failures of ours."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from stet.moderation.learning.feedback import Label, keep_feedback
from stet.newsroom.wire_keys import Scope
from stet.screening.clauses import Clause
from stet.wire.akismet.answers import THANKS, as_json, failed, invalid, limited, told
from stet.wire.akismet.given import Fields, Given, given_in, sent_in
from stet.wire.akismet.judging import judge
from stet.wire.akismet.plain import plain_text
from stet.wire.akismet.usage import key_sites_of, usage_of
from stet.wire.callers import Caller, caller_of
from stet.wire.calls import View, call, counted
from stet.wire.quotas import Quota
from stet.wire.reading import Unreadable

Call = Callable[[Caller, Given], HttpResponse]
Report = Callable[[Caller, Quota, Fields], HttpResponse]
NO_KEY = "This key is unknown, was revoked, or does not open this interface."
NO_BLOG = 'Empty "blog" value.'
OTHER_BLOG = "This key is not for this blog."


def with_key(*, blog: bool) -> Callable[[Call], View]:
    """A call by POST with a key that opens this interface; with ``blog``, it has to say for which."""

    def wrap(answer: Call) -> View:
        @call(failed, "POST")
        @wraps(answer)
        def view(request: HttpRequest) -> HttpResponse:
            try:
                given = given_in(request, sent_in(request))
            except Unreadable as problem:
                return invalid(str(problem))
            caller = _caller(given)
            if caller is None:
                return invalid(NO_KEY)
            quota = counted(caller, "akismet")
            if not quota.allowed:
                return limited(quota)
            if blog and not given.blog:
                return invalid(NO_BLOG)
            if given.blog and not is_for(caller.terms.blogs, given.blog):
                return invalid(OTHER_BLOG)
            return answer(caller, given)

        return view

    return wrap


def _caller(given: Given) -> Caller | None:
    caller = caller_of(given.key) if given.key else None
    return caller if caller is not None and caller.may(Scope.AKISMET) else None


def is_for(blogs: tuple[str, ...], blog: str) -> bool:
    """Whether a key with these ``blogs`` (none: any) is for this one.

    The host must be the same and the path the same or below; http and https are one.
    """
    return not blogs or any(_is_below(_place(blog), _place(of)) for of in blogs)


def _place(address: str) -> tuple[str, str]:
    """Host with port, and path; some clients leave the scheme out."""
    try:
        split = urlsplit(address if "://" in address else f"https://{address}")
    except ValueError:  # such as half of an IPv6 address
        return "", ""
    return split.netloc.lower(), split.path.rstrip("/") + "/"


def _is_below(place: tuple[str, str], of: tuple[str, str]) -> bool:
    return bool(place[0]) and place[0] == of[0] and place[1].startswith(of[1])


@with_key(blog=True)
def verify_key(caller: Caller, given: Given) -> HttpResponse:
    """`valid`; whatever is wrong with the key or its blog is `invalid`."""
    return told("valid")


@with_key(blog=True)
def comment_check(caller: Caller, given: Given) -> HttpResponse:
    """`true` (spam) or `false`."""
    verdict = judge(caller, given)
    headers = {"guid": uuid.uuid4().hex}
    if verdict.blatant and caller.may(Scope.DISCARD):
        headers["pro_tip"] = "discard"
    return told("true" if verdict.spam else "false", **headers)


@with_key(blog=False)
def submit_spam(caller: Caller, given: Given) -> HttpResponse:
    """Spam that was missed."""
    return _keep(caller, given, spam=True)


@with_key(blog=False)
def submit_ham(caller: Caller, given: Given) -> HttpResponse:
    """No spam, though it was taken for it."""
    return _keep(caller, given, spam=False)


def _keep(caller: Caller, given: Given, *, spam: bool) -> HttpResponse:
    """Keeps the text and the verdict, and nothing of who wrote or who decided."""
    text = plain_text(given.content)
    if text and not given.is_test:
        label = Label(
            source="akismet",
            text=text,
            verdict="reject" if spam else "approve",
            said={"spam": 1.0 if spam else 0.0},
            lang=given.lang or "",
            clause=Clause.COMMERCIAL_PROMOTION if spam else "",
        )
        keep_feedback(caller.site, caller.key, label, timezone.now())
    return told(THANKS)


@with_key(blog=False)
def get_subscription(caller: Caller, given: Given) -> HttpResponse:
    """WordPress keeps a key only if this calls it active."""
    return as_json(
        {
            "account_name": caller.terms.label,
            "account_type": "stet",
            "status": "active",
            "next_billing_date": False,
            "limit_reached": False,
        }
    )


@with_key(blog=False)
def get_stats(caller: Caller, given: Given) -> HttpResponse:
    """No sums are kept of what was spam; an empty list lets WordPress show none."""
    return as_json([])


@with_key(blog=False)
def deactivate(caller: Caller, given: Given) -> HttpResponse:
    """WordPress says that it was switched off, which changes nothing here."""
    return told("deactivated")


@call(failed, "GET", "POST")
def test(request: HttpRequest) -> HttpResponse:
    """Whether anybody is there."""
    return told("connected")


def report(answer: Report) -> View:
    """A call by GET or POST that tells of the key itself, over its quota, too."""

    @call(failed, "GET", "POST")
    def view(request: HttpRequest) -> HttpResponse:
        try:
            sent = sent_in(request)
        except Unreadable as problem:
            return invalid(str(problem))
        caller = _caller(given_in(request, sent))
        if caller is None:
            return invalid(NO_KEY)
        return answer(caller, counted(caller, "akismet"), sent)

    return view


usage_limit = report(usage_of)
key_sites = report(key_sites_of)
