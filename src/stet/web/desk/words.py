"""The desk's words for what the rooms name by keys."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from stet.ledger.deeds import Deed
from stet.newsroom.roles import Action
from stet.screening.clauses import Clause

# What follows "Your role does not let you".
ACTIONS: dict[Action, Promise] = {
    Action.SEE_DESK: _("see the desk"),
    Action.DECIDE: _("decide on a comment"),
    Action.OVERRULE: _("decide again on a comment that somebody decided"),
    Action.REVIEW: _("answer reports, appeals and questions of colleagues"),
    Action.ANSWER_ESCALATED: _("decide what was escalated, and export the evidence"),
    Action.SEE_OVERTURNED: _("see how many decisions were overturned"),
    Action.SEE_INSIGHT: _("see the team's figures"),
    Action.SHARE_VIEWS: _("share a view of the list with the team"),
    Action.SEE_AGREEMENT: _("see how far colleagues agree"),
    Action.SETTLE: _("settle what colleagues disagree about"),
    Action.ERASE: _("erase a comment on its author's legal request"),
    Action.EDIT_ARTICLES: _("add articles, and open or close comments"),
    Action.SET_ARTICLE_RULES: _("set what holds for an article's comments"),
    Action.DECIDE_RESERVED: _("decide where only seniors do"),
    Action.SEE_RULES: _("see the standing rules and take back what they decided"),
    Action.SET_RULES: _("set standing rules, and switch them on or off"),
    Action.SET_AUTHOR_RULES: _("set how an author's comments are handled"),
    Action.EDIT_GUIDELINES: _("write and publish guidelines"),
    Action.EDIT_LEXICON: _("edit the word lists"),
    Action.TUNE_SCREENER: _("try changes on past decisions, and let the screener learn"),
    Action.EDIT_SITE: _("change the site's settings"),
    Action.MANAGE_KEYS: _("manage the keys of other systems"),
    Action.MANAGE_WEBHOOKS: _("manage webhooks"),
    Action.MANAGE_STAFF: _("manage staff accounts"),
}

MENU: tuple[tuple[str, Action, Promise], ...] = (
    ("desk:next", Action.DECIDE, _("Next comment")),
    ("desk:list", Action.SEE_DESK, _("List")),
    ("desk:batches", Action.DECIDE, _("Batches")),
    ("desk:reviews", Action.REVIEW, _("Reviews")),
    ("desk:insight", Action.SEE_DESK, _("Insight")),
    ("desk:rules", Action.SEE_RULES, _("Rules")),
    ("desk:articles", Action.EDIT_ARTICLES, _("Articles")),
    ("desk:guidelines", Action.EDIT_GUIDELINES, _("Guidelines")),
    ("desk:lexicon", Action.EDIT_LEXICON, _("Word lists")),
    ("desk:screener", Action.TUNE_SCREENER, _("Screener")),
    ("desk:settings", Action.EDIT_SITE, _("Site")),
    ("desk:sign_on", Action.EDIT_SITE, _("Sign-on and writing")),
    ("desk:others", Action.MANAGE_KEYS, _("Other systems")),
    ("desk:webhooks", Action.MANAGE_WEBHOOKS, _("Webhooks")),
    ("desk:staff", Action.MANAGE_STAFF, _("Staff")),
)

DEEDS: dict[str, Promise] = {
    Deed.COMMENT_SUBMITTED: _("Received and held"),
    Deed.COMMENT_SCREENED: _("Screened"),
    Deed.COMMENT_APPROVED: _("Approved"),
    Deed.COMMENT_REJECTED: _("Rejected"),
    Deed.COMMENT_REOPENED: _("Decision taken back: held again"),
    Deed.COMMENT_REPORTED: _("Reported by a reader"),
    Deed.COMMENT_HIDDEN: _("Hidden until its reports are answered"),
    Deed.COMMENT_APPEALED: _("Appealed by its author"),
    Deed.COMMENT_ESCALATED: _("Escalated to the seniors"),
    Deed.SECOND_OPINION_ASKED: _("A second opinion was asked"),
    Deed.COMMENT_DRAWN: _("Drawn for a double review"),
    Deed.COMMENT_REVIEWED: _("Looked at again"),
    Deed.COMMENT_DISCUSSED: _("Discussed"),
    Deed.DISAGREEMENT_SETTLED: _("Disagreement settled"),
    Deed.EVIDENCE_EXPORTED: _("Evidence exported"),
    Deed.COMMENT_VOICED: _("Answered by one of two people"),
    Deed.COMMENT_WITHDRAWN: _("Withdrawn by its author"),
    Deed.COMMENT_ERASED: _("Erased"),
}

ACTORS: dict[str, Promise] = {
    "author": _("its author"),
    "reader": _("a reader"),
    "system": _("the system"),
    "import": _("an import"),
    "rule": _("a rule of the newsroom"),
}

SUGGESTIONS: dict[str, Promise] = {
    "approve": _("Nothing found"),
    "look": _("Needs a look"),
    "reject": _("Likely breaks a clause"),
}

# Scores that are never a ground for rejection by themselves. "Off topic" is not among them: it is
# the relevance counted from the other end, and looks surer of itself than shared words can be.
FURTHER_SCORES: dict[str, Promise] = {
    Clause.CONSTRUCTIVE: _("Constructive"),
    Clause.PUBLISHER_CRITICISM: _("Criticism of the publisher"),
    Clause.CLAIM_EVIDENCE: _("Evidence on a claim"),
}


def language_name(code: str) -> str | Promise:
    """The name of a language in the interface's language; the code itself if Django knows none."""
    if code in {"", "und"}:
        return _("language unknown")
    if code in _NAMES:
        return _NAMES[code]
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


# Languages that readers write and Django has no interface in.
_NAMES: dict[str, Promise] = {
    "ku": _("Kurdish (Kurmanji)"),
    "ckb": _("Kurdish (Sorani)"),
}
