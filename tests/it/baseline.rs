//! Fresh baselines: candidates are compared with instances of the stable version that are as young and as busy as they are.

use crate::support::{run, with};
use cutover::fleet::{State, VersionId};
use cutover::record::{Because, Recording, Report, RolloutOutcome, plan};
use std::collections::BTreeSet;

/// Ten instances, 240 requests/s. Whoever is young is slow: caches are full two minutes after an instance has become ready. A canary
/// at 20 % for three minutes, compared every half minute with the stable version.
const YOUNG: &str = "horizon_s = 400
    fleet = { instances = 10, workers = 4, warm_up_factor = 1, cold_cache = { factor = 3, age_s = 120 } }
    traffic.timeout_s = 0
    rollback.automatic = false
    telemetry = { both_versions = true, scrape_interval_s = 5, window_s = 10 }
    strategy.kind = 'canary'
    strategy.canary.steps = [{ weight = 20, pause_s = 180 }]
    strategy.canary.background_analysis = 'beside'
    strategy.analyses = [{ name = 'beside', metrics = [{ measure = 'comparison', initial_delay_s = 90, interval_s = 30, success = { is = 'at-least', limit = 95 }, failure = { is = 'below', limit = 75 } }] }]";

const FRESH: &str = "strategy.canary.fresh_baseline = true";

fn told(settings: &str) -> (Recording, Report) {
    run(&with(YOUNG, settings))
}

#[test]
fn what_is_young_is_taken_for_bad_unless_it_is_compared_with_what_is_as_young() {
    let outcome = |settings: &str| {
        let outcomes = (1..=5).map(|seed| told(&format!("{settings}\nseed = {seed}")).1.rollout.outcome);
        outcomes.filter(|outcome| *outcome == RolloutOutcome::RolledBack).count()
    };
    // A sound candidate whose caches are empty is slower than the fleet: a false alarm, each time. Not so beside a baseline.
    assert_eq!((outcome(""), outcome(FRESH)), (5, 0));
    // One that takes twice as long, or fails 3 % of the requests, is found with a baseline too.
    for defect in ["versions.candidate.service_factor = 2", "versions.candidate.error_probability = 0.03"] {
        assert_eq!(outcome(&format!("{FRESH}\n{defect}")), 5, "{defect}");
    }
    // Without cold caches there is nothing that a baseline could help with.
    let warm = "fleet = { instances = 10, workers = 4, warm_up_factor = 1 }";
    assert_eq!((outcome(warm), outcome(&format!("{FRESH}\n{warm}"))), (0, 0));
}

#[test]
fn a_baseline_gets_the_candidates_share_and_goes_with_the_steps() {
    let (recording, report) = told(FRESH);
    assert_eq!(report.rollout.outcome, RolloutOutcome::Completed);
    // Two of ten behind 20 %, and as many to compare with, from the start of the rollout until its steps are over.
    let young = recording.spans.iter().filter(|span| span.instance >= 10 && span.version == VersionId::Stable);
    let baseline: BTreeSet<u32> = young.clone().map(|span| span.instance).collect();
    assert_eq!(baseline.len(), 2);
    let of = |state: State| young.clone().filter(move |span| span.state == state).map(|span| span.from.seconds());
    assert!(of(State::Provisioning).all(|from| from == 60.0), "{:?}", of(State::Provisioning).collect::<Vec<_>>());
    assert!(
        of(State::Draining).all(|from| (260.0..265.0).contains(&from)),
        "{:?}",
        of(State::Draining).collect::<Vec<_>>()
    );
    // A fifth of the users are the candidate's and a fifth are the baseline's.
    let while_steps = |sample: &&cutover::record::Sample| (81.0..259.0).contains(&sample.arrived.seconds());
    let samples: Vec<_> = recording.samples.iter().filter(while_steps).collect();
    let share = |count: usize| count as f64 / samples.len() as f64;
    let candidates = samples.iter().filter(|sample| sample.version == Some(VersionId::Candidate)).count();
    let compared = samples.iter().filter(|sample| sample.instance.is_some_and(|id| baseline.contains(&id))).count();
    assert!((share(candidates) - 0.2).abs() < 0.02 && (share(compared) - 0.2).abs() < 0.02, "{candidates} {compared}");
}

#[test]
fn a_plan_tells_of_the_baseline_and_a_roll_back_lets_it_go() {
    let rows = |settings: &str| {
        let plan = plan(&crate::support::scenario(&with(YOUNG, settings)), true);
        plan.steps.iter().map(|step| step.because).collect::<Vec<_>>()
    };
    let all = rows(FRESH);
    assert!(all.contains(&Because::BaselineUp(2)) && all.contains(&Because::BaselineDown(2)), "{all:?}");
    assert!(!rows("").iter().any(|because| matches!(because, Because::BaselineUp(_))));
    let (recording, report) = told(&format!("{FRESH}\ncommands = [{{ at_s = 120, action = 'roll-back' }}]"));
    assert_eq!(report.rollout.outcome, RolloutOutcome::RolledBack);
    assert_eq!(recording.rotation.last().map(|last| last.instances), Some([10, 0]));
}

/// Two instances of each version beside the fleet, with 10 % of the traffic each, compared for so long; then all at once.
const EXPERIMENT: &str = "strategy.canary.background_analysis = ''
    strategy.canary.steps = [{ kind = 'experiment', instances = 2, baseline_instances = 3, weight = 10, pause_s = 150, analysis = 'beside' }, { weight = 50, pause_s = 10 }]";

#[test]
fn an_experiment_lasts_its_time_beside_the_whole_fleet() {
    let (recording, report) = told(EXPERIMENT);
    assert_eq!(report.rollout.outcome, RolloutOutcome::Completed);
    // Ready 20 s after the start at 60 s, and over 150 s later: 2 candidates and 3 to compare with beside the ten.
    let at = |second: usize| [0, 1].map(|version| recording.series.in_rotation[version][second]);
    assert_eq!([at(78), at(100), at(228)], [[10, 0], [13, 2], [13, 2]]);
    assert_eq!((recording.series.set_weight[100], recording.series.set_weight[229]), (10, 0));
    // Of the next step's five candidates there are two already; those to compare with go.
    assert_eq!(at(260)[0], 10);
    // What is young is compared with what is young: no false alarm. A defect ends it.
    let bad = told(&format!("{EXPERIMENT}\nversions.candidate.error_probability = 0.05")).1;
    assert_eq!(bad.rollout.outcome, RolloutOutcome::RolledBack);
    assert_eq!(bad.rollout.reason.map(|reason| reason.metric), Some("analysis".to_owned()));
    // Without a time of its own it lasts until its analysis is successful: two measurements, after 90 and 120 s.
    let counted = EXPERIMENT.replace("pause_s = 150", "pause_s = 0");
    let analysis = "strategy.analyses = [{ name = 'beside', metrics = [{ measure = 'comparison', initial_delay_s = 90, interval_s = 30, count = 2, failure = { is = 'below', limit = 75 } }] }]";
    let (recording, _) = told(&format!("{counted}\n{analysis}"));
    assert_eq!((recording.series.set_weight[198], recording.series.set_weight[202]), (10, 0));
}
