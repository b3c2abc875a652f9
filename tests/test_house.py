"""What holds for every file: its size, what it names, and that vendored code is what it was."""

import ast
import hashlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# We aim at 300 lines and 40; the limits leave room for a table or a long docstring.
MODULE_LINES = 320
FUNCTION_LINES = 60

# Written apart, so that this file does not name what it forbids.
FOLDERS = ("/" + "work/", "/" + "root/", "/" + "home/", "/" + "tmp/")
REGISTRIES = (
    "pypi." + "org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "un" + "pkg.com",
    "jsdelivr." + "net",
    "cdnjs." + "cloudflare",
    "deb." + "debian.org",
)
# A path of one machine, not the end of an address or of a longer path.
MACHINE_PATH = re.compile(rf"(?<![\w.~/}}<>-])(?:{'|'.join(map(re.escape, FOLDERS))})\w")
REGISTRY = re.compile("|".join(map(re.escape, REGISTRIES)))

# The content security policy allows none of it, and a page that relies on it is half a page.
INLINE = {
    r"<script(?![^>]*\ssrc=)(?![^>]*application/(?:ld\+)?json)": "a script inside the page",
    r"<style": "a style inside the page",
    r"<[^>]*\sstyle\s*=": "a style attribute",
    r"<[^>]*\son[a-z]+\s*=": "a handler inside the page",
    r"(?:src|href)\s*=\s*[\"']?\s*javascript:": "a script as an address",
    r"<(?:script|link|img|iframe)[^>]*\s(?:src|href)\s*=\s*[\"']?(?:https?:)?//": "another host",
}
# Right-to-left pages mirror the logical properties by themselves, these not.
PHYSICAL = {
    r"(?:margin|padding|border|inset)[a-z-]*-(?:left|right)\b": "a physical property",
    r"(?<![\w-])(?:left|right)\s*:": "a physical property",
    r"(?:text-align|float|clear)\s*:\s*(?:left|right)\b": "a physical direction",
}


def tracked() -> list[Path]:
    """The files of the repository, with new ones that git would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def is_vendored(path: Path) -> bool:
    return "vendor" in path.relative_to(ROOT).parts[:-1]


FILES = tracked()
PYTHON = [
    path
    for path in FILES
    if path.suffix == ".py" and "migrations" not in path.parts and not is_vendored(path)
]


def text_of(path: Path) -> str | None:
    """The text of a file; None for a picture and the like."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{name_of(path)}: {node.name} has {lines} lines"


def named_places(text: str) -> list[str]:
    """The machine paths and registry hosts that a text names."""
    return [
        found.group() for pattern in (MACHINE_PATH, REGISTRY) for found in pattern.finditer(text)
    ]


def page_faults(path: Path, text: str) -> Iterator[str]:
    """What a template or a style sheet does that the strict policy or a right-to-left page forbids.

    A letter is no page: mail programs load no style sheet, so it brings one along.
    """
    letter = path.name == "_letter.html"
    for pattern, reason in (INLINE if path.suffix == ".html" else PHYSICAL).items():
        if letter and pattern == "<style":
            continue
        for found in re.finditer(pattern, text, re.IGNORECASE):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{name_of(path)}:{line}: {reason}"


def checksum_faults(listing: Path) -> Iterator[str]:
    """Where a CHECKSUMS file (``sha256  path`` a line, paths beside it) and its folder differ."""
    folder = listing.parent
    lines = [line.split("  ", 1) for line in listing.read_text(encoding="utf-8").splitlines()]
    listed = {name: digest for digest, name in lines}
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {
        "CHECKSUMS"
    }
    yield from (f"{name} is not listed in {listing}" for name in sorted(there - listed.keys()))
    for name, digest in listed.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} of {listing} is not there"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"{name} of {listing} was changed"


def test_no_module_is_too_long() -> None:
    assert len(PYTHON) > 20
    lengths = {name_of(path): len(path.read_bytes().splitlines()) for path in PYTHON}
    assert {name: lines for name, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_no_function_is_too_long() -> None:
    assert [fault for path in PYTHON for fault in long_functions(path)] == []


def test_no_file_names_one_machine_or_a_registry() -> None:
    faults = [
        f"{name_of(path)}: {place}"
        for path in FILES
        if not is_vendored(path) and (text := text_of(path)) is not None
        for place in named_places(text)
    ]
    assert faults == []


def test_pages_keep_to_the_strict_policy_and_to_both_directions() -> None:
    faults = [
        fault
        for path in FILES
        if path.suffix in {".html", ".css"} and not is_vendored(path)
        for fault in page_faults(path, path.read_text(encoding="utf-8"))
    ]
    assert faults == []


def test_vendored_files_are_what_their_checksums_say() -> None:
    vendored = {path for path in FILES if is_vendored(path)}
    listings = [path for path in FILES if path.name == "CHECKSUMS"]
    covered = {
        path for path in vendored for listing in listings if path.is_relative_to(listing.parent)
    }
    assert {name_of(path) for path in vendored - covered} == set()
    assert [fault for listing in listings for fault in checksum_faults(listing)] == []


@pytest.mark.parametrize("place", [*(f"at {folder}x" for folder in FOLDERS), *REGISTRIES])
def test_a_named_place_is_found(place: str) -> None:
    assert named_places(place)


@pytest.mark.parametrize("harmless", ["https://example.org/work/1", "src/work/x", "network/tmp/x"])
def test_an_address_is_no_machine_path(harmless: str) -> None:
    assert named_places(harmless) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.html", "<script>go()</script>"),
        ("x.html", '<p class="x"\n   style="color: red">'),
        ("x.html", "<a onclick='go()'>"),
        ("x.html", '<a href="javascript:go()">'),
        ("x.html", '<script src="https://example.org/x.js"></script>'),
        ("x.html", "<style>p { color: red }</style>"),
        ("x.css", "p { margin-left: 1em }"),
        ("x.css", "p { border-top-right-radius: 1em }"),
        ("x.css", "p {right:0}"),
        ("x.css", "p { text-align: right }"),
    ],
)
def test_a_page_that_breaks_them_is_found(name: str, text: str) -> None:
    assert list(page_faults(ROOT / name, text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.html", "<script src=\"{% static 'stet/x.js' %}\" defer></script>"),
        ("x.html", '<script type="application/ld+json">{}</script>'),
        ("x.html", '<a href="https://example.org/" data-once="1">on = 1</a>'),
        ("x.css", ".copyright { margin-inline-start: 1em; inset-inline: 0 }"),
    ],
)
def test_a_page_that_keeps_them_is_let_pass(name: str, text: str) -> None:
    assert list(page_faults(ROOT / name, text)) == []


def test_a_changed_missing_or_unlisted_vendored_file_is_found(tmp_path: Path) -> None:
    kept, changed, unlisted = (tmp_path / name for name in ("kept.js", "changed.js", "unlisted.js"))
    for path in (kept, changed, unlisted):
        path.write_text("one")
    digest = hashlib.sha256(b"one").hexdigest()
    listing = tmp_path / "CHECKSUMS"
    listing.write_text("".join(f"{digest}  {name}.js\n" for name in ("kept", "changed", "missing")))
    changed.write_text("two")

    found = [fault.split()[0] for fault in checksum_faults(listing)]

    assert sorted(found) == ["changed.js", "missing.js", "unlisted.js"]
