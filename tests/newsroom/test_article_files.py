"""Articles' files: Markdown or plain text, with front matter or without, and clear refusals."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.newsroom.articles import ArticleText, BadArticle, ClaimText, parse_article
from stet.newsroom.markdown import render

WHOLE = """\
---
headline: "The bridge at Sarin: who closed it?"
slug: bridge-at-sarin
url: https://courier.example/news/bridge
place: Sarin
byline: Leyla Aziz and A. Omar
section: Region
summary: Two accounts of one night.
lang: en
published_at: 2024-05-31 14:30
tags: [Sarin, roads]
commenting: open
closes_after_days: 14
claims:
  - statement: The army closed the bridge.
    speaker: The mayor
    evidence: official
    status: disputed
    note: The ministry denies it.
  - statement: Nobody was hurt.
    speaker: A nurse
---
The bridge has been shut since **Friday**.

Nobody says why.
"""


def test_every_part_of_the_front_matter_is_read() -> None:
    assert parse_article(WHOLE, "bridge.md") == ArticleText(
        headline="The bridge at Sarin: who closed it?",
        body="The bridge has been shut since **Friday**.\n\nNobody says why.",
        slug="bridge-at-sarin",
        url="https://courier.example/news/bridge",
        place="Sarin",
        byline="Leyla Aziz and A. Omar",
        section="Region",
        summary="Two accounts of one night.",
        lang="en",
        published_at=datetime(2024, 5, 31, 14, 30),  # noqa: DTZ001 - the site's zone comes later
        tags=("Sarin", "roads"),
        claims=(
            ClaimText(
                "The army closed the bridge.",
                "The mayor",
                "official",
                "disputed",
                "The ministry denies it.",
            ),
            ClaimText("Nobody was hurt.", "A nurse", "none", "unverified"),
        ),
        commenting="open",
        closes_after_days=14,
    )


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_line_breaks_of_any_system_are_the_same(line_break: str) -> None:
    text = "\ufeff" + WHOLE.replace("\n", line_break)

    assert parse_article(text, "bridge.md") == parse_article(WHOLE, "bridge.md")


@pytest.mark.parametrize(
    ("text", "headline", "body"),
    [
        ("The bridge\n\nIt is open.", "The bridge", "It is open."),
        ("\n\n  The bridge  \nIt is open.\n", "The bridge", "It is open."),
        ("# The bridge #\n\nIt is open.", "The bridge", "It is open."),
        ("The bridge", "The bridge", ""),
        ("---\nplace: Sarin\n---\n# The bridge\n\nIt is open.", "The bridge", "It is open."),
    ],
)
def test_without_a_headline_the_first_line_is_it(text: str, headline: str, body: str) -> None:
    article = parse_article(text, "bridge.md")

    assert (article.headline, article.body) == (headline, body)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-05-31", datetime(2024, 5, 31)),  # noqa: DTZ001 - the site's zone comes later
        ("2024-05-31T14:30:00Z", datetime(2024, 5, 31, 14, 30, tzinfo=UTC)),
        (
            "2024-05-31 14:30+03:00",
            datetime(2024, 5, 31, 14, 30, tzinfo=timezone(timedelta(hours=3))),
        ),
        ("", None),
    ],
)
def test_a_time_may_be_a_date_and_may_have_a_zone(written: str, meant: datetime | None) -> None:
    article = parse_article(f"---\ndate: {written}\ntitle: The bridge\n---\n", "bridge.md")

    assert article.published_at == meant


@pytest.mark.parametrize("tags", ["[Sarin, roads]", "Sarin, roads", "\n- Sarin\n- roads"])
def test_tags_are_a_list_or_words_with_commas(tags: str) -> None:
    assert parse_article(f"---\ntags: {tags}\n---\nThe bridge", "b.md").tags == ("Sarin", "roads")


@pytest.mark.parametrize("value", ["no", "off", "2024", "1e3", "0x10", "null"])
def test_words_stay_words_however_yaml_would_take_them(value: str) -> None:
    assert parse_article(f"---\nplace: {value}\n---\nThe bridge", "b.md").place == value


def front(*lines: str) -> str:
    return "\n".join(["---", "headline: The bridge", *lines, "---", "It is open."])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (front("headlin: x"), "bridge.md, line 3: headlin: There is no such part"),
        (
            front("place: Sarin", "place: Erbil"),
            "bridge.md, line 4: place: This part is given twic",
        ),
        (front("title: again"), "bridge.md, line 3: title: This part is given twice"),
        (front("place: [a, b]"), "bridge.md, line 3: place: This must be words"),
        (front("published_at: last week"), "bridge.md, line 3: published_at: This is no date"),
        (front("date: 2024-13-45"), "bridge.md, line 3: published_at: This is no date"),
        (front("date: 0001-01-01"), "bridge.md, line 3: published_at: This is no date"),
        (front("closes_after_days: soon"), "line 3: closes_after_days: This must be a whole"),
        (front("closes_after_days: 9999"), "line 3: closes_after_days: The number of days"),
        (front("commenting: maybe"), "line 3: commenting: Commenting is open or closed"),
        (front("lang: Kurdish, Sorani"), "line 3: lang: This is no language tag"),
        (front("url: courier.example"), "line 3: url: This is no complete address"),
        (front("url: javascript:alert(1)"), "line 3: url: This is no complete address"),
        (front("url: https://me:secret@courier.example/"), "line 3: url: This is no complete"),
        (front("slug: the bridge"), "line 3: slug: A slug is made of"),
        (front(f"byline: {'x' * 201}"), "line 3: byline: This is longer than 200"),
        (front("tags: ['!!!']"), "line 3: tags: A tag needs at least one letter"),
        (front("claims: The army did it"), "line 3: claims: Claims are a list"),
        (front("claims:", "- The army did it"), "line 4: claims.1: This must be a list of parts"),
        (front("claims:", "- claim: x"), "line 4: claims.1.claim: A claim has these parts"),
        (front("claims:", "- statement: x"), "line 3: claims.1.speaker: This field is required"),
        (
            front("claims:", "- {statement: x, speaker: y, status: true}"),
            "line 3: claims.1.status: This is one of: confirmed, disputed, unverified, false.",
        ),
        (front("tags: [a, b"), "bridge.md, line 4: front matter: "),
        (front("\tplace: Sarin"), "bridge.md, line 3: front matter: "),
        (front("place: \x07"), "bridge.md: front matter: This is no YAML that can be read"),
        (front("tags: " + "[" * 5_000), "bridge.md: front matter: This is no YAML that can be"),
        ("---\n- a list\n---\nThe bridge", "bridge.md, line 2: front matter: This must be a list"),
        ("---\nplace: Sarin\nThe bridge", "bridge.md, line 1: front matter: It begins with ---"),
        ("", "bridge.md: headline: This field is required"),
        ("---\nplace: Sarin\n---\n", "bridge.md: headline: This field is required"),
        ("The bridge\n\nA bell: \x07", "bridge.md: body: This holds a control character"),
        ("x" * 1_000_001, "bridge.md: file: The file is too long"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(text: str, told: str) -> None:
    with pytest.raises(BadArticle) as refused:
        parse_article(text, "drafts/bridge.md")

    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.text(max_size=300))
def test_no_file_is_a_surprise(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\nThe bridge", f"---\nclaims:\n- {text}\n---\nx"):
        try:
            article = parse_article(whole, "any.md")
        except BadArticle:
            continue
        assert article.headline


PLAIN = r"""The bridge
1. It is *open*, and [cheap](https://x.example).
- A dash
    # No heading, <b>no tag</b> & no `code`
> no quotation, no \ escape, ~~no~~ rule:
---
===
2) end"""


def test_plain_text_is_shown_as_it_was_typed() -> None:
    article = parse_article(PLAIN, "bridge.TXT")

    lines = [line.strip() for line in PLAIN.split("\n")[1:]]
    assert render(article.body).plain == "\n".join(lines)
    assert "<a" not in render(article.body).html


@given(st.text(alphabet="ab1. \n*_`[]()<>#-+=~!\\&|:", max_size=60))
def test_plain_text_never_becomes_markup(text: str) -> None:
    body = parse_article("The bridge\n" + text, "bridge.txt").body
    shown = render(body)

    assert "".join(shown.plain.split()) == "".join(text.split())
    assert set(tags_of(shown.html)) <= {"p", "/p", "br /"}


def tags_of(html: str) -> list[str]:
    return [part.partition(">")[0] for part in html.split("<")[1:]]
