//! A document of many pages, made here: the same on every machine.

use std::fmt::Write as _;

/// Lines of a page.
const LINES: usize = 46;

/// Words that the pages are made of.
const WORDS: &str = "the harbour of a town where ships came for salt and paid in cloth or iron when trade was poor a \
     ledger names sixty three vessels in one summer more than it could hold at once so that many had to wait outside \
     for week today ferry leaves at nine morning returns six between these hours quay belongs children gulls old";

/// A PDF of so many pages of running text in Helvetica.
pub(crate) fn pdf(pages: usize) -> Vec<u8> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut state = 1_u64;
    let mut next = move || {
        // Numerical Recipes' generator: what matters is that it is the same everywhere.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        String::new(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut kids = String::new();
    for page in 0..pages {
        let mut stream = String::from("BT /F1 11 Tf 14 TL 60 760 Td\n");
        for _ in 0..LINES {
            let line: Vec<&str> = (0..11 + next() % 4).map(|_| words[next() % words.len()]).collect();
            let _ = writeln!(stream, "({}) Tj T*", line.join(" "));
        }
        stream.push_str("ET\n");
        let _ = write!(kids, "{} 0 R ", 4 + 2 * page);
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R>>",
            5 + 2 * page
        ));
        objects.push(format!("<</Length {}>>\nstream\n{stream}endstream", stream.len()));
    }
    objects[1] = format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>");
    let mut out = String::from("%PDF-1.7\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let count = objects.len() + 1;
    let start = out.len();
    let _ = write!(out, "xref\n0 {count}\n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    out.into_bytes()
}
