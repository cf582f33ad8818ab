//! Whether the main window's page is up, and what the window was opened for meanwhile.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::wire::AppEvent;

/// The main window's page.
#[derive(Debug, Default)]
pub(crate) struct MainPage(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    is_up: bool,
    /// It shows the app, and not why that could not start.
    has_app: bool,
    waiting: Vec<AppEvent>,
}

impl MainPage {
    /// The window is made, and its page is loading.
    pub(crate) fn loads(&self) {
        let mut state = self.state();
        (state.is_up, state.has_app) = (false, false);
    }

    /// The page can be used, with the app in it or with the reason why not. Says whether this is the first time since it
    /// was loading, for a page that comes again after its process ended is no reason to show a window that was put away;
    /// and what it has to be told.
    pub(crate) fn is_ready(&self, has_app: bool) -> (bool, Vec<AppEvent>) {
        let mut state = self.state();
        state.has_app = has_app;
        let first = !std::mem::replace(&mut state.is_up, true);
        let waiting = if has_app { std::mem::take(&mut state.waiting) } else { Vec::new() };
        (first, waiting)
    }

    /// The page's process ended: until it says that it can be used again it hears nothing.
    pub(crate) fn is_lost(&self) {
        self.state().has_app = false;
    }

    /// Whether the app is in it, which can ask and answer.
    pub(crate) fn has_app(&self) -> bool {
        self.state().has_app
    }

    /// Whether it can be used.
    pub(crate) fn is_up(&self) -> bool {
        self.state().is_up
    }

    /// Gives an event back that the page can be told now, or keeps it: a page that is still loading hears nothing.
    pub(crate) fn now_or_later(&self, event: AppEvent) -> Option<AppEvent> {
        let mut state = self.state();
        if state.has_app {
            return Some(event);
        }
        state.waiting.push(event);
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
        assert!(page.now_or_later(AppEvent::Libraries).is_none());
        assert!(!page.is_up());
        let (first, waiting) = page.is_ready(true);
        assert!(first && matches!(waiting[..], [AppEvent::CloseAsked, AppEvent::Libraries]), "in the order of saying");
        assert!(page.now_or_later(asked()).is_some());
    }

    #[test]
    fn a_page_that_comes_again_is_not_the_first() {
        let page = MainPage::default();
        page.loads();
        assert!(page.is_ready(true).0);
        assert!(!page.is_ready(true).0);
        page.loads();
        assert!(page.is_ready(true).0);
    }

    #[test]
    fn a_page_without_the_app_is_shown_and_asked_nothing() {
        let page = MainPage::default();
        page.loads();
        assert!(page.now_or_later(asked()).is_none());
        let (first, told) = page.is_ready(false);
        assert!(first && told.is_empty() && page.is_up() && !page.has_app());
    }

    #[test]
    fn a_page_whose_process_ended_is_told_when_it_is_there_again() {
        let page = MainPage::default();
        page.loads();
        assert!(page.is_ready(true).1.is_empty());
        page.is_lost();
        assert!(page.now_or_later(asked()).is_none() && page.is_up());
        let (first, told) = page.is_ready(true);
        assert!(!first && told.len() == 1);
    }
}
