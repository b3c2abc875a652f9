"""How an import was elsewhere is kept beside it: it never changes, is proved, and goes by erasure."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from stet.comments.models import Original
from stet.config.verifying import faults
from stet.exchange.importing import import_jsonl
from stet.moderation.leaving import erase
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import Role
from tests.exchange.looking import comment
from tests.exchange.telling import Write, told
from tests.verify.hands import unguarded

RAW = {"raw_text": "<p>Comment 1.</p>", "raw_status": "1", "raw_parent": "7"}


@pytest.fixture
def kept(site: Site, write: Write) -> Original:
    import_jsonl(write([told(1, **RAW), told(2)]))
    return Original.objects.get()


def test_it_is_kept_where_it_says_more(kept: Original) -> None:
    assert kept.comment == comment(1)
    assert (kept.text, kept.status, kept.parent) == ("<p>Comment 1.</p>", "1", "7")
    assert list(faults()) == []


def test_a_status_that_is_not_kept_is_remembered(site: Site, write: Write) -> None:
    import_jsonl(write([told(1, status="approved")]))

    assert (comment(1).state, Original.objects.get().status) == ("held", "approved")


@pytest.mark.parametrize("change", [{"text": "Another."}, {"status": "0"}, {"parent": ""}])
def test_the_database_refuses_a_change(kept: Original, change: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Original.objects.update(**change)


def test_the_database_refuses_to_delete_it(kept: Original) -> None:
    with pytest.raises(IntegrityError, match="but by erasure"), transaction.atomic():
        kept.delete()


@pytest.mark.parametrize("later", [True, False])
def test_the_database_refuses_one_that_did_not_come_with_its_comment(
    kept: Original, later: bool
) -> None:
    target: UUID = kept.pk if later else uuid4()
    with pytest.raises(IntegrityError, match="but with its import"), transaction.atomic():
        Original.objects.bulk_create([Original(comment_id=target, text="Another.")])


@pytest.mark.parametrize("change", [{"text": "Another."}, {"status": "0"}, {"parent": ""}])
def test_who_changes_it_past_the_guards_is_found(kept: Original, change: dict[str, str]) -> None:
    with unguarded():
        Original.objects.update(**change)

    assert [fault.code for fault in faults()] == ["comment.original_changed"]


def test_who_removes_it_past_the_guards_is_found(kept: Original) -> None:
    with unguarded():
        kept.delete()

    assert [fault.code for fault in faults()] == ["comment.original_changed"]


def test_erasing_the_comment_erases_it(kept: Original, alice: Staff) -> None:
    alice.role = Role.ADMINISTRATOR
    alice.save()

    erase(kept.pk, alice, timezone.now())

    assert not Original.objects.exists()
    assert list(faults()) == []
