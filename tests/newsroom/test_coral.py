"""Phases of Coral: administrators add, change and revoke them; secrets are sealed and counted."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from stet.ledger.models import Entry
from stet.ledger.reading import history
from stet.newsroom.coral import (
    MOST_SECRETS,
    BadPhase,
    add_phase,
    add_secret,
    change_phase,
    phase_named,
    phases_of,
    remove_secret,
    revoke_phase,
)
from stet.newsroom.models import CoralSecret, Site, Staff
from stet.newsroom.roles import NotAllowed, Role
from stet.newsroom.sealing import Unsealable, seal, unseal
from tests.newsroom.conftest import Hire

SECRET, OTHER = "5a" * 32, "c3" * 32


def secrets_of(phase_id: Any) -> set[str]:
    found = phase_named(phase_id)
    return set(found.secrets) if found else set()


def test_a_phase_is_known_by_its_id_with_what_a_call_needs(
    alice: Staff, site: Site, now: datetime
) -> None:
    made = add_phase(site, " our Coral ", "hold", SECRET, by=alice, now=now)
    found = phase_named(made.id)
    assert found is not None
    assert (found.site, found.mode, found.secrets) == (site, "hold", (SECRET,))
    assert made.label == "our Coral"
    assert phase_named(uuid4()) is None


def test_secrets_are_sealed_and_never_the_same_twice(
    alice: Staff, site: Site, now: datetime
) -> None:
    for _ in range(2):
        add_phase(site, "Coral", "advise", SECRET, by=alice, now=now)
    sealed = set(CoralSecret.objects.values_list("sealed", flat=True))
    assert len(sealed) == 2
    told = " ".join([*sealed, *Entry.objects.values_list("payload", flat=True)])
    assert SECRET not in told


def test_what_was_sealed_with_another_secret_of_the_program_cannot_be_read(settings: Any) -> None:
    sealed = seal(SECRET)
    assert unseal(sealed) == SECRET
    settings.SECRET_KEY = "another"
    with pytest.raises(Unsealable):
        unseal(sealed)


@pytest.mark.parametrize("spoilt", ["", "gAAAA", "ä", "\ud800", "x" * 200])
def test_what_was_spoilt_cannot_be_read(spoilt: str) -> None:
    with pytest.raises(Unsealable):
        unseal(spoilt)


def test_a_secret_is_added_before_the_old_one_goes(alice: Staff, site: Site, now: datetime) -> None:
    phase = add_phase(site, "Coral", "advise", SECRET, by=alice, now=now)
    old = phase.secrets.get()
    with pytest.raises(BadPhase):
        remove_secret(phase, old.id, by=alice, now=now)
    add_secret(phase, OTHER, by=alice, now=now)
    assert secrets_of(phase.id) == {SECRET, OTHER}
    remove_secret(phase, old.id, by=alice, now=now)
    remove_secret(phase, old.id, by=alice, now=now)
    assert secrets_of(phase.id) == {OTHER}


def test_a_phase_has_few_secrets(alice: Staff, site: Site, now: datetime) -> None:
    phase = add_phase(site, "Coral", "advise", SECRET, by=alice, now=now)
    for number in range(MOST_SECRETS - 1):
        add_secret(phase, f"{number}{OTHER}", by=alice, now=now)
    with pytest.raises(BadPhase):
        add_secret(phase, OTHER, by=alice, now=now)
    assert len(secrets_of(phase.id)) == MOST_SECRETS


def test_a_revoked_phase_is_gone_with_its_secrets(alice: Staff, site: Site, now: datetime) -> None:
    phase = add_phase(site, "Coral", "advise", SECRET, by=alice, now=now)
    revoke_phase(phase, by=alice, now=now)
    revoke_phase(phase, by=alice, now=now)
    assert phase_named(phase.id) is None
    assert not CoralSecret.objects.exists()
    add_secret(phase, OTHER, by=alice, now=now)
    change_phase(phase, "Coral", "decide", by=alice, now=now)
    assert not CoralSecret.objects.exists()
    assert phases_of(site)[0].mode == "advise"


def test_the_ledger_tells_who_did_what(alice: Staff, site: Site, now: datetime) -> None:
    phase = add_phase(site, "Coral", "advise", SECRET, by=alice, now=now)
    old = phase.secrets.get()
    change_phase(phase, "Coral", "decide", by=alice, now=now)
    add_secret(phase, OTHER, by=None, now=now)
    remove_secret(phase, old.id, by=alice, now=now)
    revoke_phase(phase, by=alice, now=now)
    told = [(event.deed, event.actor) for event in history(phase.id)]
    ada = f"staff:{alice.id}"
    assert told == [
        ("coral.made", ada),
        ("coral.changed", ada),
        ("coral.secret_added", "system"),
        ("coral.secret_removed", ada),
        ("coral.revoked", ada),
    ]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_may(
    role: Role, hire: Hire, alice: Staff, site: Site, now: datetime
) -> None:
    dana = hire("dana", role)
    phase = add_phase(site, "Coral", "advise", SECRET, by=alice, now=now)
    own = phase.secrets.get()
    with pytest.raises(NotAllowed):
        add_phase(site, "Coral", "advise", SECRET, by=dana, now=now)
    with pytest.raises(NotAllowed):
        change_phase(phase, "Coral", "decide", by=dana, now=now)
    with pytest.raises(NotAllowed):
        add_secret(phase, OTHER, by=dana, now=now)
    with pytest.raises(NotAllowed):
        remove_secret(phase, own.id, by=dana, now=now)
    with pytest.raises(NotAllowed):
        revoke_phase(phase, by=dana, now=now)
    assert secrets_of(phase.id) == {SECRET}


@pytest.mark.parametrize(
    ("field", "label", "mode", "secret"),
    [
        ("label", "", "hold", SECRET),
        ("label", "two\nlines", "hold", SECRET),
        ("mode", "Coral", "", SECRET),
        ("mode", "Coral", "ban", SECRET),
        ("secret", "Coral", "hold", ""),
        ("secret", "Coral", "hold", "short"),
        ("secret", "Coral", "hold", "a secret of several words"),
        ("secret", "Coral", "hold", "ä" * 32),
        ("secret", "Coral", "hold", "x" * 201),
    ],
)
def test_a_phase_that_cannot_stand_is_refused(
    field: str, label: str, mode: str, secret: str, alice: Staff, site: Site, now: datetime
) -> None:
    with pytest.raises(BadPhase) as refused:
        add_phase(site, label, mode, secret, by=alice, now=now)
    assert refused.value.field == field
    assert phases_of(site) == []
