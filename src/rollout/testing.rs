//! Tries a strategy on a fleet that obeys at once, and writes down what it did: a line per action.

use super::{Action, Counts, Next, Older, Place, Standing, Strategy, Verdict, View};
use crate::fleet::{Arm, Revision, Split, VersionId};
use crate::kernel::Time;
use crate::scenario::{document, read};

/// A strategy on an obedient fleet.
pub struct Trial {
    strategy: Strategy,
    /// As it is before it has done anything.
    fresh: Strategy,
    view: View,
    candidate_becomes_ready: bool,
    /// Turns round after so many actions.
    back_after: Option<usize>,
    /// Another deployment comes after so many actions.
    overtaken_after: Option<usize>,
    /// Wants another number of instances after so many actions.
    resize_after: Option<(usize, u32)>,
    /// Goes on at once after each of these numbers of actions.
    promote_after: Vec<usize>,
    /// What the analyses come to, one after the other; beyond these, all are successful.
    verdicts: Vec<Verdict>,
    /// Writes down pauses too.
    shows_pauses: bool,
}

/// So many instances, all available.
pub fn full(count: u32) -> Counts {
    Counts { asked: count, available: count, ..Counts::default() }
}

/// What is seen before anything is done: `wanted` instances of the stable version.
pub fn view(wanted: u32) -> View {
    View {
        now: Time::ZERO,
        wanted,
        target: VersionId::Candidate,
        counts: [full(wanted), Counts::default()],
        older: Vec::new(),
        baseline: Counts::default(),
        split: Split::Together,
        mirror: 0,
        reading: None,
        stalled: false,
        analyses: Standing::default(),
        arms: Default::default(),
    }
}

impl Trial {
    /// The strategy of this TOML, on `wanted` instances.
    pub fn new(strategy: &str, wanted: u32) -> Trial {
        let value = document::from_text(&format!("[strategy]\n{strategy}")).unwrap();
        let scenario = read::read(&value).unwrap();
        let fresh = Strategy::new(&scenario.strategy, &scenario.rollback);
        Trial {
            strategy: fresh.clone(),
            fresh,
            overtaken_after: None,
            view: view(wanted),
            verdicts: Vec::new(),
            candidate_becomes_ready: true,
            back_after: None,
            resize_after: None,
            promote_after: Vec::new(),
            shows_pauses: false,
        }
    }

    /// An A/B test counts these.
    pub fn counts(mut self, arms: [Arm; 2]) -> Trial {
        self.view.arms = arms;
        self
    }

    pub fn never_ready(self) -> Trial {
        Trial { candidate_becomes_ready: false, ..self }
    }

    pub fn back_after(self, actions: usize) -> Trial {
        Trial { back_after: Some(actions), ..self }
    }

    pub fn resize_after(self, actions: usize, wanted: u32) -> Trial {
        Trial { resize_after: Some((actions, wanted)), ..self }
    }

    pub fn overtaken_after(self, actions: usize) -> Trial {
        Trial { overtaken_after: Some(actions), ..self }
    }

    /// Another deployment takes the place of the present one.
    fn overtake(&mut self) {
        self.strategy = self.strategy.overtaken(true, self.fresh.clone());
        let counts = std::mem::take(&mut self.view.counts[1]);
        self.view.older.push(Older { revision: Revision(1), counts, stable_until: None });
        if !self.strategy.leaves_older_serving() && self.view.split != Split::Together {
            self.view.split = Split::Weight(0);
        }
    }

    pub fn verdicts(self, verdicts: &[Verdict]) -> Trial {
        Trial { verdicts: verdicts.to_vec(), ..self }
    }

    pub fn promote_after(mut self, actions: usize) -> Trial {
        self.promote_after.push(actions);
        self
    }

    pub fn with_pauses(self) -> Trial {
        Trial { shows_pauses: true, ..self }
    }

    /// So many instances of an earlier deployment stand, all available; the version was stable until `stable_until_s`, if ever.
    pub fn older(mut self, revision: u32, count: u32, stable_until_s: Option<f64>) -> Trial {
        let counts = Counts { asked: count, available: count, ..Counts::default() };
        let stable_until = stable_until_s.map(Time::from_seconds);
        self.view.older.push(Older { revision: Revision(revision), counts, stable_until });
        self
    }

    /// So many instances of the stable version stand at the beginning.
    pub fn asked(mut self, stable: u32) -> Trial {
        self.view.counts[0] = Counts { asked: stable, available: stable, ..Counts::default() };
        self
    }

    /// Requests are split so at the beginning.
    pub fn split(mut self, split: Split) -> Trial {
        self.view.split = split;
        self
    }

    fn obey(&mut self, action: Action) {
        let ready = self.candidate_becomes_ready;
        let add = |counts: &mut Counts, version, count: u32| {
            counts.asked += count;
            if ready || version == VersionId::Stable {
                counts.available += count;
            }
        };
        match action {
            Action::Launch { version, count } => add(&mut self.view.counts[version.index()], version, count),
            Action::Drain { version, count } | Action::Halt { version, count } => {
                let counts = &mut self.view.counts[version.index()];
                let unavailable = counts.asked - counts.available;
                counts.asked -= count;
                counts.available -= count.saturating_sub(unavailable);
                if matches!(action, Action::Halt { .. }) {
                    counts.halted += count;
                }
            }
            Action::LaunchBaseline { count } => add(&mut self.view.baseline, VersionId::Stable, count),
            Action::DrainBaseline { count } => {
                self.view.baseline.asked -= count;
                self.view.baseline.available = self.view.baseline.asked;
            }
            Action::LaunchOlder { revision, count } => {
                let older = self.view.older.iter_mut().find(|older| older.revision == revision).unwrap();
                add(&mut older.counts, VersionId::Stable, count);
            }
            Action::DrainOlder { revision, count } | Action::HaltOlder { revision, count } => {
                let older = self.view.older.iter_mut().find(|older| older.revision == revision).unwrap();
                older.counts.asked -= count;
                older.counts.available = older.counts.available.min(older.counts.asked);
                if matches!(action, Action::HaltOlder { .. }) {
                    older.counts.halted += count;
                }
                self.view.older.retain(|older| older.counts.asked + older.counts.halted > 0);
            }
            Action::Restart { version } => {
                let older = self.view.older.iter_mut().map(|older| &mut older.counts);
                let all = self.view.counts.iter_mut().chain(older);
                let halted = all.map(|counts| std::mem::take(&mut counts.halted)).sum();
                self.view.older.retain(|older| older.counts.asked > 0);
                add(&mut self.view.counts[version.index()], version, halted);
            }
            Action::Route(split) | Action::Follow(split) => self.view.split = split,
            Action::Mirror { percent } => self.view.mirror = percent,
            Action::Analyse(place) => {
                let verdict = if self.verdicts.is_empty() { Verdict::Successful } else { self.verdicts.remove(0) };
                self.view.analyses[place.slot()] = Some((place, verdict));
            }
            Action::Select | Action::Hold { .. } | Action::Enrol { .. } | Action::Look(_) | Action::Finish => {}
        }
    }

    fn line(&self, action: Action) -> String {
        let name = |version| if version == VersionId::Stable { "stable" } else { "candidate" };
        let did = match action {
            Action::Launch { version, count } => format!("launch {count} {}", name(version)),
            Action::Drain { version, count } => format!("drain {count} {}", name(version)),
            Action::Halt { version, count } => format!("halt {count} {}", name(version)),
            Action::LaunchBaseline { count } => format!("launch {count} to compare with"),
            Action::DrainBaseline { count } => format!("drain {count} to compare with"),
            Action::LaunchOlder { revision, count } => format!("launch {count} of {}", revision.0),
            Action::DrainOlder { revision, count } => format!("drain {count} of {}", revision.0),
            Action::HaltOlder { revision, count } => format!("halt {count} of {}", revision.0),
            Action::Restart { version } => format!("restart {}", name(version)),
            Action::Route(Split::Weight(weight)) => format!("route {weight} %"),
            Action::Follow(Split::Weight(weight)) => format!("follow {weight} %"),
            Action::Route(Split::Together) | Action::Follow(Split::Together) => "route together".to_owned(),
            Action::Select => "select candidate".to_owned(),
            Action::Mirror { percent } => format!("copy {percent} %"),
            Action::Hold { step } => format!("hold step {}", step + 1),
            Action::Analyse(Place::Step(step)) => format!("analyse step {}", step + 1),
            Action::Analyse(place) => format!("analyse {place:?}"),
            Action::Enrol { asked } => format!("enrol {asked:?}"),
            Action::Look(look) => format!("look {:?}", look.decision),
            Action::Finish => "finish".to_owned(),
        };
        let [stable, candidate] = self.view.counts.map(|counts| format!("{}({})", counts.asked, counts.available));
        let older = self.view.older.iter().map(|older| format!("{}({}) ", older.counts.asked, older.counts.available));
        format!("{stable} {candidate} {}{did}", older.collect::<String>())
    }
}

/// Runs the trial until nothing more happens and compares what was done.
pub fn check(mut trial: Trial, expected: &str) {
    let mut did = Vec::new();
    while did.len() < 100 {
        if trial.back_after == Some(did.len()) {
            trial.view.target = VersionId::Stable;
        }
        if trial.overtaken_after.take_if(|actions| *actions == did.len()).is_some() {
            trial.overtake();
        }
        if let Some((_, wanted)) = trial.resize_after.take_if(|(actions, _)| *actions == did.len()) {
            let before = std::mem::replace(&mut trial.view.wanted, wanted);
            for action in trial.strategy.resize(&trial.view, before) {
                did.push(trial.line(action));
                trial.obey(action);
            }
        }
        match trial.strategy.next(&trial.view) {
            Next::Act(action) => {
                did.push(trial.line(action));
                trial.obey(action);
            }
            Next::Pause(until) => {
                if trial.shows_pauses && did.last().is_none_or(|last: &String| !last.starts_with("until")) {
                    let moment =
                        if until == Time::NEVER { "told".to_owned() } else { format!("{} s", until.seconds()) };
                    did.push(format!("until {moment}"));
                }
                // Whoever waits for ever is told to go on, or left.
                match trial.promote_after.iter().position(|actions| *actions == did.len()) {
                    Some(at) => {
                        trial.promote_after.remove(at);
                        trial.strategy.promote();
                    }
                    None if until == Time::NEVER => break,
                    None => trial.view.now = until,
                }
            }
            Next::GiveUp(blame) => {
                let [stable, candidate] = trial.view.counts.map(|side| format!("{}({})", side.asked, side.available));
                did.push(format!("{stable} {candidate} give up: {blame:?}"));
                trial.view.target = VersionId::Stable;
            }
            // On a fleet that obeys at once nothing will be different then.
            Next::Wait | Next::Watch | Next::Look(_) => break,
        }
    }
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(did, expected, "\n{}", did.join("\n"));
}
