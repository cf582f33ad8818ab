//! Commands of the quick window, and about the desktop that it appears on.

use std::borrow::Cow;

use carat_chat::Question;
use carat_store::{ConversationId, MessageId};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};

use super::Answer;
use super::chat::{follow, usual_options};
use crate::desktop::CloseToTray;
use crate::events::tell;
use crate::parts::Parts;
use crate::quick::session::Session;
use crate::quick::{self, actions, context, insert};
use crate::shortcut::{Use, is_wayland};
use crate::wire::{
    AppEvent, DesktopStatus, InsertMode, InsertWay, Inserted, QuickContext, QuickKind, QuickRequest, QuickState,
    TurnEvent, WireError, parse_id,
};
use crate::{autostart, models, quit, starting, windows};

/// Earlier questions that are remembered.
const HISTORY: usize = 50;

#[tauri::command]
pub(crate) async fn quick_state(parts: State<'_, Parts>) -> Answer<QuickState> {
    let insert = if is_wayland() { InsertWay::Copies } else { InsertWay::Pastes };
    let held = parts.quick.held();
    Ok(QuickState { context: held.context(), app: held.app.clone(), insert, transparent: false })
}

#[tauri::command]
pub(crate) async fn quick_hide(app: AppHandle) -> Answer<()> {
    quick::hide(&app);
    Ok(())
}

#[tauri::command]
pub(crate) async fn quick_height(app: AppHandle, height: f64) -> Answer<()> {
    windows::quick::set_height(&app, height);
    // The page asks for a height once it hears events and takes keys.
    quick::page_is_ready(&app);
    Ok(())
}

#[tauri::command]
pub(crate) async fn quick_drag(app: AppHandle) -> Answer<()> {
    windows::quick::drag(&app);
    Ok(())
}

#[tauri::command]
pub(crate) async fn hold_shortcuts(app: AppHandle, held: bool) -> Answer<()> {
    starting::hold_shortcuts(&app, held).await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn quick_take_context(app: AppHandle, kind: QuickKind) -> Answer<Vec<QuickContext>> {
    Ok(quick::take(&app, kind).await)
}

#[tauri::command]
pub(crate) async fn quick_drop_context(app: AppHandle, id: String) -> Answer<Vec<QuickContext>> {
    Ok(quick::drop_context(&app, &id))
}

#[tauri::command]
pub(crate) async fn quick_history(parts: State<'_, Parts>) -> Answer<Vec<String>> {
    Ok(parts.quick.held().history.clone())
}

#[tauri::command]
pub(crate) async fn quick_send(
    app: AppHandle,
    parts: State<'_, Parts>,
    request: QuickRequest,
    on_event: Channel<TurnEvent>,
) -> Answer<()> {
    let question = question(&parts, &request)?;
    let model = models::answering(&parts).await?;
    let session = session(&parts, &request)?;
    remember(&parts, &request);
    tell(&app, &AppEvent::QuickContext { context: parts.quick.held().context() });
    let turn = session.chat.send(model, question);
    follow(&app, &parts, &session.chat, turn, &on_event).await;
    Ok(())
}

/// The session of a conversation that goes on, else a new one.
fn session(parts: &Parts, request: &QuickRequest) -> Answer<Session> {
    let going_on = request.conversation.is_some();
    let known = parts.quick.held().session.clone().filter(|_| going_on);
    let session = match known {
        Some(session) => session,
        None => Session::new(parts, request.keep)?,
    };
    parts.quick.held().session = Some(session.clone());
    Ok(session)
}

fn question(parts: &Parts, request: &QuickRequest) -> Answer<Question> {
    let settings = parts.settings.now();
    let instruction = match &request.action {
        None => None,
        Some(id) => Some(actions::instruction(&settings, id).ok_or_else(|| {
            let message = "This action is not there any more. Choose another one, or write what is to be done.";
            WireError::new("action_missing", message).with("action", id)
        })?),
    };
    let held = parts.quick.held();
    let chosen = held.chips.iter().filter(|chip| request.context.contains(&chip.id));
    let mut texts: Vec<Cow<'_, str>> = chosen.filter_map(context::Chip::sent).collect();
    let asked = match &instruction {
        // An action is about the context; where there is none, about what was written.
        Some(_) if !request.text.trim().is_empty() => {
            texts.insert(0, request.text.as_str().into());
            instruction.as_deref().unwrap_or_default()
        }
        Some(instruction) => instruction,
        None => &request.text,
    };
    let first = request.conversation.is_none();
    Ok(Question {
        conversation: request.conversation.as_deref().map(|id| parse_id(id, "conversation")).transpose()?,
        parent: request.parent.as_deref().map(|id| parse_id(id, "parent")).transpose()?,
        options: first.then(|| usual_options(parts).into()),
        overflow: request.overflow.into(),
        ..Question::new(context::with_question(asked, &texts))
    })
}

/// What was used is offered again, and what was written can be found with the arrow keys. Nothing of what is not kept.
fn remember(parts: &Parts, request: &QuickRequest) {
    let mut held = parts.quick.held();
    held.forget(|_| true);
    let text = request.text.trim();
    if request.keep && !text.is_empty() && held.history.first().map(String::as_str) != Some(text) {
        held.history.insert(0, text.to_owned());
        held.history.truncate(HISTORY);
    }
}

#[tauri::command]
pub(crate) async fn quick_continue_in_main(
    app: AppHandle,
    parts: State<'_, Parts>,
    conversation: Option<String>,
    draft: String,
) -> Answer<()> {
    if let Some(id) = &conversation {
        let id: ConversationId = parse_id(id, "conversation")?;
        let session = parts.quick.held().session.clone();
        if let Some(session) = session {
            parts.blocking(move |_, store| session.keep(store, id)).await?;
            // From here on it is a conversation like any other: what follows must not go to the copy that is forgotten.
            parts.quick.held().session = Some(Session::new(&parts, true)?);
        }
    }
    quick::hide(&app);
    windows::main::open_at(&app, conversation, draft, None);
    Ok(())
}

#[tauri::command]
pub(crate) async fn quick_insert(
    app: AppHandle,
    parts: State<'_, Parts>,
    message: String,
    mode: InsertMode,
) -> Answer<Inserted> {
    let id: MessageId = parse_id(&message, "message")?;
    let (session, target) = {
        let held = parts.quick.held();
        let selected = held.chips.iter().any(|chip| chip.kind == QuickKind::Selection);
        (held.session.clone(), insert::Target { front: held.front, selected })
    };
    let kept = session.as_ref().is_none_or(|session| session.kept);
    let text = parts
        .blocking(move |_, store| match session {
            Some(session) => session.text_of(id),
            None => Session::text_in(store, id),
        })
        .await?;
    quick::hide(&app);
    let inserted = parts.blocking(move |_, _| insert::insert(&text, mode, &target, kept)).await;
    if !matches!(inserted, Ok(Inserted::Pasted)) {
        // What is left to do, or what went wrong, is said in the window.
        windows::quick::show(&app);
    }
    inserted
}

#[tauri::command]
pub(crate) async fn desktop_status(parts: State<'_, Parts>) -> Answer<DesktopStatus> {
    Ok(status(&parts))
}

/// What this desktop can do.
pub(crate) fn status(parts: &Parts) -> DesktopStatus {
    DesktopStatus {
        tray: parts.tray.is_there(),
        shortcut: parts.shortcuts.of(&Use::Quick),
        login: autostart::can_be_set(),
    }
}

#[tauri::command]
pub(crate) async fn close_main(app: AppHandle, choice: CloseToTray) -> Answer<()> {
    super::settings::apply_with(app.clone(), move |settings| settings.desktop.close_to_tray = choice).await?;
    match choice {
        CloseToTray::Keep => windows::main::put_away(&app),
        CloseToTray::Quit => quit::quit(&app),
        CloseToTray::Ask => {}
    }
    Ok(())
}
