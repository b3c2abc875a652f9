"""What the code promises never to do, the database refuses: each guard and constraint, tried by hand."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from stet.comments.models import Comment
from stet.config.guarding import GUARDS, guard_faults
from stet.moderation.deciding import reopen
from stet.moderation.models import Decision
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.guidelines import in_force
from tests.support.newsroom import Newsroom

Attempt = Callable[[Newsroom], object]


def _update(comment: Comment, **values: object) -> int:
    return Comment.objects.filter(id=comment.id).update(**values)


def _sql(statement: str, *values: str | UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _key(comment: Comment) -> str | UUID:
    return comment.id if connection.features.has_native_uuid_field else comment.id.hex


def _decision(newsroom: Newsroom, comment: Comment, outcome: str, **values: object) -> Decision:
    standing: dict[str, object] = {
        "comment": comment,
        "comment_version": comment.version,
        "guidelines": in_force(newsroom.site.id),
        "outcome": outcome,
        "decider": newsroom.alice,
        "at": newsroom.later(),
    }
    return Decision.objects.create(**standing | values)


def edit_text(newsroom: Newsroom) -> object:
    return _update(newsroom.post("As I wrote it."), text="As somebody else wanted it.")


def edit_text_of_published(newsroom: Newsroom) -> object:
    return _update(newsroom.published("As I wrote it."), text="As I wrote it")


def edit_name(newsroom: Newsroom) -> object:
    return _update(newsroom.post("My name is on it."), name="Another")


def empty_text_without_erasing(newsroom: Newsroom) -> object:
    return _update(newsroom.post("Words."), text="")


def erase_half(newsroom: Newsroom) -> object:
    comment = newsroom.post("Words.")
    return _update(comment, state="erased", version=2, text="")


def move_to_other_article(newsroom: Newsroom) -> object:
    return _update(newsroom.post("Here."), article=uuid4())


def change_parent(newsroom: Newsroom) -> object:
    first, second = newsroom.published("One."), newsroom.published("Two.")
    return _update(second, parent=first)


def change_time(newsroom: Newsroom) -> object:
    return _update(newsroom.post("Now."), posted_at=newsroom.now - timedelta(days=1))


def delete_comment(newsroom: Newsroom) -> object:
    return Comment.objects.filter(id=newsroom.post("Gone?").id)._raw_delete("default")


def replace_comment(newsroom: Newsroom) -> object:
    comment = newsroom.post("The first words.")
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    columns = ", ".join(str(field.column) for field in Comment._meta.concrete_fields)
    swapped = columns.replace("text", "'Other words.'", 1)
    _sql(
        f"{verb} INTO comments_comment ({columns}) "
        f"SELECT {swapped} FROM comments_comment WHERE id = %s",
        _key(comment),
    )
    return None


def born_approved(newsroom: Newsroom) -> object:
    comment = newsroom.post("Held.")
    comment.pk, comment.id = uuid4(), uuid4()
    comment.state, comment.decision, comment.published_at = "approved", uuid4(), newsroom.now
    comment.save(force_insert=True)
    return comment


def approve_without_decision(newsroom: Newsroom) -> object:
    comment = newsroom.post("Held.")
    return _update(
        comment, state="approved", version=2, decision=uuid4(), published_at=newsroom.now
    )


def approve_by_rejection(newsroom: Newsroom) -> object:
    comment = newsroom.post("Held.")
    decision = _decision(newsroom, comment, "reject")
    return _update(
        comment, state="approved", version=2, decision=decision.id, published_at=newsroom.now
    )


def approve_by_decision_on_another(newsroom: Newsroom) -> object:
    other, comment = newsroom.post("Other."), newsroom.post("Held.")
    decision = _decision(newsroom, other, "approve")
    return _update(
        comment, state="approved", version=2, decision=decision.id, published_at=newsroom.now
    )


def approve_by_spent_decision(newsroom: Newsroom) -> object:

    comment = newsroom.published("Once approved, then reopened.")
    spent = comment.decision
    reopen(comment.id, newsroom.alice, newsroom.later())
    return _update(comment, state="approved", version=4, decision=spent, published_at=newsroom.now)


def reject_without_clause(newsroom: Newsroom) -> object:
    comment = newsroom.post("Held.")
    decision = _decision(newsroom, comment, "reject")
    return _update(comment, state="rejected", version=2, decision=decision.id)


def publish_time_on_held(newsroom: Newsroom) -> object:
    return _update(newsroom.post("Held."), published_at=newsroom.now)


def drop_decision_of_published(newsroom: Newsroom) -> object:
    return _update(newsroom.published("Public."), decision=uuid4())


def skip_a_version(newsroom: Newsroom) -> object:
    return _update(newsroom.post("Held."), state="withdrawn", version=3)


def unknown_state(newsroom: Newsroom) -> object:
    return _update(newsroom.post("Held."), state="edited", version=2)


def reply_across_articles(newsroom: Newsroom) -> object:

    parent = newsroom.published("On the ferry.")
    reply = newsroom.post("Elsewhere.")
    other, _ = add_article(
        newsroom.site, ArticleText("The bridge", "Closed."), by=None, now=newsroom.later()
    )
    reply.pk = reply.id = uuid4()
    reply.article, reply.parent = other, parent
    reply.save(force_insert=True)
    return reply


# Each attempt, and words of the refusal: it must fail for the right reason.
ATTEMPTS: dict[Attempt, str] = {
    edit_text: "never edited",
    edit_text_of_published: "never edited",
    edit_name: "never edited",
    empty_text_without_erasing: "never edited",
    erase_half: "never edited",
    move_to_other_article: "stays where and when",
    change_parent: "stays where and when",
    change_time: "stays where and when",
    delete_comment: "never deleted",
    replace_comment: "never deleted",
    born_approved: "born held",
    approve_without_decision: "without a decision to approve",
    approve_by_rejection: "without a decision to approve",
    approve_by_decision_on_another: "without a decision to approve",
    approve_by_spent_decision: "without a decision to approve",
    reject_without_clause: "cites a clause",
    publish_time_on_held: "by a move only",
    drop_decision_of_published: "by a move only",
    skip_a_version: "table of permitted moves",
    unknown_state: "table of permitted moves",
    reply_across_articles: "article of its parent",
}


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_the_database_refuses_to(newsroom: Newsroom, attempt: Attempt) -> None:
    with pytest.raises(IntegrityError, match=ATTEMPTS[attempt]), transaction.atomic():
        attempt(newsroom)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "table", sorted({guard.table for guard in GUARDS if guard.operation == "TRUNCATE"})
)
def test_the_database_refuses_to_truncate(newsroom: Newsroom, table: str) -> None:
    _sql("SET CONSTRAINTS ALL IMMEDIATE")  # what is still to be checked would refuse it as well
    with pytest.raises(IntegrityError, match=r"never|append-only"), transaction.atomic():
        _sql(f"TRUNCATE {table} CASCADE")


@pytest.mark.sqlite
def test_the_database_refuses_a_replace_even_with_recursive_triggers_off(
    newsroom: Newsroom,
) -> None:
    _sql("PRAGMA recursive_triggers = OFF")
    try:
        with pytest.raises(IntegrityError), transaction.atomic():
            replace_comment(newsroom)
    finally:
        _sql("PRAGMA recursive_triggers = ON")


def test_every_guard_of_the_house_is_in_the_database(newsroom: Newsroom) -> None:

    assert list(guard_faults()) == []
