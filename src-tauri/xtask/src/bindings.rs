//! Bindings: the TypeScript types that the UI shares with the shell, written from the Rust types by the very test that
//! otherwise compares them with the committed file.

use anyhow::Result;

use crate::node::Node;
use crate::workspace::Workspace;
use crate::{tools, ui};

/// The task `bindings`.
pub(crate) fn task(workspace: &Workspace) -> Result<()> {
    tools::NEXTEST.provide(workspace)?;
    // The shell's tests embed the UI's bundle, so there must be one; it may be older than the types.
    if !workspace.ui().join("dist/index.html").is_file() {
        let node = Node::find(workspace)?;
        ui::install_packages(workspace, &node)?;
        ui::build(workspace, &node)?;
    }
    workspace
        .cargo(["nextest", "run", "--release"])
        .args(workspace.build_arguments())
        .arg("bindings")
        .env("CARAT_UPDATE_BINDINGS", "1")
        .run()
}
