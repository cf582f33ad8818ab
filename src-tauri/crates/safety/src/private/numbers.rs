//! Numbers that name people, cards and accounts, told from other numbers by their checksums.

use std::ops::Range;

use super::{PrivateKind, PrivateSpan};

/// Digits below which no number here is found; most text has fewer, and is looked at no further.
const FEWEST_DIGITS: usize = 8;

/// Groups of one number and of what stands beside it.
const MOST_GROUPS: usize = 7;

/// Characters before a Japanese number in which a word for it is looked for.
const NEARBY: usize = 40;

/// Finds numbers and addresses, in no order.
pub(super) fn find(text: &str) -> Vec<PrivateSpan> {
    let mut spans = emails(text);
    if text.bytes().filter(u8::is_ascii_digit).count() >= FEWEST_DIGITS {
        spans.extend(runs(text).filter_map(|range| number(text, range)));
    }
    spans
}

/// The runs of ASCII letters and digits in groups that at most one space or dash parts, from a digit or a capital on.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && !(bytes[at].is_ascii_digit() || bytes[at].is_ascii_uppercase() || bytes[at] == b'+') {
            at += 1;
        }
        if at >= bytes.len() {
            return None;
        }
        let start = at;
        // Part of a longer word, such as a product's name, is no number.
        let inside = start > 0 && (bytes[start - 1].is_ascii_alphanumeric() || bytes[start - 1] == b'_');
        let mut end = at + 1;
        at += 1;
        while at < bytes.len() {
            let joins = matches!(bytes[at], b' ' | b'-' | b'.' | b'(' | b')');
            if bytes[at].is_ascii_digit() || bytes[at].is_ascii_uppercase() {
                end = at + 1;
            } else if !joins || at + 1 - end > 2 {
                break;
            }
            at += 1;
        }
        Some(if inside { start..start } else { start..end })
    })
}

/// The number in a run. What stands beside it, such as a date of expiry, is in other groups; a run of many groups is a
/// table, in which some would have the right checksum by chance.
fn number(text: &str, run: Range<usize>) -> Option<PrivateSpan> {
    let found = &text[run.clone()];
    if let Some(length) = iban(found) {
        return Some(PrivateSpan { kind: PrivateKind::Iban, range: run.start..run.start + length });
    }
    let is_joint = |c: char| !c.is_ascii_alphanumeric() && c != '+';
    let groups: Vec<Range<usize>> = found
        .split(is_joint)
        .filter(|group| !group.is_empty())
        .map(|group| {
            let start = group.as_ptr() as usize - found.as_ptr() as usize;
            start..start + group.len()
        })
        .collect();
    if groups.len() > MOST_GROUPS {
        return None;
    }
    let spans = (0..groups.len()).flat_map(|first| (first..groups.len()).rev().map(move |last| (first, last)));
    spans
        .map(|(first, last)| run.start + groups[first].start..run.start + groups[last].end)
        .find_map(|range| kind(text, range.clone()).map(|kind| PrivateSpan { kind, range }))
}

fn kind(text: &str, range: Range<usize>) -> Option<PrivateKind> {
    if text[range.end..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
        return None;
    }
    let found = &text[range.clone()];
    let digits: Vec<u8> = found.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
    if found.starts_with('+') {
        is_phone(found, &digits).then_some(PrivateKind::Phone)
    } else if is_chinese_resident(found) {
        Some(PrivateKind::ChineseResident)
    } else if found.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        None
    } else if is_social_security(found) {
        Some(PrivateKind::SocialSecurity)
    } else if is_korean_resident(found, &digits) {
        Some(PrivateKind::KoreanResident)
    } else if is_my_number(&digits) && names_my_number(&text[..range.start]) {
        Some(PrivateKind::JapaneseMyNumber)
    } else {
        is_card(found, &digits).then_some(PrivateKind::Card)
    }
}

/// A payment card: its issuers' first digits, groups as printed or none, and Luhn's checksum.
fn is_card(found: &str, digits: &[u8]) -> bool {
    let length_fits = match digits.first() {
        Some(3) => matches!(digits.get(1), Some(4 | 7)) && digits.len() == 15 || digits.len() == 16,
        Some(4) => matches!(digits.len(), 13 | 16 | 19),
        Some(2 | 5 | 6) => (16..=19).contains(&digits.len()),
        _ => false,
    };
    let groups_fit = found.split([' ', '-']).all(|group| group.len() >= 3) && !found.contains(['.', '(', ')']);
    // Luhn's sum of one digit repeated may be right, and is nobody's card.
    let varied = digits.iter().any(|digit| Some(digit) != digits.first());
    length_fits && groups_fit && varied && luhn(digits)
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, u32::from(*digit)) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => 2 * digit - 9,
            (_, digit) => 2 * digit,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The bytes of the account number that a run begins with, if it does.
fn iban(found: &str) -> Option<usize> {
    let bytes = found.as_bytes();
    let [first, second, third, fourth, ..] = bytes else { return None };
    if ![first, second].iter().all(|c| c.is_ascii_uppercase()) || ![third, fourth].iter().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let length = iban_length(&found[..2])?;
    let mut taken = Vec::with_capacity(length);
    for (at, byte) in bytes.iter().enumerate() {
        if byte.is_ascii_alphanumeric() {
            taken.push(*byte);
        } else if *byte != b' ' {
            return None;
        }
        if taken.len() == length {
            let ends = bytes.get(at + 1).is_none_or(|next| !next.is_ascii_alphanumeric());
            return (ends && iban_checks(&taken)).then_some(at + 1);
        }
    }
    None
}

/// Characters of an account number, by country.
fn iban_length(country: &str) -> Option<usize> {
    const LENGTHS: [(&str, usize); 44] = [
        ("AD", 24),
        ("AE", 23),
        ("AT", 20),
        ("BE", 16),
        ("BG", 22),
        ("BH", 22),
        ("BR", 29),
        ("CH", 21),
        ("CY", 28),
        ("CZ", 24),
        ("DE", 22),
        ("DK", 18),
        ("EE", 20),
        ("ES", 24),
        ("FI", 18),
        ("FR", 27),
        ("GB", 22),
        ("GR", 27),
        ("HR", 21),
        ("HU", 28),
        ("IE", 22),
        ("IL", 23),
        ("IS", 26),
        ("IT", 27),
        ("KW", 30),
        ("LI", 21),
        ("LT", 20),
        ("LU", 20),
        ("LV", 21),
        ("MC", 27),
        ("MT", 31),
        ("NL", 18),
        ("NO", 15),
        ("PL", 28),
        ("PT", 25),
        ("QA", 29),
        ("RO", 24),
        ("RS", 22),
        ("SA", 24),
        ("SE", 24),
        ("SI", 19),
        ("SK", 24),
        ("TR", 26),
        ("UA", 29),
    ];
    LENGTHS.iter().find(|(code, _)| *code == country).map(|(_, length)| *length)
}

/// The country and checksum go to the end, letters become two digits, and the whole leaves 1 over when divided by 97.
fn iban_checks(iban: &[u8]) -> bool {
    let rearranged = iban[4..].iter().chain(&iban[..4]);
    let remainder = rearranged.fold(0_u32, |remainder, byte| {
        if byte.is_ascii_digit() {
            (remainder * 10 + u32::from(byte - b'0')) % 97
        } else {
            (remainder * 100 + u32::from(byte - b'A') + 10) % 97
        }
    });
    remainder == 1
}

/// Three, two and four digits with a dash between. There is no checksum, only numbers that were never given out.
fn is_social_security(found: &str) -> bool {
    let groups: Vec<&str> = found.split('-').collect();
    let [area, group, serial] = groups[..] else { return false };
    let formed = [(area, 3), (group, 2), (serial, 4)]
        .iter()
        .all(|(part, length)| part.len() == *length && part.bytes().all(|digit| digit.is_ascii_digit()));
    formed && area != "000" && area != "666" && !area.starts_with('9') && group != "00" && serial != "0000"
        // Printed on sample cards and known to everybody.
        && found != "078-05-1120" && found != "219-09-9999" && found != "123-45-6789"
}

/// Eighteen characters: a place, a date of birth, a serial number and a check character that may be an X.
fn is_chinese_resident(found: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let bytes = found.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) || !matches!(bytes[0], b'1'..=b'8') {
        return false;
    }
    let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    matches!(&found[6..8], "19" | "20") && is_date(&found[10..14]) && bytes[17] == check
}

/// Six digits of a date, a dash, and seven with a checksum. Numbers of late 2020 and after are drawn without one.
fn is_korean_resident(found: &str, digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 12] = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
    let formed = digits.len() == 13 && found.len() == 14 && found.as_bytes()[6] == b'-';
    if !formed || !matches!(digits[6], 1..=8) || !is_date(&found[2..6]) {
        return false;
    }
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    (11 - sum % 11) % 10 == u32::from(digits[12])
}

/// Twelve digits, the last of which checks the others.
fn is_my_number(digits: &[u8]) -> bool {
    let [body @ .., check] = digits else { return false };
    if body.len() != 11 {
        return false;
    }
    let weights = (2..=7).chain(2..=6);
    let sum: u32 = body.iter().rev().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    let expected = if sum % 11 <= 1 { 0 } else { 11 - sum % 11 };
    u32::from(*check) == expected
}

/// One number of twelve digits in eleven has the right checksum, so a word must say what it is.
fn names_my_number(before: &str) -> bool {
    let start = before.char_indices().rev().nth(NEARBY).map_or(0, |(at, _)| at);
    let nearby = before[start..].to_lowercase();
    ["マイナンバー", "個人番号", "my number", "mynumber", "individual number"].iter().any(|word| nearby.contains(word))
}

fn is_phone(found: &str, digits: &[u8]) -> bool {
    (9..=15).contains(&digits.len()) && found[1..].bytes().all(|byte| !byte.is_ascii_alphabetic() && byte != b'+')
}

/// A month and a day, as four digits.
fn is_date(text: &str) -> bool {
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    (1..=12).contains(&number(&text[..2])) && (1..=31).contains(&number(&text[2..]))
}

/// Addresses: what stands around an `@`, with a dot after it.
fn emails(text: &str) -> Vec<PrivateSpan> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let is_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let at_signs = text.match_indices('@').map(|(at, _)| at);
    let found = at_signs.filter_map(|at| {
        let local = text[..at].len() - text[..at].trim_end_matches(is_local).len();
        let after = &text[at + 1..];
        let domain = after[..after.len() - after.trim_start_matches(is_domain).len()].trim_end_matches(['.', '-']);
        let (_, top) = domain.rsplit_once('.')?;
        let whole = local > 0 && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic());
        whole.then(|| PrivateSpan { kind: PrivateKind::Email, range: at - local..at + 1 + domain.len() })
    });
    found.collect()
}
