//! Replications: the same comparison with other seeds, so that luck can be told from what a strategy does.
//!
//! Every replication has a seed of its own, and all lanes of one have the same: with these common random numbers the
//! difference of two lanes is far less spread than each of them (Law, Simulation Modeling and Analysis, 5th edition, 11.2).

use super::measure::{Better, Measure};
use super::spread::{Spread, mean};
use crate::record::{Report, RolloutOutcome, figures};
use crate::scenario::{Checked, LARGEST_SEED, Title};
use serde::{Deserialize, Serialize};

/// Most replications of a comparison.
pub const MOST_REPLICATIONS: u32 = 10_000;

/// The numbers of one lane in one replication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Values {
    outcome: RolloutOutcome,
    /// By measure.
    numbers: Box<[Option<f64>]>,
}

impl Values {
    /// Those of `report`.
    #[must_use]
    pub fn of(report: &Report) -> Values {
        let numbers = Measure::ALL.iter().map(|measure| measure.of(report)).collect();
        Values { outcome: report.rollout.outcome, numbers }
    }

    /// How the rollout ended.
    #[must_use]
    pub fn outcome(&self) -> RolloutOutcome {
        self.outcome
    }

    /// The number of `measure`, if it is one.
    #[must_use]
    pub fn get(&self, measure: Measure) -> Option<f64> {
        self.numbers[measure as usize]
    }
}

/// The seed of a replication, counted from 0: the scenario's, and for each further one the next; after the largest comes 0.
#[must_use]
pub fn seed_of(scenario: &Checked, replication: u32) -> u64 {
    (scenario.seed + u64::from(replication)) % (LARGEST_SEED + 1)
}

/// What is simulated in one replication of a lane.
#[must_use]
pub fn replica(lane: &Checked, replication: u32) -> Checked {
    lane.with_seed(seed_of(lane, replication))
}

/// Runs one replication of a lane.
#[must_use]
pub fn replicate(lane: &Checked, replication: u32) -> Values {
    Values::of(&figures(&replica(lane, replication)))
}

/// Two lanes in the same replications, by one measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Replications in which both lanes have such a number; the three counts below sum to it.
    pub runs: u32,
    /// Those in which the first lane is better by what is shown of the numbers.
    pub better: u32,
    /// Those in which it is worse.
    pub worse: u32,
    /// Those in which both are the same.
    pub equal: u32,
    /// The first lane's number less the second's, on average.
    pub mean_difference: f64,
    /// The interval that contains the mean difference of all possible replications with 95 % confidence; `None` of a
    /// single one.
    pub difference_ci95: Option<[f64; 2]>,
}

/// The replications of a comparison, as far as they have come.
#[derive(Clone, Debug)]
pub struct Replications {
    titles: Vec<Title>,
    /// Of each replication, in the order of the seeds: the values of every lane.
    runs: Vec<Vec<Values>>,
}

impl Replications {
    /// None yet of a comparison of lanes that are called so.
    #[must_use]
    pub fn new(titles: Vec<Title>) -> Replications {
        Replications { titles, runs: Vec::new() }
    }

    /// Adds the next replication: the values of every lane, in their order.
    pub fn add(&mut self, lanes: Vec<Values>) {
        debug_assert_eq!(lanes.len(), self.titles.len());
        self.runs.push(lanes);
    }

    /// What the lanes are called.
    #[must_use]
    pub fn titles(&self) -> &[Title] {
        &self.titles
    }

    /// How many replications there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.runs.len() as u32
    }

    /// How a lane's rollout ended in a replication, and what each measure was there.
    pub(super) fn of(&self, replication: u32, lane: usize) -> (RolloutOutcome, impl Fn(Measure) -> Option<f64> + '_) {
        let values = &self.runs[replication as usize][lane];
        (values.outcome, |measure| values.get(measure))
    }

    /// In how many replications a lane's rollout ended in which way, in the order of [`RolloutOutcome::ALL`]; ways in which
    /// none ended are left out.
    #[must_use]
    pub fn outcomes(&self, lane: usize) -> Vec<(RolloutOutcome, u32)> {
        let ended = |outcome| self.runs.iter().filter(|run| run[lane].outcome == outcome).count() as u32;
        RolloutOutcome::ALL.into_iter().map(|outcome| (outcome, ended(outcome))).filter(|(_, runs)| *runs > 0).collect()
    }

    /// How a measure of a lane is spread; `None` if it never was a number.
    #[must_use]
    pub fn spread(&self, lane: usize, measure: Measure) -> Option<Spread> {
        let mut values: Vec<f64> = self.runs.iter().filter_map(|run| run[lane].get(measure)).collect();
        Spread::of(&mut values)
    }

    /// Two lanes by a measure, replication by replication; `None` if neither side of the measure is better, or if there is
    /// no replication in which it is a number of both.
    #[must_use]
    pub fn pair(&self, first: usize, second: usize, measure: Measure) -> Option<Pair> {
        let sign = match measure.better() {
            Better::Low => -1.0,
            Better::High => 1.0,
            Better::Neither => return None,
        };
        let both = |run: &Vec<Values>| Some((run[first].get(measure)?, run[second].get(measure)?));
        let both: Vec<(f64, f64)> = self.runs.iter().filter_map(both).collect();
        let differences: Vec<f64> = both.iter().map(|(first, second)| first - second).collect();
        let (mean_difference, difference_ci95) = mean(&differences)?;
        let gain = |(first, second): &(f64, f64)| (measure.shown(*first) - measure.shown(*second)) * sign;
        let runs = both.len() as u32;
        let better = both.iter().filter(|both| gain(both) > 0.0).count() as u32;
        let worse = both.iter().filter(|both| gain(both) < 0.0).count() as u32;
        Some(Pair { runs, better, worse, equal: runs - better - worse, mean_difference, difference_ci95 })
    }

    /// Every two lanes, the first before the second.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let lanes = self.titles.len();
        (0..lanes).flat_map(move |first| (first + 1..lanes).map(move |second| (first, second)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::StrategyKind;

    /// A lane that ended like that, with so many requests hurt, and detected after so long if at all.
    fn values(outcome: RolloutOutcome, harmed: f64, detected: Option<f64>) -> Values {
        let mut values = Values { outcome, numbers: vec![None; Measure::ALL.len()].into() };
        values.numbers[Measure::Harmed as usize] = Some(harmed);
        values.numbers[Measure::Served as usize] = Some(100.0 - harmed);
        values.numbers[Measure::TimeToDetect as usize] = detected;
        values
    }

    fn replications() -> Replications {
        use RolloutOutcome::{Completed, RolledBack};
        let mut replications = Replications::new([StrategyKind::Rolling, StrategyKind::Canary].map(Title::of).to_vec());
        let runs = [
            (values(RolledBack, 10.0, Some(5.0)), values(RolledBack, 4.0, Some(5.04))),
            (values(RolledBack, 20.0, Some(6.0)), values(Completed, 20.0, None)),
            (values(Completed, 6.0, None), values(RolledBack, 7.0, Some(3.0))),
            (values(RolledBack, 30.0, Some(9.0)), values(RolledBack, 1.0, Some(4.0))),
        ];
        runs.into_iter().for_each(|(first, second)| replications.add(vec![first, second]));
        replications
    }

    #[test]
    fn pairs_count_who_is_better_and_ties() {
        let replications = replications();
        let harmed = replications.pair(1, 0, Measure::Harmed).expect("numbers");
        assert_eq!((harmed.runs, harmed.better, harmed.worse, harmed.equal), (4, 2, 1, 1));
        // -6, 0, 1 and -29: mean -8.5, variance (2.5^2 + 8.5^2 + 9.5^2 + 20.5^2) / 3 = 196.33, t with three degrees 3.182.
        let half = 3.18245 * (196.333_333f64 / 4.0).sqrt();
        let [low, high] = harmed.difference_ci95.expect("several");
        assert_eq!(harmed.mean_difference, -8.5);
        assert!((low - (-8.5 - half)).abs() < 1e-4 && (high - (-8.5 + half)).abs() < 1e-4, "{low} {high}");

        let served = replications.pair(1, 0, Measure::Served).expect("numbers");
        assert_eq!((served.better, served.worse, served.mean_difference), (2, 1, 8.5), "high is better");
        assert_eq!(replications.pair(0, 1, Measure::Duration), None, "neither side is better");
    }

    #[test]
    fn only_runs_with_both_numbers_are_compared_and_what_looks_equal_is() {
        let detected = replications().pair(0, 1, Measure::TimeToDetect).expect("numbers");
        assert_eq!((detected.runs, detected.better, detected.worse, detected.equal), (2, 0, 1, 1), "5 s and 5.04 s");
        assert!((detected.mean_difference - (5.0 - 0.04) / 2.0).abs() < 1e-12);
    }

    #[test]
    fn lanes_are_told_by_themselves() {
        let replications = replications();
        let spread = replications.spread(0, Measure::TimeToDetect).expect("numbers");
        assert_eq!((spread.runs, spread.p5, spread.median, spread.p95), (3, 5.0, 6.0, 9.0));
        assert_eq!(replications.spread(0, Measure::Outage), None);
        assert_eq!(replications.outcomes(0), [(RolloutOutcome::Completed, 1), (RolloutOutcome::RolledBack, 3)]);
        assert_eq!((replications.count(), replications.pairs().collect::<Vec<_>>()), (4, vec![(0, 1)]));
    }

    #[test]
    fn every_replication_has_a_seed_of_its_own_and_all_lanes_the_same() {
        let scenario = crate::scenario::Scenario { seed: LARGEST_SEED - 1, ..Default::default() };
        let scenario = scenario.check().expect("a good scenario");
        assert_eq!([0, 1, 2].map(|replication| seed_of(&scenario, replication)), [LARGEST_SEED - 1, LARGEST_SEED, 0]);
        let offered = |kind, replication| replicate(&scenario.with_strategy(kind), replication).get(Measure::Offered);
        assert_eq!(offered(StrategyKind::Canary, 1), offered(StrategyKind::Recreate, 1));
        assert_ne!(offered(StrategyKind::Canary, 1), offered(StrategyKind::Canary, 2));
    }
}
