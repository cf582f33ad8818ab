"""all-MiniLM-L6-v2 in numpy: the sentence vectors that the semantic step is trained on."""

import hashlib
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

LONGEST = 256
TOGETHER = 1024  # tokens of one batch: what is computed of them stays in the processor's cache


class Encoder:
    """A BERT whose last layer's mean over all tokens, at length 1, is the vector of a text."""

    def __init__(self, folder):
        folder = Path(folder)
        config = json.loads((folder / "config.json").read_text())
        self.heads = config["num_attention_heads"]
        self.epsilon = config["layer_norm_eps"]
        self.layers = config["num_hidden_layers"]
        self.weights = load_file(folder / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)

    def embed(self, texts):
        """One row of 384 numbers a text."""
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(tokens), self.weights["embeddings.LayerNorm.weight"].size), np.float32)
        order = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))
        while order:
            longest = len(tokens[order[0]])
            count = 0
            while count < len(order) and (count + 1) * len(tokens[order[count]]) <= TOGETHER:
                longest = len(tokens[order[count]])
                count += 1
            batch, order = order[:count], order[count:]
            vectors[batch] = self._forward([tokens[at] for at in batch], longest)
        return vectors

    def _forward(self, batch, longest):
        ids = np.zeros((len(batch), longest), np.int64)
        mask = np.zeros((len(batch), longest), np.float32)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        get = self.weights.__getitem__
        hidden = get("embeddings.word_embeddings.weight")[ids]
        hidden = hidden + get("embeddings.position_embeddings.weight")[:longest]
        hidden = self._norm(hidden + get("embeddings.token_type_embeddings.weight")[0], "embeddings.LayerNorm")
        hidden = hidden.reshape(-1, hidden.shape[-1])
        unseen = (mask[:, None, None, :] - 1) * 1e9
        for layer in range(self.layers):
            at = f"encoder.layer.{layer}"
            query, key, value = (
                self._heads(self._linear(hidden, f"{at}.attention.self.{name}"), len(batch), longest)
                for name in ("query", "key", "value")
            )
            scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(query.shape[-1])) + unseen
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            scores /= scores.sum(-1, keepdims=True)
            seen = (scores @ value).transpose(0, 2, 1, 3).reshape(hidden.shape)
            seen = self._linear(seen, f"{at}.attention.output.dense")
            hidden = self._norm(hidden + seen, f"{at}.attention.output.LayerNorm")
            inner = self._linear(hidden, f"{at}.intermediate.dense")
            inner *= normal(inner)
            inner = self._linear(inner, f"{at}.output.dense")
            hidden = self._norm(hidden + inner, f"{at}.output.LayerNorm")
        hidden = hidden.reshape(len(batch), longest, -1)
        mean = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    def _linear(self, hidden, name):
        return hidden @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _heads(self, hidden, texts, longest):
        return hidden.reshape(texts, longest, self.heads, -1).transpose(0, 2, 1, 3)

    def _norm(self, hidden, name):
        mean = hidden.mean(-1, keepdims=True)
        centred = hidden - mean
        deviation = np.sqrt((centred**2).mean(-1, keepdims=True) + self.epsilon)
        return centred / deviation * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def normal(x):
    """The normal distribution's share below x, to 1e-7: Abramowitz and Stegun 7.1.26, several times faster than erf."""
    size = np.abs(x) * np.float32(np.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * size)
    terms = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592]
    rest = np.zeros_like(t)
    for term in terms:
        rest = (rest + np.float32(term)) * t
    tail = 0.5 * rest * np.exp(-size * size)
    return np.where(x < 0, tail, 1 - tail)


class Vectors:
    """The vectors of texts, kept in a folder from one run to the next."""

    def __init__(self, folder, encoder):
        self.path = Path(folder) / "vectors.npz"
        self.encoder = encoder
        self.known = {}
        if self.path.exists():
            with np.load(self.path) as kept:
                self.known = dict(zip(kept["keys"].tolist(), kept["vectors"]))

    def of(self, texts):
        keys = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]
        missing = {key: text for key, text in zip(keys, texts) if key not in self.known}
        if missing:
            print(f"embedding {len(missing)} texts", flush=True)
            self.known.update(zip(missing, self.encoder.embed(missing.values())))
            np.savez(self.path, keys=np.array(list(self.known)), vectors=np.stack(list(self.known.values())))
        return np.stack([self.known[key] for key in keys])
