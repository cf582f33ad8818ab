//! One turn of a conversation, from question to saved answer.
//!
//! A [`Chat`] puts engine, gate and store together; every door to Carat (window, quick prompt, command line) goes
//! through it, so there is one way a question is answered. A [`Turn`] runs by itself and tells what it does in
//! [`TurnEvent`]s: load history, screen the question, budget the context, generate, gate each sentence, save.
//! Left out here: which file a model id means, which the caller knows, and everything that draws.

mod budget;
mod chat;
mod draft;
mod encoder;
mod entitling;
mod error;
mod event;
mod finding;
mod generating;
mod grounding;
mod guard;
mod history;
mod opening;
mod question;
mod records;
mod saver;
mod screens;
mod title;
mod turn;

pub use chat::Chat;
pub use encoder::EngineEncoder;
pub use error::{ChatError, Result};
pub use event::{ContextUse, Stage, Turn, TurnEvent, TurnId};
pub use grounding::marked;
pub use guard::{guard_of, guard_rank, self_judge};
pub use question::{ModelChoice, Overflow, Question};
