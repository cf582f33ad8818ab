//! Screening lines: one JSON object a line in, one out, in their order, however many there are.

use std::io;

use carat_safety::{Action, Asked, Screener, Speaker, Tier, Verdict, rounded};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::ScreenTier;
use crate::exit::{Exit, Failure};
use crate::lines::{AHEAD, LONGEST, answer_lines, lines};

/// Lines that are judged at once; the encoder has always more to do, and memory holds no more than these.
const TOGETHER: usize = AHEAD;

/// A line of input.
#[derive(Debug, Deserialize)]
struct Line {
    /// Given back as it came; the line's number where there is none.
    #[serde(default)]
    id: Value,
    text: String,
    /// What the text answers.
    #[serde(default)]
    prompt: Option<String>,
    /// The text's language, as two letters.
    #[serde(default)]
    lang: Option<String>,
}

/// Screens every line of standard input.
pub(super) async fn screen(screener: &Screener, speaker: Speaker, tier: ScreenTier) -> Result<Exit, Failure> {
    let judged = lines().map(|(number, line)| async move { judge(screener, speaker, tier, number, line).await });
    answer_lines(judged.buffered(TOGETHER).map(Ok)).await
}

async fn judge(
    screener: &Screener,
    speaker: Speaker,
    tier: ScreenTier,
    number: usize,
    line: io::Result<Vec<u8>>,
) -> Value {
    let wrong = |why: String| json!({ "id": number, "error": why });
    let bytes = match line {
        Ok(bytes) if bytes.len() > LONGEST => {
            return wrong(format!("line {number} has more than {} MB", LONGEST >> 20));
        }
        Ok(bytes) => bytes,
        Err(error) => return wrong(format!("standard input could not be read at line {number}: {error}")),
    };
    let Line { id, text, prompt, lang } = match serde_json::from_slice(&bytes) {
        Ok(line) => line,
        Err(error) => return wrong(format!("line {number} is not an object with a field `text`: {error}")),
    };
    let id = if id.is_null() { json!(number) } else { id };
    let asked = prompt.map(Asked::question).unwrap_or_default();
    let language = lang.as_deref().and_then(|lang| lang.split(['-', '_']).next()).map(str::to_lowercase);
    let verdict = screener.screen(speaker, &asked, &text, language.as_deref()).await;
    answer(id, tier, &verdict)
}

fn answer(id: Value, tier: ScreenTier, verdict: &Verdict) -> Value {
    json!({
        "id": id,
        "action": action(tier, verdict),
        "category": verdict.category.as_ref().map(|category| category.as_str()),
        "scores": verdict.scores,
        "risk": rounded(verdict.risk),
        "tier": verdict.tier.as_str(),
        "covered": verdict.covered,
    })
}

/// What becomes of the text. Where no guard was asked, suspicion shows as such instead of as the note that a person would
/// see.
fn action(tier: ScreenTier, verdict: &Verdict) -> &'static str {
    let open = verdict.escalated && verdict.action <= Action::Note;
    if open && (tier == ScreenTier::Embedded || verdict.tier != Tier::Guard) {
        "escalate"
    } else {
        verdict.action.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suspicion_without_a_guard_is_called_so() {
        let note = Verdict { action: Action::Note, escalated: true, ..Verdict::allow() };
        assert_eq!(action(ScreenTier::Embedded, &note), "escalate");
        let judged = Verdict { action: Action::Allow, escalated: true, tier: Tier::Guard, ..Verdict::allow() };
        assert_eq!(action(ScreenTier::Guard, &judged), "allow");
        let blocked = Verdict { action: Action::Block, escalated: true, ..Verdict::allow() };
        assert_eq!(action(ScreenTier::Embedded, &blocked), "block");
        assert_eq!(action(ScreenTier::Embedded, &Verdict::allow()), "allow");
    }
}
