//! How long a request takes in the engine. Read the figures as ratios to `floor` within one run: machines differ, and
//! are shared.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use cutover::kernel::rng::{Purpose, Stream};
use cutover::kernel::ziggurat::Ziggurat;
use cutover::record::simulate;
use cutover::scenario::{Checked, Law, Policy, Scenario, presets::PRESETS};
use std::hint::black_box;

/// Requests offered in each run.
const REQUESTS: f64 = 200_000.0;
/// Share of the fleet's capacity that is used.
const LOAD: f64 = 0.7;

/// A fleet at 70 % load with exponential work, and no rollout.
fn fleet(instances: u32, policy: Policy) -> Checked {
    let mut scenario = Scenario { sample_interval_s: 1.0, ..Scenario::default() };
    scenario.fleet.instances = instances;
    scenario.fleet.workers = 4;
    scenario.fleet.queue_capacity = 100;
    scenario.fleet.policy = policy;
    scenario.service.law = Law::Exponential;
    scenario.service.mean_ms = 40.0;
    scenario.traffic.rate_rps = LOAD * f64::from(instances * 4) / 0.04;
    scenario.horizon_s = (REQUESTS / scenario.traffic.rate_rps).max(10.0);
    scenario.strategy.start_s = scenario.horizon_s + 1.0;
    scenario.check().expect("the workload is a good scenario")
}

fn engine(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("request");
    group.sample_size(10);
    group.throughput(Throughput::Elements(REQUESTS as u64));
    // What every request costs at least: two exponentials and one uniform integer.
    group.bench_function("floor", |bencher| {
        let ziggurat = Ziggurat::new();
        let mut streams = [Purpose::Arrivals, Purpose::Work, Purpose::Balancer].map(|p| Stream::new(1, p));
        bencher.iter(|| {
            for _ in 0..REQUESTS as u32 {
                black_box(ziggurat.exponential(&mut streams[0]));
                black_box(ziggurat.exponential(&mut streams[1]));
                black_box(streams[2].below(100));
            }
        });
    });
    for policy in Policy::ALL {
        for instances in [10, 100, 1_000] {
            let scenario = fleet(instances, *policy);
            let requests = simulate(&scenario).offered;
            group.throughput(Throughput::Elements(requests));
            let id = BenchmarkId::new(policy.name(), instances);
            group.bench_with_input(id, &scenario, |bencher, scenario| bencher.iter(|| simulate(scenario)));
        }
    }
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
