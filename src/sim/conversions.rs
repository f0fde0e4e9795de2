//! What an A/B test counts: requests as they end, and what its controller makes of them.

use super::{Ended, Event, Observer, Simulation};
use crate::fleet::{Outcome, RequestId, Visit};
use crate::rollout::Look;

/// An end as an A/B test counts it, of a request that a user of its own has sent, if a version was met.
pub(super) fn visit_of(ended: &Ended) -> Option<Visit> {
    visit(ended, RequestId { user: ended.number, index: 0 }, false)
}

/// An end as an A/B test counts it, of this request.
pub(super) fn visit(ended: &Ended, request: RequestId, has_met_both: bool) -> Option<Visit> {
    let Ended { arrived, at, .. } = *ended;
    let (_, version) = ended.instance?;
    Some(Visit { request, arrived, at, version, is_good: ended.outcome == Outcome::Served, has_met_both })
}

impl<O: Observer> Simulation<O> {
    /// An A/B test begins to count.
    pub(super) fn enrol(&mut self, asked: [u64; 2]) {
        if let Some(conversions) = &mut self.conversions {
            conversions.begin(self.now);
        }
        self.tell(Event::AbTestStarted { asked });
    }

    /// An A/B test is looked at.
    pub(super) fn look_at_arms(&mut self, look: Look) {
        if look.decision.is_some()
            && let Some(conversions) = &mut self.conversions
        {
            conversions.end();
        }
        self.tell(Event::AbTestLooked { look });
    }

    /// Whether requests have to be counted one by one.
    #[inline]
    pub(super) fn counts_conversions(&self) -> bool {
        self.conversions.as_ref().is_some_and(|conversions| conversions.is_on())
    }

    /// Counts the end of a request that a user of its own has sent.
    #[inline]
    pub(super) fn count_visit(&mut self, ended: &Ended) {
        if let Some(conversions) = &mut self.conversions {
            visit_of(ended).into_iter().for_each(|visit| conversions.count(&visit));
        }
    }

    /// Takes that back.
    #[inline]
    pub(super) fn uncount_visit(&mut self, ended: &Ended) {
        if let Some(conversions) = &mut self.conversions {
            visit_of(ended).into_iter().for_each(|visit| conversions.uncount(&visit));
        }
    }
}
