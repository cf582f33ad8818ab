//! By hand a person fetches what the hub does not give to Carat: the file that comes so is what the download was to bring.

use crate::{Checked, DownloadState, InstalledModel, NextStep, Wanted};

/// Whether the hub did not give it. Other failures are not mended by a file elsewhere, such as one in the way.
pub(super) fn is_refused(state: &DownloadState) -> bool {
    let by_hand = |next: &NextStep| {
        matches!(next, NextStep::EnterToken { .. } | NextStep::AcceptTerms { .. } | NextStep::ChooseAnother)
    };
    matches!(state, DownloadState::Failed { next, .. } if by_hand(next))
}

/// Whether a model is the one that was to be downloaded: by the name and size of the file that makes it one, and by its
/// hash, once that is known.
pub(super) fn is_wanted(model: &InstalledModel, wanted: &Wanted, checked: &Checked) -> bool {
    let Some(file) = wanted.files.first() else { return false };
    let name = file.save_as.rsplit('/').next().unwrap_or_default();
    let is_named = model.path.file_name().is_some_and(|found| found.eq_ignore_ascii_case(name));
    let read = checked.hash_of(&model.path);
    let differs = read.zip(file.sha256.as_deref()).is_some_and(|(read, known)| !read.eq_ignore_ascii_case(known));
    is_named && file.bytes == Some(model.bytes) && !differs
}
