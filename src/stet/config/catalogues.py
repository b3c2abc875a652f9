"""The catalogues of the interface's words: reading them out of the source, keeping and checking them.

`scripts/translate` calls this. It needs Babel alone, not GNU gettext: words are read from Python by
its own parser, from templates by Django's `templatize`. The compiled ``.mo`` files are kept with
the ``.po`` files, so that no installation needs a step for them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE: Final = Path(__file__).parents[1]
LOCALE: Final = SOURCE / "locale"
TRANSLATED: Final = ("ar", "ckb", "ku", "tr")

_ONE: Final = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"})
_MANY: Final = frozenset({"ngettext", "ngettext_lazy"})
_NAMED: Final = frozenset({"pgettext", "pgettext_lazy"})
_CALL: Final = re.compile(r"(?<![\w.])(?:_|gettext|ngettext|pgettext|npgettext)\(")
# Words of Django's own that our pages show, and that not every language has in Django.
_BORROWED: Final = SOURCE / "locale" / "borrowed.txt"

Key = tuple[str, str, str]  # context, words, words for many; "" where there is none


@dataclass
class Found:
    """One entry of the source, and the files that have it."""

    key: Key
    places: list[str] = field(default_factory=list)


def extracted() -> dict[Key, Found]:
    """All words of the interface, in the order of the files."""
    found: dict[Key, Found] = {}
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt", ".xml"} or not path.is_file():
            continue
        place = path.relative_to(SOURCE).as_posix()
        for key in dict.fromkeys(_keys_of(path)):
            found.setdefault(key, Found(key)).places.append(place)
    return found


def _keys_of(path: Path) -> Iterator[Key]:
    text = path.read_text(encoding="utf-8")
    if path == _BORROWED:
        for line in text.splitlines():
            one, _, many = line.partition(" | ")
            if one and not one.startswith("#"):
                yield "", one, many
    elif path.suffix == ".py":
        if "gettext" in text:
            yield from _calls(ast.parse(text))
    elif "templates" in path.parts:
        yield from _in_template(templatize(text))


def _in_template(code: str) -> Iterator[Key]:
    """The calls that `templatize` leaves among its dots."""
    for call in _CALL.finditer(code):
        for end in re.finditer(r"\)", code[call.start() :]):
            try:
                tree = ast.parse(code[call.start() : call.start() + end.end()].strip())
            except SyntaxError:
                continue
            yield from _calls(tree)
            break


def _calls(tree: ast.AST) -> Iterator[Key]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if isinstance(node.func, ast.Attribute):
            name = node.func.attr
        words = [a.value for a in node.args if isinstance(a, ast.Constant)]
        if any(not isinstance(word, str) for word in words[:2]) or not words:
            continue
        if name in _ONE:
            yield "", str(words[0]), ""
        elif name in _MANY and len(words) >= 2:
            yield "", str(words[0]), str(words[1])
        elif name in _NAMED and len(words) >= 2:
            yield str(words[0]), str(words[1]), ""


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def catalogue(language: str) -> Catalog:
    """The catalogue as it is kept."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def entries(kept: Catalog) -> dict[Key, tuple[str, ...]]:
    """What each entry is translated to: one text, or one for each plural form."""
    told: dict[Key, tuple[str, ...]] = {}
    for message in kept:
        if not message.id:
            continue
        ids = (message.id, "") if isinstance(message.id, str) else tuple(message.id)
        strings = message.string or ""
        told[message.context or "", ids[0], ids[1]] = (
            (strings,) if isinstance(strings, str) else tuple(strings)
        )
    return told


def updated(language: str, found: dict[Key, Found]) -> Catalog:
    """The catalogue with every entry of the source and no other. Nothing is guessed."""
    kept = catalogue(language)
    told = entries(kept)
    fresh = Catalog(locale=language, charset="utf-8", fuzzy=False)
    fresh.header_comment = kept.header_comment
    fresh.mime_headers = kept.mime_headers
    for key, one in found.items():
        context, single, many = key
        count = fresh.num_plurals if many else 1
        strings = told.get(key, ("",) * count)
        fresh.add(
            (single, many) if many else single,
            strings if many else strings[0],
            locations=[(place, 0) for place in one.places],
            context=context or None,
        )
    return fresh


def written(kept: Catalog) -> bytes:
    """The ``.po`` file."""
    file = BytesIO()
    write_po(file, kept, width=100, include_lineno=False, ignore_obsolete=True)
    return file.getvalue()


def compiled(kept: Catalog) -> bytes:
    """The ``.mo`` file. What has no translation is left out, and is shown in English."""
    file = BytesIO()
    write_mo(file, kept)
    return file.getvalue()


def coverage(language: str, found: dict[Key, Found]) -> tuple[int, int]:
    """How many entries are translated, and how many there are."""
    told = entries(catalogue(language))
    return sum(all(told.get(key, ("",))) for key in found), len(found)


def main() -> None:
    """Brings all catalogues to the source's state and compiles them; says what is missing."""
    found = extracted()
    for language in TRANSLATED:
        fresh = updated(language, found)
        path_of(language).write_bytes(written(fresh))
        path_of(language).with_suffix(".mo").write_bytes(compiled(fresh))
        done, all_of_them = coverage(language, found)
        print(f"{language}: {done} of {all_of_them}")  # noqa: T201 - what the script is for


if __name__ == "__main__":
    main()
