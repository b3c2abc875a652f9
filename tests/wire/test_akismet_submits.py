"""What becomes of a client's word that a check was wrong."""

import json

import pytest

from stet.moderation.learning.models import Feedback
from stet.newsroom.models import Site
from stet.newsroom.wire_keys import Scope
from stet.wire.akismet.plain import MOST_TEXT_BYTES
from tests.wire.akismet import ASKS, SELLS, THANKS, comment, refused, send
from tests.wire.conftest import MakeKey

PATHS = {"spam": "/1.1/submit-spam", "ham": "/1.1/submit-ham"}


@pytest.mark.parametrize(
    ("path", "verdict", "clause", "said"),
    [
        (PATHS["spam"], "reject", "commercial_promotion", {"spam": 1.0}),
        (PATHS["ham"], "approve", "", {"spam": 0.0}),
    ],
)
def test_a_correction_is_kept_as_a_label(
    made_key: MakeKey, site: Site, path: str, verdict: str, clause: str, said: dict[str, float]
) -> None:
    answer = send(path, comment(made_key(Scope.AKISMET), f"<p>{SELLS}</p>", blog_lang="fr_CA"))
    assert (answer.status_code, answer.content) == (200, THANKS)
    assert answer.headers["Content-Type"].startswith("text/plain")
    kept = Feedback.objects.get()
    assert (kept.site, kept.source, kept.text) == (site, "akismet", SELLS)
    assert (kept.verdict, kept.clause, kept.said) == (verdict, clause, said)
    assert kept.lang == "fr"


def test_the_later_word_on_a_text_counts(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    for path in (PATHS["spam"], PATHS["ham"]):
        send(path, comment(key, ASKS))
    kept = Feedback.objects.get()
    assert (kept.verdict, kept.clause) == ("approve", "")


@pytest.mark.parametrize("path", PATHS.values())
def test_coral_s_json_is_taken_without_blog_and_with_the_key_in_the_host(
    made_key: MakeKey, path: str
) -> None:
    key = made_key(Scope.AKISMET, blogs=("https://news.example",))
    fields = {
        "user_ip": "192.0.2.9",
        "user_agent": "Mozilla/5.0 (a moderator's)",
        "referrer": "https://coral.example/admin/moderate",
        "comment_content": f"<div>{ASKS}</div>",
        "permalink": "https://news.example/bridge",
        "comment_author": "maria",
        "comment_type": "comment",
        "is_test": False,
    }
    answer = send(
        path,
        {},
        host=f"{key}.rest.stet.example",
        kind="application/json",
        body=json.dumps(fields).encode(),
    )
    assert (answer.status_code, answer.content) == (200, THANKS)
    assert Feedback.objects.get().text == ASKS


@pytest.mark.parametrize("path", PATHS.values())
def test_trying_and_emptiness_leave_nothing(made_key: MakeKey, path: str) -> None:
    key = made_key(Scope.AKISMET)
    assert send(path, comment(key, ASKS, is_test="1")).content == THANKS
    assert send(path, comment(key, "<br>")).content == THANKS
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("path", PATHS.values())
def test_a_key_without_the_scope_leaves_nothing(made_key: MakeKey, path: str) -> None:
    assert refused(send(path, comment(made_key(Scope.OPENAI))))
    assert refused(send(path, comment("c" * 32)))
    key = made_key(Scope.AKISMET, blogs=("https://news.example",))
    assert refused(send(path, comment(key, blog="https://other.example")))
    assert not Feedback.objects.exists()


def test_what_no_database_holds_is_kept_without_it(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    fields = comment(key) | {"comment_content": "A \ud83d and \x00 &#0; &#xD800; " + "é" * 40_000}
    body = json.dumps(fields).encode()
    answer = send(PATHS["spam"], {}, kind="application/json", body=body)
    assert answer.content == THANKS
    kept = Feedback.objects.get().text
    assert kept.startswith("A \ufffd and \ufffd \ufffd \ufffd é")
    assert MOST_TEXT_BYTES - 1 <= len(kept.encode()) <= MOST_TEXT_BYTES
