"""What a rule that is on does with a comment that was just screened.

Whatever is not as the rule was measured leaves the comment to people, as does whatever goes wrong.
"""

from __future__ import annotations

import secrets
from datetime import datetime

import structlog
from django.db import IntegrityError, transaction

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.comments.states import State
from stet.ledger.deeds import Deed
from stet.ledger.writing import RULE, SYSTEM, append
from stet.moderation.deciding import carry_out
from stet.moderation.facts import decision_facts
from stet.moderation.metrics import DECIDED
from stet.moderation.models import Citation, Decision, QueueItem, Screening
from stet.moderation.reviewing.settling import open_reviews
from stet.moderation.rules.authors import rule_about
from stet.moderation.rules.measuring import current_screener, probability
from stet.moderation.rules.models import AuthorRule, RuleAudit, RuleVersion, StandingRule
from stet.moderation.rules.standing import active_rules, halt
from stet.newsroom.article_rules import read_again_at
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Article, Clause, GuidelineVersion

log = structlog.get_logger(__name__)

_MOVED = {"approve": Deed.COMMENT_APPROVED, "reject": Deed.COMMENT_REJECTED}
_dice = secrets.SystemRandom()


def act(comment: Comment, screening: Screening, now: datetime) -> Decision | None:
    """Lets the rules that are on look at a held comment; the decision if one of them decided.

    Runs in the transaction that stored ``screening``, which stands whatever happens here.
    """
    rules = active_rules(comment.article.site_id)
    if not rules:
        return None
    try:
        with transaction.atomic():
            return _act(comment, screening, rules, now)
    except (IntegrityError, Conflict) as problem:  # an editor or a person was faster
        log.warning("rule_did_not_act", comment=str(comment.id), problem=type(problem).__name__)
        return None


def _act(
    comment: Comment, screening: Screening, rules: list[StandingRule], now: datetime
) -> Decision | None:
    article = Article.objects.select_related("site").get(pk=comment.article_id)
    acting = [rule for rule in rules if _is_current(rule, screening, article, now)]
    if not acting or kept_for_people(comment, article, now):
        return None
    guidelines = in_force(article.site_id)
    clauses = {clause.key: clause for clause in guidelines.clauses.all() if clause.enabled}
    for rule in acting:
        version = rule.active
        if version is None or screening.lang not in version.langs:
            continue
        if rule.clause and rule.clause not in clauses:
            continue
        sure = probability(screening.scores, rule.clause, rule.direction, clauses)
        if sure < version.threshold:
            continue
        if _dice.random() < version.audit_share:
            _draw(comment, screening, version, now)
            return None
        cited = clauses.get(rule.clause)
        return _decide(comment, screening, rule, cited=cited, guidelines=guidelines, now=now)
    return None


def _is_current(rule: StandingRule, screening: Screening, article: Article, now: datetime) -> bool:
    """Whether the rule was measured with what read this comment; a new screener pauses it."""
    if rule.active is None:
        return False
    if rule.active.screener == screening.screener:
        return True
    if rule.active.screener != current_screener(article.site):
        facts = {"version": str(rule.active_id), "screener": screening.screener}
        halt(rule, StandingRule.State.PAUSED, {**facts}, now)
    return False


def kept_for_people(comment: Comment, article: Article, now: datetime) -> bool:
    """Whether no rule may decide this comment, whatever the screener says of it."""
    item = QueueItem.objects.filter(comment=comment).first()
    if comment.state != State.HELD or comment.version != 1 or comment.source or item is None:
        return True
    if item.lease_until is not None and item.lease_until > now:
        return True
    if article.legal_hold or article.seniors_only or comment.reserved_name:
        return True
    if read_again_at(article, article.site, now) is not None:
        return True
    about = rule_about(comment.author_key, now)
    if about and about.kind == AuthorRule.Kind.TWO_PEOPLE:
        return True
    return bool(open_reviews(comment))


def _draw(comment: Comment, screening: Screening, version: RuleVersion, now: datetime) -> None:
    """Leaves the comment to a person, and writes down before what the rule would have said.

    Under the rule's name and not the comment's: its history is read by whoever decides.
    """
    audit = RuleAudit.objects.create(
        comment=comment, version=version, screening=screening, drawn_at=now
    )
    append(
        Deed.RULE_AUDIT_DRAWN,
        version.rule_id,
        actor=SYSTEM,
        at=now,
        payload={
            "audit": str(audit.id),
            "version": str(version.id),
            "comment": str(comment.id),
            "screening": str(screening.id),
        },
    )


def _decide(
    comment: Comment,
    screening: Screening,
    rule: StandingRule,
    *,
    cited: Clause | None,
    guidelines: GuidelineVersion,
    now: datetime,
) -> Decision:
    decision = Decision.objects.create(
        comment=comment,
        comment_version=comment.version,
        screening=screening,
        guidelines=guidelines,
        outcome=rule.direction,
        kind=Decision.Kind.RULE,
        rule=rule.active,
        at=now,
        waited_s=max(0, round((now - comment.received_at).total_seconds())),
    )
    if cited:
        Citation.objects.create(decision=decision, clause=cited)
    carry_out(comment, decision, now)
    append(
        _MOVED[rule.direction],
        comment.id,
        actor=RULE,
        at=now,
        payload=decision_facts(decision, comment, [cited.key] if cited else []),
    )
    transaction.on_commit(DECIDED.labels(rule.direction).inc)
    return decision
