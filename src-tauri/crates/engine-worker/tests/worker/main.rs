//! The worker as the app meets it: the real program, the real starter model, frames in and out.

mod answers;
mod ending;
mod families;
mod files;
mod forgery;
mod guessing;
mod lanes;
mod model;
mod process;
mod reuse;
mod sharing;
