"""Second looks in the demo: reports, an appeal, a second opinion, and double reviews."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from stet.comments.digests import browser_author
from stet.comments.models import Comment
from stet.moderation.deciding import Verdict
from stet.moderation.looking import latest_screening
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.appealing import appeal
from stet.moderation.reviewing.asking import Question, ask
from stet.moderation.reviewing.meeting import remark
from stet.moderation.reviewing.reporting import ReportDraft, report
from stet.moderation.reviewing.settling import Kind, open_reviews
from stet.moderation.seen import Seen
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Site, Staff
from stet.newsroom.sites import change_site

# What an editor may well set: with a hundred decisions a day, 35 to compare a week.
SHARE = "5"

Deed = Callable[[dict[str, Any], UUID, datetime], None]


class SecondLooks:
    """What becomes of a comment after it was decided, or while it is held, by its entry's words."""

    def __init__(self, site: Site, staff: dict[str, Staff]) -> None:
        self._site = site
        self._staff = staff

    def of(self, entry: dict[str, Any]) -> Iterator[tuple[float, Deed]]:
        """Each deed, and how many minutes after the comment came it is done."""
        done: float = entry.get("after", 0)
        for number, one in enumerate(entry.get("reports", [])):
            yield done + 30 + 20 * number, self._reporting(one)
        if "appeal" in entry:
            yield done + 40, self._appeal
        if "ask" in entry:
            yield 12, self._ask
        if "double" in entry:
            yield done + 60, self._answer

    def drawing(self, on: bool, now: datetime) -> None:
        """Around the decision that the story needs drawn every decision is; else the usual share."""
        numbers = {"double_review": "100" if on else SHARE}
        change_site(self._site, by=self._staff["editor"], now=now, numbers=numbers)

    def _reporting(self, one: dict[str, str]) -> Deed:
        def reported(_entry: dict[str, Any], comment: UUID, at: datetime) -> None:
            draft = ReportDraft(
                comment,
                one["clause"],
                one.get("note", ""),
                author_key=browser_author(f"demo {one['reader']}"),
            )
            report(draft, at)

        return reported

    def _appeal(self, entry: dict[str, Any], comment: UUID, at: datetime) -> None:
        appeal(comment, entry["appeal"], at)

    def _ask(self, entry: dict[str, Any], comment: UUID, at: datetime) -> None:
        told = entry["ask"]
        by = self._staff[told.get("by", "senior")]
        ask(Question(comment, told["note"], told.get("leaning", "")), by, at)

    def _answer(self, entry: dict[str, Any], comment_id: UUID, at: datetime) -> None:
        told = entry["double"]
        if "outcome" not in told:
            return  # it waits
        comment = Comment.objects.get(id=comment_id)
        (review,) = open_reviews(comment, Kind.DOUBLE_REVIEW)
        screening = latest_screening(comment)
        number = in_force(self._site.id).number
        seen = Seen(comment.version, number, screening.id if screening else None)
        outcome, clauses = told["outcome"], told.get("clauses", [])
        verdict = Verdict(comment_id, outcome, clauses, told.get("note", ""), str(seen))
        answer(review.id, verdict, self._staff[told.get("by", "senior")], at)
        if "remark" in told:
            remark(review.id, told["remark"], self._staff["moderator"], at)
