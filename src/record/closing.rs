//! What goes into the recording when an interval of its grid closes.

use super::interval::{Interval, pour};
use super::recording::{Recording, Series};
use crate::fleet::Outcome;
use crate::kernel::{Ranks, Time};
use crate::sim::{Sampled, Why};

impl Recording {
    /// Adds the interval to the figures of the run.
    pub(super) fn count(&mut self, closed: &Interval, ranks: &mut Ranks) {
        self.count_ends(closed);
        pour(closed.latencies(), &mut self.latency, [], ranks);
    }

    /// Adds the interval to the figures of the run and to its series.
    pub(super) fn count_and_draw(&mut self, closed: &Interval, ranks: &mut Ranks) {
        self.count_ends(closed);
        let millis = |latency: Option<Time>| latency.map_or(f32::NAN, |latency| latency.millis() as f32);
        let [p50, p95, p99] = pour(closed.latencies(), &mut self.latency, [0.5, 0.95, 0.99], ranks).map(millis);
        let Recording { series, clients, .. } = self;
        series.p50_ms.push(p50);
        series.p95_ms.push(p95);
        series.p99_ms.push(p99);
        if let Some(clients) = clients {
            clients.attempts_series.push(closed.attempts.iter().sum());
            clients.retries_series.push(closed.attempts[Why::Retry as usize]);
            clients.hedges_series.push(closed.attempts[Why::Hedge as usize]);
        }
        series.offered.push(closed.offered);
        let rejected = closed.sides.each_ref().map(|side| side.ended(Outcome::Rejected));
        series.rejected.push(closed.refused + rejected[0] + rejected[1]);
        for (version, side) in closed.sides.iter().enumerate() {
            series.routed[version].push(side.routed);
            series.served[version].push(side.ended(Outcome::Served));
            series.failed[version].push(side.ended(Outcome::Failed));
            series.timed_out[version].push(side.ended(Outcome::TimedOut));
        }
    }

    /// Adds the interval's counts, and the latencies of its regions, to those of the run.
    fn count_ends(&mut self, closed: &Interval) {
        for (region, latencies) in self.regions.iter_mut().zip(&closed.regions) {
            latencies.pour_into(&mut region.latency);
        }
        self.offered += u64::from(closed.offered);
        self.rejected_without_instance += u64::from(closed.refused);
        for (total, side) in self.totals.iter_mut().zip(&closed.sides) {
            let ended = |outcome: Outcome| u64::from(side.ended(outcome));
            total.routed += u64::from(side.routed);
            total.served += ended(Outcome::Served);
            total.failed += ended(Outcome::Failed);
            total.timed_out += ended(Outcome::TimedOut);
            total.rejected += ended(Outcome::Rejected);
            total.started += u64::from(side.started());
            total.waited += side.waited;
        }
    }
}

impl Series {
    /// Adds the state of the service at the end of an interval.
    pub(super) fn push(&mut self, sampled: &Sampled) {
        for version in 0..2 {
            self.in_rotation[version].push(sampled.in_rotation[version]);
            self.capacity_rps[version].push(sampled.capacity_rps[version] as f32);
        }
        self.paid.push(sampled.paid);
        self.demand_rps.push(sampled.demand_rps as f32);
        let utilization = if sampled.workers == 0 { f32::NAN } else { sampled.busy as f32 / sampled.workers as f32 };
        self.utilization.push(utilization);
        self.outstanding.push(sampled.outstanding);
        self.set_weight.push(sampled.set_weight as u8);
        let seen = sampled.seen;
        self.seen_error_rate.push(seen.map_or(f32::NAN, |seen| seen.error_rate as f32));
        self.seen_p99_ms.push(seen.and_then(|seen| seen.p99_ms).map_or(f32::NAN, |p99| p99 as f32));
    }
}
