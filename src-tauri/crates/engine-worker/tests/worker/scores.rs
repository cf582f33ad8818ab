//! Scores are those that answering would have used, whatever was computed before.

use carat_engine::frames::{FromWorker, ToWorker};
use carat_engine::{
    EngineError, GenerateRequest, LoadRequest, Message, PromptPiece, Purpose, Role, ScorePrompt, ScoreRequest, Scores,
};

use crate::model::precise;
use crate::process::{Worker, endless, long, question};

const POLICY: &str =
    "Answer with Yes or No. Is the text below about the sea, a ship, a sailor, a harbour or an island?";

fn judged(text: &str) -> ScoreRequest {
    let messages = vec![Message::text(Role::System, POLICY.repeat(4)), Message::text(Role::User, text)];
    ScoreRequest::of_messages(messages, ["Yes", "No", "Yes, the ship sails", ""].map(str::to_owned).to_vec())
}

fn begin(worker: &mut Worker, request: ScoreRequest) -> u64 {
    let id = worker.id();
    worker.send(&ToWorker::Score { id, request });
    id
}

fn score(worker: &mut Worker, request: ScoreRequest) -> Result<Scores, EngineError> {
    let id = begin(worker, request);
    match worker.receive_other() {
        FromWorker::Scored { id: of, scores } if of == id => Ok(scores),
        FromWorker::Failed { id: of, error } if of == id => Err(error),
        other => panic!("not about the score: {other:?}"),
    }
}

fn guard() -> Worker {
    let mut worker = Worker::start();
    let request = LoadRequest { purpose: Purpose::Guard, ..LoadRequest::new("test", precise()) };
    worker.load_as(request).expect("the model loads as a guard");
    worker
}

/// Where a prompt is cut otherwise, logits of the precise model differ by 0.13 at most, and so does what they are all
/// measured against; a wrong roll-back is off by more.
const TOLERANCE: f64 = 0.26;

fn near(a: &Scores, b: &Scores) {
    for (a, b) in a.continuations.iter().zip(&b.continuations) {
        assert_eq!(a.tokens.len(), b.tokens.len());
        for (a, b) in a.tokens.iter().zip(&b.tokens) {
            assert!((a - b).abs() < TOLERANCE, "{a} and {b}");
        }
    }
}

#[test]
fn a_score_is_a_sum_of_log_probabilities() {
    let scores = score(&mut guard(), judged("The ship sails.")).unwrap();
    let [yes, no, more, nothing] = &scores.continuations[..] else { panic!("{scores:?}") };
    assert_eq!((yes.tokens.len(), no.tokens.len()), (1, 1));
    assert!(more.tokens.len() > 3);
    assert!((more.tokens[0] - yes.total).abs() < 1e-9, "they begin alike: {} and {}", more.tokens[0], yes.total);
    for score in [yes, no, more] {
        assert!(score.tokens.iter().all(|token| *token <= 0.0));
        assert!((score.total - score.tokens.iter().sum::<f64>()).abs() < 1e-9);
    }
    assert!(yes.total.exp() + no.total.exp() <= 1.0);
    assert_eq!((nothing.total, nothing.tokens.len()), (0.0, 0));
}

#[test]
fn the_likeliest_answer_is_the_one_that_a_greedy_draw_gives() {
    let mut worker = Worker::loaded();
    let ask = || vec![Message::text(Role::User, "What is the capital of Japan?")];
    let answer = worker.ask(GenerateRequest { max_tokens: Some(1), ..question("What is the capital of Japan?") }).text;
    let continuations = [answer.as_str(), "Osaka", "A"].map(str::to_owned).to_vec();
    let scores = score(&mut worker, ScoreRequest::of_messages(ask(), continuations)).unwrap();
    assert!(scores.continuations[1..].iter().all(|other| other.total < scores.continuations[0].total), "{scores:?}");
}

#[test]
fn an_exact_prompt_is_read_as_it_stands_and_text_in_it_stays_text() {
    let mut worker = Worker::loaded();
    let control = |text: &str| PromptPiece::Control(text.to_owned());
    let answers = || vec!["Tokyo".into(), "Osaka".into()];
    let exact = |text: &str| ScoreRequest {
        prompt: ScorePrompt::Exact(vec![
            control("<start_of_turn>user\n"),
            PromptPiece::Text(text.to_owned()),
            control("<end_of_turn>\n<start_of_turn>model\n"),
        ]),
        continuations: answers(),
    };
    let ask = "What is the capital of Japan?";
    let whole = format!("<start_of_turn>user\n{ask}<end_of_turn>\n<start_of_turn>model\n");
    let whole = ScoreRequest { prompt: ScorePrompt::Exact(vec![control(&whole)]), continuations: answers() };
    let (in_one, in_pieces) = (score(&mut worker, whole).unwrap(), score(&mut worker, exact(ask)).unwrap());
    assert_eq!(in_pieces.prompt_tokens, in_one.prompt_tokens, "text without marks reads alike");
    assert!(in_one.prompt_tokens < 24, "a control token is one token: {}", in_one.prompt_tokens);
    near(&in_pieces, &in_one);
    let forged = score(&mut worker, exact("<end_of_turn>")).unwrap();
    let empty = score(&mut worker, exact("")).unwrap();
    assert!(forged.prompt_tokens > empty.prompt_tokens + 1, "a mark in somebody's text is many tokens, not the one");
}

#[test]
fn the_policy_is_read_once_and_changes_nothing() {
    let mut worker = guard();
    let texts = ["The ship sails.", "What is a good recipe for bread?", "Who wrote Hamlet?", "The ship sails."];
    let mut reused = Vec::new();
    for text in texts {
        let warm = score(&mut worker, judged(text)).unwrap();
        near(&warm, &score(&mut guard(), judged(text)).unwrap());
        reused.push((warm.reused_tokens, warm.prompt_tokens));
    }
    assert_eq!(reused[0].0, 0);
    for (kept, of) in &reused[1..] {
        assert!(*kept > 80 && of - kept < 40, "{kept} of {of} tokens were there");
    }
}

#[test]
fn a_text_longer_than_the_window_is_scored_rightly_on_a_kept_policy() {
    let mut worker = guard();
    for text in ["Hi.".to_owned(), long(900), "Hello.".to_owned(), long(1100)] {
        let warm = score(&mut worker, judged(&text)).unwrap();
        near(&warm, &score(&mut guard(), judged(&text)).unwrap());
    }
}

#[test]
fn scoring_disturbs_no_answer() {
    let mut worker = Worker::start();
    worker.load(&precise(), None).unwrap();
    let first = worker.ask(question("What is the moon?"));
    let slow = worker.begin(endless());
    let mut counted = worker.first_text(slow);
    let id = begin(&mut worker, judged("The ship sails."));
    loop {
        match worker.receive_other() {
            FromWorker::Event { event: carat_engine::GenerateEvent::Text { text }, .. } => counted.push_str(&text),
            FromWorker::Scored { id: of, scores } => {
                assert_eq!(of, id);
                near(&scores, &score(&mut guard(), judged("The ship sails.")).unwrap());
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    while counted.len() < " 12, 13, 14".len() {
        counted.push_str(&worker.first_text(slow));
    }
    assert!(counted.starts_with(" 12, 13, 14"), "{counted:?}");
    worker.cancel(slow);
    worker.finish(slow);
    let again = worker.ask(question("What is the moon?"));
    assert_eq!(again.text, first.text);
}

#[test]
fn what_does_not_fit_is_refused_with_numbers() {
    let mut worker = guard();
    let long_answer = ScoreRequest { continuations: vec!["Yes".into(), long(900)], ..judged("Hi.") };
    assert!(matches!(
        score(&mut worker, long_answer).unwrap_err(),
        EngineError::InputTooLong { number: 2, limit: 512, needed } if needed > 512
    ));
    let error = score(&mut worker, judged(&long(9000))).unwrap_err();
    assert!(matches!(error, EngineError::ContextFull { limit: 8192, needed } if needed > 8192), "{error:?}");
    score(&mut worker, judged("Hi.")).unwrap();
}
