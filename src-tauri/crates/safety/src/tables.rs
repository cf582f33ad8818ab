//! The tables of the normaliser, read from the same file as the training reads.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

const BUILT_IN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../models/safety/normalise.toml"));

/// What the normaliser drops, joins and replaces.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tables {
    /// First and last code point of what shows nothing; sorted when read.
    drop: Vec<(u32, u32)>,
    separators: String,
    leet: HashMap<char, char>,
    homoglyphs: HashMap<char, char>,
}

impl Tables {
    /// The built-in ones.
    pub(crate) fn built_in() -> &'static Self {
        static BUILT: LazyLock<Tables> = LazyLock::new(|| {
            let mut tables: Tables = toml::from_str(BUILT_IN).unwrap_or_else(|error| panic!("normalise.toml: {error}"));
            tables.drop.sort_unstable();
            tables
        });
        &BUILT
    }

    /// Whether a character shows nothing, or only decorates the one before.
    pub(crate) fn drops(&self, c: char) -> bool {
        // Nothing in ASCII is dropped, and nearly all text is.
        let point = u32::from(c);
        point >= 0x80 && {
            let after = self.drop.partition_point(|(first, _)| *first <= point);
            after > 0 && point <= self.drop[after - 1].1
        }
    }

    /// Whether a character may stand between single letters that spell a word.
    pub(crate) fn separates(&self, c: char) -> bool {
        self.separators.contains(c)
    }

    /// The letter that a digit or sign stands for.
    pub(crate) fn leet(&self, c: char) -> Option<char> {
        if c.is_alphabetic() { None } else { self.leet.get(&c).copied() }
    }

    /// The Latin letter that a letter looks like.
    pub(crate) fn homoglyph(&self, c: char) -> Option<char> {
        if c.is_ascii() { None } else { self.homoglyphs.get(&c).copied() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dropped_ranges_do_not_overlap_and_hold_no_ascii() {
        let drop = &Tables::built_in().drop;
        assert!(drop.iter().all(|(first, last)| 0x80 <= *first && first <= last));
        assert!(drop.windows(2).all(|pair| pair[0].1 < pair[1].0), "one look-up finds the range");
    }

    #[test]
    fn leet_and_look_alikes_become_small_latin_letters() {
        let tables = Tables::built_in();
        assert!(tables.leet.values().chain(tables.homoglyphs.values()).all(char::is_ascii_lowercase));
        assert!(tables.leet.keys().all(|c| c.is_ascii() && !c.is_ascii_alphabetic()));
        assert!(tables.homoglyphs.keys().all(|c| !c.is_ascii()));
    }
}
