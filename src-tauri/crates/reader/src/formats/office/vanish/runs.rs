//! The runs of a part of a Word document that nobody sees, by their own properties, their style or their paragraph's.

use std::ops::Range;

use super::styles::{Styles, is_on};
use crate::ReadFailure;
use crate::formats::xml::{self, Attributes, Met};

/// A run that nobody sees.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hidden {
    /// From its first tag to its last.
    bytes: Range<usize>,
    pub(super) text: String,
}

/// The hidden runs of a part, in order, none within another. In a part that is no XML, those before the fault.
pub(super) fn hidden(xml: &str, styles: &Styles) -> Vec<Hidden> {
    // Most documents hide nothing, and need not be gone through.
    if styles.is_empty() && !xml.contains("vanish") {
        return Vec::new();
    }
    let mut walk =
        Walk { styles, paragraphs: Vec::new(), runs: Vec::new(), of_paragraph: 0, aside: 0, hidden: Vec::new() };
    let _ = xml::visit_placed::<ReadFailure>(xml, |met, bytes| {
        match met {
            Met::Start(name, attributes) => walk.start(name, attributes, bytes.start),
            Met::End(name) => walk.end(name, bytes.end),
            Met::Text(text) => walk.text(text),
        }
        Ok(())
    });
    walk.hidden
}

/// A part without its hidden runs.
pub(super) fn without(xml: &str, hidden: &[Hidden]) -> String {
    let mut kept = String::with_capacity(xml.len());
    let mut at = 0;
    for run in hidden {
        kept.push_str(&xml[at..run.bytes.start]);
        at = run.bytes.end;
    }
    kept.push_str(&xml[at..]);
    kept
}

/// The walk through a part. A run may hold paragraphs of its own, in a text box.
struct Walk<'s> {
    styles: &'s Styles,
    /// For each open paragraph, whether its style hides.
    paragraphs: Vec<bool>,
    runs: Vec<Run>,
    /// How deep the walk is in properties of paragraphs, and in properties that are neither theirs nor a run's.
    of_paragraph: usize,
    aside: usize,
    hidden: Vec<Hidden>,
}

/// An open run.
struct Run {
    start: usize,
    /// What it says of itself.
    own: Option<bool>,
    /// Whether its style hides.
    styled: bool,
    /// Whether the walk is at its text.
    speaks: bool,
    text: String,
}

impl Walk<'_> {
    fn start(&mut self, name: &str, attributes: &Attributes, at: usize) {
        match name {
            "p" => self.paragraphs.push(false),
            "r" => self.runs.push(Run { start: at, own: None, styled: false, speaks: false, text: String::new() }),
            "t" => self.speak(true),
            "pPr" => self.of_paragraph += 1,
            _ if is_aside(name) => self.aside += 1,
            _ if self.aside > 0 => {}
            "pStyle" if self.of_paragraph > 0 => {
                let hides = attributes.get("val").is_some_and(|style| self.styles.hides(&style));
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    *paragraph = hides;
                }
            }
            // The mark at a paragraph's end may be hidden alone.
            "rStyle" | "vanish" if self.of_paragraph == 0 => {
                let Some(run) = self.runs.last_mut() else { return };
                if name == "vanish" {
                    run.own = Some(is_on(attributes));
                } else {
                    run.styled = attributes.get("val").is_some_and(|style| self.styles.hides(&style));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, at: usize) {
        match name {
            "p" => {
                self.paragraphs.pop();
            }
            "r" => self.close(at),
            "t" => self.speak(false),
            "pPr" => self.of_paragraph = self.of_paragraph.saturating_sub(1),
            _ if is_aside(name) => self.aside = self.aside.saturating_sub(1),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(run) = self.runs.last_mut().filter(|run| run.speaks) {
            run.text.push_str(text);
        }
    }

    fn speak(&mut self, speaks: bool) {
        if let Some(run) = self.runs.last_mut() {
            run.speaks = speaks;
        }
    }

    fn close(&mut self, end: usize) {
        let Some(Run { start, own, styled, text, .. }) = self.runs.pop() else { return };
        if let Some(outer) = self.runs.last_mut() {
            outer.text.push_str(&text);
        }
        // Of a style of the run and one of its paragraph, each turns over what the other says.
        let paragraph = self.paragraphs.last().is_some_and(|hides| *hides);
        if own.unwrap_or(styled != paragraph) {
            // What a run holds goes with it.
            self.hidden.truncate(self.hidden.partition_point(|within| within.bytes.start < start));
            self.hidden.push(Hidden { bytes: start..end, text });
        }
    }
}

/// Whether an element's properties are those of a former version, a control or a formula's sign.
fn is_aside(name: &str) -> bool {
    matches!(name, "sdtPr" | "ctrlPr") || name.ends_with("Change")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is hidden and what is kept of a paragraph with these properties and runs.
    fn split(paragraph: &str, runs: &[(&str, &str)]) -> (Vec<String>, String) {
        let styles = "<w:style w:styleId=\"H\"><w:rPr><w:vanish/></w:rPr></w:style>";
        let runs: String = runs
            .iter()
            .map(|(properties, text)| {
                format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
            })
            .collect();
        let xml = format!("<w:p><w:pPr>{paragraph}</w:pPr>{runs}</w:p>");
        let found = hidden(&xml, &Styles::of(styles));
        let kept = without(&xml, &found);
        (found.into_iter().map(|run| run.text).collect(), kept)
    }

    #[test]
    fn hidden_runs_are_taken_out_and_others_stay() {
        let (hidden, kept) = split(
            "<w:rPr><w:vanish/></w:rPr>",
            &[("", "a"), ("<w:vanish/>", "b &amp; c"), ("<w:vanish w:val=\"0\"/>", "d"), ("<w:webHidden/>", "e")],
        );
        assert_eq!(hidden, ["b & c"]);
        assert!([">a<", ">d<", ">e<"].iter().all(|text| kept.contains(text)) && !kept.contains(">b"), "{kept}");
    }

    #[test]
    fn a_style_hides_and_its_run_may_say_otherwise() {
        let style = "<w:rStyle w:val=\"H\"/>";
        let shown = "<w:rStyle w:val=\"H\"/><w:vanish w:val=\"false\"/>";
        let former = "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>";
        assert_eq!(split("", &[(style, "a"), (shown, "b"), (former, "c")]).0, ["a"]);
        assert_eq!(split("<w:pStyle w:val=\"H\"/>", &[("", "a"), (style, "b"), (shown, "c")]).0, ["a"]);
        assert!(split("<w:pPrChange><w:pPr><w:pStyle w:val=\"H\"/></w:pPr></w:pPrChange>", &[("", "a")]).0.is_empty());
    }

    #[test]
    fn a_hidden_run_takes_what_is_in_it_along() {
        let inner = |properties: &str| {
            format!("<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>in</w:t></w:r><w:r><w:t>side</w:t></w:r></w:p>")
        };
        for properties in ["", "<w:vanish/>"] {
            let xml = format!("<w:p><w:r><w:rPr><w:vanish/></w:rPr>{}<w:t>out</w:t></w:r></w:p>", inner(properties));
            let found = hidden(&xml, &Styles::default());
            assert_eq!(found.iter().map(|run| run.text.as_str()).collect::<Vec<_>>(), ["insideout"]);
            assert_eq!(without(&xml, &found), "<w:p></w:p>");
        }
        let xml = format!("<w:p><w:r>{}</w:r></w:p>", inner("<w:vanish/>"));
        assert_eq!(hidden(&xml, &Styles::default()).len(), 1, "the outer run stays");
    }
}
