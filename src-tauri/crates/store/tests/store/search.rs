//! Search: what is found, in which order, and how it is shown.

use carat_store::{MessageState, MessageUpdate, NewMessage, Part, Role, Store};

use crate::{answer, ask, begin, memory, new, stream, text};

/// The titles of the conversations that are found, best first, each once.
fn found(store: &Store, query: &str) -> Vec<String> {
    let mut titles: Vec<String> =
        store.search(query, 50).unwrap().into_iter().map(|hit| hit.conversation.title).collect();
    titles.dedup();
    titles
}

/// A store with one conversation for each text, titled by its number.
fn with_texts(texts: &[&str]) -> Store {
    let store = memory();
    for (number, words) in texts.iter().enumerate() {
        let id = begin(&store, &format!("t{number}"));
        ask(&store, id, None, words);
    }
    store
}

#[test]
fn scripts_without_spaces_are_found_by_any_piece() {
    let store = with_texts(&[
        "明日東京都へ行きます",
        "准备面试的问题",
        "うちの猫はかわいい",
        "오늘 날씨가 좋네요",
        "สวัสดีชาวโลก",
        "ອາຫານລາວ",
    ]);
    for (query, title) in [
        ("東京", "t0"),
        ("京都へ", "t0"),
        ("面试", "t1"),
        ("试", "t1"),
        ("猫", "t2"),
        ("かわいい", "t2"),
        ("날씨", "t3"),
        ("씨가", "t3"),
        ("ชาว", "t4"),
        ("ลาว", ""),
        ("ລາວ", "t5"),
    ] {
        let expected: &[&str] = if title.is_empty() { &[] } else { &[title] };
        assert_eq!(found(&store, query), expected, "for {query}");
    }
    assert!(found(&store, "京東").is_empty(), "the order of the characters counts");
    assert!(found(&store, "明日へ").is_empty(), "a run must stand together");
    assert_eq!(found(&store, "明日 行"), ["t0"], "two runs need not");
}

#[test]
fn accents_case_and_width_do_not_matter_in_any_script() {
    let store =
        with_texts(&["Ein Café in ΑΘΉΝΑ", "naïve Ёлка", "ＦＵＬＬ　ｗｉｄｔｈ ｶﾞﾗｽ", "שָׁלוֹם עולם", "مُحَمَّد", "हिन्दी भाषा"]);
    for (query, title) in [
        ("cafe", "t0"),
        ("CAFÉ", "t0"),
        ("cafe\u{301}", "t0"),
        ("αθηνα", "t0"),
        ("naive", "t1"),
        ("елка", "t1"),
        ("full", "t2"),
        ("ガラス", "t2"),
        ("שלום", "t3"),
        ("محمد", "t4"),
        ("हिन्दी", "t5"),
        ("भाषा", "t5"),
    ] {
        assert_eq!(found(&store, query), [title], "for {query}");
    }
}

#[test]
fn all_words_must_be_there_and_the_last_may_be_unfinished() {
    let store = with_texts(&["apple pie recipe", "apple juice", "pineapple pie"]);
    assert_eq!(found(&store, "pie apple"), ["t0"]);
    assert_eq!(found(&store, "apple pi"), ["t0"], "the last word is a beginning");
    assert!(found(&store, "appl pie").is_empty(), "the others are whole");
    assert_eq!(found(&store, "rec"), ["t0"]);
}

#[test]
fn emoji_are_found() {
    let store = with_texts(&["let us party 🎉🎈", "no"]);
    assert_eq!(found(&store, "🎈"), ["t0"]);
    assert_eq!(found(&store, "party🎉"), ["t0"]);
}

#[test]
fn no_query_is_a_fault() {
    let store = with_texts(&["say \"hello\" AND goodbye NOT *never* (x:y) ^caret {a}-b"]);
    let long_words: String = "hello ".chars().cycle().take(10_000).collect();
    let long_run = "漢".repeat(10_000);
    let distinct: String = (0..3000).map(|number| format!("w{number} ")).collect();
    let planes: String = (0..=0x10_FFFFu32).step_by(97).filter_map(char::from_u32).collect();
    for query in [
        "",
        " ",
        "\"",
        "\"hello",
        "hello\"",
        "AND",
        "hello AND",
        "NOT hello",
        "*",
        "hel*",
        "(",
        ")",
        "x:y",
        "words:hello",
        "^hello",
        "{a}",
        "-b",
        "a-b",
        "NEAR(a b)",
        "hello + goodbye",
        "'",
        ";--",
        "\u{0}",
        "he\u{0}llo",
        "\\",
        "%",
        "_",
        long_words.as_str(),
        long_run.as_str(),
        distinct.as_str(),
        planes.as_str(),
    ] {
        let hits = store.search(query, 10);
        assert!(hits.is_ok(), "{:?} for {:?}", hits.err(), query.chars().take(20).collect::<String>());
    }
    assert_eq!(found(&store, "\"hello\" AND goodbye"), ["t0"], "operators are words");
    assert_eq!(found(&store, &long_words), ["t0"]);
    assert!(store.search("hello", 0).unwrap().is_empty());
}

#[test]
fn titles_come_before_texts_and_close_matches_by_time() {
    let store = memory();
    let old = begin(&store, "old talk");
    let first = ask(&store, old, None, "about gems");
    let second = ask(&store, old, Some(first), "about gems");
    let titled = begin(&store, "Gems");
    let hits = store.search("gems", 10).unwrap();
    let order: Vec<_> = hits.iter().map(|hit| (hit.conversation.id, hit.message)).collect();
    assert_eq!(order, [(titled, None), (old, Some(second)), (old, Some(first))]);
    assert_eq!(store.search("gems", 2).unwrap().len(), 2, "no more than asked for");

    let long = begin(&store, "long");
    ask(&store, long, None, &format!("about gems and {}", "many other things ".repeat(200)));
    assert_eq!(store.search("gems", 10).unwrap().last().unwrap().conversation.id, long, "a passing mention comes last");
}

#[test]
fn only_text_is_found_not_thoughts_or_what_was_withheld() {
    let store = memory();
    let id = begin(&store, "");
    let parts = vec![
        Part::Thought { text: "pondering".into() },
        Part::Text { text: "spoken".into() },
        Part::ToolResult { name: "clock".into(), content: "noon".into() },
    ];
    store.add_message(NewMessage { parts, ..new(id, None, Role::Assistant, "") }).unwrap();
    assert_eq!(store.search("spoken", 10).unwrap().len(), 1);
    for hidden in ["pondering", "noon", "clock"] {
        assert!(store.search(hidden, 10).unwrap().is_empty(), "{hidden} is not text");
    }
}

#[test]
fn an_answer_is_found_when_its_writing_ends_and_by_its_last_text_alone() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "question");
    let reply = stream(&store, id, question, "draft");
    let done = |words: &str| MessageUpdate {
        parts: Some(text(words)),
        state: Some(MessageState::Complete),
        ..MessageUpdate::default()
    };
    store.update_message(reply, &done("final words")).unwrap();
    assert_eq!(store.search("final", 10).unwrap()[0].message, Some(reply));
    store.update_message(reply, &done("other words")).unwrap();
    assert!(store.search("final", 10).unwrap().is_empty(), "what was replaced is not found");
    assert!(store.search("draft", 10).unwrap().is_empty());
    assert_eq!(store.search("other", 10).unwrap().len(), 1);
}

#[test]
fn what_is_deleted_is_not_found_until_it_is_restored() {
    let store = memory();
    let id = begin(&store, "needle in the title");
    let question = ask(&store, id, None, "needle");
    answer(&store, id, question, "needle below");
    assert_eq!(store.search("needle", 10).unwrap().len(), 3);
    store.delete_message(question).unwrap();
    assert_eq!(store.search("needle", 10).unwrap().len(), 1, "the title alone");
    store.restore_message(question).unwrap();
    store.delete_conversation(id).unwrap();
    assert!(store.search("needle", 10).unwrap().is_empty());
    store.restore_conversation(id).unwrap();
    assert_eq!(store.search("needle", 10).unwrap().len(), 3);
    store.rename(id, "another").unwrap();
    assert_eq!(store.search("needle", 10).unwrap().len(), 2, "an old title is not found");
}

#[test]
fn a_snippet_marks_the_hits_in_their_own_spelling() {
    let store = memory();
    let id = begin(&store, "");
    ask(&store, id, None, "Wir trafen uns im\n\nCafé, dem CAFÉ am Platz.");
    let hit = store.search("cafe", 10).unwrap().remove(0);
    let shown: Vec<(&str, bool)> = hit.snippet.iter().map(|piece| (piece.text.as_str(), piece.hit)).collect();
    assert_eq!(
        shown,
        [("Wir trafen uns im ", false), ("Café", true), (", dem ", false), ("CAFÉ", true), (" am Platz.", false)]
    );
}

#[test]
fn a_hit_deep_in_a_long_message_is_shown_with_what_is_around_it() {
    let store = memory();
    let id = begin(&store, "");
    let text = format!("{}ここに宝石があります{}", "文字".repeat(30_000), "文字".repeat(30_000));
    ask(&store, id, None, &text);
    let hit = store.search("宝石", 10).unwrap().remove(0);
    let line: String = hit.snippet.iter().map(|piece| piece.text.as_str()).collect();
    assert!(line.chars().count() < 200 && line.contains("ここに宝石があります"), "{line}");
    assert_eq!(
        hit.snippet.iter().filter(|piece| piece.hit).map(|piece| piece.text.as_str()).collect::<Vec<_>>(),
        ["宝石"]
    );
}
