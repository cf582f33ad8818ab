//! Finding models on disk.

use std::fs;

use carat_hub::{Catalogue, Elsewhere, Error, InstalledModel, Library, LicenceId, Origin, STARTER};

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
fn without_a_starter_the_first_model_to_talk_to_is_the_usual_one() {
    let disk = Disk::new();
    assert_eq!(disk.library().usual(), None);
    disk.file("home/models/embeddinggemma-300m-qat-Q8_0.gguf", 328_577_056);
    assert_eq!(disk.library().usual(), None, "an encoder answers nothing");
    disk.file("home/models/somebody's.gguf", 5000);
    assert_eq!(disk.library().usual().unwrap().name, "somebody's");
    let starter = disk.file("program/models/gemma-3-270m-q4_k_m.gguf", 253_113_024);
    assert_eq!(disk.library().usual().unwrap().path, starter);
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
            card: Some(("starter".into(), "q4_k_m".into())),
            quantisation: Some("Q4_K_M".into()),
            sha256: Some("a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818".into()),
        }
    );
    assert_eq!(disk.library().find("starter").unwrap(), starter);
}

#[test]
fn own_models_are_the_ggufs_of_the_folder_that_can_be_chosen() {
    let disk = Disk::new();
    let others = [".hidden.gguf", "mmproj-b.gguf", "b-it-mmproj.gguf", "mtp-b.gguf", "notes.txt", "half.gguf.part"];
    for name in ["b.gguf", "A 模型.GGUF"].iter().chain(&others) {
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
    let entry = Catalogue::embedded().find(STARTER).unwrap();
    let weights = entry.variants[0].weights().unwrap();
    let (name, bytes) = (weights.name().unwrap(), weights.bytes.unwrap());
    let elsewhere = disk.file(&format!("elsewhere/{name}"), bytes);
    disk.file(&format!("home/models/{name}"), bytes);
    let models = disk.library().with_linked(vec![elsewhere]).list().unwrap();
    assert_eq!(models.len(), 2);
    for model in models {
        assert_eq!((model.name.as_str(), model.licence), ("Gemma 3 270M", Some(LicenceId::Gemma)));
    }
    let other = disk.file(&format!("other/{name}"), 7);
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
fn models_in_folders_of_the_persons_folder_are_found_under_their_path() {
    let disk = Disk::new();
    disk.file("home/models/owner/name/m-Q4_K_M.gguf", 5);
    let model = disk.library().find("own/owner/name/m-Q4_K_M.gguf").unwrap();
    assert_eq!((model.bytes, model.quantisation.as_deref()), (5, Some("Q4_K_M")));
}

#[test]
fn a_folder_of_models_that_is_gone_is_named_when_one_of_them_is_asked_for() {
    let error = Disk::new().library().find("own/m.gguf").unwrap_err();
    assert!(matches!(&error, Error::FolderGone { path } if path.ends_with("home/models")), "{error}");
}

#[test]
fn a_gemma_that_is_not_in_the_catalogue_comes_under_the_terms_of_its_architecture() {
    let disk = Disk::new();
    for (name, architecture, licence) in
        [("three", "gemma3", Some(LicenceId::Gemma)), ("four", "gemma4", None), ("other", "qwen3", None)]
    {
        let path = disk.file(&format!("far/{name}.gguf"), 0);
        fs::write(&path, crate::header(architecture)).unwrap();
        assert_eq!(InstalledModel::linked(&path).unwrap().licence, licence, "{architecture}");
    }
}

/// Folders as the hub's tools, LM Studio and Ollama make them, with the same hash where they tell one.
fn elsewhere(disk: &Disk) -> (Elsewhere, String) {
    let hash = "a".repeat(64);
    disk.file(&format!("hf/models--google--gemma/blobs/{hash}"), 11);
    disk.file("hf/models--google--gemma/blobs/plain", 11);
    disk.file("hf/models--google--gemma/blobs/picture", 11);
    disk.file("lm/owner/name/studio-Q8_0.gguf", 12);
    disk.file("lm/owner/name/mmproj-studio.gguf", 12);
    disk.file(&format!("ollama/blobs/sha256-{hash}"), 13);
    let manifest = format!(
        r#"{{"layers":[{{"mediaType":"application/vnd.ollama.image.template","digest":"sha256:{hash}","size":1}},
            {{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:{hash}","size":13}}]}}"#
    );
    for tag in ["1b", "latest"] {
        let path = disk.file(&format!("ollama/manifests/registry.ollama.ai/library/gemma3/{tag}"), 0);
        fs::write(path, &manifest).unwrap();
    }
    let strange = disk.file("ollama/manifests/registry.ollama.ai/library/evil/latest", 0);
    fs::write(
        strange,
        r#"{"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:../../secret"}]}"#,
    )
    .unwrap();
    fs::write(disk.file("ollama/manifests/registry.ollama.ai/library/broken/latest", 0), "{").unwrap();
    let places = Elsewhere {
        hub_caches: vec![disk.path("hf"), disk.path("nowhere")],
        lm_studio: vec![disk.path("lm")],
        ollama: vec![disk.path("ollama")],
    };
    (places, hash)
}

#[cfg(unix)]
#[test]
fn models_of_other_programs_are_found_in_place_with_the_hash_that_their_place_tells() {
    let disk = Disk::new();
    let (places, hash) = elsewhere(&disk);
    for (commit, name, blob) in [
        ("1", "b.gguf", hash.as_str()),
        ("2", "b.gguf", hash.as_str()),
        ("2", "notes.gguf", "plain"),
        ("2", "mmproj.gguf", "picture"),
    ] {
        let link = disk.path(&format!("hf/models--google--gemma/snapshots/{commit}/{name}"));
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(format!("../../blobs/{blob}"), link).unwrap();
    }
    let models = disk.library().with_elsewhere(places).list().unwrap();
    let facts: Vec<_> =
        models.iter().map(|model| (model.name.as_str(), model.origin, model.bytes, model.sha256.as_deref())).collect();
    let hash = Some(hash.as_str());
    assert_eq!(
        facts,
        [
            ("b", Origin::HubCache, 11, hash),
            ("notes", Origin::HubCache, 11, None),
            ("studio-Q8_0", Origin::LmStudio, 12, None),
            ("gemma3:1b", Origin::Ollama, 13, hash),
        ],
        "two snapshots or tags of one file are one model, and companions and strange manifests are none"
    );
    assert!(models.iter().all(|model| !model.origin.is_owned()), "nothing of theirs is Carat's");
}

#[cfg(unix)]
#[test]
fn a_file_that_is_reached_in_two_ways_is_listed_once() {
    let disk = Disk::new();
    let (places, _) = elsewhere(&disk);
    let studio = disk.path("lm/owner/name/studio-Q8_0.gguf");
    let library = disk.library().with_linked(vec![studio.clone()]).with_elsewhere(places);
    let models = library.list().unwrap();
    let of_it: Vec<Origin> = models.iter().filter(|model| model.path == studio).map(|model| model.origin).collect();
    assert_eq!(of_it, [Origin::Linked]);
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
    disk.file("home/models/own.gguf", 1);
    for id in ["own/../secret.gguf", "own/", "", "linked/", "own/C:\\x"] {
        assert!(matches!(disk.library().find(id), Err(Error::ModelUnknown { .. })), "{id}");
    }
}
