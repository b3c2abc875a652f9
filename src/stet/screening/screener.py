"""The screener as a site has it: shipped lists and models, and the publisher's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from stet.screening.clauses import SCORED, Clause
from stet.screening.detecting import rule_layers, word_layer
from stet.screening.findings import Case
from stet.screening.layered import LayeredScreener, OwnWords, layer_scores
from stet.screening.lexicon import Edit, Lexicon, Term, edited, shipped_terms
from stet.screening.policy import OTHERS, Policy
from stet.screening.types import Screener
from stet.text.matchkey import KEY_VERSION

__all__ = ["LayeredScreener", "Screener", "build_screener", "default_screener"]

NAME: Final = "stet"
RULES: Final = "stet-rules"
RULES_VERSION: Final = "1"


def build_screener(
    edits: Iterable[Edit] = (),
    *,
    extra_terms: Iterable[Term] = (),
    removed_terms: Iterable[tuple[str, str]] = (),
    policy: Policy | None = None,
    models: bool = True,
) -> LayeredScreener:
    """The screener as shipped, with a site's edits of the word lists.

    `edits` are the publisher's, as they are kept; `removed_terms` are (language, term) and
    `extra_terms` whole terms, for programs. Clauses that a publisher added and gave terms are scored
    and in force like the default ones. Without `models`, rules alone.
    """
    changes = [*(("remove", language, term, "", "") for language, term in removed_terms), *edits]
    terms = (*edited(shipped_terms(), changes), *extra_terms)
    lexicon = Lexicon(terms)
    added = tuple(sorted({t.clause for t in terms if t.clause} - set(map(str, SCORED))))
    if policy is None and added:
        policy = Policy(active=Policy().active | frozenset(added))
    mark = _policy_mark(policy)
    digest = f"{lexicon.digest}.{_wording_digest()}"
    if not models:
        version = f"{RULES_VERSION}.{KEY_VERSION}+{digest}{mark}"
        layers = rule_layers(lexicon)
        return LayeredScreener(RULES, version, layers, policy=policy, added_clauses=added)
    from stet.screening.model.mind import shipped_digest, shipped_mind  # noqa: PLC0415

    mind = shipped_mind()
    shipped = set(shipped_terms())
    mine = set(terms) - shipped
    # What a score is worth differs: only English is read by the encoder.
    policies = {name: (policy or Policy()).over(made) for name, made in mind.policies.items()}
    touched = [_as_word(term) for term in mine | (shipped - set(terms))]
    return LayeredScreener(
        NAME,
        f"{RULES_VERSION}.{KEY_VERSION}+{shipped_digest()}.{digest}{mark}",
        rule_layers(lexicon),
        own=OwnWords(word_layer(Lexicon(mine)), word_layer(Lexicon(touched))) if touched else None,
        mind=mind,
        policy=policies.pop(OTHERS),
        policies=policies,
        added_clauses=added,
    )


def _as_word(term: Term) -> Term:
    """The term as one that is found wherever it stands, safe phrases too."""
    return replace(term, clause=str(Clause.OTHER_ABUSE), strength="strong")


def rule_scores(cases: Sequence[Case]) -> list[dict[str, float]]:
    """What the rules alone score, for fitting how much they are worth beside the models."""
    [layer] = rule_layers(Lexicon(shipped_terms()))
    return [layer_scores([found]) for found in layer.find(cases)]


@cache
def _wording_digest() -> str:
    """Eight hexadecimal digits that change with the other lists: roles, promotion, common words."""
    lists = files("stet.screening").joinpath("lexicons")
    names = sorted(item.name for item in lists.iterdir() if item.name.endswith(".txt"))
    parts = [lists.joinpath(name).read_bytes() for name in names]
    parts.append(files("stet.text").joinpath("common_words.txt").read_bytes())
    return sha256(b"\0".join(parts)).hexdigest()[:8]


def _policy_mark(policy: Policy | None) -> str:
    """Changes with every setting of a policy other than the default one, which has no mark."""
    if policy is None or policy == Policy():
        return ""
    settings: Mapping[str, object] = {
        "hostile_at": policy.hostile_at,
        "abusive_at": policy.abusive_at,
        "active": sorted(policy.active),
        "reject_at": sorted(policy.reject_at.items()),
        "look_at": sorted(policy.look_at.items()),
    }
    return f".p{sha256(repr(settings).encode()).hexdigest()[:6]}"


@cache
def default_screener() -> LayeredScreener:
    """The screener as shipped, models included. Built once a process."""
    return build_screener()
