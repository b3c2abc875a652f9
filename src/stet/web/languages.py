"""The languages that the interface speaks, under their own names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Language:
    """A language: its tag (BCP 47), its name in itself and in English, and its direction."""

    tag: str
    name: str
    in_english: str

    @property
    def rtl(self) -> bool:
        return self.tag in RIGHT_TO_LEFT


LANGUAGES: Final = (
    Language("en", "English", "English"),
    Language("ar", "العربية", "Arabic"),
    Language("ckb", "کوردیی ناوەندی", "Central Kurdish"),
    Language("ku", "Kurdî (kurmancî)", "Northern Kurdish"),
    Language("tr", "Türkçe", "Turkish"),
)
# Northern Kurdish has a tag of its own (ISO 639-3), which some browsers send.
ALIASES: Final = {"kmr": "ku"}

# Languages commonly written in Arabic, Hebrew, Syriac or Thaana script.
RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "sdh", "syr", "ug", "ur", "yi"}
)


def unknown_to(known: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    """Django's way of describing a language, for those that it does not know."""
    return {
        one.tag: {
            "bidi": one.rtl,
            "code": one.tag,
            "name": one.in_english,
            "name_local": one.name,
        }
        for one in LANGUAGES
        if one.tag not in known
    }
