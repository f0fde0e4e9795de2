//! What a run leaves behind: how much that is, and that less of it gives the same figures.

use cutover::record::{Load, Recording, Report, Sample, figures, report, simulate};
use cutover::scenario::presets::PRESETS;
use cutover::scenario::{Checked, StrategyKind};
use std::mem::size_of;

/// Every preset under every strategy.
fn runs() -> impl Iterator<Item = Checked> {
    PRESETS.iter().flat_map(|preset| {
        let scenario = preset.scenario().expect("a preset is a good scenario");
        StrategyKind::ALL.iter().map(move |kind| scenario.with_strategy(*kind))
    })
}

/// Bytes that a recording takes in memory, with the room that its lists have kept; the histograms take as much as they do
/// when written down, or less.
fn memory(recording: &Recording) -> usize {
    fn room<T>(list: &Vec<T>) -> usize {
        list.capacity() * size_of::<T>()
    }
    fn rooms<T>(lists: &[Vec<T>]) -> usize {
        lists.iter().map(room).sum()
    }
    let series = &recording.series;
    let counts = [&series.routed, &series.served, &series.failed, &series.timed_out, &series.in_rotation];
    let single = [&series.offered, &series.rejected, &series.paid, &series.outstanding];
    let shares = [
        &series.p50_ms,
        &series.p95_ms,
        &series.p99_ms,
        &series.demand_rps,
        &series.utilization,
        &series.seen_error_rate,
        &series.seen_p99_ms,
    ];
    let clients = recording
        .clients
        .iter()
        .flat_map(|clients| [&clients.attempts_series, &clients.retries_series, &clients.hedges_series].map(room));
    let loads: usize = recording.loads.iter().map(|load| size_of::<Load>() + load.outstanding.capacity()).sum();
    size_of::<Recording>()
        + counts.iter().map(|lists| rooms(lists.as_slice())).sum::<usize>()
        + single.map(room).iter().sum::<usize>()
        + shares.map(room).iter().sum::<usize>()
        + rooms(&series.capacity_rps)
        + room(&series.set_weight)
        + clients.sum::<usize>()
        + loads
        + room(&recording.spans)
        + room(&recording.rotation)
        + room(&recording.log)
        + room(&recording.samples)
}

#[test]
fn a_recording_takes_less_than_two_megabytes() {
    const MOST: usize = 2_000_000;
    for scenario in runs() {
        let recording = simulate(&scenario);
        let (written, kept) = (recording.to_bytes().len(), memory(&recording));
        let samples = recording.samples.len() * size_of::<Sample>();
        assert!(written < MOST && kept < MOST, "{} {}: {written} {kept}", scenario.name, scenario.strategy.kind.name());
        // Of a run with few requests all of them are sampled.
        let enough = samples > 100_000 || recording.samples.len() as u64 + recording.in_flight == recording.offered;
        assert!(enough && kept > samples, "something has been left out: {kept}, samples alone {samples}");
    }
}

#[test]
fn a_run_for_its_figures_alone_has_the_same_figures() {
    for scenario in runs() {
        let recording = simulate(&scenario);
        let whole = report(&scenario, &recording);
        assert!(whole.hash.is_some());
        assert_eq!(figures(&scenario), Report { hash: None, ..whole });
    }
}
