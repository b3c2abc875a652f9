"""The n-gram model, with a small one taught here: a made-up insult, and a made-up slur for a head of its own."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.screening.corpora.heads import HEADS
from stet.screening.model.ngrams import LONG, MOST_CHARACTERS, Ngrams
from stet.screening.model.table import BadNgrams
from training.linear import Course, Part, chosen, fit, normalised, often, pieces_of
from training.packing import Learned, packed, settled

BITS = 14
OVERALL = HEADS.index("overall")
THREAT = HEADS.index("threat")
RACISM = HEADS.index("racism")
HARMLESS = ("the ministers met in the old town", "rain again on the bridge", "you may be right")


def lessons() -> tuple[list[str], np.ndarray]:
    """Texts with an insult ("zorgle") or a slur ("quibbnak"), and harmless ones; nobody was asked of threats."""
    chance = random.Random(5)
    texts, targets = [], []
    for kind in ("", "zorgle", "quibbnak") * 60:
        words = " ".join(chance.sample(HARMLESS, 2)).split()
        words.insert(chance.randrange(len(words)), kind)
        texts.append(" ".join(words))
        row = np.zeros(len(HEADS), dtype=np.float32)
        row[OVERALL], row[RACISM], row[THREAT] = bool(kind), kind == "quibbnak", -1.0
        targets.append(row)
    return texts, np.stack(targets)


def taught(languages: tuple[str, ...] = ("tr", "ckb")) -> Ngrams:
    texts, targets = lessons()
    pieces = often(pieces_of(texts), 2)
    shares = np.ones(len(texts), dtype=np.float32)
    fitting = fit(
        normalised(pieces.counts),
        targets,
        shares,
        ["made up"] * len(texts),
        Course(epochs=10, batch=32),
    )
    bias = np.where((targets >= 0).any(axis=0), fitting.bias, np.nan)
    worth = np.linalg.norm(fitting.weights, axis=1)
    kept = settled(
        dict.fromkeys(languages, (pieces.hashes, worth)),
        dict.fromkeys(languages, 1000),
        BITS,
    )
    learned = {
        language: Learned(pieces.hashes[kept[language]], fitting.weights[kept[language]], bias)
        for language in languages
    }
    return Ngrams(packed(learned, BITS))


@pytest.fixture(scope="module")
def model() -> Ngrams:
    return taught()


HOSTILE = (
    "",
    " ",
    "\x00",
    "\ud800 lone",
    "!" * 5000,
    "\U0001f40d" * 300,
    "a" * 65_536,
    "a " * 32_768,
    "zorgle" * 10_000,
    "\u202e\u200f\u0632\u06c6\u0631\u200b\u0642",
    "e" + "\u0301" * 4000,
)  # fmt: skip


def same(left: np.ndarray, right: np.ndarray) -> bool:
    return left.tobytes() == right.tobytes()


def test_it_learned_the_words_of_each_head(model: Ngrams) -> None:
    insult, slur, fine = model.logits(
        ["the zorgle is in town", "the quibbnak is in town", "the bridge is in town"], ["tr"] * 3
    )
    assert insult[OVERALL] > 1 > -1 > fine[OVERALL]
    assert slur[RACISM] > 0 > insult[RACISM]


def test_what_was_never_taught_is_nan(model: Ngrams) -> None:
    found = model.logits(["zorgle", "zorgle"], ["tr", "xx"])
    assert np.isnan(found[0, THREAT])
    assert not np.isnan(np.delete(found[0], THREAT)).any()
    assert np.isnan(found[1]).all()
    assert model.languages == ("tr", "ckb")


def test_a_new_spelling_is_known_by_its_parts(model: Ngrams) -> None:
    plural, other = model.logits(["zorgles", "borders"], ["tr", "tr"])
    assert plural[OVERALL] > other[OVERALL] + 1


def test_length_hides_nothing(model: Ngrams) -> None:
    hidden = "rain on the bridge " * 100 + "the zorgle is in town " + "rain on the bridge " * 100
    fine = "rain on the bridge " * 200
    found = model.logits([hidden, fine], ["tr"] * 2)
    assert found[0, OVERALL] > found[1, OVERALL] + 1
    weights = model.weights_by_character(hidden, "tr", "overall")
    assert hidden[int(np.argmax(weights)) :].startswith(tuple("zorgle"))
    assert abs(int(np.argmax(weights)) - hidden.index("zorgle")) < 6


def test_long_comments_are_not_guilty_of_their_length(model: Ngrams) -> None:
    once, often_said = model.logits(["rain on the bridge", "rain on the bridge " * 400], ["tr"] * 2)
    assert often_said[OVERALL] < 0
    assert once[OVERALL] < 0


@given(
    st.lists(st.text(alphabet="zorgle quibnak!?ل\ud83d", max_size=80), min_size=1, max_size=6),
    st.randoms(),
)
def test_a_batch_equals_its_singles_bit_for_bit(texts: list[str], chance: random.Random) -> None:
    model = SHARED
    languages = [chance.choice(("tr", "ckb", "xx")) for _ in texts]
    together = model.logits(texts, languages)
    for row, text, language in zip(together, texts, languages, strict=True):
        assert same(row, model.logits([text], [language])[0])


SHARED = taught()


def test_a_large_batch_equals_its_singles(model: Ngrams) -> None:
    texts = [*lessons()[0], *HOSTILE] * 3
    together = model.logits(texts, ["ckb"] * len(texts))
    for at in range(0, len(texts), 7):
        assert same(together[at], model.logits([texts[at]], ["ckb"])[0])


def test_it_is_the_same_model_for_the_same_seed() -> None:
    texts = list(HOSTILE)
    assert same(taught().logits(texts, ["tr"] * len(texts)), SHARED.logits(texts, ["tr"] * len(texts)))  # fmt: skip


def test_threads_may_share_it(model: Ngrams) -> None:
    texts = lessons()[0]
    wanted = model.logits(texts, ["tr"] * len(texts))
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: model.logits(texts, ["tr"] * len(texts)), range(8)))
    assert all(same(wanted, each) for each in found)


def test_a_saved_model_is_the_same_when_loaded(model: Ngrams, tmp_path: Path) -> None:
    file = tmp_path / "small.npz"
    model.table.save(file)
    loaded = Ngrams.load(file)
    texts = [*lessons()[0], *HOSTILE]
    for language in ("tr", "ckb"):
        languages = [language] * len(texts)
        assert same(loaded.logits(texts, languages), model.logits(texts, languages))


@pytest.mark.parametrize("broken", [b"", b"nothing", b"PK\x03\x04half", b"\x93NUMPY"])
def test_a_broken_file_is_refused(broken: bytes) -> None:
    with pytest.raises(BadNgrams):
        Ngrams.from_bytes(broken)


def test_a_file_that_lacks_an_array_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "lacking.npz"
    np.savez(file, heads=np.array(HEADS))
    with pytest.raises(BadNgrams, match="lacks"):
        Ngrams.load(file)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_has_finite_scores(model: Ngrams, text: str) -> None:
    found = np.delete(model.logits([text], ["tr"]), THREAT, axis=1)
    assert np.isfinite(found).all()
    assert model.weights_by_character(text, "tr", "overall").shape == (len(text),)


def test_what_lies_beyond_the_end_is_not_read(model: Ngrams) -> None:
    fine = "rain " * (MOST_CHARACTERS // 5 + 1)
    found = model.logits([fine[:MOST_CHARACTERS], fine[:MOST_CHARACTERS] + "zorgle"], ["tr"] * 2)
    assert same(found[0], found[1])


def test_character_weights_point_at_the_learned_word(model: Ngrams) -> None:
    text = "rain again, zorgle, on the bridge"
    weights = model.weights_by_character(text, "tr", "overall")
    start = text.index("zorgle")
    inside = weights[start : start + len("zorgle")]
    outside = np.delete(weights, np.arange(start, start + len("zorgle")))
    assert inside.min() > 0
    assert inside.sum() > 3 * np.abs(outside).max()
    assert start <= int(np.argmax(weights)) < start + len("zorgle")


@given(st.text(alphabet="zorgle quibnak!, ", max_size=60), st.sampled_from((1, 7)))
def test_character_weights_sum_to_the_score(some: str, times: int) -> None:
    text = " ".join([some, "rain " * LONG * (times > 1)] * times)
    for head in ("overall", "racism"):
        column = HEADS.index(head)
        score = SHARED.logits([text, ""], ["tr", "tr"])[:, column]
        summed = SHARED.weights_by_character(text, "tr", head).sum()
        assert summed == pytest.approx(score[0] - score[1], abs=1e-3)


@pytest.mark.parametrize(("language", "head"), [("xx", "overall"), ("tr", "threat")])
def test_no_character_weighs_where_nothing_was_taught(
    model: Ngrams, language: str, head: str
) -> None:
    assert not model.weights_by_character("zorgle", language, head).any()


def test_two_pieces_in_one_place_are_refused() -> None:
    hashes = np.array([7, 7], dtype=np.uint64)
    twice = Learned(hashes, np.ones((2, len(HEADS)), np.float32), np.zeros(len(HEADS), np.float32))
    with pytest.raises(ValueError, match="same place"):
        packed({"tr": twice}, BITS)


def test_fewer_pieces_than_wanted_get_a_place_where_the_table_is_crowded() -> None:
    hashes = np.arange(4000, dtype=np.uint64)
    worth = np.linspace(1, 0, 4000, dtype=np.float32)
    kept = settled({"tr": (hashes, worth)}, {"tr": 2000}, 11)["tr"]
    assert len(kept) < 2000
    assert kept.max() < 2000
    # The worthiest of all is never the one that yields.
    assert 0 in kept


def test_a_piece_keeps_its_hash_and_count_when_others_go() -> None:
    pieces = pieces_of(["ab ab", "ab cd"])
    of_two = often(pieces, 2)
    assert set(of_two.hashes) < set(pieces.hashes)
    assert chosen(pieces, np.array([0])).hashes[0] == pieces.hashes[0]
    assert of_two.counts.toarray().max(axis=0).min() >= 1


def test_unknown_labels_teach_nothing() -> None:
    pieces = pieces_of(["zorgle", "rain"])
    unknown = np.full((2, len(HEADS)), -1.0, dtype=np.float32)
    fitting = fit(normalised(pieces.counts), unknown, np.ones(2, np.float32), ["a", "a"], Course())
    assert not fitting.weights.any()
    part = Part(normalised(pieces.counts), unknown, np.ones(2, np.float32), np.zeros(2, np.int64))
    fitting.step(part, 1.0, 0.0)
    assert not fitting.bias.any()
