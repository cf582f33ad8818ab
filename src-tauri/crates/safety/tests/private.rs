//! Private data is told from other numbers, and masked.

use carat_safety::{PrivateKind, find_private, mask};
use proptest::prelude::*;

fn kinds(text: &str) -> Vec<(PrivateKind, &str)> {
    find_private(text).into_iter().map(|span| (span.kind, &text[span.range])).collect()
}

/// A number with the last digit that makes its checksum right, by trying all ten.
fn completed(start: &str, is_right: impl Fn(&str) -> bool) -> String {
    let numbers = (0..10).map(|digit| format!("{start}{digit}"));
    numbers.into_iter().find(|number| is_right(number)).expect("one of ten is right")
}

#[test]
fn a_card_is_found_by_its_checksum_with_what_stands_beside_it() {
    // The number that card issuers print in their own documentation.
    for number in ["4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111", "378282246310005"] {
        assert_eq!(kinds(&format!("It is {number} 12/27, he said.")), [(PrivateKind::Card, number)]);
    }
    assert_eq!(kinds("4111 1111 1111 1112 12/27"), [], "the checksum is wrong");
    assert_eq!(kinds("order 4111111111111111_x"), [], "part of a longer name");
}

#[test]
fn an_account_number_is_found_by_its_remainder() {
    for number in ["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "NL91ABNA0417164300"] {
        assert_eq!(kinds(&format!("Send it to {number} today.")), [(PrivateKind::Iban, number)]);
    }
    assert_eq!(kinds("DE88 3704 0044 0532 0130 00"), []);
}

#[test]
fn a_number_is_found_behind_a_word_and_among_other_numbers() {
    let iban = "DE89 3704 0044 0532 0130 00";
    for text in [format!("IBAN {iban}"), format!("My IBAN is: {iban}, BIC COBADEFF"), format!("IBAN {iban} BIC X")] {
        assert_eq!(kinds(&text), [(PrivateKind::Iban, iban)], "{text}");
    }
    let spaced = "GB82 WEST 1234 5698 7654 32";
    assert_eq!(kinds(&format!("IBAN {spaced}.")), [(PrivateKind::Iban, spaced)]);
    let card = "4111 1111 1111 1111";
    for text in [
        format!("Card {card}. CVV 123. PIN 4567."),
        format!("Card {card} CVV 123 PIN 4567 LIMIT 2000 DUE 15"),
        format!("1 2 3 4 5 6 7 8 9 {card}"),
        format!("Visa v2 {card}"),
    ] {
        assert_eq!(kinds(&text), [(PrivateKind::Card, card)], "{text}");
    }
    let both = format!("{card} 5500-0000-0000-0004");
    assert_eq!(kinds(&both), [(PrivateKind::Card, card), (PrivateKind::Card, "5500-0000-0000-0004")]);
}

#[test]
fn a_card_begins_as_its_issuer_begins_and_is_as_long() {
    for number in ["2223003122003222", "6011111111111117", "3530111333300000", "30569309025904", "371449635398431"] {
        assert_eq!(kinds(number), [(PrivateKind::Card, number)]);
    }
    for start in ["2024101215304500", "202410121530450", "170000000000000", "390000000000000", "560000000000000"] {
        for last in 0..10 {
            assert_eq!(kinds(&format!("{start}{last}")), [], "a time of day or any number");
        }
    }
}

#[test]
fn a_part_of_a_longer_number_with_dashes_is_no_social_security_number() {
    for text in ["ISBN 978-536-22-8741", "536-22-8741-3", "0-536-22-8741-7"] {
        assert_eq!(kinds(text), [], "{text}");
    }
    assert_eq!(kinds("SSN-536-22-8741"), [(PrivateKind::SocialSecurity, "536-22-8741")]);
}

#[test]
fn numbers_of_people_are_found_by_form_date_and_checksum() {
    assert_eq!(kinds("His SSN: 536-22-8741."), [(PrivateKind::SocialSecurity, "536-22-8741")]);
    assert_eq!(kinds("000-22-8741, 666-22-8741, 912-22-8741, 123-45-6789"), []);
    let right = "11010519491231002X";
    assert_eq!(kinds(&format!("身份证号：{right}。")), [(PrivateKind::ChineseResident, right)]);
    assert_eq!(kinds("110105194912310021"), []);
    let korean = completed("900101-123456", |number| matches!(kinds(number)[..], [(PrivateKind::KoreanResident, _)]));
    assert_eq!(kinds(&format!("주민등록번호 {korean}")), [(PrivateKind::KoreanResident, korean.as_str())]);
    let japanese = completed("12345678901", |number| {
        matches!(kinds(&format!("マイナンバー {number}"))[..], [(PrivateKind::JapaneseMyNumber, _)])
    });
    assert_eq!(kinds(&japanese), [], "without a word for it, twelve digits are any number");
}

#[test]
fn addresses_and_phone_numbers_are_mild() {
    let found = kinds("Write to jo.doe+x@mail.example.org or call +44 20 7946 0958.");
    assert_eq!(found, [(PrivateKind::Email, "jo.doe+x@mail.example.org"), (PrivateKind::Phone, "+44 20 7946 0958")]);
    assert!(found.iter().all(|(kind, _)| kind.is_mild()));
    assert_eq!(kinds("a @ b, @name, user@host, 3@4.5"), []);
}

#[test]
fn everyday_numbers_are_nobodys() {
    for text in [
        "On 2024-10-12 at 15:30 we sold 1,234,567 units for 12 345 678.90 EUR.",
        "pi is 3.14159265358979323846",
        "Call 911 or 112. ISBN 978-3-16-148410-0. Version 10.0.19045.3803",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
        "0000 0000 0000 0000",
        "192.168.100.200:8080 and 2001:0db8:85a3:0000",
    ] {
        assert_eq!(kinds(text), [], "{text}");
    }
}

#[test]
fn keys_are_found_by_their_rules_and_placeholders_are_not() {
    // Put together here, so that no scanner takes this file for a leak.
    let letters = "Zq7Rk2Xw9Tn4Yb6Lm3Vc8Pd5Hs1Jg0Fa";
    let key = format!("{}_{}{}", "ghp", letters, "Q2w3");
    let text = format!("export TOKEN={key}\n");
    let found = kinds(&text);
    assert!(matches!(found[..], [(PrivateKind::Secret(_), value)] if value == key), "{found:?}");
    let same = format!("ghp_{}", "a".repeat(36));
    assert_eq!(kinds(&format!("export TOKEN={same}\n")), [], "one letter over and over is no key");
}

#[test]
fn masking_keeps_the_form_and_the_length() {
    let text = "Card 4111-1111-1111-1111, mail a@b.example.";
    let masked = mask(text, find_private(text).into_iter().map(|span| span.range));
    assert_eq!(masked, "Card XXXX-XXXX-XXXX-XXXX, mail X@X.XXXXXXX.");
}

proptest! {
    #[test]
    fn any_text_is_searched_and_spans_lie_in_it(text in any::<String>()) {
        let mut end = 0;
        for span in find_private(&text) {
            prop_assert!(span.range.start >= end && text.get(span.range.clone()).is_some());
            end = span.range.end;
        }
    }

    #[test]
    fn digits_in_any_order_are_searched(text in "[0-9A-Z +.()@-]{0,60}") {
        let _ = find_private(&text);
    }

    #[test]
    fn masking_keeps_all_offsets(text in any::<String>(), a in 0_usize..40, b in 0_usize..40) {
        let masked = mask(&text, Some(a.min(b)..a.max(b)));
        prop_assert_eq!(masked.len(), text.len());
        prop_assert_eq!(mask(&text, []), text);
    }
}
