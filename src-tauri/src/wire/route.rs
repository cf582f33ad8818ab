//! Routes on the wire: how a question gets its answer from documents, and why so.

use carat_documents as documents;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DocumentUnit, SearchUsed};

/// How a question is answered from documents: the person's choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Route {
    /// Carat chooses.
    #[default]
    Auto,
    /// The passages that fit it.
    Search,
    /// Everything is read, part by part.
    Everything,
}

impl From<Route> for Option<documents::Route> {
    fn from(value: Route) -> Self {
        match value {
            Route::Auto => None,
            Route::Search => Some(documents::Route::Retrieval),
            Route::Everything => Some(documents::Route::Everything),
        }
    }
}

/// How it will be: the whole in the model's context, passages that were found, or everything part by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Way {
    /// The whole is in the model's context.
    Whole,
    /// Passages that were found.
    Search,
    /// Everything, part by part.
    Everything,
}

impl From<documents::Route> for Way {
    fn from(value: documents::Route) -> Self {
        match value {
            documents::Route::Whole => Self::Whole,
            documents::Route::Retrieval => Self::Search,
            documents::Route::Everything => Self::Everything,
        }
    }
}

/// Why a question goes its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WayReason {
    /// It fits the model's context.
    Fits,
    /// It does not fit.
    TooLarge,
    /// The question can't be answered from a few passages.
    AsksForAll,
    /// The person chose it.
    Chosen,
}

impl From<documents::Reason> for WayReason {
    fn from(value: documents::Reason) -> Self {
        match value {
            documents::Reason::Fits => Self::Fits,
            documents::Reason::Asks => Self::TooLarge,
            documents::Reason::Needs(_) => Self::AsksForAll,
            documents::Reason::Chosen => Self::Chosen,
        }
    }
}

/// What answering a question from documents will take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct RoutePlan {
    /// How it will be answered.
    pub(crate) way: Way,
    /// Why.
    pub(crate) why: WayReason,
    /// Pages and the like, all documents together.
    pub(crate) parts: u32,
    /// What those are.
    pub(crate) unit: DocumentUnit,
    /// Passages that go into the context; all of them where the whole does.
    pub(crate) passages: u32,
    /// Passages of all documents.
    pub(crate) of: u32,
    /// Tokens of the context that the documents take.
    pub(crate) tokens: u32,
    /// Whether the model that answers is a pretrained one, which can't summarise or count.
    pub(crate) pretrained: bool,
    /// How passages would be looked for.
    pub(crate) search: SearchUsed,
}
