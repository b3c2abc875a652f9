"""Comments that are alike, and choices among them."""

from collections.abc import Iterable

from stet.comments.models import Comment
from stet.moderation.batching.deciding import Choice, Decided, decide_batch
from stet.moderation.batching.groups import Group
from stet.moderation.batching.shown import Shown, token_for
from stet.moderation.models import QueueItem
from stet.newsroom.models import Staff
from tests.support.newsroom import Newsroom

CALM = "The ferry leaves on time on most days, and number {} was no exception this week."
SPAMMY = "commercial_promotion"
SPAM = "Everybody should look at this wonderful offer before it is gone for good"
PATTERN = "My aunt {} earned {} last month and so could you, ask her how she did it"


def campaign(newsroom: Newsroom, many: int = 3, text: str = SPAM) -> list[Comment]:
    return [
        newsroom.post(text, f"Reader {number}", author_key=f"browser:{number}")
        for number in range(many)
    ]


def group_of(comment: Comment, kind: str = "text") -> Group:
    return Group(kind, getattr(QueueItem.objects.get(pk=comment.pk), f"like_{kind}"))


def shown(newsroom: Newsroom, comments: Iterable[Comment], of: Group, to: Staff) -> list[str]:
    return [
        token_for(Shown(comment.id, newsroom.seen(comment), of), to) for comment in list(comments)
    ]


def choice(
    newsroom: Newsroom,
    comments: list[Comment],
    *clauses: str,
    to: Staff | None = None,
    chosen: list[Comment] | None = None,
    of: Group | None = None,
) -> Choice:
    of = of or group_of(comments[0])
    tokens = shown(newsroom, comments, of, to or newsroom.alice)
    keys = [comment.id for comment in (comments if chosen is None else chosen)]
    return Choice(of, tokens, keys, "reject" if clauses else "approve", [*clauses])


def decided(newsroom: Newsroom, one: Choice, by: Staff | None = None) -> Decided:
    return decide_batch(one, newsroom.site, by or newsroom.alice, newsroom.later())


def states(newsroom: Newsroom, comments: list[Comment]) -> list[str]:
    return [newsroom.fresh(comment).state for comment in comments]
