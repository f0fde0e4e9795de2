//! What must hold of any bytes whatever that are opened as a file. The fuzz target (`fuzz/`) includes this file too.

use cutover::i18n::{Lang, note, problem};
use cutover::manifest::export::{Exported, To, export, object_name};
use cutover::manifest::{Note, Options, Source, open};
use cutover::scenario::problem::{Allowed, Rule};
use cutover::scenario::{Checked, Problems, Scenario, StrategyKind, link, read};

/// More workloads than this are not read one by one.
const MOST_WORKLOADS: usize = 4;

/// What came of some bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Scenarios of our own that were read.
    pub scenarios: u32,
    /// Workloads of manifests that were read.
    pub workloads: u32,
    /// Workloads that were written, read again and found to be the same.
    pub returned: u32,
    /// Times that something was wrong with the input.
    pub refused: u32,
}

/// Opens `bytes` as the program does, and every workload in them.
///
/// # Panics
/// A promise is broken: input is a scenario or has problems, each of which can be told; a manifest that was read is a scenario
/// that passes its own checks, survives a link, and comes back the same when it is exported and read again.
pub fn judge(bytes: &[u8]) -> Verdict {
    let mut verdict = Verdict::default();
    if let Err(Allowed::Rule(Rule::ChooseWorkload(names))) = judge_workload(bytes, None, &mut verdict) {
        for name in names.iter().take(MOST_WORKLOADS) {
            // Whatever is wrong with one of them has been told.
            let _ = judge_workload(bytes, Some(name.clone()), &mut verdict);
        }
    }
    verdict
}

fn judge_workload(bytes: &[u8], workload: Option<String>, verdict: &mut Verdict) -> Result<(), Allowed> {
    let opened = match open(bytes, &Options { workload }) {
        Ok(opened) => opened,
        Err(problems) => return Err(refuse(&problems, verdict)),
    };
    told(&opened.notes);
    let scenario = match (read::read(&opened.document), &opened.source) {
        (Ok(scenario), _) => scenario,
        (Err(problems), Source::Scenario) => return Err(refuse(&problems, verdict)),
        (Err(problems), Source::Kubernetes { workload }) => {
            panic!("{workload} was read as something that is no scenario: {problems:#?}")
        }
    };
    let linked = link::decode(&link::encode(&scenario)).expect("a link of our own");
    assert_eq!(linked, scenario, "a link brings the scenario back");
    let again = scenario.clone().into_inner().check().expect("what was checked passes its checks");
    assert_eq!(again, scenario);
    match opened.source {
        Source::Scenario => {
            verdict.scenarios += 1;
            settles(&scenario, verdict);
        }
        // Templates alone say how something is judged, and leave the rollout to our defaults.
        Source::Kubernetes { .. } if opened.workloads.is_empty() => settles(&scenario, verdict),
        Source::Kubernetes { .. } => {
            verdict.workloads += 1;
            returns(&scenario, verdict);
        }
    }
    Ok(())
}

/// Problems are there, and can be told in both languages.
fn refuse(problems: &Problems, verdict: &mut Verdict) -> Allowed {
    verdict.refused += 1;
    for wrong in problems {
        for lang in [Lang::Ko, Lang::En] {
            assert!(!problem::sentence(lang, wrong).is_empty(), "{wrong:?}");
        }
    }
    problems.first().expect("what is refused has a problem").allowed.clone()
}

fn told(notes: &[Note]) {
    for told in notes {
        for lang in [Lang::Ko, Lang::En] {
            assert!(!note::sentence(lang, told).is_empty(), "{told:?}");
        }
    }
}

/// Whose manifest can express the scenario's own strategy.
fn home(scenario: &Checked) -> To {
    let all = [To::Kubernetes, To::ArgoRollouts, To::Flagger];
    all.into_iter().find(|to| to.strategies().contains(&scenario.strategy.kind)).expect("every other strategy has one")
}

/// The scenario that comes back from `scenario` as a manifest.
fn out_and_in(scenario: &Checked) -> (Exported, Checked) {
    let exported = export(scenario, home(scenario)).unwrap_or_else(|problems| panic!("not exported: {problems:#?}"));
    told(&exported.notes);
    let opened = open(exported.yaml.as_bytes(), &Options::default());
    let opened = opened.unwrap_or_else(|problems| panic!("{problems:#?}\n{}", exported.yaml));
    let again = read::read(&opened.document).unwrap_or_else(|problems| panic!("{problems:#?}\n{}", exported.yaml));
    (exported, again)
}

fn named(scenario: &Checked, name: &str) -> Scenario {
    Scenario { name: name.to_owned(), ..scenario.clone().into_inner() }
}

/// The first lines in which two scenarios differ, as found and as expected; none of two that are equal.
fn differences(found: &Scenario, expected: &Scenario) -> Vec<[String; 2]> {
    if found == expected {
        return Vec::new();
    }
    let fields = |scenario: &Scenario| {
        let text = format!("{scenario:#?}");
        text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    let pairs = fields(found).into_iter().zip(fields(expected)).map(|(found, expected)| [found, expected]);
    pairs.filter(|[found, expected]| found != expected).take(20).collect()
}

/// A scenario from a manifest comes back the same from the manifest that is written of it. Only analyses are not written: that
/// is told, and the rest settles.
fn returns(scenario: &Checked, verdict: &mut Verdict) {
    let (exported, again) = out_and_in(scenario);
    let is_told = exported.notes.iter().any(|note| matches!(note, Note::NotExported(_)));
    if is_told && !scenario.strategy.analyses.is_empty() {
        return returns(&again, verdict);
    }
    let expected = named(scenario, &object_name(&scenario.name));
    let lost = differences(&again.into_inner(), &expected);
    assert!(lost.is_empty() && !is_told, "{lost:#?} {:?}\n{}", exported.notes, exported.yaml);
    verdict.returned += 1;
}

/// One of our own may ask for what no manifest holds; what is left of it after one way out and in comes back the same.
fn settles(scenario: &Checked, verdict: &mut Verdict) {
    // No controller changes what runs on a machine in its place, nor does one switch by what copies show.
    let in_place = scenario.strategy.kind == StrategyKind::Rolling && scenario.strategy.rolling.in_place;
    if in_place || scenario.strategy.kind == StrategyKind::Shadow {
        return;
    }
    // Nobody has a manifest for an A/B test: that is said, whoever is asked.
    if scenario.strategy.kind == StrategyKind::AbTest {
        assert!([To::Kubernetes, To::ArgoRollouts, To::Flagger].iter().all(|to| export(scenario, *to).is_err()));
        return;
    }
    let (_, once) = out_and_in(scenario);
    returns(&once, verdict);
}
