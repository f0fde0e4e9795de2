//! Several deployments in a run: what the version of one becomes in the next, and what stays of one whose place another takes.

use crate::support::{run, with};
use cutover::fleet::Revision;
use cutover::record::{Because, RolloutOutcome, RolloutReport, plan};
use cutover::scenario::StrategyKind;
use cutover::sim::Event;

/// Ten instances, 240 requests/s in regular steps, nothing fails by itself. The first deployment begins at 60 s; an instance
/// needs 10 s of provisioning, 10 s until ready and 2 s to stop.
const PLAIN: &str = "horizon_s = 600
    traffic.arrivals = 'constant'
    service.law = 'constant'
    service.mean_ms = 40
    fleet.warm_up_factor = 1
    versions.stable.error_probability = 0
    versions.candidate.error_probability = 0\n";

/// Another deployment at this moment, of a version with these settings.
fn then(at_s: f64, version: &str) -> String {
    format!("\n[[deployments]]\nat_s = {at_s:?}\nversion = {{ {version} }}\n")
}

/// What fails never by itself.
const SOUND: &str = "error_probability = 0";

/// What came of each deployment: from version to version, and how.
fn courses(deployments: &[RolloutReport]) -> Vec<(u32, u32, RolloutOutcome)> {
    deployments.iter().map(|one| (one.from_version, one.version, one.outcome)).collect()
}

#[test]
fn the_candidate_of_one_deployment_is_the_stable_version_of_the_next() {
    use RolloutOutcome::{Completed, RolledBack};
    for kind in StrategyKind::ALL.iter().filter(|kind| **kind != StrategyKind::AbTest) {
        // 2 % of the second version's requests fail, which is let pass; of the third 30 %, which is taken back.
        let second = format!("strategy.kind = '{}'\nversions.candidate.error_probability = 0.02", kind.name());
        let (recording, report) = run(&(with(PLAIN, &second) + &then(400.0, "error_probability = 0.3")));
        let name = kind.name();
        assert_eq!(courses(&report.deployments), [(1, 2, Completed), (2, 3, RolledBack)], "{name}");
        let actions = report.deployments.iter().map(|one| one.actions).sum();
        let exposed_requests = report.deployments.iter().map(|one| one.exposed_requests).sum();
        let whole = RolloutReport { actions, exposed_requests, ..report.deployments[1].clone() };
        assert_eq!(report.rollout, whole, "{name}");
        // What is gone back to is the second version: its errors are there again. 240 * 0.02 * 50 = 240, four standard
        // deviations are 62.
        let failed: u32 = (540..590).map(|i| recording.series.failed[0][i] + recording.series.failed[1][i]).sum();
        assert!((178..=302).contains(&failed), "{name}: {failed}");
        assert_eq!(recording.rotation.last().map(|last| last.instances), Some([10, 0]), "{name}");
    }
}

#[test]
fn what_is_known_of_a_candidate_is_not_held_against_the_next_one() {
    // The second version fails always, but is judged so slowly that the third comes before: it is sound, and is not blamed.
    let bad = "strategy.kind = 'rolling'\nversions.candidate.error_probability = 1\nrollback.consecutive = 20";
    for readings in ["difference", "prometheus"] {
        let settings = format!("{bad}\ntelemetry = {{ reading = '{readings}', both_versions = true }}");
        let (_, report) = run(&(with(PLAIN, &settings) + &then(110.0, SOUND)));
        assert_eq!(
            courses(&report.deployments),
            [(1, 2, RolloutOutcome::Completed), (2, 3, RolloutOutcome::Completed)],
            "{readings}"
        );
    }
}

#[test]
fn a_version_that_is_overtaken_hurts_until_its_last_instance_has_gone() {
    for kind in StrategyKind::ALL {
        let name = kind.name();
        let bad =
            format!("strategy.kind = '{name}'\nversions.candidate.error_probability = 1\nrollback.automatic = false");
        let (recording, report) = run(&(with(PLAIN, &bad) + &then(95.0, SOUND)));
        // Everybody who met the bad version was hurt by it, and nobody else: in recreate also whoever came in the outages.
        let exposed: u64 = report.deployments.iter().map(|one| one.exposed_requests).sum();
        assert_eq!(report.requests.failed, exposed, "{name}");
        assert!(report.requests.timed_out == 0 && report.requests.in_flight < 15, "{name}");
        let met_later = recording.rollouts().nth(1).map_or(0, |later| later.exposed_older);
        match kind {
            // Stops all at once, and was complete by then: nothing is left.
            StrategyKind::Recreate => assert_eq!((exposed > 5_000, met_later), (true, 0)),
            // In mid-rollout: instances of three versions serve side by side for a while.
            StrategyKind::Rolling => assert!(exposed > 0 && met_later > 0, "{exposed} {met_later}"),
            // Its service selects whatever of the canary is there, at a weight, until the next tick.
            StrategyKind::Flagger => assert!(met_later > 0 && met_later < 1_000, "{met_later}"),
            // Nothing selects it any more.
            _ => assert_eq!(met_later, 0, "{name}"),
        }
        let last = report.deployments.last().map(|last| last.outcome);
        assert!(kind == &StrategyKind::AbTest || last == Some(RolloutOutcome::Completed), "{name}: {last:?}");
    }
}

#[test]
fn a_stable_fleet_that_has_shrunk_is_not_overrun_when_its_canary_is_overtaken() {
    // At 80 % two of the ten first ones stand, for 240 requests/s of 40 ms, which ten workers would be busy with: two have eight.
    // The second version is sound, and goes on with its share until enough of the first are back.
    let canary = "strategy.kind = 'canary'\nstrategy.canary = { dynamic_stable_scale = true,
        steps = [{ weight = 80, pause_s = 600.0 }] }\nfleet.queue_capacity = 4";
    let (recording, report) = run(&(with(PLAIN, canary) + &then(200.0, SOUND)));
    assert_eq!(report.requests.rejected + report.requests.timed_out + report.requests.failed, 0, "{report:?}");
    assert!(recording.rollouts().nth(1).is_some_and(|later| later.exposed_older > 1_000));
    // The third version has its 80 % in the end, and the second has gone.
    assert_eq!(recording.rotation.last().map(|last| last.instances), Some([2, 8]));
}

#[test]
fn a_deployment_that_never_comes_changes_nothing() {
    for kind in StrategyKind::ALL {
        let settings = format!("strategy.kind = '{}'", kind.name());
        let (alone, _) = run(&with(PLAIN, &settings));
        let (followed, report) = run(&(with(PLAIN, &settings) + &then(601.0, "service_factor = 9")));
        assert_eq!(alone.hash(), followed.hash(), "{}", kind.name());
        assert!(report.deployments.is_empty());
    }
}

#[test]
fn kubernetes_takes_the_version_in_between_for_an_old_one() {
    // 10 + 3 surge, 8 available. At 15 s five of the second version are starting; the third version makes them old, and as none of
    // them is available they go at once, beyond any budget. Until they have stopped at 17 s they leave no room, since what is
    // draining counts here. Then 5 new ones, ready 20 s later, at 37 s: 13 - 8 = 5 of the first version go, and so on: room for
    // 5 at 39 s, ready at 59 s, when the last 3 go.
    let scenario = crate::support::scenario(&(with(PLAIN, "strategy.kind = 'rolling'") + &then(75.0, SOUND)));
    let plan = plan(&scenario, false);
    let rows: Vec<(f64, [u32; 2], Because)> =
        plan.steps.iter().skip(4).map(|step| (step.at.seconds(), step.asked, step.because)).collect();
    let (up, down) = (Because::ScaleUp, Because::ScaleDown);
    use cutover::fleet::VersionId::{Candidate, Stable};
    assert_eq!(
        rows,
        [
            (15.0, [8, 5], Because::NextDeployment(Revision(2), false)),
            (15.0, [8, 0], Because::ScaleOlderDown(Revision(1), 5)),
            (17.0, [8, 5], up(Candidate, 5)),
            (37.0, [3, 5], down(Stable, 5)),
            (39.0, [3, 10], up(Candidate, 5)),
            (59.0, [0, 10], down(Stable, 3)),
        ]
    );
    assert_eq!((plan.min_ready, plan.max_total, plan.duration.map(|it| it.seconds())), (8, 13, Some(59.0)));
}

#[test]
fn flagger_ends_a_promotion_before_it_looks_at_the_next_version() {
    // The promotion begins at 180 s after the start and ends at 225 s (`cutover plan`): what comes at 190 s waits for that.
    let third = |at_s: f64| {
        let (_, report) = run(&(with(PLAIN, "strategy.kind = 'flagger'") + &then(at_s, SOUND)));
        (courses(&report.deployments), report.deployments[1].started_s, report.deployments[0].duration_s)
    };
    let (courses, started, lasts) = third(190.0);
    assert_eq!(courses[0], (1, 2, RolloutOutcome::Completed));
    assert_eq!((courses[1].0, courses[1].1), (2, 3));
    assert_eq!(started, lasts.map(|lasts| 60.0 + lasts));
    // One that comes while it still looks is taken up at once, from the beginning.
    let (courses, started, _) = third(120.0);
    assert_eq!(
        (courses, started),
        (vec![(1, 2, RolloutOutcome::InProgress), (1, 3, RolloutOutcome::Completed)], Some(120.0))
    );
}

#[test]
fn a_command_is_for_the_deployment_that_is_under_way() {
    let back = "strategy.kind = 'blue-green'\ncommands = [{ at_s = 450, action = 'roll-back' }]";
    let (recording, report) = run(&(with(PLAIN, back) + &then(300.0, SOUND)));
    assert_eq!(courses(&report.deployments), [(1, 2, RolloutOutcome::Completed), (2, 3, RolloutOutcome::RolledBack)]);
    // The fleet of the second version still stands, since it goes at 340 + 120 s.
    assert_eq!(report.rollout.time_to_restore_s, Some(0.0));
    let promotes = |event: &Event| matches!(event, Event::NextDeployment { revision: Revision(2), promotes: true });
    assert_eq!(recording.log.iter().filter(|entry| promotes(&entry.event)).count(), 1);
}

#[test]
fn each_deployment_pays_for_itself_and_a_month_for_all_of_them() {
    // Each brings ten instances for 162 s (see claim B5): 0.45 h.
    let (_, one) = run(&with(PLAIN, "strategy.kind = 'blue-green'"));
    let (_, two) = run(&(with(PLAIN, "strategy.kind = 'blue-green'") + &then(300.0, SOUND)));
    assert!((two.cost.extra_instance_hours - 2.0 * one.cost.extra_instance_hours).abs() < 1e-3, "{:?}", two.cost);
    assert!((two.cost.deployment_usd - one.cost.deployment_usd).abs() < 1e-4, "{:?}", two.cost);
    assert!((two.cost.month.total_usd - one.cost.month.total_usd).abs() < 1e-2, "{:?}", two.cost);
}

#[test]
fn users_of_a_session_keep_what_the_stable_version_left() {
    // Sessions that the third version does not read of the second one: those that are open when it comes, whoever wrote them
    // before that, and none of those that the first version wrote to the second.
    let users = "clients = { population = 'sessions', requests_per_session = 5, session_length = 'fixed', think_s = 5 }
        strategy.kind = 'blue-green'
        rollback.automatic = false";
    let breaks = "\n[[deployments]]\nat_s = 300\ncompatibility = { session = { candidate = 1 } }\nversion = { error_probability = 0 }\n";
    let (_, report) = run(&(with(PLAIN, users) + breaks));
    let broken = report.clients.as_ref().map(|clients| clients.broken);
    let broken = broken.expect("clients");
    // 48 users arrive each second and stay for 4 thinking times of 5 s: 960 are in a session at the switch, and each breaks once.
    assert!(broken.session == broken.total && (820..1_100).contains(&broken.total), "{broken:?}");
    assert_eq!(report.requests.failed, broken.total);
}
