"""The screener: what it learned here, and changes tried on past decisions before they are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stet.moderation.learning import heads
from stet.moderation.learning.changes import BadChange, Change
from stet.moderation.learning.feedback import count_trusted
from stet.moderation.learning.models import OwnHead, Run
from stet.moderation.learning.reading import excerpts
from stet.moderation.learning.runs import (
    OPEN,
    AlreadyRunning,
    ask_learning,
    ask_replay,
    cancel,
    latest_runs,
    run_by_id,
)
from stet.moderation.replaying import Example, Replay, Tally
from stet.moderation.screeners import shipped_screener_of
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Site
from stet.newsroom.roles import Action
from stet.newsroom.sites import BadSite, set_learning
from stet.screening.clauses import ADVISORY, SCORED
from stet.screening.lexicon import LANGUAGES
from stet.screening.own.head import ANY
from stet.web.desk.asking import as_uuid
from stet.web.desk.fields import Wrong, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.desk.words import SUGGESTIONS, language_name
from stet.web.local import number

_EXCERPT = 160
_DAYS = ("30", "90", "365", "")
_TYPED = ("clause", "at", "action", "switch", "edit", "lang", "term", "strength", "head", "days")
TO = {
    "reject": gettext_lazy("newly suggested for rejection"),
    "look": gettext_lazy("newly shown for a look"),
    "approve": gettext_lazy("newly without any finding"),
}


@dataclass(frozen=True)
class Version:
    head: OwnHead
    used: bool
    rests: bool
    parts: list[dict[str, Any]]


@desk(Action.TUNE_SCREENER)
def show_screener(visit: Visit) -> HttpResponse:
    """The versions that were learned, which one is in use, and what the worker may do at night."""
    used, kin = heads.head_in_use(visit.site), heads.kin_of(shipped_screener_of(visit.site.id))
    titles = _titles(visit)
    runs = latest_runs(visit.site)
    context = {
        "versions": [
            Version(head, head == used, head.kin != kin, _parts(head, titles))
            for head in heads.heads_of(visit.site)
        ],
        "used": used,
        "rests": used is not None and used.kin != kin,
        "changes": heads.changes_of(visit.site),
        "choices": Site.Learning.choices,
        "runs": runs,
        "labels": count_trusted(visit.site),
        "learning_now": any(run.kind == Run.Kind.LEARN and run.state in OPEN for run in runs),
    }
    return page(visit, "desk/screener.html", context)


def _titles(visit: Visit) -> dict[str, str]:
    return {clause.key: clause.title for clause in in_force(visit.site.id).clauses.all()}


def _parts(head: OwnHead, titles: dict[str, str]) -> list[dict[str, Any]]:
    whole = head.report.get("whole")
    found = [
        {**part, "title": _part_title(part["clause"], titles)} for part in head.report["parts"]
    ]
    if whole:
        found.append({**whole, "title": _("As a whole"), "kept": head.better, "whole": True})
    return found


def _part_title(clause: str, titles: dict[str, str]) -> str:
    return _("All rejections") if clause == ANY else titles.get(clause, clause)


@desk(Action.TUNE_SCREENER, "POST")
def change_screener(visit: Visit) -> HttpResponse:
    """One deed: ``do`` is learn, adopt, roll_back or night."""
    post = visit.request.POST
    deeds = {"learn": _learn, "adopt": _adopt, "roll_back": _roll_back, "night": _night}
    deed = deeds.get(post.get("do", ""))
    if deed is None:
        return not_found(visit)
    try:
        messages.success(visit.request, deed(visit, post))
    except AlreadyRunning:
        messages.error(visit.request, _("The worker is learning already."))
    except heads.NotBetter:
        messages.error(visit.request, _("This version cannot be put in use."))
    except heads.NothingToRollBack:
        messages.error(visit.request, _("The screener is as it ships."))
    except (OwnHead.DoesNotExist, BadSite):
        return not_found(visit)
    return redirect("desk:screener")


def _learn(visit: Visit, _post: QueryDict) -> str:
    ask_learning(visit.site, by=visit.staff, now=visit.now)
    return _("The worker will learn from your decisions. Nothing is put in use by it.")


def _adopt(visit: Visit, post: QueryDict) -> str:
    head_id = as_uuid(post.get("head", ""))
    if head_id is None:
        raise OwnHead.DoesNotExist
    base = shipped_screener_of(visit.site.id)
    head = heads.adopt(visit.site, head_id, base=base, by=visit.staff, now=visit.now)
    said = _("Version %(number)s is in use for the comments that come from now on.")
    return said % {"number": number(head.number)}


def _roll_back(visit: Visit, _post: QueryDict) -> str:
    head = heads.roll_back(visit.site, by=visit.staff, now=visit.now)
    if head is None:
        return _("Rolled back: the screener is as it ships.")
    return _("Rolled back: version %(number)s is in use again.") % {"number": number(head.number)}


def _night(visit: Visit, post: QueryDict) -> str:
    set_learning(visit.site, post.get("learning", ""), by=visit.staff, now=visit.now)
    return _("Saved.")


@desk(Action.TUNE_SCREENER, "GET", "POST")
def try_change(visit: Visit) -> HttpResponse:
    """The form of a change to be tried; POST asks the worker for it and leads to its run."""
    asked = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    kind = asked.get("kind", "threshold")
    typed = {name: words(asked, name) for name in _TYPED}
    if visit.request.method != "POST":
        return _form(visit, kind, typed)
    days = typed["days"] if typed["days"] in _DAYS else ""
    since = visit.now - timedelta(days=int(days)) if days else None
    try:
        change = _change(kind, typed)
        run = ask_replay(visit.site, change, since, by=visit.staff, now=visit.now)
    except BadChange as bad:
        return _form(visit, kind, typed, wrong_of(bad))
    return redirect("desk:screener_run", run.id)


def _change(kind: str, typed: dict[str, str]) -> Change:
    if kind == "threshold":
        return Change(kind, typed["clause"], at=_probability(typed["at"]), action=typed["action"])
    if kind == "clause":
        return Change(kind, typed["clause"], action=typed["switch"])
    if kind == "word":
        term = " ".join(typed["term"].split())
        lang, strength = typed["lang"], typed["strength"] or "strong"
        return Change(
            kind, typed["clause"], action=typed["edit"], lang=lang, term=term, strength=strength
        )
    number = typed["head"]
    usable = number.isascii() and number.isdigit() and len(number) < 6
    return Change(kind, head=int(number) if usable else None)


def _probability(typed: str) -> float:
    try:
        return float(typed)
    except ValueError:
        return 0.0  # which is refused with the reason


def _form(
    visit: Visit, kind: str, typed: dict[str, str], wrong: Wrong | None = None
) -> HttpResponse:
    titles = _titles(visit)
    scored = [str(clause) for clause in SCORED if clause not in ADVISORY]
    context = {
        "kind": kind,
        "typed": typed,
        "clauses": [(key, titles.get(key, key)) for key in scored],
        "languages": [(code, language_name(code)) for code in LANGUAGES],
        "heads": heads.heads_of(visit.site),
        "days": _DAYS,
        **problem(wrong),
    }
    return page(visit, "desk/screener_try.html", context, status=422 if wrong else 200)


@desk(Action.TUNE_SCREENER)
def show_run(visit: Visit, run_id: UUID) -> HttpResponse:
    """How far a run is, or what came of it."""
    try:
        run = run_by_id(visit.site, run_id)
    except Run.DoesNotExist:
        return not_found(visit)
    context: dict[str, Any] = {
        "run": run,
        "open": run.state in OPEN,
        "percent": round(100 * run.done / run.total) if run.total else None,
        "change": run.asked.get("change"),
        "title": _titles(visit).get((run.asked.get("change") or {}).get("clause", ""), ""),
    }
    if run.kind == Run.Kind.REPLAY and run.state == Run.State.DONE:
        context |= _result(Tally.from_dict(run.result["tally"]).replay())
    return page(visit, "desk/screener_run.html", context)


@desk(Action.TUNE_SCREENER, "POST")
def cancel_run(visit: Visit, run_id: UUID) -> HttpResponse:
    if not cancel(run_id, by=visit.staff, now=visit.now):
        messages.error(visit.request, _("The run had ended already."))
    return redirect("desk:screener_run", run_id)


def _result(replay: Replay) -> dict[str, Any]:
    said = excerpts([one.comment for one in replay.examples], _EXCERPT)
    sides = []
    for call, title in TO.items():
        for agrees in (False, True):
            shown = [_example(one, said) for one in replay.shown(call, agrees=agrees)]
            if shown:
                sides.append({"title": title, "agrees": agrees, "examples": shown})
    measures = [
        (title, getattr(replay, name)(call, after=False), getattr(replay, name)(call))
        for call, name, title in (
            ("reject", "precision", _("Precision of suggested rejections")),
            ("reject", "recall", _("Share of rejections that were suggested")),
            ("approve", "precision", _("Precision of “nothing found”")),
            ("approve", "recall", _("Share of approvals with nothing found")),
        )
    ]
    confusion = [
        (SUGGESTIONS.get(call, _("Unscreened")), *_cells(replay, call))
        for call in ("reject", "look", "approve", "")
    ]
    changes = [
        (title, replay.newly(call), replay.newly(call, "approve"), replay.newly(call, "reject"))
        for call, title in TO.items()
    ]
    return {
        "replay": replay,
        "newly": changes,
        "confusion": confusion,
        "measures": measures,
        "sides": sides,
    }


def _cells(replay: Replay, call: str) -> list[int]:
    return [
        replay.said(call, verdict, after=after)
        for after in (False, True)
        for verdict in ("approve", "reject")
    ]


def _example(one: Example, said: dict[UUID, str]) -> dict[str, Any]:
    return {
        "comment": one.comment,
        "before": SUGGESTIONS.get(one.before, _("Unscreened")),
        "after": SUGGESTIONS[one.after],
        "verdict": one.verdict,
        "score": one.score,
        "excerpt": said.get(one.comment),
    }
