//! Hidden text: drawn invisibly, in the colour of the paper, too small to see, or off the page.
//!
//! Scanned pages have their recognised words drawn invisibly over the picture. That text is the page's own, so where
//! pictures cover most of a page, or nothing else is on it, invisible text is read.

mod ground;
mod shapes;

use pdf_oxide::PdfDocument;
use pdf_oxide::content::{Operator, parse_content_stream};
use pdf_oxide::layout::TextSpan;

use self::ground::{Ground, is_white, lies_on};
use super::sheet::Sheet;

/// Text below so many points can't be read by anyone.
const TOO_SMALL: f32 = 1.0;

/// How near to white a colour must be.
const WHITE: f32 = 0.97;

/// How deep states of drawing are kept.
const DEEPEST: usize = 256;

/// Which spans of a page a person sees; those that are not seen come second.
pub(super) fn split<'a>(
    document: &PdfDocument,
    page: usize,
    sheet: &Sheet,
    spans: &'a [TextSpan],
) -> (Vec<&'a TextSpan>, Vec<&'a TextSpan>) {
    let invisible = Invisible::of_page(document, page);
    // Both cost time, and most pages ask for neither.
    let mut ground: Option<Ground> = None;
    let mut scan: Option<Vec<[f32; 4]>> = None;
    let (seen, hidden): (Vec<_>, Vec<_>) = spans.iter().partition(|span| {
        let size = span.font_size.abs().max(span.bbox.height.abs());
        if size < TOO_SMALL || !sheet.holds(span.bbox.x, span.bbox.y) {
            return false;
        }
        if invisible.holds(span) {
            // The words that were recognised on a scan, which may have a stamp or a page's number besides.
            let pictures = scan.get_or_insert_with(|| ground::scan(document, page, sheet));
            return pictures.iter().any(|area| lies_on(span, *area));
        }
        !is_white(span.color) || ground.get_or_insert_with(|| Ground::of_page(document, page)).shows(span)
    });
    // A picture may have been drawn in a way that it is not found by.
    if seen.iter().all(|span| span.text.trim().is_empty()) && invisible.all {
        return (hidden, Vec::new());
    }
    (seen, hidden)
}

/// Where a page's own stream draws text, visibly or not.
#[derive(Debug, Default)]
struct Invisible {
    /// Places where drawing begins, and whether it is invisible there.
    shows: Vec<(f32, f32, bool)>,
    /// Whether all is.
    all: bool,
}

impl Invisible {
    fn of_page(document: &PdfDocument, page: usize) -> Self {
        let Ok(content) = document.get_page_content_data(page) else { return Self::default() };
        // Most pages never change the way of drawing text, and their streams need not be gone through.
        let changes =
            content.windows(5).any(|bytes| matches!(bytes, [b'3' | b'7', b' ' | b'\n' | b'\r', b'T', b'r', _]));
        if !changes {
            return Self::default();
        }
        let mut found = Self::default();
        found.walk(&parse_content_stream(&content).unwrap_or_default());
        found.all = !found.shows.is_empty() && found.shows.iter().all(|(_, _, invisible)| *invisible);
        if found.shows.iter().all(|(_, _, invisible)| !invisible) { Self::default() } else { found }
    }

    /// Follows the places and the way of drawing.
    fn walk(&mut self, operators: &[Operator]) {
        let mut state = State { matrix: IDENTITY, mode: 0, leading: 0.0 };
        let (mut line, mut stack) = (IDENTITY, Vec::new());
        for operator in operators {
            match operator {
                Operator::SaveState if stack.len() < DEEPEST => stack.push(state),
                Operator::RestoreState => state = stack.pop().unwrap_or(state),
                Operator::Cm { a, b, c, d, e, f } => state.matrix = times([*a, *b, *c, *d, *e, *f], state.matrix),
                Operator::BeginText => line = IDENTITY,
                Operator::Tr { render } => state.mode = *render,
                Operator::TL { leading } => state.leading = *leading,
                Operator::Tm { a, b, c, d, e, f } => line = [*a, *b, *c, *d, *e, *f],
                Operator::Td { tx, ty } => line = times([1.0, 0.0, 0.0, 1.0, *tx, *ty], line),
                Operator::TD { tx, ty } => {
                    state.leading = -ty;
                    line = times([1.0, 0.0, 0.0, 1.0, *tx, *ty], line);
                }
                Operator::TStar => line = times([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], line),
                Operator::Quote { .. } | Operator::DoubleQuote { .. } => {
                    line = times([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], line);
                    self.show(line, state);
                }
                Operator::Tj { .. } | Operator::TJ { .. } => self.show(line, state),
                _ => {}
            }
        }
    }

    fn show(&mut self, line: [f32; 6], state: State) {
        let [.., x, y] = times(line, state.matrix);
        self.shows.push((x, y, matches!(state.mode, 3 | 7)));
    }

    /// Whether a span is drawn invisibly: the last text drawn on its line, at it or to its left, is.
    fn holds(&self, span: &TextSpan) -> bool {
        let on_line = self.shows.iter().filter(|(x, y, _)| (y - span.bbox.y).abs() < 0.6 && *x <= span.bbox.x + 0.6);
        on_line.max_by(|one, other| one.0.total_cmp(&other.0)).is_some_and(|(_, _, invisible)| *invisible)
    }
}

#[derive(Debug, Clone, Copy)]
struct State {
    matrix: [f32; 6],
    mode: u8,
    leading: f32,
}

const IDENTITY: [f32; 6] = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// The first of two transformations, then the second.
fn times([a, b, c, d, e, f]: [f32; 6], [g, h, i, j, k, l]: [f32; 6]) -> [f32; 6] {
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}
