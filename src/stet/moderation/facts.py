"""What the ledger keeps of a screening and of a decision; verification compares it with the rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from stet.comments.models import Comment
from stet.ledger.chain import Json, canonical, commit_text, timestamp
from stet.moderation.batching.models import Batch
from stet.moderation.models import Decision, Screening

_SCREENING = b"\x00stet-screening\n"  # domain separation, as in `stet.ledger.chain`


def screening_facts(screening: Screening) -> dict[str, Json]:
    """Ids and the suggestion, and a digest over all that the screener said."""
    said: dict[str, Json] = {
        "lang": screening.lang,
        "relevance": screening.relevance,
        "reasons": [*screening.reasons],
        "scores": {**screening.scores},
        "spans": [{**span} for span in screening.spans],
    }
    if screening.reason_codes is not None:  # entries from before there were codes stay true
        said["reason_codes"] = [*screening.reason_codes]
    return {
        "screening": str(screening.id),
        "screener": screening.screener,
        "suggestion": screening.suggestion,
        "clauses": [*screening.clauses],
        "said": hashlib.sha256(_SCREENING + canonical(said).encode()).hexdigest(),
    }


def decision_facts(decision: Decision, comment: Comment, clauses: Iterable[str]) -> dict[str, Json]:
    """The whole decision, with the keys of the clauses it cites.

    The moderator's note may repeat the reader's words, so only a commitment to it is kept, under
    the comment's own salt, which goes when the comment is erased.
    """
    facts: dict[str, Json] = {
        "decision": str(decision.id),
        "outcome": decision.outcome,
        "kind": decision.kind,
        "clauses": [*clauses],
        "guidelines": str(decision.guidelines_id),
        "screening": str(decision.screening_id) if decision.screening_id else None,
        "version": decision.comment_version,
        "decided_at": timestamp(decision.at),
    }
    if decision.rule_id and decision.screening:
        facts["rule"] = str(decision.rule_id)
        facts["screener"] = decision.screening.screener
    if decision.batch_id:
        facts["batch"] = str(decision.batch_id)
    if decision.note:
        facts["note"] = commit_text(bytes(comment.salt), decision.note)
    return facts


def batch_facts(batch: Batch) -> dict[str, Json]:
    """What was decided at once; each of its decisions has an entry of its own that names it.

    What its comments share is a digest of a reader's words, and stays out.
    """
    return {
        "batch": str(batch.id),
        "kind": batch.kind,
        "outcome": batch.outcome,
        "shown": batch.shown,
        "chosen": batch.chosen,
    }
