//! Clients against published formulas: sessions, a closed loop, retries, classes, hedging; and the retry storm.

use crate::support::run;
use cutover::record::{ClientReport, Recording, Report, simulate};
use cutover::scenario::StrategyKind;
use cutover::scenario::presets::Preset;

const SEEDS: u32 = 30;
/// The 14 figures of this file lie in their intervals together with 99 % confidence (Bonferroni's inequality): the quantile
/// 1 - 0.005 / 14 of Student's t with 29 degrees of freedom.
const T_99: f64 = 3.785;

/// The interval of `measure` over independent seeds contains `expected`, and is narrow enough to refuse a value that
/// is `wrong` of it off.
fn assert_inside(toml: &str, wrong: f64, measure: impl Fn(&Report) -> f64, expected: f64) {
    let values: Vec<f64> = (1..=SEEDS).map(|seed| measure(&run(&format!("seed = {seed}\n{toml}")).1)).collect();
    let mean = values.iter().sum::<f64>() / f64::from(SEEDS);
    let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / f64::from(SEEDS - 1);
    let half = T_99 * (variance / f64::from(SEEDS)).sqrt();
    assert!((mean - expected).abs() <= half, "{mean} +- {half} does not contain {expected}\n{toml}");
    assert!(half < wrong * expected, "{mean} +- {half} is too wide to mean anything\n{toml}");
}

fn clients(report: &Report) -> &ClientReport {
    report.clients.as_ref().expect("clients that do more than ask once")
}

/// One instance with exponential work of 100 ms and one worker, without a rollout.
const ONE: &str = "horizon_s = 3000
    sample_interval_s = 10
    service = { law = 'exponential', mean_ms = 100 }
    versions.stable.error_probability = 0
    strategy.start_s = 9999\n";

/// The chance that the machine with one repairer and `machines` machines has nothing to repair, where a repair takes
/// `ratio` times the time to failure (the M/M/1//N queue: Kleinrock, Queueing Systems I, 1975, section 3.8):
/// `1 / sum over k of N! / (N - k)! ratio^k`.
fn idle(machines: u32, ratio: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 0..machines {
        term *= f64::from(machines - k) * ratio;
        sum += term;
    }
    1.0 / sum
}

#[test]
fn a_closed_loop_is_the_machine_repair_queue() {
    // 12 users who think 1 s on average before work of 0.1 s: they are served at (1 - p0) / S, and by the interactive
    // response-time law (Denning and Buzen, 1978) wait R = N / X - Z for it.
    let toml = |think: &str| {
        format!(
            "{ONE}traffic.timeout_s = 0
            fleet = {{ instances = 1, workers = 1, queue_capacity = 1000 }}
            clients = {{ population = 'closed', users = 12, think_s = 1, think = '{think}' }}"
        )
    };
    let throughput = (1.0 - idle(12, 0.1)) / 0.1;
    let served_rps = |report: &Report| report.requests.served as f64 / report.horizon_s;
    assert_inside(&toml("exponential"), 0.01, served_rps, throughput);
    assert_inside(&toml("exponential"), 0.02, |r| r.latency_ms.mean.unwrap(), 1_000.0 * (12.0 / throughput - 1.0));
    // The queue is insensitive to how thinking varies (a delay station: Baskett, Chandy, Muntz and Palacios, 1975).
    assert_inside(&toml("constant"), 0.01, served_rps, throughput);
}

#[test]
fn the_interactive_response_time_law_holds_whatever_the_service() {
    // X (R + Z) = N, up to the requests and thoughts that the ends of the run cut off: a cycle of 2 s in 3,000.
    for service in ["law = 'log-normal', median_ms = 70, p99_ms = 900", "law = 'constant', mean_ms = 150"] {
        let (_, report) = run(&format!(
            "{ONE}traffic.timeout_s = 0
            fleet = {{ instances = 3, workers = 2, queue_capacity = 1000, policy = 'random' }}
            clients = {{ population = 'closed', users = 60, think_s = 1.5 }}"
        )
        .replace("law = 'exponential', mean_ms = 100", service));
        let throughput = report.requests.served as f64 / report.horizon_s;
        let users = throughput * (report.latency_ms.mean.unwrap() / 1_000.0 + 1.5);
        assert!((users / 60.0 - 1.0).abs() < 0.01, "{users}");
        assert_eq!(clients(&report).users, 60);
    }
}

#[test]
fn sessions_ask_at_the_rate_of_the_traffic_and_as_often_as_they_say() {
    for length in ["geometric", "fixed"] {
        // Nobody is there at the beginning: the first session of 4 requests and 3 thoughts of 2 s has to fill up.
        let toml = format!(
            "{ONE}traffic.rate_rps = 40
            fleet = {{ instances = 8, workers = 2, policy = 'random' }}
            clients = {{ population = 'sessions', requests_per_session = 4, think_s = 2, session_length = '{length}' }}"
        );
        let expected = if length == "fixed" { 40.0 * (3_000.0 - 3.0) } else { 40.0 * (3_000.0 - 6.0) };
        assert_inside(&toml, 0.01, |r| r.requests.offered as f64, expected);
        assert_inside(&toml, 0.01, |r| clients(r).users as f64, 30_000.0);
    }
}

#[test]
fn retries_are_a_geometric_series() {
    // Every attempt fails with chance p: 1 + p + p^2 + p^3 attempts, and only p^4 of the requests are not served.
    let p: f64 = 0.4;
    let toml = format!(
        "{ONE}traffic.rate_rps = 20
        fleet = {{ instances = 8, workers = 4, policy = 'random' }}
        clients.retries = {{ max = 3, back_off_ms = 20 }}"
    )
    .replace("error_probability = 0", "error_probability = 0.4");
    assert_inside(&toml, 0.01, |r| clients(r).amplification.unwrap(), 1.0 + p + p * p + p * p * p);
    let not_served = |r: &Report| r.requests.failed as f64 / r.requests.offered as f64;
    assert_inside(&toml, 0.03, not_served, p * p * p * p);
}

#[test]
fn classes_make_the_work_a_mixture() {
    // Work of 50 ms (3 of 4) or 250 ms (1 of 4), constant: E[S] = 0.1 s, E[S^2] = 0.0175 s^2; 6 requests/s on one worker.
    // W = lambda E[S^2] / (2 (1 - rho)) (Pollaczek, 1930; Khinchine, 1932), the same for both classes.
    let toml = format!(
        "{ONE}traffic = {{ rate_rps = 6, timeout_s = 0 }}
        fleet = {{ instances = 1, workers = 1, queue_capacity = 100000 }}
        clients.classes = [
            {{ name = 'read', weight = 3, service_factor = 0.5 }}, {{ name = 'write', service_factor = 2.5 }}
        ]"
    )
    .replace("exponential", "constant");
    let wait_ms = 1_000.0 * 6.0 * 0.0175 / (2.0 * (1.0 - 0.6));
    assert_inside(&toml, 0.03, |r| r.latency_ms.mean_wait.unwrap(), wait_ms);
    for (class, work_ms) in [(0, 50.0), (1, 250.0)] {
        assert_inside(&toml, 0.03, |r| clients(r).classes[class].mean_latency_ms.unwrap(), wait_ms + work_ms);
    }
    let (_, report) = run(&toml);
    let served: Vec<u64> = clients(&report).classes.iter().map(|class| class.served).collect();
    assert_eq!(served.iter().sum::<u64>(), report.requests.served);
    assert_eq!(clients(&report).classes[1].name, "write");
}

#[test]
fn each_class_has_its_own_patience() {
    let (_, report) = run(&format!(
        "{ONE}traffic = {{ rate_rps = 20, timeout_s = 10 }}
        fleet = {{ instances = 8, workers = 4, policy = 'random' }}
        clients.classes = [{{ name = 'hasty', timeout_s = 0.1 }}, {{ name = 'usual' }}]"
    ));
    // Work is exponential with mean 0.1 s and nobody waits: exp(-1) of the hasty ones give up.
    let [hasty, usual] = &clients(&report).classes[..] else { panic!("two classes") };
    let share = hasty.not_served as f64 / (hasty.served + hasty.not_served) as f64;
    assert!((share - libm::exp(-1.0)).abs() < 4.0 * 0.49 / 170.0, "{share}");
    assert_eq!(usual.not_served, 0);
}

#[test]
fn hedging_cuts_the_tail_that_a_slow_instance_makes() {
    // A rollout that is held when its first instance, ten times as slow, has joined ten others: one request in eleven
    // takes 1 s, and a second attempt meets the slow one again with one chance in eleven only.
    let p99_ms = |hedge: &str| {
        let (recording, report) = run(&format!(
            "horizon_s = 600
            traffic.rate_rps = 20
            fleet = {{ workers = 4, policy = 'random', warm_up_s = 0 }}
            service = {{ law = 'constant', mean_ms = 100 }}
            versions = {{ stable.error_probability = 0, candidate = {{ error_probability = 0, service_factor = 10 }} }}
            strategy = {{ kind = 'rolling', start_s = 0, rolling = {{ max_surge = 1, max_unavailable = 0 }} }}
            rollback.automatic = false
            commands = [{{ at_s = 5, action = 'pause' }}]
            {hedge}"
        ));
        assert!((share(&recording) - 1.0 / 11.0).abs() < 0.02, "{}", share(&recording));
        (report.latency_ms.p99.unwrap(), report.clients.map_or(1.0, |clients| clients.amplification.unwrap()))
    };
    let ((plain_ms, _), (hedged_ms, amplification)) = (p99_ms(""), p99_ms("clients.hedge_after_ms = 200"));
    assert!(plain_ms >= 1_000.0 && hedged_ms < 320.0, "{hedged_ms} for {plain_ms}");
    assert!((1.06..1.12).contains(&amplification), "{amplification}");
}

#[test]
fn users_with_sessions_stay_in_their_cohort() {
    // A canary at 30 % for the whole run: whoever begins during the step meets one version only.
    let canary = "strategy = { kind = 'canary', start_s = 0, canary.steps = [{ weight = 30, pause_s = 5000 }] }";
    let toml = |population: &str| {
        format!(
            "horizon_s = 600
            traffic.rate_rps = 50
            versions.candidate.start_s = 0
            fleet = {{ provision_s = 0, warm_up_s = 0 }}
            clients = {{ population = '{population}', requests_per_session = 6, think_s = 2, retries.max = 1 }}
            {canary}"
        )
    };
    let (recording, report) = run(&toml("sessions"));
    // Those who were there before the weight was set may change over once.
    let before = 50.0 / 6.0 * 60.0;
    assert!(clients(&report).users > 4_500 && (clients(&report).mixed_users as f64) < before, "{report:?}");
    assert!(share(&recording) > 0.25, "{}", share(&recording));
    // Rolling mixes them all.
    let rolling = toml("sessions").replace("kind = 'canary', start_s = 0", "kind = 'rolling', start_s = 300");
    assert!(clients(&run(&rolling).1).mixed_users > clients(&report).mixed_users);
}

/// The candidate's share of the requests.
fn share(recording: &Recording) -> f64 {
    let [stable, candidate] = &recording.totals;
    candidate.routed as f64 / (stable.routed + candidate.routed) as f64
}

/// Attempts for each request that arrived between two moments, and the share of the requests served in that time.
fn storm(recording: &Recording, from_s: usize, to_s: usize) -> (f64, f64) {
    let clients = recording.clients.as_ref().expect("clients who try again");
    let sum = |counts: &[u32]| counts[from_s..to_s].iter().map(|count| f64::from(*count)).sum::<f64>();
    let series = &recording.series;
    let offered = sum(&series.offered);
    (sum(&clients.attempts_series) / offered, (sum(&series.served[0]) + sum(&series.served[1])) / offered)
}

#[test]
fn a_retry_storm_outlives_its_cause_unless_there_is_a_budget() {
    let preset = Preset::find("retry-storm").expect("a preset").scenario().expect("a good one");
    assert_eq!((preset.sample_interval_s, preset.strategy.kind), (1.0, StrategyKind::Rolling));
    let start_s = preset.strategy.start_s as usize;
    // A while after the rollout has been taken back, and every instance is warm.
    let calm = |recording: &Recording| {
        let finished = recording.rollout.finished.expect("the rollout ends").seconds();
        let from_s = (finished + preset.fleet.warm_up_s + 60.0) as usize;
        assert!(from_s + 60 < preset.horizon_s as usize, "there is time to see what remains: {from_s}");
        assert!(
            series_from(&recording.series.capacity_rps, from_s).all(|rps| rps > 1.3 * preset.traffic.rate_rps as f32)
        );
        storm(recording, from_s, preset.horizon_s as usize)
    };

    let recording = simulate(&preset);
    let (before, good) = storm(&recording, 10, start_s);
    assert!(before < 1.05 && good > 0.98, "{before} {good}");
    let (after, good) = calm(&recording);
    assert!(after > 1.5 && good < 0.5, "the storm stays: {after} {good}");

    let mut with_budget = preset.clone().into_inner();
    with_budget.clients.retries.budget_percent = 10.0;
    let (after, good) = calm(&simulate(&with_budget.check().unwrap()));
    assert!(after < 1.1 && good > 0.98, "it passes: {after} {good}");

    // Strategies that keep the whole fleet do not raise one.
    for kind in [StrategyKind::BlueGreen, StrategyKind::Canary] {
        let (all, good) = storm(&simulate(&preset.with_strategy(kind)), 0, preset.horizon_s as usize);
        assert!(all < 1.05 && good > 0.98, "{kind:?}: {all} {good}");
    }
}

/// The sum of both versions' values from a moment on.
fn series_from(series: &[Vec<f32>; 2], from_s: usize) -> impl Iterator<Item = f32> + '_ {
    series[0][from_s..].iter().zip(&series[1][from_s..]).map(|(stable, candidate)| stable + candidate)
}

#[test]
fn attempts_that_go_the_quick_way_end_as_those_that_go_the_long_way() {
    // Clients who would hedge, but later than the run is long, go the long way.
    const NEVER: &str = "hedge_after_ms = 600000";
    for policy in ["round-robin", "random", "power-of-two"] {
        for population in ["requests", "sessions", "closed"] {
            for budget_percent in [0, 10] {
                let hash = |hedging: &str| {
                    let (recording, report) = run(&format!(
                        "horizon_s = 300
                        traffic.timeout_s = 0.3
                        fleet = {{ policy = '{policy}', queue_capacity = 5 }}
                        strategy = {{ kind = 'canary', start_s = 20 }}
                        versions.candidate.error_probability = 0.05
                        faults.crashes = [{{ at_s = 70 }}]
                        [clients]
                        population = '{population}'
                        users = 300
                        retries = {{ max = 2, budget_percent = {budget_percent} }}
                        {hedging}"
                    ));
                    let tried_again = clients(&report).retries;
                    assert!(tried_again > 20, "{policy} {population}: {tried_again} retries");
                    recording.hash()
                };
                assert_eq!(hash(""), hash(NEVER), "{policy} {population} {budget_percent}");
            }
        }
    }
}
