"""Any life of a comment: nothing gets public without approval, and no text ever changes."""

import json
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.comments.reading import thread_json
from stet.comments.states import MoveRefused, State
from stet.comments.submitting import Refused
from stet.config.verifying import faults
from stet.moderation.deciding import TooLateToReopen, Verdict, decide, reopen
from stet.moderation.leasing import lease_next
from stet.moderation.leaving import erase, withdraw
from stet.moderation.models import QueueItem
from stet.newsroom.models import Staff
from stet.newsroom.roles import NotAllowed
from tests.conftest import FreshCopy
from tests.support.newsroom import Newsroom, open_newsroom

# What a form may take: no control characters but line ends, and something to be seen.
_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n\t"), max_size=40
).map(lambda text: f"{text}x")
_ONE_LINE = {ord(mark): " " for mark in "\r\n\u2028\u2029"}
_PEOPLE = st.sampled_from(["alice", "bob", "carol"])
_ORDERS = st.sampled_from(["longest_waiting", "likely_fine", "likely_breach"])
_REFUSALS = (Conflict, MoveRefused, NotAllowed, TooLateToReopen)


@dataclass
class Expected:
    text: str
    state: State = State.HELD
    decided: list[tuple[str, Any]] = field(default_factory=list)


class Life(RuleBasedStateMachine):
    """Every deed in any order, beside a model that knows only the table of moves."""

    fresh_copy: FreshCopy
    written = Bundle("written")

    def __init__(self) -> None:
        super().__init__()
        self.database: AbstractContextManager[None] = self.fresh_copy()
        self.database.__enter__()
        self.newsroom: Newsroom = open_newsroom()
        self.expected: dict[UUID, Expected] = {}

    def teardown(self) -> None:
        try:
            assert [fault.sentence for fault in faults()] == []
        finally:
            self.database.__exit__(None, None, None)

    def _person(self, name: str) -> Staff:
        person: Staff = getattr(self.newsroom, name)
        return person

    @rule(target=written, text=_TEXT, name=_TEXT.map(lambda text: text.translate(_ONE_LINE)))
    def post(self, text: str, name: str) -> UUID:
        comment = self.newsroom.post(text, name=f"{name}{len(self.expected)}")
        self.expected[comment.id] = Expected(text)
        return comment.id

    @rule(target=written, parent=written, text=_TEXT)
    def reply(self, parent: UUID, text: str) -> UUID:
        public = self.expected[parent].state is State.APPROVED
        try:
            comment = self.newsroom.post(text, name=f"R{len(self.expected)}", parent=parent)
        except Refused:
            assert not public
            return parent
        assert public
        self.expected[comment.id] = Expected(text)
        return comment.id

    @rule(
        comment=written,
        by=_PEOPLE,
        outcome=st.sampled_from(["approve", "reject"]),
        seen=st.booleans(),
    )
    def decide(self, comment: UUID, by: str, outcome: str, seen: bool) -> None:
        row = self.newsroom.fresh(comment)
        verdict = Verdict(
            comment,
            outcome,
            ["threat"] if outcome == "reject" else [],
            seen=self.newsroom.seen(row) if seen else None,
        )
        before = self.expected[comment].state
        try:
            decision = decide(verdict, self._person(by), self.newsroom.later())
        except _REFUSALS:
            return
        assert before is State.HELD or (seen and by == "carol" and before in _DECIDED)
        self.expected[comment].state = _LANDING[outcome]
        self.expected[comment].decided.append((by, decision.at))

    @rule(comment=written, by=_PEOPLE)
    def undo(self, comment: UUID, by: str) -> None:
        known = self.expected[comment]
        try:
            reopen(comment, self._person(by), self.newsroom.later())
        except _REFUSALS:
            return
        assert known.state in _DECIDED
        who, when = known.decided[-1]
        assert who == by
        assert self.newsroom.now - when <= timedelta(seconds=60)
        known.state = State.HELD

    @rule(comment=written)
    def withdraw(self, comment: UUID) -> None:
        try:
            withdraw(comment, self.newsroom.later())
        except MoveRefused:
            assert self.expected[comment].state not in {State.HELD, State.APPROVED}
            return
        self.expected[comment].state = State.WITHDRAWN

    @rule(comment=written)
    def erase(self, comment: UUID) -> None:
        try:
            erase(comment, self.newsroom.administrator, self.newsroom.later())
        except MoveRefused:
            assert self.expected[comment].state is State.ERASED
            return
        self.expected[comment] = Expected("", State.ERASED)

    @rule(by=_PEOPLE, order=_ORDERS)
    def lease(self, by: str, order: str) -> None:
        lease_next(self._person(by), order, self.newsroom.later())

    @rule(seconds=st.sampled_from([10, 61, 301]))
    def wait(self, seconds: int) -> None:
        self.newsroom.later(seconds)

    @invariant()
    def nothing_but_the_approved_is_public(self) -> None:
        shown = json.loads(thread_json(self.newsroom.article.id).raw)
        approved = {
            str(key): known.text
            for key, known in self.expected.items()
            if known.state is State.APPROVED
        }
        assert {comment["id"]: comment["text"] for comment in shown["comments"]} == approved
        assert shown["count"] == len(approved)

    @invariant()
    def every_text_is_as_it_was_written(self) -> None:
        rows = {row.id: (row.text, State(row.state)) for row in Comment.objects.all()}
        assert rows == {key: (known.text, known.state) for key, known in self.expected.items()}

    @invariant()
    def the_queue_holds_what_is_held(self) -> None:
        held = {key for key, known in self.expected.items() if known.state is State.HELD}
        assert set(QueueItem.objects.values_list("comment_id", flat=True)) == held


_DECIDED = {State.APPROVED, State.REJECTED}
_LANDING = {"approve": State.APPROVED, "reject": State.REJECTED}


def test_no_sequence_of_deeds_publishes_without_approval_or_changes_a_text(
    fresh_db: None, fresh_copy: FreshCopy
) -> None:
    class ThisLife(Life):
        pass

    ThisLife.fresh_copy = staticmethod(fresh_copy)
    run_state_machine_as_test(
        ThisLife,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
