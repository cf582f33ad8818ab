//! `carat docs`, on a home of its own, by words alone. The reader lies beside the program.

mod program;

use std::fs;
use std::path::PathBuf;

use program::{Program, words};
use serde_json::Value;

/// Two text files in a folder beside the home.
fn folder(program: &Program) -> PathBuf {
    let folder = program.home().join("papers");
    fs::create_dir_all(folder.join("more")).expect("a folder");
    fs::write(folder.join("ship.txt"), "The Vasa sank in 1628.\n\nShe had sailed for 1,300 metres.\n")
        .expect("written");
    fs::write(folder.join("more/东京.txt"), "东京都的人口超过一千四百万。\n").expect("written");
    folder
}

fn add(program: &Program) -> PathBuf {
    let folder = folder(program);
    let path = folder.to_str().expect("a path");
    let added = program.run(["docs", "add", "--library", "Papers", "--words", "--json", path]);
    assert_eq!(added.code, 0, "{}\n{}", added.out, added.err);
    let last = added.done();
    assert_eq!((last["files"].as_u64(), last["failed"].as_u64()), (Some(2), Some(0)));
    folder
}

#[test]
fn a_folder_is_added_once_listed_searched_and_removed() {
    let program = Program::new();
    let folder = add(&program);
    let ship = folder.join("ship.txt").display().to_string();
    let again = program.run(["docs", "add", "--library", "Papers", "--words", &ship]);
    assert!(again.code == 0 && again.out.contains("there already"), "{}", again.out);

    let listed = program.run(words("docs list --library Papers --json")).json();
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|line| line["state"] == "ready"), "{listed:?}");

    let hits = program.run(words("docs search --library Papers --words --json 东京人口")).json();
    assert!(hits[0]["source"].as_str().expect("a path").ends_with("东京.txt"), "{hits:?}");

    let removed = program.run(["docs", "remove", "--library", "Papers", &ship]);
    assert_eq!(removed.code, 0, "{}", removed.err);
    assert_eq!(program.run(words("docs search --library Papers --words --json Vasa")).json(), [] as [Value; 0]);
    assert_eq!(program.run(words("docs remove --library Papers --all")).code, 0);
    assert_eq!(program.run(words("docs list")).out, "");
}

#[test]
fn questions_by_line_keep_their_ids_and_order() {
    let program = Program::new();
    let folder = add(&program);
    let input =
        "{\"id\":\"a\",\"query\":\"When did the Vasa sink?\"}\n{\"id\":7,\"query\":\"东京的人口\"}\n{\"nothing\":1}\n";
    let searched = program.run_with(words("docs search --library Papers --words --top 1 --jsonl"), input.as_bytes());
    assert_eq!(searched.code, 2, "a line that can't be read is told");
    let lines = searched.json();
    assert_eq!((&lines[0]["id"], &lines[1]["id"]), (&Value::from("a"), &Value::from(7)));
    let hit = &lines[0]["hits"][0];
    assert_eq!(hit["source"], folder.join("ship.txt").display().to_string());
    assert_eq!((hit["start"].as_u64(), hit["page"].is_null()), (Some(0), true));
    let length = hit["text"].as_str().expect("text").chars().count() as u64;
    assert_eq!(hit["end"].as_u64(), Some(length), "characters, not bytes");
    assert!(hit["score"].as_f64().expect("a score") > 0.0);
    assert!(lines[2]["error"].as_str().expect("why").contains("line 3"));
}

#[test]
fn what_is_not_there_is_named() {
    let program = Program::new();
    let missing = program.run(words("docs search --library Nothing --words question"));
    assert!(missing.code == 2 && missing.err.contains("no library named Nothing"), "{}", missing.err);
    let missing = program.run(words("docs add --library Papers --words nowhere.pdf"));
    assert!(missing.code == 2 && missing.err.contains("nowhere.pdf"), "{}", missing.err);
    add(&program);
    let missing = program.run(words("docs remove --library Papers ship.txt other.txt"));
    assert!(missing.code == 2 && missing.err.contains("nothing was removed"), "{}", missing.err);
    assert_eq!(program.run(words("docs list --library Papers --json")).json().len(), 2);
}
