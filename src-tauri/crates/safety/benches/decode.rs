//! What the filter takes of the decode speed: whole turns of the starter model by the real worker, screened in three
//! ways, one after the other in each round.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use carat_chat::{Chat, EngineEncoder, ModelChoice, Question, TurnEvent};
use carat_engine::{Engine, LoadRequest, Supervisor, SupervisorConfig};
use carat_figures::{Figure, Goal};
use carat_safety::{Judge, Judging, Screener, ScreeningSettings, Segment, Speaker, Verdict};
use carat_store::{ConversationOptions, Sampling, Store};

/// Tokens of an answer; a pretrained model has no reason to end sooner.
const TOKENS: u32 = 256;

const ROUNDS: usize = 7;

const MODEL: &str = "gemma-3-270m-q4_k_m.gguf";

/// Begins running text that goes on in sentences of usual length.
const QUESTION: &str =
    "Tell me the history of the lighthouse, from the first fires on the hills to the lamps of today.";

/// Lets everything pass.
struct Nobody;

impl Judge for Nobody {
    fn judge<'a>(&'a self, _: Speaker, _: &'a Segment) -> Judging<'a> {
        Box::pin(async { Verdict::allow() })
    }
}

/// `decode_lexical` and `decode_both`; missed, with a word on standard error, where the programs are not built.
pub(crate) async fn figures() -> Vec<Figure> {
    let speeds = match measure().await {
        Ok(speeds) => speeds,
        Err(why) => {
            eprintln!("decode speed under the filter is left out: {why}");
            <[Vec<f64>; 3]>::default()
        }
    };
    let [off, lexical, both] = speeds;
    let peer = "the same without the filter";
    vec![
        Figure::against("decode_lexical", "tokens/s", lexical, peer, off.clone(), Goal::AtLeast(0.99)),
        Figure::against("decode_both", "tokens/s", both, peer, off, Goal::AtLeast(0.97)),
    ]
}

async fn measure() -> Result<[Vec<f64>; 3], String> {
    let exe = std::env::current_exe().map_err(|error| error.to_string())?;
    let programs = exe.parent().and_then(|deps| deps.parent()).ok_or("the benchmark lies nowhere")?.to_owned();
    let program = programs.join(format!("carat-engine{}", std::env::consts::EXE_SUFFIX));
    let model: PathBuf = programs.join("models").join(MODEL);
    if !model.is_file() || !program.is_file() {
        return Err(format!("{} or {} is missing: run `cargo xtask setup`", program.display(), model.display()));
    }
    let supervisor =
        |program: &PathBuf| Arc::new(Supervisor::new(SupervisorConfig::new(program.clone()))) as Arc<dyn Engine>;
    let engine = supervisor(&program);
    let load = LoadRequest { context: Some(4096), ..LoadRequest::new(MODEL, model) };
    let lexical = Screener::new(ScreeningSettings::default());
    let both = Screener::new(ScreeningSettings::default());
    // One thread, as the app has it: the others decode.
    let encoder = EngineEncoder::beside(&programs, supervisor(&program), Some(1)).map_err(|error| error.to_string())?;
    encoder.ready().await.map_err(|error| error.to_string())?;
    both.set_encoder(Some(Arc::new(encoder)));
    let judges: [Arc<dyn Judge>; 3] = [Arc::new(Nobody), Arc::new(lexical), Arc::new(both)];
    let mut speeds = <[Vec<f64>; 3]>::default();
    for round in 0..=ROUNDS {
        for place in 0..3 {
            // Each comes first, second and third equally often.
            let which = (place + round) % 3;
            let speed = speed(&engine, &judges[which], &load).await?;
            // The first round reads the prompt and warms the caches.
            if round > 0 {
                speeds[which].push(speed);
            }
        }
    }
    Ok(speeds)
}

/// Tokens a second from the first one to the saved answer, as a person gets them.
async fn speed(engine: &Arc<dyn Engine>, judge: &Arc<dyn Judge>, load: &LoadRequest) -> Result<f64, String> {
    let store = Store::in_memory().map_err(|error| error.to_string())?;
    let chat = Chat::new(store, Arc::clone(engine), Arc::clone(judge));
    let sampling = Sampling { temperature: 0.0, top_k: 64, top_p: 1.0, min_p: 0.0, repeat_penalty: 1.2, seed: Some(1) };
    let options = ConversationOptions { sampling: Some(sampling), ..ConversationOptions::default() };
    let question =
        Question { options: Some(options), max_tokens: Some(TOKENS), keep: false, ..Question::new(QUESTION) };
    let mut turn = chat.send(ModelChoice { load: load.clone() }, question);
    let began = Instant::now();
    while let Some(event) = turn.events.recv().await {
        match event {
            TurnEvent::Usage { usage, .. } => {
                let seconds = began.elapsed().as_secs_f64() - usage.first_token_ms / 1000.0;
                return Ok(f64::from(usage.generated_tokens) / seconds);
            }
            TurnEvent::Failed { error, .. } => return Err(error.to_string()),
            _ => {}
        }
    }
    Err("the turn ended without its figures".to_owned())
}
