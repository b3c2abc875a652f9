"""What the JSON interface takes and gives: `…In` are bodies, `…Out` are answers.

Bodies are frozen shapes: an unknown member is refused, and nothing is converted or trimmed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from stet.comments.states import State
from stet.moderation.models import Decision
from stet.web.api.validating import whole

Text = Annotated[str, AfterValidator(whole)]
Stamp = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Outcome = Literal["approve", "reject"]


def told(*values: str) -> WithJsonSchema:
    """The words that a string can be. What we give comes from a table that holds them already."""
    return WithJsonSchema({"type": "string", "enum": list(values)})


GivenState = Annotated[str, told(*State.values)]
GivenOutcome = Annotated[str, told(*Decision.Outcome.values)]


class In(Schema):
    model_config = ConfigDict(extra="forbid", strict=True)


class FieldErrorOut(Schema):
    field: str = Field(description="the field as it was named in the request; empty: the whole")
    code: str
    message: str


class ProblemOut(Schema):
    """RFC 9457 problem details. `code` is for programs, `detail` and `message` for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldErrorOut]


class CommentIn(In):
    """Give `article` or `article_url`. Name and text are stored exactly as sent."""

    article: Text | None = Field(None, description="id or slug of the article")
    article_url: Text | None = Field(
        None, description="the publisher's address of the article, or that of its page here"
    )
    name: Text = Field(description="as it will stand above the comment; one line")
    text: Text
    parent: Text | None = Field(None, description="id of the approved comment that this answers")
    email: Text | None = Field(
        None, description="to write to the author, once she has confirmed it; never published"
    )
    tell: list[Literal["decision", "replies"]] = Field(
        default=["decision"], max_length=2, description="what she is written to about"
    )
    claim: Text | None = Field(None, description="id of the article's claim that this is about")
    nudge: Text | None = Field(None, description="ticket of the hint that the author was shown")


class CommentReceivedOut(Schema):
    id: str
    status: GivenState
    receipt_url: str = Field(description="private: whoever has it can read and withdraw")
    place: int | None = Field(description="place in line from 1; 10001 means more than 10,000")
    expected_wait_s: int | None = Field(description="median of recent decisions")


class DraftIn(In):
    """A draft of the author who asks. It is neither stored nor logged."""

    text: Text
    name: Text | None = Field(None, description="as it would stand above the comment")


class DraftSpanOut(Schema):
    start: int = Field(description="in code points of the draft")
    end: int


class HintedClauseOut(Schema):
    key: str
    title: str
    text: str = Field(description="what the guidelines in force say")
    spans: list[DraftSpanOut] = Field(description="the words that seem to break it")


class HintOut(Schema):
    clauses: list[HintedClauseOut] = Field(description="three at most, the surest first")
    nudge: str = Field(description="ticket to be sent with the comment")


class HintsOut(Schema):
    hint: HintOut | None = Field(description="null: nothing to show")


class SignedOnOut(Schema):
    """What a token of the publisher says of the reader; null where it says nothing."""

    name: str | None
    email: str | None
    lang: str | None
    expires_at: Stamp


class WrittenOut(Schema):
    id: str
    status: GivenState
    text: str
    posted_at: Stamp
    article: str = Field(description="headline of the article")
    article_url: str
    receipt_url: str = Field(description="private: whoever has it can read and withdraw")


class MineOut(Schema):
    comments: list[WrittenOut] = Field(description="latest first, 20 a page")
    next: str | None = Field(description="cursor for `after`, or null at the end")


class PublishedCommentOut(Schema):
    id: str
    name: str
    text: str
    parent: str | None = Field(description="id of the comment answered, if that is public")
    posted_at: Stamp
    published_at: Stamp
    verified: Literal[True] | None = Field(
        None, description="true if the publisher vouches for its author; else not there"
    )


class ThreadOut(Schema):
    article: str
    count: int = Field(description="approved comments of the whole thread")
    comments: list[PublishedCommentOut] = Field(description="oldest first, 50 a page")
    next: str | None = Field(description="cursor for `after`, or null at the end")


class CountOut(Schema):
    url: str | None = Field(description="the address asked for; null if asked by `article`")
    article: str | None = Field(description="the article's id; null if it is not known here")
    count: int


class CountsOut(Schema):
    counts: list[CountOut] = Field(description="in the order asked, articles before addresses")


class SpanOut(Schema):
    start: int = Field(description="in code points of the text")
    end: int
    clause: str


class CitedClauseOut(Schema):
    key: str
    title: str


class AuthorDecisionOut(Schema):
    outcome: GivenOutcome
    clauses: list[CitedClauseOut]
    note: str = Field(description="the moderator's words, or else the clause's standard sentence")
    spans: list[SpanOut] = Field(description="the words concerned, of the clauses cited")
    decided_at: Stamp


class AppealIn(In):
    text: Text = Field(description="why it should be published; kept exactly as sent")


class AppealOut(Schema):
    status: Annotated[str, told("open", "granted", "upheld", "lapsed")]
    text: str = Field(description="exactly as received; empty after erasure")
    appealed_at: Stamp
    due_at: Stamp | None = Field(description="by when it is to be answered")
    answered_at: Stamp | None
    answer: str = Field(description="the second moderator's reason; empty while it is open")


class ReceiptOut(Schema):
    id: str
    status: GivenState
    place: int | None
    expected_wait_s: int | None
    text: str = Field(description="exactly as received; empty after erasure")
    decision: AuthorDecisionOut | None
    can_withdraw: bool
    can_appeal: bool
    appeal: AppealOut | None = Field(description="the appeal that was made, if one was")


class ClauseOut(Schema):
    key: str
    title: str
    text: str
    acceptable: str = Field(description="an example that is fine")
    unacceptable: str = Field(description="an example that is not")


class GuidelinesOut(Schema):
    version: int
    published_at: Stamp
    welcome: str
    process: str
    clauses: list[ClauseOut] = Field(description="those in force, in order")


class ArticleRefOut(Schema):
    id: str
    headline: str
    url: str


class ParentOut(Schema):
    id: str
    name: str
    text: str


class ScreeningOut(Schema):
    lang: str
    suggestion: Annotated[str, told("approve", "reject", "look")]
    clauses: list[str]
    scores: dict[str, float]
    relevance: float | None
    spans: list[SpanOut]
    reasons: list[str] = Field(description="English sentences")
    reason_codes: list[str] = Field(description="what they come from, as clause:code, or code")
    screener: str = Field(description="name@version")
    at: Stamp


class LeaseOut(Schema):
    holder: str
    until: Stamp


class QueueItemOut(Schema):
    id: str
    seen: str = Field(description="what this looked at; send it with the decision")
    article: ArticleRefOut
    parent: ParentOut | None
    name: str
    text: str
    waiting_s: int = Field(description="since it came")
    screening: ScreeningOut | None = Field(description="null: not screened yet")
    lease: LeaseOut | None = Field(description="who looks at it just now")


class QueueOut(Schema):
    items: list[QueueItemOut]
    next: str | None = Field(description="cursor for `after`, or null at the end")


class DecisionIn(In):
    outcome: Outcome
    clauses: list[Text] = Field(
        default_factory=list, description="keys; a rejection cites at least one, an approval none"
    )
    note: Text | None = Field(None, description="words for the author")
    seen: Text | None = Field(None, description="from the queue; without it only a held comment")


class StandingDecisionOut(Schema):
    outcome: GivenOutcome
    clauses: list[str]
    note: str
    decider: str | None = Field(description="null: decided in the system it was imported from")
    decided_at: Stamp


class DecisionOut(StandingDecisionOut):
    id: str
    comment: str
    state: GivenState


class ConflictOut(ProblemOut):
    """What stands instead: the decision, or a colleague's lease."""

    state: GivenState
    decision: StandingDecisionOut | None
    lease: LeaseOut | None


class ByOut(Schema):
    kind: Annotated[str, told("author", "reader", "staff", "system", "import", "rule", "operator")]
    name: str | None = Field(description="of the member of staff")


class EventOut(Schema):
    deed: str
    at: Stamp
    by: ByOut
    outcome: str | None
    clauses: list[str]


class DeskCommentOut(QueueItemOut):
    state: GivenState
    decision: StandingDecisionOut | None
    history: list[EventOut] = Field(description="every deed, oldest first")
