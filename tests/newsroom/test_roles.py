"""Who may do what: every deed of the newsroom asks the permission table, and nothing else does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from uuid import uuid4

import pytest

from stet.ledger.models import Entry
from stet.newsroom import accounts, articles, guideline_drafts, lexicons, sites
from stet.newsroom.articles import ArticleText
from stet.newsroom.guidelines import in_force, text_of
from stet.newsroom.models import ApiToken, Article, Site, Staff
from stet.newsroom.roles import PERMISSIONS, Action, NotAllowed, Role
from tests.newsroom.conftest import Hire

Deed = Callable[[Site, Staff, datetime], object]

PASSWORD = "another long pass phrase"
TEXT = ArticleText(headline="The bridge is open")


def article_by_the_operator(site: Site, now: datetime) -> Article:
    return articles.add_article(site, TEXT, by=None, now=now)[0]


def colleague(now: datetime) -> Staff:
    return accounts.add_staff("dana", "Dana", PASSWORD, "moderator", by=None, now=now)


def token_of_a_colleague(now: datetime) -> ApiToken:
    dana = colleague(now)
    accounts.make_token(dana, "one", now=now)
    return accounts.tokens_of(dana)[0]


def discard_a_draft(site: Site, by: Staff, now: datetime) -> None:
    guideline_drafts.draft(site, None, now)
    guideline_drafts.discard_draft(site, by, now)


def publish_a_draft(site: Site, by: Staff, now: datetime) -> None:
    text = replace(text_of(in_force(site.id)), welcome="Tell us what you know.")
    guideline_drafts.save_draft(site, text, None, now)
    guideline_drafts.publish_draft(site, by, now)


DEEDS: list[tuple[Action, str, Deed]] = [
    (
        Action.EDIT_ARTICLES,
        "add_article",
        lambda site, by, now: articles.add_article(site, TEXT, by=by, now=now),
    ),
    (
        Action.EDIT_ARTICLES,
        "set_commenting",
        lambda site, by, now: articles.set_commenting(
            article_by_the_operator(site, now), "closed", None, by=by, now=now
        ),
    ),
    (Action.EDIT_GUIDELINES, "draft", guideline_drafts.draft),
    (
        Action.EDIT_GUIDELINES,
        "save_draft",
        lambda site, by, now: guideline_drafts.save_draft(
            site, text_of(in_force(site.id)), by, now
        ),
    ),
    (Action.EDIT_GUIDELINES, "discard_draft", discard_a_draft),
    (Action.EDIT_GUIDELINES, "publish_draft", publish_a_draft),
    (
        Action.EDIT_LEXICON,
        "add_term",
        lambda site, by, now: lexicons.add_term(
            site, lang="en", term="blithering", clause="profanity", by=by, now=now
        ),
    ),
    (
        Action.EDIT_LEXICON,
        "remove_term",
        lambda site, by, now: lexicons.remove_term(
            site, lang="en", term="blithering", clause="profanity", by=by, now=now
        ),
    ),
    (
        Action.EDIT_LEXICON,
        "forget_edit",
        lambda site, by, now: lexicons.forget_edit(site, uuid4(), by=by, now=now),
    ),
    (
        Action.EDIT_SITE,
        "change_site",
        lambda site, by, now: sites.change_site(site, by=by, now=now, tagline="Every day"),
    ),
    (
        Action.MANAGE_STAFF,
        "add_staff",
        lambda _site, by, now: accounts.add_staff("eve", "Eve", PASSWORD, "senior", by=by, now=now),
    ),
    (
        Action.MANAGE_STAFF,
        "set_role",
        lambda _site, by, now: accounts.set_role(colleague(now), "senior", by=by, now=now),
    ),
    (
        Action.MANAGE_STAFF,
        "set_active",
        lambda _site, by, now: accounts.set_active(colleague(now), False, by=by, now=now),
    ),
    (
        Action.MANAGE_STAFF,
        "set_password",
        lambda _site, by, now: accounts.set_password(colleague(now), PASSWORD, by=by, now=now),
    ),
    (
        Action.MANAGE_STAFF,
        "sign_out_everywhere",
        lambda _site, by, now: accounts.sign_out_everywhere(colleague(now), by=by, now=now),
    ),
    (
        Action.MANAGE_STAFF,
        "make_token",
        lambda _site, by, now: accounts.make_token(colleague(now), "script", by=by, now=now),
    ),
    (
        Action.MANAGE_STAFF,
        "revoke_token",
        lambda _site, by, now: accounts.revoke_token(token_of_a_colleague(now), by=by, now=now),
    ),
]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("action", "deed"), [(action, deed) for action, _name, deed in DEEDS], ids=[d[1] for d in DEEDS]
)
def test_a_deed_is_done_for_the_roles_of_the_table_and_refused_to_all_others(
    action: Action, deed: Deed, role: Role, site: Site, hire: Hire, now: datetime
) -> None:
    person = hire("alice", role)

    if role in PERMISSIONS[action]:
        deed(site, person, now)
        return
    with pytest.raises(NotAllowed) as refused:
        deed(site, person, now)
    assert refused.value.action is action
    assert str(person.id) not in "".join(Entry.objects.values_list("actor", flat=True))


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_the_table_answers_for_every_action_and_role(
    action: Action, role: Role, hire: Hire
) -> None:
    person = hire("alice", role)

    assert person.may(action) == (role in PERMISSIONS[action])


@pytest.mark.parametrize("action", list(Action))
def test_whoever_is_switched_off_may_nothing(action: Action, alice: Staff, now: datetime) -> None:
    off = accounts.set_active(alice, False, by=None, now=now)

    with pytest.raises(NotAllowed):
        off.require(action)


def test_every_role_may_what_the_role_below_it_may() -> None:
    ladder = [Role.MODERATOR, Role.SENIOR, Role.EDITOR, Role.ADMINISTRATOR]
    for lower, higher in pairwise(ladder):
        for action, roles in PERMISSIONS.items():
            assert lower not in roles or higher in roles, (action, lower, higher)
