"""What a person with the database's password can do to it, past the guards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from stet.comments.models import Comment
from stet.config.guarding import GUARDS, make_guards
from stet.ledger.chain import GENESIS, entry_hash
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.moderation.models import Decision
from tests.verify.conftest import Lived


@contextmanager
def unguarded() -> Iterator[None]:
    """No trigger, no foreign key, and on SQLite no check refuses anything; afterwards all do again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = origin")
            return
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        for guard in GUARDS:
            for statement in guard.drop(connection.vendor):
                cursor.execute(statement)
        yield
        make_guards()
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
        cursor.execute("PRAGMA foreign_keys = ON")


def erase_rows(rows: QuerySet[Any]) -> None:
    """Deletes as SQL does, without Django's own protection."""
    rows._raw_delete(rows.db)


def change(lived: Lived, who: str, /, **values: object) -> None:
    assert Comment.objects.filter(id=lived.comments[who]).update(**values) == 1


def decision_of(lived: Lived, name: str) -> Decision:
    found = Decision.objects.filter(comment=lived.comments[name]).last()
    assert found is not None
    return found


def change_decision(lived: Lived, name: str, **values: object) -> None:
    Decision.objects.filter(id=decision_of(lived, name).id).update(**values)


def entry(lived: Lived, name: str, deed: Deed) -> Entry:
    return Entry.objects.get(subject=lived.comments[name], deed=deed)


def rehash() -> None:
    """The whole chain computed anew, so that it holds together again."""
    previous, chain = GENESIS, list(Entry.objects.order_by("seq"))
    Entry.objects.all().delete()
    for seq, one in enumerate(chain, start=1):
        one.seq, one.previous = seq, previous
        one.hash = previous = entry_hash(
            seq=seq,
            at=one.at,
            deed=one.deed,
            subject=one.subject,
            actor=one.actor,
            payload=one.payload,
            previous=previous,
        )
    Entry.objects.bulk_create(chain)


def drop_trigger(lived: Lived) -> None:
    guard = next(one for one in GUARDS if one.name == "comments_comment_words_fixed")
    with connection.cursor() as cursor:
        for statement in guard.drop(connection.vendor):
            cursor.execute(statement)


def hollow_trigger(lived: Lived) -> None:
    """The trigger is there under its name, and refuses nothing."""
    drop_trigger(lived)
    name, table = "comments_comment_words_fixed", "comments_comment"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            body = f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END"
            cursor.execute(body)
            return
        cursor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$"
        )
        cursor.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def drop_constraint(lived: Lived) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX comments_comment_source_once")


# What is done, and the code of the fault that must be found (others may come with it).
