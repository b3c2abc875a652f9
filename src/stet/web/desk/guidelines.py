"""Writing the guidelines: draft, preview, publish."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.newsroom.guideline_drafts import (
    BadGuidelines,
    ClauseText,
    DraftChanged,
    GuidelinesText,
    NoDraft,
    NothingToPublish,
    current_draft,
    discard_draft,
    draft,
    publish_draft,
    save_draft,
)
from stet.newsroom.guidelines import digest_of, in_force, text_of
from stet.newsroom.models import Clause, GuidelineVersion
from stet.newsroom.reading import published_versions
from stet.newsroom.roles import Action
from stet.web.desk.fields import Wrong, count, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.local import number

_MOST_CLAUSES = 60  # more than can be published, so that the deed's own message is seen
_PARTS = ("key", "title", "text", "reason", "acceptable", "unacceptable", "ground")


@desk(Action.EDIT_GUIDELINES, "GET", "POST")
def show_guidelines(visit: Visit) -> HttpResponse:
    """The version in force, earlier ones, and the way to the next: POST begins its draft."""
    if visit.request.method == "POST":
        draft(visit.site, visit.staff, visit.now)
        return redirect("desk:guidelines_draft")
    context = {
        "in_force": in_force(visit.site.id),
        "versions": published_versions(visit.site),
        "draft": current_draft(visit.site),
    }
    return page(visit, "desk/guidelines.html", context)


@desk(Action.EDIT_GUIDELINES, "GET", "POST")
def edit_draft(visit: Visit) -> HttpResponse:
    """The draft as one long form. Saving leads back to it, or on to the preview."""
    version = current_draft(visit.site)
    if version is None:
        return redirect("desk:guidelines")
    if visit.request.method != "POST":
        return _form(visit, version, text_of(version))
    post = visit.request.POST
    text = _read(post)
    try:
        save_draft(visit.site, text, visit.staff, visit.now, seen=post.get("seen", ""))
    except BadGuidelines as bad:
        return _form(visit, version, text, wrong_of(bad), seen=post.get("seen", ""))
    except DraftChanged:
        notice = _(
            "A colleague saved the draft after you opened it. Saving again puts your text, which is "
            "below, in the place of theirs."
        )
        return _form(visit, version, text, Wrong("", notice), status=409)
    messages.success(visit.request, _("The draft is saved. It is not public yet."))
    return redirect("desk:guidelines_preview" if "preview" in post else "desk:guidelines_draft")


@desk(Action.EDIT_GUIDELINES)
def preview_draft(visit: Visit) -> HttpResponse:
    version = current_draft(visit.site)
    if version is None:
        return redirect("desk:guidelines")
    now = in_force(visit.site.id)
    context = {
        "draft": version,
        "clauses": _compared(version, now),
        "gone": _gone(version, now),
        "same": text_of(version) == text_of(now),
        "in_force": now,
        "seen": digest_of(version),
    }
    return page(visit, "desk/guidelines_preview.html", context)


@desk(Action.EDIT_GUIDELINES, "POST")
def publish(visit: Visit) -> HttpResponse:
    """Puts the draft in force, for good, if it is the one that was previewed."""
    version = current_draft(visit.site)
    if version is not None and visit.request.POST.get("seen") != digest_of(version):
        messages.error(visit.request, _("The draft has changed. Please look at it again."))
        return redirect("desk:guidelines_preview")
    try:
        published = publish_draft(visit.site, visit.staff, visit.now)
    except NoDraft:
        return not_found(visit)
    except NothingToPublish:
        messages.error(visit.request, _("The draft says what is in force already."))
        return redirect("desk:guidelines_preview")
    said = _("Version %(number)s of the guidelines is in force.") % {
        "number": number(published.number)
    }
    messages.success(visit.request, said)
    return redirect("desk:guidelines")


@desk(Action.EDIT_GUIDELINES, "POST")
def discard(visit: Visit) -> HttpResponse:
    try:
        discard_draft(visit.site, visit.staff, visit.now)
    except NoDraft:
        return not_found(visit)
    messages.success(visit.request, _("The draft is gone. What is in force stays."))
    return redirect("desk:guidelines")


def _form(
    visit: Visit,
    version: GuidelineVersion,
    text: GuidelinesText,
    wrong: Wrong | None = None,
    *,
    seen: str = "",
    status: int = 422,
) -> HttpResponse:
    blank = ClauseText(key="", title="", text="", reason="")
    known = {clause.key for clause in version.clauses.all()}
    rows = [
        (f"clauses.{place}.", place, clause, clause.key in known)
        for place, clause in enumerate([*text.clauses, blank], 1)
    ]
    context: dict[str, Any] = {
        "draft": version,
        "text": text,
        "entries": rows,
        "count": len(rows),
        "grounds": Clause.Ground.choices,
        "seen": seen or digest_of(version),
        **problem(wrong),
    }
    template = "desk/guidelines_draft.html"
    return page(visit, template, context, status=status if wrong else 200)


def _read(post: QueryDict) -> GuidelinesText:
    """The form's text: clauses by their place numbers, without the removed and the blank ones."""
    found = []
    for row in range(1, count(post, "count", _MOST_CLAUSES) + 1):
        parts = {part: words(post, f"clauses.{row}.{part}") for part in _PARTS}
        if f"clauses.{row}.remove" in post or not (parts["key"] or parts["title"]):
            continue
        clause = ClauseText(**parts, enabled=f"clauses.{row}.enabled" in post)
        found.append((count(post, f"clauses.{row}.place", _MOST_CLAUSES), row, clause))
    found.sort(key=lambda placed: placed[:2])
    clauses = tuple(clause for _place, _row, clause in found)
    return GuidelinesText(words(post, "welcome"), words(post, "process"), clauses)


def _compared(version: GuidelineVersion, now: GuidelineVersion) -> list[tuple[ClauseText, str]]:
    """The draft's clauses, each with what became of it: new, changed, or nothing."""
    before = {clause.key: clause for clause in text_of(now).clauses}
    return [
        (clause, _difference(before.get(clause.key), clause)) for clause in text_of(version).clauses
    ]


def _difference(before: ClauseText | None, after: ClauseText) -> str:
    if before is None:
        return "new"
    return "" if before == after else "changed"


def _gone(version: GuidelineVersion, now: GuidelineVersion) -> list[str]:
    kept = {clause.key for clause in version.clauses.all()}
    return [clause.title for clause in text_of(now).clauses if clause.key not in kept]
