//! States are kept on disk so that a conversation that is opened again need not be read again.
//!
//! [`file`] is the form of one on disk, [`identity`] what it depends on, and [`keeper`] writes them behind the back of
//! the thread that computes. Whatever is wrong with a file, the worst that comes of it is a cold start: nothing reaches
//! llama.cpp before every byte has been checked, for it ends the process over some that it does not expect.

pub mod file;
pub mod identity;
pub mod keeper;
