"""Pairs of a comment and the article it stands under, to teach relevance."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from stet.screening.corpora.reading import examples
from stet.screening.model.plain import plain
from training.batching import Batch, Item, batch_of


@dataclass
class Pairs:
    """Comments with their articles, by article, so that a batch never holds one article twice."""

    by_article: dict[str, tuple[Item, list[Item]]]

    def draw(self, count: int, chance: random.Random) -> tuple[Batch, Batch]:
        chosen = chance.sample(sorted(self.by_article), min(count, len(self.by_article)))
        comments = [chance.choice(self.by_article[key][1]) for key in chosen]
        return batch_of(comments), batch_of([self.by_article[key][0] for key in chosen])


def article_text(article: object) -> str:
    """What of an article is compared: its title and what it says first."""
    given = article if isinstance(article, dict) else {}
    return f"{given.get('title') or ''}. {given.get('description') or given.get('text') or ''}"


def pairs_of(corpus: Path, words: Tokenizer) -> Pairs:
    """The true pairs of the training part."""
    made: dict[str, tuple[Item, list[Item]]] = {}
    for row in examples(corpus, "relevance_pairs_derived"):
        if row.split != "train" or not row.said["on_topic"]:
            continue
        text = article_text(row.article)
        if text not in made:
            made[text] = (_item(text, words), [])
        made[text][1].append(_item(row.text, words))
    return Pairs(made)


def _item(text: str, words: Tokenizer) -> Item:
    return Item(words.encode(plain(text).text).ids, [], None, 1.0)
