"""Double reviews: exactly the decisions that had to be drawn were drawn, and nobody judged herself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from stet.config.proofs.dossiers import Dossier, Told
from stet.config.proofs.fault import Fault
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.ledger.writing import SYSTEM
from stet.moderation.models import Decision
from stet.moderation.reviewing.comparing import verdicts_of
from stet.moderation.reviewing.drawing import drawn_facts, is_drawn, lot
from stet.moderation.reviewing.models import Review
from stet.newsroom.models import Site

_DECIDED = {Deed.COMMENT_APPROVED, Deed.COMMENT_REJECTED}


class Shares:
    """The shares that editors set, each from its entry of the ledger on, and the secret behind them."""

    def __init__(self) -> None:
        self._set: list[tuple[int, int, str]] = []
        for entry in Entry.objects.filter(deed=Deed.SITE_CHANGED).order_by("seq"):
            facts = Told.of(entry).facts
            if "double_review" in facts:
                digest = str(facts.get("draw_key_digest", ""))
                self._set.append((entry.seq, int(facts["double_review"]), digest))
        self.key: str = Site.objects.values_list("draw_key", flat=True).first() or ""

    def at(self, seq: int) -> int:
        """The share, in percent, that stood when the entry ``seq`` was written."""
        earlier = (percent for since, percent, _ in self._set if since < seq)
        return max(enumerate(earlier), default=(0, 0))[1]

    def faults(self) -> Iterator[Fault]:
        """The secret is the one that was committed to whenever a share was set."""
        digest = hashlib.sha256(bytes.fromhex(self.key)).hexdigest()
        if any(committed != digest for _, _, committed in self._set):
            words = "the secret that draws decisions is not the one that the ledger commits to"
            yield Fault("draw.key_changed", words)


def faults(dossier: Dossier, shares: Shares) -> Iterator[Fault]:
    reviews = {
        one.questioned_id: one for one in dossier.reviews if one.kind == Review.Kind.DOUBLE_REVIEW
    }
    answering = {one.closing_decision_id for one in dossier.reviews}
    for told in dossier.events:
        if told.deed not in _DECIDED:
            continue
        decision = _decision(dossier, told)
        if decision is None or decision.kind != Decision.Kind.PERSON:
            continue
        review = reviews.pop(decision.id, None)
        number, percent = lot(shares.key, decision), shares.at(told.entry.seq)
        due = is_drawn(number, percent) and decision.id not in answering
        if due and review is None:
            words = f"decision {decision.id}: it had to be drawn for a double review, and was not"
            yield Fault("draw.missing", words, str(decision.id))
        elif review is not None and not due:
            yield _fault(review, "draw.extra", "its decision was not drawn")
        elif review is not None:
            yield from _logged(review, dossier, number, percent)
    for review in reviews.values():
        yield _fault(review, "draw.extra", "it reviews no decision that the ledger knows")
    yield from _compared(dossier)


def _decision(dossier: Dossier, told: Told) -> Decision | None:
    name = told.facts.get("decision")
    return next((one for one in dossier.decisions if str(one.id) == name), None)


def _logged(review: Review, dossier: Dossier, number: int, percent: int) -> Iterator[Fault]:
    told = [
        one
        for one in dossier.events
        if one.deed == Deed.COMMENT_DRAWN and one.facts.get("review") == str(review.id)
    ]
    facts = drawn_facts(review, number, percent)
    right = len(told) == 1 and told[0].facts == facts and told[0].entry.actor == SYSTEM
    if not right or told[0].entry.at != review.opened_at:
        yield _fault(review, "review.changed", "it does not say what its entry says")


def _compared(dossier: Dossier) -> Iterator[Fault]:
    """Whoever differed is on the list of disagreements, and nobody else is."""
    listed = {one.review_id: one.about for one in dossier.disagreements}
    known = {one.id: one for one in dossier.decisions}
    for review in dossier.reviews:
        if review.questioned_id is not None:
            review.questioned = known.get(review.questioned_id)
        verdicts = verdicts_of(review)
        about = verdicts.differ_about if verdicts else ""
        if listed.pop(review.id, "") != about:
            yield _fault(review, "disagreement.changed", "the list of disagreements is wrong on it")
    for name in listed:
        words = f"disagreement {name}: there is no review behind it"
        yield Fault("disagreement.changed", words, str(name))


def _fault(review: Review, code: str, words: str) -> Fault:
    return Fault(code, f"review {review.id}: {words}", str(review.id))
