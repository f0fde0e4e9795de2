//! The omniscient observer: folds what happens in a run into a recording.

use super::interval::{Intervals, quantiles};
use super::recording::{
    ClassTotals, ClientRecord, Entry, Load, Recording, RegionRecord, Rollout, RolloutOutcome, Rotation, Sample, Series,
    Span,
};
use crate::fleet::{Outcome, State, VersionId};
use crate::kernel::Time;
use crate::rollout::Action;
use crate::scenario::Checked;
use crate::sim::{Attempted, Ended, Event, Observer, Phase, Progress, Sampled, Why, expected_requests};

/// At most about so many requests are kept for pictures.
const MOST_SAMPLES: f64 = 12_000.0;
/// Scatters the sampled numbers (2^32 divided by the golden ratio, made odd): every so-many-th request would keep step
/// with round robin and show some instances only.
const SCATTER: u32 = 0x9E37_79B1;
/// Loads are kept one by one for fleets up to this size.
const MOST_DRAWN_INSTANCES: u32 = 400;
/// And as long as they need no more than this many bytes.
const MOST_LOADS: usize = 400_000;

/// Builds a recording while a run goes on.
#[derive(Clone, Debug)]
pub struct Recorder {
    recording: Recording,
    /// A request is sampled if its scattered number is below this.
    sample_below: u64,
    intervals: Intervals,
    /// Room for finding quantiles.
    scratch: Vec<Time>,
    /// Since when each instance is in its present state.
    states: Vec<Option<(VersionId, State, Time)>>,
    /// Which entry of `loads` belongs to an instance.
    load_of: Vec<Option<u32>>,
    loads_kept: usize,
    keeps_loads: bool,
    writes: Vec<Write>,
}

/// A write of the controller.
#[derive(Clone, Copy, Debug)]
pub(super) struct Write {
    pub(super) at: Time,
    pub(super) action: Action,
    /// How many lines of the log come before it.
    pub(super) after: usize,
}

impl Recorder {
    /// A recorder for a run of `scenario`.
    #[must_use]
    pub fn new(scenario: &Checked) -> Recorder {
        let expected = expected_requests(scenario);
        let recording = Recording {
            strategy: scenario.strategy.kind,
            seed: scenario.seed,
            horizon: Time::from_seconds(scenario.horizon_s),
            interval: Time::from_seconds(scenario.sample_interval_s),
            wanted: scenario.fleet.instances,
            offered: 0,
            in_flight: 0,
            rejected_without_instance: 0,
            totals: Default::default(),
            latency: Default::default(),
            series: Series::default(),
            spans: Vec::new(),
            rotation: Vec::new(),
            log: Vec::new(),
            samples: Vec::new(),
            sample_every: (expected / MOST_SAMPLES).ceil().max(1.0) as u32,
            loads: Vec::new(),
            rollout: Rollout::default(),
            regions: vec![RegionRecord::default(); scenario.clients.regions.len()],
            clients: (!scenario.has_plain_clients()).then(|| ClientRecord {
                classes: vec![ClassTotals::default(); scenario.clients.classes.len()],
                ..ClientRecord::default()
            }),
        };
        Recorder {
            sample_below: (1 << 32) / u64::from(recording.sample_every),
            intervals: Intervals::new(recording.interval, recording.horizon, scenario.clients.regions.len()),
            recording,
            scratch: Vec::new(),
            states: Vec::new(),
            load_of: Vec::new(),
            loads_kept: 0,
            keeps_loads: scenario.fleet.instances <= MOST_DRAWN_INSTANCES,
            writes: Vec::new(),
        }
    }

    /// Requests so far.
    #[must_use]
    pub fn offered(&self) -> u64 {
        self.recording.offered
    }

    /// The recording of a run that has been told to be finished.
    #[must_use]
    pub fn into_recording(self) -> Recording {
        self.recording
    }

    /// The same, and the controller's writes, which are no part of a recording.
    pub(super) fn into_parts(self) -> (Recording, Vec<Write>) {
        (self.recording, self.writes)
    }

    fn close_interval(&mut self, sampled: &Sampled) {
        let Recorder { recording, intervals, scratch, .. } = self;
        let Recording { series, totals, latency, rejected_without_instance, clients, regions, .. } = recording;
        intervals.close(|closed| {
            series.offered.push(closed.offered);
            if let Some(clients) = clients {
                clients.attempts_series.push(closed.attempts.iter().sum());
                clients.retries_series.push(closed.attempts[Why::Retry as usize]);
                clients.hedges_series.push(closed.attempts[Why::Hedge as usize]);
            }
            series.rejected.push(closed.refused + closed.rejected[0] + closed.rejected[1]);
            *rejected_without_instance += u64::from(closed.refused);
            for version in 0..2 {
                series.routed[version].push(closed.routed[version]);
                series.served[version].push(closed.served[version]);
                series.failed[version].push(closed.failed[version]);
                series.timed_out[version].push(closed.timed_out[version]);
                let total = &mut totals[version];
                total.routed += u64::from(closed.routed[version]);
                total.served += u64::from(closed.served[version]);
                total.failed += u64::from(closed.failed[version]);
                total.timed_out += u64::from(closed.timed_out[version]);
                total.rejected += u64::from(closed.rejected[version]);
                total.started += u64::from(closed.started[version]);
                total.waited += closed.waited[version];
                closed.latency[version].pour_into(&mut latency[version]);
            }
            for (region, latencies) in regions.iter_mut().zip(&closed.regions) {
                latencies.pour_into(&mut region.latency);
            }
            let millis = |latency: Option<Time>| latency.map_or(f32::NAN, |latency| latency.millis() as f32);
            let [p50, p95, p99] = quantiles(&closed.latency, [0.5, 0.95, 0.99], scratch).map(millis);
            series.p50_ms.push(p50);
            series.p95_ms.push(p95);
            series.p99_ms.push(p99);
        });
        for version in 0..2 {
            series.in_rotation[version].push(sampled.in_rotation[version]);
            series.capacity_rps[version].push(sampled.capacity_rps[version] as f32);
        }
        series.paid.push(sampled.paid);
        series.demand_rps.push(sampled.demand_rps as f32);
        let utilization = if sampled.workers == 0 { f32::NAN } else { sampled.busy as f32 / sampled.workers as f32 };
        series.utilization.push(utilization);
        series.outstanding.push(sampled.outstanding);
        series.set_weight.push(sampled.set_weight as u8);
        let seen = sampled.seen;
        series.seen_error_rate.push(seen.map_or(f32::NAN, |seen| seen.error_rate as f32));
        series.seen_p99_ms.push(seen.and_then(|seen| seen.p99_ms).map_or(f32::NAN, |p99| p99 as f32));
    }

    fn keep_loads(&mut self, loads: impl Iterator<Item = (u32, u32)>) {
        let first = self.recording.series.offered.len() as u32 - 1;
        for (instance, outstanding) in loads {
            let place = instance as usize;
            if self.load_of.len() <= place {
                self.load_of.resize(place + 1, None);
            }
            let load = *self.load_of[place].get_or_insert_with(|| {
                self.recording.loads.push(Load { instance, first, outstanding: Vec::new() });
                self.recording.loads.len() as u32 - 1
            });
            self.recording.loads[load as usize].outstanding.push(outstanding.min(255) as u8);
            self.loads_kept += 1;
        }
        if self.loads_kept > MOST_LOADS {
            self.keeps_loads = false;
            self.recording.loads = Vec::new();
        }
    }

    #[inline]
    fn is_sampled(&self, request: &Ended) -> bool {
        u64::from(request.number.wrapping_mul(SCATTER)) < self.sample_below
    }

    /// Ends the instance's present span, and begins the next one unless it is gone.
    fn turn_span(&mut self, at: Time, instance: u32, next: Option<(VersionId, State)>) {
        let place = instance as usize;
        if self.states.len() <= place {
            self.states.resize(place + 1, None);
        }
        let next = next.map(|(version, state)| (version, state, at));
        if let Some((version, state, from)) = std::mem::replace(&mut self.states[place], next)
            && at > from
        {
            self.recording.spans.push(Span { instance, version, state, from, to: at });
        }
    }
}

impl RegionRecord {
    /// The count of requests that ended so.
    fn count(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Served => &mut self.served,
            Outcome::Failed => &mut self.failed,
            Outcome::Rejected => &mut self.rejected,
            Outcome::TimedOut => &mut self.timed_out,
        }
    }
}

impl ClassTotals {
    fn add(&mut self, request: &Ended) {
        let is_served = request.outcome == Outcome::Served;
        self.served += u64::from(is_served);
        self.not_served += u64::from(!is_served);
        if request.outcome != Outcome::Rejected {
            self.timed += 1;
            self.latency += request.at - request.arrived;
        }
    }

    fn remove(&mut self, request: &Ended) {
        let is_served = request.outcome == Outcome::Served;
        self.served -= u64::from(is_served);
        self.not_served -= u64::from(!is_served);
        if request.outcome != Outcome::Rejected {
            self.timed -= 1;
            self.latency = self.latency - (request.at - request.arrived);
        }
    }
}

impl Observer for Recorder {
    #[inline(always)]
    fn arrived(&mut self) {
        self.recording.offered += 1;
        self.intervals.present().offered += 1;
    }

    #[inline]
    fn attempted(&mut self, attempt: &Attempted) {
        self.intervals.present().attempts[attempt.why as usize] += 1;
        if let Some(region) = attempt.region {
            self.recording.regions[usize::from(region)].offered += u64::from(attempt.why == Why::First);
        }
        let Some(clients) = &mut self.recording.clients else { return };
        clients.attempts += 1;
        clients.retries += u64::from(attempt.why == Why::Retry);
        clients.hedges += u64::from(attempt.why == Why::Hedge);
        clients.users += u64::from(attempt.why == Why::First && attempt.request.index == 0);
        clients.mixed_users += u64::from(attempt.mixes_versions);
    }

    #[inline(always)]
    fn routed(&mut self, at: Time, version: VersionId) {
        self.intervals.present().routed[version.index()] += 1;
        if version == VersionId::Candidate && self.recording.rollout.first_exposed.is_none() {
            self.recording.rollout.first_exposed = Some(at);
        }
    }

    #[inline]
    fn ended(&mut self, request: &Ended) {
        let Some(interval) = self.intervals.at(request.at) else { return };
        interval.add(request);
        // Those who do no more than ask once are all alike.
        if let Some(clients) = &mut self.recording.clients {
            if let Some(class) = clients.classes.get_mut(usize::from(request.class)) {
                class.add(request);
            }
            if let Some(region) = request.region.map(usize::from) {
                *self.recording.regions[region].count(request.outcome) += 1;
                interval.add_to_region(region, request);
            }
        }
        if self.is_sampled(request) {
            self.recording.samples.push(Sample {
                number: request.number,
                arrived: request.arrived,
                started: request.started.min(request.at),
                ended: request.at,
                instance: request.instance.map(|(instance, _)| instance),
                version: request.instance.map(|(_, version)| version),
                outcome: request.outcome,
            });
        }
    }

    fn revoked(&mut self, request: &Ended) {
        let Some(interval) = self.intervals.at(request.at) else { return };
        interval.remove(request);
        if let Some(clients) = &mut self.recording.clients {
            if let Some(class) = clients.classes.get_mut(usize::from(request.class)) {
                class.remove(request);
            }
            if let Some(region) = request.region.map(usize::from) {
                *self.recording.regions[region].count(request.outcome) -= 1;
                interval.remove_from_region(region, request);
            }
        }
        if self.is_sampled(request) {
            let samples = &mut self.recording.samples;
            // It was told not long ago.
            if let Some(place) = samples.iter().rposition(|sample| sample.number == request.number) {
                samples.swap_remove(place);
            }
        }
    }

    fn acted(&mut self, at: Time, action: Action) {
        self.writes.push(Write { at, action, after: self.recording.log.len() });
    }

    fn event(&mut self, at: Time, event: Event) {
        if let Event::InstanceChanged { instance, version, state } = event {
            let is_new = self.states.len() <= instance as usize;
            self.turn_span(at, instance, (state != State::Terminated).then_some((version, state)));
            // The fleet that stands at the beginning is no news; all others are provisioned first.
            if is_new && state == State::Ready {
                return;
            }
        }
        self.recording.log.push(Entry { at, event });
    }

    fn rotation(&mut self, at: Time, instances: [u32; 2]) {
        let rotation = &mut self.recording.rotation;
        // Several changes at one moment are one change.
        rotation.pop_if(|last| last.at == at);
        if rotation.last().is_none_or(|last| last.instances != instances) {
            rotation.push(Rotation { at, instances });
        }
    }

    fn sampled(&mut self, _: Time, sampled: &Sampled, loads: impl Iterator<Item = (u32, u32)>) {
        self.close_interval(sampled);
        if self.keeps_loads {
            self.keep_loads(loads);
        }
    }

    fn finished(&mut self, at: Time, in_flight: u64, progress: Progress) {
        for instance in 0..self.states.len() as u32 {
            self.turn_span(at, instance, None);
        }
        let recording = &mut self.recording;
        recording.spans.sort_unstable_by_key(|span| (span.instance, span.from));
        recording.samples.sort_unstable_by_key(|sample| sample.number);
        recording.in_flight = in_flight;
        recording.rollout = Rollout {
            outcome: match progress.phase {
                Phase::Waiting => RolloutOutcome::NotStarted,
                Phase::Complete => RolloutOutcome::Completed,
                Phase::BackComplete => RolloutOutcome::RolledBack,
                Phase::Forward if progress.stalled => RolloutOutcome::Stalled,
                Phase::Forward => RolloutOutcome::InProgress,
                Phase::Back => RolloutOutcome::RollingBack,
            },
            started: progress.started,
            finished: progress.finished,
            first_exposed: recording.rollout.first_exposed,
            reason: progress.reason,
            restored: progress.restored,
            actions: progress.actions,
        };
    }
}
