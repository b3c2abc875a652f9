"""Keys with which the publisher vouches: who makes and revokes them, and which cannot be made."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.db import IntegrityError, connection, transaction

from stet.ledger.models import Entry
from stet.newsroom.accounts import add_staff
from stet.newsroom.models import SignOnKey, Site
from stet.newsroom.roles import NotAllowed, Role
from stet.newsroom.setup import ensure_newsroom
from stet.newsroom.sign_on import NotSignedOn, Reason, signed_on
from stet.newsroom.sign_on_keys import MOST_KEYS, BadSignOnKey, Made, keys_of, make_key, revoke_key
from stet.newsroom.writers import BadWriters, set_writers
from tests.support.signing import ISSUER, claims, key, open_sign_on, raw_secret, token

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PRIVATE = Ed25519PrivateKey.generate()


@pytest.fixture
def site(db: None) -> Site:
    return open_sign_on(ensure_newsroom(NOW), NOW)


@pytest.fixture
def made(site: Site) -> Made:
    return key(site, NOW)


def test_keys_overlap_while_they_are_changed(site: Site, made: Made) -> None:
    new = key(site, NOW, kid="new")
    for one in (made, new):
        assert signed_on(site, token(one, claims(site, NOW)), NOW).key == one.key.id
    revoke_key(made.key, by=None, now=NOW)
    revoke_key(made.key, by=None, now=NOW + timedelta(days=1))  # again does nothing
    with pytest.raises(NotSignedOn) as refusal:
        signed_on(site, token(made, claims(site, NOW)), NOW)
    assert refusal.value.reason is Reason.KEY
    assert signed_on(site, token(new, claims(site, NOW)), NOW).key == new.key.id
    kept = SignOnKey.objects.get(id=made.key.id)
    assert (kept.sealed, kept.revoked_at) == ("", NOW)
    deeds = Entry.objects.filter(subject=made.key.id).order_by("seq")
    assert [entry.deed for entry in deeds] == ["sign_on.key_made", "sign_on.key_revoked"]
    assert made.secret not in "".join(entry.payload for entry in deeds)


def test_a_secret_is_sealed_where_it_is_kept(site: Site, made: Made) -> None:
    assert len(raw_secret(made)) == 32
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM newsroom_signonkey")
        assert made.secret not in str(cursor.fetchall())


@pytest.mark.parametrize(
    ("field", "parts"),
    [
        ("material", {"material": base64.urlsafe_b64encode(bytes(range(31))).decode()}),
        ("material", {"material": base64.urlsafe_b64encode(b"a" * 32).decode()}),
        ("material", {"material": "not base64url!"}),
        ("material", {"material": "A" * 3000}),
        ("material", {"algorithm": "EdDSA", "material": ""}),
        ("material", {"algorithm": "EdDSA", "material": '{"kty":"OKP","crv":"X25519","x":"AA"}'}),
        ("material", {"algorithm": "EdDSA", "material": '{"kty":"OKP","crv":"Ed25519","x":[]}'}),
        ("material", {"algorithm": "EdDSA", "material": '{"d":"AA"}'}),
        ("algorithm", {"algorithm": "none"}),
        ("algorithm", {"algorithm": "RS256"}),
        ("issuer", {"issuer": ""}),
        ("issuer", {"issuer": "two words"}),
        ("label", {"label": ""}),
        ("kid", {"kid": "a b"}),
        ("kid", {"kid": "one"}),
    ],
    ids=str,
)
def test_a_key_that_cannot_stand_is_refused(
    site: Site, made: Made, field: str, parts: dict[str, Any]
) -> None:
    with pytest.raises(BadSignOnKey) as bad:
        key(site, NOW, **({"kid": "two"} | parts))
    assert bad.value.field == field
    assert len(keys_of(site)) == 1


def test_private_and_other_keys_are_refused_as_public_ones(site: Site) -> None:
    other = Ed448PrivateKey.generate().public_key()
    private = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for pem in (other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), private):
        with pytest.raises(BadSignOnKey):
            key(site, NOW, algorithm="EdDSA", material=pem.decode())


def test_a_site_has_a_handful_of_keys(site: Site) -> None:
    made = [key(site, NOW, kid=f"k{number}") for number in range(MOST_KEYS)]
    with pytest.raises(BadSignOnKey):
        key(site, NOW, kid="more")
    revoke_key(made[0].key, by=None, now=NOW)
    key(site, NOW, kid="more")


def test_administrators_make_and_revoke_keys_and_nobody_else(site: Site, made: Made) -> None:
    words = "copper lantern on the pier"
    alice = add_staff("alice", "Alice", words, Role.ADMINISTRATOR, by=None, now=NOW)
    bob = add_staff("bob", "Bob", words, Role.EDITOR, by=None, now=NOW)
    charlie = add_staff("charlie", "Charlie", words, Role.MODERATOR, by=None, now=NOW)
    parts: dict[str, Any] = {"label": "L", "algorithm": "HS256", "issuer": ISSUER, "now": NOW}
    for other in (bob, charlie):
        with pytest.raises(NotAllowed):
            make_key(site, by=other, **parts)
        with pytest.raises(NotAllowed):
            revoke_key(made.key, by=other, now=NOW)
    with pytest.raises(NotAllowed):
        set_writers(site, "signed_on", ISSUER, by=charlie, now=NOW)
    mine = make_key(site, by=alice, **parts).key
    revoke_key(mine, by=alice, now=NOW)
    assert set_writers(site, "signed_on", ISSUER, by=bob, now=NOW).writers == "signed_on"


@pytest.mark.parametrize(
    ("writers", "log_in"),
    [
        ("everybody", ISSUER),
        ("signed_on", ""),
        ("marked", "javascript:alert(1)"),
        ("marked", "news.example.org"),
        ("marked", "https://"),
        ("marked", "https://a b"),
    ],
)
def test_a_choice_of_writers_that_cannot_stand_is_refused(
    site: Site, writers: str, log_in: str
) -> None:
    with pytest.raises(BadWriters):
        set_writers(site, writers, log_in, by=None, now=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"algorithm": "EdDSA"},
        {"kid": "other"},
        {"issuer": "other"},
        {"sealed": "other"},
        {"sealed": ""},
        {"revoked_at": NOW},  # and keeps what it is made of
    ],
    ids=str,
)
def test_the_database_refuses_to_change_a_key(
    site: Site, made: Made, changes: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOnKey.objects.filter(id=made.key.id).update(**changes)


def test_the_database_refuses_to_take_a_revocation_back_or_a_key_away(
    site: Site, made: Made
) -> None:
    revoke_key(made.key, by=None, now=NOW)
    mine = SignOnKey.objects.filter(id=made.key.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(revoked_at=None, sealed="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.filter(id=site.id).update(writers="nobody")
