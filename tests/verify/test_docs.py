"""docs/verify.md explains every code that can be printed, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = re.compile(
    r"\"((?:article|batch|comment|contact|database|decision|disagreement|draw|guard|guidelines|learned|ledger|letter|link|queue|review|rule|screening|search|sign_on|thread|webhook)"
    r"\.[a-z_]+)\""
)


def test_every_code_is_explained() -> None:
    config = ROOT / "src" / "stet" / "config"
    sources = [*(config / "proofs").glob("*.py"), config / "verifying.py", config / "restoring.py"]
    given = {code for path in sources for code in CODE.findall(path.read_text(encoding="utf-8"))}
    given -= {"comment."}
    told = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")

    assert len(given) > 30
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", told, re.MULTILINE)) == given
