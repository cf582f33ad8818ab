//! The windows: how each is made, where it may go and where it stood when it was last closed.

pub(crate) mod guard;
pub(crate) mod main;
pub(crate) mod placement;
