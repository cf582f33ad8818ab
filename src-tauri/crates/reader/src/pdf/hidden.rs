//! Hidden text: drawn invisibly, in the colour of the paper, too small to see, or off the page.
//!
//! Scanned pages have their recognised words drawn invisibly over the picture. That text is the page's own, so where
//! nothing else is on a page, invisible text is read.

use pdf_oxide::PdfDocument;
use pdf_oxide::content::{Operator, parse_content_stream};
use pdf_oxide::layout::{Color, TextSpan};

use super::sheet::Sheet;

/// Text below so many points can't be read by anyone.
const TOO_SMALL: f32 = 1.0;

/// How near to white a colour must be.
const WHITE: f32 = 0.97;

/// Which spans of a page a person sees; those that are not seen come second.
pub(super) fn split<'a>(
    document: &PdfDocument,
    page: usize,
    sheet: &Sheet,
    spans: &'a [TextSpan],
) -> (Vec<&'a TextSpan>, Vec<&'a TextSpan>) {
    let invisible = Invisible::of_page(document, page);
    let mut ground: Option<Ground> = None;
    let (seen, hidden): (Vec<_>, Vec<_>) = spans.iter().partition(|span| {
        let size = span.font_size.abs().max(span.bbox.height.abs());
        if size < TOO_SMALL || !sheet.holds(span.bbox.x, span.bbox.y) || invisible.holds(span) {
            return false;
        }
        !is_white(span.color) || ground.get_or_insert_with(|| Ground::of_page(document, page)).shows(span)
    });
    // The words that were recognised on a scan.
    if seen.iter().all(|span| span.text.trim().is_empty()) && invisible.all {
        return (hidden, Vec::new());
    }
    (seen, hidden)
}

fn is_white(color: Color) -> bool {
    color.r >= WHITE && color.g >= WHITE && color.b >= WHITE
}

/// What white text may stand on and be seen.
enum Ground {
    /// Nothing but these areas is anything else than white.
    Areas(Vec<[f32; 4]>),
    /// Shades, patterns or drawings within drawings: nobody knows without drawing the page.
    Unknown,
}

impl Ground {
    fn of_page(document: &PdfDocument, page: usize) -> Self {
        let mut areas = Vec::new();
        for path in document.extract_paths(page).unwrap_or_default() {
            if path.fill_color.is_some_and(|color| !is_white(color)) {
                let area = path.bbox;
                areas.push([area.x, area.y, area.x + area.width, area.y + area.height]);
            }
        }
        let images = document.extract_images(page).unwrap_or_default();
        let content = document.get_page_content_data(page).unwrap_or_default();
        let mut drawings = 0;
        for operator in parse_content_stream(&content).unwrap_or_default() {
            match operator {
                Operator::PaintShading { .. } => return Self::Unknown,
                Operator::SetFillColorN { name: Some(_), .. } => return Self::Unknown,
                Operator::Do { .. } => drawings += 1,
                _ => {}
            }
        }
        if drawings > images.len() {
            return Self::Unknown;
        }
        for area in images.iter().filter_map(|image| image.bbox()) {
            areas.push([area.x, area.y, area.x + area.width, area.y + area.height]);
        }
        Self::Areas(areas)
    }

    fn shows(&self, span: &TextSpan) -> bool {
        match self {
            Self::Areas(areas) => areas.iter().any(|area| lies_on(span, *area)),
            Self::Unknown => true,
        }
    }
}

fn lies_on(span: &TextSpan, [left, bottom, right, top]: [f32; 4]) -> bool {
    let middle = (span.bbox.x + span.bbox.width / 2.0, span.bbox.y + span.font_size.abs() * 0.3);
    (left..=right).contains(&middle.0) && (bottom..=top).contains(&middle.1)
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
                Operator::SaveState if stack.len() < 256 => stack.push(state),
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
