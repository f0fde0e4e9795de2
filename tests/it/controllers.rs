//! Presets of other controllers (`strategy.preset`): what each does, with the arithmetic in comments.

use crate::program::{cutover, file};
use cutover::scenario::controllers::NAMES;
use serde_json::Value;

/// The rows of the plan of a fleet of ten: moment, instances of both versions, the candidate's weight, and why.
fn rows(name: &str, instances: u32, more: &[&str]) -> Vec<String> {
    let (preset, instances) = (format!("strategy.preset={name}"), format!("fleet.instances={instances}"));
    let set = ["--set", &preset, "--set", &instances];
    let args = [&["plan", "good-release", "--format", "json"], &set[..], more].concat();
    let plan = cutover(&args).json();
    let row = |step: &Value| {
        let [stable, candidate] = ["stable", "candidate"].map(|side| step[side].as_u64().expect("a number"));
        let (at, weight) = (&step["t_s"], step["set_weight"].as_f64().expect("a number"));
        format!("{at} {stable}/{candidate} {weight} {}", step["cause"].as_str().expect("a cause"))
    };
    plan["steps"].as_array().expect("rows").iter().map(row).collect()
}

/// The numbers of both versions after each write of a plan at once, in order, without repetitions.
fn sizes(name: &str, instances: u32) -> Vec<String> {
    let mut sizes: Vec<String> = rows(name, instances, &["--instant"])
        .iter()
        .map(|row| row.split(' ').nth(1).expect("sizes").to_owned())
        .collect();
    sizes.dedup();
    sizes
}

#[test]
fn codedeploy_moves_traffic_by_the_clock() {
    // A whole second fleet first. 10 % at 0, 20 % at 60, ... so all after 9 x 60 = 540 s; the old fleet then goes.
    let linear = rows("CodeDeployDefault.ECSLinear10PercentEvery1Minutes", 4, &["--instant"]);
    let weights: Vec<&String> = linear.iter().filter(|row| row.ends_with("set-weight")).collect();
    let expected: Vec<String> = (0..=10)
        .map(|tenth| match tenth {
            0 => "0.0 4/0 0 set-weight".to_owned(),
            tenth => format!("{:?} 4/4 {} set-weight", f64::from(60 * (tenth - 1)), 10 * tenth),
        })
        .collect();
    assert_eq!(weights, expected.iter().collect::<Vec<_>>(), "{linear:#?}");
    assert!(linear.contains(&"540.0 0/4 100 scale-down".to_owned()), "{linear:#?}");
    // 10 % at 0, all at 15 min = 900 s.
    let canary = rows("CodeDeployDefault.LambdaCanary10Percent15Minutes", 4, &["--instant"]);
    for row in ["0.0 4/4 10 set-weight", "900.0 4/4 100 set-weight", "900.0 0/4 100 scale-down"] {
        assert!(canary.contains(&row.to_owned()), "{row}: {canary:#?}");
    }
    // A whole second fleet, then everything at once.
    let at_once = rows("CodeDeployDefault.ECSAllAtOnce", 4, &["--instant"]);
    assert!(at_once.contains(&"0.0 4/4 100 switch".to_owned()), "{at_once:#?}");
}

#[test]
fn every_name_has_the_moments_that_it_says() {
    // The last weight of the names that say "PercentEvery", and the only one of the others, lasts so long.
    let minutes = |name: &str| {
        let digits: String =
            name.rsplit("Percent").next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        digits.parse::<f64>().expect("minutes")
    };
    let mut seen = 0;
    for name in NAMES.iter().filter(|name| name.contains("10Percent")) {
        let all_at = match name.contains("Every") {
            true => 9.0 * 60.0 * minutes(name),
            false => 60.0 * minutes(name),
        };
        let told = rows(name, 2, &["--instant"]);
        assert!(told.contains(&format!("{all_at:?} 2/2 100 set-weight")), "{name}: {told:#?}");
        seen += 1;
    }
    assert_eq!(seen, 12);
}

#[test]
fn in_place_replaces_what_may_be_missing() {
    // On its own machines: 1, floor(5 / 2) = 2 and all 5 at a time; nothing stands beside the fleet.
    for (name, at_once) in [
        ("CodeDeployDefault.OneAtATime", 1),
        ("CodeDeployDefault.HalfAtATime", 2),
        ("CodeDeployDefault.AllAtOnce", 5),
        ("ElasticBeanstalk.AllAtOnce", 5),
        // 30 % of 5 are 1.5, so 1.
        ("ElasticBeanstalk.Rolling", 1),
    ] {
        let mut expected = vec!["5/0".to_owned()];
        let (mut old, mut new) = (5, 0);
        while old > 0 {
            let batch = at_once.min(old);
            old -= batch;
            expected.push(format!("{old}/{new}"));
            new += batch;
            expected.push(format!("{old}/{new}"));
        }
        assert_eq!(sizes(name, 5), expected, "{name}");
    }
}

#[test]
fn an_additional_batch_keeps_the_capacity() {
    // 30 % of 7 are 2.1, so 2. Two new ones come first; then 2 + 2 + 2 + 1 are replaced in place, so that 7 are always there;
    // in the end two of the 9 go.
    let expected = ["7/0", "7/2", "5/2", "5/4", "3/4", "3/6", "1/6", "1/8", "0/8", "0/9", "0/7"].map(str::to_owned);
    assert_eq!(sizes("ElasticBeanstalk.RollingWithAdditionalBatch", 7), expected);
    let set = ["strategy.preset=ElasticBeanstalk.RollingWithAdditionalBatch", "horizon_s=1500"];
    let args = ["run", "good-release", "--format", "json", "--set", set[0], "--set", set[1]];
    let report = cutover(&args).json();
    assert_eq!(report["rollout"]["outcome"], "completed", "{report:#}");
    assert_eq!(report["capacity"]["min_ready_instances"], 10, "{report:#}");
    assert_eq!(report["cost"]["peak_instances"], 13, "{report:#}");
}

#[test]
fn immutable_and_traffic_splitting_bring_a_second_fleet() {
    // One first, then the rest, then everything at once, and the old ones go.
    let immutable = rows("ElasticBeanstalk.Immutable", 4, &["--instant"]);
    let sizes: Vec<&str> = immutable.iter().filter_map(|row| row.split(' ').nth(1)).collect();
    assert_eq!(sizes, ["4/0", "4/0", "4/1", "4/4", "4/4", "0/4"], "{immutable:#?}");
    // Each has to be well for 120 s: provisioned and started in 20 s, so the first at 140 s and the others at 280 s.
    let timed = rows("ElasticBeanstalk.Immutable", 4, &[]);
    for row in ["140.0 4/4 0 scale-up", "280.0 4/4 100 switch"] {
        assert!(timed.contains(&row.to_owned()), "{row}: {timed:#?}");
    }
    let splitting = rows("ElasticBeanstalk.TrafficSplitting", 4, &["--instant"]);
    for row in ["0.0 4/4 10 set-weight", "300.0 4/4 100 set-weight"] {
        assert!(splitting.contains(&row.to_owned()), "{row}: {splitting:#?}");
    }
}

#[test]
fn nomad_and_swarm_replace_one_at_a_time() {
    let one_missing = ["2/0", "1/0", "1/1", "0/1", "0/2"].map(str::to_owned);
    assert_eq!(sizes("Nomad.Rolling", 2), one_missing);
    assert_eq!(sizes("Swarm.StopFirst", 2), one_missing);
    assert_eq!(sizes("Swarm.StartFirst", 2), ["2/0", "2/1", "1/1", "1/2", "0/2"].map(str::to_owned));
    // Nomad starts the new one as it stops the old one, and waits for 20 s until it is ready and 10 s more.
    let nomad = rows("Nomad.Rolling", 2, &[]);
    assert_eq!(
        nomad[1..],
        [
            "0.0 1/0 0 scale-down",
            "0.0 1/1 50 scale-up",
            "30.0 0/1 100 scale-down",
            "30.0 0/2 100 scale-up",
            "60.0 0/2 100 complete"
        ],
        "{nomad:#?}"
    );
    // Swarm waits until the old one has stopped, for 2 s, and for no longer than until the new one runs.
    let swarm = rows("Swarm.StopFirst", 2, &[]);
    assert_eq!(
        swarm[1..],
        [
            "0.0 1/0 0 scale-down",
            "2.0 1/1 50 scale-up",
            "22.0 0/1 100 scale-down",
            "24.0 0/2 100 scale-up",
            "44.0 0/2 100 complete"
        ],
        "{swarm:#?}"
    );
}

#[test]
fn what_never_becomes_ready_stops_them_and_nothing_is_taken_back() {
    let bad = ["--set", "versions.candidate.becomes_ready=false"];
    for (name, left) in [
        ("CodeDeployDefault.OneAtATime", "4/1"),
        ("ElasticBeanstalk.Rolling", "4/1"),
        ("Nomad.Rolling", "4/1"),
        ("Swarm.StopFirst", "4/1"),
        ("Swarm.StartFirst", "5/1"),
    ] {
        let rows = rows(name, 5, &bad);
        let last = rows.last().expect("rows");
        assert!(last.contains(left) && last.ends_with("stuck"), "{name}: {rows:#?}");
    }
}

#[test]
fn a_file_may_name_one_and_say_the_rest_itself() {
    let text = "strategy.preset = 'Nomad.Rolling'\nstrategy.rolling.max_unavailable = 3\n";
    let path = file("controllers-nomad.toml", text.as_bytes());
    let told = cutover(&["check", &path]).stdout;
    for part in ["fleet.min_ready_s = 10", "strategy.rolling.max_unavailable = 3", "rollback.automatic = false"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    // The command line's takes its place.
    let told = cutover(&["check", &path, "--set", "strategy.preset=Swarm.StartFirst"]).stdout;
    assert!(told.contains("strategy.rolling.max_surge = 1") && !told.contains("min_ready_s"), "{told}");
    // All problems at once.
    let wrong = cutover(&["check", &path, "--set", "strategy.preset=Nomad", "--set", "fleet.instances=0"]);
    let problems = wrong.problems();
    assert!(problems.len() == 2 && problems[0].contains("Nomad.Rolling"), "{problems:?}");
    let listed = cutover(&["presets", "--strategies"]).stdout;
    assert!(NAMES.iter().all(|name| listed.contains(&format!("{name}\n"))), "{listed}");
    let json = cutover(&["presets", "--strategies", "--format", "json"]).json();
    assert_eq!(json.as_array().map(Vec::len), Some(NAMES.len()));
}

#[test]
fn each_is_a_scenario_and_is_told_of() {
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/model.md")).expect("docs");
    for name in NAMES {
        let set = format!("strategy.preset={name}");
        let plan = cutover(&["plan", "good-release", "--format", "json", "--set", &set]).json();
        assert!(plan["duration_s"].is_number() && plan["min_ready"].is_number(), "{name}: {plan:#}");
        let family = name.split("10Percent").next().unwrap_or_default();
        assert!(docs.contains(family), "docs/model.md does not tell of {family}");
    }
}
