//! Copies of requests: a router sends them to the candidate beside the originals, and nobody waits for their answers.
//!
//! A copy goes through the queues and the dependency like any request, and is known there by its original's number with
//! [`COPY`] in it.

/// Set in the number of a copy. No run has so many requests (`scenario::MOST_REQUESTS`), nor so many clients at once.
pub const COPY: u32 = 1 << 31;

/// Whether this is the number of a copy.
#[inline]
#[must_use]
pub fn is_copy(number: u32) -> bool {
    number >= COPY
}

/// The number of the request itself, whether this is the number of a copy of it or its own.
#[inline]
#[must_use]
pub fn original(number: u32) -> u32 {
    number & !COPY
}
