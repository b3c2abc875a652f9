"""Runs the transformer encoder: what it makes of a text, word by word and as a whole.

Each text runs by itself. Processors gain little from batches of texts this long, and a text's answer must
not depend on its neighbours: int8 arithmetic scales with what it is given together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from stet.screening.corpora.heads import CLAUSES, HEADS
from stet.screening.model.plain import Plain

Floats = npt.NDArray[np.float32]

# The outputs for one word: toxic in any way, then each clause's own words.
WORD_HEADS: Final = ("any", *CLAUSES)

# Texts were cut at 96 tokens in training. Longer ones are read in windows that share some tokens, so
# that nothing hides at a seam, and at most so many that a hostile text stays cheap.
WINDOW: Final = 96
SHARED: Final = 16
WINDOWS: Final = 8
_INNER: Final = WINDOW - 2  # between the marks of beginning and end
# More characters than this are tokenised for nothing: a token has at least one, mostly four.
_MOST: Final = WINDOWS * WINDOW * 16

_BEGIN: Final = 101  # [CLS] and [SEP] of BERT's vocabulary
_END: Final = 102
_UNREAD: Final = -30.0


@dataclass(frozen=True, slots=True)
class Read:
    """What the encoder made of one text.

    `logits` [heads]: the highest of the windows. `words` [tokens, word heads] with `places`, each token's
    half-open range of the plain text. `meaning` [width]: a unit vector.
    """

    logits: Floats
    words: Floats
    places: tuple[tuple[int, int], ...]
    meaning: Floats


class Encoder:
    """A loaded encoder. Threads may share it; the same text always gives the same numbers."""

    def __init__(self, graph: bytes, vocabulary: bytes) -> None:
        options = onnxruntime.SessionOptions()
        # One thread a worker: the server already has a worker for each core.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # A window is short, so what the arena keeps for the next text is little, and it is faster.
        options.enable_cpu_mem_arena = True
        self._session = onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"]
        )
        self._words = Tokenizer.from_buffer(vocabulary)
        self._words.no_padding()
        self._words.no_truncation()

    def read(self, text: Plain) -> Read:
        """What one text is to the encoder. A text without words gives the logits of an empty one."""
        encoded = self._words.encode(_whole(text.text[:_MOST]), add_special_tokens=False)
        ids: list[int] = encoded.ids
        logits, words, mean = self._windowed(ids) if len(ids) > _INNER else self._run(ids)
        meaning = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
        return Read(logits, words, tuple(encoded.offsets), meaning)

    def _windowed(self, ids: Sequence[int]) -> tuple[Floats, Floats, Floats]:
        """What a text too long for one window is, each word by the window that minds it most."""
        runs = [self._run(ids[start:end]) for start, end in windows(len(ids))]
        words = np.full((len(ids), len(WORD_HEADS)), _UNREAD, dtype=np.float32)
        for (start, end), (_, of_words, _) in zip(windows(len(ids)), runs, strict=True):
            np.maximum(words[start:end], of_words, out=words[start:end])
        logits = np.max([logits for logits, _, _ in runs], axis=0)
        return logits, words, np.mean([meaning for _, _, meaning in runs], axis=0)

    def known_words(self, text: Plain) -> float:
        """The share of the first words that the vocabulary has whole, 0 for a text without any."""
        encoded = self._words.encode(_whole(text.text[:400]), add_special_tokens=False)
        pieces = [piece for piece in encoded.tokens if any(c.isalpha() for c in piece)]
        words = [at for at, piece in enumerate(pieces) if not piece.startswith("##")]
        cut = sum(at + 1 < len(pieces) and pieces[at + 1].startswith("##") for at in words)
        return 1.0 - cut / len(words) if words else 0.0

    def _run(self, ids: Sequence[int]) -> tuple[Floats, Floats, Floats]:
        given = np.array([[_BEGIN, *ids, _END]], dtype=np.int64)
        outputs: list[Any] = self._session.run(["logits", "words", "meaning"], {"ids": given})
        logits, words, meaning = outputs
        return logits[0, : len(HEADS)], words[0, 1:-1], meaning[0]


def windows(tokens: int) -> list[tuple[int, int]]:
    """Half-open ranges of tokens that are read together; at least one, the last ending with the text.

    Of a text too long for all of its windows, the beginning is read and the very end.
    """
    if tokens <= _INNER:
        return [(0, tokens)]
    starts = list(range(0, tokens - _INNER, _INNER - SHARED))
    if len(starts) >= WINDOWS:
        starts = starts[: WINDOWS - 1]
    return [(start, start + _INNER) for start in starts] + [(tokens - _INNER, tokens)]


def _whole(text: str) -> str:
    """The text with "?" for halves of surrogate pairs, which no encoding has; lengths stay."""
    return text.encode("utf-8", "replace").decode("utf-8")
