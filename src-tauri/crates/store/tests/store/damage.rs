//! Damaged and foreign databases, spoilt indexes and rows.

use std::fs;

use carat_store::{Notice, Role, Store};
use rusqlite::Connection;

use crate::{TestHome, ask, begin};

#[test]
fn a_damaged_database_is_kept_aside_and_carat_starts() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [(&str, Damage); 5] = [
        ("other bytes", |bytes| bytes.iter_mut().for_each(|byte| *byte = b'x')),
        ("a header alone", |bytes| bytes.truncate(100)),
        ("cut short in the header", |bytes| bytes.truncate(40)),
        ("half of it", |bytes| bytes.truncate(bytes.len() / 2)),
        ("pages of noise", |bytes| {
            for (place, byte) in bytes.iter_mut().enumerate().skip(4096) {
                *byte = (place.wrapping_mul(2_654_435_761) >> 7) as u8;
            }
        }),
    ];
    for (name, damage) in damages {
        let home = TestHome::new();
        {
            let store = home.open();
            let id = begin(&store, "lost");
            for number in 0..50 {
                ask(&store, id, None, &format!("{number} {}", "words ".repeat(100)));
            }
        }
        let mut bytes = fs::read(home.home.database()).unwrap();
        damage(&mut bytes);
        fs::write(home.home.database(), &bytes).unwrap();
        fs::write(home.home.root().join("carat.db-wal"), "").unwrap();

        let (store, notices) = Store::open(&home.home).unwrap();
        let [Notice::Damaged { kept_as, detail }] = notices.as_slice() else { panic!("{name}: {notices:?}") };
        assert_eq!(fs::read(kept_as).unwrap(), bytes, "{name}: the damaged file is kept as it is");
        assert!(kept_as.file_name().unwrap().to_string_lossy().starts_with("carat.db.damaged-"), "{name}");
        assert!(!detail.is_empty());
        assert!(store.conversations().unwrap().is_empty());
        begin(&store, "a new one");
        drop(store);
        assert_eq!(home.open().conversations().unwrap().len(), 1, "{name}: the new one is sound");
    }
}

#[test]
fn another_programs_database_is_kept_aside_unchanged() {
    let home = TestHome::new();
    home.home.create().unwrap();
    Connection::open(home.home.database())
        .unwrap()
        .execute_batch("CREATE TABLE t (a); PRAGMA user_version = 99")
        .unwrap();
    let bytes = fs::read(home.home.database()).unwrap();
    let (_store, notices) = Store::open(&home.home).unwrap();
    let [Notice::Damaged { kept_as, .. }] = notices.as_slice() else { panic!("{notices:?}") };
    assert_eq!(fs::read(kept_as).unwrap(), bytes);
}

#[test]
fn an_empty_file_counts_as_no_database() {
    let home = TestHome::new();
    home.home.create().unwrap();
    fs::write(home.home.database(), "").unwrap();
    begin(&home.open(), "fine");
}

#[test]
fn a_damaged_database_that_is_in_use_is_not_taken_away() {
    let home = TestHome::new();
    let store = home.open();
    begin(&store, "open");
    fs::write(home.home.database(), "spoilt from outside").unwrap();
    let error = Store::open(&home.home).unwrap_err();
    assert_eq!(error.code(), "damaged_in_use");
    assert_eq!(fs::read(home.home.database()).unwrap(), b"spoilt from outside");
    drop(store);
    let (_store, notices) = Store::open(&home.home).unwrap();
    assert!(matches!(notices.as_slice(), [Notice::Damaged { .. }]), "once nobody has it open it is kept aside");
}

#[test]
fn a_spoilt_search_index_is_made_again_and_nothing_is_lost() {
    let home = TestHome::new();
    let id = {
        let store = home.open();
        let id = begin(&store, "kept");
        ask(&store, id, None, "needle");
        id
    };
    Connection::open(home.home.database()).unwrap().execute("DELETE FROM text_index_data WHERE id > 10", []).unwrap();
    let store = home.open();
    assert_eq!(store.thread(id).unwrap().len(), 1);
    assert_eq!(store.search("needle", 10).unwrap().len(), 1);
}

#[test]
fn a_row_that_can_not_be_read_is_an_error_that_does_not_quote_it() {
    let home = TestHome::new();
    let id = {
        let store = home.open();
        let id = begin(&store, "spoilt");
        ask(&store, id, None, "hello");
        id
    };
    let sql = "UPDATE messages SET parts = '[{\"type\":\"riddle\",\"text\":\"secret\"}]'";
    Connection::open(home.home.database()).unwrap().execute(sql, []).unwrap();
    let store = home.open();
    let error = store.thread(id).unwrap_err();
    assert_eq!(error.code(), "row");
    assert!(!error.to_string().contains("secret") && !error.to_string().contains("riddle"), "{error}");
    let elsewhere = begin(&store, "sound");
    assert!(store.add_message(crate::new(elsewhere, None, Role::User, "x")).is_ok(), "the rest can be used");
}
