"""Standing rules: on by an editor, audited blind, off by themselves."""

from datetime import time, timedelta
from typing import Any

import pytest

from stet.comments.models import Comment
from stet.ledger.models import Entry
from stet.moderation.intervals import wilson
from stet.moderation.leasing import lease_next
from stet.moderation.models import Decision, QueueItem
from stet.moderation.outcomes import outcomes
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.appealing import appeal
from stet.moderation.reviewing.escalating import escalate
from stet.moderation.rules.auditing import Audited, audited
from stet.moderation.rules.authors import set_author_rule
from stet.moderation.rules.models import RuleAudit, RuleVersion, StandingRule
from stet.moderation.rules.standing import (
    BadRule,
    active_rule_covering,
    propose,
    switch_off,
    switch_on,
)
from stet.moderation.rules.undoing import decisions_of, take_back
from stet.moderation.screening import screen_missed
from stet.moderation.verdicts import Verdict
from stet.newsroom.article_rules import ArticleRules, set_article_rules
from stet.newsroom.roles import NotAllowed
from tests.moderation.ruling import known, on, proposed, read
from tests.support.newsroom import Newsroom


def test_a_language_that_it_was_not_measured_on_is_left_alone(
    newsroom: Newsroom, undrawn: None
) -> None:
    known(newsroom, 80)
    known(newsroom, 30, lang="de")
    version = on(newsroom)
    assert version.langs == ["en"]
    assert read(newsroom, lang="de").state == "held"
    assert read(newsroom, lang="en").state == "rejected"


def test_it_is_off_until_an_editor_switches_it_on(newsroom: Newsroom, undrawn: None) -> None:
    known(newsroom)
    for person in (newsroom.alice, newsroom.carol):
        with pytest.raises(NotAllowed):
            propose(
                newsroom.site,
                "profanity",
                "reject",
                promise=0.95,
                audit_share=0.05,
                by=person,
                now=newsroom.later(),
            )
    version = proposed(newsroom)
    assert read(newsroom).state == "held"
    assert active_rule_covering(newsroom.site, "profanity", "reject") is None
    with pytest.raises(NotAllowed):
        switch_on(version.rule_id, version.id, by=newsroom.carol, now=newsroom.later())

    switch_on(version.rule_id, version.id, by=newsroom.administrator, now=newsroom.later())
    rule = active_rule_covering(newsroom.site, "profanity", "reject")
    assert rule is not None
    assert rule.active == version
    assert read(newsroom).state == "rejected"
    assert active_rule_covering(newsroom.site, "", "approve") is None

    switch_off(version.rule_id, by=newsroom.administrator, now=newsroom.later())
    assert read(newsroom).state == "held"


def test_its_decision_cites_clause_rule_and_screener_and_is_nobodys(
    newsroom: Newsroom, undrawn: None
) -> None:
    known(newsroom)
    version = on(newsroom)
    before = len(list(outcomes(None, None, site=newsroom.site)))
    comment = read(newsroom)
    decision = Decision.objects.get(comment=comment)
    assert (decision.kind, decision.decider, decision.rule) == ("rule", None, version)
    assert [one.clause.key for one in decision.citations.all()] == ["profanity"]
    entry = Entry.objects.get(subject=comment.id, deed="comment.rejected")
    assert entry.actor == "rule"
    assert str(version.id) in entry.payload
    assert version.screener in entry.payload
    assert not QueueItem.objects.filter(comment=comment).exists()
    assert len(list(outcomes(None, None, site=newsroom.site))) == before


def test_it_publishes_what_is_fine(newsroom: Newsroom, undrawn: None) -> None:
    known(newsroom, 80, probability=0.02, rejected=False)
    fine, doubtful = newsroom.post("Well."), newsroom.post("Well, well.")
    on(newsroom, "")
    assert read(newsroom, 0.01, comment=fine).state == "approved"
    assert read(newsroom, 0.1, comment=doubtful).state == "held"


def test_the_screener_itself_sets_it_off(newsroom: Newsroom, undrawn: None) -> None:
    known(newsroom, 80, probability=0.55)
    on(newsroom)
    comment = newsroom.post("Fuck you, you stupid cunt.")
    screen_missed(newsroom.later())
    assert newsroom.fresh(comment).state == "rejected"


def legal_hold(newsroom: Newsroom) -> Comment:
    return ruled(newsroom, ArticleRules(legal_hold=True, reason="A trial."))


def seniors_only(newsroom: Newsroom) -> Comment:
    return ruled(newsroom, ArticleRules(seniors_only=True, reason="Minors."))


def closed_hours(newsroom: Newsroom) -> Comment:
    begins = (newsroom.now - timedelta(hours=1)).time().replace(second=0, microsecond=0)
    ends = time((begins.hour + 4) % 24)
    return ruled(newsroom, ArticleRules(closed_from=begins, closed_until=ends, reason="Night."))


def ruled(newsroom: Newsroom, rules: ArticleRules) -> Comment:
    by = newsroom.administrator
    set_article_rules(newsroom.article, rules, by=by, now=newsroom.later())
    return read(newsroom)


def two_people(newsroom: Newsroom) -> Comment:
    comment = newsroom.post("Well.", author_key="browser:dave")
    by = newsroom.carol
    set_author_rule(comment.id, "two_people", "Why.", "3", by=by, now=newsroom.later())
    return read(newsroom, comment=comment)


def escalated(newsroom: Newsroom) -> Comment:
    comment = newsroom.post("Well.")
    escalate(comment.id, "", newsroom.alice, newsroom.later())
    return read(newsroom, comment=comment)


def somebody_is_on_it(newsroom: Newsroom) -> Comment:
    comment = newsroom.post("Well.")
    lease_next(newsroom.bob, "longest_waiting", newsroom.later())
    return read(newsroom, comment=comment)


def a_name_of_the_newsroom(newsroom: Newsroom) -> Comment:
    return read(newsroom, name="Ada Wrеn")  # a Cyrillic letter


def below_the_threshold(newsroom: Newsroom) -> Comment:
    return read(newsroom, 0.4)


@pytest.mark.parametrize(
    "case",
    [
        legal_hold,
        seniors_only,
        closed_hours,
        two_people,
        escalated,
        somebody_is_on_it,
        a_name_of_the_newsroom,
        below_the_threshold,
    ],
)
def test_it_never_acts_on(newsroom: Newsroom, undrawn: None, case: Any) -> None:
    known(newsroom)
    on(newsroom)
    assert case(newsroom).state == "held"


def _replace_screener(version: RuleVersion) -> None:
    """What the editor switched on was measured with another screener than reads now."""
    rule = version.rule
    other = RuleVersion.objects.create(
        rule=rule,
        number=version.number + 1,
        screener="stet@0",
        by=version.by,
        at=version.at,
        **{
            name: getattr(version, name)
            for name in (
                "promise",
                "threshold",
                "langs",
                "agreed",
                "measured",
                "lower",
                "upper",
                "measured_since",
                "audit_share",
            )
        },
    )
    StandingRule.objects.filter(id=rule.id).update(active=other)


def test_a_new_screener_pauses_it_says_so_and_what_it_did_not_read_stays_off(
    newsroom: Newsroom, undrawn: None
) -> None:
    known(newsroom)
    version = on(newsroom)
    _replace_screener(version)
    assert read(newsroom).state == "held"
    rule = StandingRule.objects.get()
    assert (rule.state, rule.active) == ("paused", None)
    assert Entry.objects.filter(subject=rule.id, deed="rule.paused").count() == 1
    latest = rule.versions.latest("number")
    with pytest.raises(BadRule, match="Another screener"):
        switch_on(rule.id, latest.id, by=newsroom.administrator, now=newsroom.later())
    with pytest.raises(BadRule, match="newer version"):
        switch_on(rule.id, version.id, by=newsroom.administrator, now=newsroom.later())


def test_an_audit_is_drawn_before_and_nobody_sees_it_in_the_comment(newsroom: Newsroom) -> None:
    known(newsroom)
    version = on(newsroom, audit_share=1.0)
    comment = read(newsroom)
    assert comment.state == "held"
    audit = RuleAudit.objects.get(comment=comment)
    assert (audit.version, audit.agreed) == (version, None)
    deeds = Entry.objects.filter(subject=comment.id).values_list("deed", flat=True)
    assert not any(deed.startswith("rule.") for deed in deeds)

    newsroom.decide(comment, "reject", "profanity", by=newsroom.bob)
    audit.refresh_from_db()
    assert audit.agreed is True
    assert (audited(version).drawn, audited(version).agreed) == (1, 1)


def test_it_stops_by_itself_when_audits_disagree(newsroom: Newsroom, undrawn: None) -> None:
    known(newsroom)
    version = on(newsroom, audit_share=1.0)
    comments = [read(newsroom) for _number in range(3)]
    newsroom.decide(comments[0], "reject", "profanity")
    assert StandingRule.objects.get().state == "on"
    newsroom.decide(comments[1], "approve")
    rule = StandingRule.objects.get()
    assert (rule.state, rule.active) == ("stopped", None)
    stopped = Entry.objects.get(subject=rule.id, deed="rule.stopped")
    assert '"answered":2' in stopped.payload
    assert audited(version).fails
    assert read(newsroom).state == "held"


@pytest.mark.parametrize(
    ("agreed", "answered", "measured", "fails"),
    [
        (0, 0, 381, False),
        (20, 20, 381, False),  # of these audits alone the lower bound is 84 %
        (19, 20, 381, True),  # 400 of 401 in all: at least 98.6 %
        (399, 400, 381, False),
        (995, 1000, 5000, False),
        (2, 4, 5000, True),  # too few to be seen in all, but alone at most 85 %
    ],
)
def test_it_stops_when_the_promise_is_broken_and_not_because_audits_are_few(
    agreed: int, answered: int, measured: int, fails: bool
) -> None:
    lower, upper = wilson(agreed, answered)
    in_all = wilson(measured + agreed, measured + answered)[0]
    figures = Audited(0.99, answered, answered, agreed, lower, upper, in_all)
    assert figures.fails is fails


def test_the_author_of_what_a_rule_rejected_appeals_and_a_person_decides(
    newsroom: Newsroom, undrawn: None
) -> None:
    known(newsroom)
    on(newsroom)
    comment = read(newsroom)
    review = appeal(comment.id, "I meant it well.", newsroom.later())
    verdict = Verdict(comment.id, "approve", seen=newsroom.seen(comment))
    answer(review.id, verdict, newsroom.alice, newsroom.later())
    assert newsroom.fresh(comment).state == "approved"


def test_seniors_take_back_together_what_it_decided_and_it_does_not_act_again(
    newsroom: Newsroom, undrawn: None
) -> None:
    known(newsroom)
    version = on(newsroom)
    comments = [read(newsroom) for _number in range(3)]
    appeal(comments[2].id, "I meant it well.", newsroom.later())
    chosen = [one.id for one in decisions_of(version.rule)]
    assert len(chosen) == 3
    with pytest.raises(NotAllowed):
        take_back(version.rule_id, chosen, by=newsroom.bob, now=newsroom.later())
    assert take_back(version.rule_id, chosen, by=newsroom.carol, now=newsroom.later()) == 2
    assert [newsroom.fresh(one).state for one in comments] == ["held", "held", "rejected"]
    assert read(newsroom, comment=comments[0]).state == "held"
