//! Training and Carat compute the same: `vectors.json`, which the training wrote, is the proof.

use std::path::Path;

use carat_safety::{Encoder, EncoderError, Encoding, Reading, Screener, ScreeningSettings, Speaker};
use futures_util::FutureExt;
use serde::Deserialize;

/// The largest difference between numbers that are the same but for the order in which floats were added.
const TOLERANCE: f32 = 1e-3;

#[derive(Deserialize)]
struct Proofs {
    proofs: Vec<Proof>,
}

#[derive(Deserialize)]
struct Proof {
    language: String,
    text: String,
    readable: String,
    normalised: String,
    #[serde(default)]
    vector: Option<Vec<f32>>,
    risk: f32,
}

fn proofs() -> Vec<Proof> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/safety/vectors.json");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str::<Proofs>(&text).expect("the proofs").proofs
}

fn languages() -> toml::Table {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/safety/tier0.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let table: toml::Table = text.parse().expect("TOML");
    table["languages"].as_table().expect("a table").clone()
}

/// Gives the vector that the proof was made with.
struct Given(Vec<f32>);

impl Encoder for Given {
    fn embed(&self, texts: Vec<String>) -> Encoding<'_> {
        let vectors = vec![self.0.clone(); texts.len()];
        Box::pin(std::future::ready(Ok::<_, EncoderError>(vectors)))
    }
}

#[test]
fn texts_are_read_as_the_training_read_them() {
    for proof in proofs() {
        let reading = Reading::of(&proof.text);
        assert_eq!(reading.sentence(), proof.readable, "{:?}", proof.text);
        assert_eq!(reading.words().as_str(), proof.normalised, "{:?}", proof.text);
    }
}

#[test]
fn scores_are_those_of_the_training() {
    let languages = languages();
    let mut compared = 0;
    let with_vectors = proofs().iter().filter(|proof| proof.vector.is_some()).count();
    assert!(with_vectors > 10, "both steps are proved");
    for proof in proofs() {
        // The proof is of one piece, and texts of several sentences are scored by all of them; of no text nobody asks for
        // a vector; and a language that is none of the file's has the shift of another there.
        let ends = [". ", "? ", "! "];
        let pieces = proof.text.contains(['\n', '。', '？', '！']) || ends.iter().any(|end| proof.text.contains(end));
        if pieces || proof.readable.is_empty() || !languages.contains_key(&proof.language) {
            continue;
        }
        compared += 1;
        let screener = Screener::new(ScreeningSettings::default());
        if let Some(vector) = proof.vector {
            screener.set_encoder(Some(std::sync::Arc::new(Given(vector))));
        }
        let asked = carat_safety::Asked::default();
        let screened = screener.screen(Speaker::Person, &asked, &proof.text, Some(&proof.language));
        let risk = screened.now_or_never().expect("it answers at once").risk;
        assert!((risk - proof.risk).abs() < TOLERANCE, "{:?}: {risk}, and the training has {}", proof.text, proof.risk);
    }
    assert!(compared > 30, "only {compared} could be compared");
}
