//! Extents are parts of a file, such as those that have arrived: ranges of bytes that neither touch nor overlap.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Ranges of bytes in ascending order. Those that touch are one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Range<u64>>", into = "Vec<Range<u64>>")]
pub(crate) struct Extents(Vec<Range<u64>>);

impl Extents {
    /// Adds a range.
    pub(crate) fn add(&mut self, range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        let from = self.0.partition_point(|extent| extent.end < range.start);
        let to = self.0.partition_point(|extent| extent.start <= range.end);
        let joined = self.0[from..to]
            .iter()
            .fold(range, |joined, extent| joined.start.min(extent.start)..joined.end.max(extent.end));
        self.0.splice(from..to, [joined]);
    }

    /// Takes a range away.
    pub(crate) fn remove(&mut self, range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        let cut = |extent: Range<u64>| {
            let before = extent.start..extent.end.min(range.start);
            let after = extent.start.max(range.end)..extent.end;
            [before, after].into_iter().filter(|part| !part.is_empty())
        };
        self.0 = std::mem::take(&mut self.0).into_iter().flat_map(cut).collect();
    }

    /// The bytes in all ranges together.
    pub(crate) fn len(&self) -> u64 {
        self.0.iter().map(|extent| extent.end - extent.start).sum()
    }

    /// Where the range from 0 on ends.
    pub(crate) fn prefix(&self) -> u64 {
        self.0.first().filter(|first| first.start == 0).map_or(0, |first| first.end)
    }

    /// Where the last range ends.
    pub(crate) fn end(&self) -> u64 {
        self.0.last().map_or(0, |last| last.end)
    }

    /// The first bytes that are missing of a file of `size` bytes, at most `most` of them.
    pub(crate) fn first_gap(&self, size: u64, most: u64) -> Option<Range<u64>> {
        let start = self.prefix();
        let next = self.0.iter().map(|extent| extent.start).find(|next| *next > start).unwrap_or(size);
        let end = next.min(size).min(start.saturating_add(most));
        (start < end).then_some(start..end)
    }

    /// The parts of a range that are missing.
    pub(crate) fn missing_in(&self, range: Range<u64>) -> Vec<Range<u64>> {
        let mut missing = Self(vec![range]);
        for extent in &self.0 {
            missing.remove(extent.clone());
        }
        missing.0
    }
}

impl From<Vec<Range<u64>>> for Extents {
    fn from(ranges: Vec<Range<u64>>) -> Self {
        let mut extents = Self::default();
        for range in ranges {
            extents.add(range);
        }
        extents
    }
}

impl From<Extents> for Vec<Range<u64>> {
    fn from(extents: Extents) -> Self {
        extents.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The same ranges, byte by byte in a plain table.
        #[test]
        fn extents_hold_exactly_the_bytes_put_in_and_not_taken_out(
            steps in prop::collection::vec((any::<bool>(), 0_u64..64, 0_u64..16), 0..40),
            size in 64_u64..80,
            most in 1_u64..20,
        ) {
            let mut extents = Extents::default();
            let mut bytes = [false; 80];
            for (adds, start, length) in steps {
                let range = start..start + length;
                bytes[start as usize..range.end as usize].fill(adds);
                if adds { extents.add(range) } else { extents.remove(range) }
            }
            prop_assert_eq!(extents.len(), bytes.iter().filter(|held| **held).count() as u64);
            prop_assert_eq!(extents.prefix(), bytes.iter().take_while(|held| **held).count() as u64);
            prop_assert_eq!(extents.end(), bytes.iter().rposition(|held| *held).map_or(0, |last| last as u64 + 1));
            let start = bytes.iter().position(|held| !held).expect("the table is larger than what is put in");
            let gap = bytes[start..size as usize].iter().take_while(|held| !**held).count() as u64;
            let expected = (gap > 0).then(|| start as u64..start as u64 + gap.min(most));
            prop_assert_eq!(extents.first_gap(size, most), expected);
            let apart = extents.0.windows(2).all(|pair| pair[0].end < pair[1].start);
            prop_assert!(apart, "ranges that touch are one: {:?}", extents);
            let missing: u64 = extents.missing_in(0..size).iter().map(|range| range.end - range.start).sum();
            prop_assert_eq!(missing, bytes[..size as usize].iter().filter(|held| !**held).count() as u64);
        }
    }
}
