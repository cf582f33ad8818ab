//! An interrupt is Ctrl-C: the first one asks for a clean end, the second ends the program at once.

use tokio_util::sync::CancellationToken;

use crate::exit::Exit;

/// Listens for Ctrl-C from now on; the token is cancelled at the first.
pub(crate) fn listen() -> CancellationToken {
    let first = CancellationToken::new();
    let token = first.clone();
    tokio::spawn(async move {
        // Where the system can't tell of Ctrl-C, it ends the program by itself.
        if tokio::signal::ctrl_c().await.is_ok() {
            first.cancel();
        }
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(Exit::Interrupted as i32);
        }
    });
    token
}
