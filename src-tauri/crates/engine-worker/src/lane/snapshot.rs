//! A snapshot is what llama.cpp holds of a sequence, in its own bytes, which may lie on disk meanwhile.

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::session::LlamaStateSeqFlags;

/// What of a sequence a snapshot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All layers.
    Whole,
    /// Those with a window.
    Windows,
}

impl Scope {
    fn flags(self) -> LlamaStateSeqFlags {
        match self {
            Self::Whole => LlamaStateSeqFlags::empty(),
            Self::Windows => LlamaStateSeqFlags::PARTIAL_ONLY,
        }
    }
}

/// What llama.cpp holds of a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    scope: Scope,
    bytes: Vec<u8>,
}

impl Snapshot {
    /// Takes one of a sequence; `None` where llama.cpp can't.
    #[must_use]
    pub fn take(context: &LlamaContext<'_>, sequence: i32, scope: Scope) -> Option<Self> {
        let mut bytes = vec![0; context.state_seq_get_size_ext(sequence, scope.flags())];
        #[expect(unsafe_code, reason = "the binding's safe snapshot keeps its bytes to itself, and these go to disk")]
        // SAFETY: the buffer has the size that llama.cpp has just asked for, and nothing computes meanwhile.
        let written = unsafe { context.state_seq_get_data_ext(bytes.as_mut_ptr(), sequence, scope.flags()) };
        (written == bytes.len() && written > 0).then_some(Self { scope, bytes })
    }

    /// One from bytes that were those of [`Self::bytes`]. The caller has checked that they still are, and that model,
    /// binding and cache are the same: llama.cpp trusts them.
    #[must_use]
    pub fn of_checked(bytes: Vec<u8>, scope: Scope) -> Self {
        Self { scope, bytes }
    }

    /// Puts it into a sequence. `false` where that failed; the sequence holds nothing of use then.
    #[must_use]
    pub fn put(&self, context: &mut LlamaContext<'_>, sequence: i32) -> bool {
        #[expect(unsafe_code, reason = "the binding's safe snapshot can't be made from bytes that were on disk")]
        // SAFETY: the bytes are llama.cpp's own, of this model and layout, as the constructors demand.
        unsafe {
            context.state_seq_set_data_ext(&self.bytes, sequence, self.scope.flags())
        }
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its bytes, for good.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}
