//! Where users are, and versions that are bad for some of them only.

use crate::support::{run, with};
use cutover::fleet::VersionId;
use cutover::record::{ClientReport, Recording, RegionReport, Report, Sample};
use std::collections::BTreeSet;

/// Constant work of 100 ms on instances where nobody waits, and no rollout.
const CALM: &str = "horizon_s = 300
    service = { law = 'constant', mean_ms = 100 }
    versions.stable.error_probability = 0
    versions.candidate.error_probability = 0
    strategy.start_s = 9999\n";

fn clients(report: &Report) -> &ClientReport {
    report.clients.as_ref().expect("clients that are not plain")
}

fn regions(report: &Report) -> &[RegionReport] {
    &clients(report).regions
}

/// Latency of a sampled request, ms.
fn latency_ms(sample: &Sample) -> u64 {
    (sample.ended - sample.arrived).0 / 1_000_000
}

/// The latencies in the samples that arrived between two moments, ms.
fn latencies(recording: &Recording, from_s: f64, to_s: f64) -> BTreeSet<u64> {
    let inside = |sample: &&Sample| (from_s..to_s).contains(&sample.arrived.seconds());
    recording.samples.iter().filter(inside).map(latency_ms).collect()
}

#[test]
fn each_region_has_its_users_and_its_network_time() {
    let (_, report) = run(&format!(
        "{CALM}traffic.rate_rps = 100\nfleet.workers = 20
        clients.regions = [{{ name = 'near', weight = 3 }}, {{ name = 'far', weight = 1, latency_ms = 80 }}]"
    ));
    let [near, far] = regions(&report) else { panic!("two regions") };
    assert_eq!(near.offered + far.offered, report.requests.offered);
    // A quarter of 30,000; four standard deviations of a binomial count are 300.
    assert!((far.offered as f64 - 7_500.0).abs() < 300.0, "{far:?}");
    assert_eq!((near.failed + near.rejected + near.timed_out, far.failed + far.rejected + far.timed_out), (0, 0));
    let mean = |region: &RegionReport| region.mean_latency_ms.unwrap();
    assert!((mean(near) - 100.0).abs() < 1e-6 && (mean(far) - 180.0).abs() < 1e-6, "{near:?} {far:?}");
    let p99 = far.latency_p99_ms.unwrap();
    assert!((p99 / 180.0 - 1.0).abs() < 0.01, "{p99}");
    // Waiting for a worker is no part of it.
    assert_eq!(report.latency_ms.mean_wait, Some(0.0));
}

#[test]
fn one_region_next_to_the_service_changes_no_figure() {
    let toml = "traffic.rate_rps = 330\nstrategy.kind = 'canary'\nfaults.crashes = [{ at_s = 100 }]";
    let (plain, near) = (run(toml).0, run(&format!("{toml}\nclients.regions = [{{ name = 'here' }}]")).0);
    assert_eq!(format!("{:?}", plain.totals), format!("{:?}", near.totals));
    assert_eq!(plain.samples, near.samples);
    assert_eq!(plain.log, near.log);
}

#[test]
fn who_is_too_far_away_gives_up_although_the_service_sees_good_answers() {
    // An answer after 100 ms is in time for 150 ms of patience, but not 80 ms of network later.
    let (recording, report) = run(&with(
        CALM,
        "traffic = { rate_rps = 100, timeout_s = 0.15 }
        fleet = { workers = 20, warm_up_s = 0 }
        clients.regions = [{ name = 'near' }, { name = 'far', latency_ms = 80 }]
        strategy.start_s = 20",
    ));
    let [near, far] = regions(&report) else { panic!("two regions") };
    assert!(near.timed_out == 0 && near.served > 10_000, "{near:?}");
    assert!(far.served == 0 && far.timed_out > 10_000, "{far:?}");
    assert!(recording.samples.iter().all(|sample| [100, 150].contains(&latency_ms(sample))));
    // The judge sees the candidate as the service does: half of its users give up, and it finds nothing.
    let seen: Vec<f32> = recording.series.seen_error_rate.iter().copied().filter(|rate| !rate.is_nan()).collect();
    assert!(seen.len() > 100 && seen.iter().all(|rate| *rate == 0.0), "{seen:?}");
    assert!(report.rollout.reason.is_none());
}

#[test]
fn the_network_is_part_of_a_closed_loops_cycle() {
    // By the interactive response-time law users who think for 0.84 s and wait 100 ms for work and 20 or 100 ms for the
    // network ask once in 0.96 or 1.04 s.
    let (recording, report) = run(&format!(
        "{CALM}fleet.workers = 20\nclients.population = 'closed'\nclients.users = 100
        clients.think = 'constant'\nclients.think_s = 0.84
        clients.regions = [{{ latency_ms = 20 }}, {{ latency_ms = 100 }}]"
    ));
    let users = |region: usize, cycle_s: f64| regions(&report)[region].offered as f64 / 300.0 * cycle_s;
    let (near, far) = (users(0, 0.96), users(1, 1.04));
    // The demand that is shown is what all would ask for: 100 / (0.84 + 0.1 + 0.06).
    assert!(recording.series.demand_rps.iter().all(|rps| (rps - 100.0).abs() < 1e-3));
    // The first thought and the last cycle are cut off: 0.5 % of the run.
    assert!((near + far - 100.0).abs() < 0.5 && (35.0..65.0).contains(&far), "{near} {far}");
}

/// Two zones of two nodes, and users in each of them who are 40 ms from the other one.
const ZONES: &str = "cluster = { nodes = 4, slots_per_node = 6, zones = 2, eviction_s = 40 }
    routing = { prefer_own_zone = true, overprovisioning_factor = 1.5 }
    traffic.rate_rps = 50
    fleet = { instances = 8, workers = 20, provision_s = 2, warm_up_s = 0 }
    clients.regions = [{ name = 'a', zones_ms = [0, 40] }, { name = 'b', zones_ms = [40, 0] }]\n";

#[test]
fn a_lost_zone_sends_its_users_to_the_other_one() {
    let (recording, report) =
        run(&format!("{CALM}{ZONES}faults.zone_losses = [{{ at_s = 100, zone = 1, duration_s = 0 }}]"));
    let all = |from_s, to_s| latencies(&recording, from_s, to_s).into_iter().collect::<Vec<u64>>();
    assert_eq!(all(0.0, 99.8), [100]);
    // Half of the users are now served from afar: at first by what stands in zone 0, then also by what has come in place of
    // the lost instances at 140 s, which stands there too, whatever its number.
    assert_eq!(all(100.5, 139.0), [100, 140]);
    assert_eq!(all(160.0, 299.0), [100, 140]);
    let late: Vec<&Sample> = recording.samples.iter().filter(|sample| sample.arrived.seconds() > 160.0).collect();
    let far = late.iter().filter(|sample| latency_ms(sample) == 140);
    let odd = far.filter(|sample| sample.instance.unwrap() >= 8 && sample.instance.unwrap() % 2 == 1).count();
    assert!(odd > 300, "{odd} of {}", late.len());
    let [a, b] = regions(&report) else { panic!("two regions") };
    assert_eq!(a.latency_p50_ms.map(f64::round), Some(100.0));
    assert!(b.mean_latency_ms.unwrap() > 120.0 && b.failed < 100, "{b:?}");
}

#[test]
fn without_a_cluster_instances_stand_in_the_zones_of_the_routing() {
    let zones = ZONES.replace("cluster = { nodes = 4, slots_per_node = 6, zones = 2, eviction_s = 40 }", "");
    let own = zones.replace("prefer_own_zone = true", "prefer_own_zone = true, zones = 2");
    assert_eq!(latencies(&run(&format!("{CALM}{own}")).0, 0.0, 299.0), BTreeSet::from([100]));
    // Whoever does not prefer the own zone travels half of the time.
    let any = zones.replace("prefer_own_zone = true", "zones = 2");
    let (recording, _) = run(&format!("{CALM}{any}"));
    let far = recording.samples.iter().filter(|sample| latency_ms(sample) == 140).count() as f64;
    assert!((far / recording.samples.len() as f64 - 0.5).abs() < 0.02, "{far}");
}

#[test]
fn a_version_can_be_slow_for_one_class() {
    // A canary of one half, for ever.
    let (recording, report) = run(&with(
        CALM,
        "traffic.rate_rps = 100
        fleet = { workers = 20, warm_up_s = 0, provision_s = 0 }
        clients.classes = [{ name = 'read', weight = 3 }, { name = 'search' }]
        versions.candidate.cases = [{ class = 'search', service_factor = 3 }]
        rollback.automatic = false
        strategy.kind = 'canary'
        strategy.start_s = 0
        strategy.canary.steps = [{ weight = 50, pause_s = 9999 }]",
    ));
    let of = |version| -> BTreeSet<u64> {
        recording.samples.iter().filter(|sample| sample.version == Some(version)).map(latency_ms).collect()
    };
    assert_eq!(of(VersionId::Stable), BTreeSet::from([100]));
    assert_eq!(of(VersionId::Candidate), BTreeSet::from([100, 300]));
    let [read, search] = &clients(&report).classes[..] else { panic!("two classes") };
    assert_eq!(read.mean_latency_ms.map(f64::round), Some(100.0));
    assert!((search.mean_latency_ms.unwrap() - 200.0).abs() < 10.0, "{search:?}");
    // A faulty candidate, whoever notices it.
    assert_eq!(report.rollout.exposed_requests, report.version_mix.candidate_requests);
    // Work of 1.5 times 100 ms on average on the candidate.
    let capacity = |version: VersionId, i: usize| recording.series.capacity_rps[version.index()][i];
    let in_rotation = |version: VersionId, i: usize| recording.series.in_rotation[version.index()][i] as f32;
    let each = VersionId::BOTH.map(|version| capacity(version, 200) / in_rotation(version, 200));
    assert!((each[0] - 200.0).abs() < 0.1 && (each[1] - 200.0 / 1.5).abs() < 0.1, "{each:?}");
}

#[test]
fn a_version_can_fail_in_one_class_besides_failing_everywhere() {
    let (_, report) = run(&with(
        CALM,
        "traffic.rate_rps = 100
        fleet.workers = 20
        clients.classes = [{ name = 'read', weight = 3 }, { name = 'search' }]
        versions.stable.error_probability = 0.2
        versions.stable.cases = [{ class = 'search', error_probability = 0.5 }]",
    ));
    let share = |class: usize| {
        let class = &clients(&report).classes[class];
        class.not_served as f64 / (class.served + class.not_served) as f64
    };
    // 1 - 0.8 * 0.5 = 0.6 of 7,500; four standard deviations of the shares.
    assert!(
        (share(0) - 0.2).abs() < 4.0 * 0.4 / 150.0 && (share(1) - 0.6).abs() < 4.0 * 0.49 / 86.0,
        "{} {}",
        share(0),
        share(1)
    );
}

#[test]
fn a_canary_does_not_see_what_its_cohorts_do_not_meet() {
    // Everything fails for the users of the upper half, whom a canary of 10 % and of 40 % does not reach.
    let toml = |cohorts: &str| {
        let canary = "traffic.rate_rps = 200
            fleet = { workers = 20, warm_up_s = 0 }
            strategy.kind = 'canary'
            strategy.start_s = 10
            strategy.canary.steps = [{ weight = 10 }, { weight = 40 }, { weight = 80 }]";
        with(CALM, &format!("{canary}\nversions.candidate.cases = [{{ {cohorts}, error_probability = 1 }}]"))
    };
    let (recording, report) = run(&toml("cohort_from = 0.5"));
    let weight = |i: usize| recording.series.set_weight[i];
    let first = recording.series.failed[1].iter().position(|failed| *failed > 0).expect("somebody meets it");
    assert_eq!((weight(first - 2), weight(first)), (40, 80));
    assert!(report.rollout.reason.is_some() && report.rollout.exposed_requests > 3_000, "{:?}", report.rollout);
    // The same fault in the cohorts that come first is found at once.
    let (_, lower) = run(&toml("cohort_to = 0.5"));
    assert!(lower.rollout.exposed_requests < 500, "{:?}", lower.rollout);
}
