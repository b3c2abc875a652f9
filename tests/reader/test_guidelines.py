"""The public guidelines: the version in force, and every version at its own address."""

from dataclasses import replace

from django.test import Client
from django.utils import timezone

from stet.newsroom.default_guidelines import default_guidelines
from stet.newsroom.guideline_drafts import publish_draft, save_draft
from stet.newsroom.models import Site


def test_they_say_what_is_welcome_and_show_each_clause_with_examples(
    client: Client, site: Site
) -> None:
    page = client.get("/guidelines/").content.decode()
    words = default_guidelines()
    assert "Criticism of us is welcome" in page
    assert "We never edit" in page
    for clause in words.clauses:
        shown = f'<li id="{clause.key}">' in page
        assert shown == clause.enabled, clause.key
    assert page.count("This is fine") == page.count("This is not\n") == 11


def test_each_version_keeps_its_address_and_says_when_it_is_no_longer_in_force(
    client: Client, site: Site
) -> None:
    assert "no longer in force" not in client.get("/guidelines/1/").content.decode()
    now = timezone.now()
    save_draft(site, replace(default_guidelines(), welcome="Be <kind>."), None, now)
    assert client.get("/guidelines/2/").status_code == 404  # a draft is nobody's business
    publish_draft(site, None, now)

    standing = client.get("/guidelines/").content.decode()
    assert "Be &lt;kind&gt;." in standing
    assert "Version 2" in standing
    assert 'href="/guidelines/2/"' in standing
    first = client.get("/guidelines/1/").content.decode()
    assert "Criticism of us is welcome" in first
    assert "no longer in force" in first
    assert '<a href="/guidelines/">version 2</a>' in first
