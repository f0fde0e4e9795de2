//! What came of a round: users hurt, minutes and money, of the operator and of those they are compared with.

use super::deck::{Card, HORIZON_S, START_S};
use super::play::Play;
use crate::record::Report;
use crate::record::{RolloutOutcome, figures, report};
use crate::scenario::Checked;

/// What became of the candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It has all requests.
    Promoted,
    /// It was taken back.
    RolledBack,
    /// Neither, by the end of the run.
    Undecided,
}

impl Decision {
    /// The name in files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Decision::Promoted => "promoted",
            Decision::RolledBack => "rolled-back",
            Decision::Undecided => "undecided",
        }
    }
}

/// What came of the round under somebody's decisions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// What became of the candidate.
    pub decision: Decision,
    /// Whether that was right for its card.
    pub is_right: bool,
    /// Users whose request failed, was refused or was given up, over the whole run.
    pub users_hurt: u64,
    /// From the beginning of the rollout until it was complete or taken back, or the run over, minutes.
    pub minutes: f64,
    /// The extra instances, the router and the users hurt, US dollars.
    pub usd: f64,
}

/// The score of a round.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Which round it was.
    pub number: usize,
    /// What kind of candidate it was.
    pub card: Card,
    /// The moves.
    pub moves: String,
    /// Of the operator.
    pub operator: Outcome,
    /// Of the automatic policy.
    pub policy: Outcome,
    /// If nobody had watched.
    pub unwatched: Outcome,
    /// If nothing had been released.
    pub without: Outcome,
}

fn outcome(card: Card, report: &Report) -> Outcome {
    let rollout = &report.rollout;
    let decision = match rollout.outcome {
        RolloutOutcome::Completed => Decision::Promoted,
        RolloutOutcome::RollingBack | RolloutOutcome::RolledBack => Decision::RolledBack,
        RolloutOutcome::NotStarted | RolloutOutcome::InProgress | RolloutOutcome::Stalled => Decision::Undecided,
    };
    let right = if card.is_good() { Decision::Promoted } else { Decision::RolledBack };
    Outcome {
        decision,
        is_right: decision == right,
        users_hurt: report.requests.harmed(),
        minutes: rollout.duration_s.unwrap_or(HORIZON_S - START_S) / 60.0,
        usd: report.cost.deployment_usd,
    }
}

/// The score of a round that is over.
#[must_use]
pub fn score(play: &Play) -> Score {
    let card = play.round.card;
    let of = |scenario: &Checked| outcome(card, &figures(scenario));
    let without = Outcome { is_right: !card.is_good(), minutes: 0.0, ..of(&play.round.without()) };
    Score {
        number: play.round.number,
        card,
        moves: play.moves.iter().map(|one| one.letter()).collect(),
        operator: outcome(card, &report(&play.scenario, &play.recording)),
        policy: of(&play.round.automatic()),
        unwatched: of(&play.round.unwatched()),
        without,
    }
}

/// Telemetry tells the versions apart if the difference of their error rates is more than so many standard errors.
const STANDARD_ERRORS: f64 = 3.0;
/// Or if the candidate's 99th percentile is more than so many times the stable version's.
const TIMES_SLOWER: f64 = 1.5;
/// For so long, s, and in two scrapes: new instances are slow for a shorter time while they warm up.
const FOR_S: f64 = 30.0;

/// When the telemetry of the run first told that the candidate is worse than the stable version, s: its share of errors higher by more
/// than chance, or its 99th percentile by half, for half a minute and in two scrapes at least. `None` if it never did.
#[must_use]
pub fn told_at(play: &Play) -> Option<f64> {
    let interval_s = play.recording.interval.seconds();
    let every = ((play.scenario.telemetry.scrape_interval_s / interval_s).round() as usize).max(1);
    // Since when it is so.
    let mut since_s = None;
    for (i, [stable, candidate]) in play.readings.iter().enumerate().skip(every - 1).step_by(every) {
        let (Some(stable), Some(candidate)) = (stable, candidate) else { continue };
        let [n, m] = [stable.requests as f64, candidate.requests as f64];
        let pooled = (stable.error_rate * n + candidate.error_rate * m) / (n + m);
        let difference = candidate.error_rate - stable.error_rate;
        let variance = pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m);
        let fails_more = difference > 0.0 && difference * difference > STANDARD_ERRORS * STANDARD_ERRORS * variance;
        let is_slower = match (stable.p99_ms, candidate.p99_ms) {
            (Some(stable), Some(candidate)) => candidate > TIMES_SLOWER * stable,
            _ => false,
        };
        let now_s = (i + 1) as f64 * interval_s;
        since_s = since_s.filter(|_| fails_more || is_slower);
        match since_s {
            Some(since_s) if now_s - since_s >= FOR_S => return Some(now_s),
            None if fails_more || is_slower => since_s = Some(now_s),
            _ => {}
        }
    }
    None
}
