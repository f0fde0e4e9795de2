//! The figures of a run, as printed and as JSON. `docs/report.md` says what each means.

use super::ab_test::{AbTestReport, ab_test};
use super::copies::{Mirrored, mirrored};
use super::cost::{Cost, cost};

use super::recording::{ClientRecord, Recording, RegionRecord, Rollout, RolloutOutcome, Totals, hash_of};
use crate::fleet::VersionId;
use crate::kernel::Time;
use crate::rollout::analysis::Finding;
use crate::scenario::{Case, Region, Scenario};
use crate::sim::{Cause, Event};
use serde::{Deserialize, Serialize};
use std::ops::Add;

/// The figures of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Hash of the whole recording, 16 hexadecimal digits; `None` where only the figures were recorded.
    pub hash: Option<String>,
    /// The seed.
    pub seed: u64,
    /// The strategy's name.
    pub strategy: String,
    /// Length of the run, s.
    pub horizon_s: f64,
    /// What became of the requests.
    pub requests: Requests,
    /// Latency of answered requests, ms; `None` when nothing was answered.
    pub latency_ms: Latency,
    /// What the fleet could take.
    pub capacity: Capacity,
    /// How long both versions served.
    pub version_mix: VersionMix,
    /// How the last rollout went that began; what is counted is of all of them.
    pub rollout: RolloutReport,
    /// How all of them went, in order, if the run has several deployments.
    pub deployments: Vec<RolloutReport>,
    /// What it cost.
    pub cost: Cost,
    /// What became of copies of requests; `None` if none were asked for.
    pub mirrored: Option<Mirrored>,
    /// What clients did; `None` for those that do no more than ask once.
    pub clients: Option<ClientReport>,
    /// What an A/B test counted; `None` without one.
    pub ab_test: Option<AbTestReport>,
}

/// What became of the requests; all but the last of the parts sum to `offered`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Requests {
    /// Arrived.
    pub offered: u64,
    /// Answered well and in time.
    pub served: u64,
    /// Answered with an error, or lost with an instance.
    pub failed: u64,
    /// Refused at once.
    pub rejected: u64,
    /// Given up by the client.
    pub timed_out: u64,
    /// Still on an instance at the end of the run.
    pub in_flight: u64,
    /// Of those that failed: sent to an instance that did not listen, because the balancers did not know it yet; with
    /// retries or hedging attempts, not requests.
    pub refused_connections: u64,
}

impl Requests {
    /// Those that users were hurt by: failed, rejected or timed out.
    #[must_use]
    pub fn harmed(&self) -> u64 {
        self.failed + self.rejected + self.timed_out
    }
}

/// Latency of answered requests, ms; one that timed out counts with the client's patience.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Mean.
    pub mean: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 95th percentile.
    pub p95: Option<f64>,
    /// 99th percentile.
    pub p99: Option<f64>,
    /// Largest.
    pub max: Option<f64>,
    /// Mean time from arrival to the beginning of work.
    pub mean_wait: Option<f64>,
}

/// What the fleet could take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Capacity {
    /// Fewest instances in rotation at any moment.
    pub min_ready_instances: u32,
    /// The same as a share of the wanted fleet.
    pub min_share_of_fleet: f64,
    /// Lowest capacity as a share of the demand of the same moment, on the grid; `None` without demand.
    pub min_share_of_demand: Option<f64>,
    /// Time without any instance in rotation, s.
    pub outage_s: f64,
}

/// How long both versions served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionMix {
    /// Time with instances of both versions in rotation, s.
    pub mixed_s: f64,
    /// Requests sent to the candidate.
    pub candidate_requests: u64,
}

/// How a rollout went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RolloutReport {
    /// Number of the version that it brought; 1 runs at the start.
    pub version: u32,
    /// Number of the version that ran before, and that a roll-back goes to.
    pub from_version: u32,
    /// How it stood at the end.
    pub outcome: RolloutOutcome,
    /// When it began, s.
    pub started_s: Option<f64>,
    /// From the beginning until it was complete or completely taken back, s.
    pub duration_s: Option<f64>,
    /// From the first request that met a faulty candidate (for one that never becomes ready, from the beginning) to
    /// the decision to roll back, s.
    pub time_to_detect_s: Option<f64>,
    /// From the decision to roll back until the stable version alone served with the whole fleet again, s.
    pub time_to_restore_s: Option<f64>,
    /// Requests that met a faulty candidate: the blast radius; 0 for a candidate no worse than the stable version.
    pub exposed_requests: u64,
    /// Actions of the controller: instances launched, drained, halted and restarted, weights set.
    pub actions: u32,
    /// Why it was taken back.
    pub reason: Option<ReasonReport>,
}

/// Why a change was taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReasonReport {
    /// `error_rate`, `latency_p99_ms`, `progress_deadline_s`, `operator`, `no_data`, `analysis` or `ab_test`.
    pub metric: String,
    /// What telemetry showed.
    pub value: f64,
    /// What was allowed.
    pub limit: f64,
    /// When it was decided, s.
    pub at_s: f64,
    /// What the analysis found, if it was one.
    pub finding: Option<Finding>,
}

/// What clients did who may do more than ask once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientReport {
    /// Attempts: first ones, retries and hedges.
    pub attempts: u64,
    /// Attempts that followed a failure.
    pub retries: u64,
    /// Attempts that were sent because an answer was late.
    pub hedges: u64,
    /// Attempts per request: by how much clients amplify the load; `None` without requests.
    pub amplification: Option<f64>,
    /// Users who asked at least once.
    pub users: u64,
    /// Users who met both versions.
    pub mixed_users: u64,
    /// Attempts that were errors because the versions do not understand each other.
    pub broken: BrokenReport,
    /// The requests of each class.
    pub classes: Vec<ClassReport>,
    /// The requests of each region's users.
    pub regions: Vec<RegionReport>,
}

/// Attempts that were errors because of what the other version had left, each for the first reason that it had. One whose
/// client did not wait for the answer counts too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenReport {
    /// For any reason.
    pub total: u64,
    /// A session that it had written.
    pub session: u64,
    /// A program in the browser that came from it.
    pub client: u64,
    /// A schema that is its.
    pub schema: u64,
}

/// The requests of one class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassReport {
    /// The class's name.
    pub name: String,
    /// Answered well and in time.
    pub served: u64,
    /// Answered with an error, lost, refused or given up.
    pub not_served: u64,
    /// Mean latency of those that were answered or given up, ms.
    pub mean_latency_ms: Option<f64>,
}

/// The requests of one region's users, with the network time to them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegionReport {
    /// The region's name.
    pub name: String,
    /// Sent.
    pub offered: u64,
    /// Answered well and in time.
    pub served: u64,
    /// Answered with an error, or lost.
    pub failed: u64,
    /// Refused.
    pub rejected: u64,
    /// Given up.
    pub timed_out: u64,
    /// Mean latency of those that were not refused, ms.
    pub mean_latency_ms: Option<f64>,
    /// Median of the same, ms.
    pub latency_p50_ms: Option<f64>,
    /// 99th percentile of the same, ms.
    pub latency_p99_ms: Option<f64>,
}

/// The figures of `recording`, which `scenario` gave.
#[must_use]
pub fn report(scenario: &Scenario, recording: &Recording) -> Report {
    put_together(scenario, recording, (!recording.figures_only).then(|| recording.hash()))
}

/// The same where the recording's `bytes` are known, which saves writing them again for the hash.
#[must_use]
pub fn report_of(scenario: &Scenario, recording: &Recording, bytes: &[u8]) -> Report {
    put_together(scenario, recording, Some(hash_of(bytes)))
}

fn put_together(scenario: &Scenario, recording: &Recording, hash: Option<u64>) -> Report {
    let (requests, latency_ms) = (requests(recording), latency(recording));
    let cost = cost(scenario, recording, &requests, latency_ms.mean);
    let deployments: Vec<RolloutReport> = match recording.earlier.len() {
        0 => Vec::new(),
        earlier => (0..=earlier).map(|number| rollout(scenario, recording, number)).collect(),
    };
    Report {
        hash: hash.map(|hash| format!("{hash:016x}")),
        seed: recording.seed,
        strategy: recording.strategy.name().to_owned(),
        horizon_s: recording.horizon.seconds(),
        requests,
        latency_ms,
        capacity: capacity(recording),
        version_mix: VersionMix {
            mixed_s: time_with(recording, |[stable, candidate]| stable > 0 && candidate > 0),
            candidate_requests: recording.totals[VersionId::Candidate.index()].routed,
        },
        rollout: whole(rollout(scenario, recording, recording.earlier.len()), &deployments),
        deployments,
        cost,
        mirrored: mirrored(recording),
        clients: recording.clients.as_ref().map(|clients| client_report(scenario, recording, clients)),
        ab_test: ab_test(scenario, recording),
    }
}

fn client_report(scenario: &Scenario, recording: &Recording, clients: &ClientRecord) -> ClientReport {
    let classes = scenario.clients.classes.iter().zip(&clients.classes).map(|(class, totals)| ClassReport {
        name: class.name.clone(),
        served: totals.served,
        not_served: totals.not_served,
        mean_latency_ms: (totals.timed > 0).then(|| totals.latency.millis() / totals.timed as f64),
    });
    ClientReport {
        attempts: clients.attempts,
        retries: clients.retries,
        hedges: clients.hedges,
        amplification: (recording.offered > 0).then(|| clients.attempts as f64 / recording.offered as f64),
        users: clients.users,
        mixed_users: clients.mixed_users,
        broken: broken_report(clients.broken),
        classes: classes.collect(),
        regions: scenario.clients.regions.iter().zip(&recording.regions).map(region_report).collect(),
    }
}

fn broken_report([session, client, schema]: [u64; 3]) -> BrokenReport {
    BrokenReport { total: session + client + schema, session, client, schema }
}

fn region_report((region, record): (&Region, &RegionRecord)) -> RegionReport {
    let RegionRecord { offered, served, failed, rejected, timed_out, latency } = record;
    let [p50, p99] = latency.quantiles([0.5, 0.99]).map(|at| at.map(Time::millis));
    RegionReport {
        name: region.name.clone(),
        offered: *offered,
        served: *served,
        failed: *failed,
        rejected: *rejected,
        timed_out: *timed_out,
        mean_latency_ms: latency.mean_seconds().map(|seconds| seconds * 1_000.0),
        latency_p50_ms: p50,
        latency_p99_ms: p99,
    }
}

fn requests(recording: &Recording) -> Requests {
    let sum = |part: fn(&Totals) -> u64| recording.totals.iter().map(part).sum::<u64>();
    Requests {
        offered: recording.offered,
        served: sum(|totals| totals.served),
        failed: sum(|totals| totals.failed),
        rejected: sum(|totals| totals.rejected) + recording.rejected_without_instance,
        timed_out: sum(|totals| totals.timed_out),
        in_flight: recording.in_flight,
        refused_connections: refused_connections(recording),
    }
}

fn refused_connections(recording: &Recording) -> u64 {
    let refused = recording.log.iter().map(|entry| match entry.event {
        Event::ConnectionsRefused { requests, .. } => u64::from(requests),
        _ => 0,
    });
    refused.sum()
}

fn latency(recording: &Recording) -> Latency {
    let mut all = recording.latency[0].clone();
    all.merge(&recording.latency[1]);
    let [p50, p95, p99] = all.quantiles([0.5, 0.95, 0.99]).map(|at| at.map(Time::millis));
    let started: u64 = recording.totals.iter().map(|totals| totals.started).sum();
    let waited: f64 = recording.totals.iter().map(|totals| totals.waited.millis()).sum();
    Latency {
        mean: all.mean_seconds().map(|seconds| seconds * 1_000.0),
        p50,
        p95,
        p99,
        max: (all.count() > 0).then(|| all.max().millis()),
        mean_wait: (started > 0).then(|| waited / started as f64),
    }
}

fn capacity(recording: &Recording) -> Capacity {
    let in_rotation = recording.rotation.iter().map(|rotation| rotation.instances.iter().sum::<u32>());
    let min_ready_instances = in_rotation.min().unwrap_or(0);
    let series = &recording.series;
    let share_of_demand = series
        .demand_rps
        .iter()
        .enumerate()
        .filter(|(_, demand)| **demand > 0.0)
        .map(|(i, demand)| f64::from(series.capacity_rps[0][i] + series.capacity_rps[1][i]) / f64::from(*demand));
    Capacity {
        min_ready_instances,
        min_share_of_fleet: min_share_of_fleet(recording),
        min_share_of_demand: share_of_demand.min_by(f64::total_cmp),
        outage_s: time_with(recording, |instances| instances == [0, 0]),
    }
}

/// Fewest instances in rotation as a share of the number wanted at that moment.
fn min_share_of_fleet(recording: &Recording) -> f64 {
    let (mut in_rotation, mut wanted) = (0, recording.wanted);
    let mut changes: Vec<(Time, Option<u32>, Option<u32>)> = Vec::new();
    changes
        .extend(recording.rotation.iter().map(|rotation| (rotation.at, Some(rotation.instances.iter().sum()), None)));
    changes.extend(recording.wanted_since().map(|(at, wanted)| (at, None, Some(wanted))));
    // At the same moment the number comes first: the fleet follows it.
    changes.sort_by_key(|(at, _, wanted)| (*at, wanted.is_none()));
    let mut least = f64::INFINITY;
    for (at, rotation, now_wanted) in changes {
        in_rotation = rotation.unwrap_or(in_rotation);
        wanted = now_wanted.unwrap_or(wanted);
        // Nothing is in rotation before the first entry, which is that of the beginning.
        if at == Time::ZERO && rotation.is_none() {
            continue;
        }
        least = least.min(f64::from(in_rotation) / f64::from(wanted));
    }
    least
}

/// Time during which the instances in rotation satisfy `is_so`, s.
fn time_with(recording: &Recording, is_so: impl Fn([u32; 2]) -> bool) -> f64 {
    let ends = recording.rotation.iter().skip(1).map(|next| next.at).chain([recording.horizon]);
    let spans = recording.rotation.iter().zip(ends);
    spans.filter(|(from, _)| is_so(from.instances)).map(|(from, to)| to - from.at).fold(Time::ZERO, Time::add).seconds()
}

/// Whether what a deployment brings is worse than what ran before in anything that users or operators feel.
fn is_faulty(scenario: &Scenario, rollout: &Rollout) -> bool {
    let (stable, candidate) = (scenario.version_of(rollout.stable.0), scenario.version_of(rollout.candidate.0));
    candidate.error_probability > stable.error_probability
        || candidate.service_factor > stable.service_factor
        || candidate.leak.is_worse_than(&stable.leak)
        || (stable.becomes_ready && !candidate.becomes_ready)
        || candidate.unready_s > stable.unready_s
        || candidate.crash_on_start > stable.crash_on_start
        || (candidate.cases != stable.cases && candidate.cases.iter().any(Case::is_bad))
        || !scenario.compatibility_of(rollout.candidate.0).is_full()
        || (candidate.crash_after_s > 0.0
            && (stable.crash_after_s == 0.0 || candidate.crash_after_s < stable.crash_after_s))
}

/// Requests that met a faulty candidate during the last of these deployments: its own, or what was left of those whose place it
/// took.
fn exposed_requests(scenario: &Scenario, rollouts: &[&Rollout]) -> u64 {
    let Some((last, before)) = rollouts.split_last() else { return 0 };
    let overlapped = before.iter().rev().zip(rollouts.iter().rev()).take_while(|(_, next)| next.overlaps);
    let older_is_faulty = overlapped.into_iter().any(|(rollout, _)| is_faulty(scenario, rollout));
    let own = if is_faulty(scenario, last) { last.exposed } else { 0 };
    own + if older_is_faulty { last.exposed_older } else { 0 }
}

/// The last one, with what is counted of all of them.
fn whole(last: RolloutReport, all: &[RolloutReport]) -> RolloutReport {
    if all.is_empty() {
        return last;
    }
    let exposed_requests = all.iter().map(|one| one.exposed_requests).sum();
    RolloutReport { exposed_requests, actions: all.iter().map(|one| one.actions).sum(), ..last }
}

fn rollout(scenario: &Scenario, recording: &Recording, number: usize) -> RolloutReport {
    let rollouts: Vec<&Rollout> = recording.rollouts().take(number + 1).collect();
    let Rollout { stable, candidate, outcome, started, finished, .. } = *rollouts[number];
    let Rollout { first_exposed, reason, restored, actions, .. } = *rollouts[number];
    let between = |from: Option<Time>, to: Option<Time>| Some(to?.since(from?).seconds());
    let decided = reason.map(|reason| reason.at);
    let is_faulty = is_faulty(scenario, rollouts[number]);
    RolloutReport {
        version: candidate.0 + 1,
        from_version: stable.0 + 1,
        outcome,
        started_s: started.map(Time::seconds),
        duration_s: between(started, finished),
        time_to_detect_s: if is_faulty { between(first_exposed.or(started), decided) } else { None },
        time_to_restore_s: between(decided, restored),
        exposed_requests: exposed_requests(scenario, &rollouts),
        actions,
        reason: reason.map(|reason| ReasonReport {
            metric: reason.cause.id().to_owned(),
            value: reason.value,
            limit: reason.limit,
            at_s: reason.at.seconds(),
            finding: match reason.cause {
                Cause::Analysis(finding) => Some(finding),
                _ => None,
            },
        }),
    }
}
