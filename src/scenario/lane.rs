//! The lanes of a comparison: the same scenario under another strategy, with changes of its own where it has any.

use super::check::touch;
use super::document::value_of;
use super::problem::{Allowed, Problem, Problems, Rule};
use super::schema::{Section, Visitor, spec};
use super::{Checked, Scenario, StrategyKind, read};
use serde::{Deserialize, Serialize};

/// Most lanes of a comparison.
pub const MOST_LANES: u32 = 6;
/// Most changes of a lane.
const MOST_CHANGES: u32 = 100;
/// Longest text of a change, in characters: a list of many steps fits.
const LONGEST_VALUE: f64 = 10_000.0;
/// What all lanes have in common: without it they could not be shown beside each other, or would not meet the same luck.
const COMMON: [&str; 6] = ["lanes", "name", "seed", "horizon_s", "sample_interval_s", "strategy.kind"];

/// A lane of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    /// A name for people; empty for that of the strategy.
    pub name: String,
    /// Its strategy.
    pub strategy: StrategyKind,
    /// What else is different in it.
    pub changes: Vec<Change>,
}

/// A field that is different in a lane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Where the field stands, such as `strategy.rolling.max_surge`.
    pub path: String,
    /// Its value in this lane, as it is written in a file.
    pub value: String,
}

impl Lane {
    /// The lane of a strategy, without further changes.
    #[must_use]
    pub fn of(strategy: StrategyKind) -> Lane {
        Lane { strategy, ..Lane::default() }
    }

    /// Writes its values as JSON, which programs read that know no TOML.
    pub(super) fn settle(&mut self) {
        for change in &mut self.changes {
            change.value = value_of(&change.value).to_string();
        }
    }
}

impl Section for Lane {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.text(
            "name",
            &mut self.name,
            spec("characters", 0.0, 60.0, "A name for people; empty: that of the strategy."),
        );
        v.choice("strategy", &mut self.strategy, "How this lane makes the change.");
        v.list(
            "changes",
            &mut self.changes,
            spec("entries", 0.0, f64::from(MOST_CHANGES), "What else is different in this lane."),
        );
    }
}

impl Section for Change {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.text(
            "path",
            &mut self.path,
            spec("characters", 0.0, 200.0, "Where the field stands, such as `strategy.rolling.max_surge`."),
        );
        v.text(
            "value",
            &mut self.value,
            spec(
                "characters",
                0.0,
                LONGEST_VALUE,
                "Its value in this lane, as it is written in a file, such as `3` or `\"25%\"`.",
            ),
        );
    }
}

/// What a lane is called: by its own name, or by its strategy and how many of that kind stand before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// The name that somebody gave it; may be empty.
    pub name: String,
    /// Its strategy.
    pub strategy: StrategyKind,
    /// 1 for the first lane of its strategy, 2 for the second.
    pub ordinal: u32,
}

impl Title {
    /// Of a single lane of `strategy`.
    #[must_use]
    pub fn of(strategy: StrategyKind) -> Title {
        Title { name: String::new(), strategy, ordinal: 1 }
    }

    /// Tells lanes apart in files and in the page: `canary`, `canary-2`.
    #[must_use]
    pub fn id(&self) -> String {
        match self.ordinal {
            1 => self.strategy.name().to_owned(),
            more => format!("{}-{more}", self.strategy.name()),
        }
    }
}

impl Scenario {
    /// What is shown side by side: the scenario's own lanes, or those of the strategies that go with its own.
    #[must_use]
    pub fn all_lanes(&self) -> Vec<Lane> {
        match self.lanes.as_slice() {
            [] => self.strategy.kind.lanes().into_iter().map(Lane::of).collect(),
            own => own.to_vec(),
        }
    }

    /// What each of them is called.
    #[must_use]
    pub fn titles(&self) -> Vec<Title> {
        let lanes = self.all_lanes();
        let title = |(i, lane): (usize, &Lane)| {
            let before = lanes[..i].iter().filter(|other| other.strategy == lane.strategy).count();
            Title { name: lane.name.trim().to_owned(), strategy: lane.strategy, ordinal: before as u32 + 1 }
        };
        lanes.iter().enumerate().map(title).collect()
    }
}

impl Checked {
    /// The same scenario with a lane for each of `kinds` in place of its own; as many as a command line names.
    #[must_use]
    pub fn with_lanes_of(&self, kinds: &[StrategyKind]) -> Checked {
        let mut scenario = self.clone();
        // Strategies whose settings have been checked.
        scenario.0.lanes = kinds.iter().copied().map(Lane::of).collect();
        scenario
    }

    /// What is simulated in each of [`Scenario::all_lanes`].
    #[must_use]
    pub fn lane_scenarios(&self) -> Vec<Checked> {
        self.all_lanes().iter().map(|lane| self.known_lane(lane)).collect()
    }

    /// What is simulated in the lane at this place.
    #[must_use]
    pub fn lane_scenario(&self, place: usize) -> Option<Checked> {
        self.all_lanes().get(place).map(|lane| self.known_lane(lane))
    }

    /// One of its own lanes, which was read when the scenario was checked.
    fn known_lane(&self, lane: &Lane) -> Checked {
        self.with_lane(lane).unwrap_or_else(|_| self.plain(lane.strategy))
    }

    /// What is simulated in `lane`.
    ///
    /// # Errors
    /// What is wrong with it, at the paths of the fields that it changes.
    pub fn with_lane(&self, lane: &Lane) -> Result<Checked, Problems> {
        let plain = self.plain(lane.strategy);
        if lane.changes.is_empty() {
            return Ok(plain);
        }
        let mut document = plain.values();
        let mut problems = Problems::new();
        for Change { path, value } in &lane.changes {
            if is_common(path) {
                problems.push(Problem::rule(path.as_str(), value.as_str(), Rule::SameInAllLanes));
            } else if let Err(problem) = read::set(&mut document, path, value) {
                problems.push(problem);
            }
        }
        match read::read(&document) {
            Ok(checked) if problems.is_empty() => Ok(checked),
            Ok(_) => Err(problems),
            Err(more) => Err(problems.into_iter().chain(more).collect()),
        }
    }

    /// The scenario as a single lane of `strategy`.
    fn plain(&self, strategy: StrategyKind) -> Checked {
        let mut plain = self.with_strategy(strategy);
        plain.0.lanes.clear();
        plain
    }

    /// What is wrong with its own lanes.
    pub(super) fn lane_problems(&self) -> Problems {
        let mut problems = Problems::new();
        for (i, lane) in self.lanes.iter().enumerate() {
            for Problem { path, found, allowed } in self.with_lane(lane).err().unwrap_or_default() {
                // Said where the change stands that brings it; what it breaks may be another field.
                let (place, found) = match lane.changes.iter().position(|change| touch(&change.path, &path)) {
                    Some(j) if matches!(allowed, Allowed::Field { .. }) => {
                        (format!("lanes[{i}].changes[{j}].path"), path)
                    }
                    Some(j) => (format!("lanes[{i}].changes[{j}].value"), found),
                    None => (format!("lanes[{i}]"), format!("{path}: {found}")),
                };
                problems.push(Problem::new(place, found, allowed));
            }
        }
        problems
    }
}

/// Whether lanes of a comparison cannot differ in the field at `path`.
#[must_use]
pub fn is_common(path: &str) -> bool {
    COMMON.iter().any(|common| touch(path, common))
}

#[cfg(test)]
mod tests {
    use super::super::{Amount, read::read};
    use super::*;
    use serde_json::json;

    fn with_lanes(lanes: serde_json::Value) -> Result<Checked, Problems> {
        read(&json!({ "lanes": lanes }))
    }

    #[test]
    fn without_lanes_of_its_own_a_scenario_has_those_of_its_strategies() {
        let scenario = Scenario::default().check().expect("the default");
        let ids: Vec<String> = scenario.titles().iter().map(Title::id).collect();
        assert_eq!(ids, ["recreate", "rolling", "blue-green", "canary"]);
        assert!(scenario.lane_scenarios().iter().all(|lane| lane.lanes.is_empty()));
    }

    #[test]
    fn lanes_differ_in_what_they_change() {
        let surge = json!([{ "path": "strategy.rolling.max_surge", "value": "\"50%\"" }]);
        let scenario = with_lanes(json!([
            { "strategy": "rolling" },
            { "strategy": "rolling", "changes": surge },
            { "strategy": "canary", "changes": [{ "path": "strategy.canary.steps", "value": "[{ weight = 20 }]" }] },
        ]))
        .expect("good lanes");
        let [plain, surge, canary] = &scenario.lane_scenarios()[..] else { panic!("three lanes") };
        assert_eq!(plain.strategy.rolling.max_surge, Amount::Percent(25));
        assert_eq!(surge.strategy.rolling.max_surge, Amount::Percent(50));
        assert_eq!((canary.strategy.kind, canary.strategy.canary.steps.len()), (StrategyKind::Canary, 1));
        // The page, which knows no TOML, reads the same.
        assert_eq!(scenario.lanes[2].changes[0].value, r#"[{"weight":20}]"#);
        let ids: Vec<String> = scenario.titles().iter().map(Title::id).collect();
        assert_eq!(ids, ["rolling", "rolling-2", "canary"]);
    }

    #[test]
    fn what_is_wrong_in_a_lane_is_said_at_its_change() {
        let lanes = json!([
            { "strategy": "rolling" },
            { "strategy": "rolling", "changes": [
                { "path": "fleet.workers", "value": "4" },
                { "path": "fleet.instances", "value": "0" },
                { "path": "fleet.instance", "value": "3" },
                { "path": "seed", "value": "3" },
                { "path": "telemetry.window_s", "value": "1" },
                { "path": "strategy.canary.steps[9].weight", "value": "1" },
            ] },
        ]);
        let problems = with_lanes(lanes).expect_err("wrong lanes");
        let mut paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        paths.sort_unstable();
        let expected = [(1, "value"), (2, "path"), (3, "value"), (4, "value"), (5, "value")];
        assert_eq!(paths, expected.map(|(i, field)| format!("lanes[1].changes[{i}].{field}")), "{problems:?}");
    }

    #[test]
    fn a_lane_that_breaks_a_rule_of_a_field_it_does_not_change_says_which() {
        let changes = json!([{ "path": "strategy.canary.router", "value": "instances" }]);
        let steps = json!([{ "kind": "scale-weight", "weight": 10 }]);
        let document = json!({
            "strategy": { "canary": { "steps": steps } },
            "lanes": [{ "strategy": "canary", "changes": changes }],
        });
        let problems = read(&document).expect_err("a step that needs a router");
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].path, "lanes[0]");
        assert!(problems[0].found.starts_with("strategy.canary.steps[0].kind"), "{problems:?}");
    }

    #[test]
    fn more_lanes_than_fit_are_refused() {
        let lane = json!({ "strategy": "rolling" });
        assert!(with_lanes(json!(vec![lane.clone(); 6])).is_ok());
        let problems = with_lanes(json!(vec![lane; 7])).expect_err("seven");
        assert_eq!(problems[0].path, "lanes");
    }
}
