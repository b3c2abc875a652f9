"""Looking at what an import did."""

from pathlib import Path

from stet.comments.models import Comment
from stet.exchange.importing import Refusal, import_jsonl


def refused_of(path: Path, *, keep_states: bool = False, dry_run: bool = False) -> list[Refusal]:
    found: list[Refusal] = []
    import_jsonl(path, keep_states=keep_states, dry_run=dry_run, refused=found.append)
    return found


def comment(number: int | str) -> Comment:
    return Comment.objects.get(source="jsonl", source_id=str(number))
