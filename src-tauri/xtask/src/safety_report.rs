//! The safety report: the filter measured on the development sets, written to `models/safety/REPORT.md` by a program of the
//! crate that it is about.

use anyhow::Result;

use crate::packages::Use;
use crate::setup;
use crate::workspace::Workspace;

/// The task `safety-report`.
pub(crate) fn task(workspace: &Workspace) -> Result<()> {
    setup::prepare(workspace, &[Use::Build])?;
    workspace.cargo(["build", "--release"]).args(workspace.build_arguments()).run()?;
    workspace.cargo(["bench", "--quiet"]).args(workspace.build_arguments()).arg("--bench=safety_report").run()
}
