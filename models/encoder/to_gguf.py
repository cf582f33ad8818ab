"""all-MiniLM-L6-v2 as a GGUF file in Q8_0: the encoder that document search and the semantic step of the safety filter use.

Usage: to_gguf.py FOLDER OUT.gguf
FOLDER has config.json, model.safetensors and vocab.txt, as sentence-transformers publishes them.
"""

import json
import sys
from pathlib import Path

import gguf
from gguf.quants import quantize
from safetensors.numpy import load_file

# Vocabulary entries that stand for no text.
CONTROL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

EMBEDDINGS = {
    "embeddings.word_embeddings.weight": "token_embd.weight",
    "embeddings.position_embeddings.weight": "position_embd.weight",
    "embeddings.token_type_embeddings.weight": "token_types.weight",
    "embeddings.LayerNorm": "token_embd_norm",
}
LAYER = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}


def tensors(weights, layers):
    """The names here and there of all tensors. The pooler and the positions' numbers have no use."""
    for theirs, ours in EMBEDDINGS.items():
        parts = [""] if theirs in weights else [".weight", ".bias"]
        yield from ((theirs + part, ours + part) for part in parts)
    for number in range(layers):
        for theirs, ours in LAYER.items():
            for part in (".weight", ".bias"):
                yield f"encoder.layer.{number}.{theirs}{part}", f"blk.{number}.{ours}{part}"


def is_large(name):
    """Whether a tensor is worth fewer bits: the words and the matrices, not the positions, norms and biases."""
    return name == "token_embd.weight" or name.startswith("blk.") and name.endswith(".weight") and "norm" not in name


def token(word):
    """A word of the vocabulary as llama.cpp has it: with a mark where one begins, rather than where one goes on."""
    if word in CONTROL:
        return word
    return word[2:] if word.startswith("##") else "\u2581" + word


def main(folder, out):
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    weights = load_file(folder / "model.safetensors")

    writer = gguf.GGUFWriter(out, "bert")
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_license("apache-2.0")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)

    writer.add_token_type_count(config["type_vocab_size"])
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([token(word) for word in vocabulary])
    kinds = {True: gguf.TokenType.CONTROL, False: gguf.TokenType.NORMAL}
    writer.add_token_types([kinds[word in CONTROL] for word in vocabulary])
    pad, unknown, begin, end, mask = map(vocabulary.index, CONTROL)
    writer.add_pad_token_id(pad)
    writer.add_unk_token_id(unknown)
    writer.add_bos_token_id(begin)
    writer.add_sep_token_id(end)
    writer.add_mask_token_id(mask)

    for theirs, ours in tensors(weights, config["num_hidden_layers"]):
        tensor = weights[theirs]
        kind = gguf.GGMLQuantizationType.Q8_0 if is_large(ours) else gguf.GGMLQuantizationType.F32
        writer.add_tensor(ours, quantize(tensor, kind), raw_dtype=kind)

    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
