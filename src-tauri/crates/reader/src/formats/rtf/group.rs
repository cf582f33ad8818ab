//! A group of RTF: what stands between two braces, and where its text goes.

use crate::PieceKind;

/// Where text goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Destination {
    /// Into the document.
    #[default]
    Text,
    /// Into the table of fonts.
    Fonts,
    /// Into the table of styles.
    Styles,
    /// Nowhere: pictures, styles, margins, numbers of items, instructions of fields.
    Nowhere,
}

/// An open group.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) destination: Destination,
    pub(super) hidden: bool,
    pub(super) font: Option<i32>,
    /// How many characters stand for each Unicode one.
    pub(super) skip: usize,
    /// Whether it says that whoever does not know its first word shall pass over it.
    pub(super) starred: bool,
    /// The text that a note interrupts.
    pub(super) interrupted: Option<(String, PieceKind)>,
}

impl Default for Group {
    fn default() -> Self {
        Self { destination: Destination::Text, hidden: false, font: None, skip: 1, starred: false, interrupted: None }
    }
}

impl Group {
    /// A group within this one.
    pub(super) fn inner(&self) -> Self {
        Self { starred: false, interrupted: None, ..*self }
    }

    /// Takes over a word that may tell where its text goes.
    pub(super) fn enter(&mut self, word: &str) {
        match word {
            "fonttbl" => self.destination = Destination::Fonts,
            "stylesheet" => self.destination = Destination::Styles,
            "colortbl" | "info" | "pict" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl"
            | "footerr" | "footerf" | "listtext" | "pntext" | "fldinst" | "sp" | "template" | "xe" | "tc"
            | "nonshppict" | "objdata" | "themedata" | "colorschememapping" | "datastore" | "filetbl" | "revtbl" => {
                self.destination = Destination::Nowhere;
            }
            // Shapes hold text among their properties.
            "shpinst" | "shptxt" | "shprslt" => {}
            _ if self.starred => self.destination = Destination::Nowhere,
            _ => {}
        }
        self.starred = false;
    }
}
