"""Only what Coral signed with a secret of the phase is answered."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from stet.newsroom.coral import (
    add_phase,
    add_secret,
    phases_of,
    remove_secret,
    revoke_phase,
)
from stet.newsroom.models import CoralPhase, CoralSecret, Site
from stet.wire.coral.remembering import forget_phases
from tests.wire.coral import coral
from tests.wire.coral.conftest import OTHER, SECRET, Ask

FINE = "The bridge will be repaired by spring."


def post(phase: CoralPhase, body: bytes, **headers: str) -> Any:
    client = Client(headers=headers)
    return client.post(f"/coral/{phase.id}/moderate", body, content_type="application/json")


def test_coral_with_the_secret_is_answered_and_nobody_else(ask: Ask) -> None:
    assert ask(FINE, SECRET).status_code == 204
    bob = ask(FINE, OTHER)
    assert bob.status_code == 401
    assert list(bob.json()) == ["error"]


def test_without_a_signature_nobody_is_answered(phase: CoralPhase) -> None:
    body, _headers = coral.request(coral.payload(FINE), SECRET)
    assert post(phase, body).status_code == 401


def test_the_signature_is_over_the_bytes_as_they_came(phase: CoralPhase) -> None:
    body, headers = coral.request(coral.payload(FINE), SECRET)
    assert b'\n  "comment": {\n    "body"' in body
    assert post(phase, body, **headers).status_code == 204
    packed = body.replace(b"\n", b"").replace(b"  ", b"")
    assert post(phase, packed, **headers).status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        "",
        ",",
        "sha256=",
        "sha1={0}",
        "{0}",
        "sha256 {0}",
        "sha256={0}0",
        "sha256=ä{0}",
        "sha256=" + "0" * 64,
        "sha256=" + "0" * 64 + "," * 2_000,
    ],
)
def test_what_only_looks_like_a_signature_is_none(phase: CoralPhase, header: str) -> None:
    body, headers = coral.request(coral.payload(FINE), SECRET)
    digest = headers["X-Coral-Signature"].removeprefix("sha256=")
    forged = {**headers, "X-Coral-Signature": header.format(digest)}
    assert post(phase, body, **forged).status_code == 401


def test_one_good_signature_among_several_is_enough(ask: Ask) -> None:
    assert ask(FINE, OTHER, SECRET).status_code == 204
    assert ask(FINE, SECRET, OTHER).status_code == 204
    assert ask(FINE, OTHER, OTHER).status_code == 401


def test_while_a_secret_is_changed_both_count_until_the_old_one_is_removed(
    ask: Ask, phase: CoralPhase, now: datetime
) -> None:
    add_secret(phase, OTHER, by=None, now=now)
    forget_phases()
    assert ask(FINE, SECRET).status_code == 204
    assert ask(FINE, OTHER).status_code == 204
    assert ask(FINE, SECRET, OTHER).status_code == 204

    old = phase.secrets.order_by("added_at", "id")[0]
    remove_secret(phase, old.id, by=None, now=now)
    forget_phases()
    assert ask(FINE, SECRET).status_code == 401
    assert ask(FINE, OTHER).status_code == 204


def test_a_revoked_phase_answers_nobody(ask: Ask, phase: CoralPhase, now: datetime) -> None:
    assert ask(FINE).status_code == 204
    revoke_phase(phase, by=None, now=now)
    forget_phases()
    assert ask(FINE).status_code == 401
    assert not CoralSecret.objects.filter(phase=phase).exists()


def test_another_phase_s_secret_does_not_count(
    ask: Ask, site: Site, phase: CoralPhase, now: datetime
) -> None:
    another = add_phase(site, "their Coral", "advise", OTHER, by=None, now=now)
    assert ask(FINE, OTHER, of=another).status_code == 204
    assert ask(FINE, SECRET, of=another).status_code == 401
    assert ask(FINE, OTHER, of=phase).status_code == 401


def test_an_address_that_is_none_is_refused_like_a_wrong_signature(
    ask: Ask, phase: CoralPhase
) -> None:
    wrong = ask(FINE, OTHER)
    stranger = ask(FINE, of=CoralPhase(id=uuid4()))
    assert (stranger.status_code, stranger.content) == (wrong.status_code, wrong.content)


def test_with_another_secret_of_the_program_no_phase_is_answered_and_nothing_breaks(
    ask: Ask, phase: CoralPhase, settings: Any
) -> None:
    settings.SECRET_KEY = "another one, after a move to a new machine"
    assert ask(FINE).status_code == 401


def test_secrets_are_sealed_where_they_are_stored(site: Site, phase: CoralPhase) -> None:
    (row,) = CoralSecret.objects.values()
    assert SECRET not in str(row)
    assert [kept.label for kept in phases_of(site)] == ["our Coral"]
