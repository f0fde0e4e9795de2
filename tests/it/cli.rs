//! The command line: exit codes, streams, formats, and that what is asked is what is run.

use crate::program::{Said, cutover, cutover_with_input, file, real_data};
use cutover::record::Report;
use cutover::scenario::presets::PRESETS;
use serde_json::Value;

fn hash(args: &[&str]) -> String {
    let report = cutover(&[&["run", "bad-release", "--format", "json"], args].concat()).json();
    report["hash"].as_str().expect("a hash").to_owned()
}

/// Every path of a JSON document that ends in a value.
fn paths(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                paths(value, &path, found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}

#[test]
fn a_run_prints_one_report_as_json() {
    let said = cutover(&["run", "bad-release", "--strategy", "canary", "--seed", "7", "--format", "json"]);
    let report: Report = serde_json::from_value(said.json()).expect("the report's own shape");
    let digits = report.hash.as_ref().map(String::len);
    assert_eq!((report.strategy.as_str(), report.seed, digits), ("canary", 7, Some(16)));
    let requests = &report.requests;
    let parts = requests.served + requests.failed + requests.rejected + requests.timed_out + requests.in_flight;
    assert_eq!(requests.offered, parts);
    assert_eq!(said.stderr, "");
}

#[test]
fn every_key_of_a_report_is_documented() {
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.md")).expect("docs");
    let mut keys = Vec::new();
    for [preset, strategy] in [["bad-release", "canary"], ["retry-storm", "canary"], ["shadow", "shadow"]] {
        paths(&cutover(&["run", preset, "--strategy", strategy, "--format", "json"]).json(), "", &mut keys);
    }
    assert!(keys.len() > 30 && keys.contains(&"rollout.reason.metric".to_owned()), "{keys:?}");
    for key in keys {
        assert!(docs.contains(&format!("| `{key}` |")), "docs/report.md does not tell of {key}");
    }
}

#[test]
fn a_comparison_has_four_lanes_with_the_same_users() {
    let compared = cutover(&["compare", "bad-release", "--format", "json"]).json();
    let lanes = compared["lanes"].as_array().expect("lanes");
    let names: Vec<&str> = lanes.iter().filter_map(|lane| lane["strategy"].as_str()).collect();
    assert_eq!(names, ["recreate", "rolling", "blue-green", "canary"]);
    assert!(lanes.iter().all(|lane| lane["requests"]["offered"] == lanes[0]["requests"]["offered"]));

    let two = cutover(&["compare", "bad-release", "--strategies", "canary,blue_green", "--format", "json"]).json();
    assert_eq!(two["lanes"][0], lanes[3], "a lane does not depend on the others");
    assert_eq!(two["lanes"][1]["strategy"], "blue-green");
}

#[test]
fn lanes_may_differ_in_any_setting_and_may_have_names() {
    let lanes = "[{ strategy = \"rolling\" }, { strategy = \"rolling\", name = \"Careful\", changes = [{ path = \"strategy.rolling.max_surge\", value = \"1\" }, { path = \"strategy.rolling.max_unavailable\", value = \"0\" }] }]";
    let compared = cutover(&["compare", "good-release", "--set", &format!("lanes={lanes}"), "--format", "json"]).json();
    let [plain, careful] = compared["lanes"].as_array().expect("lanes").as_slice() else { panic!("two lanes") };
    assert_eq!((plain["lane"].as_str(), careful["lane"].as_str()), (Some("rolling"), Some("rolling-2")));
    assert_eq!(careful["name"], "Careful");
    assert_eq!(plain["requests"]["offered"], careful["requests"]["offered"]);
    let duration = |lane: &serde_json::Value| lane["rollout"]["duration_s"].as_f64().expect("a complete rollout");
    assert!(duration(careful) > duration(plain), "one at a time takes longer");
    let alone = ["strategy.rolling.max_surge=1", "strategy.rolling.max_unavailable=0"];
    let alone = cutover(&[
        "run",
        "good-release",
        "--strategy",
        "rolling",
        "--set",
        alone[0],
        "--set",
        alone[1],
        "--format",
        "json",
    ]);
    assert_eq!(careful["hash"], alone.json()["hash"], "a lane is what its settings are by themselves");

    let wrong =
        cutover(&["compare", "good-release", "--set", &format!("lanes={}", lanes.replace("max_surge", "max_serge"))]);
    assert!(wrong.code == Some(2) && wrong.stderr.contains("lanes[1].changes[0].path"), "{wrong:?}");
    let text = cutover(&["compare", "good-release", "--set", &format!("lanes={lanes}")]);
    assert!(text.stdout.contains("Careful"), "{text:?}");
}

#[test]
fn the_seed_alone_decides_the_luck() {
    assert_eq!(hash(&["--seed", "5"]), hash(&["--seed", "5"]));
    assert_ne!(hash(&["--seed", "5"]), hash(&["--seed", "6"]));
    assert_eq!(hash(&["--set", "seed=5"]), hash(&["--seed", "5"]));
}

#[test]
fn settings_change_the_run_in_their_order() {
    assert_eq!(hash(&["--set", "strategy.kind=blue_green"]), hash(&["--strategy", "blue-green"]));
    assert_eq!(
        hash(&["--set", "fleet.instances=5", "--set", "fleet.instances=8"]),
        hash(&["--set", "fleet.instances=8"])
    );
    assert_ne!(hash(&["--set", "fleet.instances=8"]), hash(&[]));
    let steps = "strategy.canary.steps=[{ weight = 50, pause_s = 10 }]";
    assert_ne!(hash(&["--strategy", "canary", "--set", steps]), hash(&["--strategy", "canary"]));
}

#[test]
fn wrong_arguments_are_all_named_and_nothing_is_run() {
    let said = cutover(&[
        "compare",
        "bad-release",
        "--strategies",
        "canary,fast",
        "--seed",
        "-1",
        "--set",
        "fleet.instances=0",
        "--set",
        "flet.instances=3",
        "--set",
        "horizon_s",
        "--set",
        "seed[0]=1",
    ]);
    let problems = said.problems();
    assert_eq!(problems.len(), 6, "{problems:#?}");
    for part in [
        "--strategies: found fast; allowed: one of recreate, rolling, blue-green, canary",
        "--set: found horizon_s; allowed: path=value",
        "seed[0]: found seed[0]",
        "seed: found -1; allowed: a whole number from 0 to",
        "fleet.instances: found 0; allowed: a whole number from 1 to 100,000",
        "did you mean `fleet`?",
    ] {
        assert!(problems.iter().any(|line| line.contains(part)), "{part}: {problems:#?}");
    }
    let deep = format!("{}=1", vec!["a"; 60_000].join("."));
    assert_eq!(cutover(&["run", "bad-release", "--set", &deep]).problems().len(), 1);
}

#[test]
fn usage_errors_exit_with_two_and_an_empty_output() {
    for args in
        [&["run"][..], &["fly"], &["run", "bad-release", "--format", "xml"], &["run", "bad-release", "--seeed", "1"]]
    {
        assert!(!cutover(args).problems().is_empty());
    }
    let help = cutover(&["--help"]);
    assert!(help.code == Some(0) && help.stdout.contains("compare"), "{help:?}");
}

#[test]
fn a_name_that_is_no_file_and_no_preset_is_told_the_closest_preset() {
    let said = cutover(&["run", "bad-relaese"]);
    assert!(
        said.problems()[0].contains("no such file, and no preset of this name; the presets are bad-release,"),
        "{said:?}"
    );
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = cutover(&["check", env!("CARGO_TARGET_TMPDIR")]);
    assert!(folder.problems()[0].contains("cannot be read"), "{folder:?}");
    let trace = cutover(&["run", "bad-release", "--set", "traffic.trace.file=nowhere.csv"]);
    assert!(trace.problems()[0].contains("nowhere.csv: cannot be read"), "{trace:?}");
}

#[test]
fn standard_input_is_a_file_too() {
    let said = cutover_with_input(&["run", "-", "--format", "json"], b"seed = 9\n");
    assert_eq!(said.json()["seed"], 9);
    assert!(cutover_with_input(&["check", "-"], b"").problems()[0].contains("is empty"));
}

#[test]
fn a_scenario_runs_the_same_as_toml_and_as_json() {
    let toml = file("cli-same.toml", b"seed = 3\n[fleet]\ninstances = 4\n[traffic]\nrate_rps = 50\n");
    let json = file("cli-same.json", br#"{"seed": 3, "fleet": {"instances": 4}, "traffic": {"rate_rps": 50}}"#);
    let hash = |file: &str| cutover(&["run", file, "--format", "json"]).json()["hash"].clone();
    assert_eq!(hash(&toml), hash(&json));
}

fn events(said: &Said) -> Vec<Value> {
    said.stdout.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn events_are_lines_of_json_in_order() {
    let said = cutover(&["run", "bad-release", "--strategy", "canary", "--events", "-", "--format", "json"]);
    let lines = events(&said);
    let (report, log) = lines.split_last().expect("lines");
    assert_eq!(report["report"]["strategy"], "canary");
    let times: Vec<f64> = log.iter().map(|event| event["at_s"].as_f64().expect("a time")).collect();
    assert!(times.is_sorted());
    let named = |name: &str| log.iter().find(|event| event["event"] == name);
    assert!(named("rollout_started").is_some());
    let back = named("roll_back_started").expect("a bad release is rolled back");
    assert_eq!(back["metric"], report["report"]["rollout"]["reason"]["metric"]);

    let path = file("cli-events.jsonl", b"");
    let text = cutover(&["run", "bad-release", "--strategy", "canary", "--events", &path]);
    assert!(text.code == Some(0) && text.stdout.contains("Recording hash"), "{text:?}");
    let written = std::fs::read_to_string(&path).expect("written");
    assert_eq!(written.lines().collect::<Vec<_>>(), said.stdout.lines().take(log.len()).collect::<Vec<_>>());

    let nowhere = cutover(&["run", "bad-release", "--events", "no/such/folder/events"]);
    assert_eq!((nowhere.code, nowhere.stdout.as_str()), (Some(1), ""), "{nowhere:?}");
}

#[test]
fn presets_are_listed_and_described_in_both_languages() {
    let list = cutover(&["presets", "--format", "json"]).json();
    assert_eq!(list.as_array().map(Vec::len), Some(PRESETS.len()));
    let korean = cutover(&["presets", "--lang", "ko"]);
    assert!(korean.stdout.contains("bad-release  오류 나는 배포"), "{korean:?}");
}

#[test]
fn texts_follow_the_language() {
    let korean = cutover(&["compare", "bad-release", "--lang", "ko"]);
    for part in ["재생성", "롤링", "블루-그린", "카나리", "중단 시간"] {
        assert!(korean.stdout.contains(part), "{part}");
    }
    let wrong = cutover(&["run", "bad-release", "--set", "fleet.instances=0", "--lang", "ko"]);
    assert_eq!(wrong.problems(), ["fleet.instances: 입력값 0, 허용: 1 이상 100,000 이하의 정수(단위: 개)"]);
}

#[test]
fn traffic_is_read_from_a_file_and_what_is_set_on_purpose_stays() {
    let csv = file(
        "cli-traffic.csv",
        b"timestamp,value\n2024-01-01 00:00:00,10\n2024-01-01 00:01:00,40\n2024-01-01 00:02:00,20\n",
    );
    let set = format!("traffic.trace.file={csv}");
    let check = |more: &[&str]| cutover(&[&["check", "bad-release", "--set", &set], more].concat()).stdout;
    let read = check(&[]);
    for line in
        ["traffic.shape = \"trace\"", "traffic.trace.counts = [10.0,40.0,20.0]", "traffic.trace.interval_s = 60.0"]
    {
        assert!(read.contains(line), "{line}: {read}");
    }
    let kept = check(&["--set", "traffic.trace.interval_s=5", "--set", "traffic.shape=spike"]);
    assert!(kept.contains("traffic.trace.interval_s = 5.0") && kept.contains("traffic.shape = \"spike\""), "{kept}");

    let scenario = file("cli-traffic.toml", b"[traffic.trace]\nfile = \"cli-traffic.csv\"\npeak_rps = 100\n");
    let from_file = cutover(&["check", &scenario]).stdout;
    assert!(from_file.contains("traffic.trace.counts = [10.0,40.0,20.0]"), "relative to the scenario: {from_file}");

    let wrong = file("cli-wrong.csv", b"timestamp,value\n2024-01-01 00:00:00,ten\n");
    let said = cutover(&["run", "bad-release", "--set", &format!("traffic.trace.file={wrong}")]);
    assert!(said.problems()[0].contains("cli-wrong.csv:2: found 2024-01-01 00:00:00,ten"), "{said:?}");
}

#[test]
fn a_real_manifest_meets_real_traffic() {
    let (Some(manifests), Some(traffic)) = (real_data("manifests"), real_data("traffic")) else { return };
    let manifest = manifests.join("online-boutique.yaml");
    let set = format!("traffic.trace.file={}", traffic.join("elb_request_count.csv").display());
    let said = cutover(&[
        "compare",
        manifest.to_str().expect("UTF-8"),
        "--workload",
        "frontend",
        "--set",
        "fleet.instances=10",
        "--set",
        &set,
        "--set",
        "traffic.trace.interval_s=10",
        "--set",
        "traffic.trace.peak_rps=167",
        "--format",
        "json",
    ]);
    let compared = said.json();
    assert_eq!(compared["scenario"], "frontend");
    let lanes = compared["lanes"].as_array().expect("lanes");
    assert_eq!(lanes.len(), 4);
    for lane in lanes {
        let requests = &lane["requests"];
        let share = requests["served"].as_f64().expect("a count") / requests["offered"].as_f64().expect("a count");
        let least = if lane["strategy"] == "recreate" { 0.8 } else { 0.99 };
        assert!(share > least, "{lane}");
    }
    assert!(said.stderr.contains("note: ") && said.stderr.contains("not simulated"), "{said:?}");
}
