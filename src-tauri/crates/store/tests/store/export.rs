//! Exports of one conversation: Markdown to be read, JSON with everything.

use carat_store::{
    ExportFormat, Labels, MessageState, MessageUpdate, NewMessage, Part, Passage, Role, StoredError, Withheld,
};
use serde_json::Value;

use crate::{answer, ask, begin, memory, new};

#[test]
fn markdown_has_title_roles_texts_times_and_model() {
    let store = memory();
    let id = begin(&store, "Gems & *stars*");
    let code = "Here:\n\n```rust\nfn main() {\n    println!(\"*_<&>\");\n}\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |";
    let question = ask(&store, id, None, "How do I print?");
    let reply = NewMessage { model: Some("own/gemma_3.gguf".into()), ..new(id, Some(question), Role::Assistant, code) };
    store.add_message(reply).unwrap();
    let markdown = store.export_conversation(id, ExportFormat::Markdown).unwrap();

    assert!(markdown.starts_with("# Gems \\& \\*stars\\*\n"), "{markdown}");
    assert!(markdown.contains(code), "texts go in untouched, code and tables too: {markdown}");
    let headings: Vec<&str> = markdown.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(headings.len(), 2);
    assert!(headings[0].starts_with("## You · 20") && headings[0].contains(':'), "who and when: {}", headings[0]);
    assert!(
        headings[1].starts_with("## Carat · 20") && headings[1].ends_with(" · own/gemma\\_3.gguf"),
        "{}",
        headings[1]
    );
    assert!(markdown.find("How do I print?") < markdown.find("Here:"));
}

#[test]
fn markdown_shows_what_is_not_text_in_a_line_each() {
    let store = memory();
    let id = begin(&store, "");
    let parts = vec![
        Part::Thought { text: "first\n\nsecond".into() },
        Part::Withheld(Withheld {
            category: "harm".into(),
            reason: "why".into(),
            action: "block".into(),
            can_show: false,
            length: 9,
            ..Withheld::default()
        }),
        Part::Image { name: "cat [1].png".into() },
        Part::ToolCall { name: "clock".into(), arguments: "{\"zone\":\"UTC\"}".into() },
        Part::Passages {
            passages: vec![
                Passage { n: 1, source: "book.pdf".into(), page: Some(3), text: "quoted".into(), ..Passage::default() },
                Passage { source: "shown, not cited".into(), ..Passage::default() },
            ],
            search: None,
        },
    ];
    store.add_message(NewMessage { parts, ..new(id, None, Role::Assistant, "") }).unwrap();
    let markdown = store.export_conversation(id, ExportFormat::Markdown).unwrap();
    assert!(markdown.starts_with("# Untitled conversation\n"));
    for line in [
        "> *Thought*",
        "> first",
        "> second",
        "*[Withheld: harm, why]*",
        "*[Attachment: cat \\[1\\].png]*",
        "*[Tool: clock]*",
        "{\"zone\":\"UTC\"}",
        "1. book.pdf, page 3",
    ] {
        assert!(markdown.lines().any(|found| found == line), "{line} in {markdown}");
    }
}

#[test]
fn an_answer_that_ended_early_says_so_and_its_code_block_is_closed() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    let reply = answer(&store, id, question, "```\nhalf");
    let error = StoredError { code: "crashed".into(), message: "The engine stopped.".into(), args: [].into() };
    let update =
        MessageUpdate { state: Some(MessageState::Failed), error: Some(Some(error)), ..MessageUpdate::default() };
    store.update_message(reply, &update).unwrap();
    let markdown = store.export_conversation(id, ExportFormat::Markdown).unwrap();
    assert!(markdown.ends_with("```\nhalf\n```\n\n*[Failed: The engine stopped.]*\n"), "{markdown}");
}

#[test]
fn labels_are_the_persons_language() {
    let store = memory();
    let id = begin(&store, "");
    ask(&store, id, None, "こんにちは");
    let labels = Labels { user: "あなた".into(), untitled: "無題".into(), ..Labels::default() };
    let markdown = store.export_markdown(id, &labels).unwrap();
    assert!(markdown.starts_with("# 無題\n\n## あなた · "), "{markdown}");
}

#[test]
fn json_has_the_whole_tree() {
    let store = memory();
    let id = begin(&store, "tree");
    let question = ask(&store, id, None, "q");
    let one = answer(&store, id, question, "one");
    answer(&store, id, question, "two");
    store.select(one).unwrap();
    let json: Value = serde_json::from_str(&store.export_conversation(id, ExportFormat::Json).unwrap()).unwrap();
    assert_eq!(json["format"], "carat-conversation");
    assert_eq!(json["version"], 1);
    let conversation = &json["conversation"];
    assert_eq!(conversation["id"], id.to_string());
    assert_eq!(conversation["leaf"], one.to_string());
    assert_eq!(conversation["messages"].as_array().unwrap().len(), 3);
    assert_eq!(conversation["messages"][1]["parent"], question.to_string());
    assert_eq!(conversation["messages"][2]["parts"][0]["text"], "two");
}

#[test]
fn a_deleted_conversation_is_not_exported() {
    let store = memory();
    let id = begin(&store, "");
    store.delete_conversation(id).unwrap();
    for format in [ExportFormat::Markdown, ExportFormat::Json] {
        assert_eq!(store.export_conversation(id, format).unwrap_err().code(), "conversation_missing");
    }
}
