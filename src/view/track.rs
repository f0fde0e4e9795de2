//! A recording prepared for being looked at: what a picture asks for at a playhead is found without a search through it.

use crate::fleet::{Outcome, State, VersionId};
use crate::kernel::Time;
use crate::record::{Entry, Load, Recording, Sample, Span};
use crate::scenario::{StrategyKind, Title};
use crate::sim::Event;

/// Seconds over which the shown load of an instance is averaged, as single moments of a short queue only flicker.
const LOAD_WINDOW_S: f64 = 4.0;

/// One lane's recording with the indices that pictures need.
#[derive(Clone, Debug)]
pub struct Track {
    title: Title,
    recording: Recording,
    /// Places on the stage, each with the instances that stand there one after another.
    slots: Vec<Vec<Span>>,
    /// (instance, place), by instance.
    places: Vec<(u32, u32)>,
    /// (instance, index in `recording.loads`), by instance.
    loads: Vec<(u32, u32)>,
    /// Requests failed, refused or given up until the end of each sample.
    harmed: Vec<u64>,
    /// Requests sent to the candidate until the end of each sample.
    exposed: Vec<u64>,
    /// Instance hours until the end of each sample.
    hours: Vec<f64>,
    /// Hours of the wanted instances until the end of each sample.
    wanted_hours: Vec<f64>,
    /// When further deployments began.
    deployments: Vec<Time>,
}

impl Track {
    /// Prepares `recording`, the only one of its strategy.
    #[must_use]
    pub fn new(recording: Recording) -> Track {
        let title = Title::of(recording.strategy);
        Track::titled(title, recording)
    }

    /// Prepares `recording`, that of the lane which is called so.
    #[must_use]
    pub fn titled(title: Title, recording: Recording) -> Track {
        let (slots, places) = assign_places(&recording.spans);
        let mut loads: Vec<(u32, u32)> =
            recording.loads.iter().enumerate().map(|(i, load)| (load.instance, i as u32)).collect();
        loads.sort_unstable();
        let series = &recording.series;
        let sum = |lists: &[&Vec<u32>]| {
            let mut total = 0u64;
            (0..recording.sample_count())
                .map(|i| {
                    total += lists.iter().map(|list| u64::from(list[i])).sum::<u64>();
                    total
                })
                .collect::<Vec<u64>>()
        };
        let [stable_failed, failed] = &series.failed;
        let [stable_timed_out, timed_out] = &series.timed_out;
        let harmed = sum(&[stable_failed, failed, stable_timed_out, timed_out, &series.rejected]);
        let exposed = sum(&[&series.routed[VersionId::Candidate.index()]]);
        let interval_h = recording.interval.seconds() / 3_600.0;
        let mut total = 0.0;
        let hours = series
            .paid
            .iter()
            .map(|paid| {
                total += f64::from(*paid) * interval_h;
                total
            })
            .collect();
        let wanted_hours = wanted_hours(&recording);
        let begun = |entry: &Entry| matches!(entry.event, Event::NextDeployment { .. }).then_some(entry.at);
        let deployments = recording.log.iter().filter_map(begun).collect();
        Track { title, slots, places, loads, harmed, exposed, hours, wanted_hours, deployments, recording }
    }

    /// What the lane is called.
    #[must_use]
    pub fn title(&self) -> &Title {
        &self.title
    }

    /// The recording.
    #[must_use]
    pub fn recording(&self) -> &Recording {
        &self.recording
    }

    /// The strategy.
    #[must_use]
    pub fn kind(&self) -> StrategyKind {
        self.recording.strategy
    }

    /// Number of places that the stage needs.
    #[must_use]
    pub fn places(&self) -> usize {
        self.slots.len()
    }

    /// What stands in a place at `time_s`.
    #[must_use]
    pub fn at_place(&self, place: usize, time_s: f64) -> Option<Span> {
        let now = Time::from_seconds(time_s);
        let spans = &self.slots[place];
        let next = spans.partition_point(|span| span.from <= now);
        let span = spans[..next].last()?;
        // The last state of a run reaches to its end.
        (now < span.to || now >= self.recording.horizon && span.to >= self.recording.horizon).then_some(*span)
    }

    /// Whether a newer version is being deployed at `time_s` than the candidate that this instance runs: it was there before that
    /// deployment began, and not as what became its stable version.
    #[must_use]
    pub fn is_overtaken(&self, span: &Span, time_s: f64) -> bool {
        let now = Time::from_seconds(time_s);
        let begun = self.deployments[..self.deployments.partition_point(|begun| *begun <= now)].last();
        span.version == VersionId::Candidate && begun.is_some_and(|begun| self.brought_at(span) < *begun)
    }

    /// When the version that an instance runs in a state came there: with the instance, or in its place, where it drained and
    /// started anew.
    fn brought_at(&self, span: &Span) -> Time {
        let spans = &self.recording.spans;
        let first = spans.partition_point(|other| other.instance < span.instance);
        let so_far = spans.partition_point(|other| (other.instance, other.from) <= (span.instance, span.from));
        let own = &spans[first..so_far.max(first)];
        let is_replaced = |pair: &&[Span]| pair[0].state == State::Draining && pair[1].state == State::Starting;
        let replaced = own.windows(2).rev().find(is_replaced).map(|pair| pair[1].from);
        replaced.or(own.first().map(|first| first.from)).unwrap_or(span.from)
    }

    /// The place of an instance.
    #[must_use]
    pub fn place_of(&self, instance: u32) -> Option<usize> {
        let at = self.places.binary_search_by_key(&instance, |(instance, _)| *instance).ok()?;
        Some(self.places[at].1 as usize)
    }

    /// Requests on an instance around `time_s`, being worked on or waiting; `None` for fleets too large to be followed.
    #[must_use]
    pub fn load_of(&self, instance: u32, time_s: f64) -> Option<f64> {
        let at = self.loads.binary_search_by_key(&instance, |(instance, _)| *instance).ok()?;
        let Load { first, outstanding, .. } = &self.recording.loads[self.loads[at].1 as usize];
        let window = (LOAD_WINDOW_S / self.recording.interval.seconds()).ceil().max(1.0) as usize;
        let last = self.sample_at(time_s).checked_sub(*first as usize)?.min(outstanding.len().checked_sub(1)?);
        let seen = &outstanding[last.saturating_sub(window - 1)..=last];
        Some(seen.iter().map(|load| f64::from(*load)).sum::<f64>() / seen.len() as f64)
    }

    /// Index of the newest complete sample at `time_s`; the first one before that.
    #[must_use]
    pub fn sample_at(&self, time_s: f64) -> usize {
        let complete = (time_s / self.recording.interval.seconds() + 1e-9) as usize;
        complete.saturating_sub(1).min(self.recording.sample_count().saturating_sub(1))
    }

    /// Requests failed, refused or given up so far.
    #[must_use]
    pub fn harmed(&self, time_s: f64) -> u64 {
        self.so_far(&self.harmed, time_s)
    }

    /// Requests sent to the candidate so far.
    #[must_use]
    pub fn exposed(&self, time_s: f64) -> u64 {
        self.so_far(&self.exposed, time_s)
    }

    fn so_far(&self, totals: &[u64], time_s: f64) -> u64 {
        if time_s < self.recording.interval.seconds() {
            return 0;
        }
        totals.get(self.sample_at(time_s)).copied().unwrap_or(0)
    }

    /// Instance hours until the end of each sample.
    #[must_use]
    pub fn hours(&self) -> &[f64] {
        &self.hours
    }

    /// What the instance hours would have been until the end of each sample with no instance more or less than wanted.
    #[must_use]
    pub fn wanted_hours(&self) -> &[f64] {
        &self.wanted_hours
    }

    /// Requests failed, refused or given up until the end of a sample.
    #[must_use]
    pub fn harmed_at(&self, sample: usize) -> u64 {
        self.harmed.get(sample).copied().unwrap_or(0)
    }

    /// Instances in rotation at `time_s`, by version, from the changes rather than from the grid.
    #[must_use]
    pub fn rotation(&self, time_s: f64) -> [u32; 2] {
        let now = crate::kernel::Time::from_seconds(time_s);
        let next = self.recording.rotation.partition_point(|change| change.at <= now);
        self.recording.rotation[..next].last().map_or([0, 0], |change| change.instances)
    }

    /// What had happened by `time_s`.
    #[must_use]
    pub fn log_until(&self, time_s: f64) -> &[Entry] {
        let now = crate::kernel::Time::from_seconds(time_s);
        &self.recording.log[..self.recording.log.partition_point(|entry| entry.at <= now)]
    }

    /// The sampled requests that arrived from `from_s` until before `to_s`.
    #[must_use]
    pub fn arrivals(&self, from_s: f64, to_s: f64) -> &[Sample] {
        let samples = &self.recording.samples;
        let at = |time_s: f64| {
            let time = crate::kernel::Time::from_seconds(time_s);
            samples.partition_point(|sample| sample.arrived < time)
        };
        let (from, to) = (at(from_s), at(to_s));
        &samples[from..to.max(from)]
    }
}

/// Hours of the wanted instances until the end of each sample.
fn wanted_hours(recording: &Recording) -> Vec<f64> {
    let changes: Vec<(Time, u32)> = recording.wanted_since().collect();
    let interval_h = recording.interval.seconds() / 3_600.0;
    let mut total = 0.0;
    let until = |i: usize| {
        let begin = Time(recording.interval.0 * i as u64);
        let next = changes.partition_point(|(since, _)| *since <= begin);
        total += f64::from(changes[next.max(1) - 1].1) * interval_h;
        total
    };
    (0..recording.sample_count()).map(until).collect()
}

/// Whether a request did its user harm.
#[must_use]
pub fn is_harm(outcome: Outcome) -> bool {
    outcome != Outcome::Served
}

/// Gives every instance the lowest place that is free while it exists.
fn assign_places(spans: &[Span]) -> (Vec<Vec<Span>>, Vec<(u32, u32)>) {
    let mut spans = spans.to_vec();
    spans.sort_by_key(|span| (span.instance, span.from));
    let mut lives: Vec<&[Span]> = spans.chunk_by(|a, b| a.instance == b.instance).collect();
    lives.sort_by_key(|life| (life[0].from, life[0].instance));
    let mut slots: Vec<Vec<Span>> = Vec::new();
    let mut places = Vec::with_capacity(lives.len());
    // Places that may be free, lowest first; a place is really free when its last instance is gone.
    let mut ends: std::collections::BinaryHeap<std::cmp::Reverse<(crate::kernel::Time, u32)>> = Default::default();
    let mut free: std::collections::BTreeSet<u32> = Default::default();
    for life in lives {
        while let Some(std::cmp::Reverse((end, place))) = ends.peek().copied() {
            if end > life[0].from {
                break;
            }
            ends.pop();
            free.insert(place);
        }
        let place = free.pop_first().unwrap_or(slots.len() as u32);
        if place as usize == slots.len() {
            slots.push(Vec::new());
        }
        slots[place as usize].extend_from_slice(life);
        places.push((life[0].instance, place));
        ends.push(std::cmp::Reverse((life[life.len() - 1].to, place)));
    }
    places.sort_unstable();
    (slots, places)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{recording, seconds, span};
    use super::*;
    use crate::fleet::Revision;

    #[test]
    fn a_place_is_used_again_when_its_instance_is_gone() {
        let spans = [
            span(0, VersionId::Stable, State::Ready, 0, 10),
            span(1, VersionId::Stable, State::Ready, 0, 30),
            span(2, VersionId::Candidate, State::Starting, 5, 8),
            span(2, VersionId::Candidate, State::Ready, 8, 30),
            span(3, VersionId::Candidate, State::Ready, 10, 30),
        ];
        let (slots, places) = assign_places(&spans);
        assert_eq!(slots.len(), 3);
        assert_eq!(places, [(0, 0), (1, 1), (2, 2), (3, 0)]);
    }

    #[test]
    fn the_stage_shows_what_stood_there_at_the_playhead() {
        let track = Track::new(recording());
        assert_eq!(track.at_place(0, 0.0).map(|span| span.state), Some(State::Ready));
        assert_eq!(track.at_place(0, 10.0).map(|span| span.state), Some(State::Draining));
        assert_eq!(track.at_place(0, 12.0).map(|span| (span.instance, span.state)), Some((2, State::Starting)));
        assert_eq!(track.at_place(0, 40.0).map(|span| span.state), Some(State::Ready), "the end still has a picture");
    }

    #[test]
    fn a_candidate_is_overtaken_by_the_next_deployment_unless_that_found_it_complete() {
        let mut recording = recording();
        let revision = Revision(2);
        recording.log.push(Entry { at: seconds(25), event: Event::NextDeployment { revision, promotes: false } });
        recording.spans.push(span(3, VersionId::Candidate, State::Starting, 26, 40));
        // Replaced in its place.
        recording.spans.extend([
            span(4, VersionId::Candidate, State::Ready, 21, 26),
            span(4, VersionId::Candidate, State::Draining, 26, 28),
            span(4, VersionId::Candidate, State::Starting, 28, 30),
            span(4, VersionId::Candidate, State::Ready, 30, 40),
        ]);
        let track = Track::new(recording);
        let at = |place: usize, time_s: f64| {
            let span = track.at_place(place, time_s).expect("an instance");
            (span.version, track.is_overtaken(&span, time_s))
        };
        assert_eq!(at(0, 24.0), (VersionId::Candidate, false));
        assert_eq!(at(0, 25.0), (VersionId::Candidate, true));
        assert_eq!([at(1, 30.0), at(3, 30.0)], [(VersionId::Stable, false), (VersionId::Candidate, false)]);
        assert_eq!([25.0, 27.0, 28.0, 35.0].map(|time_s| at(2, time_s).1), [true, true, false, false]);
    }

    #[test]
    fn totals_grow_with_the_playhead() {
        let track = Track::new(recording());
        assert_eq!([0.0, 19.0, 20.0, 21.0, 40.0].map(|t| track.harmed(t)), [0, 0, 0, 2, 40]);
        assert_eq!(track.exposed(40.0), 20 * 5);
        assert!((track.hours()[39] - 2.0 * 40.0 / 3_600.0).abs() < 1e-12);
    }

    #[test]
    fn loads_are_averaged_over_the_last_seconds() {
        let track = Track::new(recording());
        assert_eq!(track.load_of(0, 1.0), Some(1.0));
        assert_eq!(track.load_of(2, 5.0), None, "not there yet");
        assert_eq!(track.load_of(99, 5.0), None);
    }

    #[test]
    fn arrivals_are_those_of_the_window() {
        let track = Track::new(recording());
        let samples = track.arrivals(10.0, 12.0);
        assert_eq!((samples[0].number, samples.len()), (100, 4));
    }
}
