//! What `cutover bench` does not cover: whole runs as the page makes them, and what recording them costs. Machines differ,
//! and are shared: read the figures as ratios to each other within one run.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cutover::bench::run_lean;
use cutover::record::{figures, simulate};
use cutover::scenario::Scenario;
use cutover::scenario::presets::PRESETS;

fn engine(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("default");
    group.sample_size(20);
    let scenario = Scenario::default().check().expect("the default is a good scenario");
    group.throughput(Throughput::Elements(simulate(&scenario).offered));
    group.bench_function("unrecorded", |bencher| bencher.iter(|| run_lean(&scenario)));
    group.bench_function("figures", |bencher| bencher.iter(|| figures(&scenario)));
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
