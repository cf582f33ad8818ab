//! Commands about the filter: its policies and figures, its log, and text that it held back.

use carat_safety as safety;
use carat_store::{EntryId, LogFilter, MessageId, Part, Store};
use serde_json::json;
use tauri::{AppHandle, State};

use super::Answer;
use super::export::on_file;
use crate::dialogs::{self, FileKind};
use crate::parts::Parts;
use crate::wire::{Help, HelpLine, LogEntry, LogPage, LogQuery, Policies, SafetyReport, parse_id};
use crate::{safety_report, words};

/// Entries on a page of the log.
const PAGE: usize = 50;

#[tauri::command]
pub(crate) async fn policies() -> Answer<Policies> {
    let own = safety::Policies::built_in();
    Ok(Policies { version: own.version, policies: own.iter().map(Into::into).collect() })
}

#[tauri::command]
pub(crate) async fn safety_report() -> Answer<SafetyReport> {
    Ok(safety_report::built_in())
}

#[tauri::command]
pub(crate) async fn help_lines() -> Answer<Help> {
    Ok(help(&words::system_locale()))
}

#[tauri::command]
pub(crate) async fn safety_log(parts: State<'_, Parts>, query: LogQuery) -> Answer<LogPage> {
    let (filter, before) = query.into_filter()?;
    parts.stored(move |store| page(store, &filter, before)).await
}

#[tauri::command]
pub(crate) async fn clear_safety_log(parts: State<'_, Parts>) -> Answer<()> {
    parts.stored(Store::clear_safety_log).await?;
    Ok(())
}

#[tauri::command]
pub(crate) async fn export_safety_log(app: AppHandle, parts: State<'_, Parts>) -> Answer<Option<String>> {
    let stem = format!("Carat filter {}", jiff::ZonedDateTime::now().date());
    let language = parts.settings.now().language;
    let chosen = dialogs::save(&app, language, "native-export-safety-log", FileKind::Json, &stem).await;
    let Some(path) = chosen else { return Ok(None) };
    on_file(&parts, path, |store, path| super::export::write_beside(path, exported(store)?.as_bytes())).await.map(Some)
}

/// Notes that a verdict was wrong, or no longer. It stays on this computer.
#[tauri::command]
pub(crate) async fn report_verdict(parts: State<'_, Parts>, entry: String, wrong: bool) -> Answer<LogEntry> {
    let entry: EntryId = parse_id(&entry, "entry")?;
    let forgetting = parts.quick.held().session.clone().filter(|session| !session.kept);
    let reported = parts
        .stored(move |kept| {
            let in_memory = forgetting.and_then(|session| session.store.report_safety_entry(entry, wrong).ok());
            in_memory.map_or_else(|| kept.report_safety_entry(entry, wrong), Ok)
        })
        .await?;
    Ok((&reported).into())
}

/// The text that was held back at a place among a message's parts, for the person who asked to see it.
#[tauri::command]
pub(crate) async fn show_withheld(parts: State<'_, Parts>, message: String, part: u32) -> Answer<String> {
    let message: MessageId = parse_id(&message, "message")?;
    let store = parts.session_of(message).store;
    parts.blocking(move |_, _| Ok(held_text(&store, message, part)?)).await
}

fn page(store: &Store, filter: &LogFilter, before: Option<EntryId>) -> carat_store::Result<LogPage> {
    // One more tells whether there are more.
    let entries = store.safety_log(filter, before, PAGE + 1)?;
    Ok(LogPage {
        more: entries.len() > PAGE,
        total: store.safety_log_length(filter)?,
        entries: entries.iter().take(PAGE).map(Into::into).collect(),
    })
}

fn exported(store: &Store) -> Answer<String> {
    let entries = store.safety_log(&LogFilter::default(), None, usize::MAX)?;
    let log = json!({ "format": "carat-safety-log", "version": 1, "entries": entries });
    serde_json::to_string_pretty(&log).map_err(crate::wire::WireError::internal)
}

/// Only what a policy lets be shown is ever kept; the message says so once more.
fn held_text(store: &Store, message: MessageId, place: u32) -> carat_store::Result<String> {
    let parts = store.message(message)?.parts;
    match parts.get(place as usize) {
        Some(Part::Withheld(withheld)) if withheld.can_show => store.held_text(message, place),
        _ => Err(carat_store::Error::TextNotKept),
    }
}

/// Who helps where this locale is spoken.
fn help(locale: &str) -> Help {
    let carat_safety::HelpHere { emergency, lines, directory } = carat_safety::help_for(locale);
    let line = |carat_safety::HelpLine { name, phone, hours, source, checked }| HelpLine {
        name,
        phone,
        hours,
        source,
        checked,
    };
    Help { emergency, lines: lines.into_iter().map(line).collect(), directory }
}

#[cfg(test)]
mod tests {
    use carat_store::{ConversationOptions, MessageState, NewMessage, Role, SafetyEntry, Withheld};

    use super::*;

    fn filled(count: usize) -> Store {
        let store = Store::in_memory().expect("a store");
        for _ in 0..count {
            let withheld = Withheld { category: "hate".into(), action: "blur".into(), ..Withheld::default() };
            store.add_safety_entry(&SafetyEntry::new(&withheld, "ab".repeat(32))).expect("added");
        }
        store
    }

    #[test]
    fn a_page_says_whether_there_are_older_entries_and_how_many_in_all() {
        let store = filled(PAGE + 3);
        let first = page(&store, &LogFilter::default(), None).expect("a page");
        assert_eq!((first.entries.len(), first.more, first.total), (PAGE, true, (PAGE + 3) as u64));
        let last = parse_id(&first.entries[PAGE - 1].id, "entry").expect("an id");
        let second = page(&store, &LogFilter::default(), Some(last)).expect("a page");
        assert_eq!((second.entries.len(), second.more), (3, false));
    }

    #[test]
    fn an_exported_log_is_json_with_every_entry() {
        let exported = exported(&filled(2)).expect("exported");
        let log: serde_json::Value = serde_json::from_str(&exported).expect("JSON");
        assert_eq!(log["entries"].as_array().map(Vec::len), Some(2));
        assert_eq!(log["entries"][0]["category"], "hate");
    }

    #[test]
    fn only_what_its_part_lets_be_shown_is_handed_out() {
        let store = filled(0);
        let conversation = store.create_conversation("", &ConversationOptions::default()).expect("created").id;
        let part = |can_show| Part::Withheld(Withheld { can_show, length: 4, ..Withheld::default() });
        let message = store
            .add_message(NewMessage {
                conversation,
                parent: None,
                role: Role::Assistant,
                parts: vec![part(true), part(false)],
                state: MessageState::Complete,
                model: None,
                sampling: None,
                left_out: 0,
            })
            .expect("added")
            .id;
        for place in 0..3 {
            store.hold_text(message, place, "held").expect("held");
        }
        assert_eq!(held_text(&store, message, 0).expect("it may be shown"), "held");
        for place in [1, 2] {
            assert_eq!(held_text(&store, message, place).expect_err("it may not").code(), "text_not_kept");
        }
        store.delete_message(message).expect("deleted");
        assert_eq!(held_text(&store, message, 0).expect_err("it is gone").code(), "message_missing");
    }
}
