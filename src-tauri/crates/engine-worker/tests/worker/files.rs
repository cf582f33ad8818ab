//! Files that are not models, each with its own sentence; the worker lives on after each.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;

use carat_engine::EngineError;

use crate::process::{Worker, question, starter};

/// A GGUF file of this architecture with one tensor of this many numbers of 32 bits, and that much room for it.
fn gguf(path: &Path, architecture: &str, numbers: u64) {
    let mut bytes = [b"GGUF".as_slice(), &3u32.to_le_bytes(), &1u64.to_le_bytes(), &1u64.to_le_bytes()].concat();
    let string = |bytes: &mut Vec<u8>, text: &str| {
        bytes.extend((text.len() as u64).to_le_bytes());
        bytes.extend(text.as_bytes());
    };
    string(&mut bytes, "general.architecture");
    bytes.extend(8u32.to_le_bytes());
    string(&mut bytes, architecture);
    string(&mut bytes, "token_embd.weight");
    bytes.extend(1u32.to_le_bytes());
    bytes.extend(numbers.to_le_bytes());
    bytes.extend(0u32.to_le_bytes());
    bytes.extend(0u64.to_le_bytes());
    let mut file = File::create(path).expect("a file");
    file.write_all(&bytes).expect("the header is written");
    // The weights are a hole: no disk is used for them.
    file.set_len((bytes.len() as u64).next_multiple_of(32) + numbers * 4).expect("the file is large");
}

#[test]
fn each_bad_file_gets_its_own_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let shown = |name: &str| at(name).to_string_lossy().into_owned();
    let mut worker = Worker::start();
    let mut error = |name: &str| worker.load(&at(name), None).expect_err("it is no model");

    assert_eq!(error("none.gguf"), EngineError::ModelMissing { path: shown("none.gguf") });

    fs::create_dir(at("folder.gguf")).unwrap();
    assert_eq!(error("folder.gguf"), EngineError::ModelIsDirectory { path: shown("folder.gguf") });

    fs::write(at("page.gguf"), "<!DOCTYPE html><title>404</title>").unwrap();
    assert_eq!(error("page.gguf"), EngineError::ModelNotGguf { path: shown("page.gguf") });

    fs::write(at("empty.gguf"), "").unwrap();
    assert_eq!(error("empty.gguf"), EngineError::ModelNotGguf { path: shown("empty.gguf") });

    let mut beginning = Vec::new();
    File::open(starter()).unwrap().take(20 << 20).read_to_end(&mut beginning).unwrap();
    fs::write(at("cut.gguf"), &beginning).unwrap();
    let expected = EngineError::ModelTruncated {
        path: shown("cut.gguf"),
        size: 20 << 20,
        expected: fs::metadata(starter()).unwrap().len(),
    };
    assert_eq!(error("cut.gguf"), expected, "the header of the starter model says how long it is");

    gguf(&at("new.gguf"), "holographic", 64);
    let expected =
        EngineError::ModelUnknownArchitecture { path: shown("new.gguf"), architecture: "holographic".into() };
    assert_eq!(error("new.gguf"), expected);

    gguf(&at("empty-model.gguf"), "gemma3", 64);
    let EngineError::LoadFailed { detail } = error("empty-model.gguf") else {
        panic!("a model without its values can't load")
    };
    assert!(detail.contains("gemma3."), "llama.cpp's own words come through: {detail}");

    gguf(&at("large.gguf"), "gemma3", 1 << 40);
    let EngineError::NotEnoughMemory { needed_mb, available_mb } = error("large.gguf") else {
        panic!("4 TiB don't fit")
    };
    assert!(needed_mb >= 4 << 20 && available_mb > 0 && available_mb < needed_mb);

    gguf(&at("embedding.gguf"), "gemma-embedding", 64);
    assert!(error("embedding.gguf").to_string().contains("embedding model"));

    worker.load(&starter(), None).expect("the worker lives on");
    assert!(worker.ask(question("What is the capital of Japan?")).text.contains("Tokyo"));
}

#[test]
fn a_failed_load_leaves_no_model_behind() {
    let mut worker = Worker::loaded();
    assert!(worker.load(Path::new("none.gguf"), None).is_err());
    assert_eq!(worker.ask(question("Hi.")).end.unwrap_err(), EngineError::NoModel);
}

#[test]
fn no_more_context_is_taken_than_was_trained() {
    let mut worker = Worker::start();
    assert_eq!(worker.load(&starter(), Some(u32::MAX)).unwrap().context, 32768);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;

    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("locked.gguf");
    gguf(&model, "gemma3", 64);
    fs::set_permissions(&model, fs::Permissions::from_mode(0o000)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_carat-engine"));
    if File::open(&model).is_ok() {
        // The superuser reads everything, so the worker runs as somebody else, from a place that everybody may enter.
        let program = folder.path().join("carat-engine");
        fs::copy(env!("CARGO_BIN_EXE_carat-engine"), &program).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        command = Command::new(program);
        command.uid(65_534);
    }
    let mut worker = Worker::spawn(command);
    match worker.load(&model, None) {
        Err(EngineError::ModelUnreadable { path, detail }) => {
            assert_eq!(path, model.to_string_lossy());
            assert!(detail.contains("denied"), "{detail}");
        }
        other => panic!("expected it to be unreadable: {other:?}"),
    }
}
