//! The wire is what crosses between Rust and the window: plain types, each made from one of the domain's.
//!
//! Numbers are JavaScript numbers and ids are strings here. `ui/src/backend/types.ts` is generated from these types, in
//! the order of [`declarations`]; a test compares the two. Nothing here decides anything.

mod app;
mod catalogue;
mod chat;
mod conversation;
mod download;
mod error;
pub(crate) mod merge;
mod message;
mod model;
mod network;
mod sampling;
mod storage;

pub(crate) use app::{AppEvent, AppState, Folders, Notice, NoticeKind};
pub(crate) use catalogue::{
    Card, CardFile, CatalogueView, FilePart, Fit, FitReason, FitWord, GoodFor, Gpu, Machine, Modality, ModelRole,
    Variant,
};
pub(crate) use chat::{ContextUse, Overflow, SendRequest, Stage, TurnEvent};
pub(crate) use conversation::{Conversation, ConversationOptions, ConversationSummary, SearchHit, Snippet, parse_id};
pub(crate) use download::{Choice, Download, DownloadRequest, DownloadState, NextStep, Source, WaitReason};
pub(crate) use error::WireError;
pub(crate) use message::{Message, MessageState, Part, Passage, Role, Withheld};
pub(crate) use model::{EngineStatus, LoadStep, Model, ModelFacts, Origin, Speed, Terms};
pub(crate) use network::{AcceptedTerms, Connection, TokenPlace};
pub(crate) use sampling::{Sampling, Usage};
pub(crate) use storage::{FileDrop, FileWork, Leftover, LeftoverKind, Running, Storage, StoredModel, Verified};

use ts_rs::{Config, TS};

use crate::settings::{Language, Network, Proxy, SendWith, Settings, Theme};

/// The TypeScript declarations of everything that crosses, documentation included, in a stable order.
#[must_use]
pub(crate) fn declarations() -> Vec<String> {
    // Times and byte counts stay far below 2^53, so that a JavaScript number holds them exactly.
    let config = Config::new().with_large_int("number");
    vec![
        declare::<WireError>(&config),
        declare::<Role>(&config),
        declare::<MessageState>(&config),
        declare::<Passage>(&config),
        declare::<Withheld>(&config),
        declare::<Part>(&config),
        declare::<Sampling>(&config),
        declare::<Usage>(&config),
        declare::<Message>(&config),
        declare::<ConversationSummary>(&config),
        declare::<ConversationOptions>(&config),
        declare::<Conversation>(&config),
        declare::<Snippet>(&config),
        declare::<SearchHit>(&config),
        declare::<ContextUse>(&config),
        declare::<Overflow>(&config),
        declare::<SendRequest>(&config),
        declare::<Stage>(&config),
        declare::<TurnEvent>(&config),
        declare::<ModelFacts>(&config),
        declare::<LoadStep>(&config),
        declare::<Speed>(&config),
        declare::<EngineStatus>(&config),
        declare::<Origin>(&config),
        declare::<Model>(&config),
        declare::<FitWord>(&config),
        declare::<FitReason>(&config),
        declare::<Fit>(&config),
        declare::<ModelRole>(&config),
        declare::<GoodFor>(&config),
        declare::<Modality>(&config),
        declare::<FilePart>(&config),
        declare::<CardFile>(&config),
        declare::<Variant>(&config),
        declare::<Card>(&config),
        declare::<Gpu>(&config),
        declare::<Machine>(&config),
        declare::<CatalogueView>(&config),
        declare::<DownloadRequest>(&config),
        declare::<Choice>(&config),
        declare::<Source>(&config),
        declare::<WaitReason>(&config),
        declare::<NextStep>(&config),
        declare::<DownloadState>(&config),
        declare::<Download>(&config),
        declare::<StoredModel>(&config),
        declare::<LeftoverKind>(&config),
        declare::<Leftover>(&config),
        declare::<Storage>(&config),
        declare::<Verified>(&config),
        declare::<Running>(&config),
        declare::<FileWork>(&config),
        declare::<FileDrop>(&config),
        declare::<TokenPlace>(&config),
        declare::<Connection>(&config),
        declare::<AcceptedTerms>(&config),
        declare::<Language>(&config),
        declare::<Theme>(&config),
        declare::<SendWith>(&config),
        declare::<Proxy>(&config),
        declare::<Network>(&config),
        declare::<Settings>(&config),
        declare::<Folders>(&config),
        declare::<NoticeKind>(&config),
        declare::<Notice>(&config),
        declare::<Terms>(&config),
        declare::<AppState>(&config),
        declare::<AppEvent>(&config),
    ]
}

fn declare<T: TS>(config: &Config) -> String {
    laid_out(&format!("{}export {}", T::docs().unwrap_or_default(), T::decl(config)))
}

/// The declaration with each comment on one line and each field on a line of its own.
fn laid_out(declaration: &str) -> String {
    let comments = declaration.replace("/**\n * ", "/** ").replace("\n */\n", " */\n");
    let Some((head, fields)) = comments.split_once("= { \n") else { return comments };
    let fields: String = fields.trim_end_matches(" };").lines().map(|line| format!("  {}\n", line.trim())).collect();
    format!("{head}= {{\n{fields}}};")
}
