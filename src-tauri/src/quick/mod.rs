//! The quick prompt: a line of text that comes at a shortcut, and what it holds while it is shown.

pub(crate) mod actions;
pub(crate) mod clipboard;
pub(crate) mod context;
pub(crate) mod files;
pub(crate) mod front;
pub(crate) mod insert;
pub(crate) mod session;

use std::sync::{Mutex, MutexGuard, PoisonError};

use tauri::{AppHandle, Manager};

use self::context::Chip;
use self::front::Front;
use self::session::Session;
use crate::events::tell;
use crate::parts::Parts;
use crate::shortcut::Use;
use crate::wire::{AppEvent, QuickContext, QuickKind};
use crate::{models, windows};

/// What the quick prompt holds.
#[derive(Default)]
pub(crate) struct Quick(Mutex<Held>);

/// Since it was last shown.
#[derive(Default)]
pub(crate) struct Held {
    /// What is offered or was taken.
    pub(crate) chips: Vec<Chip>,
    /// The program that was in front.
    pub(crate) front: Option<Front>,
    /// What a person calls that program; `None` where the system does not tell.
    pub(crate) app: Option<String>,
    /// Where its questions are answered; made at the first one.
    pub(crate) session: Option<Session>,
    /// It was asked for before its page could be used: a question, an action.
    wanted: Option<(Option<String>, Option<String>)>,
    /// Earlier questions, the newest first. They live as long as Carat runs.
    pub(crate) history: Vec<String>,
}

impl Held {
    /// Gives back what was taken of these; a file is not offered again, nor is what was to be one.
    pub(crate) fn forget(&mut self, which: impl Fn(&Chip) -> bool) {
        self.chips.retain(|chip| chip.kind != QuickKind::File || !which(chip));
        for chip in self.chips.iter_mut().filter(|chip| which(chip)) {
            chip.text = None;
        }
    }

    /// What is offered or taken, as the page shows it.
    pub(crate) fn context(&self) -> Vec<QuickContext> {
        let app = |shown: QuickContext| match shown.kind {
            QuickKind::Selection => QuickContext { name: self.app.clone(), ..shown },
            QuickKind::Clipboard | QuickKind::File => shown,
        };
        self.chips.iter().map(|chip| app(chip.into())).collect()
    }
}

impl Quick {
    /// What it holds, for as long as the guard lives.
    pub(crate) fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A shortcut was pressed: the quick prompt comes, or goes where it had the focus.
pub(crate) fn on_shortcut(app: &AppHandle, what: &Use) {
    match what {
        Use::Quick if windows::quick::has_focus(app) => hide(app),
        Use::Quick => show(app, None, None),
        Use::Action(id) => show(app, None, Some(id.clone())),
    }
}

/// Shows it, with a question or for an action where there is one.
pub(crate) fn show(app: &AppHandle, draft: Option<String>, action: Option<String>) {
    let parts = app.state::<Parts>();
    windows::quick::make_once(app);
    if !parts.quick_focus.page_is_ready() {
        // What is typed meanwhile still goes to the program in front, and not into a page that would lose it.
        parts.quick.held().wanted = Some((draft, action));
        return;
    }
    let shown = windows::quick::is_shown(app);
    if !shown {
        // Who has the focus can only be asked before it is taken.
        let (front, chips) = (front::now(), context::offers());
        let named = front.and_then(front::program);
        let mut held = parts.quick.held();
        (held.front, held.chips, held.app) = (front, chips, named);
    }
    windows::quick::show(app);
    let (context, named) = {
        let held = parts.quick.held();
        (held.context(), held.app.clone())
    };
    let selection_wanted = action.is_some() && !shown;
    tell(app, &AppEvent::QuickShown { context, app: named, action, draft });
    models::warm(app);
    if selection_wanted {
        // The keys of an action mean the selected text; it is shown, and can be removed, before anything is sent.
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let context = take(&app, QuickKind::Selection).await;
            tell(&app, &AppEvent::QuickContext { context });
        });
    }
}

/// The page can be used: what was asked for before is shown now.
pub(crate) fn page_is_ready(app: &AppHandle) {
    let parts = app.state::<Parts>();
    if !parts.quick_focus.ready() {
        return;
    }
    tracing::info!("the quick window is ready");
    let wanted = parts.quick.held().wanted.take();
    if let Some((draft, action)) = wanted {
        let inner = app.clone();
        if let Err(error) = app.run_on_main_thread(move || show(&inner, draft, action)) {
            tracing::debug!(%error, "Carat is quitting");
        }
    }
}

/// Reads what was offered of a kind; gives back all that is shown now.
pub(crate) async fn take(app: &AppHandle, kind: QuickKind) -> Vec<QuickContext> {
    if kind != QuickKind::Selection {
        // A file manager copies files, and beside them at most their names.
        let copied = tauri::async_runtime::spawn_blocking(files::on_clipboard).await.unwrap_or_default();
        if !copied.is_empty() {
            return files::take(app, copied).await;
        }
    }
    let read = tauri::async_runtime::spawn_blocking(move || context::read(kind)).await;
    let parts = app.state::<Parts>();
    let mut held = parts.quick.held();
    if let Ok(text) = read {
        let mut chip = held.chips.iter().find(|chip| chip.kind == kind).cloned().unwrap_or_else(|| Chip::offer(kind));
        chip.text = Some(text);
        held.chips.retain(|known| known.kind != kind);
        held.chips.push(chip);
    }
    held.context()
}

/// Forgets all that was asked and taken. The page begins anew.
pub(crate) fn forget_all(app: &AppHandle) {
    {
        let parts = app.state::<Parts>();
        let mut held = parts.quick.held();
        held.history.clear();
        held.chips.clear();
        held.session = None;
    }
    tell(app, &AppEvent::QuickForget);
}

/// Gives back what was taken; it is offered again.
pub(crate) fn drop_context(app: &AppHandle, id: &str) -> Vec<QuickContext> {
    let parts = app.state::<Parts>();
    let mut held = parts.quick.held();
    held.forget(|chip| chip.id == id);
    held.context()
}

/// Hides it; the system gives the focus back to the program that had it.
pub(crate) fn hide(app: &AppHandle) {
    windows::quick::hide(app);
    app.state::<Parts>().quick_place.save();
    tell(app, &AppEvent::QuickHidden);
}
