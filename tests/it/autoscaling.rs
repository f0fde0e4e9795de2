//! The autoscaler on a running service: what it aims at, and what it does in the middle of a rollout.

use crate::support::{events, run};
use cutover::sim::Event;

/// Ten instances of two workers with 50 ms of work each: 40 requests/s per instance; it aims at half of that.
const SERVICE: &str = "horizon_s = 900
    service = { law = 'constant', mean_ms = 50 }
    fleet = { instances = 10, workers = 2, provision_s = 5, warm_up_s = 0 }
    versions = { stable.start_s = 1, candidate.start_s = 1 }
    rollback.automatic = false
    autoscaler = { enabled = true, target_percent = 50 }\n";

fn sizes(toml: &str) -> Vec<(f64, u32)> {
    let (recording, _) = run(&format!("{SERVICE}{toml}"));
    recording.wanted_since().map(|(at, wanted)| (at.seconds(), wanted)).collect()
}

#[test]
fn it_finds_the_size_at_which_workers_are_busy_as_wanted() {
    // 400 requests/s are 20 busy workers of 40 wanted ones: 20 instances, 16 for 320. A measurement is of 15 counts, and
    // the highest of five minutes is followed: up to a quarter more.
    let end = |rate: u32| sizes(&format!("traffic.rate_rps = {rate}\nstrategy.start_s = 9999")).last().unwrap().1;
    for (rate, least, most) in [(400, 18, 26), (320, 15, 21), (200, 10, 12), (100, 4, 7)] {
        assert!((least..=most).contains(&end(rate)), "{rate}: {}", end(rate));
    }
}

#[test]
fn it_grows_at_the_first_measurement_and_shrinks_after_five_minutes() {
    // Twice as much from 100 s to 200 s. Measurements are made every 15 s: the one at 105 s shows the beginning of it.
    let sizes = sizes(
        "strategy.start_s = 9999
        traffic = { shape = 'spike', rate_rps = 200, spike = { peak_rps = 400, start_s = 100, duration_s = 100 } }",
    );
    let grown = sizes.iter().find(|(_, wanted)| *wanted > 10).unwrap();
    assert!((105.0..=120.0).contains(&grown.0), "{sizes:?}");
    let shrunk = sizes.windows(2).find(|pair| pair[1].1 < pair[0].1).unwrap()[1];
    // The last recommendation to stay large was made at 195 or 210 s and is followed for 300 s.
    assert!((495.0..=525.0).contains(&shrunk.0), "{sizes:?}");
    assert!((9..=12).contains(&sizes.last().unwrap().1), "{sizes:?}");
}

#[test]
fn a_rollout_goes_on_with_the_number_that_is_wanted_now() {
    // The load doubles while instances are exchanged; in the end all that are wanted run the candidate.
    for kind in ["rolling", "canary", "blue-green", "recreate"] {
        let toml = format!(
            "{SERVICE}strategy.kind = '{kind}'
            strategy.start_s = 60
            traffic = {{ shape = 'spike', rate_rps = 200, spike = {{ peak_rps = 390, start_s = 70, duration_s = 800 }} }}"
        );
        let (recording, report) = run(&toml);
        let wanted = recording.wanted_at(recording.horizon);
        assert!(wanted > 15, "{kind}: {wanted}");
        assert_eq!(recording.rotation.last().unwrap().instances, [0, wanted], "{kind}");
        assert_eq!(report.rollout.outcome, cutover::record::RolloutOutcome::Completed, "{kind}");
    }
}

#[test]
fn a_deployment_in_the_middle_of_its_rollout_starts_old_instances_too() {
    let toml = format!(
        "{SERVICE}horizon_s = 300
        strategy.start_s = 60
        versions.candidate.start_s = 20
        traffic = {{ shape = 'spike', rate_rps = 200, spike = {{ peak_rps = 390, start_s = 70, duration_s = 200 }} }}"
    )
    .replacen("horizon_s = 900\n", "", 1)
    .replace("versions = { stable.start_s = 1, candidate.start_s = 1 }", "versions.stable.start_s = 1");
    let (recording, _) = run(&toml);
    let scaled = recording.log.iter().position(|entry| matches!(entry.event, Event::Scaled { .. })).unwrap();
    let complete = recording.log.iter().position(|entry| entry.event == Event::RolloutCompleted).unwrap();
    let launched = |entry: &cutover::record::Entry, version: cutover::fleet::VersionId| matches!(entry.event, Event::InstanceChanged { version: of, state: cutover::fleet::State::Provisioning, .. } if of == version);
    let middle = &recording.log[scaled..complete];
    for version in cutover::fleet::VersionId::BOTH {
        assert!(middle.iter().any(|entry| launched(entry, version)), "{version:?}");
    }
}

#[test]
fn without_traffic_it_shrinks_to_the_smallest_number() {
    let toml = format!("{SERVICE}traffic.rate_rps = 0\nstrategy.start_s = 9999");
    let text = events(&toml.replace("enabled = true", "enabled = true, min_instances = 3"));
    // The present number is the first recommendation, made at 15 s; it is followed until 315 s.
    assert!(text.contains("315.0 Scaled { from: 10, to: 3 }"), "{text}");
}

#[test]
fn the_preset_shows_an_autoscaler_that_fights_a_rollout() {
    let preset = cutover::scenario::presets::Preset::find("autoscaler-against-rollout").unwrap().scenario().unwrap();
    let mut calm = preset.clone().into_inner();
    calm.autoscaler.enabled = false;
    let calm = calm.check().unwrap();
    let duration = |scenario: &cutover::scenario::Checked| {
        let recording = cutover::record::simulate(scenario);
        let started_late = recording.spans.iter().filter(|span| {
            span.state == cutover::fleet::State::Provisioning && span.version == cutover::fleet::VersionId::Stable
        });
        let stable_launched = started_late.count();
        let report = cutover::record::report(scenario, &recording);
        (report.rollout.duration_s.unwrap(), stable_launched, recording.wanted_at(recording.horizon))
    };
    let (with, without) = (duration(&preset), duration(&calm));
    // New old instances, half as many instances again in the end, and a rollout that takes a third longer.
    assert_eq!((without.1, without.2), (0, 10));
    assert!(with.1 > 0 && with.2 >= 14 && with.0 > 1.3 * without.0, "{with:?} {without:?}");
}
