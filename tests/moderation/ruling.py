"""A past that carries rules, and comments that the screener has just read."""

from typing import Any

from stet.comments.models import Comment
from stet.moderation.models import Screening
from stet.moderation.rules.acting import act
from stet.moderation.rules.measuring import current_screener
from stet.moderation.rules.models import RuleVersion
from stet.moderation.rules.standing import (
    propose,
    switch_on,
)
from tests.support.newsroom import Newsroom
from tests.support.past import past

NO_AUDIT = 0.01


def known(newsroom: Newsroom, many: int = 80, **more: Any) -> None:
    past(newsroom.site, newsroom.article, newsroom.alice, newsroom.later(), many, **more)


def proposed(newsroom: Newsroom, clause: str = "profanity", **more: Any) -> RuleVersion:
    asked = {"promise": 0.95, "audit_share": NO_AUDIT, **more}
    direction = "reject" if clause else "approve"
    by = newsroom.administrator
    return propose(newsroom.site, clause, direction, by=by, now=newsroom.later(), **asked)


def on(newsroom: Newsroom, clause: str = "profanity", **more: Any) -> RuleVersion:
    version = proposed(newsroom, clause, **more)
    switch_on(version.rule_id, version.id, by=newsroom.administrator, now=newsroom.later())
    return version


def read(
    newsroom: Newsroom,
    probability: float = 0.99,
    *,
    clause: str = "profanity",
    lang: str = "en",
    screener: str = "",
    text: str = "Well, well.",
    comment: Comment | None = None,
    **parts: Any,
) -> Comment:
    """A comment that the screener has just read, with what the rules made of it."""
    comment = comment or newsroom.post(f"{text} {newsroom.now.isoformat()}", **parts)
    screening = Screening.objects.create(
        comment=comment,
        screener=screener or current_screener(newsroom.site),
        lang=lang,
        suggestion="look",
        clauses=[],
        scores={clause: probability},
        spans=[],
        reasons=[],
        at=newsroom.later(),
    )
    act(newsroom.fresh(comment), screening, newsroom.later())
    return newsroom.fresh(comment)
