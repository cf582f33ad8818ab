//! Stopping, closing the window and being killed: what was shown is kept.

use std::time::Duration;

use carat_engine::scripted::{Gate, Script};
use carat_store::{Home, Message, MessageState, Notice, Store};

use crate::stage::{Stage, Told, listen, listen_on, listen_until, text_of};

#[tokio::test]
async fn a_stopped_answer_keeps_what_was_written_and_can_be_followed() {
    let stage = Stage::new();
    stage.engine.answer(Script::new().text("One is. Two i").wait().text("s. Three"));
    let mut turn = stage.ask("Count");
    let told = listen_until(&mut turn, "One is. ").await;
    turn.stop.cancel();
    let told = listen_on(&mut turn, told).await;
    let answer = told.answer();
    assert_eq!((text_of(answer).as_str(), answer.state), ("One is. Two i", MessageState::Stopped));
    assert_eq!(answer.error, None, "stopping is no error");
    assert_eq!(told.text, "One is. Two i", "the sentence that was being written is judged and shown");
    assert_eq!(stage.engine.cancelled(), 1);
    assert_eq!(stage.exchange(Some(answer), "Go on", "Three.").await.text, "Three.");
}

#[tokio::test]
async fn a_turn_can_be_stopped_while_its_model_loads() {
    let stage = Stage::new();
    let gate = Gate::new();
    stage.engine.hold_loads(&gate);
    let turn = stage.ask("Hello?");
    gate.reached().await;
    turn.stop.cancel();
    let told = listen(turn).await;
    assert_eq!((told.answer().state, told.answer().parts.len()), (MessageState::Stopped, 0));
    assert_eq!(stage.engine.requests(), []);
}

/// Looks until the saved answer is as wanted; fails only if it never is.
async fn saved_when(stage: &Stage, answer: &Message, wanted: impl Fn(&Message) -> bool) -> Message {
    for _ in 0..400 {
        let saved = stage.saved(answer);
        if wanted(&saved) {
            return saved;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never was as wanted: {:?}", stage.saved(answer).state);
}

#[tokio::test]
async fn the_partial_answer_is_saved_while_it_is_written() {
    let stage = Stage::new();
    stage.engine.answer(Script::new().text("One is. Two").wait().text(" is."));
    let mut turn = stage.ask("Count");
    let told = listen_until(&mut turn, "One is. ").await;
    let (_, _, answer) = told.started.as_ref().expect("it started");
    let saved = saved_when(&stage, answer, |saved| !saved.parts.is_empty()).await;
    assert_eq!((text_of(&saved).as_str(), saved.state), ("One is. ", MessageState::Streaming));
    stage.engine.gate().open();
    assert_eq!(listen_on(&mut turn, told).await.text, "One is. Two is.");
}

/// Tells the victim below where its store lies.
const VICTIM_HOME: &str = "CARAT_TEST_VICTIM_HOME";

#[tokio::test]
#[ignore = "it is the process that the test below kills"]
async fn victim() {
    let Ok(home) = std::env::var(VICTIM_HOME) else { return };
    let (store, _) = Store::open(&Home::at(home)).expect("the store");
    let stage = Stage::in_store(store);
    stage.engine.answer(Script::new().text("One is. Two is. Three").wait());
    listen(stage.ask("Count")).await;
}

#[tokio::test]
async fn a_process_killed_in_the_middle_of_an_answer_leaves_what_it_had_shown() {
    let home = tempfile::tempdir().expect("a home");
    let this = std::env::current_exe().expect("this program");
    let mut victim = std::process::Command::new(this)
        .args(["--exact", "stopping::victim", "--ignored"])
        .env(VICTIM_HOME, home.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("it starts");
    let (store, _) = Store::open(&Home::at(home.path())).expect("the store");
    let answer = loop {
        assert_eq!(victim.try_wait().expect("its state"), None, "the victim waits to be killed");
        let conversation = store.conversations().expect("the list").pop();
        let last = conversation.and_then(|found| store.thread(found.id).expect("the thread").pop());
        match last.filter(|answer| text_of(answer) == "One is. Two is. ") {
            Some(answer) => break answer,
            None => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    assert_eq!(answer.state, MessageState::Streaming, "while its writer lives");
    victim.kill().expect("it is killed");
    victim.wait().expect("it ends");
    drop(store);
    let (store, notices) = Store::open(&Home::at(home.path())).expect("the store");
    assert_eq!(notices, [Notice::BrokenOff { answers: 1 }]);
    let stage = Stage::in_store(store);
    let saved = stage.saved(&answer);
    assert_eq!((text_of(&saved).as_str(), saved.state), ("One is. Two is. ", MessageState::BrokenOff));

    stage.engine.answer(Script::new().text("Three is."));
    let told = listen(stage.continue_answer(&saved)).await;
    assert_eq!(text_of(told.answer()), "One is. Two is. Three is.");
}

#[tokio::test]
async fn a_turn_whose_listener_is_gone_runs_to_its_saved_end() {
    let stage = Stage::new();
    stage.engine.answer(Script::new().text("One is. ").wait().text("Two is. Three is."));
    let mut turn = stage.ask("Count");
    let Some(carat_chat::TurnEvent::Started { answer, .. }) = turn.events.recv().await else { panic!("it starts") };
    drop(turn);
    stage.engine.gate().open();
    let saved = saved_when(&stage, &answer, |saved| saved.state != MessageState::Streaming).await;
    assert_eq!((text_of(&saved).as_str(), saved.state), ("One is. Two is. Three is.", MessageState::Complete));
    assert_eq!(stage.engine.cancelled(), 0);
}

#[tokio::test]
async fn a_listener_that_is_slow_misses_nothing() {
    let stage = Stage::new();
    let sentences: Vec<String> = (0..5000).map(|number| format!("Number {number} is. ")).collect();
    stage.engine.answer(Script::new().texts(sentences.clone()));
    let turn = stage.ask("Count");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(listen(turn).await.text, sentences.concat());
}

#[tokio::test]
async fn two_turns_at_once_do_not_mix() {
    let stage = Stage::new();
    let gates = [Gate::new(), Gate::new()];
    let begins = |name: &str| format!("{name} is. ");
    let goes_on = |name: &str| (0..50).map(|number| format!("{name} {number} is. ")).collect::<Vec<_>>();
    let mut turns = Vec::new();
    for (name, gate) in ["A", "B"].into_iter().zip(&gates) {
        let begin = Script::new().texts([begins(name), "Then ".to_owned()]);
        stage.engine.answer(begin.wait_at(gate).texts(goes_on(name)));
        let mut turn = stage.ask(&format!("Question {name}"));
        // Waiting for its first words, so that the second question does not get the first one's script.
        let told = listen_until(&mut turn, &begins(name)).await;
        turns.push((turn, told));
    }
    gates.iter().for_each(Gate::open);
    let (mut second, told_second) = turns.pop().expect("two");
    let (mut first, told_first) = turns.pop().expect("two");
    let (first, second): (Told, Told) =
        tokio::join!(listen_on(&mut first, told_first), listen_on(&mut second, told_second));
    for (told, name) in [(&first, "A"), (&second, "B")] {
        let expected = format!("{}Then {}", begins(name), goes_on(name).concat());
        assert_eq!(told.text, expected);
        assert_eq!(text_of(&stage.saved(told.answer())), expected);
        assert_eq!(told.conversation().title, format!("Question {name}"));
    }
    assert_ne!(first.conversation().id, second.conversation().id);
}
