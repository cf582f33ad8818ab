//! Opening: new, earlier and later databases, and the files that are made.

use std::fs;

use carat_store::{Error, Home, MessageState, Notice, Part, Store};
use rusqlite::Connection;

use crate::{TestHome, ask, begin, contents, first_format, text};

#[test]
fn a_new_home_gets_an_empty_store_and_finds_it_again() {
    let home = TestHome::new();
    let id = {
        let store = home.open();
        assert!(store.conversations().unwrap().is_empty());
        let id = begin(&store, "kept");
        ask(&store, id, None, "hello");
        id
    };
    let store = home.open();
    assert_eq!(store.thread(id).unwrap()[0].parts, text("hello"));
    assert_eq!(store.home(), Some(&home.home));
}

#[cfg(unix)]
#[test]
fn what_is_made_is_open_to_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;

    let home = TestHome::new();
    let store = home.open();
    begin(&store, "private");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for folder in [home.home.root().to_owned(), home.home.models(), home.home.backups(), home.home.writers()] {
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
    }
    for (path, _) in contents(home.home.root()) {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn a_database_of_the_first_format_is_migrated_after_a_backup() {
    let home = TestHome::new();
    home.home.create().unwrap();
    first_format::make(&home.home.database());
    let before = fs::read(home.home.database()).unwrap();

    let (store, notices) = Store::open(&home.home).unwrap();
    let [Notice::Migrated { from: 1, to: 4, backup }, Notice::BrokenOff { answers: 1 }] = notices.as_slice() else {
        panic!("a migration and an answer whose writer is gone: {notices:?}");
    };

    let conversation = store.conversations().unwrap().remove(0);
    assert_eq!(
        (conversation.title.as_str(), conversation.pinned, conversation.title_by_person),
        ("東京旅行", true, true)
    );
    assert_eq!(conversation.options.system_prompt, "Be brief.");
    let thread = store.thread(conversation.id).unwrap();
    assert_eq!(thread.len(), 2);
    assert_eq!(thread[1].parts, [Part::Thought { text: "hm".into() }, Part::Text { text: "In Ueno.".into() }]);
    assert_eq!(thread[1].usage.unwrap().first_token_ms, 80.5);
    assert_eq!(store.message(thread[1].versions[1]).unwrap().state, MessageState::BrokenOff);
    assert_eq!(store.setting::<String>("theme").unwrap().as_deref(), Some("dark"));
    for query in ["猫", "cafe", "ueno", "東京", "half an ans"] {
        assert_eq!(store.search(query, 10).unwrap().len(), 1, "what was there before is found: {query}");
    }
    store.accept_terms("gemma", "2025-03-24").unwrap();

    assert_eq!(backup.parent(), Some(home.home.backups().as_path()));
    let saved = Connection::open(backup).unwrap();
    let (version, messages): (i64, i64) = saved
        .query_row(
            "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM messages)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!((version, messages), (1, 3), "the backup is as it was before");
    assert!(before.len() >= 4096);

    drop(store);
    home.open();
    assert_eq!(fs::read_dir(home.home.backups()).unwrap().flatten().filter(|entry| entry.path() == *backup).count(), 1);
}

#[test]
fn a_migrated_database_is_the_same_as_a_new_one() {
    let schema = |home: &TestHome| -> Vec<(String, Option<String>)> {
        let connection = Connection::open(home.home.database()).unwrap();
        let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let (old, new) = (TestHome::new(), TestHome::new());
    old.home.create().unwrap();
    first_format::make(&old.home.database());
    drop(Store::open(&old.home).unwrap());
    drop(new.open());
    assert_eq!(schema(&old), schema(&new));
}

#[test]
fn a_database_of_the_third_format_gets_tables_for_documents() {
    let home = TestHome::new();
    let id = {
        let store = home.open();
        let id = begin(&store, "from before documents");
        ask(&store, id, None, "hello");
        id
    };
    let objects = |path: &std::path::Path| -> Vec<String> {
        let connection = Connection::open(path).unwrap();
        let mut statement = connection.prepare("SELECT name FROM sqlite_schema ORDER BY name").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let all = objects(&home.home.database());
    Connection::open(home.home.database())
        .unwrap()
        .execute_batch(
            "DROP TABLE chunk_terms; DROP TABLE chunk_index; DROP TABLE vectors; DROP TABLE chunks;
             DROP TABLE document_links; DROP TABLE documents; DROP TABLE document_revision; DROP TABLE libraries;
             PRAGMA user_version = 3;",
        )
        .unwrap();
    let (store, notices) = Store::open(&home.home).unwrap();
    assert!(matches!(notices.as_slice(), [Notice::Migrated { from: 3, to: 4, .. }]), "{notices:?}");
    assert_eq!(store.thread(id).unwrap().len(), 1);
    assert_eq!(objects(&home.home.database()), all);
    assert!(store.create_library("new").is_ok());
}

#[test]
fn a_database_from_a_newer_carat_is_refused_and_untouched() {
    let home = TestHome::new();
    {
        let store = home.open();
        begin(&store, "from the future");
    }
    Connection::open(home.home.database()).unwrap().pragma_update(None, "user_version", 9).unwrap();
    let before = contents(home.home.root());

    let error = Store::open(&home.home).unwrap_err();
    assert!(matches!(&error, Error::NewerDatabase { found: 9, known: 4, .. }), "{error:?}");
    let sentence = error.to_string();
    assert!(sentence.contains("carat.db") && sentence.contains("Update Carat"), "{sentence}");
    assert_eq!(contents(home.home.root()), before, "not a byte and not a file may change");
}

#[test]
fn a_newer_format_that_is_still_in_the_log_is_refused_and_untouched() {
    let home = TestHome::new();
    drop(home.open());
    let copy = TestHome::new();
    copy.home.create().unwrap();
    {
        // A newer Carat, killed before its log reached the file: what a copy taken while it runs looks like.
        let newer = Connection::open(home.home.database()).unwrap();
        newer.execute_batch("PRAGMA wal_autocheckpoint = 0; BEGIN; PRAGMA user_version = 7; COMMIT;").unwrap();
        for suffix in ["", "-wal"] {
            let name = format!("carat.db{suffix}");
            fs::copy(home.home.root().join(&name), copy.home.root().join(&name)).unwrap();
        }
    }
    fs::write(copy.home.writers().join("opening"), "").unwrap();
    let before = contents(copy.home.root());
    let error = Store::open(&copy.home).unwrap_err();
    assert!(matches!(&error, Error::NewerDatabase { found: 7, .. }), "{error:?}");
    assert_eq!(contents(copy.home.root()), before, "neither the file nor its log may change");
}

#[test]
fn a_database_that_an_earlier_carat_has_open_is_not_migrated_under_it() {
    let home = TestHome::new();
    let earlier = home.open();
    let id = begin(&earlier, "still open");
    Connection::open(home.home.database()).unwrap().pragma_update(None, "user_version", 1).unwrap();
    let error = Store::open(&home.home).unwrap_err();
    assert_eq!(error.code(), "older_in_use");
    assert!(earlier.conversation(id).is_ok(), "the earlier one goes on");
    assert_eq!(fs::read_dir(home.home.backups()).unwrap().count(), 0);
}

#[test]
fn a_home_that_can_not_be_used_is_named() {
    let home = TestHome::new();
    let file = home.beside("file");
    fs::write(&file, "not a folder").unwrap();
    let error = Store::open(&Home::at(file.join("carat"))).unwrap_err();
    assert!(matches!(&error, Error::File { .. }) && error.to_string().contains("file"), "{error}");

    fs::create_dir_all(home.home.database()).unwrap();
    let error = Store::open(&home.home).unwrap_err();
    assert!(error.to_string().contains("carat.db"), "a folder in the database's place: {error}");
}

#[test]
fn old_backups_go_and_new_ones_and_other_files_stay() {
    let home = TestHome::new();
    home.home.create().unwrap();
    let [old, new, other] = ["carat-1-20200101-000000.db", "carat-1-20990101-000000.db", "notes.txt"]
        .map(|name| home.home.backups().join(name));
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(8 * 24 * 3600);
    for (path, age) in [(&old, true), (&new, false), (&other, true)] {
        let file = fs::File::create(path).unwrap();
        if age {
            file.set_modified(long_ago).unwrap();
        }
    }
    drop(home.open());
    assert!(!old.exists() && new.exists() && other.exists());
}
