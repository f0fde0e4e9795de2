//! The canary's weight over its steps, and what of it can be dragged.

use super::{Curve, Field, Handle, seconds};
use crate::scenario::{Checked, LONGEST_HORIZON_S, StepKind};

/// Largest number of steps that have handles.
const MOST_HANDLES: usize = 20;
/// A step that waits for somebody has no length; it is drawn so long, s.
const WAITING_S: f64 = 30.0;
/// Room behind the last step, as a share of the whole.
const ROOM: f64 = 1.15;

/// The steps of `scenario`'s canary, from its start on; as if each weight were reached at once.
#[must_use]
pub fn steps(scenario: &Checked) -> Curve {
    let canary = &scenario.strategy.canary;
    let whole = f64::from(canary.max_traffic_weight);
    let (mut at_s, mut weight) = (0.0, 0.0);
    let mut points = vec![[0.0, 0.0]];
    let mut handles = Vec::new();
    for (i, step) in canary.steps.iter().enumerate().take(MOST_HANDLES) {
        let at = |field: &str| format!("strategy.canary.steps[{i}].{field}");
        let sets = step.kind == StepKind::SetWeight;
        if sets {
            weight = f64::from(step.weight);
        }
        points.push([at_s, weight]);
        let start_s = at_s;
        at_s += if step.until_promoted { WAITING_S } else { step.pause_s };
        points.push([at_s, weight]);
        let pause = if step.until_promoted { None } else { seconds(&at("pause_s"), start_s, LONGEST_HORIZON_S) };
        let set = sets.then(|| Field { path: at("weight"), from: 0.0, most: whole, step: 1.0 });
        let entry = Some(("strategy.canary.steps", i));
        handles.push(Handle { number: i + 1, at: [at_s, weight], fields: [pause, set], entry });
    }
    points.extend([[at_s, whole], [(at_s * ROOM).max(10.0), whole]]);
    Curve { points, handles, ends: [(at_s * ROOM).max(10.0), whole], limit: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read::read;
    use serde_json::json;

    #[test]
    fn a_step_is_as_long_as_its_pause_and_as_high_as_its_weight() {
        let canary = json!({ "steps": [
            { "weight": 10, "pause_s": 60 },
            { "kind": "pause", "pause_s": 20 },
            { "weight": 40, "until_promoted": true },
        ] });
        let curve = steps(&read(&json!({ "strategy": { "canary": canary } })).expect("good steps"));
        let at: Vec<_> = curve.handles.iter().map(|handle| handle.at).collect();
        assert_eq!(at, [[60.0, 10.0], [80.0, 10.0], [110.0, 40.0]]);
        assert_eq!(
            curve.handles[0].dragged([70.0, 15.2]),
            [
                ("strategy.canary.steps[0].pause_s".to_owned(), "70".to_owned()),
                ("strategy.canary.steps[0].weight".to_owned(), "15".to_owned()),
            ]
        );
        let moved = |i: usize| curve.handles[i].dragged([100.0, 50.0]);
        assert_eq!(moved(1), [("strategy.canary.steps[1].pause_s".to_owned(), "40".to_owned())]);
        assert_eq!(moved(2), [("strategy.canary.steps[2].weight".to_owned(), "50".to_owned())]);
        assert_eq!(curve.points.last().map(|point| point[1]), Some(100.0), "in the end it has everything");
    }

    #[test]
    fn without_steps_there_is_still_a_picture() {
        let curve = steps(&read(&json!({ "strategy": { "canary": { "steps": [] } } })).expect("no steps"));
        assert!(curve.handles.is_empty() && curve.ends[0] > 0.0);
    }
}
