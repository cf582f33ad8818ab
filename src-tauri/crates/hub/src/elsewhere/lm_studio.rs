//! LM Studio's folder: `owner/name/file.gguf`, plain files.

use std::path::Path;

use super::{Found, ggufs};
use crate::Origin;

pub(super) fn find(folder: &Path, into: &mut Vec<Found>) {
    let mut files = Vec::new();
    ggufs(folder, 3, &mut files);
    into.extend(files.into_iter().map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Found { path, name, origin: Origin::LmStudio, sha256: None }
    }));
}
