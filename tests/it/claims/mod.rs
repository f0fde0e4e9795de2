//! The claims that courses make about ways to deploy, each as a run: what must be seen, and where it stops holding.
//! `docs/claims.md` tells of each.

mod ab_test;
mod blue_green;
mod canary;
mod page;
mod rolling;
mod zero_downtime;

use crate::support::{run, with};
use cutover::fleet::{State, VersionId};
use cutover::record::{Recording, Report, Span};
use cutover::sim::Event;

/// Ten instances with two workers each, and work of 40 ms: 50 requests/s each and 500 in all. The rollout begins at 60 s. An
/// instance needs 2 s to stop, 10 s of provisioning where it is new, and 10 s from the start of its process until it is
/// ready (8 s, then the next of the checks at 0, 5, 10 s). Nothing fails by itself, and nothing is left to luck.
const PLAIN: &str = "traffic.arrivals = 'constant'
service.law = 'constant'
service.mean_ms = 40
fleet.warm_up_factor = 1
versions.stable.error_probability = 0
versions.candidate.error_probability = 0";

/// `PLAIN` without requests: an instance stops in exactly 2 s, as nothing has to be finished.
const QUIET: &str = "traffic.rate_rps = 0
fleet.warm_up_factor = 1";

/// One at a time on its own machine: 2 s to stop and 10 s until ready, so 12 s each.
const IN_PLACE: &str = "strategy.rolling.in_place = true
strategy.rolling.max_unavailable = 1";

const CANARY: &str = "strategy.kind = 'canary'";
const BLUE_GREEN: &str = "strategy.kind = 'blue-green'";
const RECREATE: &str = "strategy.kind = 'recreate'";

/// The run of a scenario that is put together of these; what comes later counts.
fn of(parts: &[&str]) -> (Recording, Report) {
    run(&parts.iter().fold(String::new(), |all, part| with(&all, part)))
}

/// The report of such a run.
fn told(parts: &[&str]) -> Report {
    of(parts).1
}

/// When the load balancer was told which weight, s and percent.
fn weights(recording: &Recording) -> Vec<(f64, u32)> {
    let weight = |event| if let Event::WeightSet { percent } = event { Some(percent) } else { None };
    recording.log.iter().filter_map(|entry| Some((entry.at.seconds(), weight(entry.event)?))).collect()
}

/// Requests sent to one version in the intervals that end after `from_s` and until `to_s`, on a grid of 1 s.
fn routed(recording: &Recording, version: VersionId, from_s: usize, to_s: usize) -> u32 {
    recording.series.routed[version.index()][from_s..to_s].iter().sum()
}

/// The candidate's share of the requests in such a time.
fn share(recording: &Recording, from_s: usize, to_s: usize) -> f64 {
    let [stable, candidate] =
        [VersionId::Stable, VersionId::Candidate].map(|version| routed(recording, version, from_s, to_s));
    f64::from(candidate) / f64::from(stable + candidate)
}

/// The largest 99th percentile of a second, ms, in such a time.
fn worst_p99_ms(recording: &Recording, from_s: usize, to_s: usize) -> f32 {
    recording.series.p99_ms[from_s..to_s].iter().copied().fold(0.0, f32::max)
}

/// Requests that ended badly, in whichever way.
fn harmed(report: &Report) -> u64 {
    report.requests.failed + report.requests.rejected + report.requests.timed_out
}

/// The times in which instances were in this state, in order of their beginning.
fn spans(recording: &Recording, version: VersionId, state: State) -> Vec<Span> {
    let mut spans: Vec<Span> =
        recording.spans.iter().copied().filter(|span| (span.version, span.state) == (version, state)).collect();
    spans.sort_by_key(|span| (span.from, span.instance));
    spans
}

/// Asserts that a figure is what the arithmetic says.
#[track_caller]
fn is(figure: f64, expected: f64, within: f64) {
    assert!((figure - expected).abs() <= within, "{figure}, and the arithmetic says {expected}");
}

/// For figures that nothing but the computer's rounding separates from the arithmetic.
const EXACT: f64 = 1e-9;
