//! One round as it is played: moves, what was seen at each, and when it is over.

use super::deck::{BAKE_S, HORIZON_S, Round, checked};
use crate::fleet::Reading;
use crate::record::{ByVersion, Recording, observed};
use crate::scenario::{Action, Checked, Command};
use crate::sim::Event;

/// The first look, s.
const FIRST_S: f64 = 60.0;
/// A command is given so long after the look, s: nothing that was seen is changed by it.
const PRESS_S: f64 = 1.0;
/// All looks are at whole multiples of this, s.
const GRID_S: f64 = 10.0;

/// What an operator does after a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Waits for half a minute.
    Wait,
    /// Waits for two minutes.
    WaitLong,
    /// Lets the rollout go on to the next step at once.
    Promote,
    /// Holds it where it is.
    Pause,
    /// Lets it go on at its pace.
    Resume,
    /// Takes the change back.
    RollBack,
}

impl Move {
    /// Every move.
    pub const ALL: [Move; 6] = [Move::Wait, Move::WaitLong, Move::Promote, Move::Pause, Move::Resume, Move::RollBack];

    /// The letter that stands for it in links and on the command line.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Move::Wait => 'w',
            Move::WaitLong => 'l',
            Move::Promote => 'p',
            Move::Pause => 'h',
            Move::Resume => 'c',
            Move::RollBack => 'r',
        }
    }

    /// The move of a letter.
    #[must_use]
    pub fn of(letter: char) -> Option<Move> {
        Move::ALL.into_iter().find(|one| one.letter() == letter)
    }

    /// The command that it gives.
    #[must_use]
    pub fn action(self) -> Option<Action> {
        match self {
            Move::Wait | Move::WaitLong => None,
            Move::Promote => Some(Action::Promote),
            Move::Pause => Some(Action::Pause),
            Move::Resume => Some(Action::Resume),
            Move::RollBack => Some(Action::RollBack),
        }
    }

    /// How long it is until the next look, s.
    #[must_use]
    pub fn lasts_s(self) -> f64 {
        match self {
            Move::Wait => 30.0,
            Move::WaitLong => 120.0,
            _ => GRID_S,
        }
    }
}

/// How the rollout stands as its operator knows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stand {
    /// Instances come for the next weight.
    Coming,
    /// A step holds its weight until this moment, s.
    Held(f64),
    /// The operator has paused it; whether a step's weight is reached.
    Paused(bool),
    /// The candidate has all requests, and is watched until this moment, s.
    Complete(f64),
    /// It is taken back.
    Back,
}

/// What an operator saw at a moment, and what they did then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// When, s.
    pub at_s: f64,
    /// The candidate's share of the requests, as it is set, percent.
    pub weight: u8,
    /// Instances that get requests, by version.
    pub ready: ByVersion<u32>,
    /// What telemetry shows of each version.
    pub readings: ByVersion<Option<Reading>>,
    /// The move after it; none yet at the last look.
    pub made: Option<Move>,
}

/// A round so far.
#[derive(Clone, Debug)]
pub struct Play {
    /// The round.
    pub round: Round,
    /// The moves that counted; what came after the end did not.
    pub moves: Vec<Move>,
    /// What was seen before each, and now.
    pub looks: Vec<Look>,
    /// How the rollout stands now.
    pub stand: Stand,
    /// Whether it is over.
    pub is_over: bool,
    /// What is run, commands included.
    pub scenario: Checked,
    /// The whole run: what lies behind the last look is not for the operator.
    pub recording: Recording,
    /// What telemetry showed of each version at each sample.
    pub readings: Vec<ByVersion<Option<Reading>>>,
}

impl Play {
    /// The last look, s.
    #[must_use]
    pub fn now_s(&self) -> f64 {
        self.looks.last().map_or(FIRST_S, |look| look.at_s)
    }

    /// The moves that mean something now.
    #[must_use]
    pub fn open(&self) -> Vec<Move> {
        let may = |one: &Move| match one {
            _ if self.is_over => false,
            Move::Wait | Move::WaitLong => true,
            Move::Promote => matches!(self.stand, Stand::Held(_) | Stand::Paused(true)),
            Move::Pause => matches!(self.stand, Stand::Held(_) | Stand::Coming),
            Move::Resume => matches!(self.stand, Stand::Paused(_)),
            Move::RollBack => self.stand != Stand::Back,
        };
        Move::ALL.into_iter().filter(may).collect()
    }
}

/// The moments of the looks before each move and after the last, s.
fn moments(moves: &[Move]) -> Vec<f64> {
    let mut at_s = vec![FIRST_S];
    for one in moves {
        at_s.push(at_s[at_s.len() - 1] + one.lasts_s());
    }
    at_s
}

/// Plays `round` with `moves`; those after its end are left out.
#[must_use]
pub fn play(round: Round, moves: &[Move]) -> Play {
    // Nobody decides anything after the change was taken back.
    let last = moves.iter().position(|one| *one == Move::RollBack).map_or(moves.len(), |place| place + 1);
    let mut moves = moves[..last].to_vec();
    loop {
        let mut at_s = moments(&moves);
        let mut scenario = round.unwatched().into_inner();
        let commands = moves.iter().zip(&at_s).filter_map(|(one, at_s)| Some((one.action()?, at_s + PRESS_S)));
        scenario.commands = commands.map(|(action, at_s)| Command { at_s, action }).collect();
        let scenario = checked(scenario);
        let (recording, readings) = observed(&scenario);
        let end_s = end_s(&recording);
        let kept = at_s[..moves.len()].iter().take_while(|at_s| **at_s < end_s).count();
        if kept < moves.len() {
            // What was commanded later is taken out of the run; what was before stays as it was.
            moves.truncate(kept);
            continue;
        }
        at_s.iter_mut().for_each(|at_s| *at_s = at_s.min(end_s));
        let now_s = at_s[at_s.len() - 1];
        let look = |(place, at_s): (usize, &f64)| look(&recording, &readings, *at_s, moves.get(place).copied());
        let looks = at_s.iter().enumerate().map(look).collect();
        let is_over = now_s >= end_s || moves.last() == Some(&Move::RollBack);
        let stand = stand(&scenario, &recording, now_s);
        return Play { round, moves, looks, stand, is_over, scenario, recording, readings };
    }
}

/// When the round is over if the change is not taken back before: once the candidate has been watched for long enough, or with the run.
fn end_s(recording: &Recording) -> f64 {
    let complete = recording.log.iter().find(|entry| entry.event == Event::RolloutCompleted);
    let watched_s = complete.map_or(HORIZON_S, |entry| entry.at.seconds() + BAKE_S);
    ((watched_s / GRID_S).ceil() * GRID_S).min(HORIZON_S)
}

fn look(recording: &Recording, readings: &[ByVersion<Option<Reading>>], at_s: f64, made: Option<Move>) -> Look {
    // The sample that ends at this moment.
    let i = ((at_s / recording.interval.seconds()).round() as usize).clamp(1, recording.sample_count()) - 1;
    let series = &recording.series;
    Look {
        at_s,
        weight: series.set_weight[i],
        ready: [0, 1].map(|version| series.in_rotation[version][i]),
        readings: readings[i],
        made,
    }
}

/// How the rollout stands at `now_s`, by what its controller has told until then.
fn stand(scenario: &Checked, recording: &Recording, now_s: f64) -> Stand {
    let steps = &scenario.strategy.canary.steps;
    let (mut held_until, mut is_paused, mut end) = (None, false, None);
    for entry in recording.log.iter().take_while(|entry| entry.at.seconds() <= now_s) {
        let at_s = entry.at.seconds();
        match entry.event {
            Event::StepReached { step } => held_until = steps.get(step as usize).map(|step| at_s + step.pause_s),
            Event::CommandGiven { action: Action::Pause } => is_paused = true,
            Event::CommandGiven { action: Action::Resume } => is_paused = false,
            Event::CommandGiven { action: Action::Promote } => (is_paused, held_until) = (false, None),
            Event::RolloutCompleted => end = Some(Stand::Complete(at_s + BAKE_S)),
            Event::RollBackStarted { .. } => end = Some(Stand::Back),
            // Whoever goes on from a pause that had lasted for longer than the step goes on at once.
            Event::WeightSet { .. } if held_until.is_some_and(|until| until <= at_s) => held_until = None,
            _ => {}
        }
    }
    match (end, held_until) {
        (Some(end), _) => end,
        _ if is_paused => Stand::Paused(held_until.is_some()),
        (None, Some(until)) if now_s < until => Stand::Held(until),
        _ => Stand::Coming,
    }
}
