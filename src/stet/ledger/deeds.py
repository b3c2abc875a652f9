"""The deeds that the ledger knows. A deed that is not here cannot be written."""

from __future__ import annotations

from enum import StrEnum


class Deed(StrEnum):
    COMMENT_SUBMITTED = "comment.submitted"
    COMMENT_SCREENED = "comment.screened"
    COMMENT_APPROVED = "comment.approved"
    COMMENT_REJECTED = "comment.rejected"
    COMMENT_REOPENED = "comment.reopened"
    COMMENT_REPORTED = "comment.reported"
    COMMENT_HIDDEN = "comment.hidden"
    COMMENT_APPEALED = "comment.appealed"
    COMMENT_ESCALATED = "comment.escalated"
    SECOND_OPINION_ASKED = "comment.second_opinion_asked"
    COMMENT_DRAWN = "comment.drawn"
    COMMENT_REVIEWED = "comment.reviewed"
    COMMENT_DISCUSSED = "comment.discussed"
    DISAGREEMENT_SETTLED = "comment.disagreement_settled"
    EVIDENCE_EXPORTED = "comment.evidence_exported"
    COMMENT_VOICED = "comment.voiced"
    COMMENT_WITHDRAWN = "comment.withdrawn"
    COMMENT_ERASED = "comment.erased"
    ARTICLE_ADDED = "article.added"
    ARTICLE_CHANGED = "article.changed"
    COMMENTING_CHANGED = "article.commenting_changed"
    ARTICLE_RULES_CHANGED = "article.rules_changed"
    AUTHOR_RULE_SET = "author.rule_set"
    AUTHOR_RULE_ENDED = "author.rule_ended"
    RULE_PROPOSED = "rule.proposed"
    RULE_SWITCHED_ON = "rule.switched_on"
    RULE_SWITCHED_OFF = "rule.switched_off"
    RULE_PAUSED = "rule.paused"
    RULE_STOPPED = "rule.stopped"
    RULE_AUDIT_DRAWN = "rule.audit_drawn"
    RULE_AUDITED = "rule.audited"
    GUIDELINES_PUBLISHED = "guidelines.published"
    LEXICON_CHANGED = "lexicon.changed"
    SITE_CHANGED = "site.changed"
    VIEW_SAVED = "view.saved"
    VIEW_CHANGED = "view.changed"
    VIEW_REMOVED = "view.removed"
    STAFF_ADDED = "staff.added"
    STAFF_CHANGED = "staff.changed"
    TOKEN_MADE = "token.made"  # noqa: S105 - the name of a deed
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - the name of a deed
