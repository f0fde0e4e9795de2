//! What a person does to a run while looking at it, as fields of its scenario: the operator's commands, and crashes.
//!
//! A run with a command at the playhead is the same run until there: the past stays, the future is made anew.

use super::track::Track;
use crate::kernel::Time;
use crate::scenario::values::list_values;
use crate::scenario::{Action, Command, Crash, Scenario};

/// Where the operator's commands stand.
pub const COMMANDS: &str = "commands";
/// Where crashes stand.
pub const CRASHES: &str = "faults.crashes";

/// Moments are kept in tenths of a second, as the time line shows them.
fn rounded(at_s: f64) -> f64 {
    (at_s * 10.0).round() / 10.0
}

/// The commands of `scenario` and another one at `at_s`, as written in a file. A later command than this was given in a future
/// that will not come about, so it is left out.
#[must_use]
pub fn with_command(scenario: &Scenario, at_s: f64, action: Action) -> String {
    let at_s = rounded(at_s);
    let mut commands = scenario.commands.clone();
    commands.retain(|given| given.at_s < at_s || (given.at_s == at_s && given.action != action));
    commands.push(Command { at_s, action });
    list_values(&mut commands).to_string()
}

/// The crashes of `scenario` and another one at `at_s`: of the instance that is then at `position` of the rotation.
#[must_use]
pub fn with_crash(scenario: &Scenario, at_s: f64, position: u32) -> String {
    let at_s = rounded(at_s);
    let mut crashes = scenario.faults.crashes.clone();
    crashes.retain(|crash| (crash.at_s, crash.instance) != (at_s, position));
    crashes.push(Crash { at_s, instance: position, ..Crash::default() });
    crashes.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
    list_values(&mut crashes).to_string()
}

/// The position of an instance in the rotation at `time_s`, oldest first; `None` if it is not in rotation.
#[must_use]
pub fn position_in_rotation(track: &Track, instance: u32, time_s: f64) -> Option<u32> {
    let now = Time::from_seconds(rounded(time_s));
    let spans = track.recording().spans.iter();
    let in_rotation = |span: &&crate::record::Span| span.state.is_ready() && span.from <= now && now < span.to;
    let mut instances: Vec<u32> = spans.filter(in_rotation).map(|span| span.instance).collect();
    instances.sort_unstable();
    instances.binary_search(&instance).ok().map(|position| position as u32)
}

#[cfg(test)]
mod tests {
    use super::super::sample::recording;
    use super::*;
    use crate::record::simulate;
    use crate::scenario::StrategyKind;
    use crate::sim::Event;

    #[test]
    fn a_command_takes_the_place_of_those_that_come_later() {
        let mut scenario = Scenario::default();
        let give = |scenario: &mut Scenario, at_s, action| {
            scenario.commands = serde_json::from_str(&with_command(scenario, at_s, action)).expect("a list");
        };
        give(&mut scenario, 100.04, Action::Pause);
        give(&mut scenario, 130.0, Action::Resume);
        give(&mut scenario, 120.0, Action::RollBack);
        let given: Vec<_> = scenario.commands.iter().map(|command| (command.at_s, command.action)).collect();
        assert_eq!(given, [(100.0, Action::Pause), (120.0, Action::RollBack)]);
    }

    #[test]
    fn only_what_is_in_rotation_has_a_position() {
        let track = Track::new(recording());
        assert_eq!([0, 1].map(|instance| position_in_rotation(&track, instance, 5.0)), [Some(0), Some(1)]);
        assert_eq!([0, 1, 2].map(|instance| position_in_rotation(&track, instance, 15.0)), [None, Some(0), None]);
        assert_eq!([1, 2].map(|instance| position_in_rotation(&track, instance, 25.0)), [Some(0), Some(1)]);
    }

    #[test]
    fn the_instance_that_was_meant_crashes_and_the_past_stays() {
        let scenario = Scenario::default().check().expect("good").with_strategy(StrategyKind::Rolling);
        let before = Track::new(simulate(&scenario));
        let at_s = 95.0;
        let spans = &before.recording().spans;
        let now = Time::from_seconds(at_s);
        let meant = spans.iter().rfind(|span| span.state.is_ready() && span.from <= now && now < span.to);
        let meant = meant.expect("somebody serves").instance;
        let position = position_in_rotation(&before, meant, at_s).expect("in rotation");
        let mut changed = (*scenario).clone();
        changed.faults.crashes = serde_json::from_str(&with_crash(&scenario, at_s, position)).expect("a list");
        let after = simulate(&changed.check().expect("good"));
        let crashed = after.log.iter().find_map(|entry| match entry.event {
            Event::InstanceCrashed { instance, .. } => Some((entry.at, instance)),
            _ => None,
        });
        assert_eq!(crashed, Some((now, meant)));
        assert_eq!(after.series.served[0][..90], before.recording().series.served[0][..90]);
    }
}
