//! Words are the texts of the system's own dialogs and of exports, in the window's language and from its Fluent files.

use carat_documents::ExportWords;
use carat_store::Labels;
use fluent_bundle::{FluentBundle, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::settings::Language;

const ENGLISH: &str = include_str!("../../ui/src/locales/en/native.ftl");
const CHINESE: &str = include_str!("../../ui/src/locales/zh-Hans/native.ftl");
const JAPANESE: &str = include_str!("../../ui/src/locales/ja/native.ftl");

/// The system's language as a BCP 47 tag.
pub(crate) fn system_locale() -> String {
    sys_locale::get_locale().unwrap_or_else(|| "en".to_owned())
}

/// The text of an id in a language; the id itself where there is none, which a test forbids.
pub(crate) fn text(language: Language, id: &str) -> String {
    text_for(language, &system_locale(), id)
}

/// The words of an exported conversation.
pub(crate) fn labels(language: Language) -> Labels {
    let label = |id: &str| text(language, &format!("native-label-{id}"));
    Labels {
        untitled: label("untitled"),
        user: label("user"),
        assistant: "Carat".to_owned(),
        thought: label("thought"),
        sources: label("sources"),
        page: label("page"),
        attachment: label("attachment"),
        tool: label("tool"),
        withheld: label("withheld"),
        stopped: label("stopped"),
        failed: label("failed"),
        broken_off: label("broken-off"),
    }
}

/// The words of an exported answer.
pub(crate) fn export_words(language: Language) -> ExportWords {
    let label = |id: &str| text(language, &format!("native-label-{id}"));
    ExportWords {
        sources: label("sources"),
        page: label("page"),
        slide: label("slide"),
        weak: label("weak"),
        unsupported: label("unsupported"),
    }
}

fn text_for(language: Language, system: &str, id: &str) -> String {
    let (tag, source) = source(language, system);
    let locale: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new(vec![locale]);
    // A faulty line is left out by the parser and then shows as its id; the test below looks at every line.
    let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(source.to_owned());
    bundle.add_resource_overriding(resource);
    match bundle.get_message(id).and_then(|message| message.value()) {
        Some(pattern) => bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned(),
        None => id.to_owned(),
    }
}

fn source(language: Language, system: &str) -> (&'static str, &'static str) {
    match language {
        Language::English => ("en", ENGLISH),
        Language::SimplifiedChinese => ("zh-Hans", CHINESE),
        Language::Japanese => ("ja", JAPANESE),
        Language::System => source(nearest(system), "en"),
    }
}

/// The language that is nearest to a system's tag, such as `zh_CN.UTF-8` or `ja-JP`.
fn nearest(system: &str) -> Language {
    let tag = system.split('.').next().unwrap_or_default().replace('_', "-").to_lowercase();
    let mut parts = tag.split('-');
    let traditional = |part: &str| matches!(part, "hant" | "tw" | "hk" | "mo");
    match parts.next() {
        Some("ja") => Language::Japanese,
        Some("zh") if !parts.any(traditional) => Language::SimplifiedChinese,
        _ => Language::English,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(source: &str) -> Vec<&str> {
        source
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| Some(line.split_once(" = ")?.0))
            .collect()
    }

    #[test]
    fn every_text_exists_in_every_language() {
        assert!(!ids(ENGLISH).is_empty());
        for language in [Language::English, Language::SimplifiedChinese, Language::Japanese] {
            for id in ids(ENGLISH) {
                assert_ne!(text_for(language, "en", id), id, "{language:?} lacks {id}");
            }
            assert_eq!(
                ids(source(language, "en").1),
                ids(ENGLISH),
                "{language:?} has the same texts in the same order"
            );
        }
    }

    #[test]
    fn an_exports_words_are_all_there() {
        assert_eq!(labels(Language::English), Labels::default());
        assert_eq!(export_words(Language::English), ExportWords::default());
        let japanese = format!("{:?} {:?}", labels(Language::Japanese), export_words(Language::Japanese));
        assert!(!japanese.contains("native-label"), "{japanese}");
    }

    #[test]
    fn the_systems_language_is_found_in_each_of_its_spellings() {
        for (system, expected) in [
            ("ja_JP.UTF-8", Language::Japanese),
            ("ja", Language::Japanese),
            ("zh-CN", Language::SimplifiedChinese),
            ("zh-Hans-SG", Language::SimplifiedChinese),
            ("zh_TW.UTF-8", Language::English),
            ("zh-Hant-HK", Language::English),
            ("de-DE", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(nearest(system), expected, "{system}");
        }
    }
}
