"""Writes a trained encoder as an ONNX graph of fused operators, and as int8.

The graph is written out by hand: it is small, it runs each text by itself (so that no answer depends on
its neighbours in a batch), and onnxruntime need not find the fusions again.

    python -m training.exporting RUN.pt BASE OUT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

from training.network import Encoder

# Fused operators live in onnxruntime's own domain.
OWN = "com.microsoft"
OPSET = 17


class Graph:
    """Nodes and weights as they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: Tensor | np.ndarray) -> str:
        array = value.detach().float().numpy() if isinstance(value, Tensor) else value
        self.weights.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def add(
        self, kind: str, inputs: list[str], output: str, domain: str = "", **more: object
    ) -> str:
        made = helper.make_node(kind, inputs, [output], name=output, domain=domain, **more)
        self.nodes.append(made)
        return output

    def linear(self, source: str, name: str, layer: torch.nn.Linear) -> str:
        """A matrix product and its bias, if it has one."""
        weight = self.weight(f"{name}.weight", layer.weight.T)
        if layer.bias is None:
            return self.add("MatMul", [source, weight], name)
        product = self.add("MatMul", [source, weight], f"{name}.product")
        return self.add("Add", [product, self.weight(f"{name}.bias", layer.bias)], name)


def graph_of(model: Encoder) -> onnx.ModelProto:
    """ids: int64 [1, length] -> logits [1, heads], words [1, length, word heads], meaning [1, width]."""
    graph = Graph()
    states = _embedding(graph, model)
    for at, block in enumerate(model.blocks):
        states = _block(graph, states, f"block{at}", block, model.shape.heads)
    _heads(graph, states, model)
    made = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "length"])],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, None),
            helper.make_tensor_value_info("words", TensorProto.FLOAT, None),
            helper.make_tensor_value_info("meaning", TensorProto.FLOAT, None),
        ],
        graph.weights,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(OWN, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=9, producer_name="stet")


def _embedding(graph: Graph, model: Encoder) -> str:
    words = graph.weight("table", model.words.weight)
    # The kind of the text is always the first; its vector is part of every place's.
    places = graph.weight("places.weight", model.places.weight + model.kinds)
    looked_up = graph.add("Gather", [words, "ids"], "word")
    shape = graph.add("Shape", ["ids"], "shape")
    one = graph.weight("one", np.array([1], dtype=np.int64))
    length = graph.add("Gather", [shape, one], "length")
    zero = graph.weight("zero", np.array([0], dtype=np.int64))
    placed = graph.add("Slice", [places, zero, length, zero], "place")
    summed = graph.add("Add", [looked_up, placed], "embedded")
    scale = graph.weight("norm.weight", model.norm.weight)
    shift = graph.weight("norm.bias", model.norm.bias)
    return graph.add("LayerNormalization", [summed, scale, shift], "normed", epsilon=1e-12, axis=-1)


def _block(graph: Graph, states: str, name: str, block: torch.nn.Module, heads: int) -> str:
    joined = graph.weight(f"{name}.joined.weight", block.joined.weight.T)
    bias = graph.weight(f"{name}.joined.bias", block.joined.bias)
    mixed = graph.add("Attention", [states, joined, bias], f"{name}.mixed", OWN, num_heads=heads)
    weight = graph.weight(f"{name}.out.weight", block.out.weight.T)
    out = graph.add("MatMul", [mixed, weight], f"{name}.out")
    states = _skip(graph, (out, states), f"{name}.first", block.first_norm, block.out.bias)
    weight = graph.weight(f"{name}.grow.weight", block.grow.weight.T)
    grown = graph.add("MatMul", [states, weight], f"{name}.grow")
    bias = graph.weight(f"{name}.grow.bias", block.grow.bias)
    inner = graph.add("BiasGelu", [grown, bias], f"{name}.inner", OWN)
    weight = graph.weight(f"{name}.shrink.weight", block.shrink.weight.T)
    shrunk = graph.add("MatMul", [inner, weight], f"{name}.shrink")
    return _skip(graph, (shrunk, states), f"{name}.second", block.second_norm, block.shrink.bias)


def _skip(
    graph: Graph, sources: tuple[str, str], name: str, norm: torch.nn.LayerNorm, bias: Tensor
) -> str:
    """The sum of two states and a bias, normalised: in plain operators, which run faster here than
    the fused one."""
    summed = graph.add("Add", list(sources), f"{name}.sum")
    biased = graph.add("Add", [summed, graph.weight(f"{name}.bias", bias)], f"{name}.biased")
    scale = graph.weight(f"{name}.scale", norm.weight)
    shift = graph.weight(f"{name}.shift", norm.bias)
    return graph.add("LayerNormalization", [biased, scale, shift], name, epsilon=1e-12, axis=-1)


def _heads(graph: Graph, states: str, model: Encoder) -> None:
    mean = graph.add("ReduceMean", [states], "mean", axes=[1], keepdims=0)
    first = graph.add("Gather", [states, graph.weight("first.at", np.array(0))], "first", axis=1)
    pooled = graph.add("Concat", [mean, first], "pooled", axis=1)
    judged = graph.linear(pooled, "judge", model.judge)
    judged = graph.add("Tanh", [judged], "judged")
    graph.linear(judged, "logits", model.clauses)
    graph.linear(states, "words", model.tokens)
    graph.linear(mean, "meaning", model.meaning)


# Small and last: their rounding would cost more than it saves.
KEPT_IN_FLOAT = ["judge.product", "logits.product", "words.product", "meaning"]


def quantised(whole: Path, out: Path) -> None:
    """int8 weights per channel; 7 bits, since processors without VNNI overflow at 8."""
    quantize_dynamic(
        whole,
        out,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        nodes_to_exclude=KEPT_IN_FLOAT,
        op_types_to_quantize=["MatMul", "Attention", "Gather"],
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def main(run: Path, base: Path, out: Path) -> None:
    model = Encoder()
    model.load_state_dict(torch.load(run, weights_only=True)["model"])
    model.eval()
    whole = out / "encoder.float.onnx"
    onnx.save(graph_of(model), whole)
    quantised(whole, out / "encoder.onnx")
    vocabulary = json.loads((base / "tokenizer.json").read_text("utf-8"))
    text = json.dumps(vocabulary, ensure_ascii=False, separators=(",", ":"))
    (out / "vocabulary.json").write_text(text, "utf-8")
    print(f"float {whole.stat().st_size:,} bytes, int8 {(out / 'encoder.onnx').stat().st_size:,}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
