//! Embeddings: of one length, the same alone and together, near where the meaning is near.

use carat_engine::frames::{FromWorker, ToWorker};
use carat_engine::{EmbedRequest, Embeddings, EngineError, LoadRequest, Message, ModelFacts, Purpose, Role};

use crate::process::{Worker, long, question, starter};

/// A worker with the starter model loaded for embeddings: no embedding model is part of the tree, and the way is the
/// same for a model that was made to answer, whose vectors are the mean over its tokens.
fn embedder() -> (Worker, ModelFacts) {
    let mut worker = Worker::start();
    let load = LoadRequest { purpose: Purpose::Embed, ..LoadRequest::new("test", starter()) };
    let facts = worker.load_as(load).expect("the starter model loads");
    (worker, facts)
}

fn embed(worker: &mut Worker, texts: &[&str]) -> Result<Embeddings, EngineError> {
    let id = worker.id();
    let texts = texts.iter().map(|text| (*text).to_owned()).collect();
    worker.send(&ToWorker::Embed { id, request: EmbedRequest { texts } });
    match worker.receive_other() {
        FromWorker::Embedded { id: of, embeddings } if of == id => Ok(embeddings),
        FromWorker::Failed { id: of, error } if of == id => Err(error),
        other => panic!("not about the embeddings: {other:?}"),
    }
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[test]
fn each_text_becomes_a_vector_of_length_one() {
    let (mut worker, facts) = embedder();
    assert_eq!((facts.purpose, facts.dimensions, facts.context), (Purpose::Embed, Some(640), 512));
    let texts = ["The ship sails on the sea.", "東京はどこ？ 🗼", "", "</s><bos><end_of_turn>"];
    let found = embed(&mut worker, &texts).unwrap();
    assert_eq!((found.dimensions, found.vectors.len()), (640, texts.len()));
    for vector in &found.vectors {
        assert_eq!(vector.len(), 640);
        assert!((cosine(vector, vector) - 1.0).abs() < 1e-4);
    }
    assert_eq!(found.tokens[2], 1, "the model adds its beginning to every text");
    assert!(embed(&mut worker, &[]).unwrap().vectors.is_empty());
}

#[test]
fn a_text_has_the_same_vector_alone_and_among_others() {
    let (mut worker, _) = embedder();
    let topics = ["The ship sails.", "Bread needs yeast.", "Who wrote Hamlet?", "def f(x): return x", "東京はどこ？"];
    let texts: Vec<String> = (0..20).map(|n| topics[n % 5].repeat(1 + 2 * n)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let together = embed(&mut worker, &texts).unwrap();
    for (at, text) in texts.iter().enumerate() {
        let alone = embed(&mut worker, &[text]).unwrap();
        assert_eq!(alone.tokens[0], together.tokens[at]);
        let near = |other: usize| cosine(&alone.vectors[0], &together.vectors[other]);
        // The starter's numbers are rounded to few bits between layers, which hangs on how many are computed at once.
        assert!(near(at) > 0.999, "text {at}: {}", near(at));
        let others = (0..texts.len()).filter(|other| other % 5 != at % 5).map(near).fold(0.0, f32::max);
        assert!(near(at) > others, "text {at} is nearer to another topic: {others}");
    }
}

#[test]
fn a_text_that_does_not_fit_is_refused_with_numbers_and_the_next_is_embedded() {
    let (mut worker, facts) = embedder();
    let error = embed(&mut worker, &["short", &long(900)]).unwrap_err();
    let EngineError::InputTooLong { number: 2, needed, limit } = error else { panic!("{error:?}") };
    assert!(needed > limit && limit == facts.context, "{needed} of {limit}");
    assert_eq!(embed(&mut worker, &["short"]).unwrap().vectors.len(), 1);
}

#[test]
fn a_cancelled_request_is_never_answered_and_the_next_one_is() {
    let (mut worker, _) = embedder();
    let id = worker.id();
    let texts = (0..200).map(|_| long(400)).collect();
    worker.send(&ToWorker::Embed { id, request: EmbedRequest { texts } });
    worker.cancel(id);
    assert_eq!(embed(&mut worker, &["short"]).unwrap().vectors.len(), 1, "the first reply is the second request's");
}

#[test]
fn a_model_does_only_what_it_was_loaded_for() {
    let (mut worker, facts) = embedder();
    assert_eq!(worker.ask(question("Hi.")).end.unwrap_err().code(), "wrong_purpose");
    let count = worker.count(vec![Message::text(Role::User, "The ship sails.")]);
    assert_eq!((count.tokens, count.limit), (5, facts.context), "a text's own tokens, with what the model adds");
    let error = embed(&mut Worker::loaded(), &["Hi."]).unwrap_err();
    assert_eq!(error.code(), "wrong_purpose");
}
