//! Shapes that are filled in a colour of a colour space, or in the black that a page begins with: the parser leaves
//! these colours out of the paths that it tells of.

use pdf_oxide::content::Operator;

use super::{DEEPEST, IDENTITY, WHITE, times};

/// The shapes that are filled in a colour of a colour space, or in the black that a page begins with.
pub(super) struct Shapes {
    matrix: [f32; 6],
    /// Whether a shape that is filled now is one of them, and not white.
    dark: bool,
    stack: Vec<([f32; 6], bool)>,
    /// The box of the path at hand.
    open: Option<[f32; 4]>,
    /// Left, bottom, right and top of each, in the page's own space.
    pub(super) areas: Vec<[f32; 4]>,
}

impl Shapes {
    /// None yet.
    pub(super) fn new() -> Self {
        Self { matrix: IDENTITY, dark: true, stack: Vec::new(), open: None, areas: Vec::new() }
    }

    /// Follows what is drawn.
    pub(super) fn meet(&mut self, operator: &Operator) {
        match operator {
            Operator::SaveState if self.stack.len() < DEEPEST => self.stack.push((self.matrix, self.dark)),
            Operator::RestoreState => {
                (self.matrix, self.dark) = self.stack.pop().unwrap_or((self.matrix, self.dark));
            }
            Operator::Cm { a, b, c, d, e, f } => self.matrix = times([*a, *b, *c, *d, *e, *f], self.matrix),
            // The parser tells these.
            Operator::SetFillRgb { .. } | Operator::SetFillGray { .. } | Operator::SetFillCmyk { .. } => {
                self.dark = false;
            }
            // Each space begins with its black.
            Operator::SetFillColorSpace { .. } => self.dark = true,
            Operator::SetFillColor { components } | Operator::SetFillColorN { components, .. } => {
                self.dark = !is_paper(components);
            }
            Operator::MoveTo { x, y } | Operator::LineTo { x, y } => self.reach(*x, *y),
            Operator::CurveTo { x1, y1, x2, y2, x3, y3 } => {
                self.reach(*x1, *y1);
                self.reach(*x2, *y2);
                self.reach(*x3, *y3);
            }
            Operator::CurveToV { x2: x, y2: y, x3, y3 } | Operator::CurveToY { x1: x, y1: y, x3, y3 } => {
                self.reach(*x, *y);
                self.reach(*x3, *y3);
            }
            Operator::Rectangle { x, y, width, height } => {
                for (x, y) in [(*x, *y), (x + width, *y), (*x, y + height), (x + width, y + height)] {
                    self.reach(x, y);
                }
            }
            Operator::Fill
            | Operator::FillEvenOdd
            | Operator::FillStroke
            | Operator::FillStrokeEvenOdd
            | Operator::CloseFillStroke
            | Operator::CloseFillStrokeEvenOdd => {
                let filled = self.open.take();
                self.areas.extend(filled.filter(|_| self.dark));
            }
            Operator::Stroke | Operator::CloseAndStroke | Operator::EndPath => self.open = None,
            _ => {}
        }
    }

    /// A path goes by a point.
    fn reach(&mut self, x: f32, y: f32) {
        let [.., x, y] = times([1.0, 0.0, 0.0, 1.0, x, y], self.matrix);
        let [left, bottom, right, top] = self.open.unwrap_or([x, y, x, y]);
        self.open = Some([left.min(x), bottom.min(y), right.max(x), top.max(y)]);
    }
}

/// Whether the numbers of a colour are those of white: all light, or no ink.
fn is_paper(numbers: &[f32]) -> bool {
    match numbers.len() {
        1 | 3 => numbers.iter().all(|light| *light >= WHITE),
        4 => numbers.iter().all(|ink| *ink <= 1.0 - WHITE),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use pdf_oxide::content::parse_content_stream;

    use super::*;

    fn areas(content: &str) -> Vec<[f32; 4]> {
        let mut shapes = Shapes::new();
        let operators = parse_content_stream(content.as_bytes()).expect("it is a stream");
        operators.iter().for_each(|operator| shapes.meet(operator));
        shapes.areas
    }

    #[test]
    fn shapes_in_colours_of_spaces_are_ground_unless_they_are_white() {
        let moved = "/DeviceRGB cs 0 0 0.5 sc 2 0 0 2 10 0 cm 10 10 5 5 re f";
        assert_eq!(areas(moved), [[30.0, 20.0, 40.0, 30.0]]);
        assert_eq!(areas("0 g /A cs 0.5 scn 1 2 m 3 2 l 3 6 l h f*"), [[1.0, 2.0, 3.0, 6.0]]);
        assert_eq!(areas("10 10 5 5 re f").len(), 1, "a page begins with black");
        assert_eq!(areas("q /A cs 1 scn Q 10 10 5 5 re f").len(), 1, "white ends with its state");
        for paint in ["/A cs 1 1 1 sc 1 1 5 5 re f", "/A cs 0 0 0 0 scn 1 1 5 5 re B", "1 1 5 5 re W n"] {
            assert!(areas(paint).is_empty(), "{paint}");
        }
        assert!(areas("0 0 1 rg 1 1 5 5 re f").is_empty(), "the parser tells this one");
    }
}
