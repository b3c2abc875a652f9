"""What the database refuses about rules, whoever asks."""

from __future__ import annotations

from stet.guards import Guard, append_only, changed, no_delete

_RULE, _VERSION, _AUDIT = (
    "moderation_standingrule",
    "moderation_ruleversion",
    "moderation_ruleaudit",
)
_AUTHOR, _VOICE, _DECISION = "moderation_authorrule", "moderation_voice", "moderation_decision"

_COMMENT = (
    "SELECT 1 FROM comments_comment c JOIN newsroom_article a ON a.id = c.article_id "
    "WHERE c.id = NEW.comment_id"
)
_ERASED = (
    "EXISTS (SELECT 1 FROM comments_comment c WHERE c.id = NEW.comment_id AND c.state = 'erased')"
)
# The author's rule that runs at the time of the decision; ``c`` is the comment.
_TWO_PEOPLE = (
    f"EXISTS (SELECT 1 FROM {_AUTHOR} u WHERE u.author_key = c.author_key "
    "AND u.author_key <> '' AND u.kind = 'two_people' AND u.ended_at IS NULL "
    "AND u.expires_at > NEW.at AND u.site_id = a.site_id)"
)

RULE_GUARDS: tuple[Guard, ...] = (
    *no_delete(_RULE, "rules are never deleted"),
    Guard(
        f"{_RULE}_frame_fixed",
        _RULE,
        "UPDATE",
        "what a rule is about never changes",
        changed(("id", "site_id", "clause", "direction")),
    ),
    Guard(
        f"{_RULE}_acts_by_its_latest",
        _RULE,
        "UPDATE",
        "only the latest version of a rule acts",
        f"NEW.active_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {_VERSION} v "
        "WHERE v.id = NEW.active_id AND v.rule_id = NEW.id AND NOT EXISTS ("
        f"SELECT 1 FROM {_VERSION} w WHERE w.rule_id = v.rule_id AND w.number > v.number))",
    ),
    Guard(
        f"{_RULE}_born_off",
        _RULE,
        "INSERT",
        "a rule is off until somebody switches it on",
        "NEW.state <> 'off'",
    ),
    *append_only(_VERSION, "a version of a rule never changes"),
    *no_delete(_AUDIT, "audits are never deleted"),
    Guard(
        f"{_AUDIT}_drawn_before",
        _AUDIT,
        "INSERT",
        "an audit is drawn before anybody has decided",
        f"NEW.decision_id IS NOT NULL OR NOT EXISTS ({_COMMENT} AND c.state = 'held' "
        "AND c.version = 1)",
    ),
    Guard(
        f"{_AUDIT}_frame_fixed",
        _AUDIT,
        "UPDATE",
        "what is audited never changes",
        changed(("id", "comment_id", "version_id", "screening_id", "drawn_at")),
    ),
    Guard(
        f"{_AUDIT}_by_a_person",
        _AUDIT,
        "UPDATE",
        "an audit is answered by a person, on its comment",
        f"NOT EXISTS (SELECT 1 FROM {_DECISION} d WHERE d.id = NEW.decision_id "
        "AND d.comment_id = NEW.comment_id AND d.kind = 'person')",
    ),
    *no_delete(_AUTHOR, "rules about authors are ended, never deleted"),
    Guard(
        f"{_AUTHOR}_fixed",
        _AUTHOR,
        "UPDATE",
        "a rule about an author is ended, never changed",
        changed(("id", "site_id", "kind", "reason", "set_by_id", "set_at", "expires_at"))
        + " OR (NEW.author_key IS DISTINCT FROM OLD.author_key AND NEW.author_key <> '')"
        + f" OR (OLD.ended_at IS NOT NULL AND {changed(('ended_at', 'ended_by_id'))})",
    ),
    *no_delete(_VOICE, "voices are never deleted"),
    Guard(
        f"{_VOICE}_fixed",
        _VOICE,
        "UPDATE",
        "what one of two people said never changes",
        changed(("id", "comment_id", "comment_version", "by_id", "outcome", "clauses", "at"))
        + f" OR ({changed(('note',))} AND NOT (NEW.note = '' AND {_ERASED}))",
    ),
    Guard(
        f"{_DECISION}_not_under_legal_hold",
        _DECISION,
        "INSERT",
        "nothing is approved under legal hold",
        f"NEW.outcome = 'approve' AND EXISTS ({_COMMENT} AND a.legal_hold)",
    ),
    Guard(
        f"{_DECISION}_reserved_for_seniors",
        _DECISION,
        "INSERT",
        "only seniors decide on this article",
        f"NEW.kind = 'person' AND EXISTS ({_COMMENT} AND a.seniors_only) AND NOT EXISTS ("
        "SELECT 1 FROM newsroom_staff s WHERE s.id = NEW.decider_id AND s.role <> 'moderator')",
    ),
    Guard(
        f"{_DECISION}_by_two_people",
        _DECISION,
        "INSERT",
        "nobody decides alone on a comment of this author",
        f"NEW.kind = 'person' AND EXISTS ({_COMMENT} AND c.state = 'held' AND {_TWO_PEOPLE}) "
        f"AND NOT EXISTS (SELECT 1 FROM {_VOICE} o WHERE o.comment_id = NEW.comment_id "
        "AND o.comment_version = NEW.comment_version AND o.outcome = NEW.outcome "
        "AND o.by_id <> NEW.decider_id)",
    ),
    Guard(
        f"{_DECISION}_by_active_rule",
        _DECISION,
        "INSERT",
        "a rule decides while it is on, on what the screener said that it was measured with",
        f"NEW.kind = 'rule' AND NOT EXISTS (SELECT 1 FROM {_RULE} r "
        f"JOIN {_VERSION} v ON v.id = r.active_id "
        "JOIN moderation_screening s ON s.id = NEW.screening_id AND s.screener = v.screener "
        "JOIN comments_comment c ON c.id = s.comment_id AND c.id = NEW.comment_id "
        "JOIN newsroom_article a ON a.id = c.article_id AND a.site_id = r.site_id "
        "WHERE v.id = NEW.rule_id AND r.direction = NEW.outcome)",
    ),
    Guard(
        f"{_DECISION}_rule_barred",
        _DECISION,
        "INSERT",
        "no rule decides what is kept for people",
        f"NEW.kind = 'rule' AND EXISTS ({_COMMENT} AND (c.state <> 'held' OR c.version <> 1 "
        f"OR c.source <> '' OR a.legal_hold OR a.seniors_only OR {_TWO_PEOPLE} OR EXISTS ("
        f"SELECT 1 FROM {_AUDIT} x WHERE x.comment_id = c.id)))",
    ),
)
