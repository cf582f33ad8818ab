//! What goes into the quick prompt from other programs and back into them, and what of it stays behind.

use std::fs;
use std::path::Path;

use carat_store::MessageState;
use serde_json::json;

use crate::support::{OTHER, QUICK, play, text_of, wait_until};

/// What stands in a letter.
const LETTER: &str = "The ferry to Ostmark leaves at nine.";

#[test]
fn a_selection_of_an_editor_is_asked_about_and_the_answer_replaces_it_there() {
    play("quick_editor", async |stage| {
        let _manager = stage.manage_windows();
        let _page = stage.with_terms_accepted().open().await;
        stage.quick_is_ready().await;
        // Something that was copied before, which the person will want to paste afterwards. The entry tells each change.
        let other = stage.other_program("copied before").await;
        stage.focus(OTHER);
        stage.press("ctrl+a");
        stage.press("ctrl+c");
        let file = stage.home().join("letter.txt");
        fs::write(&file, LETTER).expect("written");
        let _editor = stage.editor(&file);
        stage.has_focus("letter.txt").await;
        stage.press("ctrl+a");
        stage.show_quick().await;
        stage.press("ctrl+i");
        stage.type_text("When does it leave?");
        stage.press("Return");
        let thread = stage.quick_answered(|question| question.starts_with("When does it leave?")).await;
        assert!(text_of(&thread[0]).contains(LETTER), "the selected text went along: {}", text_of(&thread[0]));
        assert_eq!(thread[1].state, MessageState::Complete, "{:?}", thread[1]);
        let answer = text_of(&thread[1]);
        stage.press_slowly("ctrl", "Return").await;
        stage.has_focus("letter.txt").await;
        let saved = async || {
            stage.press("ctrl+s");
            (fs::read_to_string(&file).ok()?.trim() == answer.trim()).then_some(())
        };
        wait_until("the answer stands in the letter's place", saved).await;
        stage.focus(OTHER);
        // It is put back once the editor has had the time to fetch the answer.
        let pasted = async || {
            stage.press("ctrl+a");
            stage.press("ctrl+v");
            other.said().last().filter(|line| *line == "text copied before").map(|_| ())
        };
        wait_until("the clipboard is as it was", pasted).await;
    });
}

#[test]
fn files_that_are_dropped_or_copied_go_along() {
    play("quick_files", async |stage| {
        let _manager = stage.manage_windows();
        let page = stage.with_terms_accepted().open_hidden().await;
        let file = |name: &str, text: &str| {
            let file = stage.home().join(name);
            fs::write(&file, text).expect("written");
            file
        };
        let (letter, menu) = (file("letter.txt", LETTER), file("メニュー.md", "# Menu\n\nThe soup is of pumpkins."));
        let _other = stage.other_program("").await;
        stage.focus(OTHER);
        let _copying = stage.copy_file(&menu).await;
        stage.show_quick().await;

        let middle = "return [screenX + Math.round(innerWidth / 2), screenY + 30];";
        let to: (u32, u32) = page.run(middle, Vec::new()).await;
        let dragging = stage.drag(&letter, to);
        wait_until("the file is asked for", async || dragging.said().contains(&"asked".to_owned()).then_some(())).await;
        // It stayed while the button was down on another window, and is asked next.
        stage.has_focus(QUICK).await;
        let chips = async |count: usize| {
            let script = "return [...document.querySelectorAll('[data-kind=\"file\"]')].map((chip) => chip.innerText);";
            let there: Vec<String> = page.run(script, Vec::new()).await;
            (there.len() == count).then_some(there)
        };
        let there = wait_until("the dropped file is there", async || chips(1).await).await;
        assert!(there[0].contains("letter.txt"), "{there:?}");
        // What is on the clipboard is offered; here it is a file.
        stage.press("ctrl+i");
        let there = wait_until("the copied file is there", async || chips(2).await).await;
        assert!(there[1].contains("メニュー.md"), "{there:?}");

        stage.type_text("What is this about?");
        stage.press("Return");
        let thread = stage.quick_answered(|question| question.starts_with("What is this about?")).await;
        let sent = text_of(&thread[0]);
        assert!(sent.contains("letter.txt") && sent.contains(LETTER), "{sent}");
        assert!(sent.contains("メニュー.md") && sent.contains("The soup is of pumpkins."), "{sent}");
        assert_eq!(thread[1].state, MessageState::Complete, "{:?}", thread[1]);
        wait_until("a file goes along once", async || chips(0).await).await;
    });
}

#[test]
fn a_question_that_is_not_kept_leaves_no_byte_behind() {
    play("quick_forgotten", async |stage| {
        let _manager = stage.manage_windows();
        let settings = json!({ "quick_keep": false, "onboarded": true });
        let _page = stage.with_terms_accepted().with_settings(&settings).open().await;
        stage.quick_is_ready().await;
        let other = stage.other_program("").await;
        stage.focus(OTHER);
        stage.show_quick().await;
        stage.type_text("Please repeat the word quokkaberry and nothing else");
        stage.press("Return");
        // The answer is copied once it is whole; the program in front tells what it was given.
        let heard = async || {
            stage.press("ctrl+c");
            stage.press("Escape");
            stage.has_focus(OTHER).await;
            stage.press("ctrl+a");
            stage.press("ctrl+v");
            let pasted = other.said().into_iter().rev().find_map(|line| Some(line.strip_prefix("text ")?.to_owned()));
            if pasted.as_deref().is_some_and(|text| !text.trim().is_empty()) {
                return Some(());
            }
            stage.show_quick().await;
            None
        };
        wait_until("the answer can be copied", heard).await;
        let conversations = stage.store().conversations().expect("listed");
        assert!(conversations.is_empty(), "{conversations:?}");
        stage.close().await;
        let traces = traces(stage.home(), b"quokkaberry");
        assert_eq!(traces, Vec::<String>::new(), "no file tells what was asked");
    });
}

/// The files below a folder that have these bytes, in either case.
fn traces(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let kind = entry.file_type().expect("it has a kind");
        if kind.is_dir() {
            found.extend(traces(&path, bytes));
        } else if kind.is_file() {
            let held = fs::read(&path).unwrap_or_default().to_ascii_lowercase();
            if held.windows(bytes.len()).any(|part| part == bytes) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}
