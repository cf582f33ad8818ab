// node-llama-cpp as a peer: loads a model, says "ready", then answers each line of JSON with one of its own.
//
// Usage: node node.mjs PACKAGE_ENTRY MODEL.gguf THREADS CONTEXT BATCH
// Order: {"prompt", "tokens", "temperature", "topK", "topP", "seed"}
// Answer: {"text", "tokens", "read", "first_ms", "whole_ms"}

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [entry, modelPath, ...numbers] = process.argv.slice(2);
const [threads, contextSize, batchSize] = numbers.map(Number);
const { getLlama } = await import(pathToFileURL(entry));

const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, maxThreads: threads, logLevel: "error" });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize, batchSize, threads, sequences: 1 });
const sequence = context.getSequence();
console.log("ready");

for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(JSON.parse(line))));
}

async function answer({ prompt, tokens, temperature, topK, topP, seed }) {
    const begin = performance.now();
    const wanted = model.tokenize(prompt, true);
    if (model.tokens.shouldPrependBosToken && wanted[0] !== model.tokens.bos) wanted.unshift(model.tokens.bos);
    // The last token is read again: its logits are not kept.
    await sequence.adaptStateToTokens(wanted.slice(0, -1), false);
    const fresh = wanted.slice(sequence.nextTokenIndex);
    const written = [];
    let first;
    const sampling = { temperature, topK, topP, minP: 0, yieldEogToken: true, ...(seed == null ? {} : { seed }) };
    for await (const token of sequence.evaluate(fresh, sampling)) {
        first ??= performance.now() - begin;
        written.push(token);
        if (written.length >= tokens) break;
    }
    const whole = performance.now() - begin;
    return { text: model.detokenize(written), tokens: written.length, read: fresh.length, first_ms: first, whole_ms: whole };
}
