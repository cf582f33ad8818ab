//! The wire is what crosses between Rust and the window: plain types, each made from one of the domain's.
//!
//! Numbers are JavaScript numbers and ids are strings here. `ui/src/backend/types.ts` is generated from these types, in
//! the order of [`declarations`]; a test compares the two. Nothing here decides anything.

mod app;
mod catalogue;
mod chat;
mod conversation;
mod document;
mod document_format;
mod document_key;
mod download;
mod error;
mod library;
pub(crate) mod merge;
mod message;
mod model;
mod network;
mod passage;
mod quick;
mod route;
mod safety;
mod sampling;
mod storage;

pub(crate) use app::{AppEvent, AppState, Folders, Notice, NoticeKind};
pub(crate) use catalogue::{
    Card, CardFile, CatalogueView, FilePart, Fit, FitReason, FitWord, GoodFor, Gpu, Machine, Modality, ModelRole,
    Variant,
};
pub(crate) use chat::{ContextUse, Overflow, SendRequest, Stage, TurnEvent};
pub(crate) use conversation::{Conversation, ConversationOptions, ConversationSummary, SearchHit, Snippet, parse_id};
pub(crate) use document::{DocumentNotice, DocumentScope, DocumentState, StoredDocument};
pub(crate) use document_format::{DocumentFormat, DocumentUnit, format_of};
pub(crate) use document_key::DocumentKey;
pub(crate) use download::{Choice, Download, DownloadRequest, DownloadState, NextStep, Source, WaitReason};
pub(crate) use error::WireError;
pub(crate) use library::{Added, Duplicate, Library};
pub(crate) use message::{Message, MessageState, Part, Role, Withheld};
pub(crate) use model::{EngineStatus, LoadStep, Model, ModelFacts, Origin, Speed, Terms};
pub(crate) use network::{AcceptedTerms, Connection, TokenPlace};
pub(crate) use passage::{
    Citation, DocumentContent, DocumentHit, DocumentSearch, Found, PageBox, Piece, PieceKind, Place, ReadSoFar,
    SearchUsed,
};
pub(crate) use quick::{
    DesktopStatus, InsertMode, InsertWay, Inserted, QuickContext, QuickKind, QuickRequest, QuickState, ShortcutStatus,
};
pub(crate) use route::{Route, RoutePlan, Way, WayReason};
pub(crate) use safety::{Help, HelpLine, LogEntry, LogPage, LogQuery, Policies, Policy, SafetyFigure, SafetyReport};
pub(crate) use sampling::{Sampling, Usage};
pub(crate) use storage::{
    DropKind, FileDrop, FileWork, Leftover, LeftoverKind, Running, Storage, StoredModel, Verified,
};

use ts_rs::{Config, TS};

use crate::desktop::{CloseToTray, QuickAction};
use crate::screening::{GuardFailure, GuardUse, OwnPolicy, ScreenAction, Screening};
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
        declare::<Policy>(&config),
        declare::<Policies>(&config),
        declare::<LogQuery>(&config),
        declare::<LogEntry>(&config),
        declare::<LogPage>(&config),
        declare::<SafetyFigure>(&config),
        declare::<SafetyReport>(&config),
        declare::<HelpLine>(&config),
        declare::<Help>(&config),
        declare::<DocumentScope>(&config),
        declare::<DocumentFormat>(&config),
        declare::<DocumentUnit>(&config),
        declare::<DocumentState>(&config),
        declare::<DocumentNotice>(&config),
        declare::<StoredDocument>(&config),
        declare::<Duplicate>(&config),
        declare::<Added>(&config),
        declare::<Library>(&config),
        declare::<Place>(&config),
        declare::<PageBox>(&config),
        declare::<Citation>(&config),
        declare::<SearchUsed>(&config),
        declare::<Route>(&config),
        declare::<Way>(&config),
        declare::<WayReason>(&config),
        declare::<RoutePlan>(&config),
        declare::<DocumentHit>(&config),
        declare::<DocumentSearch>(&config),
        declare::<PieceKind>(&config),
        declare::<Piece>(&config),
        declare::<DocumentContent>(&config),
        declare::<DropKind>(&config),
        declare::<ReadSoFar>(&config),
        declare::<Found>(&config),
        declare::<QuickKind>(&config),
        declare::<QuickContext>(&config),
        declare::<InsertWay>(&config),
        declare::<QuickState>(&config),
        declare::<QuickRequest>(&config),
        declare::<InsertMode>(&config),
        declare::<Inserted>(&config),
        declare::<ShortcutStatus>(&config),
        declare::<DesktopStatus>(&config),
        declare::<CloseToTray>(&config),
        declare::<QuickAction>(&config),
        declare::<Language>(&config),
        declare::<Theme>(&config),
        declare::<SendWith>(&config),
        declare::<Proxy>(&config),
        declare::<Network>(&config),
        declare::<ScreenAction>(&config),
        declare::<GuardUse>(&config),
        declare::<GuardFailure>(&config),
        declare::<OwnPolicy>(&config),
        declare::<Screening>(&config),
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
