//! The language of a text decides which steps know it: each was trained for a few.

use std::sync::LazyLock;

use whatlang::{Detector, Lang};

/// Letters below which nobody can tell languages of one script apart.
const FEWEST_LETTERS: usize = 24;

/// How sure a guess must be, from 0 to 1, before it counts against English.
const SURE_ENOUGH: f64 = 0.1;

/// The same where an English word stands in the text: English quotes and names are not rare in other languages, but a guess
/// about a short English text is often wrong.
const SURE_AGAINST_WORDS: f64 = 0.5;

/// A text is English for sure where one word in so many is one of its small words.
const WORDS_FOR_ONE: usize = 4;

/// The languages in Latin letters that are told apart.
const LATIN: [(Lang, &str); 17] = [
    (Lang::Eng, "en"),
    (Lang::Fra, "fr"),
    (Lang::Deu, "de"),
    (Lang::Spa, "es"),
    (Lang::Ita, "it"),
    (Lang::Por, "pt"),
    (Lang::Nld, "nl"),
    (Lang::Pol, "pl"),
    (Lang::Tur, "tr"),
    (Lang::Vie, "vi"),
    (Lang::Swe, "sv"),
    (Lang::Fin, "fi"),
    (Lang::Ces, "cs"),
    (Lang::Ron, "ro"),
    (Lang::Hun, "hu"),
    (Lang::Ind, "id"),
    (Lang::Tgl, "fil"),
];

/// A language by its two letters; `None` where it is none that Carat can tell.
pub(crate) type Language = Option<&'static str>;

/// The languages that are told by their script, in the order in which they are counted.
const SCRIPTS: [&str; 10] = ["en", "zh", "ja", "ko", "ar", "ru", "hi", "th", "el", "he"];

/// The language of a text. Short text in Latin letters is taken for English, the language that most is asked in.
pub(crate) fn language_of(text: &str) -> Language {
    // Scripts of none of these languages are counted last, all together.
    let mut counts = [0_usize; SCRIPTS.len() + 1];
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        let script = match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => 0,
            '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => 1,
            '\u{3040}'..='\u{30ff}' => 2,
            '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' => 3,
            '\u{600}'..='\u{6ff}' => 4,
            '\u{400}'..='\u{52f}' => 5,
            '\u{900}'..='\u{97f}' => 6,
            '\u{e00}'..='\u{e7f}' => 7,
            '\u{370}'..='\u{3ff}' => 8,
            '\u{590}'..='\u{5ff}' => 9,
            _ => SCRIPTS.len(),
        };
        counts[script] += 1;
    }
    // Japanese is mostly written with Chinese characters; a few kana tell it.
    if counts[2] > 0 && counts[1] + counts[2] > counts[0] && counts[2] * 10 >= counts[1] {
        return Some("ja");
    }
    let (script, count) = counts.into_iter().enumerate().max_by_key(|(_, count)| *count)?;
    if count == 0 {
        // Numbers and signs are the same everywhere.
        return Some("en");
    }
    match SCRIPTS.get(script).copied() {
        Some("en") if count >= FEWEST_LETTERS => latin(text),
        language => language,
    }
}

/// Words that stand in most English sentences and in hardly any of another language: neither "is" nor "of", which are Dutch
/// too, nor "to", "do" and "i", which are Polish.
const ENGLISH: [&str; 38] = [
    "the", "and", "how", "what", "why", "you", "your", "it", "with", "that", "this", "does", "would", "could",
    "should", "there", "their", "they", "these", "those", "have", "which", "about", "from", "when", "where", "who",
    "because", "into", "were", "our", "them", "then", "his", "she", "its", "write", "please",
];

/// Which of the languages in Latin letters. Whether it is English is what most depends on, and its small words tell that
/// better than the statistics of letters do.
fn latin(text: &str) -> Language {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (all, english) = words.fold((0, 0), |(all, english), word| {
        (all + 1, english + usize::from(ENGLISH.contains(&word.to_lowercase().as_str())))
    });
    if english * WORDS_FOR_ONE >= all {
        return Some("en");
    }
    static DETECTOR: LazyLock<Detector> =
        LazyLock::new(|| Detector::with_allowlist(LATIN.iter().map(|(lang, _)| *lang).collect()));
    let needed = if english > 0 { SURE_AGAINST_WORDS } else { SURE_ENOUGH };
    let found = DETECTOR.detect(text).filter(|found| found.confidence() >= needed);
    let language = found.and_then(|found| LATIN.iter().find(|(lang, _)| *lang == found.lang()));
    Some(language.map_or("en", |(_, language)| language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_languages_are_told_apart() {
        for (text, language) in [
            ("How do I bake a pumpkin pie for eight people this weekend?", Some("en")),
            ("hi", Some("en")),
            ("42 + 17", Some("en")),
            ("Wie backe ich am Wochenende einen Kürbiskuchen für acht Personen?", Some("de")),
            ("Comment faire une tarte à la citrouille pour huit personnes ce week-end ?", Some("fr")),
            ("这个周末我想给八个人做南瓜派", Some("zh")),
            ("今週末は八人分のパイを焼きたいです", Some("ja")),
            ("이번 주말에 여덟 명이 먹을 호박파이를 굽고 싶어요", Some("ko")),
            ("كيف أخبز فطيرة اليقطين لثمانية أشخاص", Some("ar")),
            ("Как испечь тыквенный пирог на восемь человек", Some("ru")),
        ] {
            assert_eq!(language_of(text), language, "{text}");
        }
    }

    #[test]
    fn a_language_near_to_another_is_not_taken_for_english() {
        let text = "Come si prepara una torta di zucca per otto persone questo fine settimana?";
        assert_ne!(language_of(text), Some("en"));
    }

    #[test]
    fn small_words_that_languages_share_make_no_text_english() {
        for (text, language) in [
            ("Co to jest i do czego to jest potrzebne?", Some("pl")),
            ("Wat is de hoofdstad van Japan en hoe is het weer?", Some("nl")),
            ("Hur bakar jag en pumpapaj till åtta personer i helgen?", Some("sv")),
            ("Was ist das und an wen soll es geschickt werden?", Some("de")),
            ("Please fix the second paragraph of my letter.", Some("en")),
            ("What is the capital of Japan, and how far is it from here?", Some("en")),
        ] {
            assert_eq!(language_of(text), language, "{text}");
        }
    }

    #[test]
    fn a_latin_word_in_a_script_that_is_not_told_apart_makes_no_text_english() {
        for text in ["আমি আজ সকালে Python শিখতে চাই", "நான் இன்று Python கற்க விரும்புகிறேன்"]
        {
            assert_eq!(language_of(text), None, "{text}");
        }
    }
}
