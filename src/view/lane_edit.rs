//! Changes of a comparison's lanes: another lane, another strategy, a field that differs in one of them alone.

use crate::scenario::problem::{Allowed, Rule};
use crate::scenario::{Change, Checked, Lane, MOST_LANES, Problem, Problems, StrategyKind, read};
use serde_json::Value;

/// A change of the lanes; lanes are counted from 0.
#[derive(Clone, Debug, PartialEq)]
pub enum LaneEdit {
    /// Another lane behind the last.
    Add(StrategyKind),
    /// The same lane once more, beside it.
    Duplicate(usize),
    /// A lane less; the last one stays.
    Remove(usize),
    /// A lane changes places with the one before it.
    Forward(usize),
    /// A lane is called so; an empty name stands for that of its strategy.
    Rename(usize, String),
    /// A lane makes its change in another way.
    Strategy(usize, StrategyKind),
    /// A field, named by its path, has this value in a lane, as it is written in a file.
    Set(usize, String, String),
    /// A field is in a lane as in all others.
    Unset(usize, String),
    /// A lane for each strategy again, without differences.
    Usual,
}

/// A field that differs in a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where the field stands.
    pub path: String,
    /// Its value in the lane.
    pub value: Value,
    /// Its value in the other lanes.
    pub common: Value,
}

/// `scenario` with its lanes changed.
///
/// # Errors
/// What is wrong with the result: of a field that is set, at the field's own path.
pub fn edit(scenario: &Checked, edit: &LaneEdit) -> Result<Checked, Problems> {
    let mut lanes = scenario.all_lanes();
    let is_there = |lane: &usize| *lane < scenario.all_lanes().len();
    match edit {
        LaneEdit::Add(strategy) => lanes.push(Lane::of(*strategy)),
        LaneEdit::Duplicate(lane) if is_there(lane) => lanes.insert(lane + 1, lanes[*lane].clone()),
        LaneEdit::Remove(lane) if is_there(lane) && lanes.len() > 1 => {
            lanes.remove(*lane);
        }
        LaneEdit::Forward(lane) if is_there(lane) && *lane > 0 => lanes.swap(lane - 1, *lane),
        LaneEdit::Rename(lane, name) if is_there(lane) => name.trim().clone_into(&mut lanes[*lane].name),
        LaneEdit::Strategy(lane, strategy) if is_there(lane) => lanes[*lane].strategy = *strategy,
        LaneEdit::Set(lane, path, text) if is_there(lane) => set(scenario, &mut lanes[*lane], path, text)?,
        LaneEdit::Unset(lane, path) if is_there(lane) => lanes[*lane].changes.retain(|change| change.path != *path),
        LaneEdit::Usual => lanes.clear(),
        // A lane that is not there any more.
        _ => return Ok(scenario.clone()),
    }
    if lanes.len() > MOST_LANES as usize {
        let found = lanes.len().to_string();
        return Err(vec![Problem::new("lanes", found, Allowed::List { longest: MOST_LANES })]);
    }
    let mut next = (**scenario).clone();
    next.lanes.clear();
    if lanes != next.all_lanes() {
        next.lanes = lanes;
    }
    next.check()
}

/// Whether there is room for another lane.
#[must_use]
pub fn has_room(scenario: &Checked) -> bool {
    scenario.all_lanes().len() < MOST_LANES as usize
}

/// What is different in a lane.
#[must_use]
pub fn differences(scenario: &Checked, lane: usize) -> Vec<Difference> {
    let lanes = scenario.all_lanes();
    let Some(lane) = lanes.get(lane) else { return Vec::new() };
    let common = document(scenario, &Lane::of(lane.strategy)).unwrap_or_default();
    let own = document(scenario, lane).unwrap_or_default();
    let difference = |change: &Change| Difference {
        path: change.path.clone(),
        value: at(&own, &change.path).cloned().unwrap_or_default(),
        common: at(&common, &change.path).cloned().unwrap_or_default(),
    };
    lane.changes.iter().map(difference).collect()
}

/// Sets a field of a lane. What stands in a list is kept as the whole list, so that it stays what it is when others change theirs.
fn set(scenario: &Checked, lane: &mut Lane, path: &str, text: &str) -> Result<(), Problems> {
    let mut own = document(scenario, lane)?;
    read::set(&mut own, path, text).map_err(|problem| vec![problem])?;
    // Problems are named at the field before they would be at the lane.
    read::read(&own)?;
    let field = path.split('[').next().unwrap_or(path);
    let common = document(scenario, &Lane::of(lane.strategy))?;
    lane.changes.retain(|change| change.path != field);
    match at(&own, field) {
        // One that is as everywhere is no difference.
        Some(value) if at(&common, field) == Some(value) => {}
        Some(value) => lane.changes.push(Change { path: field.to_owned(), value: value.to_string() }),
        None => return Err(vec![Problem::rule(path, text, Rule::SameInAllLanes)]),
    }
    Ok(())
}

/// All fields of a lane.
fn document(scenario: &Checked, lane: &Lane) -> Result<Value, Problems> {
    // A scenario always has a JSON form.
    Ok(scenario.with_lane(lane)?.values())
}

fn at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(document, |place, name| place.get(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Scenario, Title};
    use serde_json::json;

    fn usual() -> Checked {
        Scenario::default().check().expect("the default")
    }

    fn after(edits: &[LaneEdit]) -> Checked {
        edits.iter().fold(usual(), |scenario, change| edit(&scenario, change).expect("a good edit"))
    }

    fn ids(scenario: &Checked) -> Vec<String> {
        scenario.titles().iter().map(Title::id).collect()
    }

    const SURGE: &str = "strategy.rolling.max_surge";

    fn surge(lane: usize, value: &str) -> LaneEdit {
        LaneEdit::Set(lane, SURGE.to_owned(), value.to_owned())
    }

    #[test]
    fn a_lane_is_duplicated_and_changed() {
        let scenario = after(&[LaneEdit::Duplicate(1), surge(2, "\"50%\"")]);
        assert_eq!(ids(&scenario), ["recreate", "rolling", "rolling-2", "blue-green", "canary"]);
        let difference = Difference { path: SURGE.to_owned(), value: json!("50%"), common: json!("25%") };
        assert_eq!(differences(&scenario, 2), [difference]);
        assert_eq!(differences(&scenario, 1), []);
        let back = edit(&scenario, &surge(2, "\"25%\"")).expect("a good edit");
        assert_eq!(differences(&back, 2), [], "as everywhere");
        let unset = edit(&scenario, &LaneEdit::Unset(2, SURGE.to_owned())).expect("a good edit");
        assert_eq!(unset, back);
    }

    #[test]
    fn lanes_come_go_and_change_places() {
        let scenario = after(&[
            LaneEdit::Remove(0),
            LaneEdit::Forward(2),
            LaneEdit::Add(StrategyKind::Shadow),
            LaneEdit::Rename(0, " Careful ".to_owned()),
            LaneEdit::Strategy(2, StrategyKind::Rolling),
        ]);
        assert_eq!(ids(&scenario), ["rolling", "canary", "rolling-2", "shadow"]);
        assert_eq!(scenario.titles()[0].name, "Careful");
    }

    #[test]
    fn without_differences_the_lanes_are_the_usual_ones() {
        assert_eq!(after(&[LaneEdit::Duplicate(3), LaneEdit::Remove(4)]), usual());
        assert_eq!(after(&[surge(1, "0"), LaneEdit::Usual]), usual());
    }

    #[test]
    fn there_is_always_a_lane_and_never_too_many() {
        let one = after(&[LaneEdit::Remove(0), LaneEdit::Remove(0), LaneEdit::Remove(0), LaneEdit::Remove(0)]);
        assert_eq!(ids(&one), ["canary"]);
        let six = after(&[LaneEdit::Duplicate(0), LaneEdit::Duplicate(0)]);
        assert!(!has_room(&six) && has_room(&one));
        let problems = edit(&six, &LaneEdit::Duplicate(0)).expect_err("seven");
        assert_eq!(problems[0].path, "lanes");
        assert_eq!(edit(&one, &LaneEdit::Remove(7)).as_ref(), Ok(&one), "a lane that is not there");
    }

    #[test]
    fn a_list_is_kept_whole() {
        let weight = LaneEdit::Set(3, "strategy.canary.steps[0].weight".to_owned(), "5".to_owned());
        let scenario = after(&[weight]);
        let found = differences(&scenario, 3);
        assert_eq!(found[0].path, "strategy.canary.steps");
        assert_eq!((&found[0].value[0]["weight"], &found[0].common[0]["weight"]), (&json!(5), &json!(10)));
    }

    #[test]
    fn what_is_wrong_is_said_at_the_field() {
        let problems = edit(&usual(), &surge(1, "\"200%\"")).expect_err("too many");
        assert_eq!(problems[0].path, SURGE);
        let problems = edit(&usual(), &LaneEdit::Set(1, "seed".to_owned(), "3".to_owned())).expect_err("common");
        assert_eq!(problems[0].path, "lanes[1].changes[0].value");
    }
}
