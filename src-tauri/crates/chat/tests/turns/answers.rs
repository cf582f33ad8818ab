//! A question gets an answer, and all of it is saved.

use carat_chat::{ChatError, Question, Stage as Waiting};
use carat_engine::scripted::{Script, a_load};
use carat_engine::{FinishReason, Role, Usage};
use carat_store::{ConversationOptions, MessageState, Part, Sampling};

use crate::stage::{Stage, listen, text_of};

#[tokio::test]
async fn a_question_gets_a_streamed_answer_and_both_are_saved() {
    let stage = Stage::new();
    stage.engine.answer(Script::new().reading(5, 10).texts(["Tok", "yo is the ", "capital. It is ", "large."]));
    let told = listen(stage.ask("What is the capital of Japan?")).await;

    assert_eq!(told.text, "Tokyo is the capital. It is large.");
    assert!(told.progress.contains(&(Waiting::Reading, 0.5)));
    let answer = told.answer();
    assert_eq!(
        (text_of(answer), answer.state, answer.error.clone()),
        (told.text.clone(), MessageState::Complete, None)
    );
    assert_eq!(answer.model.as_deref(), Some("gemma"));
    assert_eq!(answer.parent, Some(told.question().id));
    assert_eq!(text_of(&stage.saved(told.question())), "What is the capital of Japan?");
    let thread = stage.store.thread(told.conversation().id).expect("the thread");
    assert_eq!(thread.iter().map(|message| message.id).collect::<Vec<_>>(), [told.question().id, answer.id]);
    assert_eq!(stage.saved(answer), *answer, "the event holds what is saved");
}

#[tokio::test]
async fn the_answer_has_its_place_before_the_model_is_loaded() {
    let stage = Stage::new();
    let gate = carat_engine::scripted::Gate::new();
    stage.engine.hold_loads(&gate);
    stage.engine.answer(Script::new().text("Hello."));
    let mut turn = stage.ask("Hello?");
    let first = turn.events.recv().await;
    let Some(carat_chat::TurnEvent::Started { answer, .. }) = first else { panic!("it starts first: {first:?}") };
    assert_eq!(stage.saved(&answer).state, MessageState::Streaming);
    gate.open();
    let mut loading = Vec::new();
    while let Some(event) = turn.events.recv().await {
        if let carat_chat::TurnEvent::Progress { stage, fraction } = event {
            loading.push((stage, fraction));
        }
    }
    assert!(loading.contains(&(Waiting::Loading, 0.5)), "{loading:?}");
    assert_eq!(stage.saved(&answer).state, MessageState::Complete);
}

#[tokio::test]
async fn the_model_sees_the_system_prompt_and_the_path_in_order() {
    let stage = Stage::new();
    stage.engine.answer(Script::new().text("One."));
    let options = ConversationOptions { system_prompt: "Be brief.".into(), ..ConversationOptions::default() };
    let told = listen(stage.send(Question { options: Some(options), ..Question::new("First?") })).await;
    stage.exchange(Some(told.answer()), "Second?", "Two.").await;
    let expected =
        [(Role::System, "Be brief."), (Role::User, "First?"), (Role::Assistant, "One."), (Role::User, "Second?")];
    assert_eq!(stage.last_prompt(), expected.map(|(role, text)| (role, text.to_owned())));
}

#[tokio::test]
async fn a_conversation_goes_on_with_another_model_which_sees_what_was_said_before() {
    let stage = Stage::new();
    let told = stage.exchange(None, "First?", "One.").await;
    stage.engine.answer(Script::new().text("Two."));
    let question = Question {
        conversation: Some(told.conversation().id),
        parent: Some(told.answer().id),
        ..Question::new("Second?")
    };
    let other = carat_chat::ModelChoice { load: a_load("another") };
    let told = listen(stage.chat.send(other, question)).await;
    assert_eq!(told.answer().model.as_deref(), Some("another"));
    let thread = stage.store.thread(told.conversation().id).expect("the thread");
    let models: Vec<_> = thread.iter().filter_map(|message| message.model.as_deref()).collect();
    assert_eq!(models, ["gemma", "another"], "each answer keeps the name of the model that gave it");
    let expected = [(Role::User, "First?"), (Role::Assistant, "One."), (Role::User, "Second?")];
    assert_eq!(stage.last_prompt(), expected.map(|(role, text)| (role, text.to_owned())));
}

#[tokio::test]
async fn sampling_is_the_conversations_or_else_the_familys_and_stands_beside_the_answer() {
    let stage = Stage::new();
    let told = stage.exchange(None, "One?", "One.").await;
    assert_eq!(stage.engine.requests()[0].sampling, None, "the engine knows its family's defaults");
    assert_eq!(told.answer().sampling.map(|sampling| sampling.top_k), Some(64));

    let cold = Sampling { temperature: 0.0, top_k: 1, top_p: 1.0, min_p: 0.0, repeat_penalty: 1.1, seed: Some(7) };
    stage.engine.answer(Script::new().text("Two."));
    let options = ConversationOptions { sampling: Some(cold), thinking: true, ..ConversationOptions::default() };
    let question = Question {
        conversation: Some(told.conversation().id),
        parent: Some(told.answer().id),
        ..Question::new("Two?")
    };
    let told = listen(stage.send(Question { options: Some(options.clone()), ..question })).await;
    let request = stage.engine.requests().pop().expect("it was asked");
    assert_eq!(request.sampling.map(|sampling| (sampling.repeat_penalty, sampling.seed)), Some((1.1, Some(7))));
    assert!(request.thinking);
    assert_eq!(told.answer().sampling, Some(cold));
    assert_eq!(
        told.conversation().options,
        options,
        "options that come with a question are the conversation's from then on"
    );
}

#[tokio::test]
async fn thoughts_are_a_part_of_their_own_and_no_part_of_the_history() {
    let stage = Stage::new();
    stage
        .engine
        .answer(Script::new().thought("The person greets. I ").thought("greet back.").text("Hello. How are you?"));
    let told = listen(stage.ask("Hi")).await;
    assert_eq!(told.thought, "The person greets. I greet back.");
    let thought = Part::Thought { text: told.thought.clone() };
    assert_eq!(told.answer().parts, [thought, Part::Text { text: "Hello. How are you?".into() }]);
    stage.exchange(Some(told.answer()), "Fine", "Good.").await;
    assert_eq!(stage.last_prompt()[1], (Role::Assistant, "Hello. How are you?".to_owned()));
}

#[tokio::test]
async fn usage_and_context_come_with_the_answer() {
    let stage = Stage::new();
    let usage = Usage {
        prompt_tokens: 40,
        reused_tokens: 10,
        generated_tokens: 20,
        first_token_ms: 5.0,
        prefill_ms: 4.0,
        decode_ms: 100.0,
        ..Usage::default()
    };
    stage.engine.answer(Script::new().text("Hello.").finish_with(FinishReason::Stop, usage));
    let told = listen(stage.ask("Hi")).await;
    let (reported, context) = told.usage.expect("usage is told");
    assert_eq!(told.answer().usage, Some(reported));
    assert_eq!((reported.prompt_tokens, reported.generated_tokens, reported.decode_ms), (40, 20, 100.0));
    assert!(reported.first_token_ms > 5.0, "what went before the engine counts: {}", reported.first_token_ms);
    assert_eq!((context.used, context.limit, context.messages), (60, 8192, 2));
}

#[tokio::test]
async fn a_new_conversation_is_called_after_its_question() {
    let stage = Stage::new();
    let told = stage.exchange(None, "  What is\nthe capital of Japan?  ", "Tokyo.").await;
    assert_eq!(told.conversation().title, "What is the capital of Japan?");
    stage.exchange(Some(told.answer()), "And of Peru?", "Lima.").await;
    let title = stage.store.conversation(told.conversation().id).expect("it is there").title;
    assert_eq!(title, "What is the capital of Japan?", "a later question does not rename it");
}

#[tokio::test]
async fn a_message_of_nothing_but_spaces_is_refused_and_leaves_nothing_behind() {
    let stage = Stage::new();
    for empty in ["", "  \n\t\u{3000}"] {
        let told = listen(stage.ask(empty)).await;
        assert!(matches!(told.error(), ChatError::EmptyMessage), "{:?}", told.error());
    }
    assert_eq!(stage.store.conversations().expect("the list"), []);
    assert_eq!(stage.engine.requests(), []);
}

#[tokio::test]
async fn an_answer_without_a_word_is_a_failure_that_says_so() {
    let stage = Stage::new();
    stage.engine.answer(Script::new().text("  \n"));
    let told = listen(stage.ask("Hello?")).await;
    assert!(matches!(told.error(), ChatError::EmptyAnswer));
    assert_eq!(told.failed_answer().state, MessageState::Failed);
}

#[tokio::test]
async fn an_answer_cut_at_its_length_or_by_a_full_context_says_so() {
    for (reason, code) in [(FinishReason::Length, "cut_at_length"), (FinishReason::ContextFull, "cut_at_context")] {
        let stage = Stage::new();
        stage.engine.answer(Script::new().text("One is. Two").finish(reason));
        let told = listen(stage.send(Question { max_tokens: Some(5), ..Question::new("Count") })).await;
        assert_eq!(stage.engine.requests()[0].max_tokens, Some(5));
        let answer = told.answer();
        assert_eq!((text_of(answer).as_str(), answer.state), ("One is. Two", MessageState::Stopped));
        assert_eq!(answer.error.as_ref().map(|error| error.code.as_str()), Some(code));
    }
}
