"""Two people: on some authors' comments nobody decides alone.

The first person's verdict is kept as a voice and decides nothing. Another person, who is not told
it, says theirs: if it is the same, that is the decision; if not, both are kept, and it takes a
third who agrees with either.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.comments.states import State
from stet.ledger.chain import canonical, commit_text
from stet.ledger.deeds import Deed
from stet.ledger.writing import append, staff_actor
from stet.moderation.leasing import NO_LEASE
from stet.moderation.models import QueueItem
from stet.moderation.rules.authors import rule_about
from stet.moderation.rules.models import AuthorRule, Voice
from stet.moderation.verdicts import Verdict
from stet.newsroom.models import Clause, Staff


class AwaitsSecond(Conflict):
    """The verdict is kept, and decides once another person says the same.

    Where the caller has a transaction of its own, the verdict goes with it.
    """

    def __init__(self, comment: Comment) -> None:
        super().__init__(comment, "your verdict is kept; a second person must say the same")


def needs_two(comment: Comment, now: datetime) -> bool:
    """Whether nobody decides alone on this held comment."""
    if comment.state != State.HELD:
        return False
    rule = rule_about(comment.author_key, now)
    return rule is not None and rule.kind == AuthorRule.Kind.TWO_PEOPLE


def voices_on(comment: Comment) -> list[Voice]:
    """What was said of the comment as it now stands, oldest first."""
    said = Voice.objects.filter(comment=comment, comment_version=comment.version)
    return list(said.select_related("by"))


def kept_as_voice(
    comment: Comment, verdict: Verdict, cited: Sequence[Clause], by: Staff, now: datetime
) -> bool:
    """Keeps the verdict instead of carrying it out, if it needs a second person who is not there.

    Runs in the transaction of the decision that it may have been.
    """
    if not needs_two(comment, now):
        return False
    said = voices_on(comment)
    if any(one.by_id != by.id and one.outcome == verdict.outcome for one in said):
        return False
    if all(one.by_id != by.id for one in said):
        _speak(comment, verdict, cited, by, now)
    QueueItem.objects.filter(comment=comment, lease_holder=by).update(**NO_LEASE)
    return True


def _speak(
    comment: Comment, verdict: Verdict, cited: Sequence[Clause], by: Staff, now: datetime
) -> None:
    keys = [clause.key for clause in cited]
    voice = Voice.objects.create(
        comment=comment,
        comment_version=comment.version,
        by=by,
        outcome=verdict.outcome,
        clauses=keys,
        note=verdict.note,
        at=now,
    )
    # The history is read by whoever comes second, so the ledger holds a commitment only.
    said = canonical({"outcome": verdict.outcome, "clauses": [*keys], "note": verdict.note})
    append(
        Deed.COMMENT_VOICED,
        comment.id,
        actor=staff_actor(by.id),
        at=now,
        payload={"voice": str(voice.id), "said": commit_text(bytes(comment.salt), said)},
    )
