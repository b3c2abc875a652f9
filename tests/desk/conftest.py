"""The desk with its people: Alice moderates, Bob does too, Charlie is nobody here."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from stet.comments.models import Comment
from stet.comments.submitting import Draft
from stet.moderation.intake import receive
from stet.newsroom.accounts import add_staff
from stet.newsroom.articles import ArticleText, ClaimText, add_article
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.roles import Role
from stet.newsroom.setup import ensure_newsroom

SignedIn = Callable[[Staff], Client]
Write = Callable[..., Comment]

PASSWORD = "copper lantern on the pier"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """The real hash takes half a second on purpose; these tests are not about it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def site(db: None, now: datetime) -> Site:
    return ensure_newsroom(now - timedelta(days=30))


@pytest.fixture
def article(site: Site, now: datetime) -> Article:
    text = ArticleText(
        headline="The old bridge is to be mended",
        body="The town council has voted to mend the old bridge over the river.",
        summary="Work begins in spring.",
        byline="By Nora Hale",
        claims=(ClaimText("The bridge is safe.", "The mayor"),),
    )
    return add_article(site, text, by=None, now=now - timedelta(days=1))[0]


@pytest.fixture
def hire(site: Site, now: datetime) -> Callable[[str, Role], Staff]:
    def hired(username: str, role: Role) -> Staff:
        return add_staff(username, f"{username.title()} Example", PASSWORD, role, by=None, now=now)

    return hired


@pytest.fixture
def alice(hire: Callable[[str, Role], Staff]) -> Staff:
    return hire("alice", Role.MODERATOR)


@pytest.fixture
def bob(hire: Callable[[str, Role], Staff]) -> Staff:
    return hire("bob", Role.MODERATOR)


@pytest.fixture
def senior(hire: Callable[[str, Role], Staff]) -> Staff:
    return hire("sara", Role.SENIOR)


@pytest.fixture
def editor(hire: Callable[[str, Role], Staff]) -> Staff:
    return hire("edith", Role.EDITOR)


@pytest.fixture
def administrator(hire: Callable[[str, Role], Staff]) -> Staff:
    return hire("ada", Role.ADMINISTRATOR)


@pytest.fixture
def charlie(db: None) -> Client:
    """Nobody is signed in."""
    return Client()


@pytest.fixture
def signed_in() -> SignedIn:
    def entered(staff: Staff) -> Client:
        # As a browser says it; without, each page asks for the site's language.
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return entered


@pytest.fixture
def desk(alice: Staff, signed_in: SignedIn) -> Client:
    """Alice's browser."""
    return signed_in(alice)


@pytest.fixture
def write(article: Article, now: datetime) -> Write:
    """Sends a comment in: ``write("Good news.", minutes_ago=5)``. Each is a minute newer."""
    ages = count(200, -1)

    def written(
        text: str,
        *,
        name: str = "Rosa Lund",
        author: str = "",
        minutes_ago: int | None = None,
        parent: Comment | None = None,
        **more: object,
    ) -> Comment:
        age = next(ages) if minutes_ago is None else minutes_ago
        draft = Draft(
            article=more.pop("article", article),  # type: ignore[arg-type]
            name=name,
            text=text,
            author_key=author,
            parent=parent.id if parent else None,
            **more,  # type: ignore[arg-type]
        )
        return receive(draft, now - timedelta(minutes=age)).comment

    return written


@pytest.fixture
def comment(write: Write) -> Comment:
    return write("Mending the bridge is the right thing to do.")
