//! The autoscaler at work: counts busy workers, measures, decides.

use super::timer::{Look, Timer};
use super::{Observer, Simulation};
use crate::fleet::{Autoscaler, Instance, Metric, Seen, State};
use crate::kernel::Time;
use crate::scenario;

/// The autoscaler and its meters.
#[derive(Clone, Debug)]
pub(super) struct Scaler {
    rules: Autoscaler,
    count_interval: Time,
    resolution: Time,
    sync_period: Time,
    /// By instance.
    meters: Vec<Meter>,
}

/// What has been measured of one instance.
#[derive(Clone, Copy, Debug, Default)]
struct Meter {
    /// Busy and all workers, summed over the counts of the open window.
    busy: u64,
    workers: u64,
    last: Option<Metric>,
}

impl Scaler {
    /// The scenario's autoscaler, if it has one.
    pub(super) fn new(settings: &scenario::Autoscaler) -> Option<Scaler> {
        settings.enabled.then(|| Scaler {
            rules: Autoscaler::new(settings),
            count_interval: Time::from_seconds(settings.count_interval_s),
            resolution: Time::from_seconds(settings.metrics_resolution_s),
            sync_period: Time::from_seconds(settings.sync_period_s),
            meters: Vec::new(),
        })
    }

    fn interval(&self, look: Look) -> Time {
        match look {
            Look::Count => self.count_interval,
            Look::Measure => self.resolution,
            Look::Decide => self.sync_period,
        }
    }
}

/// Whether a process runs on the instance, so that there is something to measure.
fn has_process(instance: &Instance) -> bool {
    !matches!(instance.state, State::Provisioning | State::Crashed | State::Terminated) && !instance.halted
}

impl<O: Observer> Simulation<O> {
    /// The autoscaler begins to look, each thing at its own pace. With equal paces it measures before it decides.
    pub(super) fn begin_autoscaling(&mut self) {
        for look in [Look::Count, Look::Measure, Look::Decide] {
            self.look_again_to(look);
        }
    }

    fn look_again_to(&mut self, look: Look) {
        if let Some(scaler) = &self.upkeep.scaler {
            self.timers.schedule(self.now + scaler.interval(look), Timer::Autoscale { look });
        }
    }

    pub(super) fn autoscale(&mut self, look: Look) {
        self.look_again_to(look);
        match look {
            Look::Count => self.count_busy(),
            Look::Measure => self.measure(),
            Look::Decide => self.decide(),
        }
    }

    fn count_busy(&mut self) {
        let Some(scaler) = &mut self.upkeep.scaler else { return };
        scaler.meters.resize(self.instances.len(), Meter::default());
        for id in &self.live {
            let instance = &self.instances[*id as usize];
            if has_process(instance) {
                // A process that hangs works on nothing.
                let hangs = self.conditions.stalled_until(*id) > self.now;
                let busy = if hangs { 0 } else { self.desks.busy(*id, self.now) };
                let meter = &mut scaler.meters[*id as usize];
                meter.busy += u64::from(busy);
                meter.workers += u64::from(self.scenario.fleet.workers);
            }
        }
    }

    fn measure(&mut self) {
        let Some(scaler) = &mut self.upkeep.scaler else { return };
        for id in &self.live {
            let Some(meter) = scaler.meters.get_mut(*id as usize) else { continue };
            let measured = has_process(&self.instances[*id as usize]) && meter.workers > 0;
            let busy_permille = (meter.busy * 1_000).div_ceil(meter.workers.max(1)) as u32;
            *meter = Meter { last: measured.then_some(Metric { at: self.now, busy_permille }), ..Meter::default() };
        }
    }

    fn decide(&mut self) {
        let Some(scaler) = &mut self.upkeep.scaler else { return };
        let (instances, vitals, meters) = (&self.instances, &self.upkeep.vitals, &scaler.meters);
        let seen = self.live.iter().map(|id| *id as usize).filter(|id| instances[*id].is_asked()).map(|id| Seen {
            pending: instances[id].state == State::Provisioning,
            ready: instances[id].state.is_ready(),
            launched_at: vitals[id].launched_at,
            turned_at: vitals[id].turned_at,
            metric: meters.get(id).and_then(|meter| meter.last).filter(|_| has_process(&instances[id])),
        });
        let present = self.control.wanted;
        let wanted = scaler.rules.decide(self.now, present, seen);
        if wanted != present {
            self.resize(wanted);
        }
    }
}
