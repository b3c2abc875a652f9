"""What was decided, as tables: by clause, section, article and language."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from stet.moderation.insight.periods import Period
from stet.moderation.insight.subjects import MOST, Subject, Subjects
from stet.web.desk.insight.saying import change, count
from stet.web.desk.insight.tables import Cell, Column, Row, Table, Unit, counted, shared
from stet.web.desk.words import language_name


def by_subject(period: Period, found: Subjects, titles: dict[str, str]) -> list[Table]:
    """One table for each; ``titles`` are the clauses' in force."""
    nothing = _("No decisions in this time.")
    return [
        _clauses(found.clauses, titles),
        Table(
            "sections",
            _("By section"),
            _("Section"),
            _columns(),
            _rows(found.sections, lambda key: key or _("no section")),
            note=_left_out(found.sections),
            empty="" if found.sections else nothing,
        ),
        Table(
            "languages",
            _("By language"),
            _("Language"),
            _columns(),
            _rows(found.languages, lambda key: str(language_name(key))),
            note=_left_out(found.languages),
            empty="" if found.languages else nothing,
        ),
        Table(
            "articles",
            _("By article"),
            _("Article"),
            _columns(),
            _rows(found.articles, lambda key: found.headlines.get(key, key), _decided_on),
            note=_left_out(found.articles),
            empty="" if found.articles else nothing,
        ),
    ]


def _columns() -> list[Column]:
    return [
        Column(_("Decisions")),
        Column(_("Approved, share"), Unit.PERCENT),
        Column(_("Before")),
        Column(_("Change"), Unit.WORDS),
    ]


def _rows(
    found: list[Subject], named: Callable[[str], str], address: Callable[[str], str] | None = None
) -> list[Row]:
    shown = found[:MOST]
    widest = max((subject.decided for subject in shown), default=0)
    return [
        Row(
            named(subject.key),
            [
                counted(subject.decided, widest),
                shared(subject.approval),
                counted(subject.before),
                Cell(change(subject.decided, subject.before)),
            ],
            address=address(subject.key) if address else "",
        )
        for subject in shown
    ]


def _decided_on(article: str) -> str:
    return f"{reverse('desk:list')}?state=decided&article={article}"


def _left_out(found: list[Subject]) -> str:
    if len(found) <= MOST:
        return ""
    words = _("The %(shown)s with the most decisions, of %(all)s.")
    return words % {"shown": count(MOST), "all": count(len(found))}


def _clauses(found: list[Subject], titles: dict[str, str]) -> Table:
    widest = max((subject.rejected for subject in found), default=0)
    return Table(
        "clauses",
        _("By clause"),
        _("Clause"),
        [Column(_("Rejections")), Column(_("Before")), Column(_("Change"), Unit.WORDS)],
        [
            Row(
                titles.get(subject.key, subject.key),
                [
                    counted(subject.rejected, widest),
                    counted(subject.before),
                    Cell(change(subject.rejected, subject.before)),
                ],
            )
            for subject in found
        ],
        note=_("A rejection that cites two clauses counts for both."),
        empty="" if found else _("Nothing was rejected in this time."),
    )
