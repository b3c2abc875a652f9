"""Claims stay the same claims from edition to edition, because comments refer to them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from stet.comments.models import Comment
from stet.comments.submitting import Draft, prepare, submit
from stet.newsroom.articles import ArticleText, ClaimText, add_article
from stet.newsroom.models import Article, Claim, Site
from stet.newsroom.reading import claims_of

FIRST = ClaimText("The army closed the bridge on Friday night.", "The mayor")
SECOND = ClaimText("Nobody was hurt.", "A nurse", "eyewitness", "confirmed")
THIRD = ClaimText("It will cost two million.", "The ministry", "official")
OTHER = ClaimText("Lorries take the road by Tel Hesen now.", "A driver")

Publish = Callable[..., Article]


@pytest.fixture
def publish(site: Site, now: datetime) -> Publish:
    def published(*claims: ClaimText) -> Article:
        text = ArticleText(headline="The bridge", slug="bridge", claims=claims)
        return add_article(site, text, by=None, now=now)[0]

    return published


def ids_of(article: Article) -> dict[str, UUID]:
    return {claim.statement: claim.id for claim in claims_of(article)}


def comment_on(article: Article, statement: str, now: datetime) -> Comment:
    claim = ids_of(article)[statement]
    draft = Draft(article=article, name="Reader", text="I was there.", claim=claim)
    return submit(prepare(draft, now), now)[0]


def test_claims_are_in_the_order_given(publish: Publish) -> None:
    claims = claims_of(publish(FIRST, SECOND, THIRD))

    assert [(claim.position, claim.statement) for claim in claims] == [
        (1, FIRST.statement),
        (2, SECOND.statement),
        (3, THIRD.statement),
    ]
    assert (claims[1].speaker, claims[1].evidence, claims[1].status) == (
        "A nurse",
        "eyewitness",
        "confirmed",
    )


def test_another_order_keeps_every_claim(publish: Publish) -> None:
    before = ids_of(publish(FIRST, SECOND, THIRD))

    article = publish(THIRD, FIRST, SECOND)

    assert ids_of(article) == before
    assert [claim.statement for claim in claims_of(article)] == [
        THIRD.statement,
        FIRST.statement,
        SECOND.statement,
    ]


def test_another_status_keeps_the_claim(publish: Publish) -> None:
    before = ids_of(publish(FIRST, SECOND))

    article = publish(
        replace(FIRST, status="false", note="The ministry showed its orders."), SECOND
    )

    assert ids_of(article) == before
    assert claims_of(article)[0].status == "false"


def test_a_reworded_claim_in_its_place_stays_the_same(publish: Publish) -> None:
    before = ids_of(publish(FIRST, SECOND))
    reworded = replace(FIRST, statement="The army closed the bridge on Thursday night.")

    after = ids_of(publish(reworded, SECOND))

    assert after[reworded.statement] == before[FIRST.statement]


def test_an_altogether_other_claim_in_its_place_is_another(publish: Publish) -> None:
    before = ids_of(publish(FIRST, SECOND))

    after = ids_of(publish(OTHER, SECOND))

    assert after.keys() == {OTHER.statement, SECOND.statement}
    assert after[OTHER.statement] not in before.values()


def test_a_claim_that_is_left_out_goes(publish: Publish) -> None:
    publish(FIRST, SECOND, THIRD)

    article = publish(THIRD)

    assert [claim.statement for claim in claims_of(article)] == [THIRD.statement]


def test_a_claim_that_a_comment_refers_to_stays_after_the_rest(
    publish: Publish, now: datetime
) -> None:
    article = publish(FIRST, SECOND, THIRD)
    comment = comment_on(article, FIRST.statement, now)

    article = publish(OTHER, THIRD)

    assert [(claim.position, claim.statement) for claim in claims_of(article)] == [
        (1, OTHER.statement),
        (2, THIRD.statement),
        (3, FIRST.statement),
    ]
    comment.refresh_from_db()
    assert comment.claim is not None
    assert comment.claim.statement == FIRST.statement


def test_an_edition_that_leaves_it_out_again_changes_nothing(
    publish: Publish, now: datetime
) -> None:
    article = publish(FIRST, SECOND)
    comment_on(article, FIRST.statement, now)
    publish(SECOND)
    before = list(Claim.objects.order_by("position").values())
    touched = Article.objects.get(pk=article.pk).updated_at

    publish(SECOND)

    assert list(Claim.objects.order_by("position").values()) == before
    assert Article.objects.get(pk=article.pk).updated_at == touched


def test_it_comes_back_to_its_place_with_its_comments(publish: Publish, now: datetime) -> None:
    article = publish(FIRST, SECOND)
    comment = comment_on(article, FIRST.statement, now)
    publish(SECOND)

    article = publish(FIRST, SECOND)

    assert ids_of(article)[FIRST.statement] == comment.claim_id
    assert claims_of(article)[0].id == comment.claim_id
