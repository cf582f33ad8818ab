//! Moving the models to another folder, broken off anywhere.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use carat_hub::{Error, Moving};
use proptest::prelude::*;

const GO_ON: ControlFlow<()> = ControlFlow::Continue(());

struct Folders {
    _scratch: tempfile::TempDir,
    from: PathBuf,
    to: PathBuf,
    note: PathBuf,
    /// What the caller would keep: the folder in force.
    kept: PathBuf,
}

/// Two folders on different disks where the machine has two, so that files are copied.
fn folders() -> Folders {
    let scratch = tempfile::tempdir().unwrap();
    let (from, to) = (scratch.path().join("from"), scratch.path().join("to"));
    fs::create_dir_all(from.join("owner/name")).unwrap();
    for (name, byte, bytes) in
        [("a.gguf", 1, 3_000_000), ("owner/name/b.gguf", 2, 100), ("owner/name/mmproj.gguf", 3, 0)]
    {
        fs::write(from.join(name), vec![byte; bytes]).unwrap();
    }
    let kept = from.clone();
    Folders { note: scratch.path().join("moving.json"), _scratch: scratch, from, to, kept }
}

fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn models_are_in_the_new_folder_and_no_longer_in_the_old_one() {
    let mut folders = folders();
    let before = contents(&folders.from);
    let moving = Moving::plan(&folders.from, &folders.to).unwrap();
    let mut last = (0, 0);
    let done = moving.run(
        &folders.note,
        |to| {
            folders.kept = to.to_owned();
            Ok::<_, Error>(())
        },
        |done, total| {
            assert!(done >= last.0 && done <= total, "progress never goes backwards");
            last = (done, total);
            GO_ON
        },
    );
    assert!(done.unwrap());
    assert_eq!(last.0, last.1);
    assert_eq!(contents(&folders.to), before);
    assert_eq!(contents(&folders.from), []);
    assert_eq!(folders.kept, folders.to.canonicalize().unwrap());
    assert!(!folders.note.exists());
}

#[test]
fn a_move_that_would_harm_is_refused_before_it_begins() {
    let folders = folders();
    let before = contents(&folders.from);
    let refused = |to: &Path| Moving::plan(&folders.from, to).unwrap_err();
    assert!(matches!(refused(&folders.from), Error::MoveRefused { .. }));
    assert!(matches!(refused(&folders.from.join("owner")), Error::MoveRefused { .. }));
    assert!(matches!(refused(folders.from.parent().unwrap()), Error::MoveRefused { .. }));
    fs::create_dir_all(&folders.to).unwrap();
    fs::write(folders.to.join("a.gguf"), "another").unwrap();
    let error = refused(&folders.to);
    assert!(error.to_string().contains("a.gguf"), "{error}");
    assert_eq!(fs::read(folders.to.join("a.gguf")).unwrap(), b"another");
    assert_eq!(contents(&folders.from), before);
}

#[test]
fn a_file_of_the_same_size_and_other_bytes_is_not_taken_for_a_copy() {
    let folders = folders();
    fs::create_dir_all(&folders.to).unwrap();
    fs::write(folders.to.join("a.gguf"), vec![9; 3_000_000]).unwrap();
    let moving = Moving::plan(&folders.from, &folders.to).unwrap();
    let before = contents(&folders.from);
    let ended = moving.run(&folders.note, |_| -> Result<(), Error> { panic!("it must not switch") }, |_, _| GO_ON);
    assert!(matches!(ended, Err(Error::MoveRefused { .. })));
    assert_eq!(contents(&folders.from), before);
}

#[test]
fn where_the_switch_fails_the_old_folder_is_whole() {
    let folders = folders();
    let before = contents(&folders.from);
    let moving = Moving::plan(&folders.from, &folders.to).unwrap();
    let fault = || Error::Unwritable { path: "settings".into(), detail: "full".into() };
    assert_eq!(moving.run(&folders.note, |_| Err(fault()), |_, _| GO_ON), Err(fault()));
    assert_eq!(contents(&folders.from), before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn broken_off_anywhere_nothing_is_lost_and_a_second_try_succeeds(steps in 0_usize..6, die_after_switch in any::<bool>()) {
        let folders = folders();
        let before = contents(&folders.from);
        let moving = Moving::plan(&folders.from, &folders.to).unwrap();
        let mut left = steps;
        let mut in_force = folders.from.clone();
        // A panic in the switch is the process dying there: nothing after it runs.
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            moving.run(
                &folders.note,
                |to| {
                    in_force = to.to_owned();
                    if die_after_switch { std::panic::resume_unwind(Box::new("killed")) }
                    Ok::<_, Error>(())
                },
                |_, _| if left == 0 { ControlFlow::Break(()) } else { left -= 1; GO_ON },
            )
        }));
        prop_assert_eq!(contents(&in_force), before.clone(), "the folder in force is whole");
        Moving::finish(&folders.note, &in_force);
        prop_assert_eq!(contents(&in_force), before.clone());
        prop_assert!(!folders.note.exists());
        if let Ok(Ok(false)) = ended {
            let again = Moving::plan(&folders.from, &folders.to).unwrap();
            prop_assert!(again.run(&folders.note, |_| Ok::<_, Error>(()), |_, _| GO_ON).unwrap());
        }
        prop_assert_eq!(contents(&folders.to), before);
        prop_assert_eq!(contents(&folders.from), vec![]);
    }
}

/// What tells the test program that it is the one to be killed: the home whose models it moves, and where to.
#[cfg(target_os = "linux")]
const VICTIM: &str = "CARAT_TEST_MOVING";

#[cfg(target_os = "linux")]
#[test]
fn killed_anywhere_the_folder_in_force_is_whole_and_the_next_move_succeeds() {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    let move_all = |home: &str, to: &Path| {
        let places = carat_hub::Places::of(home);
        let moving = Moving::plan(&places.models(), to).unwrap();
        moving.run(&places.moving(), |to| places.set_models(to), |_, _| GO_ON).unwrap()
    };
    if let Ok(job) = std::env::var(VICTIM) {
        let (home, to) = job.split_once('\n').unwrap();
        move_all(home, Path::new(to));
        return;
    }
    for milliseconds in [0, 3, 6, 12, 25, 50, 100, 200, 400] {
        let home = tempfile::tempdir().unwrap();
        // On a disk of its own, so that files are copied; where there is none, a second name does.
        let shared = Path::new("/dev/shm");
        let other = if shared.is_dir() { tempfile::tempdir_in(shared).unwrap() } else { tempfile::tempdir().unwrap() };
        let (places, to) = (carat_hub::Places::of(home.path()), other.path().join("models"));
        for (name, bytes) in [("a.gguf", 20_000_000), ("owner/b.gguf", 10_000_000), ("owner/c.gguf", 3)] {
            let path = places.models().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, vec![7; bytes]).unwrap();
        }
        let before = contents(&places.models());
        let name = "moving::killed_anywhere_the_folder_in_force_is_whole_and_the_next_move_succeeds";
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .env(VICTIM, format!("{}\n{}", home.path().display(), to.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        victim.kill().unwrap();
        victim.wait().unwrap();
        assert_eq!(contents(&places.models()), before, "killed after {milliseconds} ms");
        places.finish_moving();
        assert_eq!(contents(&places.models()), before, "after the clean-up");
        if places.models() != to.canonicalize().unwrap_or_default() {
            assert!(move_all(home.path().to_str().unwrap(), &to));
        }
        assert_eq!(contents(&to), before);
        assert_eq!(contents(&home.path().join("models")), []);
    }
}
