//! Analyses in a run: they see what telemetry shows, at their own moments, and a rollout follows them.

use crate::support::run;
use cutover::record::{Recording, RolloutOutcome};
use cutover::rollout::Place;
use cutover::rollout::analysis::{Outcome, Verdict};
use cutover::sim::Event;

/// The canary's first step holds 20 % from 80 s (60 s, 10 s to provision, 10 s until ready) to 110 s; then comes the analysis.
/// Nothing but analyses takes the change back.
fn canary(metrics: &str, more: &str) -> String {
    format!(
        "strategy.kind = 'canary'
        strategy.analyses = [{{ name = 'look', metrics = [{metrics}] }}]
        strategy.canary.steps = [{{ weight = 20, pause_s = 30 }}, {{ kind = 'analysis', analysis = 'look' }}]
        rollback.automatic = false
        {more}"
    )
}

/// At most 5 % errors, three times, 20 s apart.
const ERRORS: &str = "{ success = { is = 'at-most', limit = 0.05 }, interval_s = 20, count = 3 }";
const BAD: &str = "versions.candidate.error_probability = 0.3";

/// What was told of analyses and of what follows: a line each.
fn told(recording: &Recording) -> Vec<String> {
    let line = |event: Event| match event {
        Event::AnalysisStarted { place } => Some(format!("{place:?} begins")),
        Event::Measured { finding, .. } => Some(format!("{:?}", finding.outcome)),
        Event::AnalysisEnded { verdict, .. } => Some(format!("ends {verdict:?}")),
        Event::RolloutCompleted => Some("complete".to_owned()),
        Event::RollBackStarted { .. } => Some("back".to_owned()),
        Event::CommandGiven { action } => Some(action.name().to_owned()),
        _ => None,
    };
    let lines = recording.log.iter().filter_map(|entry| Some(format!("{} {}", entry.at.seconds(), line(entry.event)?)));
    lines.collect()
}

#[test]
fn a_step_lasts_until_its_analysis_is_successful() {
    let (recording, report) = run(&canary(ERRORS, ""));
    // Measured at 110, 130 and 150 s; eight more candidates need 20 s.
    assert_eq!(told(&recording), ["110 Step(1) begins", "150 ends Successful", "170 complete"]);
    assert_eq!(report.rollout.outcome, RolloutOutcome::Completed);
}

#[test]
fn a_failed_analysis_takes_the_change_back() {
    let (recording, report) = run(&canary(&ERRORS.replace(" }, i", " }, failure_limit = 1, i"), BAD));
    assert_eq!(told(&recording), ["110 Step(1) begins", "110 Failed", "130 Failed", "130 ends Failed", "130 back"]);
    let reason = report.rollout.reason.unwrap();
    assert_eq!((reason.metric.as_str(), reason.limit, reason.at_s), ("analysis", 0.05, 130.0));
    // 30 s of 48 requests/s: 1,440 with a standard deviation of 0.012; four of them.
    assert!((reason.value - 0.3).abs() < 0.049, "{}", reason.value);
    assert_eq!(reason.finding.unwrap().outcome, Outcome::Failed);
    assert_eq!(report.rollout.outcome, RolloutOutcome::RolledBack);
}

#[test]
fn what_telemetry_does_not_show_is_not_seen() {
    // Scrapes every 5 s show windows of 30 s. From the 80th second on the candidate fails every third request, and scrapes are out
    // from 75 s to 125 s: at 110 s there is nothing, nor at 120 s; at 130 s there is one scrape in the window, and one before it.
    let (recording, _) =
        run(&canary(ERRORS, &format!("{BAD}\ntelemetry.outages = [{{ at_s = 75, duration_s = 50 }}]")));
    let told = told(&recording);
    assert_eq!(told[..3], ["110 Step(1) begins", "110 Error", "120 Error"], "{told:?}");
    assert_eq!(told[3..], ["130 Failed", "130 ends Failed", "130 back"], "{told:?}");
}

#[test]
fn no_data_for_too_long_is_an_error() {
    let (recording, report) = run(&canary(ERRORS, "traffic.rate_rps = 0"));
    // Every 10 s; four in a row are put up with.
    let errors = ["110 Error", "120 Error", "130 Error", "140 Error", "150 Error"];
    assert_eq!(told(&recording)[1..6], errors);
    assert_eq!(told(&recording)[6..], ["150 ends Error", "150 back"]);
    assert_eq!((report.rollout.reason.unwrap().limit, report.rollout.outcome), (4.0, RolloutOutcome::RolledBack));
}

/// Good below 5 % errors, bad above 50 %: 30 % are neither.
const UNSURE: &str = "{ success = { is = 'below', limit = 0.05 }, failure = { is = 'above', limit = 0.5 } }";

#[test]
fn an_inconclusive_analysis_waits_for_a_person() {
    let commands = |action| format!("{BAD}\nhorizon_s = 300\ncommands = [{{ at_s = 200, action = '{action}' }}]");
    let start = ["110 Step(1) begins", "110 Inconclusive", "110 ends Inconclusive"];
    // Nobody comes: the progress deadline of 120 s does not count.
    let (recording, report) = run(&canary(UNSURE, &format!("{BAD}\nhorizon_s = 300")));
    assert_eq!(
        (told(&recording).as_slice(), report.rollout.outcome),
        (&start.map(str::to_owned)[..], RolloutOutcome::InProgress)
    );
    // Promoted: the step is passed.
    let (recording, _) = run(&canary(UNSURE, &commands("promote")));
    assert_eq!(told(&recording)[3..], ["200 promote", "220 complete"]);
    // Resumed: it is looked at again.
    let (recording, _) = run(&canary(UNSURE, &commands("resume")));
    assert_eq!(
        told(&recording)[3..],
        ["200 resume", "200 Step(1) begins", "200 Inconclusive", "200 ends Inconclusive"]
    );
}

#[test]
fn a_long_analysis_is_not_lack_of_progress() {
    let slow = ERRORS.replace("interval_s = 20", "interval_s = 100");
    let (recording, _) = run(&canary(&slow, "rollback.progress_deadline_s = 60\nhorizon_s = 400"));
    assert_eq!(told(&recording), ["110 Step(1) begins", "310 ends Successful", "330 complete"]);
    assert!(recording.log.iter().all(|entry| entry.event != Event::DeadlinePassed));
}

#[test]
fn an_analysis_in_the_background_goes_on_beside_the_steps() {
    let background = |from: u32, more: &str| {
        format!(
            "strategy.kind = 'canary'
            strategy.analyses = [{{ name = 'look', metrics = [{{ failure = {{ is = 'above', limit = 0.05 }}, interval_s = 10 }}] }}]
            strategy.canary = {{ background_analysis = 'look', background_from_step = {from},
              steps = [{{ weight = 20, pause_s = 40 }}, {{ weight = 50, pause_s = 40 }}] }}
            rollback.automatic = false\n{more}"
        )
    };
    // From the second step on, at 120 s. It ends with the rollout and decides nothing then.
    let (recording, _) = run(&background(1, ""));
    assert_eq!(told(&recording), ["120 Background begins", "200 complete"]);
    let (recording, _) = run(&background(1, BAD));
    assert_eq!(told(&recording), ["120 Background begins", "120 Failed", "120 ends Failed", "120 back"]);
    // From the beginning there is nothing to see for 20 s; what comes then is seen when it is next measured.
    let (recording, _) = run(&background(0, BAD));
    assert_eq!(
        told(&recording),
        ["60 Background begins", "60 Error", "70 Error", "80 Error", "90 Failed", "90 ends Failed", "90 back"]
    );
}

#[test]
fn blue_green_is_analysed_before_and_after_the_switch() {
    let blue_green = |settings: &str, more: &str| {
        format!(
            "strategy.kind = 'blue-green'
            strategy.analyses = [{{ name = 'look', metrics = [{ERRORS}] }}]
            strategy.blue_green = {{ preview_s = 5, {settings} }}
            rollback.automatic = false\n{more}"
        )
    };
    // Ready at 80 s; nobody asks the green fleet, so there is nothing to see: five errors in 40 s.
    let (recording, report) = run(&blue_green("analysis_before = 'look'", ""));
    assert_eq!(told(&recording)[6..], ["120 ends Error", "120 back"]);
    assert_eq!((report.rollout.outcome, report.rollout.exposed_requests), (RolloutOutcome::RolledBack, 0));
    // A promotion passes it: then the look of 5 s.
    let promoted = "commands = [{ at_s = 95, action = 'promote' }]";
    let (recording, _) = run(&blue_green("analysis_before = 'look'", promoted));
    assert_eq!(told(&recording).last().unwrap(), "100 complete");
    // Switched at 85 s. One error, as no scrape has seen anything; then measured at 95, 115 and 135 s.
    let (recording, _) = run(&blue_green("analysis_after = 'look'", ""));
    let after = ["85 complete", "85 AfterSwitch begins", "85 Error", "135 ends Successful"];
    assert_eq!(told(&recording), after);
    let (recording, report) = run(&blue_green("analysis_after = 'look'", BAD));
    assert_eq!(told(&recording)[3..], ["95 Failed", "95 ends Failed", "95 back"]);
    assert_eq!(report.rollout.outcome, RolloutOutcome::RolledBack);
    // The blue fleet stands for 10 s, or until the analysis has ended.
    let blue_gone = |settings: &str| {
        let (recording, _) =
            run(&blue_green(&format!("analysis_after = 'look', scale_down_delay_s = 10{settings}"), ""));
        let drains = recording
            .log
            .iter()
            .find(|entry| matches!(entry.event, Event::InstanceChanged { state: cutover::fleet::State::Draining, .. }));
        drains.unwrap().at.seconds()
    };
    assert_eq!((blue_gone(""), blue_gone(", keep_while_analysed = true")), (95.0, 135.0));
}

const SLOW: &str =
    "versions.candidate.service_factor = 3\nservice = { law = 'constant', mean_ms = 40 }\ntraffic.rate_rps = 50";

#[test]
fn every_measure_reads_its_own_figure() {
    // 30 s of 48 candidate requests/s are within the bounds, and outside of the opposite ones.
    for (measure, low, high, more) in [
        ("measure = 'success-rate'", 0.65, 0.75, BAD),
        ("measure = 'error-rate'", 0.25, 0.35, BAD),
        // Work takes 120 ms instead of 40, and few have to wait: the first of the answers lie in the bucket from 100 to 250 ms.
        ("measure = 'latency', quantile = 0.05", 100.0, 130.0, SLOW),
        ("measure = 'traffic-share'", 0.17, 0.23, "telemetry.both_versions = true"),
    ] {
        let within = format!(
            "{{ {measure}, success = {{ is = 'at-least', limit = {low} }} }}, {{ {measure}, success = {{ is = 'below', limit = {high} }} }}"
        );
        assert_eq!(told(&run(&canary(&within, more)).0)[1], "110 ends Successful", "{measure}");
        let beyond = format!("{{ {measure}, success = {{ is = 'above', limit = {high} }} }}");
        assert_eq!(told(&run(&canary(&beyond, more)).0)[2], "110 ends Failed", "{measure}");
    }
}

#[test]
fn a_comparison_with_the_stable_version_sees_what_a_threshold_does_not() {
    // A candidate that is three times as slow, at a limit that it keeps.
    let comparison =
        "{ measure = 'comparison', quantile = 0.9, initial_delay_s = 60, success = { is = 'at-least', limit = 95 },
        failure = { is = 'below', limit = 75 } }";
    let limit = "{ measure = 'latency', quantile = 0.9, success = { is = 'below', limit = 1000 } }";
    let telemetry = "telemetry = { both_versions = true, window_s = 5 }\nhorizon_s = 400";
    let slow = format!("{SLOW}\n{telemetry}");
    let verdict = |metrics: &str, more: &str| {
        let (recording, _) = run(&canary(metrics, more));
        let ended = recording.log.iter().find_map(|entry| match entry.event {
            Event::AnalysisEnded { place: Place::Step(1), verdict } => Some(verdict),
            _ => None,
        });
        ended.expect("it ends")
    };
    assert_eq!(verdict(limit, &slow), Verdict::Successful);
    assert_eq!(verdict(comparison, &slow), Verdict::Failed);
    assert_eq!(verdict(comparison, telemetry), Verdict::Successful);
}

#[test]
fn a_plan_takes_analyses_to_be_successful() {
    let toml = canary(ERRORS, &format!("{BAD}\nstrategy.canary.background_analysis = 'look'"));
    let plan = cutover::record::plan(&crate::support::scenario(&toml), false);
    // As in the run: 80 to 110 s, 40 s of analysis, 20 s for the others, 2 s to stop.
    assert_eq!(plan.duration.map(|duration| duration.seconds()), Some(110.0));
    assert!(plan.steps.iter().all(|step| step.because.id() != "roll-back"));
}
