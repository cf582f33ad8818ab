//! Documents through the real program, with its sandbox and limits: what Carat gets of them.

mod bombs;
mod failures;
mod formats;
mod hidden;
mod mutations;
mod pdf;
mod sandbox;
mod support;
