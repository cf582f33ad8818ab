//! The numbers of a text: what an answer says in figures must stand in the passage.

use std::collections::HashSet;

/// The numbers of a text, without the signs that group their digits; those of other scripts as European ones.
pub(super) fn numbers(text: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut digits = String::new();
    // A sign after a digit: it groups where another digit follows, and ends the number else.
    let mut sign = false;
    for c in text.chars().chain([' ']) {
        let groups = matches!(c, '.' | ',' | '\u{a0}' | '\u{202f}' | '\'' | '’' | '٬' | '٫');
        match c.to_digit(10).or_else(|| other_digit(c)) {
            Some(digit) => {
                sign = false;
                digits.extend(char::from_digit(digit, 10));
            }
            // Both 1,000 and 1.000 are a thousand; 3.5 and 3,5 are the same too.
            None if groups && !sign && !digits.is_empty() => sign = true,
            None => {
                sign = false;
                if !digits.is_empty() {
                    found.insert(std::mem::take(&mut digits));
                }
            }
        }
    }
    found
}

/// Digits of Arabic, Persian, Devanagari, Bengali, Thai and full width.
fn other_digit(c: char) -> Option<u32> {
    let code = u32::from(c);
    [0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10].into_iter().find_map(|zero| {
        let digit = code.checked_sub(zero)?;
        (digit < 10).then_some(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_grouped_and_in_whichever_digits() {
        let of = |text: &str| {
            let mut found: Vec<String> = numbers(text).into_iter().collect();
            found.sort();
            found
        };
        assert_eq!(of("1,300 and 1.300, or 1 300"), ["1", "1300", "300"]);
        assert_eq!(of("in 1628."), ["1628"]);
        assert_eq!(of("١٦٢٨ १६२८ １６２８"), ["1628"]);
        assert_eq!(of("none"), [""; 0]);
    }
}
