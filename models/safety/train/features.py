"""The features of the lexical step: hashes of the characters and words of a normalised text."""

import numpy as np
from scipy.sparse import csr_matrix

BITS = 18
BUCKETS = 1 << BITS
CHARACTERS = range(2, 6)

BASIS = 0xCBF29CE484222325
PRIME = 0x100000001B3
MASK = (1 << 64) - 1


def fnv(data, state=BASIS):
    """FNV-1a of 64 bits."""
    for byte in data:
        state = (state ^ byte) * PRIME & MASK
    return state


def bucket(state):
    return (state ^ (state >> 32)) & (BUCKETS - 1)


def character_grams(text):
    """The buckets of all runs of 2 to 5 characters of the text with a space at both ends."""
    text = f" {text} "
    data = np.frombuffer(text.encode(), np.uint8)
    starts = np.flatnonzero((data & 0xC0) != 0x80)
    ends = np.append(starts, len(data))
    longest = max(CHARACTERS)
    # Every start is hashed at once, byte by byte; the state is read where a run of n characters ends.
    until = {n: ends[np.minimum(np.arange(len(starts)) + n, len(starts))] - starts for n in CHARACTERS}
    state = np.full(len(starts), fnv(b"c"), np.uint64)
    found = []
    padded = np.append(data, np.zeros(4 * longest, np.uint8)).astype(np.uint64)
    for step in range(int(until[longest].max(initial=0))):
        state = (state ^ padded[starts + step]) * np.uint64(PRIME)
        for n in CHARACTERS:
            whole = np.arange(len(starts)) + n <= len(starts)
            found.append(state[whole & (until[n] == step + 1)])
    states = np.concatenate(found) if found else np.empty(0, np.uint64)
    return (states ^ (states >> np.uint64(32))) & np.uint64(BUCKETS - 1)


def word_grams(text):
    """The buckets of all words and pairs of neighbouring words."""
    words = text.split(" ") if text else []
    pairs = [f"{one} {next_one}" for one, next_one in zip(words, words[1:])]
    return [bucket(fnv(b"w" + gram.encode())) for gram in words + pairs]


def indices(text):
    """The distinct buckets of a normalised text, in order."""
    return np.unique(np.concatenate([character_grams(text), np.array(word_grams(text), np.uint64)])).astype(np.int32)


def matrix(texts):
    """One row a normalised text; each of its n buckets has the value 1/sqrt(n)."""
    rows = [indices(text) for text in texts]
    counts = np.array([len(row) for row in rows])
    values = np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts).astype(np.float32)
    pointers = np.concatenate([[0], np.cumsum(counts)])
    return csr_matrix((values, np.concatenate(rows), pointers), shape=(len(texts), BUCKETS))
