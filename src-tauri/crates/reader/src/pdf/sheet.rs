//! A sheet is how a page is shown: its box, and how far it is turned.

/// A page's box and turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sheet {
    /// Left, bottom, right and top in the page's own space.
    pub(super) area: [f32; 4],
    /// Quarter turns, clockwise.
    pub(super) turns: i32,
}

impl Sheet {
    /// Width and height as shown.
    fn size(&self) -> (f32, f32) {
        let [left, bottom, right, top] = self.area;
        if self.turns % 2 == 0 { (right - left, top - bottom) } else { (top - bottom, right - left) }
    }

    /// A point of the page's own space as shown: from the upper left corner, right and down.
    fn shown(&self, x: f32, y: f32) -> (f32, f32) {
        let [left, bottom, right, top] = self.area;
        match self.turns {
            0 => (x - left, top - y),
            1 => (y - bottom, x - left),
            2 => (right - x, y - bottom),
            _ => (top - y, right - x),
        }
    }

    /// How many quarters text is turned as shown, anticlockwise, that is turned by an angle on the page itself.
    pub(super) fn quarter(&self, degrees: f32) -> i32 {
        let angle = degrees - 90.0 * self.turns as f32;
        if angle.is_finite() { ((angle / 90.0).round() as i32).rem_euclid(4) } else { 0 }
    }

    /// A point of the page's own space, along and down the lines of text that is turned by so many quarters.
    pub(super) fn read(&self, x: f32, y: f32, quarter: i32) -> (f32, f32) {
        let (width, height) = self.size();
        let (x, y) = self.shown(x, y);
        match quarter {
            0 => (x, y),
            1 => (height - y, x),
            2 => (width - x, height - y),
            _ => (y, width - x),
        }
    }

    /// An area along and down the lines, as shown.
    pub(super) fn unread(&self, [left, top, right, bottom]: [f32; 4], quarter: i32) -> [f32; 4] {
        let (width, height) = self.size();
        match quarter {
            0 => [left, top, right, bottom],
            1 => [top, height - right, bottom, height - left],
            2 => [width - right, height - bottom, width - left, height - top],
            _ => [width - bottom, left, width - top, right],
        }
    }

    /// Whether a point of the page's own space is on it.
    pub(super) fn holds(&self, x: f32, y: f32) -> bool {
        let [left, bottom, right, top] = self.area;
        (left - 1.0..=right + 1.0).contains(&x) && (bottom - 1.0..=top + 1.0).contains(&y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_comes_back_from_any_turn() {
        for turns in 0..4 {
            let sheet = Sheet { area: [0.0, 0.0, 600.0, 800.0], turns };
            for quarter in 0..4 {
                let (left, top) = sheet.read(100.0, 200.0, quarter);
                let area = sheet.unread([left, top, left, top], quarter);
                assert_eq!((area[0], area[1]), sheet.shown(100.0, 200.0), "{turns} {quarter}");
            }
        }
    }

    #[test]
    fn a_page_turned_clockwise_shows_its_top_on_the_right() {
        let sheet = Sheet { area: [0.0, 0.0, 600.0, 800.0], turns: 1 };
        assert_eq!(sheet.shown(0.0, 800.0), (800.0, 0.0));
        assert_eq!(sheet.quarter(90.0), 0, "text that runs up the page runs to the right once the page is turned");
    }
}
