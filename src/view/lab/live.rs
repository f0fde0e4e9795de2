//! What the last change did to the lanes, in a few figures.

use crate::compare::Measure;
use crate::i18n::{Lang, report};
use crate::record::{Report, RolloutOutcome};

/// Runs that follow each other within this time are of one change, ms: a slider being dragged.
const ONE_CHANGE_MS: f64 = 1_200.0;

/// The measures that are shown beside the knobs: who is hurt, how long it takes and what it costs.
pub const MEASURES: [Measure; 3] = [Measure::Harmed, Measure::Duration, Measure::ExtraCost];

/// The figures of one lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// How its rollout ended.
    pub outcome: RolloutOutcome,
    /// The values of [`MEASURES`], where it has them.
    pub values: [Option<f64>; MEASURES.len()],
}

impl Figures {
    /// Those of a run.
    #[must_use]
    pub fn of(report: &Report) -> Figures {
        Figures { outcome: report.rollout.outcome, values: MEASURES.map(|measure| measure.of(report)) }
    }
}

/// The lanes now and before the last change.
#[derive(Clone, Debug, Default)]
pub struct Live {
    now: Vec<Figures>,
    before: Vec<Figures>,
    at_ms: f64,
}

impl Live {
    /// A run is on screen, at the wall-clock time `now_ms`.
    pub fn show(&mut self, figures: Vec<Figures>, now_ms: f64) {
        if figures == self.now {
            return;
        }
        if now_ms - self.at_ms > ONE_CHANGE_MS || self.before.is_empty() {
            self.before = std::mem::take(&mut self.now);
        }
        (self.now, self.at_ms) = (figures, now_ms);
    }

    /// The figures of lane `index` before the last change, if there was one and there were as many lanes.
    #[must_use]
    pub fn before(&self, index: usize) -> Option<&Figures> {
        (self.before.len() == self.now.len()).then(|| self.before.get(index)).flatten()
    }
}

/// By how much `measure` has changed, with its sign and in the measure's unit; none if it has not.
#[must_use]
pub fn difference(lang: Lang, measure: Measure, before: Option<f64>, now: Option<f64>) -> Option<String> {
    let text = |value: f64| report::amount(lang, measure, value);
    let (before, now) = (before?, now?);
    // What reads the same has not changed.
    if text(before) == text(now) {
        return None;
    }
    Some(if now > before { format!("+{}", text(now - before)) } else { format!("−{}", text(before - now)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn harmed(value: f64) -> Vec<Figures> {
        vec![Figures { outcome: RolloutOutcome::Completed, values: [Some(value), None, None] }]
    }

    fn before(live: &Live) -> Option<f64> {
        live.before(0).and_then(|figures| figures.values[0])
    }

    #[test]
    fn the_figures_before_the_change_are_kept_while_a_slider_is_dragged() {
        let mut live = Live::default();
        live.show(harmed(1.0), 0.0);
        assert_eq!(before(&live), None);
        live.show(harmed(2.0), 10_000.0);
        live.show(harmed(3.0), 10_300.0);
        live.show(harmed(4.0), 10_600.0);
        assert_eq!(before(&live), Some(1.0));
        live.show(harmed(5.0), 20_000.0);
        assert_eq!(before(&live), Some(4.0));
        live.show(harmed(5.0), 30_000.0);
        assert_eq!(before(&live), Some(4.0), "a run that shows the same changes nothing");
        live.show([harmed(1.0), harmed(1.0)].concat(), 40_000.0);
        assert_eq!(before(&live), None, "other lanes cannot be compared");
    }

    #[test]
    fn differences_have_a_sign_and_a_unit() {
        let of = |measure, before, now| difference(Lang::En, measure, Some(before), Some(now)).unwrap_or_default();
        assert_eq!(of(Measure::Harmed, 1_200.0, 200.0), "−1,000");
        assert_eq!(of(Measure::Duration, 60.0, 80.0), "+20 s");
        assert_eq!(of(Measure::ExtraCost, 0.01, 0.01), "");
        assert_eq!(difference(Lang::En, Measure::Harmed, None, Some(1.0)), None);
    }
}
