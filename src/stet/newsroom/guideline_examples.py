"""Adding one example to the draft of the guidelines."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.newsroom.guideline_drafts import BadGuidelines, check, draft, write
from stet.newsroom.guidelines import ClauseText, text_of
from stet.newsroom.models import GuidelineVersion, Site, Staff


class Side(StrEnum):
    """What an example shows: the name of the clause's field that it goes to."""

    FINE = "acceptable"
    BREACH = "unacceptable"


def add_example(
    site: Site, clause: str, side: Side, words: str, *, by: Staff | None, now: datetime
) -> GuidelineVersion:
    """Adds ``words``, on a line of their own, below the examples that the clause has in the draft.

    The draft is begun if there is none; nothing is public before it is published. Raises
    `NotAllowed`, and `BadGuidelines` with the field ``clause`` or ``words``.
    """
    said = words.strip()
    if not said:
        raise BadGuidelines("words", _("Please write the example."))
    with transaction.atomic():
        version = draft(site, by, now)
        text = text_of(version)
        if all(one.key != clause for one in text.clauses):
            raise BadGuidelines("clause", _("The draft has no such clause."))
        clauses = tuple(
            _with(one, side, said) if one.key == clause else one for one in text.clauses
        )
        changed = replace(text, clauses=clauses)
        try:
            check(changed)
        except BadGuidelines as bad:
            raise BadGuidelines("words", bad.message) from None
        return write(version, changed)


def _with(clause: ClauseText, side: Side, words: str) -> ClauseText:
    if side is Side.FINE:
        return replace(clause, acceptable=_below(clause.acceptable, words))
    return replace(clause, unacceptable=_below(clause.unacceptable, words))


def _below(before: str, words: str) -> str:
    return f"{before}\n{words}" if before else words
