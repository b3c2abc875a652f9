"""The word lists at the desk."""

import pytest
from django.test import Client

from stet.newsroom.lexicons import edits_of
from stet.newsroom.models import Site, Staff
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import html_of, plain

LISTS, EDIT = "/desk/lexicon/", "/desk/lexicon/edit/"


@pytest.fixture
def theirs(editor: Staff, signed_in: SignedIn) -> Client:
    return signed_in(editor)


def test_it_finds_a_shipped_term_in_any_spelling(theirs: Client) -> None:
    assert "kill yourself" in plain(theirs.get(LISTS, {"q": "K1LL YOURS"}))


def test_it_finds_by_language_and_clause(theirs: Client) -> None:
    page = plain(theirs.get(LISTS, {"written": "de", "clause": "profanity"}))
    assert "German" in page
    assert "No term matches" not in page


@pytest.mark.parametrize("query", ["q=%00", "written=xx", "clause=none", "q=qwrtp"])
def test_it_says_so_when_no_term_matches(theirs: Client, query: str) -> None:
    assert "No term matches" in plain(theirs.get(f"{LISTS}?{query}"))


def test_an_added_term_is_found_in_the_next_comment_until_it_is_forgotten(
    theirs: Client, site: Site, write: Write
) -> None:
    term = {"term": "wobblefish", "lang": "en", "clause": "profanity", "strength": "strong"}
    assert theirs.post(EDIT, {"do": "add", **term}).status_code == 302
    comment = write("The wobblefish is under the bridge.")
    assert comment.screenings.get().clauses == ["profanity"]
    page = theirs.get(LISTS)
    assert "wobblefish" in plain(page)
    assert "Edith Example" in plain(page)

    edit = html_of(page).split('name="edit" value="')[1].split('"')[0]
    theirs.post(EDIT, {"do": "forget", "edit": edit})
    assert edits_of(site.id) == ()
    later = write("The bridge needs a wobblefish, once more.")
    assert "profanity" not in later.screenings.get().clauses


def test_a_shipped_term_can_be_taken_out_of_use(theirs: Client, write: Write) -> None:
    assert write("What a shitshow this is.").screenings.get().spans
    shown = theirs.get(LISTS, {"q": "shitshow"})
    assert "shitshow" in plain(shown)
    theirs.post(EDIT, {"do": "remove", "term": "shitshow", "lang": "en", "clause": "profanity"})
    assert "out of use" in plain(theirs.get(LISTS, {"q": "shitshow"}))
    assert not write("What a shitshow that was.").screenings.get().spans


@pytest.mark.parametrize(
    ("field", "value"),
    [("term", ""), ("term", "…"), ("lang", "tlh"), ("clause", "no_such"), ("strength", "huge")],
)
def test_it_marks_the_field_that_cannot_stand(
    theirs: Client, site: Site, field: str, value: str
) -> None:
    term = {"term": "wobblefish", "lang": "en", "clause": "profanity", "strength": "strong"}
    response = theirs.post(EDIT, {"do": "add", **term, field: value})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in html_of(response).split(f'name="{field}"')[1].split(">")[0]
    assert edits_of(site.id) == ()
