//! The command line of `carat-reader`.

use crate::Limits;

/// What the program is told.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    /// The limits to keep.
    pub(super) limits: Limits,
    /// The document's name, which tells Markdown, CSV and the kinds of source code apart and nothing else.
    pub(super) hint: String,
    /// Who started the program.
    pub(super) parent: Option<u32>,
    /// Only say what the closed program can still do.
    pub(super) check_sandbox: bool,
}

impl Arguments {
    /// Reads them.
    ///
    /// # Errors
    /// A sentence that names the wrong one.
    pub(super) fn named_in(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut named = Self::default();
        while let Some(name) = arguments.next() {
            if name == "--check-sandbox" {
                named.check_sandbox = true;
                continue;
            }
            let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--hint" => named.hint = value,
                "--parent" => {
                    named.parent = Some(value.parse().map_err(|_| format!("--parent {value} is no process id"))?);
                }
                _ if named.limits.take(&name, &value)? => {}
                _ => return Err(format!("unknown argument {name:?}")),
            }
        }
        Ok(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(arguments: &[&str]) -> Result<Arguments, String> {
        Arguments::named_in(arguments.iter().map(ToString::to_string))
    }

    #[test]
    fn the_limits_that_carat_names_are_those_that_the_program_keeps() {
        let limits = Limits { memory: 5, file: 7, unpacked: 9, ..Limits::default() };
        let arguments = Arguments::named_in(limits.arguments().into_iter()).expect("it is Carat's own");
        assert_eq!(arguments.limits, limits);
    }

    #[test]
    fn a_wrong_argument_is_named() {
        assert!(named(&["--memory", "much"]).unwrap_err().contains("--memory"));
        assert!(named(&["--hint"]).unwrap_err().contains("needs a value"));
        assert!(named(&["--path", "x"]).unwrap_err().contains("--path"));
    }
}
