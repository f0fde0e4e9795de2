//! `cutover bench`: the promised shape, every workload, and figures that agree with each other. No speed is asked for.

use crate::program::cutover;
use cutover::bench::{Figures, RecordingFigures};
use serde_json::Value;

fn quickly(only: &[&str]) -> Value {
    cutover(&[&["bench", "--quick", "--rounds", "1", "--format", "json"], only].concat()).json()
}

fn names(figures: &Value) -> Vec<(&str, &str)> {
    fn name<'a>(figure: &'a Value, key: &str) -> &'a str {
        figure[key].as_str().expect("a name")
    }
    let workloads = figures["workloads"].as_array().expect("workloads");
    workloads.iter().map(|figure| (name(figure, "workload"), name(figure, "routing"))).collect()
}

#[test]
fn every_workload_is_measured_and_the_figures_agree() {
    let json = quickly(&[]);
    let routings = ["random", "round-robin", "power-of-two", "least-outstanding"];
    let fleets = ["fleet-10", "fleet-100", "fleet-1000", "fleet-10000"];
    let mut expected: Vec<_> = fleets.iter().flat_map(|fleet| routings.map(|routing| (*fleet, routing))).collect();
    expected.push(("everything", "round-robin"));
    assert_eq!(names(&json), expected);

    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&json), ["floor_ns", "workloads", "recording"]);
    assert_eq!(keys(&json["recording"]), ["bytes", "cost_share"]);
    let recording: RecordingFigures =
        serde_json::from_value(json["recording"].clone()).expect("the figures' own shape");
    // A run without its recording takes some of the time of one with it: nothing else can be asked of a busy machine.
    assert!(recording.cost_share > -1.0 && recording.cost_share.is_finite(), "{recording:?}");
    let promised = ["workload", "routing", "requests_per_s", "ns_per_request", "ratio_to_floor"];
    assert_eq!(keys(&json["workloads"][0]), promised);

    let figures: Figures = serde_json::from_value(json).expect("the figures' own shape");
    assert!(figures.floor_ns > 0.0 && figures.floor_ns.is_finite());
    for figure in &figures.workloads {
        assert!(figure.ns_per_request > 0.0 && figure.ratio_to_floor > 0.0, "{figure:?}");
        assert!((figure.requests_per_s * figure.ns_per_request / 1e9 - 1.0).abs() < 1e-9, "{figure:?}");
    }
}

#[test]
fn a_single_round_of_a_single_workload_has_one_ratio() {
    let figures: Figures = serde_json::from_value(quickly(&["--only", "m-m-10"])).expect("the figures' own shape");
    let [figure] = figures.workloads.as_slice() else { panic!("{figures:?}") };
    assert_eq!((figure.workload.as_str(), figure.routing.as_str()), ("m-m-10", "random"));
    assert!((figure.ratio_to_floor * figure.ns_per_request / figures.floor_ns - 1.0).abs() < 1e-9, "{figures:?}");
}

#[test]
fn names_choose_and_unknown_ones_are_told() {
    assert_eq!(names(&quickly(&["--only", "fleet-10,random,everything"])).len(), 2);
    let said = cutover(&["bench", "--only", "fleet-10,fleet-11"]);
    let problems = said.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    for name in ["--only", "fleet-11", "fleet-10000", "everything", "m-m-10", "least-outstanding"] {
        assert!(problems[0].contains(name), "{name}: {problems:?}");
    }
    assert_eq!(cutover(&["bench", "--rounds", "0"]).code, Some(2));
}

#[test]
fn the_table_has_a_line_for_each_and_tells_floor_and_recording_in_both_languages() {
    let table = |lang| cutover(&["bench", "--quick", "--rounds", "1", "--only", "fleet-10", "--lang", lang]).stdout;
    for (lang, heading, floor, recording) in
        [("en", "Workload", "Floor: ", "Recording: "), ("ko", "작업 부하", "바닥값: ", "기록: ")]
    {
        let said = table(lang);
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 8, "{said}");
        assert!(lines[0].starts_with(heading) && lines[6].starts_with(floor), "{said}");
        assert!(lines[7].starts_with(recording), "{said}");
        assert!(lines[1..5].iter().all(|line| line.starts_with("fleet-10 ")), "{said}");
    }
}
