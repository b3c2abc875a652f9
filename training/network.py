"""The encoder that is trained: MiniLM-L6 with a head per clause, one for words, one for relevance.

BERT's architecture (Devlin and others, 2018) with the weights of all-MiniLM-L6-v2, written out so
that training needs nothing beyond torch and the export to ONNX stays small.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from stet.screening.corpora.heads import CLAUSES, HEADS

# The first word output is for toxic words of any kind, the others for each clause's own words.
WORD_HEADS = ("any", *CLAUSES)


@dataclass(frozen=True)
class Shape:
    """The sizes of an encoder."""

    vocabulary: int = 30522
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 512


class Block(nn.Module):
    """One transformer layer, normalised after each half."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.joined = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.first_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.grow = nn.Linear(shape.width, shape.inner)
        self.shrink = nn.Linear(shape.inner, shape.width)
        self.second_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        batch, length, width = states.shape
        parts = self.joined(states).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        mixed = self.out(mixed.transpose(1, 2).reshape(batch, length, width))
        states = self.first_norm(states + self.dropout(mixed))
        inner = self.shrink(functional.gelu(self.grow(states)))
        return self.second_norm(states + self.dropout(inner))


class Encoder(nn.Module):
    """Token ids in; a logit per head, a logit per token and word head, and a unit vector out."""

    def __init__(self, shape: Shape | None = None, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape or Shape()
        width = self.shape.width
        self.words = nn.Embedding(self.shape.vocabulary, width, padding_idx=0)
        self.places = nn.Embedding(self.shape.positions, width)
        self.kinds = nn.Parameter(torch.zeros(width))
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.blocks = nn.ModuleList(Block(self.shape, dropout) for _ in range(self.shape.layers))
        self.dropout = nn.Dropout(dropout)
        self.judge = nn.Linear(2 * width, width)
        self.clauses = nn.Linear(width, len(HEADS))
        self.tokens = nn.Linear(width, len(WORD_HEADS))
        self.meaning = nn.Linear(width, width, bias=False)
        nn.init.eye_(self.meaning.weight)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """ids and mask: [batch, length] int64. Out: [batch, heads], [batch, length, word heads],
        [batch, width]."""
        seen = mask.unsqueeze(-1).to(self.kinds.dtype)
        bias = (1.0 - mask[:, None, None, :].to(self.kinds.dtype)) * -10_000.0
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.norm(self.words(ids) + self.places(places) + self.kinds)
        states = self.dropout(states)
        for block in self.blocks:
            states = block(states, bias)
        mean = (states * seen).sum(1) / seen.sum(1)
        pooled = torch.cat((mean, states[:, 0]), dim=-1)
        judged = self.dropout(torch.tanh(self.judge(pooled)))
        vector = functional.normalize(self.meaning(mean), dim=-1)
        return self.clauses(judged), self.tokens(states), vector


def pretrained(folder: Path, dropout: float = 0.1) -> Encoder:
    """An encoder with the public base weights; its own heads are new."""
    model = Encoder(dropout=dropout)
    model.load_state_dict(_renamed(load_file(folder / "model.safetensors")), strict=False)
    return model


def _renamed(given: dict[str, Any]) -> dict[str, Tensor]:
    named = {
        "words.weight": given["embeddings.word_embeddings.weight"],
        "places.weight": given["embeddings.position_embeddings.weight"],
        "kinds": given["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": given["embeddings.LayerNorm.weight"],
        "norm.bias": given["embeddings.LayerNorm.bias"],
    }
    ours = {
        "out": "attention.output.dense",
        "first_norm": "attention.output.LayerNorm",
        "grow": "intermediate.dense",
        "shrink": "output.dense",
        "second_norm": "output.LayerNorm",
    }
    for at in range(Shape.layers):
        theirs = f"encoder.layer.{at}."
        for kind in ("weight", "bias"):
            named[f"blocks.{at}.joined.{kind}"] = torch.cat(
                [
                    given[f"{theirs}attention.self.{part}.{kind}"]
                    for part in ("query", "key", "value")
                ]
            )
            for mine, their in ours.items():
                named[f"blocks.{at}.{mine}.{kind}"] = given[f"{theirs}{their}.{kind}"]
    return named
