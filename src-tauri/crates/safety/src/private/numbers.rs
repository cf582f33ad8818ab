//! Numbers that name people, cards and accounts, told from other numbers by their checksums.

use std::ops::Range;

use super::{PrivateKind, PrivateSpan, iban};

/// Digits below which no number here is found; most text has fewer, and is looked at no further.
const FEWEST_DIGITS: usize = 8;

/// More groups of four digits than this, which are two cards, are a table.
const TABLE: usize = 8;

/// The most groups of one number.
const MOST_GROUPS: usize = 7;

/// Characters before a Japanese number in which a word for it is looked for.
const NEARBY: usize = 40;

/// Finds numbers and addresses, in no order.
pub(super) fn find(text: &str) -> Vec<PrivateSpan> {
    let mut spans = emails(text);
    if text.bytes().filter(u8::is_ascii_digit).count() >= FEWEST_DIGITS {
        spans.extend(runs(text).flat_map(|run| numbers(text, run)));
    }
    spans
}

/// The runs of ASCII letters and digits in groups that at most two signs part, from a digit or a capital on. The end of a
/// sentence ends a run.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && !(is_part(bytes[at]) || bytes[at] == b'+') {
            at += 1;
        }
        if at >= bytes.len() {
            return None;
        }
        let start = at;
        let mut end = at + 1;
        at += 1;
        while at < bytes.len() {
            let joins = matches!(bytes[at], b' ' | b'-' | b'.' | b'(' | b')');
            if is_part(bytes[at]) {
                end = at + 1;
            } else if !joins || at + 1 - end > 2 || bytes[at..].starts_with(b". ") {
                break;
            }
            at += 1;
        }
        Some(start..end)
    })
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase()
}

/// The numbers in a run. What stands beside one, such as a date of expiry, is in other groups.
fn numbers(text: &str, run: Range<usize>) -> Vec<PrivateSpan> {
    let groups = groups(text, run);
    let mut spans = Vec::new();
    // Figures of four digits in a row: some of them have the right checksum by chance.
    let is_table = groups.len() > TABLE && groups.iter().all(|group| group.len() == 4);
    let mut first = if is_table { groups.len() } else { 0 };
    while first < groups.len() {
        match number(text, &groups[first..]) {
            Some(span) => {
                first += groups[first..].iter().take_while(|group| group.start < span.range.end).count();
                spans.push(span);
            }
            None => first += 1,
        }
    }
    spans
}

/// The groups of a run.
fn groups(text: &str, run: Range<usize>) -> Vec<Range<usize>> {
    let found = &text[run.clone()];
    let is_joint = |c: char| !c.is_ascii_alphanumeric() && c != '+';
    let groups = found.split(is_joint).filter(|group| !group.is_empty()).map(|group| {
        let start = run.start + (group.as_ptr() as usize - found.as_ptr() as usize);
        start..start + group.len()
    });
    // A part of a longer word, such as a product's name, is no number.
    let inside = text[..run.start].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    groups.skip(usize::from(inside)).collect()
}

/// The longest number that some groups begin with. A word of letters alone ends any but an account's.
fn number(text: &str, groups: &[Range<usize>]) -> Option<PrivateSpan> {
    let (first, last) = (groups.first()?, groups.last()?);
    if let Some(length) = iban::begins(&text[first.start..last.end]) {
        let range = first.start..first.start + length;
        return (!goes_on(text, range.end)).then_some(PrivateSpan { kind: PrivateKind::Iban, range });
    }
    let is_word = |group: &Range<usize>| group.len() > 1 && text[group.clone()].bytes().all(|c| c.is_ascii_uppercase());
    let count = groups.iter().take(MOST_GROUPS).take_while(|group| !is_word(group)).count();
    groups[..count].iter().rev().find_map(|last| {
        let range = first.start..last.end;
        kind(text, range.clone()).map(|kind| PrivateSpan { kind, range })
    })
}

/// Whether the word that a number would be part of goes on after it.
fn goes_on(text: &str, end: usize) -> bool {
    text[end..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}

fn kind(text: &str, range: Range<usize>) -> Option<PrivateKind> {
    if goes_on(text, range.end) {
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
    } else if is_social_security(found) && !is_in_longer(text, &range) {
        Some(PrivateKind::SocialSecurity)
    } else if is_korean_resident(found, &digits) {
        Some(PrivateKind::KoreanResident)
    } else if is_my_number(&digits) && names_my_number(&text[..range.start]) {
        Some(PrivateKind::JapaneseMyNumber)
    } else {
        is_card(found, &digits).then_some(PrivateKind::Card)
    }
}

/// A payment card: its issuer's first digits and length, groups as printed or none, and Luhn's checksum.
fn is_card(found: &str, digits: &[u8]) -> bool {
    let begins = digits.iter().take(4).fold(0_u32, |number, digit| number * 10 + u32::from(*digit));
    // A time of day written in one, such as 20241012153045002, has neither.
    let issued = matches!(
        (digits.len(), begins),
        (13 | 16 | 19, 4000..=4999)
            | (14, 3000..=3059 | 3095 | 3600..=3699 | 3800..=3999)
            | (15, 3400..=3499 | 3700..=3799)
            | (16, 2200..=2204 | 2221..=2720 | 3528..=3589 | 5100..=5599)
            | (16..=19, 5000..=5099 | 5893 | 6000..=6999)
    );
    let mut groups = found.split([' ', '-']);
    let begun = groups.next().is_some_and(|group| group.len() >= 4);
    let groups_fit = begun && groups.all(|group| group.len() >= 3) && !found.contains(['.', '(', ')']);
    // Luhn's sum of one digit repeated may be right, and is nobody's card.
    let varied = digits.iter().any(|digit| Some(digit) != digits.first());
    issued && groups_fit && varied && luhn(digits)
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

/// Whether a dash and a digit stand on either side: three such groups are a part of a book's number then.
fn is_in_longer(text: &str, range: &Range<usize>) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let before = text[..range.start].strip_suffix('-').is_some_and(|before| before.ends_with(is_digit));
    before || text[range.end..].strip_prefix('-').is_some_and(|after| after.starts_with(is_digit))
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
