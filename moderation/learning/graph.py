"""What multilingual-e5-small computes, as an ONNX graph without weights; extra ``tuning``.

The weights are named as `E5File.weights` names them, and given to ONNX Runtime
when it opens the graph. Matrices are multiplied in 8 bits, with inputs rounded as
they come; attention, norms and gelu are ONNX Runtime's fused operators
(com.microsoft).
"""

from math import prod
from typing import Any

from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper

from moderation.learning.e5 import E5File

FUSED = "com.microsoft"

#: Versions of ONNX's operators and of its format, old enough for every runtime we allow.
OPSET, FORMAT = 18, 9


class _Graph:
    """Nodes and names of weights, collected."""

    def __init__(self, file: E5File) -> None:
        self.file = file
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def weight(self, name: str, *shape: int, kind: int = TensorProto.FLOAT) -> str:
        tensor = TensorProto(name=name, data_type=kind, dims=shape)
        tensor.data_location = TensorProto.EXTERNAL
        size = prod(shape) * (1 if kind == TensorProto.INT8 else 4)
        for key, value in {"location": "weights", "offset": 0, "length": size}.items():
            tensor.external_data.add(key=key, value=str(value))
        self.weights.append(tensor)
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        domain = FUSED if kind in _FUSED_OPERATORS else ""
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def linear(self, inputs: str, name: str, n_inputs: int, n_outputs: int) -> str:
        codes = self.weight(f"{name}.q", n_inputs, n_outputs, kind=TensorProto.INT8)
        scale, bias = self.weight(f"{name}.s", n_outputs), self.weight(f"{name}.b", n_outputs)
        return self.node("DynamicQuantizeMatMul", [inputs, codes, scale, "", bias], f"{name}.y")

    def norm(self, inputs: list[str], name: str) -> str:
        kind = "SkipLayerNormalization" if len(inputs) > 1 else "LayerNormalization"
        weights = [self.weight(f"{name}.{part}", self.file.width) for part in ("w", "b")]
        return self.node(kind, [*inputs, *weights], f"{name}.y", epsilon=self.file.epsilon)

    def layer(self, states: str, name: str) -> str:
        width, feed = self.file.width, self.file.feed
        joined = self.linear(states, f"{name}.qkv", width, 3 * width)
        parts = [f"{name}.{part}" for part in ("queries", "keys", "values")]
        self.nodes.append(helper.make_node("Split", [joined], parts, axis=-1, num_outputs=3))
        attended = self.node("MultiHeadAttention", parts, f"{name}.seen", num_heads=self.file.heads)
        states = self.norm(
            [self.linear(attended, f"{name}.ao", width, width), states], f"{name}.aln"
        )
        inner = self.node("Gelu", [self.linear(states, f"{name}.fi", width, feed)], f"{name}.gelu")
        return self.norm([self.linear(inner, f"{name}.fo", feed, width), states], f"{name}.oln")


_FUSED_OPERATORS = {
    "DynamicQuantizeMatMul",
    "SkipLayerNormalization",
    "MultiHeadAttention",
    "Gelu",
}


def graph_of(file: E5File) -> bytes:
    """Return the graph: states of one text, (1, length, width) → its vector, (1, width), of length 1."""
    graph = _Graph(file)
    states = graph.norm(["states"], "emb.ln")
    for number in range(file.layers):
        states = graph.layer(states, f"l{number}")
    axis = helper.make_tensor("middle", TensorProto.INT64, [1], [1])
    graph.node("Constant", [], "middle", value=axis)
    graph.node("ReduceMean", [states, "middle"], "mean", keepdims=0)
    graph.node("LpNormalization", ["mean"], "vector", axis=-1, p=2)
    return bytes(_model(graph).SerializeToString())


def _model(graph: _Graph) -> ModelProto:
    def value(name: str, kind: int, *shape: str | int) -> ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, shape)

    made = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [value("states", TensorProto.FLOAT, 1, "length", graph.file.width)],
        [value("vector", TensorProto.FLOAT, 1, graph.file.width)],
        graph.weights,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=FORMAT, producer_name="charte")
