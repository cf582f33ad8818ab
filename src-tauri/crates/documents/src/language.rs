//! The language of a passage decides which encoder knows it.

use std::sync::LazyLock;

use whatlang::{Detector, Lang};

/// Letters below which nobody can tell languages of one script apart.
const FEWEST_LETTERS: usize = 24;

/// How sure a guess among languages in Latin letters must be, from 0 to 1.
const SURE_ENOUGH: f64 = 0.1;

/// The scripts that stand for one language here, each with the first and last of its letters.
const SCRIPTS: [(&str, char, char); 11] = [
    ("zh", '\u{3400}', '\u{9fff}'),
    ("ja", '\u{3040}', '\u{30ff}'),
    ("ko", '\u{ac00}', '\u{d7a3}'),
    ("ar", '\u{600}', '\u{6ff}'),
    ("ru", '\u{400}', '\u{52f}'),
    ("hi", '\u{900}', '\u{97f}'),
    ("th", '\u{e00}', '\u{e7f}'),
    ("el", '\u{370}', '\u{3ff}'),
    ("he", '\u{590}', '\u{5ff}'),
    ("bn", '\u{980}', '\u{9ff}'),
    ("ta", '\u{b80}', '\u{bff}'),
];

static LATIN: LazyLock<Detector> = LazyLock::new(|| {
    Detector::with_allowlist(vec![
        Lang::Eng,
        Lang::Fra,
        Lang::Deu,
        Lang::Spa,
        Lang::Ita,
        Lang::Por,
        Lang::Nld,
        Lang::Pol,
        Lang::Tur,
        Lang::Vie,
        Lang::Swe,
        Lang::Fin,
        Lang::Ces,
        Lang::Ron,
        Lang::Hun,
        Lang::Ind,
    ])
});

/// The language of a text by two letters; `None` where it can't be told, as for a few words in Latin letters.
#[must_use]
pub fn language_of(text: &str) -> Option<&'static str> {
    let mut counts = [0usize; SCRIPTS.len()];
    let mut latin = 0;
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if c < '\u{370}' || ('\u{1e00}'..='\u{1eff}').contains(&c) {
            latin += 1;
        } else if let Some(script) = SCRIPTS.iter().position(|(_, first, last)| (*first..=*last).contains(&c)) {
            counts[script] += 1;
        }
    }
    // Japanese has more Han than kana in many a sentence, and Chinese has no kana.
    if counts[1] * 10 > counts[0] && counts[1] > 0 {
        counts[1] += counts[0];
        counts[0] = 0;
    }
    let (script, most) = counts.into_iter().enumerate().max_by_key(|(_, count)| *count)?;
    // A few names in Latin letters do not make a text English.
    if most * 3 > latin && most > 0 {
        return Some(SCRIPTS[script].0);
    }
    if latin < FEWEST_LETTERS {
        return None;
    }
    let info = LATIN.detect(text)?;
    (info.confidence() >= SURE_ENOUGH).then(|| letters(info.lang())).flatten()
}

fn letters(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Pol => "pl",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Ces => "cs",
        Lang::Ron => "ro",
        Lang::Hun => "hu",
        Lang::Ind => "id",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_and_the_languages_in_latin_letters_are_told_apart() {
        for (text, language) in [
            ("The ship left the harbour in the early morning.", Some("en")),
            ("Das Schiff verließ den Hafen am frühen Morgen.", Some("de")),
            ("El barco salió del puerto por la mañana temprano.", Some("es")),
            ("Con tàu rời cảng vào sáng sớm hôm nay.", Some("vi")),
            ("船は早朝に港を出た。", Some("ja")),
            ("轮船清晨离开港口。", Some("zh")),
            ("배는 이른 아침에 항구를 떠났다.", Some("ko")),
            ("غادرت السفينة الميناء في الصباح الباكر", Some("ar")),
            ("Корабль покинул порт рано утром.", Some("ru")),
            ("जहाज सुबह जल्दी बंदरगाह से निकला।", Some("hi")),
            ("เรือออกจากท่าเรือแต่เช้า", Some("th")),
            ("iPhone 15 и iPad Pro появились в магазинах", Some("ru")),
            ("ship", None),
            ("12 345", None),
        ] {
            assert_eq!(language_of(text), language, "of {text}");
        }
    }
}
