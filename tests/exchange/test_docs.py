"""docs/importing.md is about the fields there are, and its example comes in."""

import re
from pathlib import Path

from stet.comments.models import Comment
from stet.exchange.importing import import_jsonl
from stet.exchange.records import FIELDS
from stet.newsroom.models import Site
from tests.exchange.telling import Write

DOCS = Path(__file__).parents[2] / "docs" / "importing.md"


def test_every_field_is_described() -> None:
    told = re.findall(r"^\| `([a-z_]+)` \| (?:required)? *\|", DOCS.read_text(), re.MULTILINE)

    assert set(told) == FIELDS


def test_the_example_comes_in(site: Site, write: Write) -> None:
    (example,) = re.findall(r"```json\n(.*?)\n```", DOCS.read_text(), re.DOTALL)

    report = import_jsonl(write(example.encode().splitlines()), keep_states=True)

    assert (report.imported, report.refused, report.unread) == (2, 0, {})
    assert Comment.objects.get(source_id="1002").parent == Comment.objects.get(source_id="1001")
