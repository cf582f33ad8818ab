//! `first_token`, `first_word` and `first_token_busy`: from Enter in the quick prompt to the first token and to the first
//! sentence that can be read, alone and while a long answer is being written in the window.
//!
//! The first token's time is the answer's own figure: from the question's arrival at the host to the token's at the
//! gate. The first sentence's is taken in the page, from the key to the text.

use carat_figures::{Figure, Goal, Report, median};

use crate::support::{COUNT, Page, QUICK, Stage, play};

/// Each is asked about once, so that no answer is another's.
const COUNTRIES: [&str; 9] = ["Japan", "France", "Italy", "Spain", "Egypt", "Peru", "Norway", "Kenya", "Greece"];

/// Writes a question, presses Enter, and resolves with the milliseconds until words can be read.
const ASK: &str = r#"
    const done = arguments[arguments.length - 1];
    const line = document.querySelector('[data-testid="quick-input"]');
    const words = () => [...document.querySelectorAll('[data-testid="answer-text"]')].pop()?.innerText.trim() ?? '';
    line.focus();
    line.value = arguments[0];
    line.dispatchEvent(new InputEvent('input', { bubbles: true }));
    let begin = 0;
    // Each frame is looked at, so a figure is up to a frame too long and never too short.
    const look = () => (words() ? done(performance.now() - begin) : requestAnimationFrame(look));
    setTimeout(() => {
        begin = performance.now();
        line.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }));
        requestAnimationFrame(look);
    }, 300);
"#;

pub(crate) fn measure(report: &mut Report) {
    let words = words();
    let (idle, busy) = tokens();
    report.add(Figure::absolute("first_token", "ms", median(&idle), idle.clone(), Some(Goal::AtMost(350.0))));
    report.add(Figure::absolute("first_word", "ms", median(&words), words, Some(Goal::AtMost(900.0))));
    report.add(Figure::against("first_token_busy", "ms", busy, "the same when idle", idle, Goal::AtMost(2.0)));
}

/// The first words, seen in the quick prompt's page, which the driver has.
fn words() -> Vec<f64> {
    let mut samples = Vec::new();
    play("bench-quick-words", async |stage| {
        let _manager = stage.manage_windows();
        let page = stage.with_terms_accepted().open_hidden().await;
        stage.show_quick().await;
        for (run, country) in COUNTRIES.iter().enumerate() {
            crate::say(&format!("first words {} of {}", run + 1, COUNTRIES.len()));
            let question = question(country, "word");
            let took: f64 = page.run_async(ASK, vec![question.clone().into()]).await;
            stage.quick_answered(|asked| asked == question).await;
            // The first question loads the model; it does not count.
            if run > 0 {
                samples.push(took);
            }
            stage.press("ctrl+n");
        }
    });
    samples
}

/// The first tokens of the quick prompt, by turns while nothing else is written and beside a long answer.
fn tokens() -> (Vec<f64>, Vec<f64>) {
    let (mut idle, mut busy) = (Vec::new(), Vec::new());
    play("bench-quick-tokens", async |stage| {
        let _manager = stage.manage_windows();
        let page = stage.open_counting().await;
        stage.quick_is_ready().await;
        stage.show_quick().await;
        ask(stage, "What is the capital of China?").await;
        for (run, country) in COUNTRIES.iter().enumerate() {
            crate::say(&format!("first tokens {} of {}", run + 1, COUNTRIES.len()));
            idle.extend(ask(stage, &question(country, "alone")).await);
            begin_long(&page, run == 0).await;
            let beside = ask(stage, &question(country, "beside")).await;
            // A long answer that has ended meanwhile kept nobody waiting.
            if is_written(&page).await {
                busy.extend(beside);
            }
            crate::say(&format!("{} beside a long answer", busy.len()));
            page.click_if_there("stop").await;
            page.wait_without("stop").await;
        }
    });
    (idle, busy)
}

fn question(country: &str, mark: &str) -> String {
    format!("What is the capital of {country}, in one {mark}?")
}

/// Asks in the quick prompt by keys; gives the milliseconds to the first token.
async fn ask(stage: &Stage, question: &str) -> Option<f64> {
    if stage.active_window() != QUICK {
        stage.show_quick().await;
    }
    stage.press("ctrl+n");
    stage.type_text(question);
    stage.press("Return");
    let thread = stage.quick_answered(|asked| asked == question).await;
    thread.get(1)?.usage.map(|usage| usage.first_token_ms)
}

/// Begins a long answer in the window: the first by asking, each later one by asking for the same again, for a model
/// that has counted often enough soon stops.
async fn begin_long(page: &Page, first: bool) {
    let before = page.last_answer().await;
    if first {
        page.ask(COUNT).await;
    } else if let Some(last) = &before {
        page.click_in(&last.id, "regenerate").await;
    }
    page.first_words_after(before.as_ref()).await;
}

/// Whether the window's last answer is still being written.
async fn is_written(page: &Page) -> bool {
    page.last_answer().await.is_some_and(|answer| answer.state == "streaming")
}
