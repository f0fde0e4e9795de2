//! One instance: what runs on it and where it stands.

use super::state::{Revision, State, VersionId};
use crate::kernel::Time;

/// One instance of the service (a Kubernetes Pod is imported as one).
#[derive(Clone, Debug)]
pub struct Instance {
    /// What runs on it, by its part in the present deployment.
    pub version: VersionId,
    /// What runs on it.
    pub revision: Revision,
    /// Until when what runs on it was the candidate; it has become the stable version since. Zero if it never did.
    pub promoted_at: Time,
    /// Whether requests are kept from it although it is ready: it belongs to no version that a service selects any more.
    pub parked: bool,
    /// Whether it is one of those with which candidates are compared.
    pub baseline: bool,
    /// Where it stands.
    pub state: State,
    /// Whether the rollout counts it as available: ready for at least `min_ready_s`.
    pub available: bool,
    /// When it last became ready.
    pub ready_at: Time,
    /// When its present process first became ready: warm-up and cache count from then, whatever checks say later.
    pub warms_from: Time,
    /// Until when it is slower than usual.
    pub warm_at: Time,
    /// Until when it answers nothing but errors, although it is ready.
    pub able_at: Time,
    /// Whether it keeps its machine when it has stopped, to be started again in place.
    pub stays: bool,
    /// Whether it has stopped and waits to be started again.
    pub halted: bool,
    /// Whether its process takes what reaches it: from readiness until it is told to stop, which a pre-stop hook puts off.
    pub listening: bool,
    /// The node it stands on, if the cluster has nodes and it has found a place.
    pub node: Option<u32>,
    /// The zone of that node. Without a cluster instances are spread over zones one after the other.
    pub zone: u32,
    /// Goes up with each change of state, so that timers set before it are known to be stale.
    pub epoch: u32,
}

impl Instance {
    /// An instance in `state`.
    #[must_use]
    pub fn new((version, revision): (VersionId, Revision), state: State) -> Instance {
        Instance {
            version,
            revision,
            promoted_at: Time::ZERO,
            parked: false,
            baseline: false,
            state,
            available: state == State::Ready,
            ready_at: Time::ZERO,
            warms_from: Time::ZERO,
            warm_at: Time::ZERO,
            able_at: Time::ZERO,
            stays: false,
            halted: false,
            listening: state.is_ready(),
            node: None,
            zone: 0,
            epoch: 0,
        }
    }

    /// How much longer requests take now because the instance is not warm yet: from `factor` at the moment its process
    /// became ready straight down to 1.
    #[inline]
    #[must_use]
    pub fn slow_start(&self, now: Time, factor: f64) -> f64 {
        if now >= self.warm_at {
            return 1.0;
        }
        let left = (self.warm_at - now).0 as f64 / (self.warm_at - self.warms_from).0 as f64;
        1.0 + (factor - 1.0) * left
    }

    /// What a request that arrived on it at `arrived` was told to have met.
    #[must_use]
    pub fn version_at(&self, arrived: Time) -> VersionId {
        if arrived < self.promoted_at { VersionId::Candidate } else { self.version }
    }

    /// Whether the load balancer may send requests to it.
    #[must_use]
    pub fn is_in_rotation(&self) -> bool {
        self.state.is_ready() && !self.parked
    }

    /// Whether a process runs on it.
    #[must_use]
    pub fn has_process(&self) -> bool {
        !self.halted && !matches!(self.state, State::Provisioning | State::Crashed | State::Terminated)
    }

    /// Whether the rollout asks for it: it is neither leaving nor gone.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        !matches!(self.state, State::Draining | State::Terminated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_start_falls_straight_to_one() {
        let mut instance = Instance::new((VersionId::Stable, Revision(0)), State::Warming);
        (instance.warms_from, instance.warm_at) = (Time(100), Time(200));
        let factors = [100, 150, 200, 300].map(|now| instance.slow_start(Time(now), 3.0));
        assert_eq!(factors, [3.0, 2.0, 1.0, 1.0]);
    }
}
