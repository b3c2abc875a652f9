"""Heads made by hand, and comments that are surely screened."""

import numpy as np

from stet.comments.models import Comment
from stet.moderation.learning.heads import (
    adopt,
    kin_of,
)
from stet.moderation.learning.learning import keep
from stet.moderation.learning.models import OwnHead
from stet.moderation.screeners import screener_of, shipped_screener_of
from stet.moderation.screening import screen_missed
from stet.newsroom.roles import Role
from stet.screening.own import learning as pure
from stet.screening.own.features import WIDTH
from stet.screening.own.head import ANY, Head, Part, digest_of
from stet.screening.types import Submission
from tests.support.newsroom import Newsroom


def with_editor(newsroom: Newsroom) -> Newsroom:
    newsroom.carol.role = Role.EDITOR
    newsroom.carol.save()
    return newsroom


def made(newsroom: Newsroom, *, step: float = 2.0, better: bool = True, kin: str = "") -> OwnHead:
    """A head that moves every comment by the same step."""
    weights = np.zeros(WIDTH)
    weights[0] = step
    kin = kin or kin_of(shipped_screener_of(newsroom.site.id))
    head = Head(kin, (Part(ANY, weights),))
    kept = head.to_bytes()
    learned = pure.Learned(head, kept, 10, 5, (), None, better=better)
    assert learned.checksum == digest_of(kept)
    return keep(newsroom.site, learned, kin, newsroom.later())


def put_in_use(newsroom: Newsroom, head: OwnHead) -> None:
    base = shipped_screener_of(newsroom.site.id)
    adopt(newsroom.site, head.id, base=base, by=newsroom.carol, now=newsroom.later())


def posted(newsroom: Newsroom, text: str) -> Comment:
    """A comment that is screened, though the machine may be too busy to do so in time."""
    comment = newsroom.post(text)
    screen_missed(newsroom.later())
    return comment


def approved(newsroom: Newsroom, text: str) -> None:
    newsroom.decide(posted(newsroom, text), "approve")


def risk(newsroom: Newsroom, text: str = "The ferry is late.") -> float:
    [read] = screener_of(newsroom.site.id).screen([Submission("1", text, lang="en")])
    return max(read.scores["threat"], read.scores["personal_attack"])
