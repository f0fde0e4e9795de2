//! Files that luck has made wrong: nothing crashes, nothing hangs, and what is read comes back the same. `./dev fuzz` looks
//! on for as long as one likes.

mod judge;
mod mutate;

use crate::program::real_data;
use crate::source::file;
use cutover::manifest::export::{To, export};
use cutover::scenario::StrategyKind;
use cutover::scenario::presets::PRESETS;
use judge::{Verdict, judge};
use mutate::Mutator;
use serde_json::{Value, json};

/// How many files are made: a few seconds of them.
const FILES: u32 = 3_000;
const SEED: u64 = 4;

/// Manifests and scenarios to begin with: the real ones beside the project, if they are there, what the presets become
/// under every controller, and the presets themselves; the manifests as JSON too.
fn files() -> Vec<String> {
    let mut manifests = Vec::new();
    if let Some(folder) = real_data("manifests") {
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path()).collect();
        // The order of a folder is nobody's seed.
        paths.sort();
        manifests.extend(paths.iter().map(|path| std::fs::read_to_string(path).expect("UTF-8")));
    }
    for preset in &PRESETS[..4] {
        for kind in StrategyKind::ALL {
            let scenario = preset.scenario().expect("a preset").with_strategy(*kind);
            let exported = [To::Kubernetes, To::ArgoRollouts, To::Flagger].map(|to| export(&scenario, to).ok());
            manifests.extend(exported.into_iter().flatten().map(|exported| exported.yaml));
        }
    }
    let json: Vec<String> = manifests.iter().map(|text| as_json(text)).collect();
    let toml = PRESETS.iter().map(|preset| file(&format!("scenarios/{}.toml", preset.id)).text);
    manifests.into_iter().chain(json).chain(toml).collect()
}

/// The stream as `kubectl get -o json` prints several objects.
fn as_json(yaml: &str) -> String {
    let items: Vec<Value> = serde_saphyr::from_multiple(yaml).expect("YAML");
    serde_json::to_string_pretty(&json!({ "apiVersion": "v1", "kind": "List", "items": items })).expect("JSON")
}

fn sum(all: impl Iterator<Item = Verdict>) -> Verdict {
    all.fold(Verdict::default(), |sum, one| Verdict {
        scenarios: sum.scenarios + one.scenarios,
        workloads: sum.workloads + one.workloads,
        returned: sum.returned + one.returned,
        refused: sum.refused + one.refused,
    })
}

#[test]
fn whole_files_are_read_and_come_back() {
    let files = files();
    let verdict = sum(files.iter().map(|text| judge(text.as_bytes())));
    assert_eq!(verdict.scenarios as usize, PRESETS.len(), "{verdict:?}");
    assert!(verdict.workloads as usize >= files.len() - PRESETS.len() - 4, "{verdict:?} of {}", files.len());
    assert!(verdict.returned >= verdict.workloads, "{verdict:?}");
}

#[test]
fn files_that_luck_has_made_wrong_break_no_promise() {
    let (files, mut mutator) = (files(), Mutator::new(SEED));
    let tried = (0..FILES).map(|number| {
        let bytes = mutator.next(&files);
        std::panic::catch_unwind(|| judge(&bytes)).unwrap_or_else(|_| {
            panic!("file {number} of seed {SEED}:\n{}", String::from_utf8_lossy(&bytes));
        })
    });
    let verdict = sum(tried);
    // Neither is all of it rubbish, nor is nothing wrong.
    let of = |part: u32| f64::from(part) / f64::from(FILES);
    assert!(of(verdict.workloads) > 0.1 && of(verdict.scenarios) > 0.02 && of(verdict.refused) > 0.3, "{verdict:?}");
}
