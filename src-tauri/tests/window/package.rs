//! The package: installed by dpkg, started as its desktop entry says, asked, upgraded, removed, while no build folder can
//! be reached. What a person wrote stays through all of it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{play, starter, wait_until, without_build_folder};

const ENTRY: &str = "/usr/share/applications/app.carat.Carat.desktop";

/// An installed package, which is removed whatever happens.
struct Installed;

impl Drop for Installed {
    fn drop(&mut self) {
        let _ = Command::new("dpkg").args(["--remove", "carat"]).stdout(Stdio::null()).status();
    }
}

#[test]
fn the_package_is_installed_answers_is_upgraded_and_leaves_what_was_written() {
    if let Some(why) = unfit() {
        eprintln!("left out: {why}");
        return;
    }
    let package = made();
    play("package", async |stage| {
        let installed = install(&package);
        let program = program();
        // A copy elsewhere: the model lies in the build folder.
        let model = stage.home().join("downloaded gemma.gguf");
        std::fs::copy(starter(), &model).expect("copied");
        let mut import = without_build_folder(Path::new("/usr/bin/carat"));
        stage.dress(import.args(["models", "import", "--copy"]).arg(&model));
        let taken = import.output().expect("it runs");
        assert!(taken.status.success(), "{}", String::from_utf8_lossy(&taken.stderr));
        std::fs::remove_file(&model).expect("removed");

        let page = stage.with_terms_accepted().open_installed(&program).await;
        let answer = page.ask_and_wait("What is the capital of Japan?").await;
        assert!(answer.text.contains("Tokyo"), "{answer:?}");
        stage.close().await;

        let _again = install(&package);
        let page = stage.open_installed(&program).await;
        page.click("conversation-item").await;
        let kept = async || {
            let messages = page.messages().await;
            messages.iter().any(|message| message.text.contains("Tokyo")).then_some(())
        };
        wait_until("the answer of before is there", kept).await;
        stage.close().await;

        drop(installed);
        assert!(!program.exists() && !Path::new(ENTRY).exists(), "the programs are gone");
        assert_eq!(stage.store().conversations().expect("listed").len(), 1, "what was written stays");
    });
}

/// Why the package can't be tried here.
fn unfit() -> Option<&'static str> {
    let succeeds = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0"));
    if !is_root {
        return Some("only root can install a package");
    }
    if !succeeds("dpkg", &["--version"]) {
        return Some("there is no dpkg here");
    }
    if !succeeds("unshare", &["--mount", "true"]) {
        return Some("the build folder can't be hidden here");
    }
    succeeds("dpkg", &["--status", "carat"]).then_some("Carat is installed here, and stays as it is")
}

/// Makes the package of the programs that are being tested.
fn made() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["xtask", "package", "--quick"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    PathBuf::from(said.lines().last().expect("it prints the package's path"))
}

fn install(package: &Path) -> Installed {
    let output = Command::new("dpkg").arg("--install").arg(package).output().expect("dpkg runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Installed
}

/// What the desktop entry starts.
fn program() -> PathBuf {
    let entry = std::fs::read_to_string(ENTRY).expect("there is a desktop entry");
    let line = entry.lines().find_map(|line| line.strip_prefix("Exec=")).expect("it says what to start");
    let name = line.split_whitespace().next().expect("it names a program");
    Path::new("/usr/bin").join(name)
}
