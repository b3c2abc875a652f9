"""What each attribute's number means: our clauses on familiar scales, fitted for the models that ship."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.moderation.learning.heads import adopt, kin_of
from stet.moderation.learning.learning import keep
from stet.moderation.screeners import shipped_screener_of
from stet.newsroom.lexicons import add_term
from stet.newsroom.models import Site
from stet.screening.lexicon import LANGUAGES
from stet.screening.model.mind import shipped_digest
from stet.screening.own.features import WIDTH
from stet.screening.own.head import ANY, Head, Part
from stet.screening.own.learning import Learned
from stet.screening.screener import default_screener
from stet.screening.types import Submission
from stet.wire.asking import forget_screeners
from stet.wire.perspective.attributes import ATTRIBUTES, Read
from stet.wire.perspective.calibration import anchored, calibration, toxicity_of
from tests.screening.conftest import sentences
from tests.wire.perspective.conftest import ANALYZE, FINE, RUDE, Api, asked

PRODUCTION = ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT")
NEW_YORK_TIMES = (
    "ATTACK_ON_AUTHOR", "ATTACK_ON_COMMENTER", "INCOHERENT", "INFLAMMATORY", "LIKELY_TO_REJECT",
    "OBSCENE", "SPAM", "UNSUBSTANTIAL",
)  # fmt: skip
OLDER = ("ATTACK_ON_PUBLISHER", "OFF_TOPIC")
SPELLINGS = (
    "fuck", "f u c k", "f.u.c.k", "F*ck", "f**k", "fuuuuck", "fvck", "phuck", "ƒuck", "fυck", "sh1t", "$hit", "s.h.i.t", "bullsh*t",
    "a$$hole", "arsehole", "motherf***er", "b!tch", "cunt",
)  # fmt: skip


def read(text: str) -> Read:
    screener = default_screener()
    [found] = screener.screen([Submission("", text)])
    return Read(found, screener.policy_of(found.lang))


def value(name: str, of: Read) -> float:
    compute = ATTRIBUTES[name].value
    assert compute is not None
    return compute(of)


def test_the_map_was_fitted_for_the_models_that_ship() -> None:
    """Retrained models need ``python -m training.perspective_map`` before they ship."""
    assert calibration().models == shipped_digest()


def test_the_map_rises_from_nothing_to_certain() -> None:
    knots = calibration().toxicity
    assert (knots[0], knots[-1]) == ((0.0, 0.0), (1.0, 1.0))
    assert all(left < right and low <= high for (left, low), (right, high) in pairwise(knots))


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_is_likelier_never_scores_lower(one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert 0.0 <= toxicity_of(low) <= toxicity_of(high) <= 1.0
    assert 0.0 <= anchored(low, 0.13, 0.55) <= anchored(high, 0.13, 0.55) <= 1.0


@given(st.floats(0, 1), st.floats(0.01, 1), st.floats(0.01, 1))
def test_a_clause_is_at_a_half_where_it_is_named(p: float, named: float, rejected: float) -> None:
    scaled = anchored(p, named, max(named, rejected))

    assert 0.0 <= scaled <= 1.0
    assert (scaled >= 0.5) is (p >= named)
    assert (scaled >= 0.8 - 1e-9) is (p >= max(named, rejected)) or named < rejected


def test_every_attribute_asked_for_in_the_field_is_answered(api: Api) -> None:
    variants = tuple(f"{name}_EXPERIMENTAL" for name in PRODUCTION)
    names = (*PRODUCTION, *NEW_YORK_TIMES, *OLDER, *variants, "TOXICITY_FAST")

    scores = api.analyze(RUDE, *names)["attributeScores"]

    assert tuple(scores) == names
    for name, variant in zip(PRODUCTION, variants, strict=True):
        assert scores[variant] == scores[name]
        assert set(ATTRIBUTES[name].languages) == set(LANGUAGES)


def test_an_attribute_without_a_measured_score_supports_no_language(api: Api) -> None:
    without = [name for name, one in ATTRIBUTES.items() if one.value is None]

    assert {"FLIRTATION", "SEXUALLY_EXPLICIT", "NUANCE_EXPERIMENTAL"} <= set(without)
    for name in without:
        assert ATTRIBUTES[name].languages == ()
        message = api.refused(ANALYZE, asked(FINE, name))["message"]
        assert message == f"Attribute {name} does not support request languages: en"


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_swearing_is_profanity_however_it_is_spelt(spelling: str) -> None:
    text = f"What the council says is {spelling} and nothing else."

    assert "profanity" in read(text).screening.clauses
    assert value("PROFANITY", read(text)) >= 0.5
    assert value("OBSCENE", read(text)) >= 0.5


def test_whatever_clause_is_named_is_over_a_half_in_its_attribute() -> None:
    attributes = {
        "profanity": "PROFANITY", "threat": "THREAT", "personal_attack": "INSULT", "vulgarity": "OBSCENE",
        "commercial_promotion": "SPAM", "personal_promotion": "SPAM",
    }  # fmt: skip
    seen = set()
    for _label, text in sentences("violations.txt"):
        of = read(text)
        for clause in of.screening.clauses:
            name = attributes.get(clause, "IDENTITY_ATTACK")
            if of.screening.scores[clause] >= of.policy.look_at[clause]:
                assert value(name, of) >= 0.5, (name, clause)
                seen.add(name)

    assert seen == {*attributes.values(), "IDENTITY_ATTACK"}


def test_likely_to_reject_says_what_stet_suggests() -> None:
    suggestions = set()
    for file in ("violations.txt", "welcome.txt"):
        for _label, text in sentences(file):
            of = read(text)
            likely = value("LIKELY_TO_REJECT", of)
            assert (likely >= 0.8) is (of.screening.suggestion == "reject")
            assert (likely < 0.5) is (of.screening.suggestion == "approve")
            suggestions.add(of.screening.suggestion)

    assert suggestions == {"approve", "look", "reject"}


def test_severe_toxicity_is_never_above_toxicity() -> None:
    for _label, text in sentences("violations.txt"):
        of = read(text)
        assert value("SEVERE_TOXICITY", of) <= value("TOXICITY", of)


def test_swearing_alone_is_not_severe_but_a_threat_is(api: Api) -> None:
    swearing = "Oh shit, I forgot my umbrella again."
    threat = "I know where you live, and I will kill you and your family."

    assert api.score(swearing, "SEVERE_TOXICITY") < 0.5 < api.score(threat, "SEVERE_TOXICITY")


def test_civil_criticism_of_the_newspaper_is_no_attack_on_it(api: Api) -> None:
    criticism = "Your headline is wrong, and your newspaper has not corrected it for a week."

    assert api.score(criticism, "ATTACK_ON_PUBLISHER") < 0.3


def test_a_comment_that_argues_is_more_substantial_than_one_that_does_not(api: Api) -> None:
    argued = (
        "According to the 2021 inspection report, the steel was 4 mm thin; I worked on that bridge, and "
        "closing one lane would have given the council two years to raise the money."
    )
    for name in ("CONSTRUCTIVE_EXPERIMENTAL", "REASONING_EXPERIMENTAL"):
        assert api.score(argued, name) > 0.5 > api.score("So true lol", name)
    assert api.score(argued, "UNSUBSTANTIAL") < 0.5 < api.score("So true lol", "UNSUBSTANTIAL")


def test_a_publishers_own_words_count(api: Api, site: Site, now: datetime) -> None:
    text = "The ferrymonger spoke at the meeting on the island last night."
    assert api.score(text, "INSULT") < 0.5

    add_term(site, lang="en", term="ferrymonger", clause="personal_attack", by=None, now=now)
    forget_screeners()

    assert api.score(text, "INSULT") >= 0.8
    assert api.score(text) >= 0.8
    assert api.score(text, "LIKELY_TO_REJECT") >= 0.8


def test_what_a_newsroom_learned_counts(api: Api, site: Site, now: datetime) -> None:
    before = api.score(FINE)
    harsher(site, now)
    forget_screeners()

    assert api.score(FINE) > before


def harsher(site: Site, now: datetime) -> None:
    """A head that moves every comment up by the same step, in use."""
    weights = np.zeros(WIDTH)
    weights[0] = 2.0
    base = shipped_screener_of(site.id)
    head = Head(kin_of(base), (Part(ANY, weights),))
    learned = Learned(head, head.to_bytes(), 10, 5, (), None, better=True)
    kept = keep(site, learned, kin_of(base), now)
    adopt(site, kept.id, base=base, by=None, now=now)
