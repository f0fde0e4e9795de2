//! Z1: replacing the old version needs a stop and a start, yet the service need not stop.

use super::{BLUE_GREEN, CANARY, EXACT, PLAIN, QUIET, RECREATE, harmed, is, told};
use cutover::record::RolloutOutcome;

#[test]
fn z1_recreate_is_out_for_exactly_stop_start_and_readiness() {
    let outage = |parts: &[&str]| told(&[&[QUIET, RECREATE], parts].concat()).capacity.outage_s;
    // 2 s to stop, 8 s to start, and the next check at 10 s: 2 + 10.
    is(outage(&[]), 12.0, EXACT);
    // Each part moves it by itself: 3 s longer to stop; a start of 12 s, seen at 15 s; a check each second, so seen at 8 s.
    is(outage(&["fleet.stop_s = 5"]), 15.0, EXACT);
    is(outage(&["versions.candidate.start_s = 12"]), 17.0, EXACT);
    is(outage(&["fleet.readiness.period_s = 1"]), 10.0, EXACT);
    // On new machines 10 s of provisioning come on top.
    is(outage(&["strategy.recreate.keep_machines = false"]), 22.0, EXACT);
    // With users the last requests are finished first, which takes 40 ms of work at most; whoever comes in the
    // outage is refused: 200 a second.
    let report = told(&[PLAIN, RECREATE, "traffic.rate_rps = 200"]);
    is(report.capacity.outage_s, 12.02, 0.02);
    is(report.requests.rejected as f64, 200.0 * (report.capacity.outage_s + 0.02), 5.0);
    assert_eq!(harmed(&report), report.requests.rejected);
}

#[test]
fn z1_the_others_have_no_outage_when_configured_well() {
    let offered = told(&[PLAIN, RECREATE]).requests.offered;
    for strategy in ["strategy.kind = 'rolling'", super::IN_PLACE, CANARY, BLUE_GREEN] {
        let report = told(&[PLAIN, strategy]);
        assert_eq!((report.capacity.outage_s, harmed(&report)), (0.0, 0), "{strategy}");
        assert_eq!(
            (report.rollout.outcome, report.requests.offered),
            (RolloutOutcome::Completed, offered),
            "{strategy}"
        );
    }
}

#[test]
fn z1_stops_holding_where_they_are_configured_badly() {
    // A rolling update that may take out everything is recreate on new machines.
    let all = told(&[QUIET, "strategy.rolling.max_unavailable = '100%'\nstrategy.rolling.max_surge = 0"]);
    is(all.capacity.outage_s, 22.0, EXACT);
    // Balancers that hear 3 s late of an instance that does not listen any more: no outage, and yet errors. Each of ten old
    // instances leaves, and for 3 s gets the requests of one of eight to thirteen that are known: between 240 * 3 / 13
    // = 55 and 240 * 3 / 8 = 90 for each. A hook that is longer than that cures it.
    let late = told(&[PLAIN, "routing.propagation_s = 3"]);
    assert_eq!(late.capacity.outage_s, 0.0);
    assert!((550..900).contains(&late.requests.refused_connections), "{}", late.requests.refused_connections);
    assert_eq!(harmed(&late), late.requests.refused_connections);
    assert_eq!(harmed(&told(&[PLAIN, "routing.propagation_s = 3\nfleet.pre_stop_s = 5"])), 0);
    // Work that is longer than the grace period is lost with its instance. Four requests a second of 4 s: 16 are under way,
    // and of those on an instance that goes a quarter is done in 1 s of grace. Blue-green loses 12 at once; a rolling
    // update as many, a few at a time, and more on the fewer instances that are left; a canary half, as the old fleet has
    // half of the requests when it goes.
    let slow = "service.mean_ms = 4000\ntraffic.rate_rps = 4\ntraffic.timeout_s = 0";
    let drain = "strategy.blue_green.scale_down_delay_s = 0";
    for (strategy, lost) in [("strategy.kind = 'rolling'", 10..=18), (CANARY, 3..=9), (BLUE_GREEN, 11..=13)] {
        assert_eq!(harmed(&told(&[PLAIN, slow, strategy, drain])), 0, "{strategy}");
        let hasty = told(&[PLAIN, slow, strategy, drain, "fleet.grace_period_s = 1"]);
        assert!(lost.contains(&hasty.requests.failed), "{strategy}: {}", hasty.requests.failed);
        assert_eq!(hasty.capacity.outage_s, 0.0, "{strategy}");
    }
}
