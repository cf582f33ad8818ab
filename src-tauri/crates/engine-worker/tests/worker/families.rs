//! Every Gemma architecture through the real llama.cpp, by tiny models with random weights (`tests/fixtures`): what is
//! reused gives what a cold start gives, on each of them. The windows of those that have some are 64 tokens wide.

mod states;

use std::path::PathBuf;

use carat_engine::{EngineError, FinishReason, GenerateRequest, Message, Role};

use crate::process::{Answer, Worker, conversation, starter};

/// Those that answer, and whether some of their layers see a window only.
const FAMILIES: [(&str, bool); 6] =
    [("gemma", false), ("gemma2", true), ("gemma3", true), ("gemma3n", true), ("gemma4", true), ("gemma4-moe", true)];

/// Tokens of an answer. One token computed alone and many at once differ in their last bits, and random weights make
/// more of that with each token; how equal the numbers are, [`states`] says.
const SHORT: u32 = 4;

/// A tiny model, where set-up puts it: below the target folder, which holds the starter model's folder.
fn tiny(name: &str) -> PathBuf {
    let target = starter().ancestors().nth(3).expect("a target folder").to_path_buf();
    let model = target.join("fixtures").join(format!("{name}.gguf"));
    assert!(model.is_file(), "{} is missing: run `cargo xtask setup` first", model.display());
    model
}

/// Text that is no repetition, so that no two places of it look alike to a model.
fn prose(words: usize) -> String {
    (0..words).map(|at| format!("word {} of {}", at * 7919 % 1000, at)).collect::<Vec<_>>().join(", ")
}

fn said(role: Role, text: &str) -> Message {
    Message::text(role, text)
}

/// A short answer to these messages.
fn asking(messages: &[Message]) -> GenerateRequest {
    GenerateRequest { max_tokens: Some(SHORT), ..conversation(messages.to_vec()) }
}

fn loaded(name: &str) -> Worker {
    let mut worker = Worker::start();
    worker.load(&tiny(name), Some(4096)).unwrap_or_else(|error| panic!("{name}: {error}"));
    worker
}

/// What a worker that has computed nothing yet answers.
fn cold(name: &str, messages: &[Message]) -> Answer {
    loaded(name).ask(asking(messages))
}

/// Gemma 3n is not among them: with random weights its answers part from a cold start's within a few tokens, of which
/// the cause is not known yet. Its states, like those of Gemma 4, are held to the bit by [`states`].
const TURNS: [&str; 3] = ["gemma", "gemma2", "gemma3"];

#[test]
fn every_turn_gives_what_a_cold_start_gives() {
    for name in TURNS {
        let mut worker = loaded(name);
        // Longer than any window, and than what a window's cells hold.
        let document = said(Role::User, &prose(200));
        let opening = vec![document.clone()];
        let first = worker.ask(asking(&opening));
        let again = worker.ask(asking(&opening));
        assert_eq!(again.usage().reused_tokens + 1, again.usage().prompt_tokens, "{name}: all but the last is kept");
        let answered = [opening.clone(), vec![said(Role::Assistant, &first.text)]].concat();
        let next = [answered.clone(), vec![said(Role::User, "And then?")]].concat();
        let edited = [answered, vec![said(Role::User, "What came before that?")]].concat();
        let branch = vec![said(Role::User, &format!("{} Shorter.", prose(60)))];
        let turns = [("again", &opening), ("next", &next), ("edited", &edited), ("branch", &branch), ("back", &next)];
        for (turn, messages) in turns {
            let warm = worker.ask(asking(messages));
            let cold = cold(name, messages);
            assert_eq!((&warm.text, warm.reason()), (&cold.text, cold.reason()), "{name}: {turn}");
            assert_eq!(warm.usage().prompt_tokens, cold.usage().prompt_tokens, "{name}: {turn}");
        }
        assert_eq!(first.text, again.text, "{name}: the same question again");
    }
}

#[test]
fn a_cancel_leaves_what_the_next_answer_needs() {
    for (name, _) in FAMILIES {
        let mut worker = loaded(name);
        let messages = vec![said(Role::User, &prose(200))];
        let id = worker.begin(GenerateRequest { max_tokens: Some(3000), ..conversation(messages.clone()) });
        worker.event();
        worker.cancel(id);
        assert_eq!(worker.finish(id).reason(), FinishReason::Cancelled, "{name}: it had hardly begun");
        let answer = worker.ask(asking(&messages));
        assert!(answer.end.is_ok(), "{name}: {:?}", answer.end);
        if TURNS.contains(&name) {
            assert_eq!(answer.text, cold(name, &messages).text, "{name}");
        }
    }
}

#[test]
fn any_text_comes_back_from_the_small_vocabulary() {
    // The tests above compare texts: these would be alike if the vocabulary lost what it does not know.
    use crate::model::backend;
    use llama_cpp_2::model::{LlamaModel, params::LlamaModelParams};

    let parameters = LlamaModelParams::default().with_vocab_only(true);
    let model = LlamaModel::load_from_file(backend(), tiny("gemma3"), &parameters).expect("the vocabulary loads");
    let vocabulary = model.vocab();
    for text in ["The ship sails.", "東京は日本の首都です。", "naïve 👩‍👩‍👧 \u{1F600}", "a\tb\r\n  c", "עברית"]
    {
        let mut bytes = Vec::new();
        for token in vocabulary.tokenize(text.as_bytes(), false, false) {
            bytes.extend(vocabulary.token_to_piece(token, false, None));
        }
        assert_eq!(String::from_utf8_lossy(&bytes), text);
    }
}

#[test]
fn a_drafter_is_refused_before_llama_cpp_ends_the_process() {
    let mut worker = Worker::start();
    match worker.load(&tiny("gemma4-assistant"), None) {
        Err(EngineError::LoadFailed { detail }) => assert!(detail.contains("drafter"), "{detail}"),
        other => panic!("{other:?}"),
    }
    worker.load(&tiny("gemma4"), Some(1024)).expect("it lives on");
}
