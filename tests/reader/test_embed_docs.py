"""docs/embed.md says what the embed does, in the numbers and names of the code."""

import re
from pathlib import Path
from typing import Any

from stet.exchange import fetching
from stet.exchange.page_checks import PAUSES
from stet.newsroom.models import Site
from stet.newsroom.signed_articles import embed_key, signed_facts
from stet.web.embed import look
from stet.web.embed.asked import THEMES

ROOT = Path(__file__).parents[2]
TOLD = (ROOT / "docs" / "embed.md").read_text(encoding="utf-8")
SCRIPT = (ROOT / "src" / "stet" / "web" / "embed" / "embed.js").read_text(encoding="utf-8")


def first_cells(heading: str) -> set[str]:
    """The names in the first column of the table that begins with ``heading``."""
    table = TOLD.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE))


def test_every_attribute_and_variable_is_told() -> None:
    read = set(re.findall(r'getAttribute\("(\w+)"\)', SCRIPT)) - {"url"}  # of the count
    read |= set(re.findall(r'\["theme", "lang"\]', SCRIPT) and ["theme", "lang"])
    assert first_cells("attribute") == read | {"title", "data-signed"}
    names = re.search(r'\[("[^\]]*)\]\.map\(\(name\) => \{\n\s+// A background', SCRIPT)
    assert names
    wishes = {"--stet-font"} | {f"--stet-{name}" for name in re.findall(r"\w+", names[1])}
    assert "--stet-font" in SCRIPT
    assert first_cells("CSS variable of `stet-comments`") == wishes
    assert all(f"`{theme}`" in TOLD for theme in THEMES)


def test_the_sandbox_and_the_contrast_are_those_of_the_code() -> None:
    sandbox = re.search(r'"sandbox",\s+"([^"]+)"', SCRIPT)
    assert sandbox
    assert f"`{sandbox[1]}`" in TOLD
    assert f"contrast of {look.TEXT} to 1" in TOLD


def test_the_limits_of_looking_are_told() -> None:
    assert f"{fetching.SIZE_LIMIT // 2**20} MB and {fetching.LIMIT_S:.0f} seconds" in TOLD
    assert fetching.MOST_REDIRECTS == 3
    assert "three redirects at most" in TOLD
    hours = [pause.total_seconds() / 60 for pause in PAUSES]
    assert hours == [1, 10, 60, 360, 1440]
    assert "after 1 and 10 minutes, 1, 6 and 24 hours" in TOLD


def test_the_example_of_signing_signs(site: Site) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", TOLD, re.DOTALL)
    made: dict[str, Any] = {"key": embed_key(site)}
    exec(code, made)  # noqa: S102 - the page's own example

    facts = signed_facts(site, made["token"], "https://news.example.org/bridge")
    assert facts is not None
    assert (facts.title, facts.lang, facts.tags) == ("The old bridge closes", "en", ("City",))
    assert facts.text == "The council voted to close the bridge."


def test_the_sample_site_has_the_two_lines() -> None:
    page = (ROOT / "examples" / "static-site" / "ferry.html").read_text(encoding="utf-8")
    assert '<script type="module" src="%STET%/embed.js"></script>' in page
    assert "<stet-comments" in page
