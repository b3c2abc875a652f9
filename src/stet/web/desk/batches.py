"""Many at once: groups of comments that are alike, and those that are most likely fine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.moderation.batching.deciding import (
    Choice,
    Decided,
    Left,
    batch_by_id,
    decide_batch,
    take_back_batch,
)
from stet.moderation.batching.groups import FINE, MOST_GROUPS, Group, groups, size_of
from stet.moderation.batching.holding import (
    MOST_MEMBERS,
    hold_members,
    hold_most_likely_fine,
    keep_held,
)
from stet.moderation.batching.likening import own_hosts
from stet.moderation.batching.models import Batch
from stet.moderation.batching.shown import NotShown
from stet.moderation.deciding import BadVerdict, LeasedByOther, TooLateToReopen, Verdict, decide
from stet.moderation.models import QueueItem
from stet.newsroom.guidelines import in_force
from stet.newsroom.keyboard import keyboard_of
from stet.newsroom.roles import Action
from stet.text.likeness import link_of
from stet.web.desk.asking import as_uuid
from stet.web.desk.batch_cards import cards_of
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.desk.panel import Typed, clause_lines, undo_of
from stet.web.local import listed, number

PAGE_SIZE = 25
_EXCERPT = 240  # code points of a group's sample: about three lines
_MOST_PAGES = 20  # of groups: the last hold pairs, which one decides as quickly one by one
_MOST_NAMED = 5  # of those left out for one reason


@dataclass(frozen=True)
class _Again:
    """What was chosen and typed on a page that is shown again since it could not be carried out."""

    ticked: Sequence[str] = ()
    typed: Typed = field(default_factory=Typed)


@desk(Action.DECIDE)
def show_groups(visit: Visit) -> HttpResponse:
    """The largest groups of comments that are alike, so many a page."""
    number = _page_number(visit)
    found, more = groups((number - 1) * MOST_GROUPS)
    rows = [
        {
            "sized": sized,
            "excerpt": _excerpt(sized.sample.comment.text),
            **_why(sized.sample, sized),
        }
        for sized in found
    ]
    context = {
        "rows": rows,
        "earlier": number - 1,
        "later": number + 1 if more and number < _MOST_PAGES else 0,
        "tab": "groups",
        "undo": undo_of(visit),
    }
    return page(visit, "desk/batches.html", context)


@desk(Action.DECIDE, "GET", "POST")
def show_group(visit: Visit, kind: str, key: str) -> HttpResponse:
    """One group with every member, and one decision on those that are chosen."""
    try:
        group = Group.at(kind, key)
    except ValueError:
        return not_found(visit)
    if visit.request.method == "POST":
        return _decide(visit, group)
    return _group_page(visit, group, _Again())


@desk(Action.DECIDE, "GET", "POST")
def show_fine(visit: Visit) -> HttpResponse:
    """The twenty that are most likely fine, to be approved together once all were read."""
    if visit.request.method == "POST":
        return _decide(visit, FINE)
    return _fine_page(visit, _Again())


@desk(Action.DECIDE, "POST")
def keep(visit: Visit) -> HttpResponse:
    """The page is being worked on: what it shows stays its reader's. Says until when, and what is lost."""
    given = visit.request.POST.getlist("comment")
    keys = [key for one in given[:MOST_MEMBERS] if (key := as_uuid(one))]
    kept = keep_held(keys, visit.staff, visit.now)
    lost = [str(key) for key in keys if key not in kept.comments]
    return JsonResponse({"until": kept.until.isoformat(), "lost": lost})


@desk(Action.DECIDE, "POST")
def reject_one(visit: Visit, comment_id: UUID) -> HttpResponse:
    """Rejects one of those that are most likely fine, and comes back to the others."""
    post = visit.request.POST
    verdict = Verdict(
        comment_id,
        "reject",
        post.getlist("clause"),
        post.get("note", "").strip(),
        seen=post.get("seen", ""),
    )
    try:
        decide(verdict, visit.staff, visit.now)
        messages.success(visit.request, _("Rejected."))
    except Comment.DoesNotExist:
        return not_found(visit)
    except BadVerdict as bad:
        messages.error(visit.request, str(bad.message))
    except LeasedByOther as conflict:
        holder = conflict.item.lease_holder
        words = _("%(name)s is on it.") % {"name": holder.display_name if holder else ""}
        messages.error(visit.request, words)
    except Conflict:
        messages.error(visit.request, _("It changed after you saw it. Nothing was decided."))
    return redirect("desk:batches_fine")


@desk(Action.DECIDE, "POST")
def take_back(visit: Visit, batch_id: UUID) -> HttpResponse:
    """Undoes one's own batch within its minute, and shows its comments again."""
    try:
        found = take_back_batch(batch_id, visit.staff, visit.now)
    except Batch.DoesNotExist:
        return not_found(visit)
    except TooLateToReopen:
        messages.error(
            visit.request,
            _(
                "A decision can be undone by the person who made it, for one minute. This one stands."
            ),
        )
        return redirect(_address(_group_of(batch_by_id(batch_id))))
    messages.success(visit.request, _held_again(len(found.comments)))
    if found.kept:
        words = ngettext(
            "%(n)s stays as it is: somebody decided on it or relies on it since.",
            "%(n)s stay as they are: somebody decided on them or relies on them since.",
            found.kept,
        )
        messages.warning(visit.request, words % {"n": number(found.kept)})
    return redirect(_address(_group_of(found.batch)))


def _held_again(many: int) -> str:
    words = ngettext("%(n)s comment is held again.", "%(n)s comments are held again.", many)
    return words % {"n": number(many)}


def _group_of(batch: Batch) -> Group:
    return FINE if batch.key is None else Group(batch.kind, batch.key)


def _address(group: Group) -> str:
    if group == FINE:
        return reverse("desk:batches_fine")
    return reverse("desk:batches_group", args=[group.kind, group.hex])


def _decide(visit: Visit, of: Group) -> HttpResponse:
    """Carries out a choice, then comes back: to what is left of the group, or to the next twenty."""
    post = visit.request.POST
    keys = [as_uuid(given) for given in post.getlist("member")]
    choice = Choice(
        of=of,
        tokens=post.getlist("shown")[: MOST_MEMBERS + 1],
        chosen=[key for key in keys if key],
        outcome=post.get("outcome", ""),
        clauses=post.getlist("clause"),
        note=post.get("note", "").strip(),
    )
    try:
        decided = decide_batch(choice, visit.site, visit.staff, visit.now)
    except BadVerdict as bad:
        typed = Typed(choice.clauses, choice.note, bad.field, bad.message)
        again = _Again(post.getlist("member"), typed)
        if of == FINE:
            return _fine_page(visit, again, status=422)
        return _group_page(visit, of, again, status=422)
    except NotShown:
        words = _("Nothing was decided: this page was too old, or not yours. Please look again.")
        messages.error(visit.request, words)
        return redirect(_address(of))
    _say(visit, decided)
    return redirect(_address(of))


def _say(visit: Visit, decided: Decided) -> None:
    """What was decided; and of what was left out, why, each reason once."""
    many = len(decided.decisions)
    if decided.batch and decided.batch.outcome == "approve":
        words = ngettext("%(n)s comment approved.", "%(n)s comments approved.", many)
    elif decided.batch:
        words = ngettext("%(n)s comment rejected.", "%(n)s comments rejected.", many)
    else:
        words = _("Nothing was decided.")
    messages.success(visit.request, words % {"n": number(many)})
    reasons: dict[str, list[Left]] = {}
    for left in decided.left:
        reasons.setdefault(str(left.reason), []).append(left)
    for reason, those in reasons.items():
        words = ngettext("%(n)s left out (%(names)s): ", "%(n)s left out (%(names)s): ", len(those))
        told = {"n": number(len(those)), "names": _names(those)}
        messages.warning(visit.request, words % told + reason)


def _names(those: list[Left]) -> str:
    named = [left.comment.name or _("(erased)") for left in those[:_MOST_NAMED]]
    return listed(named + (["…"] if len(those) > _MOST_NAMED else []))


def _group_page(visit: Visit, group: Group, again: _Again, *, status: int = 200) -> HttpResponse:
    many = _many(visit)
    sized = size_of(group)
    items = hold_members(group, many, visit.staff, visit.now) if sized else []
    cards = cards_of(visit, items, group, again.ticked)
    more = min(many + PAGE_SIZE, MOST_MEMBERS)
    context = {
        "group": group,
        "sized": sized,
        "cards": cards,
        "choosable": sum(bool(card.token) for card in cards),
        "until": _until(items, visit),
        "more": more if sized and sized.size > len(items) and len(items) < MOST_MEMBERS else 0,
        "beyond": sized.size - len(items) if sized else 0,
        "many": many,
        "clauses": _clauses(visit),
        "typed": again.typed,
        "tab": "groups",
        "undo": undo_of(visit),
        **(_why(sized.sample, sized) if sized else {}),
    }
    return page(visit, "desk/batch_group.html", context, status=status)


def _fine_page(visit: Visit, again: _Again, *, status: int = 200) -> HttpResponse:
    items = hold_most_likely_fine(visit.staff, visit.now)
    cards = cards_of(visit, items, FINE, again.ticked)
    context = {
        "cards": cards,
        "choosable": len(cards),
        "until": _until(items, visit),
        "clauses": _clauses(visit),
        "typed": again.typed,
        "tab": "fine",
        "undo": undo_of(visit),
    }
    return page(visit, "desk/batch_fine.html", context, status=status)


def _clauses(visit: Visit) -> list[Any]:
    return clause_lines(in_force(visit.site.id), None, "", keyboard_of(visit.staff).clause_keys)


def _until(items: list[QueueItem], visit: Visit) -> str:
    """When the leases of this page end, in the words in which leaving it gives them back."""
    mine = (item.lease_until for item in items if item.lease_holder_id == visit.staff.id)
    return next((until.isoformat() for until in mine if until), "")


def _page_number(visit: Visit) -> int:
    given = visit.request.GET.get("page", "")
    usable = given.isascii() and given.isdigit() and len(given) < 4
    return min(max(1, int(given)), _MOST_PAGES) if usable else 1


def _many(visit: Visit) -> int:
    given = visit.request.GET.get("many", "")
    usable = given.isascii() and given.isdigit() and len(given) < 6
    return min(max(PAGE_SIZE, int(given)), MOST_MEMBERS) if usable else PAGE_SIZE


def _why(sample: QueueItem, sized: Any) -> dict[str, Any]:
    """Why these are a group, in words; for a link, which one."""
    link = link_of(sample.comment.text, own_hosts()) if sized.group.kind == Batch.Kind.LINK else ""
    return {"why": sized.group.label, "link": link.partition(":")[2] or link}


def _excerpt(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _EXCERPT else one_line[: _EXCERPT - 1] + "…"
