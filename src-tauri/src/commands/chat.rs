//! Commands about a turn: ask, answer again, go on, stop, and what it would use of the context.

use std::time::Instant;

use carat_chat::{Chat, Question, Turn};
use carat_store::{DocumentId, MessageId, Store};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, State};

use super::Answer;
use crate::events::tell;
use crate::notify::{self, Ended};
use crate::parts::Parts;
use crate::turns::forward;
use crate::wire::{
    AppEvent, ContextUse, ConversationOptions, DocumentKey, Overflow, SendRequest, TurnEvent, WireError, parse_id,
};
use crate::{desk, models, speed};

#[tauri::command]
pub(crate) async fn send_message(
    app: AppHandle,
    parts: State<'_, Parts>,
    request: SendRequest,
    on_event: Channel<TurnEvent>,
) -> Answer<()> {
    let request = with_defaults(request, &parts);
    let question: Question = request.try_into()?;
    let model = models::answering(&parts).await?;
    // A conversation that begins takes the documents of the draft with it.
    let given = if question.conversation.is_none() { question.documents.clone() } else { Vec::new() };
    follow_with(&app, &parts, &parts.chat, parts.chat.send(model, question), &given, &on_event).await;
    desk::take_from_draft(&parts.desk, &given).await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn regenerate(
    app: AppHandle,
    parts: State<'_, Parts>,
    answer: String,
    overflow: Overflow,
    on_event: Channel<TurnEvent>,
) -> Answer<()> {
    let answer: MessageId = parse_id(&answer, "answer")?;
    let model = models::answering(&parts).await?;
    let chat = parts.session_of(answer).chat;
    follow(&app, &parts, &chat, chat.regenerate(model, answer, overflow.into()), &on_event).await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn continue_answer(
    app: AppHandle,
    parts: State<'_, Parts>,
    answer: String,
    overflow: Overflow,
    on_event: Channel<TurnEvent>,
) -> Answer<()> {
    let answer: MessageId = parse_id(&answer, "answer")?;
    let model = models::answering(&parts).await?;
    let chat = parts.session_of(answer).chat;
    follow(&app, &parts, &chat, chat.continue_answer(model, answer, overflow.into()), &on_event).await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn stop_turn(parts: State<'_, Parts>, turn: String) -> Answer<()> {
    parts.turns.stop(&turn);
    Ok(())
}

#[tauri::command]
pub(crate) async fn context_use(
    parts: State<'_, Parts>,
    conversation: Option<String>,
    parent: Option<String>,
    draft: String,
) -> Answer<Option<ContextUse>> {
    let conversation = conversation.as_deref().map(|id| parse_id(id, "conversation")).transpose()?;
    let parent = parent.as_deref().map(|id| parse_id(id, "parent")).transpose()?;
    let used = parts.chat.context_use(conversation, parent, &draft).await?;
    Ok(used.map(Into::into))
}

/// Loads the model and reads a conversation ahead while the person types. Where that isn't possible, the question will
/// say why.
#[tauri::command]
pub(crate) async fn prepare_answer(
    parts: State<'_, Parts>,
    conversation: Option<String>,
    parent: Option<String>,
    documents: Vec<String>,
) -> Answer<()> {
    let conversation = conversation.as_deref().map(|id| parse_id(id, "conversation")).transpose()?;
    let parent = parent.as_deref().map(|id| parse_id(id, "parent")).transpose()?;
    let documents = DocumentKey::documents(&documents)?;
    let model = models::answering(&parts).await?;
    let has = |store: &Store| conversation.is_some_and(|id| store.conversation(id).is_ok());
    let chat = parts.session_with(has).chat;
    let prepared = chat.prepare(model, conversation, parent, documents, usual_options(&parts).into()).await?;
    tracing::debug!(ready = prepared.ready, reused = prepared.reused, total = prepared.total, "prepared");
    Ok(())
}

/// A new conversation that says nothing of its options takes those of the settings.
fn with_defaults(mut request: SendRequest, parts: &Parts) -> SendRequest {
    if request.conversation.is_none() && request.options.is_none() {
        request.options = Some(usual_options(parts));
    }
    request
}

/// Learns from an answer how fast this machine is.
fn learn(app: &AppHandle, model: String, tokens: u32, tokens_per_second: f64) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let parts = app.state::<Parts>();
        let known = models::library(&parts.home, &parts.store).find(&model).map_err(WireError::from);
        let on_gpu = speed::is_on_gpu(&parts);
        let learned = known.and_then(|model| speed::learn(&parts.store, &model, tokens, tokens_per_second, on_gpu));
        if let Err(error) = learned {
            tracing::warn!(code = error.code, "nothing was learned from an answer");
        }
    });
}

/// The options of a new conversation.
pub(super) fn usual_options(parts: &Parts) -> ConversationOptions {
    let settings = parts.settings.now();
    ConversationOptions { system_prompt: settings.system_prompt, sampling: None, thinking: settings.thinking }
}

/// Sends a turn's events to the page that asked, until its end. The page may be gone by then; the turn is not.
pub(super) async fn follow(app: &AppHandle, parts: &Parts, chat: &Chat, turn: Turn, to: &Channel<TurnEvent>) {
    follow_with(app, parts, chat, turn, &[], to).await;
}

/// The same for a turn that begins a conversation, which then has these documents of the draft.
async fn follow_with(
    app: &AppHandle,
    parts: &Parts,
    chat: &Chat,
    turn: Turn,
    given: &[DocumentId],
    to: &Channel<TurnEvent>,
) {
    let begun = Instant::now();
    let id = turn.id.to_string();
    let running = parts.turns.enter(id.clone(), turn.stop);
    let answered = std::sync::OnceLock::new();
    let send = |event: TurnEvent| {
        if let TurnEvent::Started { conversation, .. } = &event {
            give(parts, &conversation.id, given);
        }
        if let TurnEvent::Finished { answer, .. } = &event {
            let _ = answered.set(parse_id(&answer.id, "answer"));
        }
        if let TurnEvent::Finished { answer, .. } = &event
            && let (Some(id), Some(usage)) = (&answer.model, &answer.usage)
        {
            learn(app, id.clone(), usage.generated_tokens, usage.tokens_per_second);
        }
        if let TurnEvent::Failed { error, .. } = &event {
            parts.troubles.note(error);
        }
        let changes_the_list =
            matches!(event, TurnEvent::Started { .. } | TurnEvent::Finished { .. } | TurnEvent::Failed { .. });
        if let Err(error) = to.send(event) {
            tracing::debug!(%error, "nobody listens to this turn any more");
        }
        if changes_the_list {
            tell(app, &AppEvent::Conversations);
        }
    };
    forward(turn.events, |event| TurnEvent::new(&id, event), send).await;
    drop(running);
    if let Some(Ok(answer)) = answered.into_inner() {
        if begun.elapsed() > notify::LONG {
            notify::ended(app, Ended::Answer);
        }
        entitle(app, chat.clone(), answer);
    }
}

/// Gives documents to a conversation that begins, before its page hears of it and asks for them.
fn give(parts: &Parts, conversation: &str, documents: &[DocumentId]) {
    if documents.is_empty() {
        return;
    }
    let given = parse_id(conversation, "conversation").and_then(|conversation| {
        tokio::task::block_in_place(|| desk::give(&parts.desk, conversation, documents)).map_err(Into::into)
    });
    if let Err(error) = given {
        tracing::warn!(code = error.code, "documents could not be given to their conversation");
    }
}

/// Lets the model name a new conversation, while the person reads the answer.
fn entitle(app: &AppHandle, chat: Chat, answer: MessageId) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        match chat.entitle(answer).await {
            Ok(Some(_)) => tell(&app, &AppEvent::Conversations),
            Ok(None) => {}
            Err(error) => tracing::warn!(code = error.code(), "a conversation could not be named"),
        }
    });
}
