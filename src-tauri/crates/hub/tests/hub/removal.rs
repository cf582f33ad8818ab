//! Deleting models, and what must never be deleted.

use std::fs;
use std::path::{Path, PathBuf};

use carat_hub::{Error, InstalledModel, Library};

use crate::file;

fn library(folder: &Path) -> Library {
    Library::with_folders(folder.join("brought"), folder.join("models"))
}

fn find(library: &Library, id: &str) -> InstalledModel {
    library.find(id).unwrap()
}

fn left(folder: &Path) -> Vec<PathBuf> {
    let mut left: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    left.sort();
    left
}

#[test]
fn an_own_model_goes_with_its_parts_its_companions_and_its_empty_folders() {
    let folder = tempfile::tempdir().unwrap();
    let library = library(folder.path());
    for (name, bytes) in
        [("a-00001-of-00002.gguf", 10), ("a-00002-of-00002.gguf", 20), ("mmproj-a.gguf", 3), ("mtp-a.gguf", 4)]
    {
        file(&folder.path().join("models/owner/name"), name, bytes);
    }
    file(&folder.path().join("models"), "b.gguf", 1);
    let freed = library.delete(&find(&library, "own/owner/name/a-00001-of-00002.gguf")).unwrap();
    assert_eq!(freed, 37);
    assert_eq!(left(&folder.path().join("models")), [folder.path().join("models/b.gguf")]);
}

#[test]
fn a_companion_that_another_model_may_need_stays() {
    let folder = tempfile::tempdir().unwrap();
    let library = library(folder.path());
    for name in ["owner/a.gguf", "owner/b.gguf", "owner/mmproj.gguf", "c.gguf", "mmproj-c.gguf", "d.gguf.wrong"] {
        file(&folder.path().join("models"), name, 5);
    }
    assert_eq!(library.delete(&find(&library, "own/owner/a.gguf")).unwrap(), 5);
    assert_eq!(library.delete(&find(&library, "own/c.gguf")).unwrap(), 5);
    assert!(folder.path().join("models/owner/mmproj.gguf").exists());
    assert!(folder.path().join("models/mmproj-c.gguf").exists());
    let companions: Vec<String> = library.companions().into_iter().map(|companion| companion.file).collect();
    assert_eq!(companions, ["mmproj-c.gguf", "owner/mmproj.gguf", "d.gguf.wrong"]);
    assert_eq!(library.delete_companion("mmproj-c.gguf").unwrap(), 5);
    for other in ["owner/b.gguf", "../secret", "/etc/passwd"] {
        assert!(matches!(library.delete_companion(other), Err(Error::ModelUnknown { .. })), "{other}");
    }
}

#[test]
fn what_is_not_carats_is_never_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let starter = file(&folder.path().join("brought"), "gemma-3-270m-q4_k_m.gguf", 5);
    let linked = file(folder.path(), "linked.gguf", 5);
    let library = library(folder.path()).with_linked(vec![linked.clone()]);
    for model in library.list().unwrap() {
        assert!(matches!(library.delete(&model), Err(Error::ModelNotOwned { .. })), "{}", model.id);
    }
    // A model that claims to be Carat's and lies elsewhere.
    let forged = InstalledModel { origin: carat_hub::Origin::Own, ..InstalledModel::linked(&linked).unwrap() };
    fs::create_dir_all(folder.path().join("models")).unwrap();
    assert!(matches!(library.delete(&forged), Err(Error::ModelNotOwned { .. })));
    assert!(starter.exists() && linked.exists());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_folder_goes_and_what_it_points_to_stays() {
    let folder = tempfile::tempdir().unwrap();
    let target = file(folder.path(), "elsewhere/big.gguf", 50);
    let library = library(folder.path());
    fs::create_dir_all(folder.path().join("models")).unwrap();
    std::os::unix::fs::symlink(&target, folder.path().join("models/big.gguf")).unwrap();
    assert_eq!(library.delete(&find(&library, "own/big.gguf")).unwrap(), 0, "deleting a link frees nothing");
    assert!(target.exists() && !folder.path().join("models/big.gguf").exists());
}
