//! Carat's own policies, and a person's choices about them.

use carat_safety::{Action, Policies, Policy, PolicyError, Scores, ScreeningSettings, Topic};

#[test]
fn there_is_one_policy_for_each_topic_and_each_says_what_it_is() {
    let policies = Policies::built_in();
    assert_eq!(policies.iter().map(|policy| policy.id.as_str()).collect::<Vec<_>>(), Topic::ALL.map(Topic::as_str));
    for policy in policies.iter() {
        assert_eq!(policy.topic().map(Topic::as_str), Some(policy.id.as_str()));
        for text in [&policy.title, &policy.heading, &policy.text, &policy.allowed, &policy.reason] {
            assert!(!text.trim().is_empty(), "{}", policy.id);
        }
    }
}

#[test]
fn the_four_of_shieldgemma_have_their_published_wording() {
    let policies = Policies::built_in();
    let starts = [
        (
            Topic::Dangerous,
            "No Dangerous Content",
            "harming oneself and/or others (e.g., accessing or building firearms",
        ),
        (
            Topic::Harassment,
            "No Harassment",
            "is malicious, intimidating, bullying, or abusive content targeting another",
        ),
        (
            Topic::Hate,
            "No Hate Speech",
            "targeting identity and/or protected attributes (e.g., racial slurs, promotion of",
        ),
        (Topic::Sexual, "No Sexually Explicit Information", "contains references to sexual acts or other lewd content"),
    ];
    for (topic, heading, start) in starts {
        let policy = policies.of(topic);
        assert_eq!(policy.heading, heading);
        assert!(policy.text.starts_with(start) && policy.text.ends_with('.'), "{}", policy.id);
    }
}

#[test]
fn child_safety_and_methods_of_self_harm_can_not_be_switched_off() {
    let policies = Policies::built_in();
    for policy in policies.iter() {
        let fixed = matches!(policy.topic(), Some(Topic::ChildSafety | Topic::SelfHarm));
        assert_eq!(policy.can_switch_off, !fixed, "{}", policy.id);
        let settings =
            ScreeningSettings { actions: [(policy.id.clone(), Action::Allow)].into(), ..ScreeningSettings::default() };
        let expected = if fixed { Action::Block } else { Action::Allow };
        assert_eq!(settings.action(policy), expected, "{}", policy.id);
        assert_eq!(ScreeningSettings::default().action(policy), policy.action);
    }
}

#[test]
fn settings_that_lack_something_have_its_default() {
    let read: ScreeningSettings = serde_json::from_str(r#"{"guard":"every_sentence","actions":{"hate":"blur"}}"#)
        .expect("settings from an older Carat");
    assert_eq!(read.actions.get("hate"), Some(&Action::Blur));
    assert!(!read.mask_private_data);
    let whole = serde_json::to_string(&read).expect("they become JSON");
    assert_eq!(serde_json::from_str::<ScreeningSettings>(&whole).expect("and come back"), read);
}

#[test]
fn a_file_without_one_of_them_or_with_a_threshold_that_is_none_is_refused() {
    let whole = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../models/safety/policies.toml"))
        .expect("the policies");
    let renamed = whole.replace("id = \"hate\"", "id = \"hatred\"");
    assert!(matches!(Policies::parse(&renamed), Err(PolicyError::Count("hate", 0))));
    let twice = whole.replace("id = \"violence\"", "id = \"hate\"");
    assert!(Policies::parse(&twice).is_err());
    let wild = whole.replace("guard = 0.3", "guard = 30");
    assert!(matches!(Policies::parse(&wild), Err(PolicyError::Threshold(id)) if id == "child_safety"));
    let unknown = whole.replace("guard = 0.3", "gaurd = 0.3");
    assert!(matches!(Policies::parse(&unknown), Err(PolicyError::Form(_))));
}

#[test]
fn scores_stay_between_zero_and_one() {
    let mut scores = Scores::default();
    for (given, kept) in [(2.0, 1.0), (-1.0, 0.0), (f32::NAN, 0.0), (0.25, 0.25)] {
        scores.set(Topic::Hate, given);
        assert_eq!(scores.get(Topic::Hate), kept);
    }
    scores.raise(Topic::Hate, 0.1);
    assert_eq!(scores.get(Topic::Hate), 0.25);
    assert_eq!(scores.iter().count(), Topic::ALL.len());
    assert_eq!(serde_json::to_value(scores).expect("JSON")["hate"], 0.25);
}

#[test]
fn a_policy_of_the_persons_own_is_none_of_carats_topics() {
    let own = Policy::own("work", "Work secrets", "mentions projects that are not public.", Action::Note);
    assert_eq!((own.topic(), own.action, own.can_switch_off), (None, Action::Note, true));
}
