//! A token of a page: text, a start tag or an end tag. Comments, declarations and what scripts and styles hold are none.

use std::borrow::Cow;

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// Text with its entities resolved.
    Text(Cow<'h, str>),
    /// A start tag.
    Start {
        /// The element, in lower case.
        name: String,
        /// Its classes.
        class: &'h str,
    },
    /// An end tag.
    End {
        /// The element, in lower case.
        name: String,
    },
}

impl Token<'_> {
    /// Whether it starts the element.
    pub(super) fn starts(&self, element: &str) -> bool {
        matches!(self, Self::Start { name, .. } if name == element)
    }

    /// Whether it ends the element.
    pub(super) fn ends(&self, element: &str) -> bool {
        matches!(self, Self::End { name } if name == element)
    }
}

/// Elements whose content is not markup and is no text to be read either.
const RAW: &[&str] = &["script", "style", "title", "textarea", "iframe", "noscript", "template", "xmp", "noembed"];

/// Cuts a page into tokens.
pub(super) fn tokens(html: &str) -> Tokens<'_> {
    Tokens { rest: html }
}

/// See [`tokens`].
pub(super) struct Tokens<'h> {
    rest: &'h str,
}

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            match markup(self.rest) {
                Markup::Tag { token, length } => {
                    self.rest = &self.rest[length..];
                    if let Token::Start { name, .. } = &token
                        && RAW.contains(&name.as_str())
                    {
                        self.rest = after_raw(self.rest, name);
                        continue;
                    }
                    return Some(token);
                }
                Markup::Nothing { length } => self.rest = &self.rest[length..],
                Markup::Text { length } => {
                    let (text, rest) = self.rest.split_at(length);
                    self.rest = rest;
                    return Some(Token::Text(resolved(text)));
                }
            }
        }
    }
}

/// What stands at the beginning of the rest. Lengths are in bytes and never 0.
enum Markup<'h> {
    Tag { token: Token<'h>, length: usize },
    Nothing { length: usize },
    Text { length: usize },
}

fn markup(rest: &str) -> Markup<'_> {
    let Some(inner) = rest.strip_prefix('<') else {
        return Markup::Text { length: rest.find('<').unwrap_or(rest.len()) };
    };
    if let Some(comment) = inner.strip_prefix("!--") {
        return Markup::Nothing { length: comment.find("-->").map_or(rest.len(), |end| end + 7) };
    }
    if inner.starts_with(['!', '?']) {
        return Markup::Nothing { length: inner.find('>').map_or(rest.len(), |end| end + 2) };
    }
    let (is_end, tag) = match inner.strip_prefix('/') {
        Some(tag) => (true, tag),
        None => (false, inner),
    };
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
        // A lone sign is text, up to the next one.
        return Markup::Text { length: inner.find('<').map_or(rest.len(), |next| next + 1) };
    }
    let Some(end) = end_of_tag(tag) else {
        // No tag that follows could end either, so all that is left is text.
        return Markup::Text { length: rest.len() };
    };
    let length = rest.len() - tag.len() + end + 1;
    let tag = &tag[..end];
    let name_end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(tag.len());
    let name = tag[..name_end].to_ascii_lowercase();
    let token = if is_end { Token::End { name } } else { Token::Start { name, class: class(&tag[name_end..]) } };
    Markup::Tag { token, length }
}

/// Where the `>` stands that ends a tag, outside of quotes.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (place, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(place),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The value of the attribute `class`.
fn class(attributes: &str) -> &str {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return "";
        }
        let name_end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, behind) = rest.split_at(name_end);
        let behind = behind.trim_start();
        let Some(value) = behind.strip_prefix('=') else {
            // An attribute without a value; at least one byte was taken, so this ends.
            rest = if name.is_empty() { "" } else { behind };
            continue;
        };
        let value = value.trim_start();
        let (value, behind) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        if name.eq_ignore_ascii_case("class") {
            return value;
        }
        rest = behind;
    }
}

/// What stands behind the end tag of an element whose content is not markup.
fn after_raw<'h>(rest: &'h str, name: &str) -> &'h str {
    let mut from = 0;
    while let Some(place) = rest[from..].find("</").map(|found| from + found) {
        let tag = &rest[place + 2..];
        let is_it = tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && !tag[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
        if is_it {
            return tag.find('>').map_or("", |end| &tag[end + 1..]);
        }
        from = place + 2;
    }
    ""
}

/// The text with its entities resolved.
fn resolved(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('&') {
        result.push_str(&rest[..place]);
        let entity = &rest[place + 1..];
        // The longest name that is known has six letters; a number has up to eight signs.
        let end = entity.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((sign(&entity[..end])?, end))) {
            Some((sign, end)) => {
                result.push(sign);
                rest = &entity[end + 1..];
            }
            None => {
                result.push('&');
                rest = entity;
            }
        }
    }
    result.push_str(rest);
    Cow::Owned(result)
}

fn sign(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|sign| !sign.is_control() || sign.is_whitespace());
    }
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "sect" => '§',
        "para" => '¶',
        "middot" => '·',
        "bull" => '•',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        _ => return None,
    })
}
