//! What a run leaves behind: everything the report, the page and the hash are made from.

use super::copies::CopyRecord;
use crate::fleet::{Outcome, Revision, State, VersionId};
use crate::kernel::{Histogram, Time};
use crate::scenario::StrategyKind;
use crate::sim::{Event, Reason};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::xxh64;

/// One value for each version, indexed by [`VersionId::index`].
pub type ByVersion<T> = [T; 2];

/// The complete record of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recording {
    /// The strategy that was used.
    pub strategy: StrategyKind,
    /// The seed that decided all luck.
    pub seed: u64,
    /// Length of the run.
    pub horizon: Time,
    /// Spacing of `series`.
    pub interval: Time,
    /// Wanted number of instances at the beginning; see [`Recording::wanted_since`].
    pub wanted: u32,
    /// Requests that arrived.
    pub offered: u64,
    /// Requests whose clients were still waiting at the end.
    pub in_flight: u64,
    /// Requests refused because no instance was in rotation.
    pub rejected_without_instance: u64,
    /// How requests that reached a version ended.
    pub totals: ByVersion<Totals>,
    /// Latency of answered requests; one that timed out counts with the client's patience.
    pub latency: ByVersion<Histogram>,
    /// Values on the fixed grid.
    pub series: Series,
    /// Which instance was in which state from when to when; terminated is not listed.
    pub spans: Vec<Span>,
    /// Instances in rotation, from each change to the next.
    pub rotation: Vec<Rotation>,
    /// What happened, in order.
    pub log: Vec<Entry>,
    /// One in `sample_every` requests, scattered, in order of arrival: for pictures of traffic.
    pub samples: Vec<Sample>,
    /// How many requests one sample stands for.
    pub sample_every: u32,
    /// Requests on each instance at each sample; empty for fleets too large to draw one by one.
    pub loads: Vec<Load>,
    /// How the last rollout went that began.
    pub rollout: Rollout,
    /// How those before it went, if the run has several deployments.
    pub earlier: Vec<Rollout>,
    /// What became of copies. Written after everything else, if the log tells of a mirror.
    #[serde(skip)]
    pub copies: Option<CopyRecord>,
    /// What clients did who may do more than ask once. Written after everything else, if there is any.
    #[serde(skip)]
    pub clients: Option<ClientRecord>,
    /// What the users of each region met. Written after their clients, if there are regions.
    #[serde(skip)]
    pub regions: Vec<RegionRecord>,
    /// Whether only what the report is made from was kept: no samples, no loads, and of the series only those of the
    /// service's state.
    #[serde(skip)]
    pub figures_only: bool,
}

/// What the users of one region met: the network time to them is part of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RegionRecord {
    /// Requests that they sent.
    pub offered: u64,
    /// Answered well and in time.
    pub served: u64,
    /// Answered with an error, or lost.
    pub failed: u64,
    /// Refused.
    pub rejected: u64,
    /// Given up.
    pub timed_out: u64,
    /// Latency of those that were not refused.
    pub latency: Histogram,
}

/// What clients did who try again, hedge, think, or ask for several kinds of things.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClientRecord {
    /// Attempts: first ones, retries and hedges.
    pub attempts: u64,
    /// Those of them that followed a failure.
    pub retries: u64,
    /// Those of them that were sent because an answer was late.
    pub hedges: u64,
    /// Users who have asked at least once.
    pub users: u64,
    /// Those of them who met both versions.
    pub mixed_users: u64,
    /// Attempts that were errors because the versions do not understand each other, by [`Breakage`](crate::fleet::Breakage).
    pub broken: [u64; 3],
    /// How the requests of each class ended.
    pub classes: Vec<ClassTotals>,
    /// Attempts sent in each interval of the series.
    pub attempts_series: Vec<u32>,
    /// Those of them that were retries.
    pub retries_series: Vec<u32>,
    /// Those of them that were hedges.
    pub hedges_series: Vec<u32>,
}

/// How the requests of one class ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassTotals {
    /// Answered well and in time.
    pub served: u64,
    /// Answered with an error, lost, refused or given up.
    pub not_served: u64,
    /// Time to the end of those that were not refused, summed.
    pub latency: Time,
    /// Those that were not refused.
    pub timed: u64,
}

/// How the requests that reached one version ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// Sent to the version by the load balancer.
    pub routed: u64,
    /// Answered well and in time.
    pub served: u64,
    /// Answered with an error, or lost with the instance.
    pub failed: u64,
    /// Refused because the queue was full.
    pub rejected: u64,
    /// Given up by the client.
    pub timed_out: u64,
    /// Requests whose work began; those still waiting at the end are not among them.
    pub started: u64,
    /// Time from arrival to the beginning of work, summed over `started`.
    pub waited: Time,
}

/// Values on the fixed grid: entry `i` is about the interval that ends at `(i + 1) * interval`.
///
/// Counts are of the interval, everything else is the value at its end. `NaN` where there is nothing to show.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Series {
    /// Requests that arrived.
    pub offered: Vec<u32>,
    /// Requests that each version was sent.
    pub routed: ByVersion<Vec<u32>>,
    /// Requests answered well.
    pub served: ByVersion<Vec<u32>>,
    /// Requests failed.
    pub failed: ByVersion<Vec<u32>>,
    /// Requests given up by the client.
    pub timed_out: ByVersion<Vec<u32>>,
    /// Requests refused, for whatever reason.
    pub rejected: Vec<u32>,
    /// Median latency of the requests that ended in the interval, ms.
    pub p50_ms: Vec<f32>,
    /// 95th percentile, ms.
    pub p95_ms: Vec<f32>,
    /// 99th percentile, ms.
    pub p99_ms: Vec<f32>,
    /// Instances in rotation.
    pub in_rotation: ByVersion<Vec<u32>>,
    /// Instances paid for.
    pub paid: Vec<u32>,
    /// Requests per second that the instances in rotation can answer.
    pub capacity_rps: ByVersion<Vec<f32>>,
    /// Arrival rate, requests per second.
    pub demand_rps: Vec<f32>,
    /// Share of the workers in rotation that are busy, 0 to 1.
    pub utilization: Vec<f32>,
    /// Requests on instances, being worked on or waiting.
    pub outstanding: Vec<u32>,
    /// Share of the requests that the candidate shall get, percent.
    pub set_weight: Vec<u8>,
    /// The candidate's error rate as telemetry last showed it, 0 to 1.
    pub seen_error_rate: Vec<f32>,
    /// The candidate's 99th percentile as telemetry last showed it, ms.
    pub seen_p99_ms: Vec<f32>,
}

/// An instance in one state.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Which instance; it keeps its number when its process is replaced in place.
    pub instance: u32,
    /// What runs on it.
    pub version: VersionId,
    /// The state.
    pub state: State,
    /// Since when.
    pub from: Time,
    /// Until when.
    pub to: Time,
}

/// Instances in rotation from `at` on: ready, and with a share of the traffic.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rotation {
    /// Since when.
    pub at: Time,
    /// How many of each version.
    pub instances: ByVersion<u32>,
}

/// A line of the event log.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Time,
    /// What.
    pub event: Event,
}

/// One request, for pictures of traffic.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Its number in order of arrival.
    pub number: u32,
    /// When it arrived.
    pub arrived: Time,
    /// When its work began; when it ended if it was refused.
    pub started: Time,
    /// When the client had its answer, or gave up.
    pub ended: Time,
    /// Where it was sent; `None` if no instance was in rotation.
    pub instance: Option<u32>,
    /// What answered it.
    pub version: Option<VersionId>,
    /// How it ended.
    pub outcome: Outcome,
}

/// Requests on one instance at each sample, from its first sample on; 255 stands for 255 or more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// Which instance.
    pub instance: u32,
    /// Index of the first sample.
    pub first: u32,
    /// Being worked on or waiting.
    pub outstanding: Vec<u8>,
}

/// How a rollout ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RolloutOutcome {
    /// The run ended before it began.
    #[default]
    NotStarted,
    /// The run ended while it was under way.
    InProgress,
    /// Every instance in rotation runs the candidate.
    Completed,
    /// It passed its deadline and was left as it was.
    Stalled,
    /// It is being taken back.
    RollingBack,
    /// It was taken back.
    RolledBack,
}

impl RolloutOutcome {
    /// Every way, from before the beginning to the end of the way back.
    pub const ALL: [RolloutOutcome; 6] = [
        RolloutOutcome::NotStarted,
        RolloutOutcome::InProgress,
        RolloutOutcome::Completed,
        RolloutOutcome::Stalled,
        RolloutOutcome::RollingBack,
        RolloutOutcome::RolledBack,
    ];
}

/// How the rollout went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rollout {
    /// What ran when it began, and what a roll-back goes to.
    pub stable: Revision,
    /// What it brought.
    pub candidate: Revision,
    /// Whether it took the place of one that was still under way.
    pub overlaps: bool,
    /// How it stood at the end of the run.
    pub outcome: RolloutOutcome,
    /// When it began.
    pub started: Option<Time>,
    /// When it was complete, or completely taken back.
    pub finished: Option<Time>,
    /// When the first request met the candidate.
    pub first_exposed: Option<Time>,
    /// Requests that were sent to what it brought before another deployment began.
    pub exposed: u64,
    /// Those that were sent in that time to what was left of earlier deployments.
    pub exposed_older: u64,
    /// Why and when it was taken back.
    pub reason: Option<Reason>,
    /// When the stable version alone served again with the whole fleet.
    pub restored: Option<Time>,
    /// Controller actions: instances launched, drained, halted and restarted, and weights set.
    pub actions: u32,
}

impl Series {
    /// Empty, with room for so many values in each.
    pub(super) fn with_room(values: usize) -> Series {
        fn room<T>(values: usize) -> Vec<T> {
            Vec::with_capacity(values)
        }
        fn rooms<T>(values: usize) -> ByVersion<Vec<T>> {
            [room(values), room(values)]
        }
        Series {
            offered: room(values),
            routed: rooms(values),
            served: rooms(values),
            failed: rooms(values),
            timed_out: rooms(values),
            rejected: room(values),
            p50_ms: room(values),
            p95_ms: room(values),
            p99_ms: room(values),
            in_rotation: rooms(values),
            paid: room(values),
            capacity_rps: rooms(values),
            demand_rps: room(values),
            utilization: room(values),
            outstanding: room(values),
            set_weight: room(values),
            seen_error_rate: room(values),
            seen_p99_ms: room(values),
        }
    }
}

/// The hash of a recording with these bytes.
pub(super) fn hash_of(bytes: &[u8]) -> u64 {
    xxh64(bytes, 0)
}

impl Recording {
    /// A 64-bit hash (xxHash64) of every byte of the recording: equal hashes mean the same run on every machine.
    #[must_use]
    pub fn hash(&self) -> u64 {
        hash_of(&self.to_bytes())
    }

    /// The recording in postcard's stable wire format.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Cannot fail: it grows its own buffer and the types have no failing serializer.
        let mut bytes = postcard::to_allocvec(self).unwrap_or_default();
        if let Some(copies) = &self.copies {
            bytes.extend(postcard::to_allocvec(copies).unwrap_or_default());
        }
        if let Some(clients) = &self.clients {
            bytes.extend(postcard::to_allocvec(clients).unwrap_or_default());
        }
        if !self.regions.is_empty() {
            bytes.extend(postcard::to_allocvec(&self.regions).unwrap_or_default());
        }
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the bytes are not a recording.
    pub fn from_bytes(bytes: &[u8]) -> Result<Recording, postcard::Error> {
        let (mut recording, mut rest) = postcard::take_from_bytes::<Recording>(bytes)?;
        if recording.log.iter().any(|entry| matches!(entry.event, Event::MirrorSet { .. })) {
            let (copies, clients) = postcard::take_from_bytes(rest)?;
            (recording.copies, rest) = (Some(copies), clients);
        }
        if rest.is_empty() {
            return Ok(recording);
        }
        let (clients, rest) = postcard::take_from_bytes(rest)?;
        recording.clients = Some(clients);
        if !rest.is_empty() {
            recording.regions = postcard::from_bytes(rest)?;
        }
        Ok(recording)
    }

    /// How all deployments of the run went, in order; the first one also if it has not begun.
    pub fn rollouts(&self) -> impl Iterator<Item = &Rollout> {
        self.earlier.iter().chain([&self.rollout])
    }

    /// Wanted numbers of instances, each with the moment since when; the first is that of the beginning.
    pub fn wanted_since(&self) -> impl Iterator<Item = (Time, u32)> + '_ {
        let changes = self.log.iter().filter_map(|entry| match entry.event {
            Event::Scaled { to, .. } => Some((entry.at, to)),
            _ => None,
        });
        std::iter::once((Time::ZERO, self.wanted)).chain(changes)
    }

    /// Number of instances that is wanted at a moment.
    #[must_use]
    pub fn wanted_at(&self, at: Time) -> u32 {
        self.wanted_since().take_while(|(since, _)| *since <= at).last().map_or(self.wanted, |(_, wanted)| wanted)
    }

    /// Number of samples in every series.
    #[must_use]
    pub fn sample_count(&self) -> usize {
        self.series.offered.len()
    }
}
