//! The omniscient observer: folds what happens in a run into a recording.

use super::interval::Intervals;
use super::recording::{
    ByVersion, ClassTotals, ClientRecord, Entry, Load, Recording, RegionRecord, Rollout, RolloutOutcome, Rotation,
    Sample, Series, Span,
};
use crate::fleet::{Outcome, Reading, State, VersionId};
use crate::kernel::{Ranks, Time};
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
    /// Whether the samples are not in the order of their numbers.
    is_shuffled: bool,
    /// Whether requests are counted by their class or region too.
    has_groups: bool,
    intervals: Intervals,
    ranks: Ranks,
    /// Since when each instance is in its present state.
    states: Vec<Option<(VersionId, State, Time)>>,
    /// Which entry of `loads` belongs to an instance.
    load_of: Vec<Option<u32>>,
    loads_kept: usize,
    keeps_loads: bool,
    writes: Vec<Write>,
    /// What telemetry showed of both versions at each sample, if it measures both.
    readings: Vec<ByVersion<Option<Reading>>>,
    keeps_readings: bool,
    /// Of the deployments before the present one.
    exposed: Vec<Exposed>,
    /// Requests so far that were sent to what was left of earlier deployments.
    met_older: u64,
}

/// Who met a candidate during a deployment.
#[derive(Clone, Copy, Debug)]
struct Exposed {
    first: Option<Time>,
    /// Requests to all candidates, and those of them to what was left of earlier deployments.
    all: u64,
    older: u64,
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
    /// A recorder for a run of `scenario` that is to be looked at.
    #[must_use]
    pub fn new(scenario: &Checked) -> Recorder {
        let expected = expected_requests(scenario);
        let sample_every = (expected / MOST_SAMPLES).ceil().max(1.0) as u32;
        let mut recorder = Recorder::for_figures(scenario);
        recorder.sample_below = (1 << 32) / u64::from(sample_every);
        recorder.keeps_readings = scenario.telemetry.both_versions;
        recorder.keeps_loads = scenario.fleet.instances <= MOST_DRAWN_INSTANCES;
        let recording = &mut recorder.recording;
        recording.figures_only = false;
        recording.series = Series::with_room((scenario.horizon_s / scenario.sample_interval_s).ceil() as usize);
        recording.sample_every = sample_every;
        // Growing step by step would copy as much as is kept. Chance may bring a few more.
        recording.samples.reserve((1.1 * expected / f64::from(sample_every)) as usize);
        recorder
    }

    /// A recorder for a run of which the report alone is wanted: it keeps nothing that only pictures need.
    #[must_use]
    pub fn for_figures(scenario: &Checked) -> Recorder {
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
            sample_every: 1,
            loads: Vec::new(),
            rollout: Rollout::default(),
            earlier: Vec::new(),
            regions: vec![RegionRecord::default(); scenario.clients.regions.len()],
            copies: None,
            clients: (!scenario.has_plain_clients()).then(|| ClientRecord {
                classes: vec![ClassTotals::default(); scenario.clients.classes.len()],
                ..ClientRecord::default()
            }),
            figures_only: true,
        };
        Recorder {
            sample_below: 0,
            is_shuffled: false,
            has_groups: recording.clients.as_ref().is_some_and(|clients| !clients.classes.is_empty())
                || !recording.regions.is_empty(),
            intervals: Intervals::new(recording.interval, recording.horizon, scenario.clients.regions.len()),
            recording,
            ranks: Ranks::default(),
            states: Vec::new(),
            load_of: Vec::new(),
            loads_kept: 0,
            keeps_loads: false,
            writes: Vec::new(),
            readings: Vec::new(),
            keeps_readings: false,
            exposed: Vec::new(),
            met_older: 0,
        }
    }

    /// Requests so far.
    #[must_use]
    pub fn offered(&self) -> u64 {
        self.recording.offered + u64::from(self.intervals.present.offered)
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

    /// The recording, and what telemetry showed of both versions at each sample, which is no part of it.
    pub(super) fn into_observed(self) -> (Recording, Vec<ByVersion<Option<Reading>>>) {
        (self.recording, self.readings)
    }

    fn close_interval(&mut self) {
        let Recorder { recording, intervals, ranks, .. } = self;
        intervals.close(|closed| match recording.figures_only {
            true => recording.count(closed, ranks),
            false => recording.count_and_draw(closed, ranks),
        });
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

    /// Counts an end for its class and its region.
    #[inline(never)]
    fn count_in_groups(&mut self, request: Ended) {
        if let Some(class) = self.recording.class(request.class) {
            class.add(request.outcome, request.at - request.arrived);
        }
        if let Some(region) = request.region.map(usize::from) {
            *self.recording.regions[region].count(request.outcome) += 1;
            self.intervals.add_to_region(region, &request);
        }
    }

    #[inline(always)]
    fn keep_sample(&mut self, request: &Ended) {
        let (instance, version) = request.instance.unzip();
        let samples = &mut self.recording.samples;
        self.is_shuffled |= samples.last().is_some_and(|last| last.number > request.number);
        samples.push(Sample {
            number: request.number,
            arrived: request.arrived,
            started: request.started.min(request.at),
            ended: request.at,
            instance,
            version,
            outcome: request.outcome,
        });
    }

    /// Another deployment follows: what has been exposed so far was so to the one before it, and its candidate is the stable version
    /// from now on if it `promotes` it.
    fn follow(&mut self, at: Time, promotes: bool) {
        let candidate = VersionId::Candidate.index();
        let open = self.intervals.present.sides[candidate].routed;
        self.close_exposed(self.recording.totals[candidate].routed + u64::from(open));
        if promotes {
            for instance in 0..self.states.len() as u32 {
                if let Some((VersionId::Candidate, state, _)) = self.states[instance as usize] {
                    self.turn_span(at, instance, Some((VersionId::Stable, state)));
                }
            }
        }
    }

    /// A deployment is over, or the run: so many requests have been sent to candidates so far.
    fn close_exposed(&mut self, so_far: u64) {
        let before: u64 = self.exposed.iter().map(|exposed| exposed.all).sum();
        let older_before: u64 = self.exposed.iter().map(|exposed| exposed.older).sum();
        let first = self.recording.rollout.first_exposed.take();
        self.exposed.push(Exposed { first, all: so_far - before, older: self.met_older - older_before });
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

impl Recording {
    /// The totals of a class, where there are classes.
    #[inline]
    fn class(&mut self, class: u8) -> Option<&mut ClassTotals> {
        self.clients.as_mut()?.classes.get_mut(usize::from(class))
    }
}

impl ClassTotals {
    fn add(&mut self, outcome: Outcome, latency: Time) {
        let is_served = outcome == Outcome::Served;
        self.served += u64::from(is_served);
        self.not_served += u64::from(!is_served);
        if outcome != Outcome::Rejected {
            self.timed += 1;
            self.latency += latency;
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
    #[inline]
    fn arrived(&mut self, requests: u32) {
        self.intervals.present.offered += requests;
    }

    #[inline]
    fn attempted(&mut self, attempt: &Attempted) {
        self.intervals.present.attempts[attempt.why as usize] += 1;
        if let Some(region) = attempt.region {
            self.recording.regions[usize::from(region)].offered += u64::from(attempt.why == Why::First);
        }
        let Some(clients) = &mut self.recording.clients else { return };
        clients.attempts += 1;
        clients.retries += u64::from(attempt.why == Why::Retry);
        clients.hedges += u64::from(attempt.why == Why::Hedge);
        clients.users += u64::from(attempt.why == Why::First && attempt.request.index == 0);
        clients.mixed_users += u64::from(attempt.mixes_versions);
        if let Some(breakage) = attempt.broken {
            clients.broken[breakage as usize] += 1;
        }
    }

    #[inline]
    fn routed(&mut self, at: Time, version: VersionId, requests: u32) {
        self.intervals.present.sides[version.index()].routed += requests;
        if version == VersionId::Candidate && self.recording.rollout.first_exposed.is_none() {
            self.recording.rollout.first_exposed = Some(at);
        }
    }

    fn met_older(&mut self) {
        self.met_older += 1;
    }

    // The stretch's loop does this for every request: a call would cost a third as much again.
    #[inline(always)]
    fn ended(&mut self, request: &Ended) {
        if !self.intervals.add(request) {
            return;
        }
        if self.has_groups {
            self.count_in_groups(request.apart());
        }
        if self.is_sampled(request) {
            self.keep_sample(request);
        }
    }

    #[inline(always)]
    fn ended_plainly(&mut self, request: &Ended) -> bool {
        !self.has_groups && !self.is_sampled(request) && self.intervals.add_plainly(request)
    }

    fn revoked(&mut self, request: &Ended) {
        if !self.intervals.remove(request) {
            return;
        }
        if let Some(class) = self.recording.class(request.class) {
            class.remove(request);
        }
        if let Some(region) = request.region.map(usize::from) {
            *self.recording.regions[region].count(request.outcome) -= 1;
            self.intervals.remove_from_region(region, request);
        }
        if self.is_sampled(request) {
            let samples = &mut self.recording.samples;
            // It was told not long ago.
            if let Some(place) = samples.iter().rposition(|sample| sample.number == request.number) {
                samples.swap_remove(place);
                self.is_shuffled = true;
            }
        }
    }

    fn copied(&mut self) {
        self.recording.copies.get_or_insert_default().sent += 1;
    }

    fn copy_ended(&mut self, copy: &Ended) {
        if copy.at <= self.recording.horizon {
            self.recording.copies.get_or_insert_default().add(copy);
        }
    }

    fn copy_revoked(&mut self, copy: &Ended) {
        if copy.at <= self.recording.horizon {
            self.recording.copies.get_or_insert_default().remove(copy);
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
        if let Event::NextDeployment { promotes, .. } = event {
            self.follow(at, promotes);
        }
        if let Event::MirrorSet { .. } = event {
            self.recording.copies.get_or_insert_default();
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
        self.close_interval();
        self.recording.series.push(sampled);
        if self.keeps_readings {
            self.readings.push([sampled.seen_stable, sampled.seen]);
        }
        if self.keeps_loads {
            self.keep_loads(loads);
        }
    }

    fn finished(&mut self, at: Time, in_flight: u64, progress: &[Progress]) {
        for instance in 0..self.states.len() as u32 {
            self.turn_span(at, instance, None);
        }
        let recording = &mut self.recording;
        // What happened after the last sample, which is in the same moment.
        recording.count(&self.intervals.present, &mut self.ranks);
        self.ranks.settle(&mut recording.latency);
        recording.spans.sort_unstable_by_key(|span| (span.instance, span.from));
        if self.is_shuffled {
            recording.samples.sort_unstable_by_key(|sample| sample.number);
        }
        recording.in_flight = in_flight;
        let all = recording.totals[VersionId::Candidate.index()].routed;
        self.close_exposed(all);
        let mut rollouts = Vec::new();
        let mut overlaps = false;
        for (progress, exposed) in progress.iter().zip(&self.exposed) {
            rollouts.push(account(progress, exposed, overlaps));
            overlaps = matches!(progress.phase, Phase::Forward | Phase::Back);
        }
        self.recording.rollout = rollouts.pop().unwrap_or_default();
        self.recording.earlier = rollouts;
    }
}

/// How a rollout went that accounts for itself so.
fn account(progress: &Progress, exposed: &Exposed, overlaps: bool) -> Rollout {
    Rollout {
        stable: progress.stable,
        candidate: progress.candidate,
        overlaps,
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
        first_exposed: exposed.first,
        exposed: exposed.all - exposed.older,
        exposed_older: exposed.older,
        reason: progress.reason,
        restored: progress.restored,
        actions: progress.actions,
    }
}
