//! A whole answer is judged once more at its end, against all that its sentences were; what is taken back leaves no state.

use std::sync::{Arc, Mutex};

use carat_chat::{Chat, Question};
use carat_documents::{Adding, Documents};
use carat_engine::Role;
use carat_engine::scripted::Script;
use carat_reader::{Limits, Reader};
use carat_safety::{Action, Asked, Category, Judge, Judging, Segment, Speaker, Verdict};
use carat_store::{ConversationId, ConversationOptions, DocumentId, DocumentOwner, NewLink, Part, Store};
use uuid::Uuid;

use crate::stage::{Stage, Told, listen, text_of};

const TEST_WORD: &str = "carat-filter-test-block";

/// Finds nothing in a sentence and something in every whole answer with "Two"; keeps what each is judged against.
#[derive(Clone)]
struct AtEnd {
    action: Action,
    sentences: Arc<Mutex<Vec<Asked>>>,
    wholes: Arc<Mutex<Vec<Asked>>>,
}

impl AtEnd {
    fn new(action: Action) -> Self {
        Self { action, sentences: Arc::default(), wholes: Arc::default() }
    }
}

impl Judge for AtEnd {
    fn judge<'a>(&'a self, speaker: Speaker, segment: &'a Segment) -> Judging<'a> {
        if speaker == Speaker::Model {
            self.sentences.lock().expect("no panic").push(Asked::clone(&segment.asked));
        }
        Box::pin(std::future::ready(Verdict::allow()))
    }

    fn judge_end<'a>(&'a self, asked: &'a Asked, answer: &'a str) -> Option<Judging<'a>> {
        self.wholes.lock().expect("no panic").push(asked.clone());
        let action = if answer.contains("Two") { self.action } else { Action::Allow };
        let verdict = Verdict { action, category: Some(Category::new("test")), ..Verdict::allow() };
        let judging: Judging<'a> = Box::pin(std::future::ready(verdict));
        Some(judging)
    }
}

/// The conversations whose state was to be forgotten.
fn forgotten(stage: &Stage) -> Vec<String> {
    stage.engine.forgotten_states().iter().map(ToString::to_string).collect()
}

fn of(told: &Told) -> Vec<String> {
    vec![told.conversation().id.to_string()]
}

#[tokio::test]
async fn the_state_of_a_blocked_answer_is_forgotten_and_the_next_question_works() {
    let stage = Stage::new();
    let one = stage.exchange(None, "One?", "One.").await;
    assert_eq!(forgotten(&stage), Vec::<String>::new());
    let two = stage.exchange(Some(one.answer()), "Two?", &format!("It is {TEST_WORD}. ")).await;
    assert_eq!(forgotten(&stage), of(&one));
    let three = stage.exchange(Some(two.answer()), "Three?", "Three.").await;
    assert_eq!(text_of(three.answer()), "Three.");
    let history = [(Role::User, "One?"), (Role::Assistant, "One."), (Role::User, "Three?")];
    assert_eq!(stage.last_prompt(), history.map(|(role, text)| (role, text.to_owned())));
    assert_eq!(forgotten(&stage).len(), 1, "only once");
}

#[tokio::test]
async fn a_blocked_question_leaves_no_state_to_forget() {
    let stage = Stage::new();
    listen(stage.ask(&format!("Say {TEST_WORD}."))).await;
    assert_eq!(forgotten(&stage), Vec::<String>::new());
}

#[tokio::test]
async fn an_answer_that_is_taken_back_at_its_end_is_forgotten_and_a_noted_one_is_not() {
    for (action, kept) in [(Action::Block, false), (Action::Blur, false), (Action::Note, true)] {
        let stage = Stage::judged_by(AtEnd::new(action));
        let told = stage.exchange(None, "Count", "One is. Two is.").await;
        assert_eq!(text_of(told.answer()).is_empty(), !kept, "{action:?}");
        assert!(told.answer().parts.iter().any(|part| matches!(part, Part::Withheld(_))));
        assert_eq!(forgotten(&stage), if kept { Vec::new() } else { of(&told) }, "{action:?}");
        let next = stage.exchange(Some(told.answer()), "Again", "One is.").await;
        assert_eq!(text_of(next.answer()), "One is.");
    }
}

async fn add(documents: &Documents, text: &str) -> DocumentId {
    let owner = DocumentOwner::Conversation(ConversationId::from(Uuid::nil()));
    let mut addition = documents.add_text(text, NewLink { owner, path: String::new(), name: "a.txt".to_owned() });
    while let Some(event) = addition.events.recv().await {
        if let Adding::Searchable { document } = event {
            return document.id;
        }
    }
    panic!("the document was not added");
}

#[tokio::test]
async fn what_documents_and_the_prompt_say_is_no_leak_in_a_sentence_or_in_the_whole() {
    let store = Store::in_memory().expect("a store in memory");
    let judge = AtEnd::new(Action::Allow);
    let mut stage = Stage::in_store(store.clone());
    let reader = Reader::new("/nowhere/carat-reader", Limits::default());
    let documents = Documents::new(store.clone(), Arc::new(reader), None);
    stage.chat =
        Chat::new(store, Arc::new(stage.engine.clone()), Arc::new(judge.clone())).with_documents(documents.clone());
    let id = add(&documents, "The club's account is DE89 3704 0044 0532 0130 00.").await;
    stage.engine.answer(Script::new().text("It is DE89 3704 0044 0532 0130 00."));
    let options = ConversationOptions { system_prompt: "Call +44 20 7946 0958.".into(), ..Default::default() };
    let question =
        Question { documents: vec![id], options: Some(options), ..Question::new("Which account has the club?") };
    listen(stage.send(question)).await;
    for judged in [&judge.sentences, &judge.wholes] {
        let judged = judged.lock().expect("no panic").clone();
        assert!(!judged.is_empty());
        for asked in judged {
            assert_eq!(asked.question, "Which account has the club?");
            let shown = asked.shown.join("\n");
            assert!(shown.contains("DE89 3704") && shown.contains("7946 0958"), "{asked:?}");
        }
    }
}
