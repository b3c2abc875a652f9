"""Sign-on at the desk: who may write, the keys, and what is copied to the publisher's server."""

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.sign_on_keys import keys_of
from stet.newsroom.writers import set_nudge
from tests.api.conftest import BASE
from tests.desk.conftest import SignedIn
from tests.desk.pages import html_of, plain
from tests.support.signing import ISSUER, claims, key, open_sign_on, token

SENT = {"label": "Our server", "issuer": ISSUER, "algorithm": "HS256", "kid": "k1", "material": ""}


@pytest.fixture
def theirs(administrator: Staff, signed_in: SignedIn) -> Client:
    return signed_in(administrator)


def test_a_key_is_made_shown_once_and_revoked(theirs: Client, site: Site) -> None:
    made = theirs.post("/desk/sign-on/keys/new/", SENT)
    secret = re.search(r'id="the-key" dir="ltr">([\w-]{43})<', html_of(made))
    assert secret
    assert f'"aud": "{site.id}"' in html.unescape(html_of(made))
    for language in ("Python", "Node.js", "PHP"):
        assert language in plain(made)
    (row,) = keys_of(site)
    again = theirs.get(f"/desk/sign-on/keys/{row.id}/")
    assert secret[1] not in html_of(again)
    assert "k1" in plain(theirs.get("/desk/sign-on/"))
    theirs.post(f"/desk/sign-on/keys/{row.id}/revoke/")
    assert keys_of(site)[0].revoked_at


def test_a_key_that_cannot_stand_is_shown_again_without_its_secret(theirs: Client) -> None:
    answer = theirs.post("/desk/sign-on/keys/new/", SENT | {"material": "c2hvcnQtc2VjcmV0"})
    assert answer.status_code == 422
    assert "Our server" in html_of(answer)
    assert "c2hvcnQtc2VjcmV0" not in html_of(answer)


def test_an_editor_says_who_may_write_and_sees_no_keys(
    editor: Staff, signed_in: SignedIn, site: Site
) -> None:
    desk = signed_in(editor)
    sent = {"writers": "signed_on", "log_in_url": f"{ISSUER}/in", "nudge": "on"}
    assert desk.post("/desk/sign-on/writing/", sent).status_code == 302
    site.refresh_from_db()
    assert (site.writers, site.log_in_url, site.nudge) == ("signed_on", f"{ISSUER}/in", True)
    assert "Make a key" not in plain(desk.get("/desk/sign-on/"))
    refused = desk.post("/desk/sign-on/writing/", sent | {"log_in_url": ""})
    assert refused.status_code == 422
    assert "or nobody can write" in plain(refused)


def test_the_desk_says_who_is_verified_and_knows_her_by_any_name(
    desk: Client, site: Site, article: Article
) -> None:
    now = timezone.now()
    site = open_sign_on(site, now)
    made = key(site, now)
    ids = []
    for name, text in (("Alice Reed", "I was there."), ("A. Reed", "Twice, even.")):
        headers = {"Stet-Sign-On": token(made, claims(site, now, name=name))}
        sent = {"article": str(article.id), "name": "-", "text": text}
        answer = Client().post(
            f"{BASE}comments", sent, content_type="application/json", headers=headers
        )
        ids.append(answer.json()["id"])
    assert "verified reader" in plain(desk.get(f"/desk/comments/{ids[0]}/"))
    record = plain(desk.get(f"/desk/comments/{ids[0]}/author/"))
    assert "Known by the publisher" in record
    assert "A. Reed" in record


def test_what_came_of_nudges_stands_under_insight(
    senior: Staff, signed_in: SignedIn, site: Site, article: Article
) -> None:
    insight = signed_in(senior)
    assert "Nudged before sending" not in plain(insight.get("/desk/insight/"))
    set_nudge(site, on=True, by=None, now=timezone.now())
    Client().post(
        f"{BASE}comments",
        {"article": str(article.id), "name": "Charlie", "text": "Fine weather."},
        content_type="application/json",
    )
    assert "Nudged before sending" in plain(insight.get("/desk/insight/"))
