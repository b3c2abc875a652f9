"""What an article's rules refuse to whoever decides on its comments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stet.comments.models import Comment
from stet.moderation.verdicts import BadVerdict
from stet.newsroom.models import Article, Staff
from stet.newsroom.roles import Action


class UnderLegalHold(BadVerdict):
    """Nothing is published on the article until an editor lifts its legal hold."""

    def __init__(self) -> None:
        words = _("This article is under legal hold: nothing is approved until an editor lifts it.")
        super().__init__("outcome", words)


def refuse_by_article(comment: Comment, outcome: str, by: Staff) -> None:
    """Raises `UnderLegalHold`, or `NotAllowed` where only seniors decide.

    An approval holds the article's row until it is done, as setting a legal hold does.
    """
    articles = Article.objects.all()
    if outcome == "approve":
        articles = articles.select_for_update(no_key=True)
    article = articles.only("legal_hold", "seniors_only").get(pk=comment.article_id)
    if outcome == "approve" and article.legal_hold:
        raise UnderLegalHold
    if article.seniors_only:
        by.require(Action.DECIDE_RESERVED)
