//! Analyses by the rules of Argo Rollouts, as plain functions of moments and values: who reads the values is not known here.

mod condition;
mod course;

pub use condition::{Outcome, outcome, stands};
pub use course::Course;

use crate::kernel::Time;
use crate::scenario::{Measure, Metric, Relation, Strategy, StrategyKind};
use serde::{Deserialize, Serialize};

/// What an analysis, or one of its metrics, comes to; the later ones are worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Not known yet.
    Running,
    /// Everything was as it should be.
    Successful,
    /// Neither good nor bad: a person has to look.
    Inconclusive,
    /// There was nothing to judge.
    Error,
    /// It was bad.
    Failed,
}

/// What an analysis belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A step of the canary; its position in the list.
    Step(u32),
    /// The canary as a whole.
    Background,
    /// Blue-green, or shadow while requests are copied, before the switch.
    BeforeSwitch,
    /// Blue-green, after the switch.
    AfterSwitch,
}

impl Place {
    /// Its position among the analyses that may go on at the same time, below [`MOST_RUNS`].
    #[must_use]
    pub fn slot(self) -> usize {
        match self {
            Place::Step(_) => 0,
            Place::Background => 1,
            Place::BeforeSwitch => 2,
            Place::AfterSwitch => 3,
        }
    }

    /// Whether the rollout waits for its end.
    #[must_use]
    pub fn is_awaited(self) -> bool {
        matches!(self, Place::Step(_) | Place::BeforeSwitch)
    }

    /// The metrics of the analysis that `strategy` has here; none if it names none.
    #[must_use]
    pub fn metrics(self, strategy: &Strategy) -> &[Metric] {
        let name = match self {
            Place::Step(step) => strategy.canary.steps.get(step as usize).map_or("", |step| &step.analysis),
            Place::Background => &strategy.canary.background_analysis,
            Place::BeforeSwitch if strategy.kind == StrategyKind::Shadow => &strategy.shadow.analysis,
            Place::BeforeSwitch => &strategy.blue_green.analysis_before,
            Place::AfterSwitch => &strategy.blue_green.analysis_after,
        };
        let meant = strategy.analyses.iter().find(|analysis| analysis.name == name);
        meant.map_or(&[], |analysis| &analysis.metrics)
    }
}

/// How many analyses may go on at the same time.
pub const MOST_RUNS: usize = 4;

/// The analyses that were begun, each in its slot, and what they come to.
pub type Standing = [Option<(Place, Verdict)>; MOST_RUNS];

/// What a measurement has found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What was measured.
    pub measure: Measure,
    /// Which quantile of it, of a latency.
    pub quantile: f64,
    /// What came of it.
    pub outcome: Outcome,
    /// What telemetry showed, in the unit of the measure; 0 for an error.
    pub value: f64,
    /// How that stands to the limit.
    pub stands: Relation,
    /// The limit that decided; of an error, how many in a row are put up with.
    pub limit: f64,
}

impl Finding {
    /// What `value` means to `metric`.
    #[must_use]
    pub fn new(metric: &Metric, value: Option<f64>) -> Finding {
        let (stands, limit) = match value {
            Some(value) => stands(metric, value),
            None => (Relation::None, f64::from(metric.consecutive_error_limit)),
        };
        Finding {
            measure: metric.measure,
            quantile: metric.quantile,
            outcome: outcome(metric, value),
            value: value.unwrap_or(0.0),
            stands,
            limit,
        }
    }
}

/// An analysis under way.
#[derive(Clone, Debug)]
pub struct Run {
    courses: Vec<Course>,
    /// The finding that decided a metric which was not successful; the worst one's.
    decisive: Option<(Verdict, Finding)>,
}

impl Run {
    /// An analysis of these metrics that begins at `start`.
    #[must_use]
    pub fn new(metrics: &[Metric], start: Time) -> Run {
        Run { courses: metrics.iter().map(|metric| Course::new(metric, start)).collect(), decisive: None }
    }

    /// When the next measurement is due; [`Time::NEVER`] once there is a verdict.
    #[must_use]
    pub fn due(&self) -> Time {
        self.courses.iter().map(Course::due).min().unwrap_or(Time::NEVER)
    }

    /// Makes the measurements that are due at `now`; `read` gives the value of a metric, or `None` where telemetry has nothing. One
    /// bad metric ends the others.
    pub fn measure(&mut self, now: Time, mut read: impl FnMut(&Metric) -> Option<f64>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for course in self.courses.iter_mut().filter(|course| course.due() <= now) {
            let finding = Finding::new(course.metric(), read(course.metric()));
            course.take(now, finding.outcome);
            let verdict = course.verdict();
            let worst = self.decisive.map_or(Verdict::Successful, |(worst, _)| worst);
            if verdict > worst && !course.metric().dry_run {
                self.decisive = Some((verdict, finding));
            }
            findings.push(finding);
        }
        if self.decisive.is_some() {
            self.courses.iter_mut().for_each(Course::end);
        }
        findings
    }

    /// What it comes to: the worst of its metrics once all have ended, those of a dry run left aside.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.courses.iter().any(|course| course.verdict() == Verdict::Running) {
            return Verdict::Running;
        }
        self.decisive.map_or(Verdict::Successful, |(verdict, _)| verdict)
    }

    /// The measurement that decided against success.
    #[must_use]
    pub fn decisive(&self) -> Option<Finding> {
        self.decisive.map(|(_, finding)| finding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Condition;

    fn below(limit: f64, interval_s: f64, count: u32) -> Metric {
        let success = Condition { is: Relation::Below, limit };
        Metric { success, interval_s, count, ..Metric::default() }
    }

    /// The moments at which anything is measured, in s, and the verdict; `None` of the values is no data.
    fn play(metrics: &[Metric], value: impl Fn(f64, &Metric) -> Option<f64>) -> (Vec<f64>, Run) {
        let mut run = Run::new(metrics, Time::ZERO);
        let mut moments = Vec::new();
        while run.due() < Time::from_seconds(1_000.0) {
            let now = run.due();
            moments.push(now.seconds());
            run.measure(now, |metric| value(now.seconds(), metric));
        }
        (moments, run)
    }

    #[test]
    fn a_run_lasts_until_its_slowest_metric_ends() {
        // 0, 10, 20 and 0, 30.
        let (moments, run) = play(&[below(1.0, 10.0, 3), below(1.0, 30.0, 2)], |_, _| Some(0.5));
        assert_eq!((moments, run.verdict()), (vec![0.0, 10.0, 20.0, 30.0], Verdict::Successful));
        assert_eq!(run.decisive(), None);
    }

    #[test]
    fn one_bad_metric_ends_the_others() {
        let (moments, run) = play(&[below(1.0, 10.0, 9), below(2.0, 15.0, 9)], |at, metric| {
            Some(if metric.success.limit == 2.0 && at > 20.0 { 7.0 } else { 0.5 })
        });
        assert_eq!((moments, run.verdict()), (vec![0.0, 10.0, 15.0, 20.0, 30.0], Verdict::Failed));
        let finding = run.decisive().unwrap();
        assert_eq!((finding.value, finding.stands, finding.limit), (7.0, Relation::AtLeast, 2.0));
    }

    #[test]
    fn the_worst_of_several_counts() {
        let unsure = Metric { failure: Condition { is: Relation::Above, limit: 5.0 }, ..below(1.0, 10.0, 3) };
        let broken = Metric { consecutive_error_limit: 0, quantile: 0.5, ..below(1.0, 10.0, 3) };
        let bad = below(0.1, 10.0, 3);
        let value = |_, metric: &Metric| (metric.quantile != 0.5).then_some(2.0);
        let verdict = |metrics: &[Metric]| play(metrics, value).1.verdict();
        assert_eq!(verdict(std::slice::from_ref(&unsure)), Verdict::Inconclusive);
        assert_eq!(verdict(&[unsure.clone(), broken.clone()]), Verdict::Error);
        assert_eq!(verdict(&[broken.clone(), unsure.clone()]), Verdict::Error);
        assert_eq!(verdict(&[bad.clone(), broken.clone(), unsure]), Verdict::Failed);
        let (_, run) = play(&[broken], value);
        assert_eq!(run.decisive().map(|found| (found.outcome, found.limit)), Some((Outcome::Error, 0.0)));
    }

    #[test]
    fn a_dry_run_decides_nothing() {
        let dry = Metric { dry_run: true, ..below(0.1, 10.0, 3) };
        let (moments, run) = play(&[dry, below(9.0, 20.0, 2)], |_, _| Some(2.0));
        assert_eq!((moments, run.verdict()), (vec![0.0, 20.0], Verdict::Successful));
    }

    #[test]
    fn nothing_to_measure_is_good() {
        assert_eq!(Run::new(&[], Time::ZERO).verdict(), Verdict::Successful);
    }
}
