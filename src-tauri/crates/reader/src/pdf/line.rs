//! A line is what is read from one side of a column to the other: its words in the order that they are read in.

use super::run::Run;
use super::script::{self, is_clustered, is_left_to_right, is_right_to_left, is_unspaced};

/// The narrowest gap between two words of a text that has no spaces of its own, over its size.
const GAP: f32 = 0.17;

/// The narrowest gap between two words of a text that has spaces, where one is missing.
const MISSING: f32 = 0.35;

/// A word of a line.
#[derive(Debug, Clone)]
pub(super) struct LineWord {
    pub(super) text: String,
    /// Along and down the lines: left, top, right, bottom.
    pub(super) area: [f32; 4],
    /// What parts it from the word before: nothing, a space, or a tab between values.
    pub(super) parted: &'static str,
}

/// A line of a column.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) words: Vec<LineWord>,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) baseline: f32,
    pub(super) size: f32,
    /// How many runs it is made of: more than one in a table.
    pub(super) runs: usize,
}

/// The lines of a block of runs, from the top down.
pub(super) fn of_runs(mut runs: Vec<Run>, right_to_left: bool) -> Vec<Line> {
    runs.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    let mut rows: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        let level = rows.last().and_then(|row| row.last()).is_some_and(|last| {
            // Values of a table may be of different sizes and still stand on a line.
            run.baseline - last.baseline < last.size.min(run.size) * 0.35
        });
        match rows.last_mut() {
            Some(row) if level => row.push(run),
            _ => rows.push(vec![run]),
        }
    }
    rows.into_iter().filter_map(|row| of_row(row, right_to_left)).collect()
}

fn of_row(mut row: Vec<Run>, right_to_left: bool) -> Option<Line> {
    row.sort_by(|one, other| one.left.total_cmp(&other.left));
    let mut words: Vec<LineWord> = Vec::new();
    let (mut left, mut right, mut size) = (f32::INFINITY, f32::NEG_INFINITY, 0.0_f32);
    for run in &row {
        words.extend(words_of(run, !words.is_empty()));
        (left, right) = (left.min(run.left), right.max(run.right));
        size = size.max(run.size);
    }
    let baseline = row.first()?.baseline;
    Some(Line { words: in_reading_order(words, right_to_left), left, right, baseline, size, runs: row.len() })
}

/// The words of a run, from left to right.
fn words_of(run: &Run, follows: bool) -> Vec<LineWord> {
    let spaces = run.atoms.iter().filter(|atom| atom.spaced).count();
    let has_spaces = spaces > 0;
    let mut words: Vec<LineWord> = Vec::new();
    let mut right = run.left;
    for atom in &run.atoms {
        let area = [atom.left, atom.baseline - atom.size * 0.8, atom.right, atom.baseline + atom.size * 0.22];
        let before = words.last().and_then(|word| word.text.chars().next_back());
        let first = atom.text.chars().next();
        let unspaced = before.zip(first).is_some_and(|(before, first)| is_unspaced(before) || is_unspaced(first));
        let clustered = before.is_some_and(is_clustered);
        let narrowest = match (unspaced, clustered, has_spaces) {
            (true, _, _) => 0.6,
            (_, true, true) => 2.0,
            (_, _, true) => MISSING,
            (_, _, false) => GAP,
        };
        let parted = atom.spaced || atom.left - right > atom.size * narrowest;
        match words.last_mut() {
            Some(word) if !parted && !unspaced => {
                word.text.push_str(&atom.text);
                word.area[2] = word.area[2].max(area[2]);
                word.area[1] = word.area[1].min(area[1]);
                word.area[3] = word.area[3].max(area[3]);
            }
            Some(_) => words.push(LineWord { text: atom.text.clone(), area, parted: if parted { " " } else { "" } }),
            None => words.push(LineWord { text: atom.text.clone(), area, parted: if follows { "\t" } else { "" } }),
        }
        right = right.max(atom.right);
    }
    // Whole words are turned round, since their parts were gathered as they are drawn.
    for word in &mut words {
        word.text = script::logical(std::mem::take(&mut word.text), true);
    }
    words
}

/// Turns words that stand from left to right into those that are read, by the direction of most of their letters;
/// numbers alone go by the page's.
fn in_reading_order(words: Vec<LineWord>, right_to_left: bool) -> Vec<LineWord> {
    let count = |of: fn(char) -> bool| words.iter().flat_map(|word| word.text.chars()).filter(|char| of(*char)).count();
    let (to_left, to_right) = (count(is_right_to_left), count(is_left_to_right));
    if to_left == 0 {
        return if right_to_left && to_right == 0 { reversed(words) } else { words };
    }
    if to_left >= to_right {
        let words = reversed(words);
        return turn(words, |word| word.text.chars().any(is_left_to_right) && !word.text.chars().any(is_right_to_left));
    }
    turn(words, |word| word.text.chars().any(is_right_to_left))
}

/// Turns each stretch of words that satisfy something.
fn turn(words: Vec<LineWord>, wanted: impl Fn(&LineWord) -> bool) -> Vec<LineWord> {
    let mut turned = Vec::with_capacity(words.len());
    let mut stretch = Vec::new();
    for word in words {
        if wanted(&word) {
            stretch.push(word);
        } else {
            turned.extend(reversed(std::mem::take(&mut stretch)));
            turned.push(word);
        }
    }
    turned.extend(reversed(stretch));
    turned
}

/// Words the other way round; what parts two of them stays between the two.
fn reversed(mut words: Vec<LineWord>) -> Vec<LineWord> {
    let Some(first) = words.first().map(|word| word.parted) else { return words };
    words.reverse();
    let mut parted = first;
    for word in &mut words {
        std::mem::swap(&mut word.parted, &mut parted);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::atom::Atom;
    use super::super::run;
    use super::*;

    fn read(atoms: &[(&str, f32)]) -> String {
        let mut set = Vec::new();
        for (text, left) in atoms {
            let width = text.chars().count() as f32 * 5.0;
            let atom = Atom {
                text: (*text).to_owned(),
                left: *left,
                right: left + width,
                baseline: 9.0,
                size: 10.0,
                spaced: false,
            };
            set.push(atom);
        }
        let lines = of_runs(run::of_atoms(set), false);
        lines.iter().flat_map(|line| &line.words).map(|word| format!("{}{}", word.parted, word.text)).collect()
    }

    #[test]
    fn gaps_are_spaces_where_there_are_none() {
        assert_eq!(read(&[("ab", 0.0), ("cd", 10.0), ("ef", 23.0)]), "abcd ef");
        assert_eq!(read(&[("東京", 0.0), ("大阪", 13.0)]), "東京大阪");
    }

    #[test]
    fn a_line_in_arabic_is_read_from_the_right_and_its_latin_from_the_left() {
        let line = [
            ("ثلاث", 0.0),
            (" ", 20.0),
            ("New", 25.0),
            (" ", 40.0),
            ("York", 45.0),
            (" ", 65.0),
            (".", 70.0),
            ("لوأ", 75.0),
        ];
        assert_eq!(read(&line), "أول. New York ثالث");
        assert_eq!(
            read(&[("often", 0.0), (" ", 25.0), ("ناث", 30.0), (" ", 45.0), ("لوأ", 50.0), (" ", 65.0), ("was", 70.0)]),
            "often أول ثان was"
        );
    }
}
