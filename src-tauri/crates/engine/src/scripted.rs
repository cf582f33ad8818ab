//! A scripted engine answers what a test tells it to, step by step, so that whole turns run without a model.
//!
//! ```
//! use carat_engine::scripted::{Script, ScriptedEngine, a_load};
//! use carat_engine::{Engine as _, EngineError, FinishReason};
//!
//! let engine = ScriptedEngine::new();
//! engine.answer(Script::new().reading(512, 1024).text("Tok").wait().text("yo").finish(FinishReason::Stop));
//! engine.answer(Script::new().text("Half an ").fail(EngineError::Crashed { detail: "killed by SIGKILL".to_owned() }));
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! engine.load(a_load("gemma")).await?;
//! // … start a turn that generates, see "Tok" arrive, then let the script go on:
//! engine.gate().permit();
//! # Ok::<(), EngineError>(()) }).unwrap();
//! ```
//! It keeps the rules of the real one: `NoModel` before a load, `Unloaded` for answers under way when the model goes,
//! `Crashed` in the status after a script that fails so, and a fresh start at the next question.

mod answering;
mod gate;
mod samples;
mod script;
mod singles;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

pub use self::gate::Gate;
pub use self::samples::{a_load, a_model};
pub use self::script::Script;
use self::singles::Singles;
use crate::{
    CountRequest, EmbedRequest, Embeddings, Engine, EngineError, EngineStatus, GenerateRequest, Generation, KeptState,
    LoadRequest, ModelFacts, PrepareRequest, Prepared, Reply, Result, ScoreRequest, Scores, StateKey, TokenCount,
};

/// An [`Engine`] that a test drives. Clones are the same engine.
#[derive(Clone)]
pub struct ScriptedEngine {
    state: Arc<Mutex<State>>,
    status: Arc<watch::Sender<EngineStatus>>,
    gate: Gate,
}

/// What was set up and what was asked.
struct State {
    scripts: VecDeque<Script>,
    fallback: Option<Script>,
    facts: ModelFacts,
    load_failures: VecDeque<EngineError>,
    load_gate: Option<Gate>,
    loaded: Option<Loaded>,
    crashed: Option<LoadRequest>,
    generations: Vec<GenerateRequest>,
    loads: Vec<LoadRequest>,
    singles: Singles,
    unloads: usize,
    cancelled: usize,
}

/// The model that is loaded.
struct Loaded {
    request: LoadRequest,
    facts: ModelFacts,
    /// Why it went; ends the answers under way.
    gone: watch::Sender<Option<EngineError>>,
    answering: usize,
}

impl Default for ScriptedEngine {
    fn default() -> Self {
        Self::new()
    }
}

impl ScriptedEngine {
    /// An engine that loads anything as [`a_model`] and has no answers yet.
    #[must_use]
    pub fn new() -> Self {
        let state = State {
            scripts: VecDeque::new(),
            fallback: None,
            facts: a_model(),
            load_failures: VecDeque::new(),
            load_gate: None,
            loaded: None,
            crashed: None,
            generations: Vec::new(),
            loads: Vec::new(),
            singles: Singles::default(),
            unloads: 0,
            cancelled: 0,
        };
        let (status, _) = watch::channel(EngineStatus::Unloaded);
        Self { state: Arc::new(Mutex::new(state)), status: Arc::new(status), gate: Gate::new() }
    }

    /// Queues the script of one answer. Without any left, an answer fails with [`EngineError::Decode`].
    pub fn answer(&self, script: Script) {
        self.lock().scripts.push_back(script);
    }

    /// The script of every answer for which none is queued.
    pub fn always_answer(&self, script: Script) {
        self.lock().fallback = Some(script);
    }

    /// The gate at which [`Script::wait`] stands.
    #[must_use]
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// What the next loads find out about their models.
    pub fn set_facts(&self, facts: ModelFacts) {
        self.lock().facts = facts;
    }

    /// Lets one load fail; several calls, several loads. A `Crashed` shows in the status.
    pub fn fail_load(&self, error: EngineError) {
        self.lock().load_failures.push_back(error);
    }

    /// Lets every load wait half-way for a permit.
    pub fn hold_loads(&self, gate: &Gate) {
        self.lock().load_gate = Some(gate.clone());
    }

    /// All questions so far.
    #[must_use]
    pub fn requests(&self) -> Vec<GenerateRequest> {
        self.lock().generations.clone()
    }

    /// All loads so far that were not no-ops.
    #[must_use]
    pub fn loads(&self) -> Vec<LoadRequest> {
        self.lock().loads.clone()
    }

    /// How often `unload` was called.
    #[must_use]
    pub fn unloads(&self) -> usize {
        self.lock().unloads
    }

    /// How many answers were cancelled or left by their reader before their end.
    #[must_use]
    pub fn cancelled(&self) -> usize {
        self.lock().cancelled
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn load_model(&self, request: LoadRequest) -> Result<ModelFacts> {
        let (gate, failure) = {
            let mut state = self.lock();
            if let Some(loaded) = state.loaded.as_ref().filter(|loaded| loaded.request == request) {
                return Ok(loaded.facts.clone());
            }
            state.loads.push(request.clone());
            state.forget_model(EngineError::Unloaded);
            (state.load_gate.clone(), state.load_failures.pop_front())
        };
        let model = request.model.clone();
        self.status.send_replace(EngineStatus::Starting { model: model.clone() });
        self.status.send_replace(EngineStatus::Loading { model: model.clone(), fraction: 0.5, steps: Vec::new() });
        if let Some(gate) = gate {
            gate.pass().await;
        }
        let mut state = self.lock();
        if let Some(error) = failure {
            let crashed = matches!(error, EngineError::Crashed { .. });
            state.crashed = crashed.then_some(request);
            self.status.send_replace(if crashed {
                EngineStatus::Crashed { model, error: error.clone() }
            } else {
                EngineStatus::Unloaded
            });
            return Err(error);
        }
        let facts = state.facts.clone();
        state.loaded = Some(Loaded { request, facts: facts.clone(), gone: watch::Sender::new(None), answering: 0 });
        self.status.send_replace(EngineStatus::Ready { model, facts: facts.clone() });
        Ok(facts)
    }
}

impl State {
    /// Takes the model away; answers under way end with the error.
    fn forget_model(&mut self, error: EngineError) {
        self.crashed = None;
        if let Some(loaded) = self.loaded.take() {
            loaded.gone.send_replace(Some(error));
        }
    }
}

impl Engine for ScriptedEngine {
    fn load(&self, request: LoadRequest) -> Reply<'_, ModelFacts> {
        Box::pin(self.load_model(request))
    }

    fn generate(&self, request: GenerateRequest) -> Generation {
        self.start_answer(request)
    }

    fn count(&self, request: CountRequest) -> Reply<'_, TokenCount> {
        Box::pin(async move { self.counted(request) })
    }

    fn embed(&self, request: EmbedRequest) -> Reply<'_, Embeddings> {
        Box::pin(async move { self.embedded(request) })
    }

    fn score(&self, request: ScoreRequest) -> Reply<'_, Scores> {
        Box::pin(async move { self.scored(request) })
    }

    fn prepare(&self, request: PrepareRequest) -> Reply<'_, Prepared> {
        Box::pin(async move { self.prepared(request) })
    }

    fn forget_state(&self, key: StateKey) -> Reply<'_, ()> {
        Box::pin(async move {
            self.state_forgotten(key);
            Ok(())
        })
    }

    fn save_state(&self, key: StateKey) -> Reply<'_, KeptState> {
        Box::pin(async move { self.state_saved(key) })
    }

    fn restore_state(&self, key: StateKey) -> Reply<'_, KeptState> {
        Box::pin(async move { self.state_restored(&key) })
    }

    fn unload(&self) -> Reply<'_, ()> {
        Box::pin(async move {
            let mut state = self.lock();
            state.unloads += 1;
            state.forget_model(EngineError::Unloaded);
            self.status.send_replace(EngineStatus::Unloaded);
            Ok(())
        })
    }

    fn status(&self) -> watch::Receiver<EngineStatus> {
        self.status.subscribe()
    }
}
