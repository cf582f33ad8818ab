//! Landlock: a process gives up the file system for good, whatever its user may do.

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, RestrictionStatus, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _,
    RulesetStatus, Scope,
};

/// The newest form of Landlock that this was written for. Older kernels refuse what they know of it.
const NEWEST: ABI = ABI::V6;

/// Gives up every file, every connection and every signal to others: the rules name none that is allowed.
///
/// # Errors
/// A sentence, where the kernel has no Landlock.
pub(super) fn close() -> Result<(), String> {
    let close = || -> Result<RestrictionStatus, landlock::RulesetError> {
        Ruleset::default()
            .handle_access(AccessFs::from_all(NEWEST))?
            .handle_access(AccessNet::from_all(NEWEST))?
            .scope(Scope::from_all(NEWEST))?
            .create()?
            .no_new_privs(true)
            .restrict_self()
    };
    match close() {
        Ok(status) if status.ruleset != RulesetStatus::NotEnforced => Ok(()),
        Ok(_) => Err("it is not there".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
