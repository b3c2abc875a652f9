"""What a publisher's page may change of the frame's look, and what it may not: what nobody can read."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from stet.newsroom.models import Site
from stet.newsroom.sites import change_site
from stet.web.embed.look import Look, contrast, dressed, look_of, palette, rules
from tests.reader.framed import NEWS, framed, post

TEXT, PART = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
WORDS = ("ink", "muted", "accent", "good", "bad", "warn")
colours = st.integers(0, 0xFFFFFF).map("{:06x}".format) | st.just("")
themes = st.sampled_from(["light", "dark"])


def worn(look: Look, theme: str) -> dict[str, str]:
    """All colours of the frame in this look."""
    return {**palette(theme), **dressed(look, theme)}


@given(colours, colours, themes)
def test_whatever_a_page_wishes_can_be_read(accent: str, background: str, theme: str) -> None:
    now = worn(Look(accent, background), theme)
    for ground in ("paper", "raised"):
        for word in WORDS:
            assert contrast(now[word], now[ground]) >= TEXT, (word, ground)
        assert contrast(now["edge"], now[ground]) >= PART
    assert contrast(now["accent"], now["accent-wash"]) >= TEXT
    assert contrast(now["on-accent"], now["accent"]) >= TEXT


def test_a_wish_that_can_be_read_is_granted() -> None:
    light = worn(Look("7a1f3d", "ffffff"), "light")
    assert (light["accent"], light["paper"], light["on-accent"]) == ("#7a1f3d", "#ffffff", "#fff")
    dark = worn(Look("ffb3c7", "101214"), "dark")
    assert (dark["accent"], dark["paper"], dark["on-accent"]) == ("#ffb3c7", "#101214", "#000")


@pytest.mark.parametrize(
    ("look", "theme"),
    [
        (Look("ffd9e4", "777777"), "light"),
        (Look("7a1f3d", "ffffff"), "dark"),  # each good by light alone
        (Look("888888"), "dark"),
    ],
)
def test_a_wish_that_cannot_be_read_changes_nothing(look: Look, theme: str) -> None:
    assert dressed(look, theme) == {}


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#ffffff", 21.0), ("#777777", "#fff", 4.48), ("#767676", "#fff", 4.54)],
)
def test_contrast_is_the_one_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(st.text(max_size=220), st.text(max_size=8))
def test_nothing_but_names_of_fonts_and_colours_gets_into_the_styles(
    font: str, colour: str
) -> None:
    look = look_of({"font": font, "accent": colour, "background": colour})
    sheet = rules(look)

    assert look_of(look.asked) == look
    family = r'("[\w\s-]+"|[a-z-]+)'
    token = r"--[a-z-]+: (#[0-9a-f]{3,6}); "
    block = rf"\.theme-(light|dark|auto) \{{ ({token})+\}}"
    line = (
        rf":root(, :lang\(\w+\))+ \{{ --sans: {family}(, {family})*; --serif: {family}(, {family})*; \}}"
        rf"|@media screen( and \(prefers-color-scheme: (light|dark)\))? \{{ {block} \}}"
    )
    for written in filter(None, sheet.split("\n")):
        assert re.fullmatch(line, written), written


def test_names_of_fonts_are_quoted_and_kinds_of_fonts_are_not() -> None:
    look = look_of({"font": "'Libre  Caslon' , Georgia,SERIF,"})
    assert look.font == "Libre Caslon, Georgia, SERIF"
    assert '--serif: "Libre Caslon", "Georgia", serif;' in rules(look)


def styles_of(answer: Any) -> str:
    (found,) = re.findall(r'rel="stylesheet" href="([^"]+)"', answer.content.decode())
    return str(found).replace("&amp;", "&")


def test_the_frame_is_painted_in_the_pages_look_and_stays_in_it(client: Client, site: Site) -> None:
    change_site(site, by=None, now=timezone.now(), embed_origins=NEWS)
    wishes = {"accent": "7A1F3D", "background": "ffffff", "font": "Georgia, serif"}
    frame = framed(client, f"{NEWS}/bridge", **wishes)
    wrong = post(client, f"{NEWS}/bridge", "")
    sheet: Any = client.get(styles_of(frame))

    assert "--accent: #7a1f3d;" in sheet.content.decode()
    assert '--serif: "Georgia", serif;' in sheet.content.decode()
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "accent=7a1f3d" in re.findall(r'action="([^"]+)"', frame.content.decode())[0]
    plain: Any = client.get(styles_of(wrong))
    assert "#7a1f3d" not in plain.content.decode()
    assert "immutable" not in client.get("/embed/styles.css?v=0").headers["Cache-Control"]


def test_the_frames_scripts_are_kept_for_good_under_their_edition(
    client: Client, site: Site
) -> None:
    change_site(site, by=None, now=timezone.now(), embed_origins=NEWS)
    page = framed(client, f"{NEWS}/bridge").content.decode()
    named = re.findall(r'(?:src|href)="(/embed/scripts/[^"]+)"', page)

    assert len(named) >= 5
    for address in named:
        answer: Any = client.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["Cache-Control"]
        # Whatever it loads is there too, and was announced, so that it costs no further round.
        for other in re.findall(
            r'^import .* from "([^"]+)"', answer.content.decode(), re.MULTILINE
        ):
            assert any(one.endswith(other.lstrip("./")) for one in named), other
    old: Any = client.get(re.sub(r"scripts/\w+/", "scripts/old/", named[0]))
    assert (old.status_code, "immutable" in old.headers["Cache-Control"]) == (200, False)
    assert client.get(re.sub(r"scripts/\w+/.*", "scripts/old/desk.js", named[0])).status_code == 404
