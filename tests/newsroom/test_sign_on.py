"""The publisher vouches for a reader: which tokens count, and that no other does."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from stet.newsroom.models import Site
from stet.newsroom.setup import ensure_newsroom
from stet.newsroom.sign_on import LIFE_S, TOKEN_LIMIT, NotSignedOn, Reason, SignedOn, signed_on
from stet.newsroom.sign_on_keys import Made
from stet.newsroom.writers import set_writers
from tests.support.signing import (
    ISSUER,
    claims,
    forged,
    key,
    open_sign_on,
    raw_secret,
    token,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PRIVATE = Ed25519PrivateKey.generate()
PEM = PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
PROPERTY = examples(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def site(db: None) -> Site:
    return open_sign_on(ensure_newsroom(NOW), NOW)


@pytest.fixture
def made(site: Site) -> Made:
    return key(site, NOW)


def refused(site: Site, given_token: str, now: datetime = NOW) -> Reason:
    with pytest.raises(NotSignedOn) as refusal:
        signed_on(site, given_token, now)
    return refusal.value.reason


def in_seconds(seconds: float) -> float:
    return (NOW + timedelta(seconds=seconds)).timestamp()


def test_a_token_says_who_is_writing(site: Site, made: Made) -> None:
    said = claims(site, NOW, email="alice@example.org", locale="ckb", iat=int(in_seconds(0)))
    assert signed_on(site, token(made, said), NOW) == SignedOn(
        key=made.key.id,
        issuer=ISSUER,
        subject="reader-7",
        expires_at=NOW + timedelta(minutes=5),
        name="Alice Reed",
        email="alice@example.org",
        lang="ckb",
    )


@pytest.mark.parametrize("form", ["pem", "jwk"])
def test_a_public_key_vouches_too(site: Site, form: str) -> None:
    raw = PRIVATE.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    jwk = json.dumps({"kty": "OKP", "crv": "Ed25519", "x": x})
    key(site, NOW, algorithm="EdDSA", material=PEM.decode() if form == "pem" else jwk)
    signed = jwt.encode(claims(site, NOW), PRIVATE, "EdDSA", headers={"kid": "one"})
    assert signed_on(site, signed, NOW).subject == "reader-7"


def test_nothing_personal_is_printed(site: Site, made: Made) -> None:
    said = claims(site, NOW, email="alice@example.org")
    printed = f"{signed_on(site, token(made, said), NOW)!r} {made!r}"
    for word in ("reader-7", "Alice", "alice@", made.secret):
        assert word not in printed


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"iss": None}, Reason.MISSING),
        ({"aud": None}, Reason.MISSING),
        ({"exp": None}, Reason.MISSING),
        ({"sub": None}, Reason.MISSING),
        ({"iss": "https://elsewhere.example.org"}, Reason.ISSUER),
        ({"iss": [ISSUER]}, Reason.ISSUER),
        ({"aud": "stet-article"}, Reason.AUDIENCE),
        ({"aud": []}, Reason.AUDIENCE),
        ({"aud": {"a": 1}}, Reason.AUDIENCE),
        ({"sub": ""}, Reason.CLAIM),
        ({"sub": "  "}, Reason.CLAIM),
        ({"sub": 7}, Reason.CLAIM),
        ({"sub": "x" * 256}, Reason.CLAIM),
        ({"sub": "a\0b"}, Reason.CLAIM),
        ({"sub": "\ud800"}, Reason.CLAIM),
        ({"name": ["Alice"]}, Reason.CLAIM),
        ({"name": "x" * 501}, Reason.CLAIM),
        ({"email": "x" * 255}, Reason.CLAIM),
        ({"locale": {}}, Reason.CLAIM),
        ({"exp": "soon"}, Reason.CLAIM),
        ({"exp": True}, Reason.CLAIM),
        ({"exp": float("nan")}, Reason.CLAIM),
        ({"exp": float("inf")}, Reason.CLAIM),
        ({"exp": 10**400}, Reason.CLAIM),
        ({"exp": in_seconds(-31)}, Reason.EXPIRED),
        ({"exp": in_seconds(LIFE_S + 31)}, Reason.TOO_FAR),
        ({"iat": in_seconds(-301)}, Reason.TOO_FAR),  # and exp is 300 seconds ahead
        ({"iat": in_seconds(31)}, Reason.NOT_YET),
        ({"nbf": in_seconds(31)}, Reason.NOT_YET),
    ],
    ids=str,
)
def test_what_a_token_says_must_be_whole(
    site: Site, made: Made, other: dict[str, Any], reason: Reason
) -> None:
    said = claims(site, NOW, **other)
    header = {"alg": "HS256", "kid": "one"}
    assert refused(site, forged(header, said, raw_secret(made))) is reason


@pytest.mark.parametrize("seconds", [-29, LIFE_S + 29])
def test_clocks_may_differ_by_half_a_minute(site: Site, made: Made, seconds: int) -> None:
    reader = signed_on(site, token(made, claims(site, NOW, exp=in_seconds(seconds))), NOW)
    assert reader.subject == "reader-7"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"alg": "none", "kid": "one"}, Reason.ALGORITHM),
        ({"alg": "None", "kid": "one"}, Reason.ALGORITHM),
        ({"alg": "HS384", "kid": "one"}, Reason.ALGORITHM),
        ({"alg": "EdDSA", "kid": "one"}, Reason.ALGORITHM),
        ({"kid": "one"}, Reason.ALGORITHM),
        ({"alg": "HS256"}, Reason.KEY),
        ({"alg": "HS256", "kid": "two"}, Reason.KEY),
        ({"alg": "HS256", "kid": 1}, Reason.MALFORMED),
        ({"alg": "HS256", "kid": "one' OR 1=1 --"}, Reason.KEY),
        ({"alg": "HS256", "kid": "../one"}, Reason.KEY),
        ({"alg": "HS256", "kid": "\ud800"}, Reason.KEY),
        ({"alg": "HS256", "kid": "one", "jku": f"{ISSUER}/keys"}, Reason.HEADER),
        ({"alg": "HS256", "kid": "one", "jwk": {"kty": "oct", "k": "AAAA"}}, Reason.HEADER),
        ({"alg": "HS256", "kid": "one", "x5u": f"{ISSUER}/x.pem"}, Reason.HEADER),
        ({"alg": "HS256", "kid": "one", "x5c": ["AAAA"]}, Reason.HEADER),
        ({"alg": "HS256", "kid": "one", "crit": ["exp"], "exp": 1}, Reason.MALFORMED),
        ({"alg": "HS256", "kid": "one", "b64": False}, Reason.MALFORMED),
        ({"alg": "HS256", "kid": "one", "zip": "DEF"}, Reason.HEADER),
        ([], Reason.MALFORMED),
    ],
    ids=str,
)
def test_a_header_asks_for_nothing(site: Site, made: Made, header: Any, reason: Reason) -> None:
    """Each is signed with the right secret: it is the header that is refused."""
    assert refused(site, forged(header, claims(site, NOW), raw_secret(made))) is reason
    assert refused(site, forged(header, claims(site, NOW), None)) is not None


def test_a_public_key_is_no_secret(site: Site) -> None:
    """The classic confusion: what everybody knows, used as the secret of an HMAC."""
    key(site, NOW, algorithm="EdDSA", material=PEM.decode())
    raw = PRIVATE.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    for secret in (PEM, PEM.strip(), raw):
        for alg, reason in (("HS256", Reason.ALGORITHM), ("EdDSA", Reason.SIGNATURE)):
            header = {"alg": alg, "kid": "one"}
            assert refused(site, forged(header, claims(site, NOW), secret)) is reason


def test_a_key_of_another_site_counts_for_nothing(site: Site, made: Made) -> None:
    other = open_sign_on(Site.objects.create(name="Another"), NOW)
    theirs = key(other, NOW, kid="theirs")
    assert signed_on(other, token(theirs, claims(other, NOW)), NOW).key == theirs.key.id
    assert refused(site, token(theirs, claims(site, NOW))) is Reason.KEY
    # The same secret and name on both sites: the token still is for one of them.
    again = key(other, NOW, kid="one", material=made.secret)
    assert again.key.kid == made.key.kid
    assert refused(other, token(made, claims(site, NOW))) is Reason.AUDIENCE


def test_while_anyone_writes_by_name_no_token_is_looked_at(site: Site, made: Made) -> None:
    site = set_writers(site, "anyone", "", by=None, now=NOW)
    assert refused(site, token(made, claims(site, NOW))) is Reason.OFF


def test_a_token_is_short(site: Site, made: Made) -> None:
    assert refused(site, token(made, claims(site, NOW, more="x" * TOKEN_LIMIT))) is Reason.TOO_LONG
    deep = forged({"alg": "HS256", "kid": "one"}, json.loads("[" * 500 + "]" * 500), None)
    assert refused(site, deep) in {Reason.MALFORMED, Reason.SIGNATURE}


@PROPERTY
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_no_words_are_a_token(site: Site, made: Made, words: str) -> None:
    assert isinstance(refused(site, words), Reason)


@PROPERTY
@given(st.data())
def test_a_token_with_another_letter_counts_no_more(
    site: Site, made: Made, data: st.DataObject
) -> None:
    good = token(made, claims(site, NOW))
    # The last letter holds bits that no byte needs; before it every one counts.
    at = data.draw(st.integers(0, len(good) - 2))
    letter = data.draw(st.sampled_from("AZaz09-_.!"))
    changed = good[:at] + letter + good[at + 1 :]
    if changed != good:
        assert isinstance(refused(site, changed), Reason)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@PROPERTY
@given(st.sampled_from(["iss", "aud", "exp", "sub", "iat", "nbf", "name", "email"]), ANYTHING)
def test_whatever_a_claim_holds_a_reader_is_named_or_the_token_refused(
    site: Site, made: Made, name: str, value: Any
) -> None:
    said = claims(site, NOW) | {name: value}
    try:
        reader = signed_on(
            site, forged({"alg": "HS256", "kid": "one"}, said, raw_secret(made)), NOW
        )
    except NotSignedOn:
        return
    assert reader.issuer == ISSUER
    assert reader.subject.strip()
    assert reader.expires_at <= NOW + timedelta(seconds=LIFE_S + 30)
