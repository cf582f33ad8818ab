//! A bank account by its international number: as long as its country has them, with a remainder modulo 97.

/// The bytes of the account number that a text begins with, if it does.
pub(super) fn begins(found: &str) -> Option<usize> {
    let bytes = found.as_bytes();
    let [first, second, third, fourth, ..] = bytes else { return None };
    if ![first, second].iter().all(|c| c.is_ascii_uppercase()) || ![third, fourth].iter().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let length = length_of(&found[..2])?;
    let mut taken = Vec::with_capacity(length);
    for (at, byte) in bytes.iter().enumerate() {
        if byte.is_ascii_alphanumeric() {
            taken.push(*byte);
        } else if *byte != b' ' {
            return None;
        }
        if taken.len() == length {
            let ends = bytes.get(at + 1).is_none_or(|next| !next.is_ascii_alphanumeric());
            return (ends && checks(&taken)).then_some(at + 1);
        }
    }
    None
}

/// Characters of an account number, by country.
fn length_of(country: &str) -> Option<usize> {
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
fn checks(iban: &[u8]) -> bool {
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
