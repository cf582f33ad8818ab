//! A private key in a stream: from its header to its footer each line of its body is one, however the stream is cut.

/// What every PEM header of a private key holds: "-----BEGIN RSA PRIVATE KEY-----" and its kin.
const HEADER: (&str, &str) = ("-----BEGIN ", "PRIVATE KEY");

/// What its footer begins with.
const FOOTER: &str = "-----END";

/// The shortest run of base64 that is taken for a key's body. PEM lines have 64 characters; a placeholder such as
/// "MIIEvQ..." in an explanation of the format has fewer.
const BODY: usize = 40;

/// The same once a body has begun, where nothing is explained any more.
const MORE_BODY: usize = 16;

/// Pieces without a body after which a header was only talked about: a hash some paragraphs later is no key.
const PATIENCE: usize = 8;

/// Where a stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Outside,
    /// After a header. That alone is what explanations quote.
    Header,
    /// After a first piece of the body.
    Body,
}

/// Follows a stream, piece by piece.
#[derive(Debug, Clone, Default)]
pub(crate) struct PrivateKey {
    place: Place,
    /// Pieces since the header or the last one of the body.
    without: usize,
}

impl PrivateKey {
    /// Takes the next piece; `before` is the one before it, in which a header may have begun. Returns whether the piece
    /// holds a part of a key's body.
    pub(crate) fn take(&mut self, before: &str, text: &str) -> bool {
        let joined = format!("{before}{text}");
        let ends_here = |end: &usize| *end > before.len();
        let opened = header_end(&joined).filter(ends_here);
        let closed = joined.rfind(FOOTER).map(|at| at + FOOTER.len()).filter(ends_here);
        let inside = self.place != Place::Outside || opened.is_some();
        let body = inside && self.is_body(text);
        self.without = if body || opened.is_some() { 0 } else { self.without + 1 };
        if closed > opened || self.without > PATIENCE {
            self.place = Place::Outside;
        } else if body {
            self.place = Place::Body;
        } else if inside && self.place == Place::Outside {
            self.place = Place::Header;
        }
        body
    }

    fn is_body(&self, text: &str) -> bool {
        let longest = text.split(|c: char| !is_base64(c)).map(str::len).max().unwrap_or_default();
        match self.place {
            // A key's last line may be of any length, and is nothing but base64.
            Place::Body => longest >= MORE_BODY || longest > 0 && longest == text.trim().len(),
            Place::Outside | Place::Header => longest >= BODY,
        }
    }
}

/// Whether a whole text holds a part of a key's body.
pub(crate) fn has_key_body(text: &str) -> bool {
    let mut key = PrivateKey::default();
    let mut before = "";
    text.split_inclusive('\n').any(|line| {
        let body = key.take(before, line);
        before = line;
        body
    })
}

/// Where the last header of a private key ends.
fn header_end(text: &str) -> Option<usize> {
    text.rmatch_indices(HEADER.0).find_map(|(at, begin)| {
        let start = at + begin.len();
        let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ';
        let rest = &text[start..];
        let name = &rest[..rest.find(|c: char| !is_name(c)).unwrap_or(rest.len())];
        name.find(HEADER.1).map(|found| start + found + HEADER.1.len())
    })
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "QUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVG";

    /// What is said of each piece in turn.
    fn taken(pieces: &[&str]) -> Vec<bool> {
        let mut key = PrivateKey::default();
        let before = std::iter::once("").chain(pieces.iter().copied());
        before.zip(pieces).map(|(before, piece)| key.take(before, piece)).collect()
    }

    fn header() -> String {
        format!("-----BEGIN {} KEY-----\n", "RSA PRIVATE")
    }

    #[test]
    fn every_line_from_the_first_to_the_footer_is_body() {
        let (header, line) = (header(), format!("{LINE}\n"));
        let footer = "-----END RSA PRIVATE KEY-----\n";
        assert_eq!(
            taken(&[&header, &line, &line, "\n", &line, "Qw==\n", footer, &line, "Qw==\n"]),
            [false, true, true, false, true, true, false, false, false]
        );
    }

    #[test]
    fn a_header_may_come_in_pieces() {
        let whole = header();
        let (begun, rest) = whole.split_at(16);
        assert_eq!(taken(&[begun, rest, LINE]), [false, false, true]);
    }

    #[test]
    fn a_header_that_is_only_talked_about_opens_nothing() {
        let header = header();
        let quoted = format!("It begins with `{}` and ends with `-----END`.", header.trim());
        assert_eq!(taken(&[&quoted, LINE]), [false, false]);
        let mut pieces = vec![header.as_str()];
        pieces.extend(["And so on. "; PATIENCE + 1]);
        pieces.push(LINE);
        assert_eq!(taken(&pieces).last(), Some(&false));
        assert_eq!(taken(&["-----BEGIN CERTIFICATE-----\n", LINE]), [false, false]);
    }

    #[test]
    fn a_line_between_two_of_the_body_hides_neither() {
        let header = header();
        assert_eq!(taken(&[&header, LINE, "Then comes this:\n", LINE]), [false, true, false, true]);
    }

    #[test]
    fn a_whole_text_is_read_line_by_line() {
        let header = header();
        assert!(has_key_body(&format!("Sure:\n{header}{LINE}\n")));
        assert!(!has_key_body(&format!("Sure:\n{header}...\n-----END RSA PRIVATE KEY-----\nIts hash is {LINE}\n")));
        assert!(!has_key_body(&format!("{LINE}\n{header}")));
        assert!(!has_key_body(""));
    }
}
