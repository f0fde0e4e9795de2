//! What instances need besides requests, in one place, so that the request path knows nothing of it.

use crate::fleet::{Images, State, VersionId};
use crate::kernel::Time;
use crate::scenario::Scenario;

/// The state of everything that keeps instances alive.
#[derive(Clone, Debug)]
pub(super) struct Upkeep {
    /// How long an instance serves on before it is told to stop.
    pub(super) pre_stop: Time,
    pub(super) images: Images,
}

impl Upkeep {
    pub(super) fn new(scenario: &Scenario) -> Upkeep {
        let fleet = &scenario.fleet;
        Upkeep {
            pre_stop: Time::from_seconds(fleet.pre_stop_s),
            images: Images::new(Time::from_seconds(fleet.image_pull_s)),
        }
    }

    /// There is a new instance; the fleet that stands at the beginning has its image.
    pub(super) fn add(&mut self, id: u32, version: VersionId, state: State) {
        if state.is_ready() {
            self.images.preload(id, version);
        }
    }
}
