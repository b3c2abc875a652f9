"""What colleagues differ about is talked over, settled, and may become an example."""

import pytest

from stet.ledger.models import Entry
from stet.moderation.deciding import BadVerdict, Verdict
from stet.moderation.leaving import erase
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.meeting import (
    Example,
    Settled,
    disagreements,
    make_example,
    open_disagreements,
    quotes,
    remark,
    remarks_on,
    settle,
)
from stet.moderation.reviewing.meeting_models import Disagreement
from stet.moderation.reviewing.models import Review
from stet.newsroom.guideline_drafts import current_draft
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import NotAllowed
from tests.support.newsroom import Newsroom

TEXT = "They should all be sent back to where the ferry came from."
OWN = "They ought to go home."


def differing(newsroom: Newsroom, outcome: str = "reject", text: str = TEXT) -> Disagreement:
    """Alice and Bob find otherwise; ``outcome`` is Alice's, which stands."""
    Site.objects.update(double_review=100)
    comment = newsroom.post(text)
    rejected = ("xenophobia",)
    newsroom.decide(comment, outcome, *(rejected if outcome == "reject" else ()))
    review = Review.objects.get(comment=comment, kind="double_review")
    second = ("approve", []) if outcome == "reject" else ("reject", [*rejected])
    verdict = Verdict(comment.id, *second, seen=newsroom.seen(comment))
    answer(review.id, verdict, newsroom.bob, newsroom.later())
    return Disagreement.objects.get(review=review)


@pytest.fixture
def found(newsroom: Newsroom) -> Disagreement:
    return differing(newsroom)


@pytest.fixture
def editor(newsroom: Newsroom) -> Staff:
    return newsroom.administrator


def test_remarks_stay_in_their_order_and_in_the_ledger(
    newsroom: Newsroom, found: Disagreement
) -> None:
    remark(found.pk, "A quotation, surely?", newsroom.alice, newsroom.later())
    remark(found.pk, "Whose?", newsroom.bob, newsroom.later())
    assert [one.text for one in remarks_on(found)] == ["A quotation, surely?", "Whose?"]
    entries = Entry.objects.filter(deed="comment.discussed").order_by("seq")
    assert [entry.actor for entry in entries] == [
        f"staff:{newsroom.alice.id}",
        f"staff:{newsroom.bob.id}",
    ]
    assert "Whose" not in entries[1].payload


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001, "\x00"])
def test_it_refuses_a_remark_that_says_nothing(
    newsroom: Newsroom, found: Disagreement, text: str
) -> None:
    with pytest.raises(BadVerdict):
        remark(found.pk, text, newsroom.alice, newsroom.later())


def test_seniors_settle_once(newsroom: Newsroom, found: Disagreement) -> None:
    with pytest.raises(NotAllowed):
        settle(found.pk, newsroom.alice, newsroom.later())
    assert open_disagreements() == 1
    settle(found.pk, newsroom.carol, newsroom.later())
    with pytest.raises(Settled):
        settle(found.pk, newsroom.carol, newsroom.later())
    assert open_disagreements() == 0
    assert [one.settled_by for one in disagreements(settled=True)] == [newsroom.carol]
    remark(found.pk, "One thing more.", newsroom.bob, newsroom.later())


def test_words_in_the_editors_own_become_an_example(
    newsroom: Newsroom, found: Disagreement, editor: Staff
) -> None:
    example = Example("xenophobia", "unacceptable", OWN)
    make_example(found.pk, example, editor, newsroom.later())
    make_example(found.pk, example, editor, newsroom.later())
    draft = current_draft(newsroom.site)
    assert draft is not None
    published = in_force(newsroom.site.id).clauses.get(key="xenophobia")
    clause = draft.clauses.get(key="xenophobia")
    assert clause.unacceptable == "\n".join(filter(None, [published.unacceptable, OWN, OWN]))
    assert clause.acceptable == published.acceptable
    assert [one.example for one in remarks_on(found)] == ["xenophobia", "xenophobia"]


@pytest.mark.parametrize("words", [TEXT, TEXT.upper(), f"So: {TEXT[12:45]} ...", f" {TEXT}\n"])
def test_a_readers_words_are_no_example_unless_they_are_public(
    newsroom: Newsroom, found: Disagreement, editor: Staff, words: str
) -> None:
    example = Example("xenophobia", "unacceptable", words)
    with pytest.raises(BadVerdict) as refusal:
        make_example(found.pk, example, editor, newsroom.later())
    assert refusal.value.field == "words"
    assert current_draft(newsroom.site) is None


def test_public_words_may_be_quoted(newsroom: Newsroom, editor: Staff) -> None:
    found = differing(newsroom, "approve")
    make_example(found.pk, Example("xenophobia", "acceptable", TEXT), editor, newsroom.later())
    draft = current_draft(newsroom.site)
    assert draft is not None
    assert TEXT in draft.clauses.get(key="xenophobia").acceptable


@pytest.mark.parametrize(
    ("example", "field"),
    [
        (Example("no_such", "acceptable", OWN), "clause"),
        (Example("threat", "neither", OWN), "side"),
        (Example("threat", "acceptable", " "), "words"),
        (Example("threat", "acceptable", "x" * 6000), "words"),
    ],
)
def test_it_refuses_a_bad_example(
    newsroom: Newsroom, found: Disagreement, editor: Staff, example: Example, field: str
) -> None:
    with pytest.raises(BadVerdict) as refusal:
        make_example(found.pk, example, editor, newsroom.later())
    assert refusal.value.field == field
    assert not remarks_on(found)


def test_only_editors_make_examples(newsroom: Newsroom, found: Disagreement) -> None:
    with pytest.raises(NotAllowed):
        make_example(found.pk, Example("threat", "acceptable", OWN), newsroom.carol, newsroom.now)


def test_after_an_erasure_no_words_are_left_or_added(
    newsroom: Newsroom, found: Disagreement
) -> None:
    remark(found.pk, "He calls them what?", newsroom.alice, newsroom.later())
    erase(found.comment_id, newsroom.administrator, newsroom.later())
    assert [one.text for one in remarks_on(found)] == [""]
    with pytest.raises(BadVerdict):
        remark(found.pk, "As I said.", newsroom.alice, newsroom.later())


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("Go away", "go AWAY", True),
        ("Please go away now", "go away", True),
        ("one two three four five", "one two three four five six", False),
        ("x one two three four five six y", "one two three four five six seven", True),
        ("anything", "", False),
    ],
)
def test_a_quotation_is_told_from_a_paraphrase(words: str, text: str, expected: bool) -> None:
    assert quotes(words, text) is expected
