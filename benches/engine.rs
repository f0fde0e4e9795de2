//! What `cutover bench` does not cover: whole runs as the page makes them, and what recording them costs. Machines differ,
//! and are shared: read the figures as ratios to each other within one run.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cutover::bench::{Bystander, Lean};
use cutover::record::simulate;
use cutover::scenario::presets::PRESETS;
use cutover::scenario::{Checked, Scenario};
use cutover::sim::Simulation;

/// The run with the lean observer in place of the recorder.
fn unrecorded(scenario: &Checked) -> Lean {
    let mut simulation = Simulation::new(scenario, Lean::beside(scenario));
    while !simulation.advance(u32::MAX) {}
    simulation.finish()
}

fn engine(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("default");
    group.sample_size(20);
    let scenario = Scenario::default().check().expect("the default is a good scenario");
    group.throughput(Throughput::Elements(simulate(&scenario).offered));
    group.bench_function("unrecorded", |bencher| bencher.iter(|| unrecorded(&scenario)));
    group.bench_function("recorded", |bencher| bencher.iter(|| simulate(&scenario)));
    group.finish();

    let mut group = criterion.benchmark_group("preset");
    group.sample_size(10);
    for preset in PRESETS {
        let scenario = preset.scenario().expect("a preset is a good scenario");
        group.throughput(Throughput::Elements(simulate(&scenario).offered));
        group.bench_function(preset.id, |bencher| bencher.iter(|| simulate(&scenario)));
    }
    group.finish();
}

criterion_group!(benches, engine);
criterion_main!(benches);
