//! The worker as the app meets it: the real program, the real starter model, frames in and out.

mod answers;
mod embeddings;
mod ending;
mod families;
mod files;
mod forgery;
mod guessing;
mod ladder;
mod lanes;
mod model;
mod process;
mod reuse;
mod scores;
mod sharing;
mod states;
