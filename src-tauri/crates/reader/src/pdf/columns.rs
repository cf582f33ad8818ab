//! Columns: the order in which the runs of a page are read.
//!
//! A gutter is a strip from the top to the bottom that few lines cross, with running text on both sides. Where there is
//! one, what crosses it parts the page into bands, and in each band the columns are read one after the other. Without
//! one, lines are read from the top down; so are tables, whose values are too short for running text.

use super::run::Run;

/// The most lines that may cross a gutter, over all.
const CROSSING: f32 = 0.3;

/// Characters that a line of running text has on average, at least; fewer where each is as wide as it is high.
const PROSE: f32 = 14.0;

/// Lines that a column has at least.
const LINES: usize = 4;

/// Columns within columns.
const DEEPEST: usize = 4;

/// Runs in reading order, a block of them for each column or band.
pub(super) fn order(runs: Vec<Run>, right_to_left: bool) -> Vec<Vec<Run>> {
    let mut blocks = Vec::new();
    part(runs, right_to_left, 0, &mut blocks);
    blocks
}

fn part(runs: Vec<Run>, right_to_left: bool, depth: usize, blocks: &mut Vec<Vec<Run>>) {
    if runs.is_empty() {
        return;
    }
    let Some(gutter) = (depth < DEEPEST).then(|| gutter(&runs)).flatten() else {
        blocks.push(runs);
        return;
    };
    let (mut left, mut right, mut across) = (Vec::new(), Vec::new(), Vec::new());
    let mut runs = runs;
    runs.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    let mut flush = |left: &mut Vec<Run>, right: &mut Vec<Run>, across: &mut Vec<Run>| {
        if !across.is_empty() {
            blocks.push(std::mem::take(across));
        }
        let below = below_both(left, right);
        let (first, second) = if right_to_left { (right, left) } else { (left, right) };
        part(std::mem::take(first), right_to_left, depth + 1, blocks);
        part(std::mem::take(second), right_to_left, depth + 1, blocks);
        part(below, right_to_left, depth + 1, blocks);
    };
    for run in runs {
        if run.right <= gutter {
            left.push(run);
        } else if run.left >= gutter {
            right.push(run);
        } else {
            if !left.is_empty() || !right.is_empty() {
                flush(&mut left, &mut right, &mut across);
            }
            across.push(run);
        }
    }
    flush(&mut left, &mut right, &mut across);
}

/// Takes away what stands below both columns: where they end together and more than a line's distance is left free, the
/// rest belongs to neither, even if it is too short to cross the gutter.
fn below_both(left: &mut Vec<Run>, right: &mut Vec<Run>) -> Vec<Run> {
    let end = |column: &[Run]| column.last().map(|run| run.baseline);
    let (Some(left_end), Some(right_end)) = (end(left), end(right)) else { return Vec::new() };
    let (longer, end) = if left_end > right_end { (left, right_end) } else { (right, left_end) };
    let mut steps: Vec<f32> = longer.windows(2).map(|pair| pair[1].baseline - pair[0].baseline).collect();
    steps.retain(|step| *step > 0.0);
    steps.sort_by(f32::total_cmp);
    let Some(leading) = steps.get(steps.len() / 3).copied() else { return Vec::new() };
    let free = longer.windows(2).position(|pair| {
        let (above, below) = (pair[0].baseline, pair[1].baseline);
        below - above > leading * 1.35 && above > end - leading * 2.5 && above < end + leading * 3.5 && below > end
    });
    free.map_or_else(Vec::new, |at| longer.split_off(at + 1))
}

/// The middle of the widest gutter.
fn gutter(runs: &[Run]) -> Option<f32> {
    if runs.len() < 2 * LINES {
        return None;
    }
    // Where few enough lines cross is looked for at the ends of the runs only.
    let mut ends: Vec<f32> = runs.iter().map(|run| run.right).collect();
    ends.sort_by(f32::total_cmp);
    ends.dedup_by(|one, other| (*one - *other).abs() < 2.0);
    let mut sizes: Vec<f32> = runs.iter().map(|run| run.size).collect();
    sizes.sort_by(f32::total_cmp);
    let size = sizes[sizes.len() / 2];
    let mut best: Option<(f32, f32)> = None;
    for end in ends {
        let middle = end + size * 0.25;
        let crossing = runs.iter().filter(|run| run.left < middle && run.right > middle).count();
        if crossing as f32 > CROSSING * runs.len() as f32 {
            continue;
        }
        let right = runs.iter().filter(|run| run.left >= middle).map(|run| run.left).fold(f32::INFINITY, f32::min);
        let left = runs.iter().filter(|run| run.right <= middle).map(|run| run.right).fold(f32::NEG_INFINITY, f32::max);
        let width = right - left;
        if width > size * 0.6 && width.is_finite() && best.is_none_or(|(_, widest)| width > widest) {
            let middle = f32::midpoint(left, right);
            if is_prose(runs.iter().filter(|run| run.right <= middle))
                && is_prose(runs.iter().filter(|run| run.left >= middle))
            {
                best = Some((middle, width));
            }
        }
    }
    best.map(|(middle, _)| middle)
}

/// Whether some runs are lines of running text.
fn is_prose<'a>(runs: impl Iterator<Item = &'a Run>) -> bool {
    let (mut lines, mut weight) = (0, 0.0);
    for run in runs {
        lines += 1;
        // A line's length in half-squares: Chinese characters are two of them.
        weight += ((run.right - run.left) / (run.size * 0.5)).min(200.0);
    }
    lines >= LINES && weight / lines as f32 >= PROSE
}

#[cfg(test)]
mod tests {
    use super::super::run::{
        self,
        tests::{set, text},
    };
    use super::*;

    fn read(atoms: Vec<super::super::atom::Atom>) -> Vec<String> {
        let blocks = order(run::of_atoms(atoms), false);
        blocks.iter().flatten().map(text).collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other_below_what_crosses_them() {
        let mut atoms = set("thetitlecrossesbothofthecolumnsandmore", 0.0, 20.0);
        for line in 0..5 {
            let baseline = 40.0 + 12.0 * line as f32;
            atoms.extend(set(&format!("leftcolumnwithtext{line}"), 0.0, baseline));
            atoms.extend(set(&format!("rightcolumnwithtext{line}"), 110.0, baseline));
        }
        let read = read(atoms);
        assert!(read[0].starts_with("thetitle"));
        assert!(read[1..6].iter().all(|line| line.starts_with("left")), "{read:?}");
        assert!(read[6..].iter().all(|line| line.starts_with("right")), "{read:?}");
    }

    #[test]
    fn what_stands_below_both_columns_is_read_after_both() {
        let mut atoms = Vec::new();
        for line in 0..6 {
            atoms.extend(set(&format!("leftcolumnwithtext{line}"), 0.0, 12.0 * line as f32));
            atoms.extend(set(&format!("rightcolumnwithtext{line}"), 110.0, 12.0 * line as f32));
        }
        atoms.extend(set("list", 0.0, 90.0));
        assert_eq!(read(atoms).last().map(String::as_str), Some("list"));
    }

    #[test]
    fn a_table_is_read_row_by_row() {
        let mut atoms = Vec::new();
        for row in 0..6 {
            atoms.extend(set("name", 0.0, 12.0 * row as f32));
            atoms.extend(set("value", 110.0, 12.0 * row as f32));
        }
        assert_eq!(read(atoms)[..4], ["name", "value", "name", "value"]);
    }
}
