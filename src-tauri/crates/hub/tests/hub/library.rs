//! Finding models on disk.

use std::fs;

use carat_hub::{Catalogue, Error, InstalledModel, Library, LicenceId, Origin, STARTER};

use crate::file;

struct Disk {
    folder: tempfile::TempDir,
}

impl Disk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, bytes: u64) -> std::path::PathBuf {
        file(self.folder.path(), name, bytes)
    }

    fn library(&self) -> Library {
        Library::with_folders(self.path("program/models"), self.path("home/models"))
    }
}

fn ids(models: &[InstalledModel]) -> Vec<&str> {
    models.iter().map(|model| model.id.as_str()).collect()
}

#[test]
fn an_empty_machine_has_no_models() {
    let library = Disk::new().library();
    assert_eq!(library.list().unwrap(), []);
    assert_eq!(library.starter(), None);
    assert!(matches!(library.find(STARTER), Err(Error::ModelUnknown { id }) if id == STARTER));
}

#[test]
fn the_starter_is_found_beside_the_program_with_its_licence() {
    let disk = Disk::new();
    let path = disk.file("program/models/gemma-3-270m-q4_k_m.gguf", 253_113_024);
    let starter = disk.library().starter().unwrap();
    assert_eq!(
        starter,
        InstalledModel {
            id: "starter".into(),
            name: "Gemma 3 270M".into(),
            path,
            bytes: 253_113_024,
            origin: Origin::Starter,
            licence: Some(LicenceId::Gemma),
        }
    );
    assert_eq!(disk.library().find("starter").unwrap(), starter);
}

#[test]
fn own_models_are_the_ggufs_of_the_folder_that_can_be_chosen() {
    let disk = Disk::new();
    for name in ["b.gguf", "A 模型.GGUF", ".hidden.gguf", "mmproj-b.gguf", "notes.txt", "half.gguf.part"] {
        disk.file(&format!("home/models/{name}"), 10);
    }
    fs::create_dir(disk.path("home/models/folder.gguf")).unwrap();
    let models = disk.library().list().unwrap();
    assert_eq!(ids(&models), ["own/A 模型.GGUF", "own/b.gguf"]);
    assert_eq!((models[0].name.as_str(), models[0].origin, models[0].licence), ("A 模型", Origin::Own, None));
    assert_eq!(disk.library().find("own/b.gguf").unwrap().path, disk.path("home/models/b.gguf"));
}

#[test]
fn a_model_in_parts_is_one_model() {
    let disk = Disk::new();
    for number in 1..=3 {
        disk.file(&format!("home/models/big-0000{number}-of-00003.gguf"), 100);
    }
    let models = disk.library().list().unwrap();
    assert_eq!(ids(&models), ["own/big-00001-of-00003.gguf"]);
    assert_eq!(models[0].bytes, 300);
}

#[test]
fn a_file_of_the_catalogue_keeps_its_name_and_terms_wherever_it_lies() {
    let disk = Disk::new();
    let entry = Catalogue::embedded().find(STARTER).unwrap().clone();
    let elsewhere = disk.file(&format!("elsewhere/{}", entry.file), entry.bytes);
    disk.file(&format!("home/models/{}", entry.file), entry.bytes);
    let models = disk.library().with_linked(vec![elsewhere]).list().unwrap();
    assert_eq!(models.len(), 2);
    for model in models {
        assert_eq!((model.name, model.licence), (entry.name.clone(), entry.licence));
    }
    let other = disk.file(&format!("other/{}", entry.file), 7);
    assert_eq!(InstalledModel::linked(&other).unwrap().licence, None, "a file of another size is another model");
}

#[test]
fn a_linked_model_stays_where_it_is_under_an_id_of_its_path() {
    let disk = Disk::new();
    let (one, two) = (disk.file("far/one.gguf", 1), disk.file("further/one.gguf", 2));
    let library = disk.library().with_linked(vec![one.clone(), two.clone(), one.clone()]);
    let models = library.list().unwrap();
    assert_eq!(models.len(), 2, "a path that is linked twice is one model");
    assert!(models.iter().all(|model| model.origin == Origin::Linked && model.id.starts_with("linked/")));
    assert_ne!(models[0].id, models[1].id, "files of one name are different models");
    assert_eq!(library.find(&models[1].id).unwrap().path, two);
    assert_eq!(models[0].id, InstalledModel::linked(&one).unwrap().id, "the id comes from the path alone");
}

#[test]
fn a_linked_model_that_is_gone_is_named_when_it_is_asked_for() {
    let disk = Disk::new();
    let path = disk.file("far/gone.gguf", 1);
    let library = disk.library().with_linked(vec![path.clone()]);
    let id = library.list().unwrap()[0].id.clone();
    fs::remove_file(&path).unwrap();
    assert_eq!(library.list().unwrap(), []);
    let error = library.find(&id).unwrap_err();
    assert!(matches!(&error, Error::ModelGone { path: gone } if *gone == path), "{error}");
    assert_eq!(error.code(), "model_gone");
}

#[test]
fn a_folder_of_models_that_can_not_be_read_is_named() {
    let disk = Disk::new();
    disk.file("home/models", 1);
    let error = disk.library().list().unwrap_err();
    assert!(matches!(&error, Error::Unreadable { .. }) && error.to_string().contains("models"), "{error}");
}

#[test]
fn an_id_can_not_reach_out_of_the_folder() {
    let disk = Disk::new();
    disk.file("home/secret.gguf", 1);
    for id in ["own/../secret.gguf", "own/", "", "linked/", "own/C:\\x"] {
        assert!(matches!(disk.library().find(id), Err(Error::ModelUnknown { .. })), "{id}");
    }
}
