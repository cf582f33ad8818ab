//! The styles of a Word document, as far as they hide what has them.

use std::collections::{HashMap, HashSet};

use crate::ReadFailure;
use crate::formats::xml::{self, Attributes, Met};

/// Styles that are based on others, one on the other. Word makes no chain half as long.
const LONGEST_CHAIN: usize = 64;

/// The names of those that hide.
#[derive(Debug, Default)]
pub(super) struct Styles(HashSet<String>);

/// What a style says of itself.
#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    vanish: Option<bool>,
}

impl Styles {
    /// The styles of their part. One that is no XML has those that stand before the fault.
    pub(super) fn of(xml: &str) -> Self {
        // Most documents hide nothing, and their styles need not be gone through.
        if !xml.contains("vanish") {
            return Self::default();
        }
        let mut styles: HashMap<String, Style> = HashMap::new();
        let mut open: Option<(String, Style)> = None;
        let mut aside = 0_usize;
        let _ = xml::visit::<ReadFailure>(xml, |met| {
            match met {
                Met::Start("style", attributes) => {
                    open = attributes.get("styleId").map(|name| (name, Style::default()));
                }
                Met::End("style") => styles.extend(open.take()),
                // What a table's first row or a former version looks like is not what the style looks like.
                Met::Start(name, _) if is_aside(name) => aside += 1,
                Met::End(name) if is_aside(name) => aside = aside.saturating_sub(1),
                Met::Start(name, attributes) if aside == 0 => {
                    if let Some((_, style)) = &mut open {
                        style.take(name, attributes);
                    }
                }
                _ => {}
            }
            Ok(())
        });
        Self(styles.keys().filter(|name| hides(&styles, name)).cloned().collect())
    }

    /// Whether none of them hides.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one hides what has it.
    pub(super) fn hides(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

impl Style {
    fn take(&mut self, name: &str, attributes: &Attributes) {
        match name {
            "basedOn" => self.based_on = attributes.get("val"),
            "vanish" => self.vanish = Some(is_on(attributes)),
            _ => {}
        }
    }
}

fn is_aside(name: &str) -> bool {
    name == "tblStylePr" || name.ends_with("Change")
}

/// Whether a property that is on by being there is not turned off.
pub(super) fn is_on(attributes: &Attributes) -> bool {
    !matches!(attributes.get("val").as_deref(), Some("0" | "false" | "off"))
}

/// Whether a style hides, by itself or by what it is based on.
fn hides(styles: &HashMap<String, Style>, name: &str) -> bool {
    let mut next = styles.get(name);
    for _ in 0..LONGEST_CHAIN {
        let Some(style) = next else { break };
        if let Some(vanish) = style.vanish {
            return vanish;
        }
        next = style.based_on.as_deref().and_then(|name| styles.get(name));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_hides_by_itself_or_by_what_it_is_based_on() {
        let style = |name: &str, inner: &str| format!("<w:style w:styleId=\"{name}\">{inner}</w:style>");
        let styles = [
            style("Own", "<w:rPr><w:vanish/></w:rPr>"),
            style("Based", "<w:basedOn w:val=\"Own\"/><w:rPr><w:b/></w:rPr>"),
            style("Back", "<w:basedOn w:val=\"Based\"/><w:rPr><w:vanish w:val=\"0\"/></w:rPr>"),
            style("Circle", "<w:basedOn w:val=\"Circle\"/>"),
            style("Table", "<w:tblStylePr w:type=\"firstRow\"><w:rPr><w:vanish/></w:rPr></w:tblStylePr>"),
        ];
        let styles = Styles::of(&format!("<w:styles>{}</w:styles>", styles.concat()));
        let found: Vec<bool> =
            ["Own", "Based", "Back", "Circle", "Table", "None"].iter().map(|name| styles.hides(name)).collect();
        assert_eq!(found, [true, true, false, false, false, false]);
    }
}
