//! The control words of RTF: what each does to the text at hand.

use super::group::Destination;
use super::{Stripper, code_page};
use crate::PieceKind;

impl Stripper<'_> {
    /// A control word with its number.
    pub(super) fn word(&mut self, word: &str, number: Option<i32>) {
        if word != "u" && self.skip > 0 {
            self.skip -= 1;
            return;
        }
        let on = number != Some(0);
        match word {
            "u" => return self.unicode(number.unwrap_or(0)),
            "bin" => {
                let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0).min(self.rest.len());
                self.rest = &self.rest[length..];
                return;
            }
            _ => {}
        }
        self.decode();
        match word {
            "uc" => self.group().skip = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(16),
            "ansicpg" => self.default = code_page::of_number(number.unwrap_or(1252)),
            "f" => self.group().font = number,
            "fcharset" => {
                let encoding = code_page::of_charset(number.unwrap_or(0)).unwrap_or(self.default);
                let group = self.group();
                if let (Destination::Fonts, Some(font)) = (group.destination, group.font) {
                    self.fonts.push((font, encoding));
                }
            }
            "v" | "deleted" => self.group().hidden = on,
            "plain" => self.group().hidden = false,
            "par" | "sect" | "page" => self.end_piece(),
            "pard" => self.kind = PieceKind::Paragraph,
            "outlinelevel" => {
                if let Some(level @ 0..=8) = number
                    && self.group().destination == Destination::Text
                {
                    self.kind = PieceKind::Heading { level: level as u8 + 1 };
                }
            }
            "s" => self.style(number.unwrap_or(0)),
            "ls" if self.kind == PieceKind::Paragraph && on => self.kind = PieceKind::ListItem,
            "line" => self.put('\n'),
            "tab" | "cell" | "nestcell" => self.put('\t'),
            "row" | "nestrow" => {
                self.kind = PieceKind::Row;
                self.end_piece();
            }
            "emdash" => self.put('\u{2014}'),
            "endash" => self.put('\u{2013}'),
            "bullet" => self.put('\u{2022}'),
            "lquote" => self.put('\u{2018}'),
            "rquote" => self.put('\u{2019}'),
            "ldblquote" => self.put('\u{201c}'),
            "rdblquote" => self.put('\u{201d}'),
            "emspace" | "enspace" | "qmspace" => self.put(' '),
            "footnote" | "annotation" => {
                let interrupted =
                    (std::mem::take(&mut self.text), std::mem::replace(&mut self.kind, PieceKind::Paragraph));
                if let Some((text, kind)) = self.group().interrupted.replace(interrupted) {
                    (self.text, self.kind) = (text, kind);
                }
            }
            _ => self.group().enter(word),
        }
    }

    /// A style is named: in the table of styles to be described, elsewhere to be used.
    fn style(&mut self, number: i32) {
        if self.group().destination == Destination::Styles {
            // Its name comes last, and headings have the same one in every language's Word.
            let end = self.rest.iter().position(|byte| *byte == b'}').unwrap_or(0);
            let description = String::from_utf8_lossy(&self.rest[..end]).to_ascii_lowercase();
            let level = description
                .rsplit_once("heading ")
                .and_then(|(_, name)| name.trim_end_matches(';').trim().parse().ok());
            self.styles.extend(level.filter(|level| (1..=9).contains(level)).map(|level: u8| (number, level)));
        } else if let Some((_, level)) = self.styles.iter().find(|(style, _)| *style == number) {
            self.kind = PieceKind::Heading { level: *level };
        }
    }

    fn unicode(&mut self, number: i32) {
        self.decode();
        self.skip = self.group().skip;
        // Numbers beyond 32767 are written as negative ones.
        let unit = (number & 0xffff) as u16;
        match (self.surrogate.take(), unit) {
            (_, 0xd800..0xdc00) => self.surrogate = Some(unit),
            (Some(high), 0xdc00..0xe000) => {
                let both = char::decode_utf16([high, unit]).next();
                self.put(both.and_then(std::result::Result::ok).unwrap_or('\u{fffd}'));
            }
            (_, unit) => self.put(char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}')),
        }
    }
}
