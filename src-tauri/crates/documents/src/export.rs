//! An answer with its citations as Markdown, for a file or the clipboard.

use std::fmt::Write;

use crate::{CitedAnswer, Spot, Strength};

/// A passage as an export names it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cite<'t> {
    /// The document's name.
    pub name: &'t str,
    /// Where it stands.
    pub spot: &'t Spot,
    /// Its text.
    pub text: &'t str,
}

/// The words of an export in the person's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportWords {
    /// Above the passages.
    pub sources: String,
    /// Before a page's number.
    pub page: String,
    /// Before a slide's number.
    pub slide: String,
    /// After a passage that supports only in part.
    pub weak: String,
    /// Where nothing supports the answer.
    pub unsupported: String,
}

impl Default for ExportWords {
    fn default() -> Self {
        Self {
            sources: "Sources".into(),
            page: "page".into(),
            slide: "slide".into(),
            weak: "supports it only in part".into(),
            unsupported: "Nothing in the documents supports this answer.".into(),
        }
    }
}

/// Question, answer with markers, and the passages that they stand for. `passages` are those that the model was shown.
#[must_use]
pub fn answer_as_markdown(
    question: &str,
    answer: &str,
    cited: &CitedAnswer,
    passages: &[Cite<'_>],
    words: &ExportWords,
) -> String {
    let (marked, order) = cited.marked(answer);
    let mut markdown = String::new();
    for line in question.trim().lines() {
        // A quoted question can't become a heading or list of the export.
        add(&mut markdown, format_args!("> {line}\n"));
    }
    add(&mut markdown, format_args!("\n{}\n", marked.trim()));
    if cited.unsupported {
        add(&mut markdown, format_args!("\n*{}*\n", words.unsupported));
    }
    if !order.is_empty() {
        add(&mut markdown, format_args!("\n## {}\n\n", words.sources));
    }
    for (number, passage) in order.iter().enumerate() {
        let Some(cite) = passages.get(*passage) else { continue };
        let place = place(cite.spot, words);
        let weak = cited.sentences.iter().flat_map(|sentence| &sentence.citations);
        let strongest = weak.filter(|citation| citation.passage == *passage).map(|citation| citation.strength).max();
        let note = if strongest == Some(Strength::Weak) { format!(" ({})", words.weak) } else { String::new() };
        add(&mut markdown, format_args!("{}. **{}**{place}{note}\n", number + 1, escaped(cite.name)));
        for line in cite.text.trim().lines() {
            add(&mut markdown, format_args!("   > {line}\n"));
        }
    }
    markdown
}

/// Where a passage stands, in words: `, page 3`.
fn place(spot: &Spot, words: &ExportWords) -> String {
    let place = &spot.place;
    if let Some(page) = place.page {
        let last = spot.last_page.filter(|last| *last > page).map_or_else(String::new, |last| format!("–{last}"));
        return format!(", {} {page}{last}", words.page);
    }
    if let Some(slide) = place.slide {
        return format!(", {} {slide}", words.slide);
    }
    if let Some(sheet) = &place.sheet {
        let range = place.range.as_deref().map_or_else(String::new, |range| format!("!{range}"));
        return format!(", {}{range}", escaped(sheet));
    }
    if place.headings.is_empty() { String::new() } else { format!(", {}", escaped(&place.headings.join(" › "))) }
}

/// A name without the signs that Markdown reads.
fn escaped(name: &str) -> String {
    name.chars()
        .flat_map(|c| {
            let sign = matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '|');
            sign.then_some('\\').into_iter().chain([if c.is_control() { ' ' } else { c }])
        })
        .collect()
}

/// Writing into a string can't fail.
fn add(text: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(what);
}

#[cfg(test)]
mod tests {
    use carat_reader::Place;

    use super::*;
    use crate::{Shown, cite};

    #[test]
    fn an_export_has_question_answer_and_numbered_passages() {
        let text = "The Vasa sank in 1628 on her maiden voyage.";
        let answer = "The Vasa sank in 1628.";
        let shown = ["Bananas are yellow.", text].map(|text| Shown { context: "", text, pages: None });
        let cited = cite("# When?", answer, &shown, &|_, _| None);
        let spot = Spot { place: Place { page: Some(3), ..Place::default() }, ..Spot::default() };
        let passages =
            [Cite { name: "other", spot: &spot, text: shown[0].text }, Cite { name: "a_b.pdf", spot: &spot, text }];
        let markdown = answer_as_markdown("# When?", answer, &cited, &passages, &ExportWords::default());
        let expected = "> # When?\n\nThe Vasa sank in 1628. [1]\n\n## Sources\n\n1. **a\\_b.pdf**, page 3\n   > The Vasa \
                        sank in 1628 on her maiden voyage.\n";
        assert_eq!(markdown, expected);
    }

    #[test]
    fn an_unsupported_answer_says_so() {
        let cited = cite("Who?", "Somebody built the large ship.", &[], &|_, _| None);
        let markdown = answer_as_markdown("Who?", "Somebody built it.", &cited, &[], &ExportWords::default());
        assert!(markdown.contains("Nothing in the documents") && !markdown.contains("Sources"));
    }
}
