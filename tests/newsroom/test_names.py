"""Names of the newsroom: nobody else signs with them, nor with what looks like them."""

import pytest

from stet.newsroom.models import ReservedName, Site
from stet.newsroom.names import NameStanding, byline_names, reserve, standing


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Leyla Aziz", ["Leyla Aziz"]),
        ("By Leyla Aziz and A. Omar", ["Leyla Aziz", "A. Omar"]),
        ("Leyla Aziz, A. Omar; Dana & Sons", ["Leyla Aziz", "A. Omar", "Dana", "Sons"]),
        ("Andrea Andersson", ["Andrea Andersson"]),
        ("Leyla Aziz und A. Omar", ["Leyla Aziz", "A. Omar"]),
        ("Leyla Aziz û A. Omar", ["Leyla Aziz", "A. Omar"]),
        ("لەیلا عەزیز، ئا. عومەر", ["لەیلا عەزیز", "ئا. عومەر"]),
        ("", []),
        ("  , and ", []),
    ],
)
def test_a_byline_names_people(byline: str, names: list[str]) -> None:
    assert byline_names(byline) == names


@pytest.mark.parametrize(
    ("name", "is_"),
    [
        ("Leyla Aziz", NameStanding.RESERVED),
        ("  leyla   AZIZ ", NameStanding.RESERVED),
        ("Lеyla Aziz", NameStanding.LOOKALIKE),  # a Cyrillic e
        ("Leyla\u200dAziz", NameStanding.LOOKALIKE),
        ("L.e.y.l.a A.z.i.z", NameStanding.LOOKALIKE),
        ("Ley1a Aziz", NameStanding.LOOKALIKE),
        ("Leyla Azizi", NameStanding.FREE),
        ("Leyla", NameStanding.FREE),
        ("…", NameStanding.FREE),
        ("ﷺ" * 80, NameStanding.FREE),
    ],
)
def test_a_name_is_free_or_reserved_or_looks_like_one(
    name: str, is_: NameStanding, site: Site
) -> None:
    reserve(site.id, ["Leyla Aziz"])

    assert standing(site.id, name) is is_


def test_a_name_is_reserved_once(site: Site) -> None:
    reserve(site.id, ["Leyla Aziz", "leyla aziz"])
    reserve(site.id, ["Leyla Aziz", "?"])

    assert list(ReservedName.objects.values_list("name", flat=True)) == ["Leyla Aziz", "?"]


def test_a_long_name_of_ligatures_can_be_reserved(site: Site) -> None:
    reserve(site.id, ["ﷺ" * 80])

    assert standing(site.id, "ﷺ" * 80) is NameStanding.RESERVED
