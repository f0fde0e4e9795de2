//! What a lane is doing at the playhead, as one live sentence.

use super::track::Track;
use crate::fleet::VersionId;
use crate::i18n::Lang;
use crate::i18n::page::say;
use crate::kernel::Time;
use crate::rollout::Look;
use crate::scenario::Action;
use crate::sim::{Event, Reason};

/// What a lane is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Status {
    /// The rollout has not begun.
    Before {
        /// Instances in rotation.
        ready: u32,
    },
    /// No instance is in rotation.
    Outage,
    /// Candidate instances are coming up and serve nobody yet.
    Preparing {
        /// How many there are.
        present: u32,
    },
    /// Both versions serve, or the stable one is being taken away.
    Replacing {
        /// Candidate instances in rotation.
        candidate: u32,
        /// Wanted instances.
        wanted: u32,
    },
    /// A canary step holds its weight.
    Step {
        /// Position of the step.
        step: u32,
        /// Set weight, percent.
        weight: u8,
    },
    /// An A/B test counts; what its last look showed, if there was one.
    Testing(Option<Look>),
    /// The rollout is complete.
    Completed,
    /// The change is being taken back.
    RollingBack(Reason),
    /// The change has been taken back.
    RolledBack,
    /// It passed its deadline and was left.
    Stalled,
    /// The operator holds it where it is.
    Paused,
}

impl Status {
    /// What the lane is doing at `time_s`.
    #[must_use]
    pub fn at(track: &Track, time_s: f64) -> Status {
        let rotation = track.rotation(time_s);
        if rotation == [0, 0] {
            return Status::Outage;
        }
        let mut status = Status::Before { ready: rotation[0] };
        let mut is_held = false;
        for entry in track.log_until(time_s) {
            if let Event::CommandGiven { action } = entry.event {
                is_held = action == Action::Pause;
            }
            status = match entry.event {
                Event::RolloutStarted | Event::NextDeployment { .. } => Status::Preparing { present: 0 },
                Event::StepReached { step } => Status::Step { step, weight: 0 },
                // A new weight ends the step that went before it.
                Event::WeightSet { .. } if matches!(status, Status::Step { .. }) => Status::Preparing { present: 0 },
                Event::AbTestStarted { .. } => Status::Testing(None),
                Event::AbTestLooked { look } if look.decision.is_some() => Status::Preparing { present: 0 },
                Event::AbTestLooked { look } => Status::Testing(Some(look)),
                Event::RolloutCompleted => Status::Completed,
                Event::RollBackStarted { reason } => Status::RollingBack(reason),
                Event::RolledBack => Status::RolledBack,
                Event::DeadlinePassed => Status::Stalled,
                _ => status,
            };
        }
        match status {
            under_way if is_held && under_way.mood() == Mood::Busy => Status::Paused,
            Status::Preparing { .. } if rotation[VersionId::Candidate.index()] > 0 => {
                let wanted = track.recording().wanted_at(Time::from_seconds(time_s));
                Status::Replacing { candidate: rotation[VersionId::Candidate.index()], wanted }
            }
            Status::Preparing { .. } => Status::Preparing { present: present_candidates(track, time_s) },
            Status::Step { step, .. } => {
                let weights = &track.recording().series.set_weight;
                Status::Step { step, weight: weights.get(track.sample_at(time_s)).copied().unwrap_or(0) }
            }
            other => other,
        }
    }

    /// One sentence, without a full stop.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Status::Before { ready } => say::before(lang, *ready),
            Status::Outage => say::outage(lang),
            Status::Preparing { present } => say::preparing(lang, *present),
            Status::Replacing { candidate, wanted } => say::replacing(lang, *candidate, *wanted),
            Status::Step { step, weight } => say::step(lang, *step, *weight),
            Status::Testing(look) => say::testing(lang, look.as_ref()),
            Status::Completed => say::completed(lang),
            Status::RollingBack(reason) => say::rolling_back(lang, reason),
            Status::RolledBack => say::rolled_back(lang),
            Status::Stalled => say::stalled(lang),
            Status::Paused => say::paused(lang),
        }
    }

    /// How much attention it needs.
    #[must_use]
    pub fn mood(&self) -> Mood {
        match self {
            Status::Before { .. } => Mood::Calm,
            Status::Preparing { .. }
            | Status::Replacing { .. }
            | Status::Step { .. }
            | Status::Testing(_)
            | Status::Paused => Mood::Busy,
            Status::Completed | Status::RolledBack => Mood::Done,
            Status::RollingBack(_) | Status::Stalled => Mood::Warning,
            Status::Outage => Mood::Alarm,
        }
    }
}

/// How much attention a status needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Nothing happens.
    Calm,
    /// Something is under way.
    Busy,
    /// It is over.
    Done,
    /// It goes wrong and is being dealt with.
    Warning,
    /// Users are cut off.
    Alarm,
}

impl Mood {
    /// The style sheet's word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Mood::Calm => "calm",
            Mood::Busy => "busy",
            Mood::Done => "done",
            Mood::Warning => "warning",
            Mood::Alarm => "alarm",
        }
    }
}

fn present_candidates(track: &Track, time_s: f64) -> u32 {
    let candidate = |place: usize| track.at_place(place, time_s).is_some_and(|s| s.version == VersionId::Candidate);
    (0..track.places()).filter(|place| candidate(*place)).count() as u32
}

#[cfg(test)]
mod tests {
    use super::super::sample::{recording, seconds};
    use super::*;
    use crate::fleet::Arm;
    use crate::record::{Entry, Rotation};
    use crate::rollout::Decision;

    #[test]
    fn each_phase_has_its_sentence() {
        let track = Track::new(recording());
        let said = [5.0, 15.0, 25.0, 35.0].map(|t| Status::at(&track, t).sentence(Lang::En));
        insta::assert_snapshot!(said.join("\n"), @r"
        Before the rollout: 2 stable
        Preparing the new fleet: 1 so far
        Replacing: candidate 1 of 2
        Rolling back: error rate 40% > 5%
        ");
    }

    #[test]
    fn a_test_under_way_shows_its_last_look() {
        let mut recording = recording();
        let arms = [9, 12].map(|conversions| Arm { requests: 100, conversions });
        let look = Look { arms, difference: 0.03, low: -0.1, high: 0.2, p_value: 0.5, decision: None };
        let decided = Look { decision: Some(Decision::Better), ..look };
        recording.log = [
            (10, Event::AbTestStarted { asked: [500; 2] }),
            (20, Event::AbTestLooked { look }),
            (25, Event::AbTestLooked { look: decided }),
        ]
        .map(|(at, event)| Entry { at: seconds(at), event })
        .to_vec();
        let track = Track::new(recording);
        let said = [15.0, 22.0, 25.0].map(|t| Status::at(&track, t).sentence(Lang::En));
        insta::assert_snapshot!(said.join("\n"), @r"
        A/B test: nothing counted yet
        A/B test: 9% and 12% convert, p = 0.5000
        Replacing: candidate 1 of 2
        ");
        assert_eq!(Status::at(&track, 22.0).mood(), Mood::Busy);
    }

    #[test]
    fn the_operator_holds_what_is_under_way() {
        let mut recording = recording();
        let given = |at, action| Entry { at: seconds(at), event: Event::CommandGiven { action } };
        recording.log = vec![
            given(5, Action::Pause),
            Entry { at: seconds(10), event: Event::RolloutStarted },
            given(20, Action::Resume),
        ];
        let track = Track::new(recording);
        let said = [7.0, 15.0, 25.0].map(|t| Status::at(&track, t).sentence(Lang::En));
        assert_eq!(said, ["Before the rollout: 2 stable", "Held by the operator", "Replacing: candidate 1 of 2"]);
    }

    #[test]
    fn an_outage_goes_before_everything_else() {
        let mut recording = recording();
        recording.rotation.push(Rotation { at: seconds(32), instances: [0, 0] });
        let status = Status::at(&Track::new(recording), 33.0);
        assert_eq!((status, status.mood()), (Status::Outage, Mood::Alarm));
    }
}
