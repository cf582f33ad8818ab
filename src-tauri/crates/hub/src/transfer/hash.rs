//! Hashing in order: behind the ranges that arrive in parallel, the hash takes in whatever is whole from the start on.
//! The bytes are read back at once, while the system still has them in memory.

use sha2::Digest;

use super::part::Shared;
use super::positioned::read_at;

/// Small enough to stay in the processor's cache between reading and hashing.
const BLOCK: u64 = 256 * 1024;

/// Hashes until all is hashed or the end is wanted.
pub(super) fn run(shared: &Shared) {
    let mut block = vec![0; BLOCK as usize];
    let mut hash = shared.state().journal.hash.clone();
    loop {
        let mut state = shared.state();
        let (hashed, ready) = loop {
            let (hashed, prefix) = (state.journal.hashed, state.journal.arrived.prefix());
            if state.closing || hashed == state.journal.source.bytes {
                drop(state);
                return shared.tell();
            }
            if prefix > hashed {
                break (hashed, prefix - hashed);
            }
            state = shared.wait(state);
        };
        drop(state);
        let wanted = &mut block[..ready.min(BLOCK) as usize];
        match read_at(&shared.file, wanted, hashed) {
            Ok(0) => return shared.fail("read", &std::io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                hash.update(&wanted[..read]);
                let mut state = shared.state();
                state.journal.hash = hash.clone();
                state.journal.hashed = hashed + read as u64;
            }
            Err(error) => return shared.fail("read", &error),
        }
    }
}
