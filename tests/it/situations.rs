//! What the presets of reported situations show, as figures: each sentence of a card is a check here.

use cutover::fleet::{State, VersionId};
use cutover::record::{Recording, Report, RolloutOutcome, report, simulate};
use cutover::rollout::analysis::Outcome;
use cutover::scenario::presets::Preset;
use cutover::sim::Event;

/// A lane of a preset, run.
struct Lane {
    recording: Recording,
    report: Report,
}

/// The lanes of a preset, in order.
fn lanes<const N: usize>(id: &str) -> [Lane; N] {
    let scenario = Preset::find(id).expect("the preset").scenario().expect("a good one");
    let lane = |scenario| {
        let recording = simulate(scenario);
        let report = report(scenario, &recording);
        Lane { recording, report }
    };
    let lanes: Vec<Lane> = scenario.lane_scenarios().iter().map(lane).collect();
    lanes.try_into().unwrap_or_else(|lanes: Vec<Lane>| panic!("{id} has {} lanes", lanes.len()))
}

impl Lane {
    fn harmed(&self) -> u64 {
        self.report.requests.harmed()
    }

    fn outcome(&self) -> RolloutOutcome {
        self.report.rollout.outcome
    }

    fn duration_s(&self) -> f64 {
        self.report.rollout.duration_s.expect("it came to an end")
    }

    fn peak(&self) -> u32 {
        self.report.cost.peak_instances
    }

    fn extra_usd(&self) -> f64 {
        self.report.cost.extra_usd
    }

    /// Whether it was taken back for this.
    fn is_back_for(&self, metric: &str) -> bool {
        self.outcome() == RolloutOutcome::RolledBack
            && self.report.rollout.reason.as_ref().is_some_and(|reason| reason.metric == metric)
    }

    /// When the first such event was, s.
    fn first(&self, wanted: impl Fn(&Event) -> bool) -> f64 {
        let found = self.recording.log.iter().find(|entry| wanted(&entry.event));
        found.expect("it happens").at.seconds()
    }

    /// The candidate's share of the requests sent in this time, whole seconds.
    fn share(&self, from_s: f64, to_s: f64) -> f64 {
        let sent = |version: VersionId| {
            let series = &self.recording.series.routed[version.index()];
            series[from_s as usize..to_s as usize].iter().copied().map(f64::from).sum::<f64>()
        };
        let candidate = sent(VersionId::Candidate);
        candidate / (candidate + sent(VersionId::Stable))
    }

    /// The most instances at any one time that are in states such as these.
    fn most(&self, counts: impl Fn(State) -> bool) -> u32 {
        let spans = self.recording.spans.iter().filter(|span| counts(span.state));
        let mut changes: Vec<_> = spans.flat_map(|span| [(span.from, 1_i32), (span.to, -1)]).collect();
        // Who ends at a moment has gone before another begins.
        changes.sort();
        let mut now = 0;
        let counts = changes.iter().map(|(_, change)| {
            now += change;
            now
        });
        counts.max().unwrap_or(0).try_into().expect("not negative")
    }

    /// How many are in rotation at the end, of each version.
    fn last_rotation(&self) -> [u32; 2] {
        self.recording.rotation.last().expect("there is one").instances
    }
}

/// Whether `a` is between `low` and `high` times `b`.
fn times(a: f64, b: f64, low: f64, high: f64) -> bool {
    (low * b..=high * b).contains(&a)
}

#[test]
fn connections_are_cut_unless_an_instance_outlasts_its_deregistration() {
    let [at_once, some, long] = lanes("late-deregistration");
    assert!(at_once.harmed() > 2_000, "{}", at_once.harmed());
    assert!(at_once.report.requests.refused_connections > 0);
    assert!(at_once.harmed() > 10 * some.harmed() && some.harmed() > long.harmed());
    // What is left is the versions' own rate of errors, 0.1 %.
    assert!(times(long.harmed() as f64, long.report.requests.offered as f64, 0.0008, 0.0012));
    assert_eq!(long.report.requests.rejected + long.report.requests.timed_out, 0);
    assert!(at_once.duration_s() < some.duration_s() && some.duration_s() < long.duration_s());
}

#[test]
fn instances_that_terminate_count_or_there_are_more_than_the_surge_allows() {
    let [counted, uncounted, capped] = lanes("terminating-pods");
    assert_eq!([counted.peak(), uncounted.peak()], [12, 20]);
    assert!(counted.duration_s() > 3.0 * uncounted.duration_s());
    let on_a_node = |state| !matches!(state, State::Provisioning);
    assert_eq!(capped.most(on_a_node), 12);
    // It waits for places, which costs as much time as counting does.
    assert!(capped.peak() > 12 && capped.duration_s() > 3.0 * uncounted.duration_s());
}

#[test]
fn ten_percent_of_few_instances_is_not_ten_percent() {
    let [ten, three, one, routed] = lanes("small-canary");
    let at_step = |lane: &Lane, step: u32| {
        let from = lane.first(|event| *event == Event::StepReached { step }).ceil();
        lane.share(from, from + 10.0)
    };
    let shares = [&ten, &three, &routed].map(|lane| at_step(lane, 0));
    assert!(times(shares[0], 0.1, 0.8, 1.2), "{shares:?}");
    assert!(times(shares[1], 0.25, 0.9, 1.1), "{shares:?}");
    assert!(times(shares[2], 0.1, 0.6, 1.4), "{shares:?}");
    assert_eq!([0, 1].map(|step| at_step(&one, step)), [0.0, 1.0]);
    assert!(one.report.capacity.outage_s > 20.0);
    assert!([ten, three, routed].iter().all(|lane| lane.report.capacity.outage_s == 0.0));
}

#[test]
fn a_canary_beside_a_whole_fleet_finds_no_place_under_a_hard_cap() {
    let [beside, instead] = lanes("hard-cap");
    assert!(beside.is_back_for("progress_deadline_s"));
    assert_eq!(beside.recording.totals[VersionId::Candidate.index()].routed, 0);
    assert_eq!(instead.outcome(), RolloutOutcome::Completed);
    assert_eq!(instead.most(|state| state != State::Provisioning), 10);
    assert!(instead.report.capacity.min_ready_instances < 10);
}

#[test]
fn a_stable_fleet_that_has_shrunk_comes_back_slowly_and_cold() {
    let [whole, shrinks] = lanes("shrinking-stable");
    assert!(shrinks.extra_usd() < 0.5 * whole.extra_usd());
    assert!(times(shrinks.harmed() as f64, whole.harmed() as f64, 1.8, 2.5));
    assert_eq!([&whole, &shrinks].map(|lane| lane.report.rollout.time_to_restore_s), [Some(0.0), Some(60.0)]);
    // What times out after the roll-back, at 240 s, is the cold stable fleet's; what does before, the candidates'.
    let late = |lane: &Lane, version: VersionId, from: usize, to: usize| -> u32 {
        lane.recording.series.timed_out[version.index()][from..to].iter().sum()
    };
    let [stable, candidate] = [VersionId::Stable, VersionId::Candidate];
    assert_eq!(late(&whole, stable, 240, 420), 0);
    assert!(late(&shrinks, stable, 240, 420) > 500);
    assert!([whole, shrinks].iter().all(|lane| late(lane, candidate, 60, 240) > 500));
}

#[test]
fn canaries_that_are_kept_after_a_roll_back_cost_and_help_nobody() {
    let [gone, soon, kept, fleet] = lanes("abandoned-canary");
    assert_eq!([&gone, &soon, &kept].map(Lane::harmed), [gone.harmed(); 3]);
    assert!(gone.extra_usd() < soon.extra_usd() && kept.extra_usd() > 10.0 * gone.extra_usd());
    assert!(times(fleet.extra_usd(), 2.0 * kept.extra_usd(), 0.99, 1.01));
    // To the end, and without a request once the change has been taken back.
    for lane in [&kept, &fleet] {
        let back = lane.first(|event| *event == Event::RolledBack).ceil();
        assert_eq!(lane.share(back, 420.0), 0.0);
        assert!(lane.recording.spans.iter().any(|span| {
            (span.version, span.state, span.to) == (VersionId::Candidate, State::Ready, lane.recording.horizon)
        }));
    }
}

#[test]
fn a_way_back_that_skips_the_steps_hurts_half_as_many() {
    let [steps, skips] = lanes("way-back");
    assert!(times(skips.harmed() as f64, steps.harmed() as f64, 0.45, 0.6));
    assert_eq!(skips.report.rollout.time_to_restore_s, Some(20.0));
    // Until 270 s both are the same; a minute later the bad version still has most of the traffic where all steps are walked.
    assert!(steps.first(|event| matches!(event, Event::NextDeployment { .. })) == 270.0);
    let failed = |lane: &Lane, from: usize, to: usize| -> u32 {
        lane.recording.series.failed.iter().flat_map(|version| &version[from..to]).sum()
    };
    assert_eq!(failed(&steps, 0, 270), failed(&skips, 0, 270));
    assert!(failed(&steps, 330, 360) > 50 * failed(&skips, 330, 360).max(1));
}

#[test]
fn a_small_preview_is_cheap_and_a_blue_fleet_that_is_gone_is_missed() {
    let [full, small, gone] = lanes("preview-size");
    assert!(small.extra_usd() < 0.5 * full.extra_usd());
    assert!(times(small.harmed() as f64, full.harmed() as f64, 0.9, 1.1));
    assert!(gone.harmed() > 2 * full.harmed());
    for lane in [full, small, gone] {
        let wanted = lane.recording.log.iter().filter_map(|entry| match entry.event {
            Event::Scaled { to, .. } => Some(to),
            _ => None,
        });
        assert_eq!(lane.peak(), 2 * wanted.max().expect("it is scaled"));
    }
}

#[test]
fn checks_that_see_nobody_pass_fail_or_wait() {
    let [too_few, ends, waits, fails, passes] = lanes("no-data");
    assert_eq!([&too_few, &passes].map(Lane::outcome), [RolloutOutcome::Completed; 2]);
    assert_eq!(waits.outcome(), RolloutOutcome::InProgress);
    let finding = ends.report.rollout.reason.as_ref().and_then(|reason| reason.finding);
    assert!(
        ends.outcome() == RolloutOutcome::RolledBack && finding.is_some_and(|found| found.outcome == Outcome::Error)
    );
    assert!(fails.is_back_for("no_data"));
    // The version is bad: those who were let through hurt some of the few.
    assert!(too_few.harmed() > 0 && passes.harmed() > 0);
}

#[test]
fn a_pause_stops_the_clock_of_the_deadline_and_min_ready_seconds_do_not() {
    let [pause, waits, patient] = lanes("long-pause");
    assert_eq!([&pause, &patient].map(Lane::outcome), [RolloutOutcome::Completed; 2]);
    assert!(pause.duration_s() > 120.0 && waits.is_back_for("progress_deadline_s"));
}

#[test]
fn a_promotion_stalls_at_a_full_quota_after_good_checks() {
    let [full, one_more, one_less] = lanes("failed-promotion");
    assert_eq!(full.outcome(), RolloutOutcome::Stalled);
    assert_eq!([&one_more, &one_less].map(Lane::outcome), [RolloutOutcome::Completed; 2]);
    // All ten of the primary are as they were, and the next look after the deadline gives all requests to the canary.
    let all = full.first(|event| *event == Event::WeightSet { percent: 100 });
    assert!(all > full.first(|event| *event == Event::DeadlinePassed));
    assert_eq!(full.share(all.ceil(), 480.0), 1.0);
    let of_primary = full.recording.spans.iter().filter(|span| {
        (span.version, span.state, span.to) == (VersionId::Stable, State::Ready, full.recording.horizon)
    });
    assert_eq!(of_primary.count(), 10);
    assert!(full.extra_usd() > one_more.extra_usd());
}

#[test]
fn a_share_drawn_for_each_request_is_met_by_nearly_everybody() {
    let [by_request, by_user] = lanes("sticky-users");
    let met = |lane: &Lane| lane.report.clients.as_ref().expect("users who come back").mixed_users;
    assert!(met(&by_request) > 1_400, "{}", met(&by_request));
    assert!((150..=170).contains(&met(&by_user)), "{}", met(&by_user));
    // The share of the requests is the same: a tenth or an eleventh.
    assert!([&by_request, &by_user].iter().all(|lane| times(lane.share(120.0, 360.0), 0.1, 0.85, 1.15)));
}

#[test]
fn without_a_health_check_no_order_saves_requests() {
    let [stop, start, checked_stop, checked_start] = lanes("stop-first");
    assert!([&stop, &start].iter().all(|lane| (1_900..2_300).contains(&lane.harmed())));
    for lane in [&checked_stop, &checked_start] {
        assert!(times(lane.harmed() as f64, lane.report.requests.offered as f64, 0.0008, 0.0012));
    }
    let least = |lane: &Lane| lane.report.capacity.min_ready_instances;
    assert_eq!([&stop, &start, &checked_stop, &checked_start].map(least), [9, 10, 9, 10]);
}

#[test]
fn a_batch_that_fails_leaves_two_versions_unless_somebody_goes_back() {
    let [left, back] = lanes("stuck-batch");
    assert_eq!(left.outcome(), RolloutOutcome::Stalled);
    assert_eq!(left.last_rotation(), [4, 2]);
    assert!(back.is_back_for("progress_deadline_s"));
    assert_eq!(back.last_rotation(), [8, 0]);
    assert!(left.report.version_mix.mixed_s > 1.5 * back.report.version_mix.mixed_s);
}

#[test]
fn an_autoscaler_that_averages_both_versions_scales_both() {
    let [_, rolling, _, canary] = lanes("autoscaler-against-rollout");
    let launched = canary.recording.spans.iter().filter(|span| {
        (span.version, span.state) == (VersionId::Stable, State::Provisioning) && span.from.seconds() > 60.0
    });
    // Four more of the old version, which is on its way out and has had enough with ten.
    assert_eq!(launched.count(), 4);
    assert!(canary.peak() > 13 * rolling.peak() / 8);
}

#[test]
fn a_race_with_the_endpoints_loses_requests_until_instances_wait() {
    let [_, racing, ..] = lanes::<4>("endpoint-race");
    let [_, cured, ..] = lanes::<4>("endpoint-race-cured");
    assert!(racing.report.requests.refused_connections > 100);
    assert_eq!(cured.report.requests.refused_connections, 0);
    assert!(racing.harmed() > 2 * cured.harmed() && cured.duration_s() > racing.duration_s());
}
