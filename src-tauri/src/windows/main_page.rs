//! Whether the main window's page is up, and what the window was opened for meanwhile.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::wire::AppEvent;

/// The main window's page.
#[derive(Debug, Default)]
pub(crate) struct MainPage(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    is_up: bool,
    waiting: Option<AppEvent>,
}

impl MainPage {
    /// The window is made, and its page is loading.
    pub(crate) fn loads(&self) {
        self.state().is_up = false;
    }

    /// The page can be used. Says whether this is the first time since it was loading, for a page that comes again after
    /// its process ended is no reason to show a window that was put away; and what it has to be told.
    pub(crate) fn is_ready(&self) -> (bool, Option<AppEvent>) {
        let mut state = self.state();
        let first = !std::mem::replace(&mut state.is_up, true);
        (first, state.waiting.take())
    }

    /// Whether it can be used.
    pub(crate) fn is_up(&self) -> bool {
        self.state().is_up
    }

    /// Gives an event back that the page can be told now, or keeps it: a page that is still loading hears nothing.
    pub(crate) fn now_or_later(&self, event: AppEvent) -> Option<AppEvent> {
        let mut state = self.state();
        if state.is_up {
            return Some(event);
        }
        state.waiting = Some(event);
        None
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> AppEvent {
        AppEvent::CloseAsked
    }

    #[test]
    fn what_is_said_to_a_page_that_loads_waits_for_it() {
        let page = MainPage::default();
        page.loads();
        assert!(page.now_or_later(asked()).is_none());
        assert!(!page.is_up());
        assert!(matches!(page.is_ready(), (true, Some(AppEvent::CloseAsked))));
        assert!(page.now_or_later(asked()).is_some());
    }

    #[test]
    fn a_page_that_comes_again_is_not_the_first() {
        let page = MainPage::default();
        page.loads();
        assert!(page.is_ready().0);
        assert!(!page.is_ready().0);
        page.loads();
        assert!(page.is_ready().0);
    }
}
