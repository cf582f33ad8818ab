//! Settings and accepted terms.

use std::collections::BTreeMap;

use carat_store::Error;
use serde::{Deserialize, Serialize};

use crate::{TestHome, memory};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Look {
    theme: String,
    size: Option<u8>,
}

#[test]
fn a_setting_comes_back_as_it_was_set() {
    let home = TestHome::new();
    let look = Look { theme: "暗".into(), size: None };
    {
        let store = home.open();
        assert_eq!(store.setting::<Look>("look").unwrap(), None);
        store.set_setting("look", &Look { theme: "light".into(), size: Some(3) }).unwrap();
        store.set_setting("look", &look).unwrap();
    }
    assert_eq!(home.open().setting("look").unwrap(), Some(look), "after the next opening too");
}

#[test]
fn a_setting_of_another_form_is_an_error_that_names_the_key_alone() {
    let store = memory();
    store.set_setting("token", &"very secret").unwrap();
    let error = store.setting::<u32>("token").unwrap_err();
    assert!(matches!(&error, Error::Setting { key, .. } if key == "token"));
    assert!(!error.to_string().contains("secret"), "the value is nobody's business: {error}");

    let unwritable: BTreeMap<(u8, u8), u8> = [((1, 2), 3)].into();
    assert!(matches!(store.set_setting("token", &unwritable), Err(Error::Setting { .. })));
    assert_eq!(store.setting::<String>("token").unwrap().as_deref(), Some("very secret"), "the old value stays");
}

#[test]
fn clearing_settings_keeps_accepted_terms() {
    let store = memory();
    store.set_setting("a", &1).unwrap();
    store.accept_terms("gemma", "2025-03-24").unwrap();
    store.clear_settings().unwrap();
    assert_eq!(store.setting::<i32>("a").unwrap(), None);
    assert_eq!(store.accepted_terms().unwrap().len(), 1);
}

#[test]
fn terms_are_accepted_by_version_and_the_first_time_stays() {
    let store = memory();
    store.accept_terms("gemma", "2024-04-01").unwrap();
    let first = store.accepted_terms().unwrap();
    store.accept_terms("gemma", "2024-04-01").unwrap();
    assert_eq!(store.accepted_terms().unwrap(), first);
    store.accept_terms("gemma", "2025-03-24").unwrap();
    let versions: Vec<_> = store.accepted_terms().unwrap().into_iter().map(|terms| terms.version).collect();
    assert_eq!(versions, ["2024-04-01", "2025-03-24"]);
}
