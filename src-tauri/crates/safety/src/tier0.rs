//! Tier 0 is what is always there: the lexical and the semantic step with their weights, built into the program.

use std::sync::LazyLock;

use safetensors::SafeTensors;

use crate::calibration::Calibration;
use crate::evidence::Steps;
use crate::language::language_of;
use crate::lexical::{Lexical, Logits, MOST_HEADS};
use crate::reading::Reading;
use crate::semantic::Semantic;
use crate::{Encoder, WeightsError};

static WEIGHTS: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../models/safety/tier0.safetensors"));

const CALIBRATION: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../models/safety/tier0.toml"));

/// Sentences of a long text that the encoder reads one by one: those that the lexical step, which reads all, finds worst.
const MOST_SENTENCES: usize = 24;

/// Sentences at the end that it reads whatever they look like. What a long text wants is often said last.
const LAST_SENTENCES: usize = 4;

/// Tokens of a text that the encoder reads, by a guess from its letters that is rarely too low; its own limit is twice
/// that, and it was trained on no more.
const MOST_TOKENS: usize = 250;

/// Both steps.
#[derive(Debug, Clone)]
pub(crate) struct Tier0 {
    lexical: Lexical,
    semantic: Semantic,
    calibration: Calibration,
}

/// A text to be scored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece<'a> {
    /// What stood before it. It was scored already, and is read here for what it makes of the text.
    pub(crate) before: &'a str,
    pub(crate) text: &'a str,
    /// Two letters, where the caller knows the language.
    pub(crate) language: Option<&'a str>,
}

impl Tier0 {
    /// The built-in one.
    pub(crate) fn built_in() -> &'static Self {
        static BUILT: LazyLock<Tier0> = LazyLock::new(|| {
            Tier0::read(WEIGHTS, CALIBRATION).unwrap_or_else(|error| panic!("the filter's own weights: {error}"))
        });
        &BUILT
    }

    /// Takes weights and calibration.
    pub(crate) fn read(weights: &'static [u8], calibration: &str) -> Result<Self, WeightsError> {
        let (_, header) = SafeTensors::read_metadata(weights)?;
        let metadata = header.metadata().clone().unwrap_or_default();
        let list = |name: &'static str| {
            let heads = metadata.get(name).ok_or(WeightsError::Metadata(name))?;
            Ok::<_, WeightsError>(heads.split(',').map(str::to_owned).collect::<Vec<String>>())
        };
        let (lexical, semantic) = (list("heads")?, list("heads_semantic")?);
        // One more head of the lexical step says what its teacher would.
        if lexical.len() != semantic.len() + 1 || !lexical.starts_with(&semantic) || lexical.len() > MOST_HEADS {
            return Err(WeightsError::Calibration("the steps' heads do not go together".to_owned()));
        }
        let file = SafeTensors::deserialize(weights)?;
        Ok(Self {
            lexical: Lexical::read(&file, lexical.len())?,
            semantic: Semantic::read(&file, semantic.len())?,
            calibration: Calibration::parse(calibration, &semantic)?,
        })
    }

    /// The risk from which a guard is asked.
    pub(crate) fn threshold(&self) -> f32 {
        self.calibration.escalate
    }

    /// The lexical step alone.
    pub(crate) fn lexical(&self, piece: Piece<'_>) -> Steps {
        let texts = Texts::of(piece);
        self.steps(&self.logits(&texts), None, piece.known_language(&texts.whole))
    }

    /// Both steps, where the encoder knows the language. An encoder that fails leaves the lexical step alone.
    pub(crate) async fn both(&self, piece: Piece<'_>, encoder: &dyn Encoder) -> Steps {
        let texts = Texts::of(piece);
        let language = piece.known_language(&texts.whole);
        let lexical = self.logits(&texts);
        let whole = cut(texts.whole.sentence());
        if whole.is_empty() || !self.calibration.reads_meaning(language) {
            return self.steps(&lexical, None, language);
        }
        let sentences = texts.for_encoder(whole, &self.worst(&lexical[1..], language));
        let count = sentences.len();
        let vectors = match encoder.embed(sentences).await {
            Ok(vectors) if vectors.len() == count => vectors,
            Ok(_) | Err(_) => return self.steps(&lexical, None, language),
        };
        let logits: Option<Vec<Logits>> = vectors.iter().map(|vector| self.semantic.logits(vector)).collect();
        self.steps(&lexical, logits.map(|logits| pooled(&logits)), language)
    }

    /// The lexical step's logits: of the whole, and then of each part.
    fn logits(&self, texts: &Texts) -> Vec<Logits> {
        texts.readings().map(|reading| self.lexical.logits(&reading.words())).collect()
    }

    /// The numbers of the parts that the encoder reads, in their order: of many, those that the lexical step finds worst,
    /// and the last ones.
    fn worst(&self, parts: &[Logits], language: Option<&str>) -> Vec<usize> {
        let last = parts.len().saturating_sub(LAST_SENTENCES);
        let risk = |part: &Logits| self.calibration.apply(part, None, language).risk;
        let mut by_risk: Vec<(f32, usize)> = parts[..last].iter().map(risk).zip(0..).collect();
        by_risk.sort_by(|one, other| other.0.total_cmp(&one.0));
        by_risk.truncate(MOST_SENTENCES);
        let mut chosen: Vec<usize> = by_risk.into_iter().map(|(_, number)| number).chain(last..parts.len()).collect();
        chosen.sort_unstable();
        chosen
    }

    fn steps(&self, lexical: &[Logits], semantic: Option<Logits>, language: Option<&str>) -> Steps {
        let calibrated = self.calibration.apply(&pooled(lexical), semantic.as_ref(), language);
        Steps {
            scores: calibrated.scores,
            certain: calibrated.certain,
            by_meaning: semantic.is_some() && self.calibration.reads_meaning(language),
            risk: calibrated.risk,
            covered: calibrated.covered,
        }
    }
}

impl<'a> Piece<'a> {
    /// A text with nothing before it.
    pub(crate) fn alone(text: &'a str) -> Self {
        Self { before: "", text, language: None }
    }

    fn known_language(&self, whole: &Reading) -> Option<&'a str> {
        self.language.or_else(|| language_of(&whole.sentence()))
    }
}

/// A text and its parts, as both steps read them.
struct Texts {
    whole: Reading,
    parts: Vec<Reading>,
}

impl Texts {
    fn of(Piece { before, text, .. }: Piece<'_>) -> Self {
        let alone = before.trim().is_empty();
        let whole = if alone { Reading::of(text) } else { Reading::of(&format!("{before}{text}")) };
        let parts =
            if alone { sentences(text).into_iter().map(Reading::of).collect() } else { vec![Reading::of(text)] };
        Self { whole, parts }
    }

    /// The whole first.
    fn readings(&self) -> impl Iterator<Item = &Reading> {
        std::iter::once(&self.whole).chain(&self.parts)
    }

    /// The whole as it was cut, and the chosen parts after it.
    fn for_encoder(&self, whole: String, chosen: &[usize]) -> Vec<String> {
        let parts = chosen.iter().map(|number| cut(self.parts[*number].sentence())).filter(|part| !part.is_empty());
        std::iter::once(whole).chain(parts).collect()
    }
}

/// The sentences of a text; none where there is only one. `train/corpus.py` cuts the same way, but stops after 24: hardly
/// one of the texts that the thresholds were measured on has more.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let spaced = chars.peek().is_some_and(|(_, next)| next.is_whitespace());
        let ends = match c {
            '\n' | '。' | '！' | '？' => true,
            '.' | '!' | '?' | '…' => spaced,
            _ => false,
        };
        if ends {
            found.push(text[start..end].trim());
            start = end;
        }
    }
    found.push(text[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    if found.len() > 1 { found } else { Vec::new() }
}

/// The mean of the whole text's logit and of the worst part's.
fn pooled(logits: &[Logits]) -> Logits {
    let Some((whole, parts)) = logits.split_first() else { return [0.0; MOST_HEADS] };
    if parts.is_empty() {
        return *whole;
    }
    std::array::from_fn(|head| {
        let worst = parts.iter().map(|part| part[head]).fold(f32::NEG_INFINITY, f32::max);
        f32::midpoint(whole[head], worst)
    })
}

/// As much of a text as the encoder reads, cut between words.
fn cut(mut text: String) -> String {
    let mut tokens = 0;
    let mut end = None;
    for word in text.split_inclusive(' ') {
        let (letters, signs) = word.chars().fold((0, 0), |(letters, signs), c| {
            if c.is_ascii_alphanumeric() { (letters + 1, signs) } else { (letters, signs + 1) }
        });
        tokens += usize::div_ceil(letters, 4) + signs - usize::from(word.ends_with(' '));
        if tokens > MOST_TOKENS {
            end = Some(word.as_ptr() as usize - text.as_ptr() as usize);
            break;
        }
    }
    match end {
        // One endless word is cut anywhere.
        Some(0) => text.truncate(text.floor_char_boundary(MOST_TOKENS)),
        Some(end) => text.truncate(text[..end].trim_end().len()),
        None => {}
    }
    text
}
