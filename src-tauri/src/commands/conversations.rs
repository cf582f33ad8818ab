//! Commands about conversations: list, search, open, rename, pin, delete and bring back.

use std::time::Duration;

use carat_store::{ConversationId, MessageId, MessageState, Store};
use tauri::{AppHandle, Manager, State};

use super::Answer;
use crate::events::tell;
use crate::parts::Parts;
use crate::states;
use crate::wire::{AppEvent, Conversation, ConversationOptions, ConversationSummary, SearchHit, parse_id};

/// How many results a search gives.
const HITS: usize = 50;

/// How long what was deleted can be brought back.
pub(crate) const UNDO: Duration = Duration::from_secs(30);

#[tauri::command]
pub(crate) async fn list_conversations(parts: State<'_, Parts>) -> Answer<Vec<ConversationSummary>> {
    let conversations = parts.stored(Store::conversations).await?;
    Ok(conversations.iter().map(Into::into).collect())
}

#[tauri::command]
pub(crate) async fn search(parts: State<'_, Parts>, query: String) -> Answer<Vec<SearchHit>> {
    let hits = parts.stored(move |store| store.search(&query, HITS)).await?;
    Ok(hits.iter().map(Into::into).collect())
}

#[tauri::command]
pub(crate) async fn open_conversation(parts: State<'_, Parts>, id: String) -> Answer<Conversation> {
    let id = parse_id(&id, "conversation")?;
    let session = parts.session_with(|store| store.conversation(id).is_ok());
    parts.blocking(move |_, _| Ok(open(&session.store, id)?)).await
}

#[tauri::command]
pub(crate) async fn rename_conversation(
    app: AppHandle,
    parts: State<'_, Parts>,
    id: String,
    title: String,
) -> Answer<ConversationSummary> {
    let id = parse_id(&id, "conversation")?;
    let conversation = parts.stored(move |store| store.rename(id, &title)).await?;
    tell(&app, &AppEvent::Conversations);
    Ok((&conversation).into())
}

#[tauri::command]
pub(crate) async fn pin_conversation(
    app: AppHandle,
    parts: State<'_, Parts>,
    id: String,
    pinned: bool,
) -> Answer<ConversationSummary> {
    let id = parse_id(&id, "conversation")?;
    let conversation = parts.stored(move |store| store.set_pinned(id, pinned)).await?;
    tell(&app, &AppEvent::Conversations);
    Ok((&conversation).into())
}

#[tauri::command]
pub(crate) async fn delete_conversation(app: AppHandle, parts: State<'_, Parts>, id: String) -> Answer<()> {
    let id = parse_id(&id, "conversation")?;
    parts.stored(move |store| store.delete_conversation(id)).await?;
    erase_later(&app);
    tell(&app, &AppEvent::Conversations);
    Ok(())
}

#[tauri::command]
pub(crate) async fn restore_conversation(
    app: AppHandle,
    parts: State<'_, Parts>,
    id: String,
) -> Answer<ConversationSummary> {
    let id = parse_id(&id, "conversation")?;
    let conversation = parts.stored(move |store| store.restore_conversation(id)).await?;
    tell(&app, &AppEvent::Conversations);
    Ok((&conversation).into())
}

#[tauri::command]
pub(crate) async fn set_conversation_options(
    parts: State<'_, Parts>,
    id: String,
    options: ConversationOptions,
) -> Answer<Conversation> {
    let id = parse_id(&id, "conversation")?;
    parts
        .stored(move |store| {
            store.set_options(id, &options.into())?;
            open(store, id)
        })
        .await
}

#[tauri::command]
pub(crate) async fn select_version(parts: State<'_, Parts>, message: String) -> Answer<Conversation> {
    let message: MessageId = parse_id(&message, "message")?;
    parts
        .stored(move |store| {
            store.select(message)?;
            open(store, store.message(message)?.conversation)
        })
        .await
}

#[tauri::command]
pub(crate) async fn delete_message(app: AppHandle, parts: State<'_, Parts>, message: String) -> Answer<Conversation> {
    let message: MessageId = parse_id(&message, "message")?;
    let store = parts.session_of(message).store;
    let conversation = parts
        .blocking(move |_, _| {
            let conversation = store.message(message)?.conversation;
            store.delete_message(message)?;
            Ok(open(&store, conversation)?)
        })
        .await?;
    erase_later(&app);
    Ok(conversation)
}

#[tauri::command]
pub(crate) async fn restore_message(parts: State<'_, Parts>, message: String) -> Answer<Conversation> {
    let message: MessageId = parse_id(&message, "message")?;
    parts
        .stored(move |store| {
            store.restore_message(message)?;
            open(store, store.message(message)?.conversation)
        })
        .await
}

fn open(store: &Store, id: ConversationId) -> carat_store::Result<Conversation> {
    let mut thread = store.thread(id)?;
    // The command line may have been killed while it was answering here.
    if thread.iter().any(|message| message.state == MessageState::Streaming) && store.mark_broken_off()? > 0 {
        thread = store.thread(id)?;
    }
    Ok((store.conversation(id)?, thread).into())
}

/// Erases what was deleted once it can no longer be brought back. A start of Carat erases what a stop of it left.
fn erase_later(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        // A moment more, so that an undo in the last instant finds what it looks for.
        tokio::time::sleep(UNDO + Duration::from_secs(2)).await;
        erase(&app, UNDO).await;
    });
}

/// Erases what was deleted at least so long ago.
pub(crate) async fn erase(app: &AppHandle, age: Duration) {
    let parts = app.state::<Parts>();
    let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
    let erased = async {
        let before = parts.stored(states::conversations).await?;
        parts.stored(move |store| store.purge_deleted(age)).await?;
        states::forget_erased(&parts, before).await
    };
    if let Err(error) = erased.await {
        tracing::warn!(code = error.code, "what was deleted could not be erased yet");
    }
}
