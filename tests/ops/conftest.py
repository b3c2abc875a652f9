"""A newsroom with one article. Alice moderates; what Bob writes must not be found in any log."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from stet.newsroom.accounts import add_staff
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.roles import Role
from stet.newsroom.setup import ensure_newsroom

PASSWORD = "copper lantern on the pier"


@pytest.fixture(autouse=True)
def hurried(settings: Settings) -> None:
    settings.STET = replace(settings.STET, form_min_s=0, network_rate=0, article_rate=0)


@pytest.fixture
def site(db: None) -> Site:
    return ensure_newsroom(timezone.now())


@pytest.fixture
def article(site: Site) -> Article:
    text = ArticleText("The bridge closes", "The steel is thin.", slug="bridge")
    return add_article(site, text, by=None, now=timezone.now())[0]


@pytest.fixture
def alice(site: Site) -> Staff:
    return add_staff("alice", "Alice Ash", PASSWORD, Role.MODERATOR, by=None, now=timezone.now())


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)
