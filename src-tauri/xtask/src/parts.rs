//! What installers other than the .deb carry beside the app: its other programs under the names that Tauri's bundler
//! looks for, the encoder, and the licences of all parts. They lie under `src-tauri/packaging/parts`, where the
//! configurations of the installers name them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::node::Node;
use crate::packages::{self, Use};
use crate::program::Program;
use crate::workspace::Workspace;
use crate::{encoder, licences, ui};

/// The programs beside the app, and the packages that they are built from.
const PROGRAMS: [(&str, &str); 3] =
    [("carat", "carat-cli"), ("carat-engine", "carat-engine-worker"), ("carat-reader", "carat-reader")];

/// The task `parts`: prints the folder last.
pub(crate) fn task(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let feature = match arguments {
        [] => None,
        [option, feature] if option == "--feature" => Some(feature.as_str()),
        more => bail!("parts takes --feature NAME alone, and not {}", more.join(" ")),
    };
    packages::provide(&[Use::Build])?;
    let node = Node::find(workspace)?;
    ui::install_packages(workspace, &node)?;
    ui::build(workspace, &node)?;
    encoder::provide(workspace)?;
    let mut program = workspace.cargo(["build", "--profile=dist", "--bins"]);
    program = program.args(PROGRAMS.map(|(_, package)| format!("--package={package}")));
    if let Some(feature) = feature {
        program = program.arg(format!("--features=carat-engine-worker/{feature}"));
    }
    program.run().context("the programs could not be built")?;
    println!("{}", lay_out(workspace, &triple()?)?.display());
    Ok(())
}

fn lay_out(workspace: &Workspace, triple: &str) -> Result<PathBuf> {
    let parts = workspace.root().join("src-tauri/packaging/parts");
    if parts.exists() {
        fs::remove_dir_all(&parts).with_context(|| format!("{} could not be removed", parts.display()))?;
    }
    let models = parts.join("models");
    fs::create_dir_all(&models).with_context(|| format!("{} could not be created", models.display()))?;
    let suffix = std::env::consts::EXE_SUFFIX;
    for (name, _) in PROGRAMS {
        let built = workspace.target().join("dist").join(format!("{name}{suffix}"));
        copy(&built, &parts.join(format!("{name}-{triple}{suffix}")))?;
    }
    for name in encoder::FILES {
        copy(&workspace.release().join("models").join(name), &models.join(name))?;
    }
    let licences = parts.join("third-party-licences.txt");
    fs::write(&licences, licences::of_all_parts(workspace)?)
        .with_context(|| format!("{} could not be written", licences.display()))?;
    Ok(parts)
}

/// What the bundler calls this machine.
fn triple() -> Result<String> {
    let said = Program::new("rustc").arg("-vV").output()?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc did not say which machine it builds for")?.to_owned())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(drop).with_context(|| format!("{} could not be copied to {}", from.display(), to.display()))
}
