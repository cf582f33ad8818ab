//! Asking: one question through the same chat, gate and worker as in the app, its answer to standard output.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use carat_chat::{Chat, Question, Stage, Turn, TurnEvent};
use carat_engine::{Engine, Supervisor, SupervisorConfig};
use carat_safety::{Care, help_for};
use carat_store::{ConversationOptions, Home, MessageState, Notice, Sampling, Store, StoredError};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::args::AskArgs;
use crate::exit::{Exit, Failure};
use crate::model::{self, Chosen};
use crate::output::{self, Output, say};
use crate::report::Report;
use crate::sources::Sources;
use crate::{filter, guard, interrupt, prompt, terms};

/// Why asking ends before there is an answer.
enum Stopped {
    Failed(Failure),
    /// Ctrl-C came first.
    Interrupted,
    /// Whoever read the output is gone, so nobody needs to hear of it.
    Unheard,
}

impl<E: Into<Failure>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Asks, prints and says how it ended.
pub(crate) async fn run(args: AskArgs) -> Exit {
    let began = Instant::now();
    let interrupted = interrupt::listen();
    let mut output = Output::new(args.json);
    let mut report = Report::default();
    let ended = ask(args, &interrupted, &mut output, &mut report).await;
    let exit = match ended {
        Ok(exit) => exit,
        Err(Stopped::Unheard) => return Exit::Answered,
        Err(Stopped::Interrupted) => Exit::Interrupted,
        Err(Stopped::Failed(failure)) => {
            report.state = Some(MessageState::Failed);
            let Failure { exit, code, message, args } = failure;
            report.error = Some(StoredError { code, message, args });
            exit
        }
    };
    let printed = output.end_line().and_then(|()| output.event("done", &report.last_line(exit, began)));
    if let Some(error) = &report.error {
        say(&error.message);
    }
    match printed {
        Ok(()) => exit,
        Err(error) => heard(&error),
    }
}

async fn ask(
    args: AskArgs,
    interrupted: &CancellationToken,
    output: &mut Output,
    report: &mut Report,
) -> Result<Exit, Stopped> {
    let text = or_interrupt(interrupted, prompt::read(args.prompt.clone())).await?;
    let wanted = args.model.clone();
    let (store, chosen) = tokio::task::spawn_blocking(move || prepare(wanted.as_deref()))
        .await
        .map_err(|_| Failure::other("fault", "A fault in Carat ended it. Try again.".to_owned()))??;
    report.model = Some(chosen.load.model.clone());
    let engine = Arc::new(Supervisor::new(SupervisorConfig::new(model::engine_program()?)));
    let sampling = match (args.temperature, args.seed) {
        (None, None) => None,
        (temperature, seed) => {
            let family = or_interrupt(interrupted, engine.load(chosen.load.clone())).await?.sampling;
            Some(Sampling {
                temperature: temperature.unwrap_or(family.temperature),
                top_k: family.top_k,
                top_p: family.top_p,
                min_p: family.min_p,
                repeat_penalty: family.repeat_penalty,
                seed: seed.or(family.seed),
            })
        }
    };
    let options =
        ConversationOptions { system_prompt: args.system.clone().unwrap_or_default(), sampling, thinking: false };
    let sources = Sources::open(&args, &store, interrupted).await?;
    let question = Question {
        options: Some(options),
        max_tokens: args.max_tokens,
        keep: args.keep,
        documents: sources.documents.clone(),
        library: sources.library,
        route: args.route.map(Into::into),
        ..Question::new(text)
    };
    let screening = model::screening(&store);
    let screener = or_interrupt(interrupted, filter::screener(screening.settings, Some(1))).await?;
    let screener = Arc::new(screener);
    or_interrupt(interrupted, guard::of_answers(&screener, Arc::clone(&engine) as Arc<dyn Engine>)).await?;
    let mut chat = Chat::new(store, engine, screener);
    if let Some(read) = &sources.read {
        chat = chat.with_documents(read.clone());
    }
    chat.keep_texts_in_log(screening.keep_texts);
    let mut turn = chat.send(carat_chat::ModelChoice { load: chosen.load }, question);
    let followed = follow(&mut turn, args.keep, interrupted, output, report).await;
    if followed.is_err() {
        // Nothing can be printed any more; the turn still gets its saved end.
        turn.stop.cancel();
        while turn.events.recv().await.is_some() {}
    }
    followed
}

/// Opens the store and finds the model. Blocks.
fn prepare(model: Option<&str>) -> Result<(Store, Chosen), Failure> {
    let home = Home::find()?;
    let (store, notices) = Store::open(&home)?;
    notices.iter().for_each(tell_notice);
    let chosen = model::choose(model, &store, &home)?;
    if let Some(licence) = &chosen.terms {
        terms::tell_once(&store, licence)?;
    }
    Ok((store, chosen))
}

fn tell_notice(notice: &Notice) {
    match notice {
        Notice::Damaged { kept_as, .. } => {
            say(&format!("the database was damaged; it was kept as {} and a new one begun", kept_as.display()))
        }
        Notice::Migrated { backup, .. } => {
            say(&format!("the database was brought to a new format; its copy from before is {}", backup.display()))
        }
        // Of the app's own answers; the app shows it.
        _ => {}
    }
}

async fn or_interrupt<T, E: Into<Stopped>>(
    interrupted: &CancellationToken,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, Stopped> {
    tokio::select! {
        biased;
        () = interrupted.cancelled() => Err(Stopped::Interrupted),
        done = work => done.map_err(Into::into),
    }
}

/// Prints what the turn tells, to its end.
async fn follow(
    turn: &mut Turn,
    keep: bool,
    interrupted: &CancellationToken,
    output: &mut Output,
    report: &mut Report,
) -> Result<Exit, Stopped> {
    loop {
        let event = tokio::select! {
            biased;
            () = interrupted.cancelled(), if !turn.stop.is_cancelled() => {
                turn.stop.cancel();
                continue;
            }
            event = turn.events.recv() => event,
        };
        let printed = match event {
            Some(TurnEvent::Started { conversation, .. }) => {
                report.conversation = keep.then(|| conversation.id.to_string());
                output.event("started", &json!({ "model": report.model, "conversation": report.conversation }))
            }
            Some(TurnEvent::Progress { stage, fraction }) => {
                let stage = match stage {
                    Stage::Loading => "loading",
                    Stage::Reading => "reading",
                };
                output.event("progress", &json!({ "stage": stage, "fraction": fraction }))
            }
            Some(TurnEvent::Text(text)) => {
                report.text.push_str(text.as_str());
                output.text(text.as_str())
            }
            Some(TurnEvent::Thought(text)) => {
                report.thought.push_str(text.as_str());
                output.event("thought", &json!({ "text": text.as_str() }))
            }
            Some(TurnEvent::Passages { passages, search }) => {
                let printed = output.event("passages", &json!({ "passages": passages, "search": search }));
                report.passages = passages;
                printed
            }
            Some(TurnEvent::Reading { done, total, unit }) => {
                output.event("reading", &json!({ "done": done, "total": total, "unit": unit }))
            }
            Some(TurnEvent::Unsupported) => {
                report.unsupported = true;
                output.event("unsupported", &json!({}))
            }
            Some(TurnEvent::Withheld(withheld)) => {
                say(&format!("the filter's verdict is \"{}\": {}", withheld.action, withheld.reason));
                let printed = output.event("withheld", &withheld);
                report.withheld.push(withheld);
                printed
            }
            Some(TurnEvent::Care(care)) => {
                say(&help(care));
                output.event("care", &json!({ "kind": care.as_str() }))
            }
            Some(TurnEvent::Advice(advice)) => {
                say(&format!("this is no {} advice for your own case", advice.as_str()));
                output.event("advice", &json!({ "kind": advice.as_str() }))
            }
            Some(TurnEvent::Usage { usage, context }) => {
                report.usage = Some((usage, context));
                Ok(())
            }
            Some(TurnEvent::Finished { answer, .. }) => {
                let exit = report.finish(answer, interrupted);
                report.tell_sources();
                return Ok(exit);
            }
            Some(TurnEvent::Failed { error, .. }) => return Err(error.into()),
            None => return Err(carat_chat::ChatError::Fault.into()),
        };
        if let Err(error) = printed {
            return Err(output::lost(&error).map_or(Stopped::Unheard, Stopped::Failed));
        }
    }
}

/// Who helps, for the terminal: what the app's card says, in its words for the place that the locale names.
fn help(care: Care) -> String {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| std::env::var(name).ok());
    let help = help_for(&locale.unwrap_or_default());
    let danger = format!("where a life is in danger, call {}", help.emergency);
    let lines: String = help.lines.iter().map(|line| format!("\n  {}: {}", line.name, line.phone)).collect();
    match care {
        Care::Emergency => danger,
        Care::SelfHarm => format!("you are not alone; {danger}. People who listen: {}{lines}", help.directory),
    }
}

/// The exit code when the last line could not be printed.
fn heard(error: &io::Error) -> Exit {
    output::lost(error).map_or(Exit::Answered, |failure| {
        say(&failure.message);
        failure.exit
    })
}
