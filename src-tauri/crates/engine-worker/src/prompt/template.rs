//! A template is a model's own chat format, a Jinja program that came with its file.
//!
//! The program is somebody else's, so it runs with limits and sees no text of the person: every content is a sentinel
//! that nobody can guess, and the rendered result is split at the sentinels. What lies between them is the template's
//! and may hold control tokens; what the sentinels stand for goes in as plain text.

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use carat_engine::{EngineError, Message, Role};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, Value, context};

use super::{Conversation, Prompt, plain};

/// Instructions that one rendering may take; minijinja charges memory against it too, 64 bytes each.
/// A thousand messages through the longest templates known take a tenth of it.
const FUEL: u64 = 2_000_000;

/// The day that every template is told. A date that moves would change the beginning of each prompt daily,
/// and no saved state would ever match; templates that want one print it before the conversation.
const DAY: (u32, u32, u32) = (2026, 1, 1);

/// A model's own template.
#[derive(Debug, Clone)]
pub struct Template {
    /// The Jinja program.
    pub source: String,
    /// The text of the beginning token.
    pub bos: String,
    /// The text of the end token.
    pub eos: String,
}

/// Renders the conversation by the template.
pub(super) fn render(template: &Template, conversation: Conversation<'_>) -> Result<Prompt, EngineError> {
    let first = attempt(template, conversation, conversation.messages);
    match first {
        // Templates without a place for instructions raise an exception or drop them; these then join the first question.
        Err(_) if conversation.messages.iter().any(|message| message.role == Role::System) => {
            attempt(template, conversation, &without_system(conversation.messages)).or(first)
        }
        other => other,
    }
    .map_err(|detail| EngineError::Template { detail })
}

/// Renders these messages in place of the conversation's own.
fn attempt(template: &Template, conversation: Conversation<'_>, messages: &[Message]) -> Result<Prompt, String> {
    let conversation = Conversation { messages, ..conversation };
    let continues = conversation.split().1.is_some();
    let sentinels = Sentinels::new();
    let contents: Vec<String> = messages.iter().map(content).collect();
    let rendered = run(template, conversation, continues, &sentinels).map_err(|error| described(&error))?;
    let mut prompt = sentinels.split(&rendered, &contents)?;
    if continues {
        // Whatever the template writes after the answer would end it.
        if let Some(super::Chunk::Control(_)) = prompt.chunks.last() {
            prompt.chunks.pop();
        }
    }
    without_beginning(&mut prompt, &template.bos);
    prompt.thinking =
        matches!(prompt.chunks.last(), Some(super::Chunk::Control(text)) if text.trim_end().ends_with("<think>"));
    Ok(prompt)
}

/// Questions are trimmed as most templates do themselves; answers stay as they were generated.
fn content(message: &Message) -> String {
    let text = plain(message);
    if message.role == Role::Assistant { text } else { text.trim().to_owned() }
}

fn run(
    template: &Template,
    conversation: Conversation<'_>,
    continues: bool,
    sentinels: &Sentinels,
) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    environment.set_fuel(Some(FUEL));
    environment.add_function("raise_exception", |message: String| -> Result<String, Error> {
        Err(Error::new(ErrorKind::InvalidOperation, message))
    });
    environment.add_function("strftime_now", day);
    let messages: Vec<Value> = conversation
        .messages
        .iter()
        .enumerate()
        .map(|(index, message)| context! { role => role(message.role), content => sentinels.of(index) })
        .collect();
    environment.render_str(
        &template.source,
        context! {
            messages,
            bos_token => &template.bos,
            eos_token => &template.eos,
            add_generation_prompt => !continues,
            continue_final_message => continues,
            enable_thinking => conversation.thinking,
            tools => Value::from(()),
            documents => Value::from(()),
        },
    )
}

fn role(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
    }
}

/// The exception's own words where there are some.
fn described(error: &Error) -> String {
    let detail = error.detail().map_or_else(|| error.kind().to_string(), ToOwned::to_owned);
    match error.line() {
        Some(line) => format!("{detail} (line {line} of the template)"),
        None => detail,
    }
}

/// Instructions in front of the first question.
fn without_system(messages: &[Message]) -> Vec<Message> {
    let (system, rest) = super::instructions(messages);
    let mut rest: Vec<Message> = rest.into_iter().cloned().collect();
    if let Some(first) = rest.iter_mut().find(|message| message.role == Role::User) {
        let text = plain(first);
        *first = Message::text(Role::User, format!("{system}\n\n{}", text.trim()));
    }
    rest
}

/// Drops the beginning token that the template wrote: [`crate::tokens`] puts it there once.
fn without_beginning(prompt: &mut Prompt, bos: &str) {
    if let Some(super::Chunk::Control(text)) = prompt.chunks.first_mut()
        && !bos.is_empty()
        && let Some(rest) = text.strip_prefix(bos)
    {
        *text = rest.to_owned();
        if text.is_empty() {
            prompt.chunks.remove(0);
        }
    }
}

/// Python's `strftime` for the fixed day, as far as templates use it.
fn day(format: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (year, month, day) = DAY;
    let name = MONTHS[month as usize - 1];
    [
        ("%Y", year.to_string()),
        ("%m", format!("{month:02}")),
        ("%d", format!("{day:02}")),
        ("%B", name.to_owned()),
        ("%b", name[..3].to_owned()),
        ("%y", format!("{:02}", year % 100)),
        ("%H", "00".to_owned()),
        ("%M", "00".to_owned()),
        ("%S", "00".to_owned()),
        ("%A", "Thursday".to_owned()),
        ("%a", "Thu".to_owned()),
    ]
    .into_iter()
    .fold(format.to_owned(), |text, (code, value)| text.replace(code, &value))
}

/// Stand-ins for the contents of one rendering.
struct Sentinels {
    /// Two draws of the standard library's keyed hash: 128 bits that no file and no message can know.
    nonce: String,
}

impl Sentinels {
    fn new() -> Self {
        let draw = || RandomState::new().build_hasher().finish();
        Self { nonce: format!("{:016x}{:016x}", draw(), draw()) }
    }

    fn of(&self, index: usize) -> String {
        format!("x{}i{index}x", self.nonce)
    }

    /// Puts the contents in place of their sentinels.
    fn split(&self, rendered: &str, contents: &[String]) -> Result<Prompt, String> {
        let opening = format!("x{}i", self.nonce);
        let mut prompt = Prompt::default();
        let mut seen = BTreeSet::new();
        let mut pieces = rendered.split(&opening);
        let mut control = pieces.next().unwrap_or_default();
        loop {
            // A template that cuts or changes contents leaves pieces of sentinels behind.
            if control.contains(&self.nonce[..8]) || control.contains(&self.nonce[24..]) {
                return Err("it changes what was written instead of placing it".to_owned());
            }
            prompt.control(control);
            let Some(piece) = pieces.next() else { break };
            let (index, rest) = piece.split_once('x').ok_or("it cuts what was written")?;
            let index: usize = index.parse().map_err(|_| "it cuts what was written")?;
            prompt.text(contents.get(index).ok_or("it cuts what was written")?);
            seen.insert(index);
            control = rest;
        }
        match (0..contents.len()).find(|index| !seen.contains(index) && !contents[*index].is_empty()) {
            Some(index) => Err(format!("it leaves out message {} of {}", index + 1, contents.len())),
            None => Ok(prompt),
        }
    }
}

#[cfg(test)]
mod tests;
