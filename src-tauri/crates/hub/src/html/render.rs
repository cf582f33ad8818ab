//! Putting tokens together to lines.

use super::token::Token;

/// Elements that are left out with all that is in them.
const LEFT_OUT: &[&str] = &[
    "head", "nav", "svg", "math", "button", "select", "form", "object", "audio", "video", "canvas", "dialog", "footer",
];

/// Lists inside lists are indented so far and no further.
const INDENTS: usize = 8;

/// A page that is being put together.
#[derive(Default)]
pub(super) struct Page {
    text: String,
    /// Line breaks that come before the next word: 1 begins a line, 2 a paragraph.
    breaks: usize,
    /// Whether white space comes before the next word.
    space: bool,
    /// The open lists: the number of the next item, or `None` for bullets.
    lists: Vec<Option<u32>>,
    /// What begins the line of the next word in an item.
    bullet: Option<String>,
    /// How many elements with kept white space are open.
    pre: usize,
    /// The element that is being left out, and how many of its name are open.
    left_out: Option<(String, usize)>,
}

impl Page {
    pub(super) fn add(&mut self, token: &Token<'_>) {
        if self.is_left_out(token) {
            return;
        }
        match token {
            Token::Text(text) if self.pre > 0 => self.lines(text),
            Token::Text(text) => self.words(text),
            Token::Start { name, .. } => self.start(name),
            Token::End { name } => self.end(name),
        }
    }

    pub(super) fn finish(mut self) -> String {
        let length = self.text.trim_end().len();
        self.text.truncate(length);
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text
    }

    fn is_left_out(&mut self, token: &Token<'_>) -> bool {
        match &mut self.left_out {
            Some((name, depth)) => {
                if token.starts(name) {
                    *depth += 1;
                } else if token.ends(name) {
                    *depth -= 1;
                    if *depth == 0 {
                        self.left_out = None;
                    }
                }
                true
            }
            None => {
                let Token::Start { name, .. } = token else { return false };
                let out = LEFT_OUT.contains(&name.as_str());
                if out {
                    self.left_out = Some((name.clone(), 1));
                }
                out
            }
        }
    }

    fn start(&mut self, name: &str) {
        match name {
            "li" => {
                self.break_off(1);
                let depth = self.lists.len().saturating_sub(1).min(INDENTS);
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.bullet = Some(format!("{}{mark}", "  ".repeat(depth)));
            }
            "ul" | "ol" => {
                self.break_off(2);
                self.lists.push((name == "ol").then_some(1));
            }
            "br" => self.break_off(1),
            "td" | "th" => self.space = true,
            "pre" => {
                self.break_off(2);
                self.pre += 1;
            }
            _ => self.break_off(distance(name)),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "li" => {
                self.bullet = None;
                self.break_off(1);
            }
            "ul" | "ol" => {
                self.lists.pop();
                self.break_off(2);
            }
            "pre" => {
                self.pre = self.pre.saturating_sub(1);
                self.break_off(2);
            }
            _ => self.break_off(distance(name)),
        }
    }

    fn break_off(&mut self, lines: usize) {
        // A paragraph inside an item does not part items from one another.
        let most = if self.lists.is_empty() { 2 } else { 1 };
        self.breaks = self.breaks.max(lines.min(most));
    }

    fn words(&mut self, text: &str) {
        let mut words = text.split(char::is_whitespace).peekable();
        while let Some(word) = words.next() {
            if !word.is_empty() {
                self.begin();
                self.text.extend(word.chars().filter(|c| !c.is_control()));
            }
            if words.peek().is_some() {
                self.space = true;
            }
        }
    }

    fn lines(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.text.push('\n');
            }
            if !line.is_empty() {
                self.begin();
                self.text.extend(line.chars().filter(|c| !c.is_control() || *c == '\t'));
            }
        }
    }

    /// Writes the breaks, the mark or the space that come before a word.
    fn begin(&mut self) {
        let (breaks, space, bullet) =
            (std::mem::take(&mut self.breaks), std::mem::take(&mut self.space), self.bullet.take());
        let is_first = self.text.is_empty();
        if !is_first && breaks > 0 {
            let have = self.text.bytes().rev().take_while(|byte| *byte == b'\n').count();
            self.text.extend(std::iter::repeat_n('\n', breaks.saturating_sub(have)));
        } else if !is_first && space && bullet.is_none() && !self.text.ends_with('\n') {
            self.text.push(' ');
        }
        if let Some(bullet) = bullet {
            self.text.push_str(&bullet);
        }
    }
}

/// How far an element stands from what is before and behind it: 0 within a line, 1 a line, 2 a paragraph.
fn distance(name: &str) -> usize {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "table" | "dl" | "figure" | "aside" | "hr" => 2,
        "div" | "section" | "article" | "main" | "header" | "tr" | "dt" | "dd" | "address" | "caption" | "details"
        | "summary" | "body" => 1,
        _ => 0,
    }
}
