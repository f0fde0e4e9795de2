//! Deployments that follow the first one begin one after the other.

use super::users::Broken;
use crate::scenario::Scenario;
use crate::scenario::problem::Rule;

/// The rules that `scenario` breaks.
pub(super) fn broken_rules(scenario: &Scenario) -> Vec<Broken> {
    let begins: Vec<f64> = scenario.deployed_at().collect();
    let wrong = begins.windows(2).enumerate().filter(|(_, pair)| pair[1] <= pair[0]);
    let broken = wrong.map(|(i, pair)| {
        let before = match i {
            0 => "strategy.start_s".to_owned(),
            _ => format!("deployments[{}].at_s", i - 1),
        };
        Broken {
            path: format!("deployments[{i}].at_s"),
            others: vec![before.clone()],
            found: pair[1].to_string(),
            rule: Rule::Above { path: before, value: pair[0] },
        }
    });
    broken.collect()
}

#[cfg(test)]
mod tests {
    use crate::scenario::{Deployment, Scenario};

    #[test]
    fn each_begins_after_the_one_before_it() {
        let broken = |begins: &[f64]| {
            let deployment = |at_s: &f64| Deployment { at_s: *at_s, ..Deployment::default() };
            let deployments = begins.iter().map(deployment).collect();
            let scenario = Scenario { deployments, ..Scenario::default() };
            scenario.check().map_or_else(|problems| problems.into_iter().map(|p| p.path).collect(), |_| Vec::new())
        };
        // The first one begins at 60 s.
        assert!(broken(&[]).is_empty() && broken(&[60.5, 61.0]).is_empty());
        assert_eq!(broken(&[60.0, 70.0]), ["deployments[0].at_s"]);
        assert_eq!(broken(&[70.0, 70.0, 69.0]), ["deployments[1].at_s", "deployments[2].at_s"]);
        // What is out of its range in itself is named for that alone.
        assert_eq!(broken(&[-1.0]), ["deployments[0].at_s"]);
    }
}
