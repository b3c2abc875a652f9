"""Other systems, at the desk: keys shown once, phases of Coral, how often each was used."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from stet.ledger.models import Entry
from stet.newsroom.coral import phase_named, phases_of
from stet.newsroom.key_uses import Uses, add_phase_uses, add_uses
from stet.newsroom.models import CoralSecret, Site, Staff
from stet.newsroom.wire_keys import Scope, key_named, keys_of, revoke_key, terms_of
from tests.desk.conftest import SignedIn
from tests.desk.pages import html_of, plain, texts

SENT = {
    "label": "Coral of the sports pages",
    "scopes": ["perspective", "akismet"],
    "quota": "120",
    "threshold": "80",
    "blogs": "https://blog.example.org\r\nhttps://sport.example.org",
    "trusted": "on",
}
SECRET = "5a" * 32


@pytest.fixture
def theirs(administrator: Staff, signed_in: SignedIn) -> Client:
    return signed_in(administrator)


@pytest.fixture
def key(theirs: Client, site: Site) -> str:
    (plain_key,) = texts(theirs.post("/desk/keys/new/", SENT), "secret")
    return plain_key


@pytest.fixture
def phase(theirs: Client, site: Site) -> str:
    sent = {"label": "our Coral", "mode": "hold", "secret": SECRET}
    response = theirs.post("/desk/keys/coral/new/", sent)
    return str(response["Location"])


def address_of(site: Site) -> str:
    return f"/desk/keys/{keys_of(site)[0].id}/"


def test_it_says_what_this_is_when_there_is_nothing_yet(theirs: Client) -> None:
    page = plain(theirs.get("/desk/keys/"))
    assert "No other system asks here yet." in page
    assert "Perspective, Akismet or OpenAI" in page


def test_a_key_works_and_is_shown_once(theirs: Client, key: str, site: Site) -> None:
    row = key_named(key)
    assert row is not None
    terms = terms_of(row)
    assert terms.scopes == {Scope.PERSPECTIVE, Scope.AKISMET}
    assert (terms.quota, terms.threshold, terms.trusted) == (120, 80, True)
    assert terms.blogs == ("https://blog.example.org", "https://sport.example.org")
    for path in ("/desk/keys/", address_of(site)):
        assert key not in html_of(theirs.get(path))
    assert key not in " ".join(Entry.objects.values_list("payload", flat=True))


def test_it_gives_the_addresses_of_what_the_key_opens_and_no_other(
    theirs: Client, site: Site
) -> None:
    page = theirs.post("/desk/keys/new/", {**SENT, "scopes": ["perspective", "openai"]})
    assert texts(page, "place-address") == ["http://testserver/v1alpha1", "http://testserver/v1"]
    page = theirs.post("/desk/keys/new/", {**SENT, "label": "blog", "scopes": ["akismet"]})
    (made,) = texts(page, "secret")
    assert texts(page, "place-address") == ["testserver", f"testserver/{made}"]


def test_addresses_are_those_by_which_the_world_reaches_us(theirs: Client, settings: Any) -> None:
    settings.STET = settings.STET.__class__(
        **{**vars(settings.STET), "public_url": "https://stet.example.org"}
    )
    page = theirs.post("/desk/keys/new/", {**SENT, "scopes": ["perspective"]})
    assert texts(page, "place-address") == ["https://stet.example.org/v1alpha1"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("label", ""), ("quota", "many"), ("quota", "-1"), ("threshold", "100"), ("blogs", "blog")],
)
def test_it_marks_the_field_that_cannot_stand(
    theirs: Client, site: Site, field: str, value: str
) -> None:
    response = theirs.post("/desk/keys/new/", {**SENT, field: value})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in html_of(response).split(f'id="f-{field}"')[1].split(">")[0]
    assert keys_of(site) == []


def test_a_key_that_opens_nothing_is_refused(theirs: Client, site: Site) -> None:
    response = theirs.post("/desk/keys/new/", {**SENT, "scopes": ["all_clauses", "root"]})
    assert response.status_code == 422
    assert texts(response, "problem")
    assert keys_of(site) == []


def test_what_a_key_may_do_can_be_changed(theirs: Client, key: str, site: Site) -> None:
    path = address_of(site)
    changed = {
        "label": "Blog",
        "scopes": ["openai"],
        "quota": "0",
        "threshold": "50",
        "do": "terms",
    }
    assert theirs.post(f"{path}alter/", changed).status_code == 302
    row = key_named(key)
    assert row is not None
    terms = terms_of(row)
    assert (terms.label, terms.quota, terms.trusted) == ("Blog", 0, False)
    assert terms.scopes == {Scope.OPENAI}
    assert theirs.post(f"{path}alter/", {**changed, "quota": "?"}).status_code == 422
    assert "no limit" in plain(theirs.get("/desk/keys/"))


def test_a_revoked_key_is_told_apart_and_can_be_changed_no_more(
    theirs: Client, key: str, site: Site
) -> None:
    path = address_of(site)
    assert "Revoke it for good" in plain(theirs.get(path))
    assert theirs.post(f"{path}alter/", {"do": "revoke"}).status_code == 302
    assert key_named(key) is None
    page = html_of(theirs.get("/desk/keys/"))
    assert "Coral of the sports pages" in page.split('<details class="card">')[1]
    assert "This key is revoked" in plain(theirs.get(path))
    assert theirs.post(f"{path}alter/", {**SENT, "do": "terms"}).status_code == 404


@pytest.mark.parametrize("deed", ["", "delete", "show"])
def test_it_knows_no_other_deed(
    theirs: Client, key: str, phase: str, site: Site, deed: str
) -> None:
    assert theirs.post(f"{address_of(site)}alter/", {"do": deed}).status_code == 404
    assert theirs.post(f"{phase}alter/", {"do": deed}).status_code == 404


def test_it_tells_how_often_a_key_was_used(
    theirs: Client, key: str, site: Site, now: datetime
) -> None:
    assert "never" in plain(theirs.get("/desk/keys/"))
    row = keys_of(site)[0]
    for days, calls in ((0, 7), (3, 30), (29, 5), (30, 1000)):
        add_uses([Uses(row.id, "akismet", calls, calls // 10, now - timedelta(days=days))])
    page = theirs.get("/desk/keys/")
    assert "42 calls" in plain(page)
    assert "at most 30 a day" in plain(page)
    assert "3 refused" in plain(page)
    drawn = [int(height) for height in re.findall(r'<rect [^>]*height="(\d+)"', html_of(page))]
    assert drawn == [4, 24, 6]


def test_a_phase_of_coral_is_added_with_its_secret_which_is_never_shown(
    theirs: Client, phase: str, site: Site
) -> None:
    (row,) = phases_of(site)
    found = phase_named(row.id)
    assert found is not None
    assert (found.secrets, found.mode) == ((SECRET,), "hold")
    page = theirs.get(phase)
    assert texts(page, "place-address") == [f"http://testserver/coral/{row.id}/moderate"]
    assert SECRET not in html_of(page)


@pytest.mark.parametrize(
    ("field", "value"),
    [("label", ""), ("secret", "short"), ("secret", "two words here"), ("mode", "x")],
)
def test_it_refuses_a_phase_that_cannot_stand(
    theirs: Client, site: Site, field: str, value: str
) -> None:
    sent = {"label": "our Coral", "mode": "hold", "secret": SECRET, field: value}
    response = theirs.post("/desk/keys/coral/new/", sent)
    assert response.status_code == 422
    assert texts(response, "problem")
    assert SECRET not in html_of(response)
    assert phases_of(site) == []


def test_secrets_are_changed_one_after_the_other(theirs: Client, phase: str, site: Site) -> None:
    (row,) = phases_of(site)
    old = row.secrets.get()
    assert theirs.post(f"{phase}alter/", {"do": "add", "secret": "c3" * 32}).status_code == 302
    found = phase_named(row.id)
    assert found is not None
    assert set(found.secrets) == {SECRET, "c3" * 32}
    theirs.post(f"{phase}alter/", {"do": "remove", "secret_id": str(old.id)})
    last = row.secrets.get()
    response = theirs.post(f"{phase}alter/", {"do": "remove", "secret_id": str(last.id)})
    assert response.status_code == 422
    found = phase_named(row.id)
    assert found is not None
    assert found.secrets == ("c3" * 32,)


def test_a_phase_s_mode_is_changed_and_a_phase_is_revoked(
    theirs: Client, phase: str, site: Site
) -> None:
    (row,) = phases_of(site)
    theirs.post(f"{phase}alter/", {"do": "terms", "label": "Coral", "mode": "decide"})
    found = phase_named(row.id)
    assert found is not None
    assert found.mode == "decide"
    assert theirs.post(f"{phase}alter/", {"do": "revoke"}).status_code == 302
    assert phase_named(row.id) is None
    assert theirs.post(f"{phase}alter/", {"do": "add", "secret": SECRET}).status_code == 404
    assert "This phase is revoked" in plain(theirs.get(phase))


def test_it_tells_what_coral_was_told(
    theirs: Client, phase: str, site: Site, now: datetime
) -> None:
    (row,) = phases_of(site)
    add_phase_uses([Uses(row.id, kind, 3, 0, now) for kind in ("passed", "held")])
    assert "6 calls" in plain(theirs.get("/desk/keys/"))
    assert "Held 3" in plain(theirs.get(phase))


def test_it_warns_when_no_secret_can_be_read(theirs: Client, phase: str, settings: Any) -> None:
    client = theirs
    assert "None of its secrets can be read" not in plain(client.get(phase))
    CoralSecret.objects.update(sealed="spoilt")
    assert "None of its secrets can be read" in plain(client.get(phase))


@pytest.mark.parametrize("path", ["/desk/keys/{}/", "/desk/keys/coral/{}/"])
def test_what_is_not_there_is_not_found(theirs: Client, path: str) -> None:
    nothing = "0190b0a4-0000-7000-8000-000000000000"
    assert theirs.get(path.format(nothing)).status_code == 404


def test_bob_sees_none_of_it(desk: Client, key: str, phase: str, site: Site, now: datetime) -> None:
    assert desk.get("/desk/keys/").status_code == 403
    assert desk.get(address_of(site)).status_code == 403
    assert desk.post(f"{address_of(site)}alter/", {"do": "revoke"}).status_code == 403
    assert desk.post("/desk/keys/new/", SENT).status_code == 403
    assert key_named(key) is not None
    revoke_key(keys_of(site)[0], by=None, now=now)
