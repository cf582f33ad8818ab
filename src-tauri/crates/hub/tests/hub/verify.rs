//! Verifying files by their hash.

use std::fs;
use std::ops::ControlFlow;

use carat_hub::{Verification, sha256_of, verify};

/// The SHA-256 of "abc", from the standard that defines it.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

#[test]
fn a_file_matches_its_hash_in_either_case_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abc");
    fs::write(&path, "abc").unwrap();
    let go_on = |_, _| ControlFlow::Continue(());
    assert_eq!(verify(&path, ABC, go_on).unwrap(), Verification::Matches);
    assert_eq!(verify(&path, &ABC.to_uppercase(), go_on).unwrap(), Verification::Matches);
    fs::write(&path, "abd").unwrap();
    assert!(
        matches!(verify(&path, ABC, go_on).unwrap(), Verification::Differs { found } if found != ABC && found.len() == 64)
    );
}

#[test]
fn progress_is_told_to_the_end_and_may_break_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = crate::file(folder.path(), "large", 3_500_000);
    let mut told = Vec::new();
    let hash = sha256_of(&path, |done, size| {
        told.push((done, size));
        ControlFlow::Continue(())
    });
    assert!(hash.unwrap().is_some());
    assert!(told.len() > 3 && told.is_sorted() && told.last() == Some(&(3_500_000, 3_500_000)), "{told:?}");

    let mut calls = 0;
    let stopped = verify(&path, ABC, |_, _| {
        calls += 1;
        ControlFlow::Break(())
    });
    assert_eq!((stopped.unwrap(), calls), (Verification::Cancelled, 1));
}

#[test]
fn a_file_that_can_not_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = sha256_of(&folder.path().join("missing"), |_, _| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(error.code(), "unreadable");
    assert!(error.to_string().contains("missing"));
}
