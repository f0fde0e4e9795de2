//! B1 to B5: what is said for and against blue-green.

use super::{
    BLUE_GREEN, CANARY, EXACT, IN_PLACE, PLAIN, QUIET, RECREATE, harmed, is, of, routed, told, weights, worst_p99_ms,
};
use cutover::fleet::{Outcome, State, VersionId};
use cutover::kernel::Time;
use cutover::record::{Recording, Report, RolloutOutcome, Span};

/// 10 s of provisioning, 10 s until ready, 20 s of preview: 40 s after the beginning at 60 s.
const SWITCH_S: f64 = 100.0;

#[test]
fn b1_one_write_moves_everybody() {
    let (recording, report) = of(&[PLAIN, BLUE_GREEN]);
    assert_eq!(weights(&recording), [(60.0, 0), (SWITCH_S, 100)]);
    let at_switch = recording.rotation.iter().filter(|rotation| rotation.at.seconds() >= SWITCH_S);
    assert_eq!(at_switch.map(|rotation| rotation.instances).collect::<Vec<_>>(), [[0, 10]]);
    // Not one request to the new fleet before, not one to the old one after.
    let switch = Time::from_seconds(SWITCH_S);
    for sample in &recording.samples {
        let version = if sample.arrived < switch { VersionId::Stable } else { VersionId::Candidate };
        assert_eq!(sample.version, Some(version), "{sample:?}");
    }
    // What is under way is finished where it is: 240 * 0.04 = 10 requests, which is why nobody is harmed.
    assert_eq!((harmed(&report), report.version_mix.mixed_s), (0, 0.0));
    let (slow, _) = of(&[PLAIN, BLUE_GREEN, "service.mean_ms = 1000\ntraffic.rate_rps = 10"]);
    let under_way = slow.samples.iter().filter(|sample| sample.arrived < switch && sample.ended > switch);
    let ended: Vec<_> = under_way.map(|sample| (sample.version, sample.outcome)).collect();
    assert!((9..=11).contains(&ended.len()), "{}", ended.len());
    assert!(ended.iter().all(|ended| *ended == (Some(VersionId::Stable), Outcome::Served)));
}

#[test]
fn b1_stops_holding_for_cold_caches_and_kept_connections() {
    // Empty caches make work four times as long at first: 160 ms, so ten instances answer 125 requests/s of 240, all at
    // once. 115 requests/s more than can be answered come, until caches have filled: latency is that of queues.
    let p99 = |switch_s: usize, settings: &str| {
        let (recording, _) = of(&[PLAIN, BLUE_GREEN, "traffic.timeout_s = 0", settings]);
        (worst_p99_ms(&recording, 60, switch_s), worst_p99_ms(&recording, switch_s, switch_s + 100))
    };
    let (before, after) = p99(100, "fleet.cold_cache = { factor = 4, requests = 1500 }");
    assert!(before < 41.0 && after > 500.0, "{before}, {after}");
    // What fills by itself during the preview is warm at the switch: ready at 80 s, full at 100 s. Without a preview the
    // switch is at 80 s.
    let warm = "fleet.cold_cache = { factor = 4, age_s = 20 }";
    let (before, after) = p99(100, warm);
    assert!(before < 41.0 && after < 41.0, "{before}, {after}");
    let (before, after) = p99(80, &format!("{warm}\nstrategy.blue_green.preview_s = 0"));
    assert!(before < 41.0 && after > 150.0, "{before}, {after}");
    // A connection that is kept knows of no switch: the old fleet serves on until it is taken away at 220 s.
    let old = |connections: u32| {
        let (recording, _) = of(&[PLAIN, BLUE_GREEN, &format!("routing.connections = {connections}")]);
        [(101, 219), (222, 300)].map(|(from, to)| routed(&recording, VersionId::Stable, from, to))
    };
    assert_eq!(old(0), [0, 0]);
    assert_eq!(old(500), [240 * 118, 0]);
}

/// The time to restore, s, after a command at this moment.
fn restore(strategy: &str, at_s: f64) -> f64 {
    let command = format!("horizon_s = 600\ncommands = [{{ at_s = {at_s:?}, action = 'roll-back' }}]");
    let report = told(&[QUIET, strategy, &command]);
    assert_eq!(report.rollout.outcome, RolloutOutcome::RolledBack, "{strategy}");
    report.rollout.time_to_restore_s.unwrap()
}

#[test]
fn b2_while_the_old_fleet_stands_the_way_back_is_one_write() {
    // 200 s: the new version has served everybody for 100 s, in all of them but the canary, which is at 25 %.
    assert_eq!((restore(BLUE_GREEN, 200.0), restore(CANARY, 200.0)), (0.0, 0.0));
    // Stop 2 s, until ready 10 s: all at once, or one after the other.
    is(restore(RECREATE, 200.0), 12.0, EXACT);
    is(restore(IN_PLACE, 200.0), 120.0, EXACT);
    // Surge 3, unavailable 2: three new ones at once and, when two have gone, two more at 2 s. When the first three are
    // ready, at 20 s, three go, and in their place come others at 22 s; the last two at 24 s are ready at 44 s.
    is(restore("strategy.kind = 'rolling'", 200.0), 44.0, EXACT);
}

#[test]
fn b2_stops_holding_when_the_old_fleet_has_gone() {
    // It goes 120 s after the switch, at 220 s; from then on a new one has to be provisioned and to start: 20 s.
    assert_eq!(restore(BLUE_GREEN, 219.9), 0.0);
    is(restore(BLUE_GREEN, 220.1), 20.0, EXACT);
    // Slower than recreate on its machines, which is 12 s.
    assert!(restore(BLUE_GREEN, 220.1) > restore(RECREATE, 220.1));
    // The delay is what buys it.
    let longer = format!("{BLUE_GREEN}\nstrategy.blue_green.scale_down_delay_s = 200");
    assert_eq!(restore(&longer, 299.9), 0.0);
    is(restore(&longer, 300.1), 20.0, EXACT);
    // A canary's stable fleet goes with the last step, at 320 s.
    assert_eq!(restore(CANARY, 319.9), 0.0);
    is(restore(CANARY, 320.1), 20.0, EXACT);
}

#[test]
fn b3_what_shows_without_users_is_caught_before_any_meets_it() {
    for defect in ["versions.candidate.becomes_ready = false", "versions.candidate.crash_on_start = 1"] {
        let report = told(&[PLAIN, BLUE_GREEN, defect]);
        assert_eq!(report.rollout.outcome, RolloutOutcome::RolledBack, "{defect}");
        assert_eq!(report.rollout.reason.as_ref().unwrap().metric, "progress_deadline_s", "{defect}");
        assert_eq!((report.version_mix.candidate_requests, harmed(&report)), (0, 0), "{defect}");
        // Nothing of the old fleet was touched, as a rolling update does with two of ten.
        assert_eq!(report.capacity.min_ready_instances, 10, "{defect}");
        assert_eq!(told(&[PLAIN, defect]).capacity.min_ready_instances, 8, "{defect}");
    }
    // A person who looks and does not promote ends it too: it waits before the switch.
    let held = told(&[PLAIN, BLUE_GREEN, "strategy.blue_green.auto_promotion = false"]);
    assert_eq!((held.rollout.outcome, held.version_mix.candidate_requests), (RolloutOutcome::InProgress, 0));
}

#[test]
fn b3_stops_holding_for_what_only_users_bring_out() {
    let of = |toml: &str| told(&[PLAIN, BLUE_GREEN, toml]);
    // A fifth of the requests fail: nobody asks during the preview, so it passes and everybody meets it: 10 s of 240.
    let failing = of("versions.candidate.error_probability = 0.2");
    assert_eq!(failing.rollout.outcome, RolloutOutcome::RolledBack);
    is(failing.rollout.reason.as_ref().unwrap().at_s, SWITCH_S + 10.0, EXACT);
    is(failing.rollout.exposed_requests as f64, 2_400.0, 5.0);
    // Work 2.5 times as long: 200 requests/s in all. At 240 it is overloaded from the switch on, and clients give up after 2 s.
    // At 180 nothing is wrong but 100 ms in place of 40.
    let slow = |rate: u32| of(&format!("versions.candidate.service_factor = 2.5\ntraffic.rate_rps = {rate}"));
    let (loaded, idle) = (slow(240), slow(180));
    assert!(harmed(&loaded) > 0 && loaded.latency_ms.max.unwrap() > 1_999.0, "{loaded:?}");
    assert_eq!((harmed(&idle), idle.rollout.outcome), (0, RolloutOutcome::Completed));
    is(idle.latency_ms.max.unwrap(), 100.0, 1.0);
    // An analysis before the switch has nothing to measure: it takes a sound version back too.
    let analysed = of("strategy.analyses = [{ name = 'a', metrics = [{ interval_s = 10, count = 3, success = { is = 'below', limit = 0.05 } }] }]
        strategy.blue_green.analysis_before = 'a'");
    assert_eq!(analysed.rollout.outcome, RolloutOutcome::RolledBack);
    assert_eq!(analysed.version_mix.candidate_requests, 0);
}

/// Deployments at 60 s and at this moment, where the old fleet's machines are kept.
fn twice(at_s: f64, settings: &str) -> (Recording, Report) {
    let kept = "horizon_s = 600\nstrategy.blue_green.keep_old_fleet = true";
    of(&[QUIET, BLUE_GREEN, kept, settings, &format!("[[deployments]]\nat_s = {at_s:?}")])
}

/// How long each deployment took, s.
fn durations(report: &Report) -> Vec<f64> {
    report.deployments.iter().map(|one| one.duration_s.unwrap()).collect()
}

#[test]
fn b4_the_old_environment_serves_the_next_deployment() {
    // The first one: 10 + 10 s until ready, 20 s of preview. The old fleet stops at 100 + 120 s and keeps its machines; the next
    // version starts on them, which saves the 10 s of provisioning.
    let (recording, report) = twice(300.0, "");
    assert_eq!(report.deployments.iter().map(|one| one.outcome).collect::<Vec<_>>(), [RolloutOutcome::Completed; 2]);
    is(durations(&report)[0], 40.0, EXACT);
    is(durations(&report)[1], 30.0, EXACT);
    // The colours take turns: blue is the instances 0 to 9, green 10 to 19, and there are no others.
    let serves = |at_s: f64, instance: u32| {
        let ready = |span: &Span| span.instance == instance && span.state == State::Ready;
        let now = |span: &Span| span.from.seconds() <= at_s && at_s < span.to.seconds();
        recording.spans.iter().any(|span| ready(span) && now(span))
    };
    for (at_s, blue, green) in [(59.0, true, false), (299.0, false, true), (599.0, true, false)] {
        assert!((0..10).all(|instance| serves(at_s, instance) == blue), "{at_s} s");
        assert!((10..20).all(|instance| serves(at_s, instance) == green), "{at_s} s");
    }
    assert_eq!(recording.spans.iter().map(|span| span.instance).max(), Some(19));
    // Without that each deployment brings a fleet of its own.
    let (fresh, report) = twice(300.0, "strategy.blue_green.keep_old_fleet = false");
    assert_eq!(fresh.spans.iter().map(|span| span.instance).max(), Some(29));
    is(durations(&report)[1], 40.0, EXACT);
    // A late roll-back starts on them too: 10 s in place of the 20 s of claim B2.
    let back =
        "horizon_s = 600\nstrategy.blue_green.keep_old_fleet = true\ncommands = [{ at_s = 300, action = 'roll-back' }]";
    is(told(&[QUIET, BLUE_GREEN, back]).rollout.time_to_restore_s.unwrap(), 10.0, EXACT);
}

#[test]
fn b4_stops_holding_where_machines_come_quickly_or_the_next_deployment_does() {
    // Machines that are there at once: nothing is saved.
    let at_once = "fleet.provision_s = 0";
    let kept = durations(&twice(300.0, at_once).1)[1];
    assert_eq!(kept, durations(&twice(300.0, &format!("{at_once}\nstrategy.blue_green.keep_old_fleet = false")).1)[1]);
    // Before 220 s the old fleet still runs, for a quick way back: it has to stop first, which takes 2 s.
    is(durations(&twice(200.0, "").1)[1], 32.0, EXACT);
    // The price is a second fleet at all times: from 60 s to 600 s, where the overlap alone is twice 162 s (claim B5).
    let hours = |settings: &str| twice(300.0, settings).1.cost.extra_instance_hours;
    is(hours(""), 10.0 * 540.0 / 3_600.0, EXACT);
    is(hours("strategy.blue_green.keep_old_fleet = false"), 2.0 * 10.0 * 162.0 / 3_600.0, EXACT);
    // In a month of 30 days two fleets of ten at 0.1 USD an hour, however often there are deployments.
    is(twice(300.0, "").1.cost.month.instances_usd, 2.0 * 10.0 * 720.0 * 0.1, 1e-6);
}

#[test]
fn b5_twice_the_fleet_for_exactly_the_overlap() {
    for instances in [1, 3, 10] {
        let (recording, report) = of(&[QUIET, BLUE_GREEN, &format!("fleet.instances = {instances}")]);
        assert_eq!(report.cost.peak_instances, 2 * instances);
        // 10 + 10 s until ready, 20 s of preview, 120 s of delay, 2 s to stop: 162 s of a second fleet.
        let extra_hours = f64::from(instances) * 162.0 / 3_600.0;
        is(report.cost.extra_instance_hours, extra_hours, EXACT);
        is(report.cost.extra_usd, 0.1 * extra_hours, EXACT);
        // All that time, and at no other: from 60 s to 222 s.
        for (second, paid) in recording.series.paid.iter().enumerate() {
            let at_s = second + 1;
            let expected = if (60..222).contains(&at_s) { 2 * instances } else { instances };
            assert_eq!(*paid, expected, "{at_s} s");
        }
    }
    // In place nothing is paid for: the difference is the price of the quick way back.
    is(told(&[QUIET, IN_PLACE]).cost.extra_usd, 0.0, EXACT);
}

#[test]
fn b5_stops_holding_with_the_overlap_which_is_a_choice() {
    let cost = |settings: &str| told(&[QUIET, BLUE_GREEN, settings]).cost;
    // Without preview and delay 20 s to come and 2 s to go are left.
    let least = cost("strategy.blue_green.preview_s = 0\nstrategy.blue_green.scale_down_delay_s = 0");
    is(least.extra_instance_hours, 10.0 * 22.0 / 3_600.0, EXACT);
    assert_eq!(least.peak_instances, 20);
    // A preview on one instance: one for 20 + 20 s, then nine more, ready 20 s later; ten for 120 + 2 s.
    let small = cost("strategy.blue_green.preview_instances = 1");
    is(small.extra_instance_hours, (40.0 + 10.0 * 20.0 + 10.0 * 122.0) / 3_600.0, EXACT);
    assert_eq!(small.peak_instances, 20);
}
