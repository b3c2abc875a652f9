"""A newsroom that Coral asks: Alice's phase has its secret, Bob has a secret of his own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from stet.moderation.rules.measuring import current_screener
from stet.moderation.rules.models import RuleVersion, StandingRule
from stet.newsroom.accounts import add_staff
from stet.newsroom.coral import add_phase
from stet.newsroom.models import CoralPhase, Site, Staff
from stet.newsroom.roles import Role
from stet.wire.coral.remembering import forget_phases
from tests.wire.coral import coral

SECRET = "5a" * 32
OTHER = "c3" * 32

Ask = Callable[..., Any]
MakeRule = Callable[..., RuleVersion]


@pytest.fixture(autouse=True)
def _no_phase_remembered() -> Iterator[None]:
    forget_phases()
    yield
    forget_phases()


@pytest.fixture
def administrator(site: Site, now: datetime) -> Staff:
    password = "copper lantern on the pier"
    return add_staff("ada", "Ada Example", password, Role.ADMINISTRATOR, by=None, now=now)


@pytest.fixture
def phase(site: Site, now: datetime) -> CoralPhase:
    return add_phase(site, "our Coral", "advise", SECRET, by=None, now=now)


@pytest.fixture
def ask(phase: CoralPhase) -> Ask:
    """Asks as Coral does: ``ask("a text", role="STAFF")``; ``of`` is another phase."""

    def asked(
        text: str,
        *secrets: str,
        of: CoralPhase | None = None,
        prefix: str = "",
        **parts: Any,
    ) -> Any:
        body, headers = coral.request(coral.payload(text, **parts), *(secrets or (SECRET,)))
        return Client(headers=headers).post(
            f"{prefix}/coral/{(of or phase).id}/moderate", body, content_type="application/json"
        )

    return asked


@pytest.fixture
def rule(site: Site, administrator: Staff, now: datetime) -> MakeRule:
    """A standing rule that is on: ``rule("profanity")`` rejects, ``rule("")`` approves."""

    def made(clause: str, threshold: float = 0.5, **parts: Any) -> RuleVersion:
        row = StandingRule.objects.create(
            site=site, clause=clause, direction="reject" if clause else "approve", since=now
        )
        known = {
            "promise": 0.9,
            "screener": current_screener(site),
            "langs": ["en"],
            "agreed": 99,
            "measured": 100,
            "lower": 0.95,
            "upper": 1.0,
            "measured_since": now,
            "audit_share": 0.01,
            "by": administrator,
            "at": now,
        }
        version = RuleVersion.objects.create(
            rule=row, number=1, threshold=threshold, **known | parts
        )
        row.state, row.active = "on", version
        row.save()
        return version

    return made
