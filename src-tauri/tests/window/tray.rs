//! The tray on a desktop that has one: its icon is shown, and each entry of its menu does what it says.

use carat_store::ConversationOptions;

use crate::support::{OTHER, play, save, wait_until, worker_of};

/// The names of the window's frame: the place in it, then the app.
const MAIN: &str = "Carat$";

const JAPAN: &str = "What is the capital of Japan?";

#[test]
fn each_entry_of_the_trays_menu_does_what_it_says() {
    play("tray", async |stage| {
        let _manager = stage.manage_windows();
        let tray = stage.with_tray().await;
        save(&stage.store(), "東京の天気", &ConversationOptions::default(), "How is the weather?", "Fine.");
        let person = tempfile::tempdir().expect("a folder");
        let page = stage.with_terms_accepted().open_with(&[("HOME", person.path())]).await;
        stage.quick_is_ready().await;
        let _other = stage.other_program("").await;

        tray.entry("Ask  Alt+Space").await;
        stage.focus(OTHER);
        // The menu may be made anew at this very moment, and a choice of the old one is lost.
        stage.quick_comes_up("Ask is chosen", async || tray.choose("Ask").await).await;
        stage.press("Escape");
        stage.has_focus(OTHER).await;

        tray.choose("東京の天気").await;
        let opened = async || (page.messages().await.first()?.text == "How is the weather?").then_some(());
        wait_until("the conversation is open", opened).await;
        stage.has_focus("Carat").await;

        page.ask_and_wait(JAPAN).await;
        tray.entry(" MB)").await;
        tray.choose("MB)").await;
        page.wait_for("models").await;
        tray.choose("Unload the model").await;
        tray.entry("No model in memory").await;

        tray.is_checked("Network off", false).await;
        tray.choose("Network off").await;
        tray.is_checked("Network off", true).await;

        tray.choose("Pause the shortcut").await;
        tray.is_checked("Pause the shortcut", true).await;
        tray.choose("Pause the shortcut").await;
        tray.is_checked("Pause the shortcut", false).await;
        stage.focus(OTHER);
        // The shortcut is taken again a moment after the menu says so.
        stage.quick_comes_up("the shortcut works again", async || stage.press("alt+space")).await;
        stage.press("Escape");

        let entry = person.path().join(".config/autostart/Carat.desktop");
        tray.choose("Start at login").await;
        let written = async || std::fs::read_to_string(&entry).ok().filter(|text| text.contains("--hidden"));
        wait_until("the desktop is told to start Carat", written).await;
        tray.is_checked("Start at login", true).await;
        tray.choose("Start at login").await;
        wait_until("the desktop is told otherwise", async || (!entry.exists()).then_some(())).await;

        stage.close_window(MAIN);
        // The driver's own click waits for a window that this click hides.
        wait_until("the person is asked", async || page.click_if_there("close-keep").await.then_some(())).await;
        wait_until("the window is put away", async || (!stage.has_visible_window(MAIN)).then_some(())).await;
        tray.choose("Open Carat").await;
        wait_until("the window is there again", async || stage.has_visible_window(MAIN).then_some(())).await;

        let app = stage.app_pid();
        tray.choose("Quit Carat").await;
        let gone = async || (!std::path::Path::new(&format!("/proc/{app}")).exists()).then_some(());
        wait_until("Carat has quit", gone).await;
        assert!(worker_of(stage.home()).is_none(), "no worker is left");
    });
}

#[test]
fn a_start_at_login_shows_the_icon_and_no_window() {
    play("hidden", async |stage| {
        let _manager = stage.manage_windows();
        let tray = stage.with_tray().await;
        let _app = stage.with_terms_accepted().start_beside(&["--hidden"]);
        tray.entry("Open Carat").await;
        stage.quick_is_ready().await;
        assert!(!stage.has_visible_window(MAIN), "no window is shown");
        tray.choose("Open Carat").await;
        wait_until("the window is there", async || stage.has_visible_window(MAIN).then_some(())).await;
    });
}
