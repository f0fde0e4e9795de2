//! `cutover compare --seeds`: the same figures however many runs go on at a time, and those of the single runs.

use crate::program::{cutover, file};
use cutover::compare::{Better, Measure, Pair, Spread};
use cutover::record::Report;
use serde_json::Value;

/// A run of a few milliseconds in which luck matters: crashes and a faulty candidate that telemetry may or may not notice.
fn scenario(name: &str) -> String {
    file(
        name,
        b"horizon_s = 60\n[traffic]\nrate_rps = 40\n[fleet]\ninstances = 3\nworkers = 2\n[strategy]\nstart_s = 10\n\
          [versions.candidate]\nerror_probability = 0.03\n",
    )
}

fn compared(args: &[&str]) -> Value {
    cutover(&[&["compare"], args, &["--format", "json"]].concat()).json()
}

#[test]
fn the_figures_do_not_depend_on_how_many_runs_go_on_at_a_time() {
    let path = scenario("seeds-jobs.toml");
    for (format, lang) in [("json", "en"), ("text", "ko")] {
        let said = |jobs: &str| {
            cutover(&["compare", &path, "--seeds", "9", "--jobs", jobs, "--format", format, "--lang", lang])
        };
        let one = said("1");
        assert!(one.code == Some(0) && one.stdout.len() > 1_000 && one.stderr.is_empty(), "{one:?}");
        for jobs in ["2", "5", "100"] {
            assert_eq!(said(jobs).stdout, one.stdout, "{jobs} jobs");
        }
        let by_default = cutover(&["compare", &path, "--seeds", "9", "--format", format, "--lang", lang]);
        assert_eq!(by_default.stdout, one.stdout);
    }
}

#[test]
fn replications_are_the_runs_of_the_seeds_that_follow() {
    const SEEDS: [u64; 5] = [7, 8, 9, 10, 11];
    let path = scenario("seeds-runs.toml");
    let strategies = ["--strategies", "rolling,canary"];
    let found = compared(&[&[path.as_str(), "--seed", "7", "--seeds", "5"], &strategies[..]].concat());
    assert_eq!((found["first_seed"].as_u64(), found["replications"].as_u64()), (Some(7), Some(5)));
    // Of every seed, the reports of both lanes.
    let reports: Vec<[Report; 2]> = SEEDS
        .iter()
        .map(|seed| {
            let single = compared(&[&[path.as_str(), "--seed", &seed.to_string()], &strategies[..]].concat());
            [0, 1].map(|lane| serde_json::from_value(single["lanes"][lane].clone()).expect("a report"))
        })
        .collect();
    let mut spread_out = 0;
    for measure in Measure::ALL {
        let key = measure.key();
        for lane in [0, 1] {
            let mut values: Vec<f64> = reports.iter().filter_map(|lanes| measure.of(&lanes[lane])).collect();
            values.sort_by(f64::total_cmp);
            let told = &found["lanes"][lane]["measures"][key];
            let Some(middle) = values.get((values.len().max(1) - 1) / 2) else {
                assert!(told.is_null(), "{key}: {told}");
                continue;
            };
            let told: Spread = serde_json::from_value(told.clone()).expect("the spread's own shape");
            assert_eq!((told.runs as usize, told.median), (values.len(), *middle), "{key}");
            assert_eq!((Some(&told.p5), Some(&told.p95)), (values.first(), values.last()), "{key}");
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            assert!((told.mean - mean).abs() <= 1e-9 * mean.abs(), "{key}");
            spread_out += usize::from(told.p5 < told.p95);
        }
        let told = &found["pairs"][0]["measures"][key];
        let both = reports.iter().filter_map(|[first, second]| Some((measure.of(first)?, measure.of(second)?)));
        let both: Vec<(f64, f64)> = both.collect();
        if both.is_empty() || measure.better() == Better::Neither {
            assert!(told.is_null(), "{key}: {told}");
            continue;
        }
        let told: Pair = serde_json::from_value(told.clone()).expect("the pair's own shape");
        let lower = both.iter().filter(|(first, second)| measure.shown(*first) < measure.shown(*second)).count() as u32;
        let equal =
            both.iter().filter(|(first, second)| measure.shown(*first) == measure.shown(*second)).count() as u32;
        let higher = both.len() as u32 - lower - equal;
        let (better, worse) = if measure.better() == Better::Low { (lower, higher) } else { (higher, lower) };
        assert_eq!(
            (told.runs as usize, told.better, told.worse, told.equal),
            (both.len(), better, worse, equal),
            "{key}"
        );
        let mean = both.iter().map(|(first, second)| first - second).sum::<f64>() / both.len() as f64;
        assert!((told.mean_difference - mean).abs() <= 1e-9 * mean.abs(), "{key}");
    }
    assert!(spread_out > 10, "luck changes the figures");
    let pair = &found["pairs"][0];
    assert_eq!((pair["first"].as_str(), pair["second"].as_str()), (Some("rolling"), Some("canary")));
    for lane in found["lanes"].as_array().expect("lanes") {
        let outcomes = lane["outcomes"].as_object().expect("outcomes");
        assert_eq!(outcomes.values().filter_map(Value::as_u64).sum::<u64>(), 5);
    }
}

#[test]
fn every_key_is_documented() {
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.md")).expect("docs");
    let found = compared(&[&scenario("seeds-docs.toml"), "--seeds", "2"]);
    let section = docs.split("## Replications").nth(1).expect("a section of its own");
    let is_documented = |key: &str| section.contains(&format!("| `{key}` |"));
    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    let (lane, pair) = (&found["lanes"][0], &found["pairs"][0]);
    for (place, value) in [("", &found), ("lanes.", lane), ("pairs.", pair)] {
        for key in keys(value) {
            assert!(is_documented(&format!("{place}{key}")), "docs/report.md does not tell of {place}{key}");
        }
    }
    for (place, measures) in [("lanes.measures.", lane), ("pairs.measures.", pair)] {
        let measures = measures["measures"].as_object().expect("measures");
        for measure in measures.keys() {
            assert!(section.contains(&format!("`{measure}`")), "docs/report.md does not tell of {measure}");
        }
        for key in keys(measures.values().next().expect("a measure")) {
            assert!(is_documented(&format!("{place}{key}")), "docs/report.md does not tell of {place}{key}");
        }
    }
    assert_eq!(found["pairs"].as_array().map(Vec::len), Some(6), "every two of four lanes");
}

#[test]
fn the_text_says_how_often_one_is_better_in_both_languages() {
    let path = scenario("seeds-text.toml");
    let said = |lang: &str| cutover(&["compare", &path, "--seeds", "4", "--lang", lang]).stdout;
    let (english, korean) = (said("en"), said("ko"));
    for part in ["(seeds 1 to 4, 1 min)", "Medians of 4 replications", "Recreate – Canary", " of 4 ", "95% interval"]
    {
        assert!(english.contains(part), "{part}: {english}");
    }
    for part in ["(시드 1–4, 1분)", "반복 4회의 중앙값", "재생성 – 카나리", "4회 중 ", "95% 신뢰 구간"]
    {
        assert!(korean.contains(part), "{part}: {korean}");
    }
    let one = cutover(&["compare", &path, "--seeds", "1", "--strategies", "canary"]);
    assert!(one.code == Some(0) && !one.stdout.contains("95% interval"), "nothing to compare: {one:?}");
}

#[test]
fn wrong_numbers_are_named_with_everything_else_that_is_wrong() {
    let said = cutover(&[
        "compare",
        "bad-release",
        "--seeds",
        "0",
        "--jobs",
        "two",
        "--strategies",
        "fast",
        "--set",
        "fleet.instances=0",
    ]);
    let problems = said.problems();
    assert_eq!(problems.len(), 4, "{problems:?}");
    for part in [
        "--strategies: found fast",
        "--seeds: found 0; allowed: a whole number from 1 to 10,000",
        "--jobs: found two; allowed: a whole number from 1 to 1,024",
        "fleet.instances: found 0",
    ] {
        assert!(problems.iter().any(|line| line.contains(part)), "{part}: {problems:?}");
    }
    for wrong in [["--seeds", "10001"], ["--seeds", "-5"], ["--seeds", "1e3"], ["--seeds", ""]] {
        let said = cutover(&["compare", "bad-release", wrong[0], wrong[1]]);
        assert_eq!(said.problems().len(), 1, "{wrong:?}");
    }
    for jobs in ["0", "1025", "-1"] {
        let said = cutover(&["compare", "bad-release", "--seeds", "2", "--jobs", jobs]);
        assert_eq!(said.problems().len(), 1, "{jobs}");
    }
    assert_eq!(cutover(&["compare", "bad-release", "--jobs", "2"]).code, Some(2), "jobs of what?");
}
