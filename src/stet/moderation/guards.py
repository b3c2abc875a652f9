"""Screenings, decisions and their citations are append-only, and bound to what was seen."""

from __future__ import annotations

from stet.guards import Guard, append_only
from stet.moderation.batching.guards import BATCH_GUARDS
from stet.moderation.guards_of_letters import LETTER_GUARDS
from stet.moderation.guards_of_marks import MARK_KEEPERS
from stet.moderation.learning.guards import LEARNING_GUARDS
from stet.moderation.nudging.guards import GUARDS as NUDGE_GUARDS
from stet.moderation.reviewing.guards import REVIEW_GUARDS
from stet.moderation.reviewing.guards_of_opinions import OPINION_GUARDS
from stet.moderation.rules.guards import RULE_GUARDS
from stet.moderation.searching.guards import KEEPERS

_DECISION, _CITATION = "moderation_decision", "moderation_citation"

GUARDS: tuple[Guard, ...] = (
    *append_only("moderation_screening", "screenings are append-only"),
    *append_only(_DECISION, "decisions are append-only"),
    *append_only(_CITATION, "citations are append-only"),
    Guard(
        "moderation_decision_on_what_stands",
        _DECISION,
        "INSERT",
        "a decision is bound to the comment as it stands",
        "NOT EXISTS (SELECT 1 FROM comments_comment c "
        "WHERE c.id = NEW.comment_id AND c.version = NEW.comment_version)",
    ),
    Guard(
        "moderation_decision_guidelines_in_force",
        _DECISION,
        "INSERT",
        "a decision cites the guidelines in force",
        "NOT EXISTS (SELECT 1 FROM newsroom_guidelineversion v WHERE v.id = NEW.guidelines_id "
        "AND v.published_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM newsroom_guidelineversion w "
        "WHERE w.site_id = v.site_id AND w.published_at IS NOT NULL AND w.number > v.number))",
    ),
    Guard(
        "moderation_citation_with_its_decision",
        _CITATION,
        "INSERT",
        "a clause is cited when the decision is made, and belongs to its guidelines",
        "NOT EXISTS (SELECT 1 FROM moderation_decision d "
        "JOIN comments_comment c ON c.id = d.comment_id AND c.version = d.comment_version "
        "JOIN newsroom_clause k ON k.id = NEW.clause_id AND k.version_id = d.guidelines_id "
        "WHERE d.id = NEW.decision_id)",
    ),
    Guard(
        "moderation_queueitem_of_held",
        "moderation_queueitem",
        "INSERT",
        "only a held comment waits in the queue",
        "NOT EXISTS (SELECT 1 FROM comments_comment c "
        "WHERE c.id = NEW.comment_id AND c.state = 'held')",
    ),
    *BATCH_GUARDS,
    *REVIEW_GUARDS,
    *KEEPERS,
    *OPINION_GUARDS,
    *RULE_GUARDS,
    *LEARNING_GUARDS,
    *LETTER_GUARDS,
    *MARK_KEEPERS,
    *NUDGE_GUARDS,
)
