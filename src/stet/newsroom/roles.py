"""Who may do what: the permission table, as data. Pages, the API and the tests all read it."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    MODERATOR = "moderator", _("Moderator")
    SENIOR = "senior", _("Senior moderator")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Action(StrEnum):
    """What a member of staff can ask for. The value is what a refusal names."""

    SEE_DESK = "see the desk"
    DECIDE = "decide on a comment"
    OVERRULE = "decide again on a comment that somebody decided"
    REVIEW = "answer reports, appeals and questions of colleagues"
    ANSWER_ESCALATED = "decide what was escalated, and export the evidence"
    SEE_OVERTURNED = "see how many decisions were overturned"
    SEE_INSIGHT = "see the team's figures"
    SHARE_VIEWS = "share a view of the list with the team"
    SEE_AGREEMENT = "see how far colleagues agree"
    SETTLE = "settle what colleagues disagree about"
    ERASE = "erase a comment on its author's legal request"
    EDIT_ARTICLES = "add articles, and open or close comments"
    SET_ARTICLE_RULES = "set what holds for an article's comments"
    DECIDE_RESERVED = "decide where only seniors do"
    SEE_RULES = "see the standing rules and take back what they decided"
    SET_RULES = "set standing rules, and switch them on or off"
    SET_AUTHOR_RULES = "set how an author's comments are handled"
    EDIT_GUIDELINES = "write and publish guidelines"
    EDIT_LEXICON = "edit the word lists"
    TUNE_SCREENER = "try changes on past decisions, and let the screener learn"
    EDIT_SITE = "change the site's settings"
    MANAGE_KEYS = "manage the keys of other systems"
    MANAGE_WEBHOOKS = "manage webhooks"
    MANAGE_STAFF = "manage staff accounts"


_EVERYONE = frozenset(Role)
_SENIORS = frozenset({Role.SENIOR, Role.EDITOR, Role.ADMINISTRATOR})
_EDITORS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

PERMISSIONS: dict[Action, frozenset[Role]] = {
    Action.SEE_DESK: _EVERYONE,
    Action.DECIDE: _EVERYONE,
    Action.OVERRULE: _SENIORS,
    Action.REVIEW: _EVERYONE,
    Action.ANSWER_ESCALATED: _SENIORS,
    Action.SEE_OVERTURNED: _SENIORS,
    Action.SEE_INSIGHT: _SENIORS,
    Action.SHARE_VIEWS: _SENIORS,
    Action.SEE_AGREEMENT: _SENIORS,
    Action.SETTLE: _SENIORS,
    Action.ERASE: _ADMINISTRATORS,
    Action.EDIT_ARTICLES: _EDITORS,
    Action.SET_ARTICLE_RULES: _EDITORS,
    Action.DECIDE_RESERVED: _SENIORS,
    Action.SEE_RULES: _SENIORS,
    Action.SET_RULES: _EDITORS,
    Action.SET_AUTHOR_RULES: _SENIORS,
    Action.EDIT_GUIDELINES: _EDITORS,
    Action.EDIT_LEXICON: _EDITORS,
    Action.TUNE_SCREENER: _EDITORS,
    Action.EDIT_SITE: _EDITORS,
    Action.MANAGE_KEYS: _ADMINISTRATORS,
    Action.MANAGE_WEBHOOKS: _ADMINISTRATORS,
    Action.MANAGE_STAFF: _ADMINISTRATORS,
}


class NotAllowed(Exception):
    """This person's role does not include this action."""

    def __init__(self, action: Action) -> None:
        super().__init__(f"Your role does not let you {action.value}.")
        self.action = action
