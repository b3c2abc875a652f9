"""A program writes for readers whom the publisher vouches for. Charlie is anybody at all."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from stet.comments.models import Comment, Contact
from stet.config.verifying import faults
from stet.ledger.models import Entry
from stet.moderation.leaving import erase
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.roles import Role
from stet.newsroom.sign_on_keys import Made, revoke_key
from stet.web.api import sign_on
from tests.api.conftest import Caller, body, fields, problem
from tests.support.signing import claims, key, open_sign_on, token

HEADER = "Stet-Sign-On"


@pytest.fixture
def made(site: Site) -> Made:
    open_sign_on(site, timezone.now())
    return key(site, timezone.now())


def signed(made: Made, **other: Any) -> dict[str, str]:
    return {HEADER: token(made, claims(made.key.site, timezone.now(), **other))}


def posted(
    charlie: Caller, article: Article, text: str, headers: dict[str, str] | None = None
) -> Comment:
    sent = {"article": str(article.id), "name": "Charlie", "text": text}
    answer = charlie.post("comments", sent, headers=headers or {})
    return Comment.objects.get(id=body(answer, 201)["id"])


def approve(by: Caller, comment: Comment) -> None:
    body(by.post(f"desk/comments/{comment.id}/decisions", {"outcome": "approve"}), 201)


def published(charlie: Caller, article: Article) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = body(charlie.get("threads", article=str(article.id)))["comments"]
    return found


def test_a_reader_who_is_signed_on_is_marked_and_nobody_else(
    charlie: Caller, alice: Caller, article: Article, made: Made
) -> None:
    hers = posted(charlie, article, "I was there.", signed(made))
    his = posted(charlie, article, "So was I.")
    for comment in (hers, his):
        approve(alice, comment)
    first, second = published(charlie, article)
    assert (first["name"], first["verified"]) == ("Alice Reed", True)
    assert second["name"] == "Charlie"
    assert "verified" not in second
    page = Client().get("/articles/bridge/").content.decode()
    assert page.count('class="verified"') == 1
    assert ">verified reader</span>" in page
    assert list(faults()) == []


def test_she_bears_the_name_she_types_if_the_publisher_gives_none(
    charlie: Caller, article: Article, made: Made
) -> None:
    assert posted(charlie, article, "One.", signed(made, name=None)).name == "Charlie"


def test_her_letters_are_in_the_language_that_the_publisher_says(
    charlie: Caller, article: Article, made: Made
) -> None:
    for said, spoken in ({"lang": "ku"}, "ku"), ({"lang": "de"}, "en"):
        sent = {"article": str(article.id), "name": "A", "text": spoken, "email": "a@example.org"}
        charlie.post("comments", sent, headers=signed(made, **said))
        assert Contact.objects.get(comment__text=spoken).lang == spoken


def test_she_is_one_author_whatever_the_key_and_the_name(
    charlie: Caller, article: Article, made: Made
) -> None:
    new = key(made.key.site, timezone.now(), kid="new")
    one = posted(charlie, article, "One.", signed(made))
    two = posted(charlie, article, "Two.", signed(new, name="A. Reed"))
    three = posted(charlie, article, "Three.", signed(made, sub="reader-8"))
    assert one.author_key == two.author_key
    assert one.author_key != three.author_key
    assert "reader-7" not in str(Entry.objects.values_list("payload", flat=True))


def test_names_of_the_newsroom_stay_reserved(
    charlie: Caller, alice: Caller, article: Article, made: Made
) -> None:
    sent = {"article": str(article.id), "name": "Charlie", "text": "One."}
    answer = charlie.post("comments", sent, headers=signed(made, name="Alice"))
    assert fields(answer) == {"name": "reserved"}


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"exp": 1}, "token_expired"),
        ({"aud": "another"}, "token_audience_wrong"),
        ({"sub": None}, "token_claim_missing"),
    ],
)
def test_a_token_that_does_not_count_is_refused_by_its_reason(
    charlie: Caller, article: Article, made: Made, other: dict[str, Any], code: str
) -> None:
    headers = signed(made, **other)
    sent = {"article": str(article.id), "name": "Charlie", "text": "One."}
    for answer in (
        charlie.post("comments", sent, headers=headers),
        charlie.get("sign-on", headers=headers),
        charlie.get("sign-on/comments", headers=headers),
    ):
        told = problem(answer, 401)
        assert told["code"] == code
        assert answer.headers["WWW-Authenticate"] == HEADER
        assert headers[HEADER] not in answer.content.decode()
    assert Comment.objects.count() == 0


def test_a_key_that_is_revoked_vouches_no_more_and_what_it_did_stays(
    charlie: Caller, alice: Caller, article: Article, made: Made
) -> None:
    comment = posted(charlie, article, "I was there.", signed(made))
    headers = signed(made)
    revoke_key(made.key, by=None, now=timezone.now())
    assert problem(charlie.get("sign-on", headers=headers), 401)["code"] == "token_key_unknown"
    approve(alice, comment)
    assert published(charlie, article)[0]["verified"] is True
    assert list(faults()) == []


def test_where_only_readers_who_are_signed_on_write_nobody_else_does(
    charlie: Caller, article: Article, made: Made
) -> None:
    open_sign_on(made.key.site, timezone.now(), "signed_on")
    sent = {"article": str(article.id), "name": "Charlie", "text": "One."}
    assert fields(charlie.post("comments", sent)) == {"sign_on": "required"}
    assert posted(charlie, article, "One.", signed(made)).name == "Alice Reed"


def test_where_anyone_writes_by_name_no_token_is_taken(
    charlie: Caller, article: Article, made: Made
) -> None:
    open_sign_on(made.key.site, timezone.now(), "anyone")
    assert problem(charlie.get("sign-on", headers=signed(made)), 403)["code"] == "sign_on_off"


def test_she_sees_what_she_has_written_and_nobody_elses(
    charlie: Caller, alice: Caller, article: Article, made: Made
) -> None:
    first = posted(charlie, article, "One.", signed(made))
    posted(charlie, article, "By name.")
    posted(charlie, article, "Another's.", signed(made, sub="reader-8"))
    approve(alice, first)
    second = posted(charlie, article, "Two.", signed(made))
    mine = body(charlie.get("sign-on/comments", headers=signed(made)))
    assert [(one["text"], one["status"]) for one in mine["comments"]] == [
        ("Two.", "held"),
        ("One.", "approved"),
    ]
    assert mine["comments"][0]["id"] == str(second.id)
    assert mine["comments"][0]["article"] == article.headline
    assert "/receipts/" in mine["comments"][0]["receipt_url"]
    assert mine["next"] is None
    assert problem(charlie.get("sign-on/comments"), 401)["code"] == "token_missing"


def test_a_long_list_goes_on_from_page_to_page(
    charlie: Caller, article: Article, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_on, "PAGE_SIZE", 2)
    texts = ["One.", "Two.", "Three."]
    for text in texts:
        posted(charlie, article, text, signed(made))
    one = body(charlie.get("sign-on/comments", headers=signed(made)))
    two = body(charlie.get("sign-on/comments", headers=signed(made), after=one["next"]))
    listed = [row["text"] for row in (*one["comments"], *two["comments"])]
    assert listed == texts[::-1]
    assert two["next"] is None
    answer = charlie.get("sign-on/comments", headers=signed(made), after="nonsense")
    assert fields(answer) == {"after": "invalid"}


def test_what_is_erased_is_hers_no_more(charlie: Caller, article: Article, made: Made) -> None:
    comment = posted(charlie, article, "One.", signed(made))
    owner = Staff.objects.create(username="owner", role=Role.ADMINISTRATOR)
    erase(comment.id, owner, timezone.now())
    assert Comment.objects.get(id=comment.id).author_key == ""
    assert body(charlie.get("sign-on/comments", headers=signed(made)))["comments"] == []
    assert list(faults()) == []


def test_the_same_words_of_two_readers_are_two_comments(
    charlie: Caller, article: Article, made: Made
) -> None:
    """They sit behind one network: the receipt of one is not handed to the other."""
    one = posted(charlie, article, "Yes.", signed(made))
    again = posted(charlie, article, "Yes.", signed(made))
    other = posted(charlie, article, "Yes.", signed(made, sub="reader-8"))
    assert one == again
    assert one != other


def test_the_database_refuses_a_mark_that_nobody_proved(
    charlie: Caller, article: Article, made: Made
) -> None:
    hers = posted(charlie, article, "One.", signed(made))
    his = posted(charlie, article, "Two.")
    comments = Comment.objects
    elsewhere = key(Site.objects.create(name="Another"), timezone.now(), kid="theirs")
    his_changes: list[dict[str, Any]] = [
        {"sign_on": made.key},
        {"author_key": hers.author_key},
        {"sign_on": made.key, "author_key": hers.author_key},
    ]
    her_changes: list[dict[str, Any]] = [
        {"author_key": "sign-on:other"},
        {"author_key": ""},
        {"sign_on": None},
    ]
    for changes in his_changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            comments.filter(id=his.id).update(**changes)
    for changes in her_changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            comments.filter(id=hers.id).update(**changes)

    def written(**parts: Any) -> None:
        row = Comment(article=article, name="Eve", text="Three.", lang="en", salt=b"s" * 32)
        row.posted_at = row.received_at = timezone.now()
        for name, value in parts.items():
            setattr(row, name, value)
        row.save(force_insert=True)

    for parts in (
        {"author_key": "sign-on:mine"},
        {"sign_on": made.key},
        {"sign_on": elsewhere.key, "author_key": "sign-on:mine"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            written(**parts)
    revoke_key(made.key, by=None, now=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        written(sign_on=made.key, author_key="sign-on:mine")
    open_sign_on(made.key.site, timezone.now(), "signed_on")
    with pytest.raises(IntegrityError), transaction.atomic():
        written()


def test_verifying_finds_a_key_that_came_behind_the_ledgers_back(
    charlie: Caller, article: Article, made: Made
) -> None:
    """Whoever can write into the database makes a key and a comment; the ledger knows of neither."""
    row = made.key
    row.pk, row.kid, row.created_at = None, "planted", row.created_at + timedelta(days=1)
    row._state.adding = True
    row.id = type(row)._meta.pk.get_default()
    row.save(force_insert=True)
    assert {fault.code for fault in faults()} == {"sign_on.unlogged"}
