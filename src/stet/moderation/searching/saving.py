"""Views of the list that people keep for themselves, and that seniors share with the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from stet.ledger.chain import Json
from stet.ledger.deeds import Deed
from stet.ledger.writing import append, staff_actor
from stet.moderation.searching.models import SavedView
from stet.newsroom.fields import BadField, fault_in
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action

NAME_LIMIT = 60
MOST_VIEWS = 40  # of one person: more would be a list to search through
_QUERY_LIMIT = 600


class BadView(BadField):
    """A view that cannot be kept so."""


@dataclass(frozen=True)
class View:
    """What to keep: ``query`` is that of the list's address, read and written anew by the caller."""

    name: str
    query: str
    shared: bool = False


def views_of(staff: Staff) -> list[SavedView]:
    """What this person keeps, and what others share, by name."""
    return list(_seen_by(staff).select_related("owner"))


def may_change(view: SavedView, staff: Staff) -> bool:
    """One's own; a shared one also whoever may share."""
    return view.owner_id == staff.pk or (view.shared and staff.may(Action.SHARE_VIEWS))


def save_view(staff: Staff, wanted: View, now: datetime) -> SavedView:
    """Keeps a view. Raises `BadView` (which field, why) and `NotAllowed`."""
    staff.require(Action.SEE_DESK)
    if wanted.shared:
        staff.require(Action.SHARE_VIEWS)
    name = _name(wanted.name)
    if len(wanted.query) > _QUERY_LIMIT:
        raise BadView("name", _("This view has more filters than can be kept."))
    with transaction.atomic():
        # One after another for two windows of one person, so that the limit holds.
        Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)
        if SavedView.objects.filter(owner=staff).count() >= MOST_VIEWS:
            words = _("You keep %(most)d views, which is the most. Remove one first.")
            raise BadView("name", words % {"most": MOST_VIEWS})
        view = SavedView(
            owner=staff, name=name, query=wanted.query, shared=wanted.shared, made_at=now
        )
        _write(view)
        _log(Deed.VIEW_SAVED, view, staff, now)
    return view


def change_view(
    view_id: UUID, by: Staff, now: datetime, *, name: str | None = None, shared: bool | None = None
) -> SavedView:
    """Renames a view, or shares it or shares it no more.

    Raises `BadView`, `NotAllowed`, and `SavedView.DoesNotExist` for what is not ``by``'s to change.
    """
    with transaction.atomic():
        view = _own(view_id, by)
        if shared is not None and shared != view.shared:
            by.require(Action.SHARE_VIEWS)
            view.shared = shared
        if name is not None:
            view.name = _name(name)
        _write(view)
        _log(Deed.VIEW_CHANGED, view, by, now)
    return view


def remove_view(view_id: UUID, by: Staff, now: datetime) -> View:
    """Removes a view; what it was. Raises `SavedView.DoesNotExist`."""
    with transaction.atomic():
        view = _own(view_id, by)
        removed = View(view.name, view.query, view.shared)
        _log(Deed.VIEW_REMOVED, view, by, now)
        view.delete()
    return removed


def _seen_by(staff: Staff) -> QuerySet[SavedView]:
    return SavedView.objects.filter(Q(owner=staff) | Q(shared=True))


def _own(view_id: UUID, by: Staff) -> SavedView:
    view = _seen_by(by).select_for_update(of=("self",)).get(pk=view_id)
    if not may_change(view, by):
        raise SavedView.DoesNotExist
    return view


def _name(words: str) -> str:
    name = words.strip()
    if fault := fault_in(name, NAME_LIMIT, one_line=True):
        raise BadView("name", fault)
    return name


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise BadView("name", _("You keep another view of this name.")) from None


def _log(deed: Deed, view: SavedView, by: Staff, now: datetime) -> None:
    payload: dict[str, Json] = {"owner": str(view.owner_id), "shared": view.shared}
    append(deed, view.id, actor=staff_actor(by.id), at=now, payload=payload)
