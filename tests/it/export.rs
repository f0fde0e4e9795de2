//! Manifests out: what is written, that it comes back the same, and what is told where it does not.

use crate::manifest::{opened, scenario};
use crate::program::{cutover, real_data};
use cutover::manifest::export::{Exported, To, export, object_name};
use cutover::manifest::{Note, Options, open};
use cutover::scenario::presets::PRESETS;
use cutover::scenario::problem::{Allowed, Rule};
use cutover::scenario::{Checked, StrategyKind, document, read};

const ALL: [To; 3] = [To::Kubernetes, To::ArgoRollouts, To::Flagger];

fn of(toml: &str) -> Checked {
    read::read(&document::from_text(&format!("{toml}\n")).expect("TOML")).expect("a scenario")
}

fn written(scenario: &Checked, to: To) -> Exported {
    export(scenario, to).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// Whose manifest can express the scenario's own strategy.
fn home(scenario: &Checked) -> To {
    ALL.into_iter().find(|to| to.strategies().contains(&scenario.strategy.kind)).expect("every strategy has one")
}

/// What the manifest does not hold, by path.
fn lost(exported: &Exported) -> Vec<&str> {
    let places = exported.notes.iter().filter_map(|note| match note {
        Note::NotExported(places) => Some(places),
        _ => None,
    });
    places.flatten().map(|place| place.path.as_str()).collect()
}

#[test]
fn every_real_manifest_comes_back_the_same() {
    let Some(folder) = real_data("manifests") else { return };
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).expect("a folder") {
        let path = entry.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        let workloads = match open(text.as_bytes(), &Options::default()) {
            Ok(opened) => opened.workloads,
            Err(problems) => match &problems[0].allowed {
                Allowed::Rule(Rule::ChooseWorkload(names)) => names.clone(),
                other => panic!("{}: {other:?}", path.display()),
            },
        };
        for workload in workloads {
            let told = format!("{} {workload}", path.display());
            let first = read::read(&opened(&text, Some(&workload)).expect("read").document).expect("a scenario");
            let exported = written(&first, home(&first));
            assert_eq!(lost(&exported), [""; 0], "{told}\n{}", exported.yaml);
            let again = scenario(&exported.yaml);
            assert_eq!(object_name(&first.name), again.name, "{told}");
            let named = |scenario: &Checked| cutover::scenario::Scenario {
                name: String::new(),
                ..scenario.clone().into_inner()
            };
            assert_eq!(named(&again), named(&first), "{told}\n{}", exported.yaml);
            seen += 1;
        }
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn every_preset_settles_after_one_way_out_and_in() {
    for preset in PRESETS {
        for kind in StrategyKind::ALL {
            let asked = preset.scenario().expect("a preset").with_strategy(*kind);
            let is_held = ALL.iter().any(|to| to.strategies().contains(kind));
            if !is_held || *kind == StrategyKind::Rolling && asked.strategy.rolling.in_place {
                continue;
            }
            if *kind == StrategyKind::Shadow {
                assert!(
                    ALL.into_iter().all(|to| export(&asked, to).is_err()),
                    "a canary's step is as near as they come"
                );
                continue;
            }
            let told = format!("{} {}", preset.id, kind.name());
            let exported = written(&asked, home(&asked));
            let again = scenario(&exported.yaml);
            assert_eq!(again.strategy.kind, *kind, "{told}");
            // What was read of a manifest is held whole by the next one.
            let settled = written(&again, home(&again));
            assert_eq!(lost(&settled), [""; 0], "{told}");
            assert_eq!(scenario(&settled.yaml), again, "{told}");
            // What is not held is told: whole sections of the fleet that no workload has, never its numbers.
            for path in lost(&exported) {
                let numbers = ["fleet.instances", "fleet.workers", "strategy.kind", "strategy.rolling.max_surge"];
                assert!(!numbers.contains(&path), "{told}: {path}");
            }
        }
    }
}

#[test]
fn a_deployment_is_written_as_people_write_it() {
    let scenario = of(
        "name = 'Web shop'\nfleet = { instances = 7, workers = 4, min_ready_s = 2.5, grace_period_s = 20 }\nrollback.on_deadline = false\nstrategy.rolling = { max_surge = 2, max_unavailable = '10%', count_draining = false }",
    );
    let exported = written(&scenario, To::Kubernetes);
    insta::assert_snapshot!(exported.yaml, @r#"
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web-shop
    spec:
      replicas: 7
      minReadySeconds: 3
      progressDeadlineSeconds: 120
      selector:
        matchLabels:
          app: web-shop
      template:
        metadata:
          labels:
            app: web-shop
        spec:
          terminationGracePeriodSeconds: 20
          containers:
          - name: web-shop
            image: registry.example/web-shop:candidate
            ports:
            - containerPort: 8080
            readinessProbe:
              httpGet:
                path: /readyz
                port: 8080
              initialDelaySeconds: 0
              periodSeconds: 5
              timeoutSeconds: 1
              failureThreshold: 3
              successThreshold: 1
            resources:
              requests:
                cpu: "4"
      strategy:
        type: RollingUpdate
        rollingUpdate:
          maxSurge: 2
          maxUnavailable: 10%
    "#);
    // Seconds are whole, and never shorter.
    assert!(lost(&exported).contains(&"fleet.min_ready_s"), "{exported:?}");
    assert!(exported.notes.contains(&Note::Renamed { name: "web-shop".to_owned() }));
    let recreate = of("strategy.kind = 'recreate'\nstrategy.recreate.keep_machines = false");
    let yaml = written(&recreate, To::Kubernetes).yaml;
    assert!(yaml.contains("type: Recreate") && !yaml.contains("rollingUpdate"), "{yaml}");
}

#[test]
fn mirrors_go_out_and_come_back() {
    let mirror = of(
        "strategy.kind = 'canary'\nstrategy.canary.steps = [{ kind = 'mirror', mirror_percent = 35, pause_s = 9 }, { kind = 'mirror', mirror_percent = 0, pause_s = 0 }]",
    );
    let exported = written(&mirror, To::ArgoRollouts);
    let back = scenario(&exported.yaml).into_inner().strategy.canary.steps;
    let kinds: Vec<_> = back.iter().map(|step| (step.kind.name(), step.mirror_percent, step.pause_s)).collect();
    assert_eq!(kinds, [("mirror", 35, 0.0), ("pause", 100, 9.0), ("mirror", 0, 0.0)]);
    assert!(exported.yaml.contains("- name: copies\n"), "{}", exported.yaml);
    let flagger = of("strategy.kind = 'flagger'\nstrategy.flagger = { mirror = true, mirror_percent = 35 }");
    let back = scenario(&written(&flagger, To::Flagger).yaml).into_inner().strategy.flagger;
    assert_eq!((back.mirror, back.mirror_percent), (true, 35));
}

#[test]
fn a_canary_has_its_router_its_services_and_its_analysis() {
    let scenario = of(
        "strategy.kind = 'canary'\nstrategy.canary.steps = [{ weight = 20, pause_s = 60 }, { kind = 'header-route' }, { kind = 'scale-weight', weight = 50, until_promoted = true }]\nstrategy.canary.abort_scale_down_delay_s = 2592000",
    );
    let exported = written(&scenario, To::ArgoRollouts);
    for part in [
        "kind: Rollout",
        "- setWeight: 20\n",
        "duration: 60s",
        "pause: {}",
        "abortScaleDownDelaySeconds: 0\n",
        "kind: VirtualService",
        "kind: AnalysisTemplate",
        "name: app-stable",
        "managedRoutes:",
    ] {
        assert!(exported.yaml.contains(part), "{part}: {}", exported.yaml);
    }
    let nginx = of(
        "strategy.kind = 'canary'\nstrategy.canary.max_traffic_weight = 1000\nstrategy.canary.steps = [{ weight = 125 }]\nrollback.automatic = false",
    );
    let yaml = written(&nginx, To::ArgoRollouts).yaml;
    assert!(yaml.contains("kind: Ingress") && yaml.contains("maxTrafficWeight: 1000"), "{yaml}");
    // Nothing judges it, so nothing is analysed.
    assert!(!yaml.contains("analysis"), "{yaml}");
}

#[test]
fn a_flagger_canary_brings_its_deployment() {
    let scenario = of(
        "strategy.kind = 'flagger'\nname = 'web'\nrollback.error_rate_limit = 0.013\nrollback.latency_p99_limit_ms = 250\nstrategy.flagger = { step_weight = 0, step_weights = [1, 2, 10, 80], no_data_fails = false }\nstrategy.rolling = { max_surge = 0, max_unavailable = '100%', count_draining = true }",
    );
    let exported = written(&scenario, To::Flagger);
    for part in [
        "kind: Deployment",
        "type: Recreate",
        "kind: Canary",
        "min: 98.7\n",
        "max: 250",
        "interval: 15s",
        "type: rollout",
    ] {
        assert!(exported.yaml.contains(part), "{part}: {}", exported.yaml);
    }
    let again = crate::manifest::scenario(&exported.yaml);
    assert_eq!(
        (&again.strategy.flagger, &again.strategy.rolling),
        (&scenario.strategy.flagger, &scenario.strategy.rolling)
    );
    assert_eq!(again.rollback.error_rate_limit, 0.013);
}

#[test]
fn what_a_controller_does_not_have_is_refused() {
    let refused = |args: &[&str]| {
        let said = cutover(&[&["export", "good-release"], args].concat());
        said.problems().into_iter().map(str::to_owned).collect::<Vec<String>>()
    };
    assert_eq!(
        refused(&["--to", "kubernetes", "--strategy", "canary"]),
        ["strategy.kind: found canary; allowed: one of recreate, rolling"]
    );
    assert_eq!(
        refused(&["--to", "flagger", "--strategy", "rolling"]),
        ["strategy.kind: found rolling; allowed: one of flagger"]
    );
    assert_eq!(
        refused(&["--to", "kubernetes", "--set", "strategy.rolling.in_place=true"]),
        ["strategy.rolling.in_place: found true; allowed: one of false"]
    );
    let said = cutover(&["export", "good-release", "--to", "flagger", "--strategy", "flagger"]);
    assert!(said.code == Some(0) && said.stdout.starts_with("apiVersion: apps/v1\n"), "{said:?}");
    assert!(said.stderr.contains("registry.example/good-release:candidate"), "{said:?}");
}

/// What of its analyses the manifest does not hold; a default scenario loses more, which others test.
fn lost_of_analyses(exported: &Exported) -> Vec<&str> {
    lost(exported).into_iter().filter(|path| path.contains("analys")).collect()
}

/// Analyses with everything that an AnalysisTemplate can hold.
const ANALYSES: &str = "
    rollback.automatic = false
    [[strategy.analyses]]
    name = 'errors'
    metrics = [
        { measure = 'error-rate', success = { is = 'at-most', limit = 0.02 }, interval_s = 10, count = 5, failure_limit = 2 },
        { measure = 'latency', quantile = 0.95, failure = { is = 'above', limit = 250 }, interval_s = 7.5, count = 3, initial_delay_s = 20, unlimited_failures = true, inconclusive_limit = 1 },
    ]
    [[strategy.analyses]]
    name = 'beside'
    metrics = [
        { measure = 'success-rate', success = { is = 'at-least', limit = 0.95 }, failure = { is = 'below', limit = 0.9 }, interval_s = 30, consecutive_error_limit = 7 },
        { measure = 'error-rate', success = { is = 'below', limit = 0.5 }, interval_s = 60, consecutive_success_limit = 2, dry_run = true },
    ]
    [[strategy.analyses]]
    name = 'unused'
    metrics = [{}]
";

#[test]
fn analyses_come_back_as_templates() {
    let canary = format!(
        "strategy.kind = 'canary'
        strategy.canary = {{ background_analysis = 'beside', background_from_step = 1, steps = [{{ weight = 10 }}, {{ kind = 'analysis', analysis = 'errors', pause_s = 0 }}] }}
        {ANALYSES}"
    );
    let asked = of(&canary);
    let exported = written(&asked, To::ArgoRollouts);
    assert_eq!(lost_of_analyses(&exported), [""; 0], "{}", exported.yaml);
    let again = scenario(&exported.yaml);
    assert_eq!(again.strategy.analyses.len(), 2, "what nothing begins is not written: {}", exported.yaml);
    assert_eq!(again.strategy.canary.background_analysis, "beside");
    assert_eq!(again.strategy.canary.background_from_step, 1);
    assert!(again.strategy.analyses.iter().any(|analysis| analysis.metrics.iter().any(|metric| metric.dry_run)));
    assert_eq!(
        written(&again, To::ArgoRollouts).yaml,
        exported.yaml.replace("name: app", &format!("name: {}", again.name))
    );

    let blue_green = |settings: &str| {
        let settings = format!("strategy.kind = 'blue-green'\nstrategy.blue_green = {{ {settings} }}\n{ANALYSES}");
        written(&of(&settings), To::ArgoRollouts)
    };
    let exported = blue_green("analysis_after = 'errors', keep_while_analysed = true, scale_down_delay_s = 30");
    assert_eq!(lost_of_analyses(&exported), [""; 0], "{}", exported.yaml);
    // Argo measures before the switch; our telemetry has nothing to show then, so it is not read.
    assert_eq!(
        lost_of_analyses(&blue_green("analysis_before = 'errors'")),
        ["strategy.blue_green.analysis_before", "strategy.analyses"]
    );
}

#[test]
fn what_no_usual_query_measures_is_told() {
    let settings = "strategy.kind = 'canary'
        strategy.canary.steps = [{ weight = 10 }, { kind = 'analysis', analysis = 'a', pause_s = 0 }]
        telemetry.both_versions = true
        strategy.analyses = [{ name = 'a', metrics = [{}, { measure = 'traffic-share' }] }]
        rollback.automatic = false";
    assert_eq!(lost_of_analyses(&written(&of(settings), To::ArgoRollouts)), ["strategy.analyses[0].metrics"]);
}
