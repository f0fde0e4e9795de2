//! The observer of the benchmark: what any user of the engine wants to know at least, and nothing else.

use crate::fleet::VersionId;
use crate::kernel::{Histogram, Time};
use crate::record::Recorder;
use crate::scenario::Checked;
use crate::sim::{Ended, Event, Observer, Progress, Sampled};

/// How many ways a request can end.
const OUTCOMES: usize = 4;

/// An observer that can be measured with.
pub trait Bystander: Observer {
    /// One for a run of `scenario`.
    fn beside(scenario: &Checked) -> Self;
    /// Requests so far.
    fn requests(&self) -> u64;
}

/// A histogram of latency, and for every instance how many requests ended on it in which way.
#[derive(Clone, Debug, Default)]
pub struct Lean {
    /// Latency of all requests that met an instance.
    pub latency: Histogram,
    /// Requests by instance and `Outcome`.
    pub ended: Vec<[u32; OUTCOMES]>,
    /// Requests so far.
    pub offered: u64,
}

impl Bystander for Lean {
    fn beside(_: &Checked) -> Lean {
        Lean::default()
    }

    fn requests(&self) -> u64 {
        self.offered
    }
}

/// What the page records: it has no room for a second engine with a lean observer inside.
impl Bystander for Recorder {
    fn beside(scenario: &Checked) -> Recorder {
        Recorder::new(scenario)
    }

    fn requests(&self) -> u64 {
        self.offered()
    }
}

impl Observer for Lean {
    #[inline]
    fn arrived(&mut self, requests: u32) {
        self.offered += u64::from(requests);
    }

    #[inline]
    fn routed(&mut self, _: Time, _: VersionId, _: u32) {}

    #[inline]
    fn ended(&mut self, request: &Ended) {
        if let Some((instance, _)) = request.instance {
            self.latency.add(request.at - request.arrived);
            self.ended[instance as usize][request.outcome as usize] += 1;
        }
    }

    #[inline(always)]
    fn ended_plainly(&mut self, request: &Ended) -> bool {
        let Some((instance, _)) = request.instance else { return false };
        let is_noted = self.latency.add_plainly(request.at - request.arrived);
        self.ended[instance as usize][request.outcome as usize] += u32::from(is_noted);
        is_noted
    }

    fn revoked(&mut self, request: &Ended) {
        if let Some((instance, _)) = request.instance {
            self.latency.remove(request.at - request.arrived);
            self.ended[instance as usize][request.outcome as usize] -= 1;
        }
    }

    fn event(&mut self, _: Time, event: Event) {
        if let Event::InstanceChanged { instance, .. } = event
            && instance as usize >= self.ended.len()
        {
            self.ended.resize(instance as usize + 1, [0; OUTCOMES]);
        }
    }

    fn rotation(&mut self, _: Time, _: [u32; 2]) {}

    fn sampled(&mut self, _: Time, _: &Sampled, _: impl Iterator<Item = (u32, u32)>) {}

    fn finished(&mut self, _: Time, _: u64, _: &[Progress]) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::Outcome;
    use crate::record::simulate;
    use crate::scenario::{Faults, Scenario};
    use crate::sim::Simulation;

    #[test]
    fn every_request_is_counted_once_also_those_that_are_lost_with_their_instance() {
        let mut scenario = Scenario {
            faults: Faults { crashes: vec![Default::default(); 3], ..Default::default() },
            ..Scenario::default()
        };
        scenario.versions.stable.error_probability = 0.0;
        scenario.versions.candidate.error_probability = 0.0;
        let scenario = scenario.check().expect("a good scenario");

        let mut simulation = Simulation::new(&scenario, Lean::beside(&scenario));
        while !simulation.advance(1_000) {}
        let lean = simulation.finish();

        let recording = simulate(&scenario);
        assert_eq!(lean.requests(), recording.offered);
        assert_eq!(lean.latency.count(), recording.offered);
        assert_eq!(lean.ended.iter().flatten().map(|count| u64::from(*count)).sum::<u64>(), recording.offered);
        let lost = recording.log.iter().map(|entry| match entry.event {
            Event::InstanceCrashed { lost, .. } | Event::InstanceKilled { lost, .. } => lost,
            _ => 0,
        });
        let lost: u32 = lost.sum();
        let failed: u32 = lean.ended.iter().map(|counts| counts[Outcome::Failed as usize]).sum();
        assert!(lost > 0 && lost == failed, "{lost} lost, {failed} failed");
    }
}
