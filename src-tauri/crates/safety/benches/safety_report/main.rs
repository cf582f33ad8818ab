//! `cargo xtask safety-report`: measures tier 0 on sets that training has not seen, and writes models/safety/REPORT.md.

#[path = "../encoder.rs"]
mod encoder;
mod evasion;
mod measures;
mod sets;
mod streaming;

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use carat_figures::{Figure, Goal, Report, median};
use carat_safety::{Action, Asked, Screener, ScreeningSettings, Speaker, Topic, Verdict};
use futures_util::{StreamExt, stream};

use evasion::EVASIONS;
use measures::{Scored, area, f1, flagged, interval, threshold_at};
use sets::Item;

/// Texts that are judged at once.
const TOGETHER: usize = 8;

/// Texts of each kind that evasions are tried on.
const EVADED: usize = 150;

#[tokio::main(flavor = "multi_thread")]
async fn main() -> Result<()> {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/safety");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/safety");
    let items = sets::read(&folder, &models);
    let screener = Screener::new(ScreeningSettings::default());
    let encoder = encoder::start(None).await;
    let with_encoder = encoder.is_some();
    screener.set_encoder(encoder);
    let began = Instant::now();
    let verdicts = judge(&screener, &items).await;
    let each = began.elapsed().as_secs_f64() * 1000.0 / items.len().max(1) as f64;
    let rows: Vec<(&Item, &Verdict)> = items.iter().zip(&verdicts).collect();
    let mut page = Page { text: String::new(), report: Report::new("safety-report") };
    page.head(&folder, with_encoder, items.len(), each);
    page.sets(&rows, f64::from(screener.threshold()));
    page.harmless(&rows);
    page.evasion(&screener, &items).await;
    page.streaming(&screener, &items).await;
    let lexical: Vec<f64> = items.iter().map(|item| time(&screener, &item.text)).collect();
    page.report.add(Figure::absolute("lexical_median", "ms a text", median(&lexical), Vec::new(), None));
    page.write(&models.join("REPORT.md"))
}

async fn judge(screener: &Screener, items: &[Item]) -> Vec<Verdict> {
    let judged = stream::iter(items).map(|item| async move {
        screener.screen(Speaker::Person, &Asked::default(), &item.text, Some(item.language)).await
    });
    judged.buffered(TOGETHER).collect().await
}

fn time(screener: &Screener, text: &str) -> f64 {
    let began = Instant::now();
    std::hint::black_box(screener.lexical_risk(text));
    began.elapsed().as_secs_f64() * 1000.0
}

/// The report as it grows.
struct Page {
    text: String,
    report: Report,
}

impl Page {
    fn head(&mut self, folder: &Path, with_encoder: bool, texts: usize, each: f64) {
        let semantic =
            if with_encoder { "with the sentence encoder for English" } else { "WITHOUT the sentence encoder" };
        self.line("# Tier 0, measured\n");
        self.line("Written by `cargo xtask safety-report`; do not edit. The sets are development sets that neither the weights");
        self.line("nor the thresholds have seen, but for the prompts of fastchat, which took part in choosing the threshold of");
        self.line("escalation, and those of harmbench_val, which were looked at when the network's size and the routes were chosen.");
        self.line("The guard tier has no figures: there was no guard model to run. Its prompts and its plumbing are tested with");
        self.line("scripted scores.\n");
        self.line(&format!("{texts} texts, {semantic}, {each:.1} ms each, eight at once.\n"));
        if texts == 0 {
            self.line(&format!(
                "The sets were not there: {} is empty or missing.\n",
                folder.file_name().unwrap_or_default().display()
            ));
        }
    }

    /// Each set with its own score, and requests against harmless chat.
    fn sets(&mut self, rows: &[(&Item, &Verdict)], threshold: f64) {
        self.line("## By set and language\n");
        self.line("`risk` is the number that decides escalation; F1 is at its shipped threshold, which was frozen on other data.\n");
        self.line("| set | language | score | texts | harmful | AU-PRC | 95 % | F1 | 95 % | recall at 1 % FPR | at 0.1 % | covered |");
        self.line("|---|---|---|---|---|---|---|---|---|---|---|---|");
        let chat: Vec<f64> = rows
            .iter()
            .filter(|(item, _)| item.request && !item.harmful)
            .map(|(_, verdict)| f64::from(verdict.risk))
            .collect();
        let requests: Vec<&(&Item, &Verdict)> = rows.iter().filter(|(item, _)| item.request).collect();
        self.set(
            "requests (harmbench_val against fastchat, look-alikes)",
            "risk",
            &requests,
            |verdict| verdict.risk,
            threshold,
            Some(&chat),
        );
        for name in ["hatecheck", "cold_dev", "korean_hate_dev"] {
            let of: Vec<&(&Item, &Verdict)> = rows.iter().filter(|(item, _)| item.set == name).collect();
            self.set(name, "risk", &of, |verdict| verdict.risk, threshold, None);
            self.set(name, "hate", &of, |verdict| verdict.scores.get(Topic::Hate), threshold, None);
        }
        self.line("");
    }

    fn set(
        &mut self,
        name: &str,
        score_name: &str,
        rows: &[&(&Item, &Verdict)],
        score: impl Fn(&Verdict) -> f32,
        threshold: f64,
        harmless: Option<&[f64]>,
    ) {
        let Some((first, _)) = rows.first() else { return };
        let scored: Vec<Scored> =
            rows.iter().map(|(item, verdict)| (f64::from(score(verdict)), item.harmful)).collect();
        let of = |harmful: bool| scored.iter().filter(move |scored| scored.1 == harmful).map(|(score, _)| *score);
        let own: Vec<f64> = of(false).collect();
        let harmless = harmless.unwrap_or(&own);
        let harmful: Vec<f64> = of(true).collect();
        let recall = |share: f64| flagged(&harmful, threshold_at(harmless, share));
        let covered = rows.iter().filter(|(_, verdict)| verdict.covered).count() * 100 / rows.len();
        self.line(&format!(
            "| {name} | {} | {score_name} | {} | {} | {} | {} | {} | {} | {} | {} | {covered} % |",
            first.language,
            rows.len(),
            harmful.len(),
            number(area(&scored)),
            range(interval(&scored, area)),
            number(f1(&scored, threshold)),
            range(interval(&scored, |scored| f1(scored, threshold))),
            share(recall(0.01)),
            share(recall(0.001)),
        ));
        self.report.note(&format!("{name}, {score_name}: AU-PRC"), area(&scored));
    }

    /// What becomes of harmless prompts, and of harmful ones.
    fn harmless(&mut self, rows: &[(&Item, &Verdict)]) {
        self.line("## What becomes of them\n");
        self.line("| texts | all | escalated | blocked or blurred by tier 0 alone |");
        self.line("|---|---|---|---|");
        for (name, set, harmful) in [
            ("harmless chat (fastchat)", "fastchat", false),
            ("harmless look-alikes (own)", "lookalikes", false),
            ("harmful requests (harmbench_val)", "harmbench_val", true),
            ("hateful sentences (hatecheck)", "hatecheck", true),
            ("counter-speech, reclaimed words and the like (hatecheck)", "hatecheck", false),
        ] {
            let of: Vec<&Verdict> = rows
                .iter()
                .filter(|(item, _)| item.set == set && item.harmful == harmful)
                .map(|(_, verdict)| *verdict)
                .collect();
            let part = |test: fn(&Verdict) -> bool| {
                (!of.is_empty()).then(|| of.iter().filter(|verdict| test(verdict)).count() as f64 / of.len() as f64)
            };
            let (escalated, acted) =
                (part(|verdict| verdict.escalated), part(|verdict| verdict.action >= Action::Blur));
            self.line(&format!("| {name} | {} | {} | {} |", of.len(), share(escalated), share(acted)));
            self.report.note(&format!("{name}: escalated, acted on"), vec![escalated, acted]);
        }
        self.line("");
    }

    async fn evasion(&mut self, screener: &Screener, items: &[Item]) {
        let some = |harmful: bool, sets: &[&str]| -> Vec<Item> {
            let chosen: Vec<&Item> =
                items.iter().filter(|item| item.harmful == harmful && sets.contains(&item.set)).collect();
            let step = chosen.len().div_ceil(EVADED).max(1);
            chosen.into_iter().step_by(step).cloned().collect()
        };
        let (harmful, harmless) =
            (some(true, &["harmbench_val", "hatecheck"]), some(false, &["fastchat", "lookalikes"]));
        let plain = (escalated(screener, &harmful).await, escalated(screener, &harmless).await);
        self.line("## Evasion\n");
        self.line("Escalated share of harmful texts, and of harmless ones under the same change.\n");
        self.line("| change | harmful | points lost | harmless | points gained |");
        self.line("|---|---|---|---|---|");
        self.line(&format!("| none | {} | – | {} | – |", share(plain.0), share(plain.1)));
        let mut samples = Vec::new();
        for (name, evade) in EVASIONS {
            let changed = |items: &[Item]| -> Vec<Item> {
                items.iter().map(|item| Item { text: evade(&item.text), ..item.clone() }).collect()
            };
            let (found, false_ones) =
                (escalated(screener, &changed(&harmful)).await, escalated(screener, &changed(&harmless)).await);
            let lost = plain.0.zip(found).map(|(plain, found)| 100.0 * (plain - found));
            let gained = plain.1.zip(false_ones).map(|(plain, found)| 100.0 * (found - plain));
            self.line(&format!(
                "| {name} | {} | {} | {} | {} |",
                share(found),
                points(lost),
                share(false_ones),
                points(gained)
            ));
            samples.extend(lost);
        }
        self.line("");
        let worst = samples.iter().copied().reduce(f64::max);
        self.report.add(Figure::absolute("evasion_worst", "points lost", worst, samples, Some(Goal::AtMost(10.0))));
    }

    async fn streaming(&mut self, screener: &Screener, items: &[Item]) {
        let harmful: Vec<&Item> =
            items.iter().filter(|item| item.harmful && item.language == "en").step_by(7).collect();
        if harmful.is_empty() {
            return;
        }
        let streamed = streaming::measure(screener, &harmful).await;
        let part = |count: usize| count as f64 / streamed.answers.max(1) as f64;
        self.line("## Streaming\n");
        self.line(
            "Answers with one harmful sentence at a known place, in chunks of one to six characters, with a guard that",
        );
        self.line("blocks whatever it is asked about.\n");
        self.line("| answers | exact segment kept back | stopped before it | characters of flagged segments shown | characters of the sentence shown, a missed one |");
        self.line("|---|---|---|---|---|");
        let missed = streamed.answers.saturating_sub(streamed.hits + streamed.false_stops).max(1);
        self.line(&format!(
            "| {} | {} | {} | {} | {:.0} |\n",
            streamed.answers,
            share(Some(part(streamed.hits))),
            share(Some(part(streamed.false_stops))),
            streamed.leaked,
            streamed.shown_after_onset as f64 / missed as f64,
        ));
        let leaked = streamed.leaked as f64;
        self.report.add(Figure::absolute(
            "stream_leak",
            "characters",
            Some(leaked),
            Vec::new(),
            Some(Goal::AtMost(0.0)),
        ));
        let hits = 100.0 * part(streamed.hits);
        self.report.add(Figure::absolute("stream_hit", "%", Some(hits), Vec::new(), Some(Goal::AtLeast(90.0))));
    }

    fn line(&mut self, line: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "{line}");
    }

    fn write(self, path: &Path) -> Result<()> {
        let mut out = self.text.into_bytes();
        out.extend_from_slice(b"## Figures\n\n`lexical_p99`, `semantic_median`, `decode_lexical` and `decode_both` come from `cargo xtask bench safety`, which\nruns on a quiet machine.\n\n");
        self.report.print(&mut out, false)?;
        std::fs::write(path, &out).with_context(|| format!("{} could not be written", path.display()))?;
        println!("{}", String::from_utf8_lossy(&out));
        Ok(())
    }
}

async fn escalated(screener: &Screener, items: &[Item]) -> Option<f64> {
    let verdicts = judge(screener, items).await;
    let found = verdicts.iter().filter(|verdict| verdict.escalated || verdict.action >= Action::Blur).count();
    (!verdicts.is_empty()).then(|| found as f64 / verdicts.len() as f64)
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"))
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{:.1} %", 100.0 * value))
}

fn points(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:+.1}"))
}

fn range(value: Option<(f64, f64)>) -> String {
    value.map_or_else(|| "–".to_owned(), |(low, high)| format!("{low:.3} to {high:.3}"))
}
