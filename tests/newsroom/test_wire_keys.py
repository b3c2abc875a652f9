"""Keys of other systems: shown once, kept as a digest, changed and revoked by administrators."""

import hashlib
import re
from dataclasses import replace
from datetime import datetime

import pytest

from stet.ledger.models import Entry
from stet.ledger.reading import history
from stet.newsroom.models import Site, Staff, WireKey
from stet.newsroom.roles import NotAllowed, Role
from stet.newsroom.wire_keys import (
    BadKey,
    Scope,
    Terms,
    change_key,
    key_named,
    keys_of,
    make_key,
    revoke_key,
    terms_of,
)
from tests.newsroom.conftest import Hire

BLOG = Terms("our blog", frozenset({Scope.AKISMET}), quota=30)


def test_a_key_is_made_of_what_a_host_name_may_hold(
    alice: Staff, site: Site, now: datetime
) -> None:
    keys = {make_key(site, BLOG, by=alice, now=now) for _ in range(20)}
    assert len(keys) == 20
    assert all(re.fullmatch(r"[a-f0-9]{32}", key) for key in keys)


def test_only_a_digest_of_it_is_kept(alice: Staff, site: Site, now: datetime) -> None:
    plain = make_key(site, BLOG, by=alice, now=now)
    (row,) = WireKey.objects.values()
    assert row["digest"] == hashlib.sha256(plain.encode()).hexdigest()
    assert plain not in str(row)
    entries = " ".join(Entry.objects.values_list("payload", flat=True))
    assert plain not in entries
    assert row["digest"] not in entries


def test_it_is_found_by_itself_with_its_site(alice: Staff, site: Site, now: datetime) -> None:
    plain = make_key(site, BLOG, by=alice, now=now)
    found = key_named(plain)
    assert found is not None
    assert (found.site, terms_of(found)) == (site, BLOG)


@pytest.mark.parametrize("plain", ["", "x" * 32, "X" * 32, "a" * 31, "\ud800" * 32, "\x00" * 32])
def test_what_is_no_key_is_not_found(plain: str, alice: Staff, site: Site, now: datetime) -> None:
    make_key(site, BLOG, by=alice, now=now)
    assert key_named(plain) is None


def test_a_given_key_is_taken_once(site: Site, now: datetime) -> None:
    given = "demo" * 8
    assert make_key(site, BLOG, by=None, now=now, key=given) == given
    with pytest.raises(BadKey):
        make_key(site, BLOG, by=None, now=now, key=given)
    with pytest.raises(BadKey):
        make_key(site, BLOG, by=None, now=now, key="Not a key")
    assert len(keys_of(site)) == 1


def test_its_terms_can_be_changed_while_it_lives(alice: Staff, site: Site, now: datetime) -> None:
    plain = make_key(site, BLOG, by=alice, now=now)
    (key,) = keys_of(site)
    changed = Terms(
        "their blog",
        frozenset({Scope.PERSPECTIVE, Scope.OPENAI}),
        blogs=("https://blog.example.org",),
        quota=0,
        threshold=90,
        trusted=True,
    )
    change_key(key, changed, by=alice, now=now)
    found = key_named(plain)
    assert found is not None
    assert terms_of(found) == changed

    revoke_key(key, by=alice, now=now)
    change_key(key, BLOG, by=alice, now=now)
    assert terms_of(keys_of(site)[0]) == changed


def test_a_revoked_key_is_worthless_for_good(alice: Staff, site: Site, now: datetime) -> None:
    lost, kept = (make_key(site, replace(BLOG, label=name), by=alice, now=now) for name in "ab")
    row = next(key for key in keys_of(site) if key.label == "a")
    revoke_key(row, by=alice, now=now)
    revoke_key(row, by=alice, now=now)
    assert key_named(lost) is None
    assert key_named(kept) is not None
    assert [event.deed for event in history(row.id)] == ["key.made", "key.revoked"]


def test_the_ledger_tells_who_did_what(alice: Staff, site: Site, now: datetime) -> None:
    make_key(site, BLOG, by=alice, now=now)
    (key,) = keys_of(site)
    change_key(key, replace(BLOG, quota=31, trusted=True), by=alice, now=now)
    revoke_key(key, by=None, now=now)
    events = [*history(key.id)]
    assert [(event.deed, event.actor) for event in events] == [
        ("key.made", f"staff:{alice.id}"),
        ("key.changed", f"staff:{alice.id}"),
        ("key.revoked", "system"),
    ]
    assert (events[1].payload["quota"], events[1].payload["trusted"]) == (31, True)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_may(
    role: Role, hire: Hire, alice: Staff, site: Site, now: datetime
) -> None:
    dana = hire("dana", role)
    plain = make_key(site, BLOG, by=alice, now=now)
    (key,) = keys_of(site)
    with pytest.raises(NotAllowed):
        make_key(site, BLOG, by=dana, now=now)
    with pytest.raises(NotAllowed):
        change_key(key, replace(BLOG, quota=0), by=dana, now=now)
    with pytest.raises(NotAllowed):
        revoke_key(key, by=dana, now=now)
    assert len(keys_of(site)) == 1
    assert key_named(plain) is not None


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("label", replace(BLOG, label="")),
        ("label", replace(BLOG, label="two\nlines")),
        ("label", replace(BLOG, label="x" * 81)),
        ("scopes", replace(BLOG, scopes=frozenset())),
        ("scopes", replace(BLOG, scopes=frozenset({Scope.ALL_CLAUSES, Scope.DISCARD}))),
        ("quota", replace(BLOG, quota=-1)),
        ("quota", replace(BLOG, quota=1_000_001)),
        ("threshold", replace(BLOG, threshold=0)),
        ("threshold", replace(BLOG, threshold=100)),
        ("blogs", replace(BLOG, blogs=("blog.example.org",))),
        ("blogs", replace(BLOG, blogs=("https://[",))),
        ("blogs", replace(BLOG, blogs=("https://a.example\nhttps://b.example",))),
        ("blogs", replace(BLOG, blogs=("https://a.example/\x00",))),
    ],
)
def test_terms_that_cannot_stand_are_refused(
    field: str, terms: Terms, alice: Staff, site: Site, now: datetime
) -> None:
    with pytest.raises(BadKey) as refused:
        make_key(site, terms, by=alice, now=now)
    assert refused.value.field == field
    make_key(site, BLOG, by=alice, now=now)
    with pytest.raises(BadKey):
        change_key(keys_of(site)[0], terms, by=alice, now=now)
    assert terms_of(keys_of(site)[0]) == BLOG
