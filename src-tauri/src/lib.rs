//! The shell: Carat's window and commands, the only Rust that knows Tauri.
//!
//! [`run`] is the composition root. It opens the home and the log, puts the [`parts`] together, makes the window and
//! registers the commands; what happens then is a command's or an event's doing. Deliberately absent: inference, text
//! decisions and SQL, which the crates below own.

mod answer_export;
mod arguments;
mod autostart;
mod cards;
mod commands;
mod content;
mod desk;
mod desktop;
mod diagnostics;
mod dialogs;
mod engine_status;
mod events;
mod fetching;
mod file_drop;
mod filter;
mod guarding;
mod hub_settings;
mod kept_settings;
mod logging;
mod model_changes;
mod models;
mod notify;
mod parts;
#[cfg(target_os = "linux")]
mod portal;
mod quick;
mod quit;
mod refusal;
mod running;
mod safety_report;
mod screening;
mod settings;
mod shortcut;
mod speed;
mod starting;
mod states;
mod stored_models;
mod tray;
mod troubles;
mod turns;
mod windows;
mod wire;
mod words;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use carat_engine::Engine;
use carat_store::Home;
use tauri::{AppHandle, Manager, RunEvent, Wry};
use tokio::sync::watch;

use crate::arguments::Arguments;
use crate::events::tell;
use crate::parts::Parts;
use crate::wire::{AppEvent, EngineStatus, WireError};

/// Runs Carat until it quits.
#[must_use]
pub fn run() -> ExitCode {
    let home = match Home::find().and_then(|home| home.create().map(|()| home)) {
        Ok(home) => home,
        Err(error) => return refusal::refuse(&error.to_string()),
    };
    let _log = logging::start(&home.logs());
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Carat starts");
    // The supervisor lives in the runtime that the commands run in.
    let runtime = tauri::async_runtime::handle();
    let _inside = runtime.inner().enter();
    let parts = match Parts::open(home) {
        Ok(parts) => parts,
        Err(sentence) => return refusal::refuse(&sentence),
    };
    if !refusal::has_display() {
        return refusal::refuse(
            "Carat found no display to show its window on. Start it from a desktop, or ask at the command line: carat ask \"…\".",
        );
    }
    match build(parts) {
        Ok(app) => {
            let code = app.run_return(on_event);
            tracing::info!(code, "Carat has quit");
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }
        Err(error) => refusal::refuse(&format!("Carat could not open its window: {error}.")),
    }
}

/// The declarations that the window's `types.ts` holds, for the test that compares the two.
#[must_use]
#[doc(hidden)]
pub fn typescript_declarations() -> Vec<String> {
    wire::declarations()
}

/// The pages, the icon and the rules that are part of the program.
fn context() -> tauri::Context<Wry> {
    tauri::generate_context!()
}

fn build(parts: Parts) -> tauri::Result<tauri::App> {
    let builder = tauri::Builder::default();
    #[cfg(target_os = "macos")]
    let builder = builder.on_web_content_process_terminate(|page| {
        tracing::error!("the page's process ended");
        if page.label() == windows::main::LABEL {
            page.state::<Parts>().main_page.is_lost();
        }
        let _ = page.reload();
    });
    let (asked, unknown) = Arguments::of_this_process();
    for flag in unknown {
        tracing::warn!(flag, "an argument is not known");
    }
    builder
        .plugin(single_instance(parts.home.root()))
        .plugin(tauri_plugin_global_shortcut::Builder::new().build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_clipboard_manager::init())
        .invoke_handler(handler())
        .setup(move |app| {
            // Not before: a second start has ended by now, and the first one may be moving models at this moment.
            parts.places.finish_moving();
            app.manage(parts);
            starting::at_first(app.handle(), asked)?;
            start_followers(app.handle());
            quit::quit_on_signals(app.handle().clone());
            Ok(())
        })
        .build(context())
}

/// One Carat for one home: a second start hands its arguments to the first one.
fn single_instance(home: &std::path::Path) -> tauri::plugin::TauriPlugin<Wry> {
    let builder = tauri_plugin_single_instance::Builder::new()
        .callback(|app, arguments, folder| starting::again(app, arguments, std::path::Path::new(&folder)));
    builder.dbus_id(format!("app.carat.Carat.h{:016x}", name_of(home))).build()
}

/// A short name of a home that stays the same from start to start (FNV-1a).
fn name_of(home: &std::path::Path) -> u64 {
    let bytes = home.as_os_str().as_encoded_bytes();
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn handler() -> impl Fn(tauri::ipc::Invoke<Wry>) -> bool + Send + Sync + 'static {
    use commands::{
        app, chat, conversations, documents, downloads, export, libraries, models, network, quick, safety, settings,
        storage,
    };
    tauri::generate_handler![
        app::app_state,
        app::copy_text,
        app::delete_everything,
        app::diagnostics,
        app::log_from_ui,
        app::open_folder,
        app::open_link,
        app::ui_ready,
        chat::context_use,
        chat::continue_answer,
        chat::prepare_answer,
        chat::regenerate,
        chat::send_message,
        chat::stop_turn,
        conversations::delete_conversation,
        conversations::delete_message,
        conversations::list_conversations,
        conversations::open_conversation,
        conversations::pin_conversation,
        conversations::rename_conversation,
        conversations::restore_conversation,
        conversations::restore_message,
        conversations::search,
        conversations::select_version,
        conversations::set_conversation_options,
        documents::cancel_document,
        documents::choose_documents,
        documents::document_bytes,
        documents::document_content,
        documents::export_answer,
        documents::list_documents,
        documents::paste_document,
        documents::read_again,
        documents::remove_document,
        documents::restore_document,
        documents::route_for,
        documents::search_documents,
        documents::take_drop,
        downloads::cancel_download,
        downloads::catalogue,
        downloads::list_downloads,
        downloads::look_up,
        downloads::pause_download,
        downloads::resume_download,
        downloads::start_download,
        export::export_all,
        export::export_conversation,
        export::import_archive,
        libraries::create_library,
        libraries::delete_library,
        libraries::list_libraries,
        libraries::rename_library,
        libraries::restore_library,
        models::accept_terms,
        models::add_model_file,
        models::choose_model,
        models::list_models,
        models::load_model,
        models::terms,
        models::unload_model,
        network::accepted_terms,
        network::add_certificates,
        network::clear_hub_token,
        network::connections,
        network::hub_token,
        network::set_hub_token,
        quick::close_main,
        quick::desktop_status,
        quick::hold_shortcuts,
        quick::quick_continue_in_main,
        quick::quick_drag,
        quick::quick_drop_context,
        quick::quick_height,
        quick::quick_hide,
        quick::quick_history,
        quick::quick_insert,
        quick::quick_send,
        quick::quick_state,
        quick::quick_take_context,
        safety::clear_safety_log,
        safety::export_safety_log,
        safety::help_lines,
        safety::policies,
        safety::report_verdict,
        safety::safety_log,
        safety::safety_report,
        safety::show_withheld,
        settings::reset_settings,
        settings::set_settings,
        storage::move_models,
        storage::remove_leftover,
        storage::remove_model,
        storage::running_models,
        storage::stop_file_work,
        storage::storage,
        storage::verify_model,
    ]
}

/// Starts what runs beside the commands: telling windows what changed, unloading what nobody uses, erasing what an
/// earlier run left deleted, going on with documents that it left unfinished.
fn start_followers(app: &AppHandle) {
    let parts = app.state::<Parts>();
    tauri::async_runtime::spawn(follow_engine(app.clone(), parts.engine.status()));
    tauri::async_runtime::spawn(follow_settings(app.clone(), parts.settings.watch()));
    tauri::async_runtime::spawn(fetching::follow(app.clone(), parts.hub.clone()));
    tauri::async_runtime::spawn(guarding::follow(app.clone()));
    tauri::async_runtime::spawn(desk::begin(app.clone()));
    let erasing = app.clone();
    tauri::async_runtime::spawn(async move { commands::conversations::erase(&erasing, Duration::ZERO).await });
}

async fn follow_engine(app: AppHandle, status: watch::Receiver<carat_engine::EngineStatus>) {
    let told = app.clone();
    let tell_windows = move |status: &carat_engine::EngineStatus| {
        if let carat_engine::EngineStatus::Crashed { error, .. } = status {
            told.state::<Parts>().troubles.note(&WireError::from(error));
        }
        tell(&told, &AppEvent::Engine { status: EngineStatus::from(status) });
    };
    engine_status::follow(status, tell_windows).await;
}

/// Acts on each change of the settings: the frame's theme, the idle time, and every window's own copy.
async fn follow_settings(app: AppHandle, mut settings: watch::Receiver<settings::Settings>) {
    let mut now = settings.borrow_and_update().clone();
    let (limit, watched) = watch::channel(idle_limit(&now));
    let parts = app.state::<Parts>();
    for engine in [&parts.engine, &parts.filter.encoder, &parts.filter.guard, &parts.desk.engine] {
        let engine = Arc::clone(engine) as Arc<dyn Engine>;
        tauri::async_runtime::spawn(engine_status::unload_when_idle(engine, watched.clone()));
    }
    while settings.changed().await.is_ok() {
        let next = settings.borrow_and_update().clone();
        if next.theme != now.theme {
            windows::dress(&app, next.theme);
        }
        if next.desktop != now.desktop {
            starting::desktop_changed(&app, &now.desktop, &next.desktop);
        }
        if next.screening != now.screening {
            screen_by(&app, &now.screening, &next.screening).await;
        }
        if next.states_mb < now.states_mb {
            prune_states(&app, next.clone()).await;
        }
        if next.unload_after != now.unload_after {
            limit.send_replace(idle_limit(&next));
        }
        tell(&app, &AppEvent::Settings { settings: models::in_force(&app.state::<Parts>()) });
        now = next;
    }
}

/// Lets the filter go by other choices. Texts that the log no longer keeps go at once.
async fn screen_by(app: &AppHandle, before: &screening::Screening, now: &screening::Screening) {
    let parts = app.state::<Parts>();
    parts.filter.screener.set_settings(now.into());
    parts.model_changes.changed();
    parts.chat.keep_texts_in_log(now.keep_texts);
    if before.keep_texts
        && !now.keep_texts
        && let Err(error) = parts.stored(carat_store::Store::forget_safety_texts).await
    {
        tracing::warn!(code = error.code, "texts could not be taken out of the safety log");
    }
}

async fn prune_states(app: &AppHandle, settings: settings::Settings) {
    let pruned = app.state::<Parts>().blocking(move |home, _| states::prune(home, &settings)).await;
    if let Err(error) = pruned {
        tracing::warn!(code = error.code, "old states could not be removed");
    }
}

fn idle_limit(settings: &settings::Settings) -> Option<Duration> {
    settings.unload_after.map(|minutes| Duration::from_secs(u64::from(minutes) * 60))
}

fn on_event(app: &AppHandle, event: RunEvent) {
    match event {
        // The last window closed, or the system asks: quit in order. An exit with a code is the end of that order.
        RunEvent::ExitRequested { code: None, api, .. } => {
            api.prevent_exit();
            quit::quit(app);
        }
        RunEvent::WindowEvent { label, event: tauri::WindowEvent::CloseRequested { api, .. }, .. }
            if label == windows::main::LABEL =>
        {
            api.prevent_close();
            windows::main::on_close(app);
        }
        RunEvent::WindowEvent { label, event, .. } if label == windows::quick::LABEL => {
            if let tauri::WindowEvent::CloseRequested { api, .. } = &event {
                api.prevent_close();
                crate::quick::hide(app);
            }
            windows::quick::on_event(app, &event);
            if let tauri::WindowEvent::DragDrop(event) = &event {
                crate::quick::files::on_event(app, event);
            }
        }
        RunEvent::WindowEvent { label, event: tauri::WindowEvent::DragDrop(event), .. }
            if label == windows::main::LABEL =>
        {
            file_drop::on_event(app, &event);
        }
        // A click on the icon in the Dock; and files that were opened with Carat there, which come as no arguments.
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => windows::main::bring_to_front(app),
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            file_drop::take(app, urls.iter().filter_map(|url| url.to_file_path().ok()).collect());
        }
        _ => {}
    }
}
