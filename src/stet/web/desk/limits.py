"""What holds for one comment beside its words: rules about its article and about its author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stet.comments.models import Comment
from stet.comments.states import State
from stet.moderation.rules.authors import rule_about
from stet.moderation.rules.models import AuthorRule
from stet.moderation.rules.two_people import voices_on
from stet.newsroom.article_rules import read_again_at
from stet.newsroom.roles import Action
from stet.web.desk.gate import Visit


@dataclass(frozen=True)
class Limits:
    """``voiced``: the visitor has said theirs; ``heard``: a colleague has, and nobody is told what."""

    author_rule: AuthorRule | None
    legal_hold: bool
    reserved: bool
    reason: str
    read_again_at: datetime | None
    needs_two: bool
    voiced: bool
    heard: int
    known_author: bool

    @property
    def any(self) -> bool:
        return bool(
            self.author_rule or self.legal_hold or self.reserved or self.read_again_at is not None
        )


def limits_of(visit: Visit, comment: Comment) -> Limits:
    article, held = comment.article, comment.state == State.HELD
    rule = rule_about(comment.author_key, visit.now)
    two = held and rule is not None and rule.kind == AuthorRule.Kind.TWO_PEOPLE
    said = [voice.by_id for voice in voices_on(comment)] if two else []
    return Limits(
        author_rule=rule,
        legal_hold=article.legal_hold,
        reserved=article.seniors_only,
        reason=article.rules_reason,
        read_again_at=read_again_at(article, visit.site, visit.now) if held else None,
        needs_two=two,
        voiced=visit.staff.id in said,
        heard=sum(one != visit.staff.id for one in said),
        known_author=bool(comment.author_key),
    )


def barred_by(visit: Visit, limits: Limits) -> bool:
    """Whether the visitor cannot decide at all: not here, or not again."""
    return limits.voiced or (limits.reserved and not visit.may(Action.DECIDE_RESERVED))
