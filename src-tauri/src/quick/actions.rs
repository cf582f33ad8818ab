//! What can be done with a text at one press: Carat's own actions, then the person's.

use crate::settings::Settings;
use crate::words;

/// Carat's own, by their ids.
const BUILT_IN: [&str; 5] = ["summarise", "explain", "translate", "rewrite", "fix_grammar"];

/// What the model is told to do for an action; `None` for one that is not there any more.
pub(crate) fn instruction(settings: &Settings, id: &str) -> Option<String> {
    let own = settings.desktop.quick_actions.iter().find(|action| action.id == id);
    own.map(|action| action.prompt.clone()).or_else(|| {
        let built_in = BUILT_IN.contains(&id);
        built_in.then(|| words::text(settings.language, &format!("native-action-{}", id.replace('_', "-"))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desktop::{Desktop, QuickAction};
    use crate::settings::Language;

    #[test]
    fn every_action_has_its_instruction_in_the_persons_language() {
        for language in [Language::English, Language::SimplifiedChinese, Language::Japanese] {
            let settings = Settings { language, ..Settings::default() };
            for id in BUILT_IN {
                let told = instruction(&settings, id).expect("it is one of Carat's");
                assert!(!told.starts_with("native-"), "{id} in {language:?}");
            }
        }
        assert_eq!(instruction(&Settings::default(), "own-1"), None);
    }

    #[test]
    fn an_action_of_the_persons_own_says_what_they_wrote() {
        let action =
            QuickAction { id: "own-1".into(), name: "Rhyme".into(), prompt: "Make it rhyme:".into(), shortcut: None };
        let desktop = Desktop { quick_actions: vec![action], ..Desktop::default() };
        let settings = Settings { desktop, ..Settings::default() };
        assert_eq!(instruction(&settings, "own-1").as_deref(), Some("Make it rhyme:"));
    }
}
