//! The parent is the process that started the worker; the worker never outlives it.
//!
//! Everywhere, the end of standard input ends the worker (see [`crate::inbox`]). On Linux the kernel kills it too,
//! even where the parent left a copy of the pipe open in another process.

use std::io;

use anyhow::Context as _;

/// Reads `--parent PID` from the arguments; `None` where it isn't given.
///
/// # Errors
/// On an unknown argument, or a `PID` that is not a number.
pub fn named_in(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<Option<u32>> {
    let mut parent = None;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--parent" => {
                let pid = arguments.next().context("--parent needs a process id")?;
                parent = Some(pid.parse().with_context(|| format!("--parent {pid} is not a process id"))?);
            }
            _ => anyhow::bail!(
                "unknown argument {argument:?}: carat-engine is started by Carat and takes --parent PID only"
            ),
        }
    }
    Ok(parent)
}

/// Asks the kernel to kill this process when its parent ends. `expected` is the parent's id as it saw itself.
///
/// # Errors
/// Where the kernel refuses, or where the parent has ended already.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "prctl has no safe interface in the standard library")]
pub fn die_with(expected: Option<u32>) -> io::Result<()> {
    let Some(expected) = expected else { return Ok(()) };
    // SAFETY: PR_SET_PDEATHSIG takes one integer argument and touches no memory.
    if unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // A parent that ended between fork and prctl sends no signal any more, so it must be looked for once.
    if std::os::unix::process::parent_id() != expected {
        return Err(io::Error::other("the process that started carat-engine has ended already"));
    }
    Ok(())
}

/// Elsewhere the end of standard input is the only tie.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn die_with(_expected: Option<u32>) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(arguments: &[&str]) -> anyhow::Result<Option<u32>> {
        named_in(arguments.iter().map(ToString::to_string))
    }

    #[test]
    fn the_parent_is_read_from_the_arguments() {
        assert_eq!(named(&["--parent", "42"]).unwrap(), Some(42));
        assert_eq!(named(&[]).unwrap(), None, "without the argument, the end of standard input is the only tie");
    }

    #[test]
    fn a_wrong_argument_is_named() {
        assert!(named(&["--parent", "x"]).unwrap_err().to_string().contains("--parent x"));
        assert!(named(&["--parent"]).unwrap_err().to_string().contains("needs a process id"));
        assert!(named(&["--serve"]).unwrap_err().to_string().contains("--serve"));
    }
}
