//! A sweep: the same comparison with other values of a field, or of two, to see where its answer tips.

use super::replications::replicate;
use super::{Better, Measure, Values};
use crate::record::RolloutOutcome;
use crate::scenario::read::{read, set};
use crate::scenario::{Checked, Problem, Problems};
use serde::{Deserialize, Serialize};

/// Fewest and most values of a field.
pub const STEPS: [usize; 2] = [2, 41];
/// Most cells of a sweep.
pub const MOST_CELLS: usize = 441;

/// A field and the values that it takes in turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Knob {
    /// Where the field stands, such as `versions.candidate.error_probability`.
    pub path: String,
    /// Its values, in its unit, rising.
    pub values: Vec<f64>,
}

impl Knob {
    /// The field at `path` from `from` to `to` in `steps` even values, rounded to `grid` if that is above 0; values that
    /// rounding makes equal are there once.
    #[must_use]
    pub fn even(path: &str, [from, to]: [f64; 2], steps: usize, grid: f64) -> Knob {
        let [fewest, most] = STEPS;
        let last = steps.clamp(fewest, most) - 1;
        let value = |i: usize| {
            let exact = from + (to - from) * i as f64 / last as f64;
            if grid > 0.0 { (exact / grid).round() * grid } else { exact }
        };
        let mut values: Vec<f64> = (0..=last).map(value).collect();
        values.sort_by(f64::total_cmp);
        values.dedup_by(|one, other| (*one - *other).abs() <= 1e-9 * grid.max(1.0));
        Knob { path: path.to_owned(), values }
    }
}

/// What is compared in every cell: a scenario, with one field or two at every pair of their values.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// The scenario around the fields.
    pub base: Checked,
    /// The fields; cells are counted along the first one first.
    pub knobs: Vec<Knob>,
}

impl Sweep {
    /// How many cells there are.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.knobs.iter().map(|knob| knob.values.len()).product()
    }

    /// The values of the fields in a cell.
    #[must_use]
    pub fn values(&self, cell: usize) -> Vec<f64> {
        let mut rest = cell;
        let value = |knob: &Knob| {
            let place = rest % knob.values.len().max(1);
            rest /= knob.values.len().max(1);
            knob.values.get(place).copied().unwrap_or_default()
        };
        self.knobs.iter().map(value).collect()
    }

    /// The scenario of a cell.
    ///
    /// # Errors
    /// What is wrong with these values together.
    pub fn scenario(&self, cell: usize) -> Result<Checked, Problems> {
        // A scenario always has a JSON form.
        let mut document = self.base.values();
        for (knob, value) in self.knobs.iter().zip(self.values(cell)) {
            // Binary fractions of what was meant in decimals end here, as they do where a slider is turned.
            let text = format!("{}", (value * 1e9).round() / 1e9);
            set(&mut document, &knob.path, &text).map_err(|problem: Problem| vec![problem])?;
        }
        read(&document)
    }

    /// The numbers of every lane in a cell.
    ///
    /// # Errors
    /// As [`Sweep::scenario`].
    pub fn run(&self, cell: usize) -> Result<Vec<Values>, Problems> {
        Ok(self.scenario(cell)?.lane_scenarios().iter().map(|lane| replicate(lane, 0)).collect())
    }
}

/// A sweep, and what is known of its cells.
#[derive(Clone, Debug)]
pub struct Found {
    /// What is compared.
    pub sweep: Sweep,
    /// Of each cell, in order: the numbers of every lane; `None` where the values are not allowed.
    pub cells: Vec<Option<Vec<Values>>>,
}

impl Found {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(sweep: Sweep) -> Found {
        Found { sweep, cells: Vec::new() }
    }

    /// Whether all cells are known.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.cells.len() >= self.sweep.cells()
    }

    /// How a lane's rollout ended in a cell, if that is known.
    #[must_use]
    pub fn outcome(&self, cell: usize, lane: usize) -> Option<RolloutOutcome> {
        Some(self.lane(cell, lane)?.outcome())
    }

    /// A number of a lane in a cell, as far as it is told apart when it is shown; `None` if it is not known or no number.
    #[must_use]
    pub fn number(&self, cell: usize, lane: usize, measure: Measure) -> Option<f64> {
        Some(measure.shown(self.lane(cell, lane)?.get(measure)?))
    }

    /// The lane that is better than all others in a cell; `None` if there is none, or it is not known.
    #[must_use]
    pub fn best(&self, cell: usize, measure: Measure) -> Option<usize> {
        let sign = match measure.better() {
            Better::Low => 1.0,
            Better::High => -1.0,
            Better::Neither => return None,
        };
        let lanes = self.cells.get(cell)?.as_ref()?.len();
        let number = |lane: usize| Some((lane, sign * self.number(cell, lane, measure)?));
        let numbers: Vec<(usize, f64)> = (0..lanes).filter_map(number).collect();
        let (best, least) = numbers.iter().copied().min_by(|one, other| one.1.total_cmp(&other.1))?;
        (numbers.len() > 1 && numbers.iter().filter(|(_, number)| *number == least).count() == 1).then_some(best)
    }

    fn lane(&self, cell: usize, lane: usize) -> Option<&Values> {
        self.cells.get(cell)?.as_ref()?.get(lane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::figures;
    use crate::scenario::Scenario;

    fn sweep(knobs: Vec<Knob>) -> Sweep {
        Sweep { base: Scenario::default().check().expect("the default"), knobs }
    }

    #[test]
    fn values_are_even_and_lie_on_the_grid() {
        let of = |range, steps, grid| Knob::even("seed", range, steps, grid).values;
        assert_eq!(of([0.0, 1.0], 5, 0.0), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(of([1.0, 4.0], 7, 1.0), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(of([3.0, 1.0], 3, 1.0), [1.0, 2.0, 3.0], "rising, whichever end comes first");
        assert_eq!(of([0.0, 1.0], 0, 0.0).len(), 2);
        assert_eq!(of([0.0, 1.0], 1_000, 0.0).len(), 41);
    }

    #[test]
    fn a_cell_is_the_scenario_with_its_values() {
        let knobs = vec![
            Knob::even("fleet.instances", [4.0, 6.0], 3, 1.0),
            Knob::even("versions.candidate.error_probability", [0.0, 0.2], 3, 0.005),
        ];
        let sweep = sweep(knobs);
        assert_eq!((sweep.cells(), sweep.values(5)), (9, vec![6.0, 0.1]));
        let cell = sweep.scenario(5).expect("good values");
        assert_eq!((cell.fleet.instances, cell.versions.candidate.error_probability), (6, 0.1));
        // The numbers are those of the scenario that the cell opens.
        let lanes = cell.lane_scenarios();
        let run = sweep.run(5).expect("good values");
        assert_eq!(run.len(), lanes.len());
        for (values, lane) in run.iter().zip(&lanes) {
            assert_eq!(*values, Values::of(&figures(lane)));
            assert!(values.get(Measure::Harmed).is_some());
        }
    }

    #[test]
    fn the_best_lane_of_a_cell_is_better_than_all_others() {
        let sweep = sweep(vec![Knob::even("versions.candidate.error_probability", [0.0, 0.2], 2, 0.0)]);
        let mut found = Found::new(sweep.clone());
        assert!(found.best(0, Measure::Harmed).is_none() && !found.is_complete(), "nothing is known yet");
        found.cells = (0..2).map(|cell| sweep.run(cell).ok()).collect();
        assert!(found.is_complete());
        let best = found.best(1, Measure::Harmed).expect("a best lane");
        let number = |lane| found.number(1, lane, Measure::Harmed).expect("a number");
        assert!((0..4).filter(|lane| *lane != best).all(|lane| number(best) < number(lane)));
        assert_eq!(found.outcome(0, best), Some(RolloutOutcome::Completed));
        assert_eq!(found.best(1, Measure::Duration), None, "neither side is better");
        found.cells[1] = None;
        assert_eq!((found.best(1, Measure::Harmed), found.outcome(1, 0)), (None, None));
    }

    #[test]
    fn values_that_are_not_allowed_are_said_so() {
        let problems = sweep(vec![Knob::even("fleet.instances", [0.0, 4.0], 2, 1.0)]).run(0).expect_err("no instances");
        assert_eq!(problems[0].path, "fleet.instances");
    }
}
