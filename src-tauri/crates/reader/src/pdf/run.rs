//! A run is a part of a line without a wide gap in it: a line of a column, a value in a table, a page's number.

use super::atom::Atom;
use super::script::is_clustered;

/// The widest gap within a run, over the size of its text. Spaces of justified text stay below it, gutters above.
const GAP: f32 = 0.95;

/// How far baselines of one line may lie apart, over the size of its text.
const WOBBLE: f32 = 0.12;

/// A part of a line.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// From left to right.
    pub(super) atoms: Vec<Atom>,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) baseline: f32,
    pub(super) size: f32,
}

impl Run {
    fn of(atoms: Vec<Atom>) -> Option<Self> {
        let first = atoms.first()?;
        let (left, baseline) = (first.left, first.baseline);
        let right = atoms.iter().fold(left, |right, atom| right.max(atom.right));
        let mut sizes: Vec<f32> = atoms.iter().map(|atom| atom.size).collect();
        sizes.sort_by(f32::total_cmp);
        let size = sizes[sizes.len() / 2];
        Some(Self { atoms, left, right, baseline, size })
    }

    /// How many characters it has.
    pub(super) fn len(&self) -> usize {
        self.atoms.iter().map(|atom| atom.text.chars().count()).sum()
    }
}

/// The runs of some atoms, from the top down.
pub(super) fn of_atoms(mut atoms: Vec<Atom>) -> Vec<Run> {
    atoms.sort_by(|one, other| one.baseline.total_cmp(&other.baseline).then(one.left.total_cmp(&other.left)));
    let mut runs = Vec::new();
    let mut line: Vec<Atom> = Vec::new();
    for atom in atoms {
        if line.last().is_some_and(|last| atom.baseline - last.baseline > last.size.max(atom.size) * WOBBLE) {
            cut(std::mem::take(&mut line), &mut runs);
        }
        line.push(atom);
    }
    cut(line, &mut runs);
    rejoin(&mut runs);
    runs
}

/// Cuts a line at its wide gaps; spaces become a property of what follows them.
fn cut(mut line: Vec<Atom>, runs: &mut Vec<Run>) {
    line.sort_by(|one, other| one.left.total_cmp(&other.left));
    let mut run: Vec<Atom> = Vec::new();
    let mut spaced = false;
    for mut atom in line {
        if atom.text == " " {
            spaced = true;
            continue;
        }
        if let Some(last) = run.last() {
            // Text is set twice, a little apart, to look bold.
            let twice = run.iter().rev().take(4).any(|other| {
                other.text == atom.text && (other.left - atom.left).abs() < atom.size * 0.12 && other.right > atom.left
            });
            if twice {
                continue;
            }
            let right = run.iter().rev().take(4).fold(last.right, |right, atom| right.max(atom.right));
            let gap = if last.text.chars().any(is_clustered) { GAP * 2.0 } else { GAP };
            if atom.left - right > last.size.max(atom.size) * gap {
                runs.extend(Run::of(std::mem::take(&mut run)));
            }
        }
        atom.spaced = std::mem::take(&mut spaced) && !run.is_empty();
        run.push(atom);
    }
    runs.extend(Run::of(run));
}

/// Joins what is set smaller and higher or lower, right beside other text, with it: notes' numbers, exponents.
fn rejoin(runs: &mut Vec<Run>) {
    let mut index = 0;
    while index < runs.len() {
        let small = &runs[index];
        let host = runs.iter().enumerate().position(|(other, run)| {
            other != index
                && small.size < run.size * 0.85
                && small.len() <= 6
                && small.baseline != run.baseline
                && (small.baseline - run.baseline).abs() < run.size * 0.6
                && (-0.2..0.35).contains(&((small.left - run.right) / run.size))
        });
        match host {
            Some(host) => {
                let mut small = runs.remove(index);
                let host = &mut runs[if host > index { host - 1 } else { host }];
                for atom in &mut small.atoms {
                    atom.baseline = host.baseline;
                }
                host.right = host.right.max(small.right);
                host.atoms.append(&mut small.atoms);
            }
            None => index += 1,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Atoms of a text of ten points, each character five wide.
    pub(in crate::pdf) fn set(text: &str, left: f32, baseline: f32) -> Vec<Atom> {
        let atom = |(at, char): (usize, char)| {
            let left = left + at as f32 * 5.0;
            Atom { text: char.to_string(), left, right: left + 5.0, baseline, size: 10.0, spaced: false }
        };
        text.chars().enumerate().map(atom).collect()
    }

    pub(in crate::pdf) fn text(run: &Run) -> String {
        run.atoms.iter().flat_map(|atom| [if atom.spaced { " " } else { "" }, &atom.text]).collect()
    }

    #[test]
    fn a_line_is_cut_at_wide_gaps_and_nowhere_else() {
        let mut atoms = set("one two", 0.0, 50.0);
        atoms.extend(set("right", 100.0, 50.4));
        atoms.extend(set("below", 0.0, 62.0));
        let runs: Vec<String> = of_atoms(atoms).iter().map(text).collect();
        assert_eq!(runs, ["one two", "right", "below"]);
    }

    #[test]
    fn what_is_set_twice_is_read_once() {
        let mut atoms = set("bold", 0.0, 50.0);
        atoms.extend(set("bold", 0.4, 50.0));
        assert_eq!(text(&of_atoms(atoms)[0]), "bold");
    }

    #[test]
    fn a_notes_number_stands_in_its_line() {
        let mut atoms = set("word", 0.0, 50.0);
        let number = set("7", 20.5, 46.0).remove(0);
        atoms.push(Atom { size: 6.0, right: 23.5, ..number });
        assert_eq!(of_atoms(atoms).iter().map(text).collect::<Vec<_>>(), ["word7"]);
    }
}
