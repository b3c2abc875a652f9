"""What callers' moderators decided, kept as labels that the screener may learn from."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from stet.moderation.learning.feedback import Label, keep_feedback
from stet.text.languages import UNDETERMINED
from stet.wire.callers import Caller
from stet.wire.perspective.attributes import ATTRIBUTES
from stet.wire.perspective.languages import detected_in, tag_of
from stet.wire.perspective.requests import Suggestion

REJECTED_FROM: Final = 0.5


def suggested(caller: Caller, asked: Suggestion, now: datetime) -> dict[str, Any]:
    """The body of the answer; the label is kept unless the caller or its words forbid that."""
    detected = detected_in(asked.text, asked.languages)
    label = label_of(asked, detected)
    if label is not None and not asked.do_not_store:
        keep_feedback(caller.site, caller.key, label, now)
    body: dict[str, Any] = {} if asked.client_token is None else {"clientToken": asked.client_token}
    body["detectedLanguages"] = [detected]
    body["requestedLanguages"] = list(asked.languages)
    return body


def label_of(asked: Suggestion, detected: str) -> Label | None:
    """The label; None where nothing suggested says whether the comment should be published.

    It is a rejection from `REJECTED_FROM` on of any attribute that can be a ground for one. Its clause is that
    of the likeliest attribute that names one; TOXICITY names none, since Coral sends it for whatever
    its moderators reject.
    """
    grounds = {name: score for name, score in asked.scores.items() if ATTRIBUTES[name].rejects}
    if not grounds:
        return None
    against = {name: score for name, score in grounds.items() if score >= REJECTED_FROM}
    naming = [name for name in against if ATTRIBUTES[name].clause]
    verdict: Literal["approve", "reject"] = "reject" if against else "approve"
    lang = detected
    if detected == UNDETERMINED and asked.languages:
        lang = tag_of(asked.languages[0])
    return Label(
        source="perspective",
        # PostgreSQL keeps no NUL.
        text=asked.text.replace("\x00", "\ufffd"),
        verdict=verdict,
        said=dict(asked.scores),
        lang="" if lang == UNDETERMINED else lang,
        clause=ATTRIBUTES[max(naming, key=lambda name: against[name])].clause if naming else "",
    )
