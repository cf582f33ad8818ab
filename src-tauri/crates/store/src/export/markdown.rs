//! A thread as Markdown. Texts go in as they are, code fences and all; only what Carat itself adds is escaped.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::{Conversation, Message, MessageState, Part, Passage, Role, Withheld};

/// The words that an export adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// Stands for a conversation without a title.
    pub untitled: String,
    /// The person.
    pub user: String,
    /// The model.
    pub assistant: String,
    /// Above a thought.
    pub thought: String,
    /// Above cited passages.
    pub sources: String,
    /// A page of a source.
    pub page: String,
    /// Before an attachment's name.
    pub attachment: String,
    /// Before a tool's name.
    pub tool: String,
    /// Before the reason for withheld text.
    pub withheld: String,
    /// Below a stopped answer.
    pub stopped: String,
    /// Below a failed answer.
    pub failed: String,
    /// Below an answer whose writer ended.
    pub broken_off: String,
}

impl Default for Labels {
    /// English.
    fn default() -> Self {
        let word = str::to_owned;
        Self {
            untitled: word("Untitled conversation"),
            user: word("You"),
            assistant: word("Carat"),
            thought: word("Thought"),
            sources: word("Sources"),
            page: word("page"),
            attachment: word("Attachment"),
            tool: word("Tool"),
            withheld: word("Withheld"),
            stopped: word("Stopped"),
            failed: word("Failed"),
            broken_off: word("Broken off"),
        }
    }
}

pub(super) fn render(conversation: &Conversation, thread: &[Message], labels: &Labels, zone: &TimeZone) -> String {
    let title = if conversation.title.is_empty() { &labels.untitled } else { &conversation.title };
    let mut document = format!("# {}\n", escaped(title));
    if !conversation.options.system_prompt.is_empty() {
        block(&mut document, &quoted(&conversation.options.system_prompt));
    }
    for message in thread {
        block(&mut document, &heading(message, labels, zone));
        for part in &message.parts {
            block(&mut document, &rendered(part, labels));
        }
        if let Some(end) = ending(message, labels) {
            block(&mut document, &end);
        }
    }
    document
}

/// Adds a block with an empty line before it.
fn block(document: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    document.push('\n');
    document.push_str(text);
    if !text.ends_with('\n') {
        document.push('\n');
    }
}

fn heading(message: &Message, labels: &Labels, zone: &TimeZone) -> String {
    let speaker = match message.role {
        Role::User => &labels.user,
        Role::Assistant => &labels.assistant,
    };
    let mut heading = format!("## {}", escaped(speaker));
    if let Ok(time) = Timestamp::from_millisecond(message.created) {
        let time = time.to_zoned_datetime(zone.clone());
        // Writing to a string can't fail.
        let _ = write!(heading, " · {}", time.strftime("%Y-%m-%d %H:%M %:z"));
    }
    if let Some(model) = &message.model {
        let _ = write!(heading, " · {}", escaped(model));
    }
    heading
}

fn rendered(part: &Part, labels: &Labels) -> String {
    let line = |label: &str, words: &str| format!("*[{}: {}]*", escaped(label), escaped(words));
    match part {
        Part::Text { text } => closed(text),
        Part::Thought { text } => quoted(&format!("*{}*\n\n{}", escaped(&labels.thought), closed(text))),
        Part::Image { name } | Part::Audio { name } | Part::Document { name, .. } | Part::Library { name, .. } => {
            line(&labels.attachment, name)
        }
        Part::ToolCall { name, arguments } => format!("{}\n\n{}", line(&labels.tool, name), fenced(arguments)),
        Part::ToolResult { name, content } => format!("{}\n\n{}", line(&labels.tool, name), fenced(content)),
        Part::Withheld(Withheld { category, reason, .. }) => line(&labels.withheld, &format!("{category}, {reason}")),
        Part::Passages { passages, .. } => sources(passages, labels),
        // They are for the moment and the place in which somebody reads.
        Part::Care { .. } | Part::Advice { .. } | Part::Read { .. } | Part::Unsupported => String::new(),
    }
}

fn sources(passages: &[Passage], labels: &Labels) -> String {
    let mut cited: Vec<&Passage> = passages.iter().filter(|passage| passage.n > 0).collect();
    if cited.is_empty() {
        return String::new();
    }
    cited.sort_by_key(|passage| passage.n);
    let mut text = format!("*{}*\n", escaped(&labels.sources));
    for passage in cited {
        let _ = write!(text, "\n{}. {}", passage.n, escaped(&passage.source));
        if let Some(page) = passage.page {
            let _ = write!(text, ", {} {page}", escaped(&labels.page));
        }
    }
    text
}

fn ending(message: &Message, labels: &Labels) -> Option<String> {
    let label = match message.state {
        MessageState::Complete => return None,
        MessageState::Stopped => &labels.stopped,
        MessageState::Failed => &labels.failed,
        MessageState::Streaming | MessageState::BrokenOff => &labels.broken_off,
    };
    Some(match &message.error {
        Some(error) => format!("*[{}: {}]*", escaped(label), escaped(&error.message)),
        None => format!("*[{}]*", escaped(label)),
    })
}

/// The text, with an end for a code block that was left open, which would swallow what follows.
fn closed(text: &str) -> String {
    match open_fence(text) {
        Some(fence) => format!("{}\n{fence}", text.trim_end_matches('\n')),
        None => text.to_owned(),
    }
}

/// The fence of the code block in which the text ends.
fn open_fence(text: &str) -> Option<String> {
    let mut open: Option<(char, usize)> = None;
    for line in text.lines() {
        let Some((sign, length, rest)) = fence(line) else { continue };
        open = match open {
            None => Some((sign, length)),
            Some((of, least)) if sign == of && length >= least && rest.trim().is_empty() => None,
            still => still,
        };
    }
    open.map(|(sign, length)| sign.to_string().repeat(length))
}

/// Three or more backticks or tildes, indented by less than a code block is.
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let bare = line.trim_start_matches(' ');
    if line.len() - bare.len() > 3 {
        return None;
    }
    let sign = bare.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = bare.trim_start_matches(sign);
    let length = bare.len() - rest.len();
    // Backticks behind backticks on one line are code within a line.
    (length >= 3 && !(sign == '`' && rest.contains('`'))).then_some((sign, length, rest))
}

fn fenced(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{}\n{fence}", code.trim_end_matches('\n'))
}

fn quoted(text: &str) -> String {
    let lines: Vec<String> =
        text.lines().map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") }).collect();
    lines.join("\n")
}

/// One line of words in which no sign is Markdown.
fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' => {
                text.push('\\');
                text.push(c);
            }
            c if c.is_control() => text.push(' '),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_block_left_open_is_closed_with_its_own_fence() {
        assert_eq!(closed("a\n````rust\nfn main() {}\n```\n"), "a\n````rust\nfn main() {}\n```\n````");
        assert_eq!(closed("~~~\nx\n```"), "~~~\nx\n```\n~~~");
        for whole in ["```\nx\n```", "`a` ``` b ```", "    ```\nindented", "plain", ""] {
            assert_eq!(closed(whole), whole, "nothing is open");
        }
    }

    #[test]
    fn what_carat_adds_can_not_become_markdown() {
        assert_eq!(escaped("*a*\n<b> [c](d) #1"), "\\*a\\* \\<b\\> \\[c\\](d) \\#1");
    }

    #[test]
    fn a_fence_is_longer_than_any_inside() {
        assert_eq!(fenced("a ``` b\n"), "````\na ``` b\n````");
        assert_eq!(fenced("{}"), "```\n{}\n```");
    }
}
