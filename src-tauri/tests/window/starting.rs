//! Starting and ending: what Carat does with a database it must not touch, with two starts, and with a request to end.

use std::fs;
use std::process::{Command, Stdio};

use carat_store::Home;

use crate::support::{COUNT, Signal, page_of, play, send, wait_until, worker_of};

#[test]
fn a_database_of_a_newer_carat_is_refused_by_a_sentence_and_stays_untouched() {
    let folder = tempfile::tempdir().expect("a home");
    let home = Home::at(folder.path());
    drop(carat_store::Store::open(&home).expect("a database of this Carat"));
    rusqlite::Connection::open(home.database())
        .and_then(|database| database.pragma_update(None, "user_version", 9999))
        .expect("made a later one");
    let before = fs::read(home.database()).expect("read");
    let output = Command::new(env!("CARGO_BIN_EXE_carat-desktop"))
        .env("CARAT_HOME", folder.path())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("newer Carat") && said.contains("carat.db"), "{said}");
    assert_eq!(fs::read(home.database()).expect("read"), before, "the database is as it was");
}

#[test]
fn without_a_display_carat_says_so() {
    let folder = tempfile::tempdir().expect("a home");
    let output = Command::new(env!("CARGO_BIN_EXE_carat-desktop"))
        .env("CARAT_HOME", folder.path())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("display") && said.contains("carat ask"), "{said}");
}

#[test]
fn a_damaged_database_is_kept_aside_told_and_carat_starts() {
    play("damaged", async |stage| {
        let home = Home::at(stage.home());
        home.create().expect("made");
        fs::write(home.database(), b"this is no database at all, and it never was one").expect("written");
        let page = stage.open().await;
        page.wait_for_attribute("notice", "data-kind", "database_damaged").await;
    });
}

#[test]
fn an_orderly_end_leaves_no_process_and_no_answer_being_written() {
    play("orderly_end", async |stage| {
        let page = stage.open_counting().await;
        let before = page.last_answer().await;
        page.ask(COUNT).await;
        page.first_words_after(before.as_ref()).await;
        stage.close().await;
        wait_until("the worker has ended too", async || worker_of(stage.home()).is_none().then_some(())).await;
        let store = stage.store();
        let conversation = store.conversations().expect("listed").remove(0);
        let thread = store.thread(conversation.id).expect("read");
        let answer = thread.last().expect("the answer is there");
        assert!(
            matches!(answer.state, carat_store::MessageState::Stopped | carat_store::MessageState::Complete),
            "{:?}",
            answer.state
        );
    });
}

#[test]
fn a_page_whose_process_died_is_loaded_again() {
    play("page_dies", async |stage| {
        stage.open().await;
        let usable = || stage.log().matches("the window can be used").count();
        wait_until("the window can be used", async || (usable() == 1).then_some(())).await;
        let (app, page) = (stage.app_pid(), page_of(stage.home()).expect("the page has a process"));
        send(page, Signal::Kill);
        wait_until("the window can be used again", async || (usable() == 2).then_some(())).await;
        assert_eq!(stage.app_pid(), app, "the app lives");
        assert_ne!(page_of(stage.home()), Some(page));
    });
}

#[test]
fn the_window_comes_back_where_it_was_and_carat_writes_into_its_home_alone() {
    play("placement", async |stage| {
        let elsewhere = tempfile::tempdir().expect("a folder");
        let page = stage
            .open_with(&[
                ("HOME", elsewhere.path()),
                ("XDG_DATA_HOME", elsewhere.path()),
                ("XDG_CONFIG_HOME", elsewhere.path()),
            ])
            .await;
        page.resize(900, 640).await;
        let state = stage.home().join("window-state.json");
        wait_until("the placement is saved", async || {
            let saved: serde_json::Value = serde_json::from_slice(&fs::read(&state).ok()?).ok()?;
            (saved["width"].as_f64()?.round() as i64 == 900).then_some(())
        })
        .await;
        stage.close().await;
        let names: Vec<String> =
            names_below(elsewhere.path()).into_iter().filter(|name| name.to_lowercase().contains("carat")).collect();
        assert_eq!(names, Vec::<String>::new(), "nothing of Carat's lies outside its home");
        let page = stage.open().await;
        wait_until("the window has its size again", async || {
            let width: f64 = page.run("return window.innerWidth;", Vec::new()).await;
            ((width - 900.0).abs() < 2.0).then_some(())
        })
        .await;
    });
}

#[test]
fn a_second_start_brings_the_first_window_forward_and_ends() {
    play("second_start", async |stage| {
        stage.open().await;
        let first = stage.app_pid();
        let mut second = stage.start_beside(&[]);
        let ended = wait_until("the second start has ended", async || second.ended()).await;
        assert!(ended.success(), "{ended:?}");
        assert_eq!(stage.app_pid(), first, "the first one lives");
        send(first, Signal::Terminate);
    });
}

#[test]
fn a_second_start_hands_over_its_question_and_its_file() {
    play("second_start_hands_over", async |stage| {
        let _manager = stage.manage_windows();
        let page = stage.with_terms_accepted().open().await;
        stage.quick_is_ready().await;
        let question = "日本の首都はどこですか？";
        let mut second = stage.start_beside(&["--quick", question]);
        stage.has_focus("Carat quick").await;
        wait_until("the second start has ended", async || second.ended()).await;
        // What was handed over stands in the line, and is not sent by itself.
        let sent = stage.quick_thread(|_| true);
        assert!(sent.is_none(), "{sent:?}");
        let asked = async || {
            stage.press("Return");
            stage.quick_thread(|text| text == question)
        };
        wait_until("the question is asked", asked).await;
        stage.press("Escape");

        let file = stage.home().join("ferry times.txt");
        fs::write(&file, "The ferry to Ostmark leaves at nine.").expect("written");
        let mut third = stage.start_beside(&["--file", &file.to_string_lossy()]);
        page.wait_for("document-chip").await;
        wait_until("the third start has ended", async || third.ended()).await;
    });
}

fn names_below(folder: &std::path::Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        names.push(entry.path().display().to_string());
        if entry.path().is_dir() {
            names.extend(names_below(&entry.path()));
        }
    }
    names
}
