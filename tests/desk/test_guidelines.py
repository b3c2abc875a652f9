"""Writing the guidelines at the desk: draft, preview, publish."""

import re
from typing import Any

import pytest
from django.test import Client

from stet.newsroom.guideline_drafts import current_draft
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Site, Staff
from tests.desk.conftest import SignedIn
from tests.desk.pages import html_of, plain

DRAFT = "/desk/guidelines/draft/"


@pytest.fixture
def theirs(editor: Staff, signed_in: SignedIn) -> Client:
    client = signed_in(editor)
    client.post("/desk/guidelines/")
    return client


def form_of(client: Client) -> dict[str, str]:
    """What a browser would send back if nothing were changed."""
    html = html_of(client.get(DRAFT))
    form = html.split('<form id="draft"')[1].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or "checked" in tag):
            found[name[1]] = unescaped(value[1] if value else "on")
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL
    ):
        found[name] = unescaped(text).replace("\n", "\r\n")
    for name, options in re.findall(
        r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def unescaped(text: str) -> str:
    return text.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")


def save(client: Client, **changes: str) -> Any:
    return client.post(DRAFT, {**form_of(client), **changes})


def test_a_draft_begins_as_what_is_in_force(theirs: Client, site: Site) -> None:
    before = in_force(site.id)
    save(theirs)
    assert "says what is in force already" in plain(theirs.get(DRAFT + "preview/"))
    assert in_force(site.id).number == before.number


def test_a_changed_clause_is_previewed_published_and_in_force(theirs: Client, site: Site) -> None:
    number = in_force(site.id).number
    response = save(theirs, **{"clauses.2.title": "No threats at all", "preview": ""})
    assert response["Location"] == DRAFT + "preview/"
    preview = theirs.get(response["Location"])
    assert "No threats at all changed" in plain(preview)
    assert in_force(site.id).number == number
    assert "No threats at all" not in html_of(Client().get("/guidelines/"))

    seen = re.search(r'name="seen" value="([^"]*)"', html_of(preview))
    assert seen
    theirs.post(DRAFT + "publish/", {"seen": seen[1]})
    assert in_force(site.id).number == number + 1
    assert "No threats at all" in html_of(Client().get("/guidelines/"))
    assert "No threats at all" not in html_of(Client().get(f"/guidelines/{number}/"))


def test_it_publishes_only_what_was_previewed(theirs: Client, site: Site) -> None:
    save(theirs, welcome="Be welcome.")
    seen = re.search(r'name="seen" value="([^"]*)"', html_of(theirs.get(DRAFT + "preview/")))
    assert seen
    save(theirs, welcome="Something else.")
    theirs.post(DRAFT + "publish/", {"seen": seen[1]})
    assert in_force(site.id).number == 1


def test_it_adds_moves_switches_off_and_leaves_out_clauses(theirs: Client, site: Site) -> None:
    count = int(form_of(theirs)["count"])
    response = theirs.post(
        DRAFT,
        {
            **{k: v for k, v in form_of(theirs).items() if k != "clauses.1.enabled"},
            "clauses.2.place": "1",
            "clauses.1.place": "2",
            "clauses.3.remove": "on",
            f"clauses.{count}.key": "spoilers",
            f"clauses.{count}.title": "Spoilers",
            f"clauses.{count}.text": "Do not tell how it ends.",
            f"clauses.{count}.reason": "Your comment tells how it ends.",
            f"clauses.{count}.ground": "people",
            f"clauses.{count}.enabled": "on",
        },
    )
    assert response.status_code == 302
    draft = current_draft(site)
    assert draft
    clauses = list(draft.clauses.all())
    before = [clause.key for clause in in_force(site.id).clauses.all()]
    assert [clause.key for clause in clauses[:2]] == [before[1], before[0]]
    assert before[2] not in [clause.key for clause in clauses]
    assert clauses[-1].key == "spoilers"
    assert not clauses[1].enabled


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("welcome", ""),
        ("clauses.1.title", ""),
        ("clauses.4.reason", " "),
        ("clauses.2.text", "x" * 6000),
    ],
)
def test_it_marks_the_field_that_cannot_stand_and_keeps_the_rest(
    theirs: Client, field: str, value: str
) -> None:
    # A clause without key and title is a blank row; this one has a key still.
    response = save(theirs, **{field: value, "process": "My new process."})
    assert response.status_code == 422
    html = html_of(response)
    marked = html.split(f'name="{field}"')[1].split(">")[0]
    assert 'aria-invalid="true"' in marked
    assert "My new process." in html


def test_it_never_overwrites_a_colleague_s_draft_unasked(
    theirs: Client, administrator: Staff, signed_in: SignedIn, site: Site
) -> None:
    mine = form_of(theirs)
    save(signed_in(administrator), welcome="The colleague's words.")
    response = theirs.post(DRAFT, {**mine, "welcome": "My words."})
    assert response.status_code == 409
    assert "My words." in html_of(response)
    draft = current_draft(site)
    assert draft
    assert draft.welcome == "The colleague's words."


def test_discarding_leaves_what_is_in_force(theirs: Client, site: Site) -> None:
    save(theirs, welcome="Gone soon.")
    theirs.post(DRAFT + "discard/")
    assert current_draft(site) is None
    assert theirs.post(DRAFT + "discard/").status_code == 404
    assert theirs.get(DRAFT).status_code == 302
