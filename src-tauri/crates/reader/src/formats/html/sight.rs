//! Sight is what can be seen of the text in an element, by what the element says of itself.
//!
//! An element that is not displayed takes all in it along. One without a size, or one that is not visible, only passes
//! that on: an element in it may have a size of its own, as letters have it that were made by a program.

use html5ever::Attribute;

/// What can be seen where the walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sight {
    /// Whether text has a size.
    sized: bool,
    /// Whether it is drawn.
    visible: bool,
}

impl Sight {
    /// All can be seen.
    pub(super) const FULL: Self = Self { sized: true, visible: true };

    /// Whether text is shown.
    pub(super) fn shows(self) -> bool {
        self.sized && self.visible
    }

    /// What can be seen in an element; `None` where all in it is hidden, whatever it says itself.
    pub(super) fn within(mut self, attributes: &[Attribute]) -> Option<Self> {
        for attribute in attributes {
            match &*attribute.name.local {
                "hidden" => return None,
                "style" => self = self.styled(&attribute.value)?,
                _ => {}
            }
        }
        Some(self)
    }

    /// The same, by the element's style alone.
    fn styled(mut self, style: &str) -> Option<Self> {
        let style = style.to_ascii_lowercase();
        let around = self.sized;
        for (name, value) in style.split(';').filter_map(|rule| rule.split_once(':')) {
            // A rule may call itself important behind its value.
            let value = value.split('!').next().unwrap_or_default().trim();
            match name.trim() {
                "display" if value == "none" => return None,
                "opacity" if sized(value, true) == Some(false) => return None,
                "visibility" if matches!(value, "hidden" | "collapse") => self.visible = false,
                "visibility" if matches!(value, "visible" | "initial") => self.visible = true,
                "font-size" => self.sized = sized(value, around).unwrap_or(self.sized),
                // A size stands among other words, and may have the height of lines behind it.
                "font" => {
                    let size = value.split([' ', '\t', '\n', '/']).find_map(|word| sized(word, around));
                    self.sized = size.unwrap_or(self.sized);
                }
                _ => {}
            }
        }
        Some(self)
    }
}

/// Whether a size is more than nothing, where the size around it is or is not; `None` where the value is no size.
fn sized(value: &str, around: bool) -> Option<bool> {
    let number = value.trim_end_matches(|char: char| char.is_ascii_alphabetic() || char == '%');
    let unit = &value[number.len()..];
    let parsed = number.parse::<f32>();
    if parsed == Ok(0.0) {
        // The slant of a font has an angle.
        return (!matches!(unit, "deg" | "rad" | "turn" | "grad")).then_some(false);
    }
    match parsed {
        // A share of what is around.
        Ok(_) if matches!(unit, "em" | "%" | "ex" | "ch" | "cap" | "ic" | "lh") => Some(around),
        // A number alone is the weight of a font.
        Ok(_) => (!unit.is_empty()).then_some(true),
        Err(_) if matches!(value, "smaller" | "larger" | "inherit") => Some(around),
        // What is worked out may come to anything, so it is not taken for nothing.
        Err(_) => {
            let word = matches!(value, "medium" | "initial") || value.ends_with("small") || value.ends_with("large");
            (word || value.contains('(')).then_some(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(styles: &[&str]) -> bool {
        let mut sight = Some(Sight::FULL);
        for style in styles {
            sight = sight.and_then(|sight| sight.styled(style));
        }
        sight.is_some_and(Sight::shows)
    }

    #[test]
    fn what_has_no_size_or_is_not_drawn_is_not_seen() {
        for style in ["font-size:0", "Font-Size: 0px !important", "font:0/0 a", "visibility:hidden", "opacity: 0.0"] {
            assert!(!shows(&[style]), "{style}");
        }
        for style in ["", "font-size:1px", "font: 400 14px/1 serif", "opacity:0.5", "font-size:0;font-size:2em"] {
            assert!(shows(&[style]), "{style}");
        }
    }

    #[test]
    fn a_size_of_its_own_shows_and_a_share_of_nothing_does_not() {
        for style in
            ["font-size:13px", "font-size:1rem", "font-size:medium", "font-size:calc(1px + 1vw)", "font:12pt x"]
        {
            assert!(shows(&["font-size:0", "color:red", style]), "{style}");
        }
        for style in ["font-size:2em", "font-size:120%", "font-size:larger", "line-height:1"] {
            assert!(!shows(&["font-size:0", style]), "{style}");
        }
    }

    #[test]
    fn what_is_visible_again_shows_and_what_is_not_displayed_never_does() {
        assert!(shows(&["visibility:hidden", "visibility:visible"]));
        assert!(!shows(&["visibility:hidden", "visibility:inherit;font-size:13px"]));
        assert!(!shows(&["display:none", "display:block;visibility:visible"]));
    }
}
