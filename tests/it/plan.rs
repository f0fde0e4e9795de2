//! `cutover plan`: the rollout without traffic, as a script and as a person read it.

use crate::program::{cutover, file};
use cutover::record::plan;
use cutover::scenario::presets::PRESETS;
use cutover::scenario::{StrategyKind, document, read};
use serde_json::Value;
use std::collections::BTreeSet;

/// Stable and candidate of every row.
fn sizes(plan: &Value) -> Vec<[u64; 2]> {
    let steps = plan["steps"].as_array().expect("rows");
    steps.iter().map(|step| ["stable", "candidate"].map(|key| step[key].as_u64().expect("a count"))).collect()
}

/// A Deployment of so many pods.
fn deployment(name: &str, pods: u32, strategy: &str) -> String {
    let text = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: web }}\nspec:\n  replicas: {pods}\n  strategy: {strategy}\n  \
         template: {{ spec: {{ containers: [{{ name: web, image: web }}] }} }}\n"
    );
    file(name, text.as_bytes())
}

#[test]
fn a_deployment_of_ten_at_25_percent_goes_as_kubernetes_lets_it() {
    // At most 10 + ceil(2.5) = 13, at least 10 - floor(2.5) = 8.
    let file = deployment("plan-ten.yaml", 10, "{}");
    let plan = cutover(&["plan", &file, "--instant", "--format", "json"]).json();
    assert_eq!(sizes(&plan), [[10, 0], [10, 3], [5, 3], [5, 8], [0, 8], [0, 10]]);
    let causes: Vec<&str> =
        plan["steps"].as_array().expect("rows").iter().filter_map(|step| step["cause"].as_str()).collect();
    assert_eq!(causes, ["start", "scale-up", "scale-down", "scale-up", "scale-down", "scale-up"]);
    assert_eq!((&plan["min_ready"], &plan["max_total"], &plan["duration_s"]), (&8.into(), &13.into(), &0.0.into()));
    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<BTreeSet<String>>();
    let expected = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
    assert_eq!(keys(&plan), expected(&["steps", "min_ready", "max_total", "duration_s"]));
    let row = ["t_s", "stable", "candidate", "total", "ready", "set_weight", "actual_weight", "cause"];
    assert_eq!(keys(&plan["steps"][2]), expected(&row));
}

#[test]
fn recreate_has_an_empty_fleet_in_between() {
    let file = deployment("plan-recreate.yaml", 4, "{ type: Recreate }");
    let plan = cutover(&["plan", &file, "--instant", "--format", "json"]).json();
    assert_eq!(sizes(&plan), [[4, 0], [0, 0], [0, 4]]);
    assert_eq!(plan["min_ready"], 0);
}

#[test]
fn every_cause_and_key_is_documented() {
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/plan.md")).expect("docs");
    let mut causes = BTreeSet::new();
    let changes: [&[&str]; 5] = [
        &[],
        &["--instant"],
        &["--set", "versions.candidate.becomes_ready=false"],
        &["--set", "versions.candidate.becomes_ready=false", "--set", "rollback.automatic=false"],
        &["--set", "commands=[{ at_s = 70, action = 'pause' }]"],
    ];
    for strategy in StrategyKind::NAMES {
        for change in changes {
            let args = [&["plan", "good-release", "--strategy", strategy, "--format", "json"], change].concat();
            let plan = cutover(&args).json();
            let steps = plan["steps"].as_array().expect("rows");
            assert!(steps.iter().map(|step| step["t_s"].as_f64()).is_sorted(), "{plan}");
            causes.extend(steps.iter().filter_map(|step| step["cause"].as_str().map(str::to_owned)));
            for key in steps[0].as_object().expect("a row").keys() {
                assert!(docs.contains(&format!("| `steps[].{key}` |")), "docs/plan.md does not tell of {key}");
            }
        }
    }
    assert!(causes.len() > 10, "{causes:?}");
    for cause in causes {
        assert!(docs.contains(&format!("`{cause}`")), "docs/plan.md does not tell of {cause}");
    }
}

#[test]
fn every_preset_comes_to_an_end_within_its_limits() {
    for preset in PRESETS {
        let document = document::from_text(preset.source).expect("a preset");
        let scenario = read::read(&document).expect("a preset");
        for (kind, at_once) in StrategyKind::ALL.iter().flat_map(|kind| [(*kind, false), (*kind, true)]) {
            let plan = plan(&scenario.with_strategy(kind), at_once);
            let told = format!("{} {} {at_once}: {plan:#?}", preset.id, kind.name());
            assert!(plan.duration.is_some(), "{told}");
            assert!(plan.steps.iter().map(|step| step.at).is_sorted(), "{told}");
            let wanted = scenario.fleet.instances;
            let rolling = &scenario.strategy.rolling;
            let most = match kind {
                StrategyKind::Recreate => wanted,
                StrategyKind::Rolling if rolling.in_place => wanted,
                StrategyKind::Rolling => wanted + rolling.max_surge.rounded_up(wanted),
                StrategyKind::BlueGreen | StrategyKind::Canary | StrategyKind::AbTest | StrategyKind::Shadow => {
                    2 * wanted
                }
                StrategyKind::Flagger => 2 * wanted + rolling.max_surge.rounded_up(wanted),
            };
            // Behind a router the new version comes before one that it overtakes goes.
            let overtakes = kind != StrategyKind::Rolling && !scenario.deployments.is_empty();
            let most = if overtakes { most + wanted } else { most };
            assert!(plan.max_total <= most, "{told}");
            assert!(plan.steps.iter().all(|step| step.ready.iter().sum::<u32>() >= plan.min_ready), "{told}");
            let last = plan.steps.last().expect("rows");
            assert_eq!(last.asked.iter().sum::<u32>(), wanted, "{told}");
        }
    }
}

#[test]
fn a_plan_is_a_table_in_both_languages() {
    let english = cutover(&["plan", "good-release", "--instant"]).stdout;
    for part in [" why\n", "Instances of the candidate: 3 more are asked for.\n", "Instances ready: 8 at the lowest."] {
        assert!(english.contains(part), "{part}: {english}");
    }
    let korean = cutover(&["plan", "good-release", "--instant", "--lang", "ko"]).stdout;
    for part in ["실제 비중", "후보 버전 인스턴스 3개를 더 요청합니다."] {
        assert!(korean.contains(part), "{part}: {korean}");
    }
}

#[test]
fn wrong_input_is_told_as_everywhere() {
    let said = cutover(&["plan", "good-release", "--strategy", "fast", "--set", "fleet.instances=0"]);
    assert_eq!(said.problems().len(), 2, "{said:?}");
}

#[test]
fn a_step_that_is_over_at_once_is_told_to_hold_nothing() {
    let steps = "strategy.canary.steps=[{ weight = 10, pause_s = 0 }, { weight = 20, pause_s = 30 }]";
    let plan = cutover(&["plan", "good-release", "--strategy", "canary", "--set", steps, "--format", "json"]).json();
    let rows = plan["steps"].as_array().expect("rows").iter();
    let pauses: Vec<f64> =
        rows.filter(|row| row["cause"] == "pause").filter_map(|row| row["set_weight"].as_f64()).collect();
    assert_eq!(pauses, [20.0], "{plan}");
}
