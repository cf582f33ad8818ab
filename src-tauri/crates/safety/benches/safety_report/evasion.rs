//! Evasions are what people do to a text so that a filter does not know it and a reader does.

/// A change of a text.
type Evasion = fn(&str) -> String;

/// Their names, with what they do.
pub(crate) const EVASIONS: [(&str, Evasion); 7] = [
    ("leet", leet),
    ("homoglyph", homoglyph),
    ("zero-width", zero_width),
    ("spacing", spacing),
    ("case", case),
    ("mixed script", mixed),
    ("base64", base64),
];

fn replaced(text: &str, from: &str, to: &str, every: usize) -> String {
    let mut seen = 0;
    let mut replace = |c: char| {
        let at = from.chars().position(|from| from == c)?;
        seen += 1;
        (seen % every == 0).then(|| to.chars().nth(at)).flatten()
    };
    text.chars().map(|c| replace(c).unwrap_or(c)).collect()
}

fn leet(text: &str) -> String {
    replaced(text, "aeiostAEIOST", "431057431057", 1)
}

fn homoglyph(text: &str) -> String {
    replaced(text, "aceiopxyACEOPXHKMT", "асеіорхуАСЕОРХНКМТ", 1)
}

fn mixed(text: &str) -> String {
    replaced(text, "aeopcxιν", "αεορсχiv", 2)
}

fn zero_width(text: &str) -> String {
    text.chars().flat_map(|c| [c, '\u{200b}']).collect()
}

fn spacing(text: &str) -> String {
    text.split(' ')
        .map(|word| word.chars().map(String::from).collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join("   ")
}

fn case(text: &str) -> String {
    text.chars()
        .enumerate()
        .flat_map(|(at, c)| if at % 2 == 0 { c.to_uppercase().collect::<Vec<_>>() } else { c.to_lowercase().collect() })
        .collect()
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |bits: usize| char::from(LETTERS[bits & 63]);
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits = three.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            out.push(if place <= three.len() { letter(bits >> (18 - 6 * place)) } else { '=' });
        }
    }
    out
}
