//! What is known of a client while a request of it is under way, and what it plans.

use crate::fleet::{Left, Outcome, RequestId, VersionId};
use crate::kernel::Time;

/// A client's request, in one cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Record {
    /// The request's key: in one piece, as it is read in one.
    pub key: u64,
    /// The request's number in order of arrival.
    pub number: u32,
    /// When the request was first sent.
    pub arrived: Time,
    /// Its work before all factors, ns.
    pub work: f64,
    pub next: Next,
    pub class: u8,
    /// Retries so far.
    pub retries: u8,
    /// Versions that the user has met, see [`meet`], and [`HEDGED`].
    pub marks: u8,
    // The first attempt of the present try, in its parts: whole, it would need a second cache line.
    pub sent: Time,
    pub started: Time,
    pub ends: Time,
    pub instance: u32,
    pub version: VersionId,
    pub outcome: Outcome,
}

const _: () = assert!(size_of::<Record>() == 64);

/// A bit for each version that the user has met.
const MET: u8 = 3;
/// The present try has a second attempt.
pub(super) const HEDGED: u8 = 4;
/// The first version that the user met was the candidate.
const FIRST_CANDIDATE: u8 = 8;
/// The last one was.
const LAST_CANDIDATE: u8 = 16;

/// What the versions that a user with these `marks` has met left behind.
pub(super) fn left(marks: u8) -> Left {
    let version = |bit: u8| if marks & bit == 0 { VersionId::Stable } else { VersionId::Candidate };
    let of = |bit: u8| (marks & MET != 0).then(|| version(bit));
    Left { session: of(LAST_CANDIDATE), client: of(FIRST_CANDIDATE) }
}

/// The marks of a user with these who now meets this version.
pub(super) fn meet(marks: u8, version: VersionId) -> u8 {
    let is_candidate = version == VersionId::Candidate;
    let first = if marks & MET == 0 && is_candidate { FIRST_CANDIDATE } else { 0 };
    let last = if is_candidate { LAST_CANDIDATE } else { 0 };
    marks & !LAST_CANDIDATE | 1 << version.index() | first | last
}

/// The marks of a user with these when another deployment begins: whoever has met anything has met the stable version.
pub(super) fn in_next_deployment(marks: u8) -> u8 {
    let met = if marks & MET == 0 { 0 } else { 1 << VersionId::Stable.index() };
    marks & HEDGED | met
}

/// Whether somebody with these marks has met both versions.
pub(super) fn has_met_both(marks: u8) -> bool {
    marks & MET == MET
}

/// Whether somebody with these marks who meets this version has then met both, and had not before.
pub(super) fn mixes(marks: u8, version: VersionId) -> bool {
    marks & MET == 1 << version.other().index()
}

/// What a client does at its appointment. That names who it is by the place of its record, or by its request where the record
/// is not needed any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It has none: it has not heard yet how its attempts end.
    Nothing,
    /// Sends its first request.
    Begin,
    /// Sends a second attempt.
    Hedge,
    /// Asks the budget whether it may try again.
    AskBudget,
    /// Tries again.
    Retry,
    /// Sends its next request.
    Ask,
    /// Leaves, for which it needs no appointment.
    Leave,
}

/// What there is to do, as the low bits of an appointment's tag say.
const ALL_NEXT: [Next; 1 << NEXT_BITS] = {
    use Next::{Ask, AskBudget, Begin, Hedge, Leave, Nothing, Retry};
    [Nothing, Begin, Hedge, AskBudget, Retry, Ask, Leave, Leave]
};
const NEXT_BITS: u32 = 3;

impl Next {
    /// The tag of an appointment for this, of a user with these marks.
    #[inline(always)]
    pub(super) fn tag(self, marks: u8) -> u16 {
        u16::from(marks & !HEDGED) << NEXT_BITS | self as u16
    }

    /// What an appointment with this tag is for, and the marks of its user: see [`meet`].
    #[inline(always)]
    pub(super) fn of(tag: u16) -> (Next, u8) {
        (ALL_NEXT[usize::from(tag) % ALL_NEXT.len()], (tag >> NEXT_BITS) as u8)
    }
}

/// An attempt and how it will end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attempt {
    pub sent: Time,
    pub started: Time,
    pub ends: Time,
    /// [`NOWHERE`] if no instance was in rotation.
    pub instance: u32,
    pub version: VersionId,
    pub outcome: Outcome,
}

/// The number of no instance.
pub(super) const NOWHERE: u32 = u32::MAX;

impl Attempt {
    pub(super) const NONE: Attempt = Attempt {
        sent: Time::ZERO,
        started: Time::ZERO,
        ends: Time::ZERO,
        instance: NOWHERE,
        version: VersionId::Stable,
        outcome: Outcome::Rejected,
    };

    /// An attempt that is sent now; how it ends is not known yet.
    #[inline]
    pub(super) fn new(sent: Time) -> Attempt {
        Attempt { sent, ends: Time::NEVER, ..Attempt::NONE }
    }

    /// Of two attempts the one that decides: the first good answer, else the last failure. One of which nothing is known is
    /// no good answer, and later than all others.
    pub(super) fn or(self, other: Attempt) -> Attempt {
        let is_other = match (self.outcome == Outcome::Served, other.outcome == Outcome::Served) {
            (true, false) => false,
            (false, true) => true,
            (true, true) => other.ends < self.ends,
            (false, false) => other.ends > self.ends,
        };
        if is_other { other } else { self }
    }
}

/// What a client asks for, while that is tried once and again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub request: RequestId,
    /// The request's number in order of arrival.
    pub number: u32,
    /// When the request was first sent.
    pub arrived: Time,
    /// Its work before all factors, ns.
    pub work: f64,
    pub class: u8,
    /// Retries so far.
    pub retries: u8,
    /// Versions that the user has met, see [`meet`].
    pub met: u8,
}

impl Record {
    /// Of a request whose end is not known yet.
    #[inline(always)]
    pub(super) fn of(asked: &Asked) -> Record {
        let &Asked { request, number, arrived, work, class, retries, met } = asked;
        let next = Next::Nothing;
        Record { key: request.key(), number, arrived, work, next, class, retries, marks: met, ..Record::UNUSED }
    }

    /// What the client asks for.
    #[inline(always)]
    pub(super) fn asked(&self) -> Asked {
        let &Record { number, arrived, work, class, retries, marks, .. } = self;
        Asked { request: self.id(), number, arrived, work, class, retries, met: marks & !HEDGED }
    }

    /// One that nobody needs.
    pub(super) const UNUSED: Record = Record {
        key: 0,
        number: 0,
        arrived: Time::ZERO,
        work: 0.0,
        next: Next::Leave,
        class: 0,
        retries: 0,
        marks: 0,
        sent: Time::ZERO,
        started: Time::ZERO,
        ends: Time::ZERO,
        instance: NOWHERE,
        version: VersionId::Stable,
        outcome: Outcome::Rejected,
    };

    #[inline]
    pub(super) fn id(&self) -> RequestId {
        RequestId::from_key(self.key)
    }

    /// The first attempt of the present try.
    #[inline]
    pub(super) fn attempt(&self) -> Attempt {
        let &Record { sent, started, ends, instance, version, outcome, .. } = self;
        Attempt { sent, started, ends, instance, version, outcome }
    }

    #[inline]
    pub(super) fn set_attempt(&mut self, attempt: Attempt) {
        let Attempt { sent, started, ends, instance, version, outcome } = attempt;
        (self.sent, self.started, self.ends) = (sent, started, ends);
        (self.instance, self.version, self.outcome) = (instance, version, outcome);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_tells_what_is_to_be_done_and_whom_the_user_met() {
        for next in ALL_NEXT {
            for marks in [0, HEDGED, MET, MET | HEDGED | FIRST_CANDIDATE | LAST_CANDIDATE] {
                assert_eq!(Next::of(next.tag(marks)), (next, marks & !HEDGED));
            }
        }
    }

    #[test]
    fn the_first_and_the_last_version_that_a_user_met_are_known() {
        use VersionId::{Candidate, Stable};
        let seen = |met: &[VersionId]| {
            let marks = met.iter().fold(HEDGED, |marks, version| meet(marks, *version));
            let Left { session, client } = left(marks);
            assert_eq!(marks & HEDGED, HEDGED);
            (client, session, [mixes(marks, Stable), mixes(marks, Candidate)])
        };
        assert_eq!(seen(&[]), (None, None, [false, false]));
        assert_eq!(seen(&[Stable]), (Some(Stable), Some(Stable), [false, true]));
        assert_eq!(seen(&[Candidate, Candidate]), (Some(Candidate), Some(Candidate), [true, false]));
        assert_eq!(seen(&[Stable, Candidate]), (Some(Stable), Some(Candidate), [false, false]));
        assert_eq!(seen(&[Candidate, Stable]), (Some(Candidate), Some(Stable), [false, false]));
        assert_eq!(seen(&[Candidate, Stable, Candidate]), (Some(Candidate), Some(Candidate), [false, false]));
    }
}
