"""Saved views of the list: kept, renamed, shared, removed, and brought back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from stet.moderation.searching.models import SavedView
from stet.moderation.searching.saving import (
    NAME_LIMIT,
    BadView,
    View,
    change_view,
    may_change,
    remove_view,
    save_view,
    views_of,
)
from stet.newsroom.roles import Action
from stet.web.desk.asking import asked
from stet.web.desk.fields import Wrong, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.desk.narrowing import list_order, query_of

_REMOVED = "desk_removed_view"


@desk(Action.SEE_DESK)
def show_views(visit: Visit) -> HttpResponse:
    """Every view that this person sees, with what may be done to it."""
    return _page(visit)


@desk(Action.SEE_DESK, "POST")
def keep_view(visit: Visit) -> HttpResponse:
    """Keeps what the list shows under a name."""
    post = visit.request.POST
    wanted = View(words(post, "name"), _plain(visit, post), shared=post.get("shared") == "1")
    try:
        view = save_view(visit.staff, wanted, visit.now)
    except BadView as bad:
        return _page(visit, wrong_of(bad), wanted)
    messages.success(visit.request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return redirect(_address(view.query))


@desk(Action.SEE_DESK, "POST")
def edit_view(visit: Visit, view_id: UUID) -> HttpResponse:
    """Renames a view, shares it, or removes it, as the button says."""
    do = visit.request.POST.get("do", "")
    try:
        if do == "remove":
            gone = remove_view(view_id, visit.staff, visit.now)
            kept = {"name": gone.name, "query": gone.query, "shared": "1" if gone.shared else ""}
            visit.request.session[_REMOVED] = kept
        elif do in {"share", "unshare"}:
            change_view(view_id, visit.staff, visit.now, shared=do == "share")
        else:
            change_view(view_id, visit.staff, visit.now, name=words(visit.request.POST, "name"))
    except SavedView.DoesNotExist:
        return not_found(visit)
    except BadView as bad:
        return _page(visit, Wrong(f"name-{view_id}", bad.message))
    return redirect("desk:views")


def _page(visit: Visit, wrong: Wrong | None = None, typed: View | None = None) -> HttpResponse:
    removed: dict[str, Any] | None = visit.request.session.pop(_REMOVED, None)
    views = views_of(visit.staff)
    context = {
        "views": [(view, may_change(view, visit.staff), f"name-{view.id}") for view in views],
        "typed": typed,
        "removed": removed,
        "name_limit": NAME_LIMIT,
        "may_share": visit.may(Action.SHARE_VIEWS),
        **problem(wrong),
    }
    return page(visit, "desk/views.html", context, status=422 if wrong else 200)


def _plain(visit: Visit, post: QueryDict) -> str:
    """What was to be kept, with only those parts that the list knows."""
    query = QueryDict(post.get("query", ""))
    want = asked(query, visit.site)
    return query_of(want, list_order(query, want))


def _address(query: str) -> str:
    address = reverse("desk:list")
    return f"{address}?{query}" if query else address
