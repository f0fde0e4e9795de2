//! What the scenario sets to happen at a moment: where it stands on the time line, and what moving or removing it changes.

use super::lane_edit::differences;
use crate::i18n::page::moments::Happening;
use crate::scenario::{Checked, Command, Scenario};
use serde_json::{Value, json};

/// Something with a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// What happens.
    pub what: Happening,
    /// When, s.
    pub at_s: f64,
    /// The field that says when.
    pub path: String,
    /// The list in which it stands and its place there; `None` for what cannot be removed.
    pub entry: Option<(&'static str, usize)>,
    /// The lane in which alone it happens.
    pub lane: Option<usize>,
}

/// The lists of the scenario whose entries begin at a moment.
const LISTS: [(Happening, &str); 9] = [
    (Happening::Deployment, "deployments"),
    (Happening::Crash, "faults.crashes"),
    (Happening::Hang, "faults.hangs"),
    (Happening::Pause, "faults.pauses"),
    (Happening::Slow, "faults.slow"),
    (Happening::NodeLoss, "faults.node_losses"),
    (Happening::ZoneLoss, "faults.zone_losses"),
    (Happening::DependencyOutage, "dependency.outages"),
    (Happening::TelemetryOutage, "telemetry.outages"),
];
const COMMANDS: &str = "commands";
/// Most moments that a time line can show apart.
const MOST: usize = 60;

/// All of them, in the order of the document: whoever drags one past another still holds it.
#[must_use]
pub fn moments(scenario: &Checked) -> Vec<Moment> {
    // A scenario always has a JSON form.
    let document = scenario.values();
    let at_s = scenario.strategy.start_s;
    let mut found =
        vec![Moment { what: Happening::Rollout, at_s, path: "strategy.start_s".to_owned(), entry: None, lane: None }];
    for (what, list) in LISTS {
        let entries = list_at(&document, list).iter().enumerate();
        found.extend(entries.filter_map(|(i, entry)| {
            let at_s = entry.get("at_s")?.as_f64()?;
            Some(Moment { what, at_s, path: format!("{list}[{i}].at_s"), entry: Some((list, i)), lane: None })
        }));
    }
    let command = |lane: Option<usize>| {
        move |(i, command): (usize, &Command)| Moment {
            what: Happening::Command(command.action),
            at_s: command.at_s,
            path: format!("{COMMANDS}[{i}].at_s"),
            entry: Some((COMMANDS, i)),
            lane,
        }
    };
    found.extend(scenario.commands.iter().enumerate().map(command(None)));
    for lane in 0..scenario.lanes.len() {
        let own = differences(scenario, lane).into_iter().find(|difference| difference.path == COMMANDS);
        let own: Vec<Command> = own.and_then(|own| serde_json::from_value(own.value).ok()).unwrap_or_default();
        found.extend(own.iter().enumerate().map(command(Some(lane))));
    }
    found.truncate(MOST);
    found
}

/// The list of `moment` without it, as written in a file, if it can be removed.
#[must_use]
pub fn without(scenario: &Checked, moment: &Moment) -> Option<(&'static str, String)> {
    match moment.lane {
        None => without_entry(scenario, moment.entry?),
        Some(lane) => without_entry(&*scenario.lane_scenario(lane)?, moment.entry?),
    }
}

/// A list of `scenario` without the entry at a place, as written in a file, if there is one.
#[must_use]
pub fn without_entry(scenario: &Scenario, (list, place): (&'static str, usize)) -> Option<(&'static str, String)> {
    let document = scenario.values();
    let entries = list_at(&document, list);
    entries.get(place)?;
    let others = entries.iter().enumerate().filter(|(i, _)| *i != place);
    Some((list, Value::from_iter(others.map(|(_, entry)| entry.clone())).to_string()))
}

/// The faults that can happen in `scenario`.
#[must_use]
pub fn faults(scenario: &Scenario) -> Vec<Happening> {
    let can_happen = |what: &Happening| match what {
        Happening::Deployment => false,
        Happening::NodeLoss | Happening::ZoneLoss => scenario.cluster.nodes > 0,
        Happening::DependencyOutage => scenario.dependency.concurrency > 0,
        _ => true,
    };
    LISTS.iter().map(|(what, _)| *what).filter(can_happen).collect()
}

/// The list to which such a fault belongs, with one that begins at `at_s`, as written in a file.
#[must_use]
pub fn with_fault(scenario: &Scenario, what: Happening, at_s: f64) -> Option<(&'static str, String)> {
    let (_, list) = LISTS.into_iter().find(|(known, _)| *known == what)?;
    let document = scenario.values();
    let mut entries = list_at(&document, list).to_vec();
    entries.push(json!({ "at_s": (at_s * 10.0).round() / 10.0 }));
    Some((list, Value::from(entries).to_string()))
}

fn list_at<'a>(document: &'a Value, path: &str) -> &'a [Value] {
    let list = path.split('.').try_fold(document, |place, name| place.get(name)).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::super::lane_edit::{LaneEdit, edit};
    use super::*;
    use crate::scenario::read::read;

    fn scenario(value: Value) -> Checked {
        read(&value).expect("a good scenario")
    }

    #[test]
    fn moments_know_their_field() {
        let scenario = scenario(json!({
            "faults": { "crashes": [{ "at_s": 100 }], "slow": [{ "at_s": 20 }] },
            "commands": [{ "at_s": 90, "action": "promote" }],
        }));
        let commands = r#"[{ "at_s": 70, "action": "roll-back" }]"#;
        let scenario = edit(&scenario, &LaneEdit::Set(3, COMMANDS.to_owned(), commands.to_owned())).expect("good");
        let found: Vec<_> = moments(&scenario).into_iter().map(|it| (it.at_s, it.path, it.lane)).collect();
        let expected = [
            (60.0, "strategy.start_s", None),
            (100.0, "faults.crashes[0].at_s", None),
            (20.0, "faults.slow[0].at_s", None),
            (90.0, "commands[0].at_s", None),
            (70.0, "commands[0].at_s", Some(3)),
        ];
        assert_eq!(found, expected.map(|(at_s, path, lane)| (at_s, path.to_owned(), lane)));
        let lane = &moments(&scenario)[4];
        assert_eq!(without(&scenario, lane), Some((COMMANDS, "[]".to_owned())));
        assert_eq!(without(&scenario, &moments(&scenario)[0]), None, "a rollout always begins");
    }

    #[test]
    fn every_fault_can_be_added_and_removed() {
        let scenario = scenario(json!({
            "cluster": { "nodes": 3, "slots_per_node": 10, "zones": 3 },
            "dependency": { "concurrency": 20 },
        }));
        let all = faults(&scenario);
        assert_eq!(all.len(), LISTS.len() - 1);
        for what in all {
            let (list, text) = with_fault(&scenario, what, 33.33).expect("a list");
            let mut document = serde_json::to_value(&*scenario).expect("a document");
            crate::scenario::read::set(&mut document, list, &text).expect("a list");
            let changed = read(&document).expect("a fault with its defaults");
            let added = moments(&changed).into_iter().find(|moment| moment.what == what).expect("it is there");
            assert_eq!(added.at_s, 33.3);
            assert_eq!(without(&changed, &added), Some((list, "[]".to_owned())));
        }
        assert!(!faults(&Scenario::default()).contains(&Happening::ZoneLoss));
    }
}
