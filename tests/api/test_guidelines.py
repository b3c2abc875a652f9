"""Anyone reads the guidelines in force."""

from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Site
from tests.api.conftest import Caller, body


def test_it_gives_the_clauses_that_a_rejection_can_cite(charlie: Caller, site: Site) -> None:
    given = body(charlie.get("guidelines"))
    version = in_force(site.id)
    assert given["version"] == version.number == 1
    assert given["published_at"].endswith("Z")
    shown = [clause["key"] for clause in given["clauses"]]
    assert shown == [clause.key for clause in version.clauses.all() if clause.enabled]
    assert "threat" in shown
    assert "unlawful_or_private" not in shown
    assert all(clause["title"] and clause["text"] for clause in given["clauses"])


def test_it_can_be_kept(charlie: Caller, site: Site) -> None:
    first = charlie.get("guidelines")
    assert first.headers["Cache-Control"].startswith("public")
    again = charlie.get("guidelines", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
