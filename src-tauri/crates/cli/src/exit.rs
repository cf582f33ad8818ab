//! An exit code tells a script how a question ended; a failure is the sentence that goes with it.

use std::collections::BTreeMap;

use carat_chat::ChatError;
use carat_engine::EngineError;

/// How the program ends. The numbers are a promise to scripts; [`CODES`] tells it to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// There is an answer.
    Answered = 0,
    /// Something outside of engine and model failed.
    Other = 1,
    /// The question or an option can't be used.
    Usage = 2,
    /// There is no model that can be used.
    NoModel = 3,
    /// The engine failed, or gave no answer.
    Engine = 4,
    /// The filter withheld the question or the answer.
    Withheld = 5,
    /// The question does not fit the model's context, or the answer filled it.
    DoesNotFit = 6,
    /// The hub, the network or the model's owner kept a model from being downloaded.
    Download = 7,
    /// A model's file is not, byte for byte, the one it should be.
    Differs = 8,
    /// Ctrl-C: 128 and the number of the signal, as shells have it.
    Interrupted = 130,
}

/// The table for `--help`.
pub(crate) const CODES: &str = "\
Exit codes:
    0  there is an answer, or what was asked for is done
    1  something else failed, such as the database or writing the output
    2  the question or an option can't be used
    3  there is no model that can be used
    4  the engine failed, or gave no answer
    5  the filter withheld the question or the answer
    6  the question does not fit the model's context, or the answer filled it
    7  the hub or the network kept a model from being downloaded; what arrived is kept
    8  a model's file is not the one it should be
  130  stopped with Ctrl-C; what was written so far was printed";

/// Why there is no answer, or not a whole one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// The stable name of the error.
    pub(crate) code: String,
    /// The sentence.
    pub(crate) message: String,
    /// The words and numbers in the sentence.
    pub(crate) args: BTreeMap<String, String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, code: &str, message: String) -> Self {
        Self { exit, code: code.to_owned(), message, args: BTreeMap::new() }
    }

    pub(crate) fn other(code: &str, message: String) -> Self {
        Self::new(Exit::Other, code, message)
    }
}

impl From<ChatError> for Failure {
    fn from(error: ChatError) -> Self {
        Self { exit: exit_of(&error), code: error.code().to_owned(), message: error.to_string(), args: error.args() }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        ChatError::from(error).into()
    }
}

impl From<carat_store::Error> for Failure {
    fn from(error: carat_store::Error) -> Self {
        ChatError::from(error).into()
    }
}

fn exit_of(error: &ChatError) -> Exit {
    match error {
        ChatError::EmptyMessage => Exit::Usage,
        ChatError::EmptyAnswer => Exit::Engine,
        ChatError::AnswerWithheld => Exit::Withheld,
        ChatError::QuestionTooLong { .. } | ChatError::CutAtContext => Exit::DoesNotFit,
        // A length that was asked for is no failure.
        ChatError::CutAtLength => Exit::Answered,
        ChatError::Engine(error) => exit_of_engine(error),
        ChatError::NoDocuments => Exit::Usage,
        ChatError::NotAnAnswer
        | ChatError::StillWriting
        | ChatError::Fault
        | ChatError::Store(_)
        | ChatError::Documents(_) => Exit::Other,
    }
}

fn exit_of_engine(error: &EngineError) -> Exit {
    match error {
        EngineError::ContextFull { .. } => Exit::DoesNotFit,
        EngineError::ModelMissing { .. }
        | EngineError::ModelIsDirectory { .. }
        | EngineError::ModelUnreadable { .. }
        | EngineError::ModelNotGguf { .. }
        | EngineError::ModelTruncated { .. }
        | EngineError::ModelUnknownArchitecture { .. }
        | EngineError::NoModel => Exit::NoModel,
        _ => Exit::Engine,
    }
}
