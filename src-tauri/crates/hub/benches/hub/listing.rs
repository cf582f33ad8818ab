//! Listing: from the start of a fresh listing to all 200 models of this machine, in Carat's folder and in those of three
//! other programs, with nothing of the files in memory.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use carat_figures::{Figure, Goal, Report, median};
use carat_hub::{Elsewhere, Library};

use crate::{again, say};

/// The option with which this program lists, once, in a process of its own.
pub(crate) const ROLE: &str = "list";

const MODELS: usize = 200;
const RUNS: usize = 7;

/// The size of each; no byte of the weights is on disk.
const BYTES: u64 = 2_000_000_000;

/// As long as what models hold before their vocabulary, a chat template among it.
const TEMPLATE: usize = 12_000;

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    say("listing: 200 models on disk");
    let machine = tempfile::tempdir()?;
    let files = furnish(machine.path())?;
    let mut samples = Vec::new();
    for _ in 0..RUNS {
        forget(&files)?;
        let output = again(ROLE, &[&machine.path().display().to_string()])?.output()?;
        ensure!(output.status.success(), "listing failed: {}", String::from_utf8_lossy(&output.stderr));
        samples.push(String::from_utf8(output.stdout)?.trim().parse()?);
    }
    report.add(Figure::absolute("listing", "ms", median(&samples), samples, Some(Goal::AtMost(100.0))));
    Ok(())
}

/// Lists once and prints the milliseconds that it took.
pub(crate) fn run(options: &[String]) -> Result<()> {
    let machine = PathBuf::from(options.first().context("a folder")?);
    let start = Instant::now();
    let library =
        Library::with_folders(machine.join("brought"), machine.join("own")).with_elsewhere(elsewhere(&machine));
    let models = library.list()?;
    let took = start.elapsed();
    ensure!(models.len() == MODELS, "{} models were listed", models.len());
    println!("{}", took.as_secs_f64() * 1000.0);
    Ok(())
}

fn elsewhere(machine: &Path) -> Elsewhere {
    Elsewhere {
        hub_caches: vec![machine.join("hub")],
        lm_studio: vec![machine.join("studio")],
        ollama: vec![machine.join("ollama")],
    }
}

/// Half of the models in Carat's own folder, the others in the three other places. Returns their files.
fn furnish(machine: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for number in 0..MODELS {
        let name = format!("model-{number:03}-Q4_K_M.gguf");
        let hash = format!("{number:064x}");
        let path = match number % 6 {
            0..3 => machine.join(format!("own/owner-{}/name/{name}", number % 20)),
            3 => machine.join(format!("hub/models--owner--name-{}/blobs/{hash}", number % 10)),
            4 => machine.join(format!("studio/owner/name-{number}/{name}")),
            _ => machine.join(format!("ollama/blobs/sha256-{hash}")),
        };
        write_model(&path)?;
        match number % 6 {
            3 => {
                let snapshot = machine.join(format!("hub/models--owner--name-{}/snapshots/commit", number % 10));
                fs::create_dir_all(&snapshot)?;
                link(&format!("../../blobs/{hash}"), &snapshot.join(&name))?;
            }
            5 => {
                let manifest =
                    machine.join(format!("ollama/manifests/registry.ollama.ai/library/model-{number}/latest"));
                fs::create_dir_all(manifest.parent().context("a folder")?)?;
                let layer = r#"{"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:HASH"}]}"#;
                fs::write(manifest, layer.replace("HASH", &hash))?;
            }
            _ => {}
        }
        files.push(path);
    }
    Ok(files)
}

/// A file with the header of a model that the catalogue does not know.
fn write_model(path: &Path) -> Result<()> {
    fs::create_dir_all(path.parent().context("a folder")?)?;
    let text = |text: &str| [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat();
    let pairs = [
        ("general.architecture", "gemma3"),
        ("general.type", "model"),
        ("general.description", &"x".repeat(TEMPLATE)),
        ("general.name", "A model"),
    ];
    let mut header = [b"GGUF".as_slice(), &3_u32.to_le_bytes(), &0_u64.to_le_bytes()].concat();
    header.extend((pairs.len() as u64 + 1).to_le_bytes());
    for (key, value) in pairs {
        header.extend([text(key), 8_u32.to_le_bytes().to_vec(), text(value)].concat());
    }
    header.extend(
        [text("gemma3.context_length"), 4_u32.to_le_bytes().to_vec(), 32_768_u32.to_le_bytes().to_vec()].concat(),
    );
    let mut file = File::create(path)?;
    file.write_all(&header)?;
    file.set_len(BYTES)?;
    Ok(file.sync_all()?)
}

#[cfg(unix)]
fn link(target: &str, path: &Path) -> Result<()> {
    Ok(std::os::unix::fs::symlink(target, path)?)
}

#[cfg(not(unix))]
fn link(target: &str, path: &Path) -> Result<()> {
    let blob = path.parent().context("a folder")?.join(target);
    Ok(fs::copy(blob, path).map(|_| ())?)
}

/// Asks the system to drop what it keeps of these files in memory, so that the disk is read.
fn forget(files: &[PathBuf]) -> Result<()> {
    for file in files {
        let input = format!("if={}", file.display());
        let dropped = Command::new("dd").args([input.as_str(), "iflag=nocache", "count=0", "status=none"]).status();
        ensure!(dropped.is_ok_and(|status| status.success()), "dd of the system drops what is kept of a file");
    }
    Ok(())
}
