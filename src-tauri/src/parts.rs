//! The parts that the shell is made of, put together once at the start and lent to every command.

use std::path::PathBuf;
use std::sync::Arc;

use carat_chat::Chat;
use carat_engine::{Engine, Supervisor, SupervisorConfig};
use carat_hub::{Hub, Places};
use carat_safety::{Judge, Screener};
use carat_store::{Home, MessageId, Store};

use crate::desk::Desk;
use crate::filter::Filter;
use crate::hub_settings;
use crate::kept_settings::KeptSettings;
use crate::model_changes::ModelChanges;
use crate::quick::Quick;
use crate::quick::session::Session;
use crate::quit::Quitting;
use crate::shortcut::Shortcuts;
use crate::stored_models::Work;
use crate::tray::Tray;
use crate::troubles::Troubles;
use crate::turns::Turns;
use crate::windows::main_page::MainPage;
use crate::windows::quick::QuickFocus;
use crate::windows::quick_place::QuickPlace;
use crate::wire::{Notice, WireError};

/// What the shell is made of.
pub(crate) struct Parts {
    /// Where Carat writes.
    pub(crate) home: Home,
    /// Conversations and settings.
    pub(crate) store: Store,
    /// Where models are kept, and what is noted of them.
    pub(crate) places: Places,
    /// Where models come from; the only door to the network.
    pub(crate) hub: Hub,
    /// Long work on files of models.
    pub(crate) file_work: Work,
    /// The worker's supervisor.
    pub(crate) engine: Arc<Supervisor>,
    /// What screens all that is said.
    pub(crate) filter: Filter,
    /// Documents and libraries.
    pub(crate) desk: Desk,
    /// The way from a question to a saved answer.
    pub(crate) chat: Chat,
    /// The settings in force.
    pub(crate) settings: KeptSettings,
    /// The turns that run now.
    pub(crate) turns: Turns,
    /// The last errors.
    pub(crate) troubles: Troubles,
    /// What happened when the database was opened.
    pub(crate) notices: Vec<Notice>,
    /// Whether quitting has begun.
    pub(crate) quitting: Quitting,
    /// What the quick prompt holds.
    pub(crate) quick: Quick,
    /// How the quick window stands with the focus.
    pub(crate) quick_focus: QuickFocus,
    /// Where the person moved the quick window to.
    pub(crate) quick_place: QuickPlace,
    /// The shortcuts that work everywhere.
    pub(crate) shortcuts: Shortcuts,
    /// Carat's icon among the desktop's.
    pub(crate) tray: Tray,
    /// The word that models came or went.
    pub(crate) model_changes: ModelChanges,
    /// The main window's page.
    pub(crate) main_page: MainPage,
}

impl Parts {
    /// Opens the store and puts everything together. Must be called inside the async runtime.
    ///
    /// # Errors
    /// The sentence of the store's or the hub's error: a database of a newer Carat, a folder that can't be written.
    pub(crate) fn open(home: Home) -> Result<Self, String> {
        let (store, notices) = Store::open(&home).map_err(|error| error.to_string())?;
        let places = Places::of(home.root());
        let settings = KeptSettings::read(&store);
        let hub = hub_settings::open(places.downloads(), &settings.now().network).map_err(|error| error.to_string())?;
        let engine = Arc::new(Supervisor::new(SupervisorConfig::new(worker_program())));
        let programs = carat_hub::program_folder().unwrap_or_default();
        let screening = settings.now().screening;
        let filter = Filter::new(Screener::new((&screening).into()), worker_program(), &programs);
        let judge = Arc::clone(&filter.screener) as Arc<dyn Judge>;
        let small = Arc::clone(&filter.encoder) as Arc<dyn Engine>;
        let searching = Arc::new(Supervisor::new(SupervisorConfig::new(worker_program())));
        let desk = Desk::new(store.clone(), &programs, small, searching);
        let chat = Chat::new(store.clone(), Arc::clone(&engine) as Arc<dyn Engine>, judge);
        let chat = chat.with_documents(desk.documents.clone());
        chat.keep_texts_in_log(screening.keep_texts);
        Ok(Self {
            chat,
            desk,
            filter,
            settings,
            places,
            hub,
            file_work: Work::default(),
            turns: Turns::default(),
            troubles: Troubles::default(),
            notices: notices.iter().filter_map(Notice::new).collect(),
            quitting: Quitting::default(),
            quick: Quick::default(),
            quick_focus: QuickFocus::default(),
            quick_place: QuickPlace::read(home.root().join("quick-place.json")),
            shortcuts: Shortcuts::default(),
            tray: Tray::default(),
            model_changes: ModelChanges::default(),
            main_page: MainPage::default(),
            home,
            store,
            engine,
        })
    }

    /// Runs a call of the store where blocking is allowed.
    pub(crate) async fn stored<T, F>(&self, work: F) -> Result<T, WireError>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> carat_store::Result<T> + Send + 'static,
    {
        self.blocking(move |_, store| Ok(work(store)?)).await
    }

    /// Where something is kept: the quick prompt's conversations that are not are in a store of their own.
    pub(crate) fn session_with(&self, has: impl Fn(&Store) -> bool) -> Session {
        let forgetting = self.quick.held().session.clone();
        let forgetting = forgetting.filter(|session| !session.kept && has(&session.store));
        forgetting.unwrap_or_else(|| Session { chat: self.chat.clone(), store: self.store.clone(), kept: true })
    }

    /// Where a message is.
    pub(crate) fn session_of(&self, message: MessageId) -> Session {
        self.session_with(|store| store.message(message).is_ok())
    }

    /// Unloads every model. Each has a process of its own, which forgets what it has read.
    pub(crate) async fn unload_all(&self) -> Result<(), WireError> {
        let (filter, searching) = (&self.filter, &self.desk.engine);
        tokio::try_join!(self.engine.unload(), searching.unload(), filter.encoder.unload(), filter.guard.unload())?;
        Ok(())
    }

    /// Runs work with the home and the store where blocking is allowed.
    pub(crate) async fn blocking<T, F>(&self, work: F) -> Result<T, WireError>
    where
        T: Send + 'static,
        F: FnOnce(&Home, &Store) -> Result<T, WireError> + Send + 'static,
    {
        let (home, store) = (self.home.clone(), self.store.clone());
        let worked = tauri::async_runtime::spawn_blocking(move || work(&home, &store)).await;
        worked.unwrap_or_else(|_| Err(WireError::internal("a task broke off")))
    }
}

/// The worker lies beside the app, as in the build folder so in a package.
fn worker_program() -> PathBuf {
    let name = format!("carat-engine{}", std::env::consts::EXE_SUFFIX);
    // Where the folder can't be named the supervisor's own error names the program.
    carat_hub::program_folder().unwrap_or_default().join(name)
}
