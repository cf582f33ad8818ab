//! The limits that a document is read under.

use std::time::Duration;

/// What reading one document may cost. Whoever passes one is ended, and the failure says which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory that the program may hold.
    pub memory: u64,
    /// The longest silence of the program. Each page, slide or sheet breaks it.
    pub silence: Duration,
    /// The longest reading in all, without the time that whoever listens takes.
    pub total: Duration,
    /// Bytes of the file as it lies.
    pub file: u64,
    /// Bytes of what it holds, once unpacked.
    pub unpacked: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 1024 * MEGABYTE,
            silence: Duration::from_secs(10),
            total: Duration::from_secs(600),
            file: 256 * MEGABYTE,
            unpacked: 512 * MEGABYTE,
        }
    }
}

/// What [`Limits`] are counted in where a person reads them.
pub(crate) const MEGABYTE: u64 = 1024 * 1024;

impl Limits {
    /// The command line that tells the program its limits; it keeps time less strictly than whoever started it.
    pub(crate) fn arguments(&self) -> Vec<String> {
        vec![
            "--memory".to_owned(),
            self.memory.to_string(),
            "--seconds".to_owned(),
            self.total.as_secs().max(1).to_string(),
            "--file".to_owned(),
            self.file.to_string(),
            "--unpacked".to_owned(),
            self.unpacked.to_string(),
        ]
    }

    /// Takes over one pair of the command line; `false` where there is no such limit.
    ///
    /// # Errors
    /// Where the value is no number.
    #[cfg(feature = "parsers")]
    pub(crate) fn take(&mut self, name: &str, value: &str) -> Result<bool, String> {
        let number = || value.parse::<u64>().map_err(|_| format!("{name} {value:?} is no number"));
        match name {
            "--memory" => self.memory = number()?,
            "--seconds" => self.total = Duration::from_secs(number()?),
            "--file" => self.file = number()?,
            "--unpacked" => self.unpacked = number()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}
