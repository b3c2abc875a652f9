"""A newsroom with one article. Alice moderates it; Bob and Charlie read it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from stet.newsroom.accounts import add_staff
from stet.newsroom.articles import ArticleText, ClaimText, add_article
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.roles import Role
from stet.newsroom.setup import ensure_newsroom

AddArticle = Callable[..., Article]


@pytest.fixture(autouse=True)
def hurried(settings: Settings) -> None:
    """Tests type fast and often; those about haste and floods set their own limits."""
    settings.STET = replace(settings.STET, form_min_s=0, network_rate=0, article_rate=0)


@pytest.fixture
def site(db: None) -> Site:
    return ensure_newsroom(timezone.now())


@pytest.fixture
def alice(site: Site) -> Staff:
    words = "copper lantern on the pier"
    return add_staff("alice", "Alice Ash", words, Role.SENIOR, by=None, now=timezone.now())


@pytest.fixture
def add(site: Site) -> AddArticle:
    """Adds an article: ``add("Headline", tags=("City",))``."""

    def added(headline: str, **parts: Any) -> Article:
        text = ArticleText(**{"headline": headline, "body": "The steel is thin."} | parts)
        return add_article(site, text, by=None, now=timezone.now())[0]

    return added


@pytest.fixture
def article(add: AddArticle) -> Article:
    claims = (
        ClaimText("Two girders have lost a third.", "The engineers", "document", "confirmed"),
        ClaimText("The bridge is sinking.", "A video", "image", "false", "It has not moved."),
    )
    return add(
        "The bridge closes",
        slug="bridge",
        byline="By Mara Lind",
        place="Harbour",
        section="City",
        summary="For a year and a half.",
        tags=("City", "Transport"),
        claims=claims,
    )
