"""The models that ship: whole, small enough, steady, and right about what the rules cannot see."""

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib.resources import files

import numpy as np
import pytest

from stet.screening.corpora.heads import HEADS
from stet.screening.findings import Case
from stet.screening.lexicon import LANGUAGES
from stet.screening.model.mind import Mind, shipped_mind
from stet.screening.model.plain import plain
from stet.screening.types import ArticleContext, Submission
from stet.text.facts import text_facts
from tests.screening.conftest import screen

DATA = files("stet.screening.model").joinpath("data")
LONG = "The council met again and talked about the bridge. " * 400


@pytest.fixture(scope="module")
def mind() -> Mind:
    return shipped_mind()


def test_the_files_are_those_of_the_manifest_and_small_enough() -> None:
    manifest = json.loads(DATA.joinpath("manifest.json").read_text("utf-8"))
    assert set(manifest) == {"encoder.onnx", "vocabulary.json", "ngrams.npz", "combination.json"}
    for name, said in manifest.items():
        content = DATA.joinpath(name).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (said["bytes"], said["sha256"])
    assert sum(said["bytes"] for said in manifest.values()) < 40_000_000


def test_a_text_reads_the_same_whoever_reads_it_and_when(mind: Mind) -> None:
    texts = ["You fool.", LONG, "", "🐍", "\ud800", "Well said, Omar."]
    alone = [mind.encoder.read(plain(text)) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda text: mind.encoder.read(plain(text)), texts * 4))
    for at, found in enumerate(again):
        assert np.array_equal(found.logits, alone[at % len(texts)].logits)
        assert np.array_equal(found.words, alone[at % len(texts)].words)


def test_every_token_has_its_place_and_its_scores(mind: Mind) -> None:
    read = mind.encoder.read(plain(LONG))
    assert read.logits.shape == (len(HEADS),)
    assert len(read.places) == len(read.words)
    assert np.linalg.norm(read.meaning) == pytest.approx(1.0, abs=1e-4)


def test_an_insult_is_found_wherever_it_stands(mind: Mind) -> None:
    quiet = mind.encoder.read(plain(LONG[:2_500])).logits[0]
    for at in (0, 1_200, 2_499):
        hidden = LONG[:at] + " You are a stupid lying bastard, Omar. " + LONG[at:2_500]
        assert mind.encoder.read(plain(hidden)).logits[0] > quiet + 2.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_that_is_read_has_its_probabilities(mind: Mind, language: str) -> None:
    case = Case(Submission("1", "x"), text_facts("x", language))
    [opinion] = mind.opinions([case], [{}], [()])
    if case.facts.language.tag == language:
        assert {"overall", "threat", "profanity"} <= set(opinion.probabilities)


def test_a_comment_on_the_article_is_nearer_than_small_talk() -> None:
    from stet.screening.screener import default_screener  # noqa: PLC0415

    article = ArticleContext(
        "Council closes bridge", "The council has closed the old bridge over the river: cracks."
    )
    texts = (
        "Those cracks in the bridge were known to the council for years.",
        "My cat likes jazz.",
    )
    submissions = [Submission(text, text, article=article) for text in texts]
    near, far = (result.relevance for result in default_screener().screen(submissions))
    assert near is not None
    assert far is not None
    assert near > 0.7
    assert far < 0.3


@pytest.mark.parametrize(
    "text",
    [
        "Starve the smugglers of buyers and the trade dies.",
        "As a lesbian Yazidi I fled both the militia and my uncles.",
        "I am a Kurdish Muslim and I thank the nurses of Erbil.",
        "You printed a rumour and called it a leak.",
        "You have misread the map, Omar: the road turns east before the ruins.",
        "The army butchered its own people and the generals belong before a court.",
        "He called my son a retard, and nobody on the bus said a word.",
    ],
)
def test_hard_comments_that_are_fine_are_not_rejected(text: str) -> None:
    assert screen(text).suggestion != "reject"


@pytest.mark.parametrize(
    ("clause", "text"),
    [
        ("personal_attack", "Omar, did you ever finish school, or do they print anyone now?"),
        ("threat", "Nice house you have there, reporter. Wood burns so quickly in summer."),
        ("commercial_promotion", "My advisor Mrs Ann doubled my coins in a week, write her on Telegram."),
        ("personal_promotion", "I explain it all on my channel, subscribe and hit the bell."),
        ("sexism", "With respect, women simply lack the nerve for the front page."),
        ("xenophobia", "These refugees breed and beg, that is all they brought us."),
    ],
)  # fmt: skip
def test_violations_without_a_listed_word_are_shown_to_a_person(clause: str, text: str) -> None:
    result = screen(text)
    assert result.suggestion != "approve"
    assert clause in result.clauses
