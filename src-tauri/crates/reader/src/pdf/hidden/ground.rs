//! The ground of a page is what its text stands on: white paper, unless something else was drawn there.
//!
//! White text on white ground is seen by nobody. The parser tells the colours of shapes where they are set as gray,
//! light or ink; what is set as a colour of a colour space is followed here.

use pdf_oxide::PdfDocument;
use pdf_oxide::content::{Operator, parse_content_stream};
use pdf_oxide::layout::{Color, TextSpan};
use pdf_oxide::object::Object;

use super::WHITE;
use super::shapes::Shapes;
use crate::pdf::sheet::Sheet;

/// The share of a page that pictures cover where it is a scan.
const SCANNED: f32 = 0.6;

/// Points along each side of a page that are looked at to find what is covered.
const POINTS: u16 = 20;

/// Left, bottom, right and top in the page's own space.
type Area = [f32; 4];

pub(super) fn is_white(color: Color) -> bool {
    color.r >= WHITE && color.g >= WHITE && color.b >= WHITE
}

/// What white text may stand on and be seen.
pub(super) enum Ground {
    /// Nothing but these areas is anything else than white.
    Areas(Vec<Area>),
    /// Shades, patterns, inks or drawings within drawings: nobody knows without drawing the page.
    Unknown,
}

impl Ground {
    pub(super) fn of_page(document: &PdfDocument, page: usize) -> Self {
        let mut areas = Vec::new();
        for path in document.extract_paths(page).unwrap_or_default() {
            if path.fill_color.is_some_and(|color| !is_white(color)) {
                let area = path.bbox;
                areas.push([area.x, area.y, area.x + area.width, area.y + area.height]);
            }
        }
        let pictures = pictures(document, page);
        let spaces = Spaces::of_page(document, page);
        let content = document.get_page_content_data(page).unwrap_or_default();
        let (mut shapes, mut drawings) = (Shapes::new(), 0);
        for operator in parse_content_stream(&content).unwrap_or_default() {
            match &operator {
                Operator::PaintShading { .. } | Operator::SetFillColorN { name: Some(_), .. } => return Self::Unknown,
                Operator::SetFillColorSpace { name } if !spaces.is_plain(name) => return Self::Unknown,
                Operator::Do { .. } => drawings += 1,
                _ => shapes.meet(&operator),
            }
        }
        if drawings > pictures.len() {
            return Self::Unknown;
        }
        areas.extend(shapes.areas);
        areas.extend(pictures);
        Self::Areas(areas)
    }

    pub(super) fn shows(&self, span: &TextSpan) -> bool {
        match self {
            Self::Areas(areas) => areas.iter().any(|area| lies_on(span, *area)),
            Self::Unknown => true,
        }
    }
}

pub(super) fn lies_on(span: &TextSpan, area: Area) -> bool {
    holds(area, span.bbox.x + span.bbox.width / 2.0, span.bbox.y + span.font_size.abs() * 0.3)
}

fn holds([left, bottom, right, top]: Area, x: f32, y: f32) -> bool {
    (left..=right).contains(&x) && (bottom..=top).contains(&y)
}

/// Where a page's pictures lie, where it is a scan; none where it is not.
pub(super) fn scan(document: &PdfDocument, page: usize, sheet: &Sheet) -> Vec<Area> {
    let pictures = pictures(document, page);
    if share(&pictures, sheet.area) > SCANNED { pictures } else { Vec::new() }
}

/// Where a page's pictures lie.
fn pictures(document: &PdfDocument, page: usize) -> Vec<Area> {
    let pictures = document.page_image_handles(page).unwrap_or_default();
    let areas = pictures.iter().map(|picture| &picture.bbox);
    areas.map(|area| [area.x, area.y, area.x + area.width, area.y + area.height]).collect()
}

/// The share of a sheet that is covered. Pictures lie one on the other, so their sizes tell nothing.
fn share(areas: &[Area], [left, bottom, right, top]: Area) -> f32 {
    let at = |point: u16, start: f32, end: f32| start + (end - start) * (f32::from(point) + 0.5) / f32::from(POINTS);
    let covered = (0..POINTS * POINTS).filter(|point| {
        let (x, y) = (at(point % POINTS, left, right), at(point / POINTS, bottom, top));
        areas.iter().any(|area| holds(*area, x, y))
    });
    covered.count() as f32 / f32::from(POINTS * POINTS)
}

/// The colour spaces that a page names.
struct Spaces<'d> {
    document: &'d PdfDocument,
    named: Option<Object>,
}

impl<'d> Spaces<'d> {
    fn of_page(document: &'d PdfDocument, page: usize) -> Self {
        let page = document.get_page(page).ok();
        let resources = page.as_ref().and_then(|page| part(document, page, "Resources"));
        Self { document, named: resources.and_then(|resources| part(document, &resources, "ColorSpace")) }
    }

    /// Whether a space is what the parser takes it for, by how many numbers a colour has: gray, light or ink. In others
    /// a 1 may be all of an ink, or the first colour of a table.
    fn is_plain(&self, name: &str) -> bool {
        if is_plain_kind(name) {
            return true;
        }
        let space = self.named.as_ref().and_then(|named| part(self.document, named, name));
        space.as_ref().is_some_and(|space| {
            let kind = space.as_array().map_or(Some(space), |parts| parts.first());
            kind.and_then(Object::as_name).is_some_and(is_plain_kind)
        })
    }
}

fn is_plain_kind(name: &str) -> bool {
    matches!(name, "DeviceGray" | "DeviceRGB" | "DeviceCMYK" | "CalGray" | "CalRGB" | "ICCBased" | "Pattern")
}

/// A part of an object, wherever it lies.
fn part(document: &PdfDocument, object: &Object, name: &str) -> Option<Object> {
    document.resolve_object(object.as_dict()?.get(name)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_what_is_covered_once_or_more() {
        let sheet = [0.0, 0.0, 100.0, 200.0];
        assert!((share(&[[0.0, 0.0, 100.0, 100.0], [0.0, 0.0, 100.0, 50.0]], sheet) - 0.5).abs() < 0.01);
        assert!(share(&[[-50.0, -50.0, 150.0, 250.0]], sheet) > 0.99);
        assert!(share(&[], sheet) < 0.01);
    }
}
