//! A fault is one way in which a host answers as it should not.

/// One of the two hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Host {
    /// The one that knows repositories.
    Hub,
    /// The one that holds bytes.
    Storage,
}

/// One way to answer badly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// None: the request is answered well.
    None,
    /// The whole file with status 200 in place of a range.
    Whole,
    /// A range that begins one byte later than it was asked to.
    ShiftedRange,
    /// A range of a file of another size.
    OtherSize,
    /// A `Content-Range` that is none.
    NonsenseRange,
    /// The body breaks off after so many bytes.
    Cut(u64),
    /// After so many bytes nothing comes any more.
    Stall(u64),
    /// A few bytes come every now and then.
    Trickle,
    /// The body is said to be compressed.
    Gzip,
    /// The body is longer than its `Content-Length` says it is.
    ShortLength,
    /// The body is shorter than its `Content-Length` says it is.
    LongLength,
    /// Bytes of the right number that are not the file's.
    WrongBytes,
    /// Another tag.
    OtherTag,
    /// A status with an error code and message of the hub.
    Status(u16, &'static str, &'static str),
    /// 429, with `Retry-After` of so many seconds.
    RetryAfter(u64),
    /// 429, with the hub's `RateLimit` of so many seconds.
    RateLimit(u64),
    /// A redirect to itself.
    Loop,
    /// A redirect to this address.
    Redirect(&'static str),
    /// A header of a megabyte.
    HugeHeader,
}
