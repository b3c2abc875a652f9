"""The comments of a batch's page: each with its whole text, what it belongs to, and its token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from stet.comments.models import Comment
from stet.moderation.batching.groups import Group
from stet.moderation.batching.shown import Shown, token_for
from stet.moderation.leasing import held_by_other
from stet.moderation.models import QueueItem
from stet.moderation.seen import Seen
from stet.moderation.tallies import Tally, tallies
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import GuidelineVersion
from stet.text.invisible import InvisibleFacts, find_invisible
from stet.web.desk.gate import Visit
from stet.web.desk.highlighting import highlighted
from stet.web.desk.panel import ClauseLine, clause_lines
from stet.web.desk.words import SUGGESTIONS, language_name


@dataclass(frozen=True)
class Card:
    """A comment on the page. ``token`` is empty if it cannot be chosen.

    Then a colleague is on it (``taken``), or this person may not decide on it.
    """

    item: QueueItem
    comment: Comment
    seen: str
    token: str
    taken: bool
    text: SafeString
    language: str | Promise
    suggestion: str | Promise
    found: list[ClauseLine]
    risk: int | None
    invisible: InvisibleFacts
    name_turned: bool
    record: Tally | None
    ticked: bool

    @property
    def parent(self) -> Comment | None:
        return self.comment.parent


def cards_of(
    visit: Visit, items: Iterable[QueueItem], of: Group, ticked: Iterable[str] = ()
) -> list[Card]:
    """The cards of ``items``; ``ticked``: the ids that were chosen on a page that is shown again."""
    items, chosen = list(items), set(ticked)
    guidelines = in_force(visit.site.id)
    records = tallies(item.comment for item in items)
    return [
        _card(
            visit,
            item,
            of,
            guidelines=guidelines,
            record=records.get(item.comment.author_key),
            ticked=str(item.pk) in chosen,
        )
        for item in items
    ]


def _card(
    visit: Visit,
    item: QueueItem,
    of: Group,
    *,
    guidelines: GuidelineVersion,
    record: Tally | None,
    ticked: bool,
) -> Card:
    comment, screening = item.comment, item.screening
    seen = str(Seen(comment.version, guidelines.number, screening.id if screening else None))
    mine = item.lease_holder_id == visit.staff.id
    invisible = find_invisible(comment.text)
    lines = clause_lines(guidelines, screening, comment.text, "")
    marks = {line.clause.key: line.mark for line in lines}
    return Card(
        item=item,
        comment=comment,
        seen=seen,
        token=token_for(Shown(comment.id, seen, of), visit.staff) if mine else "",
        taken=held_by_other(item, visit.staff, visit.now),
        text=highlighted(comment.text, screening.spans if screening else [], marks, invisible),
        language=language_name(item.lang),
        suggestion=SUGGESTIONS.get(item.suggestion, ""),
        found=[line for line in lines if line.found],
        risk=round(item.risk_rank / 10) if screening else None,
        invisible=invisible,
        name_turned=find_invisible(comment.name).suspicious,
        record=record,
        ticked=ticked,
    )
