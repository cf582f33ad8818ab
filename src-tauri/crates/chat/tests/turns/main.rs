//! Whole turns: a real chat, gate and store in memory, with an engine that follows a script.

mod answers;
mod any_text;
mod at_end;
mod context_use;
mod continuing;
mod documents;
mod encoding;
mod entitling;
mod failing;
mod findings;
mod memory;
mod overflow;
mod preparing;
mod screening;
mod stage;
mod stopping;
mod versions;
