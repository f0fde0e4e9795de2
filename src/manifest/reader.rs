//! Answers questions about documents, for programs that do without all that it takes.

use super::export::{Exported, export};
use super::question::{Answer, Question};
use super::{Note, Options, open, traffic_csv};
use crate::scenario::problem::{Allowed, Rule};
use crate::scenario::read::read;
use crate::scenario::{Checked, Problem, Problems, Scenario, Shape, Trace};

/// Answers `question`.
#[must_use]
pub fn answer(question: Question) -> Answer {
    match question {
        Question::Open { bytes, file_name, workload, base } => match document_of(&bytes, &file_name, workload, &base) {
            Ok((scenario, notes)) => Answer::Opened { scenario: Box::new(scenario.into_inner()), notes },
            Err(problems) => Answer::Refused(problems),
        },
        Question::Export { scenario, to } => match scenario.check().and_then(|scenario| export(&scenario, to)) {
            Ok(Exported { yaml, notes }) => Answer::Exported { yaml, notes },
            Err(problems) => Answer::Refused(problems),
        },
    }
}

/// Reads a scenario, a manifest, or measured traffic for the scenario on screen.
fn document_of(
    bytes: &[u8],
    file_name: &str,
    workload: Option<String>,
    base: &Scenario,
) -> Result<(Checked, Vec<Note>), Problems> {
    if file_name.to_ascii_lowercase().ends_with(".csv") {
        return traffic(bytes, base);
    }
    match open(bytes, &Options { workload }) {
        Ok(opened) => Ok((read(&opened.document)?, opened.notes)),
        // Pasted text has no name: what is no document at all may still be a list of counts.
        Err(problems) => match problems.as_slice() {
            [Problem { allowed: Allowed::Rule(Rule::KnownFormat), .. }] if file_name.is_empty() => {
                traffic(bytes, base).map_err(|_| problems)
            }
            _ => Err(problems),
        },
    }
}

/// The scenario on screen with measured traffic, played so that the whole measurement fits into the run.
fn traffic(bytes: &[u8], base: &Scenario) -> Result<(Checked, Vec<Note>), Problems> {
    /// Shortest interval that the schema allows, s.
    const SHORTEST_S: f64 = 0.1;
    let trace = traffic_csv::read(bytes)?;
    let mut scenario = base.clone();
    scenario.traffic.shape = Shape::Trace;
    scenario.traffic.trace = Trace {
        interval_s: (base.horizon_s / trace.counts.len() as f64).max(SHORTEST_S),
        counts: trace.counts,
        peak_rps: base.traffic.rate_rps,
        skip_intervals: 0,
    };
    Ok((scenario.check()?, trace.notes))
}

#[cfg(test)]
mod tests {
    use super::super::To;
    use super::super::question::{decode, encode};
    use super::*;
    use crate::scenario::StrategyKind;

    /// What comes back of `question`, which has been bytes on the way.
    fn asked(question: &Question) -> Answer {
        let question = decode(&encode(question)).expect("a question");
        answer(question)
    }

    fn opened(text: &str, file_name: &str) -> Answer {
        let base = Box::new(Scenario { name: "base".to_owned(), ..Scenario::default() });
        asked(&Question::Open { bytes: text.into(), file_name: file_name.to_owned(), workload: None, base })
    }

    #[test]
    fn scenarios_manifests_and_traffic_are_told_apart() {
        let Answer::Opened { scenario, .. } = opened("seed = 7", "mine.toml") else { panic!("a scenario") };
        assert_eq!((scenario.seed, scenario.name.as_str()), (7, ""));
        let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  replicas: 3\n  \
                          selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    \
                          spec: { containers: [{ name: web, image: web }] }\n";
        let Answer::Opened { scenario, notes } = opened(deployment, "") else { panic!("a manifest") };
        assert_eq!(scenario.fleet.instances, 3);
        assert!(!notes.is_empty());
        // A name says that it is traffic; pasted text has none, and is traffic if it is nothing else.
        for name in ["counts.CSV", ""] {
            let Answer::Opened { scenario, .. } = opened("10\n20\n30\n", name) else { panic!("traffic") };
            assert_eq!((scenario.traffic.shape, scenario.traffic.trace.counts.len()), (Shape::Trace, 3));
            assert_eq!(scenario.name, "base", "laid over what is on screen");
        }
        assert!(matches!(opened("hello", ""), Answer::Refused(problems) if problems.len() == 1));
    }

    #[test]
    fn a_strategy_is_written_or_refused() {
        let mut scenario = Scenario::default();
        scenario.strategy.kind = StrategyKind::Canary;
        let export = |to| asked(&Question::Export { scenario: Box::new(scenario.clone()), to });
        assert!(matches!(export(To::ArgoRollouts), Answer::Exported { yaml, .. } if yaml.contains("kind: Rollout")));
        assert!(matches!(export(To::Kubernetes), Answer::Refused(_)));
    }
}
