//! An identity is all that a state depends on, in 32 bytes: under another one it would be wrong without anybody noticing.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use sha2::{Digest as _, Sha256};

/// The binding, whose llama.cpp gives a state its form. Both change together and are pinned to this.
const BINDING: &str = "llama-cpp-2 0.1.160";

/// The form of the prompts, [`crate::prompt`]: to be raised where one conversation becomes other tokens than before.
/// Tokens are compared anyway, so forgetting it costs time and never a wrong answer.
const TEMPLATES: u32 = 1;

/// Bytes of one sample of the model's file.
const SAMPLE: u64 = 64 << 10;

/// Samples between the first and the last.
const SAMPLES: u64 = 30;

/// All that a state depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity(pub [u8; 32]);

impl Identity {
    /// The identity of states of this model file with a cache of this kind, such as `f16`.
    ///
    /// The file is known by its size and 2 MB of it, evenly spread. Two files that differ have different weights
    /// nearly everywhere, and reading gigabytes would take longer than what a state saves.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn of(model: &Path, cache: &str) -> io::Result<Self> {
        let mut file = File::open(model)?;
        let size = file.metadata()?.len();
        let mut sum = Sha256::new();
        for part in [BINDING, cache] {
            sum.update((part.len() as u64).to_le_bytes());
            sum.update(part);
        }
        sum.update(TEMPLATES.to_le_bytes());
        sum.update(size.to_le_bytes());
        let mut sample = Vec::with_capacity(SAMPLE as usize);
        let last = size.saturating_sub(SAMPLE);
        for number in 0..=SAMPLES + 1 {
            // In 128 bits, for a size of many terabytes is only damaged, not impossible.
            let at = u128::from(last) * u128::from(number) / u128::from(SAMPLES + 1);
            file.seek(SeekFrom::Start(at as u64))?;
            sample.clear();
            file.by_ref().take(SAMPLE).read_to_end(&mut sample)?;
            sum.update(&sample);
        }
        Ok(Self(sum.finalize().into()))
    }

    /// A short name for files.
    #[must_use]
    pub fn name(&self) -> String {
        self.0[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn another_file_or_another_cache_is_another_identity() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.gguf");
        let mut bytes = vec![1; 5 << 20];
        let of = |bytes: &[u8], cache| {
            fs::write(&path, bytes).unwrap();
            Identity::of(&path, cache).unwrap()
        };
        let first = of(&bytes, "f16");
        assert_eq!(of(&bytes, "f16"), first);
        assert_ne!(of(&bytes, "q8_0"), first);
        assert_ne!(of(&bytes[1..], "f16"), first, "a byte less");
        *bytes.last_mut().unwrap() = 2;
        assert_ne!(of(&bytes, "f16"), first, "the last byte");
        bytes[0] = 2;
        assert_ne!(of(&bytes, "f16").name(), first.name());
        assert_eq!(of(b"", "f16").name().len(), 16, "even of nothing");
    }
}
