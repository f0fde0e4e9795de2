//! The analyses of a rollout: they measure what telemetry shows, each at its own moments, and take the change back if it is bad.

use super::timer::Timer;
use super::{Cause, Event, Observer, Phase, Simulation};
use crate::fleet::{Telemetry, VersionId};
use crate::kernel::Time;
use crate::rollout::analysis::{MOST_RUNS, Outcome, Place, Run, Standing, Verdict};
use crate::rollout::kayenta::{Class, Direction, Group, Rules, classify, score};
use crate::scenario::{Condition, Measure, Metric, StepKind};

/// Measurements that are not successful are told so many times for each analysis; beyond, nothing new is learned.
const MOST_TOLD: u32 = 1_000;

/// The analyses that were begun, each in its slot.
#[derive(Clone, Debug, Default)]
pub(super) struct Analyses {
    slots: [Option<Slot>; MOST_RUNS],
    /// The next moment for which measurements are already planned.
    planned: Option<Time>,
    /// Whether everything is taken to be good, because nobody asks.
    trusting: bool,
}

#[derive(Clone, Debug)]
struct Slot {
    place: Place,
    run: Run,
    samples: Option<Samples>,
    /// Measurements that have been told.
    told: u32,
}

/// What both versions showed in windows that do not overlap, to be compared.
#[derive(Clone, Debug)]
struct Samples {
    next: Time,
    quantile: f64,
    /// Whether the candidate is compared with new instances rather than with the stable fleet.
    fresh: bool,
    /// Share of the requests that failed, percent, by version: the comparison's own tolerance is absolute.
    errors: [Vec<f64>; 2],
    /// Latency, ms, by version.
    latencies: [Vec<f64>; 2],
}

impl Samples {
    fn new(now: Time, quantile: f64, fresh: bool, telemetry: &Telemetry) -> Samples {
        let (errors, latencies) = Default::default();
        Samples { next: now + telemetry.window(), quantile, fresh, errors, latencies }
    }

    /// Takes what the window that has just been read shows, if the one before it is over.
    fn take(&mut self, now: Time, telemetry: &Telemetry, baseline: Option<&Telemetry>) {
        if now < self.next {
            return;
        }
        self.next = now + telemetry.window();
        for version in VersionId::BOTH {
            // Of the baseline what would otherwise be taken of the stable version.
            let (telemetry, seen_as) = match (version, baseline.filter(|_| self.fresh)) {
                (VersionId::Stable, Some(baseline)) => (baseline, VersionId::Candidate),
                _ => (telemetry, version),
            };
            let (error_rate, latency) = (telemetry.read(seen_as), telemetry.quantile_ms(seen_as, self.quantile));
            self.errors[version.index()].extend(error_rate.map(|reading| reading.error_rate * 100.0));
            self.latencies[version.index()].extend(latency);
        }
    }

    /// The score of what has been seen, 0 to 100; `None` if there is nothing of one of the versions.
    fn score(&self, metric: &Metric) -> Option<f64> {
        let rules =
            Rules { direction: Direction::Increase, allowed_increase: metric.allowed_increase, allowed_decrease: 1.0 };
        let [stable, candidate] = VersionId::BOTH.map(VersionId::index);
        let class = |values: &[Vec<f64>; 2]| classify(&values[candidate], &values[stable], rules);
        let sum = metric.error_weight + metric.latency_weight;
        let group = |weight: f64, class: Class| Group {
            weight: (sum > 0.0).then_some(100.0 * weight / sum),
            classes: vec![class],
        };
        let (errors, latencies) = (class(&self.errors), class(&self.latencies));
        let has_data = errors != Class::Nodata || latencies != Class::Nodata;
        let groups = [group(metric.error_weight, errors), group(metric.latency_weight, latencies)];
        has_data.then(|| score(&groups))
    }
}

impl Analyses {
    pub(super) fn be_trusting(&mut self) {
        self.trusting = true;
    }

    /// What has been begun, and what it comes to.
    pub(super) fn standing(&self) -> Standing {
        self.slots.each_ref().map(|slot| slot.as_ref().map(|slot| (slot.place, slot.run.verdict())))
    }

    /// Ends those for which `ends` says so; nothing is decided by them.
    fn end(&mut self, ends: impl Fn(&Slot) -> bool) {
        for slot in &mut self.slots {
            slot.take_if(|slot| ends(slot));
        }
    }

    /// The change is taken back: everything ends.
    pub(super) fn end_all(&mut self) {
        self.end(|_| true);
    }

    /// A step begins: what went on with one before it ends.
    pub(super) fn step_reached(&mut self, step: u32) {
        self.end(|slot| matches!(slot.place, Place::Step(before) if before < step));
    }

    /// All traffic has come to the candidate: what goes on beside the steps ends.
    pub(super) fn rollout_completed(&mut self) {
        self.end(|slot| slot.place != Place::AfterSwitch);
    }

    /// The operator lets the rollout go on: what was inconclusive is begun anew; a promotion passes what is awaited.
    pub(super) fn go_on(&mut self, promoted: bool) {
        self.end(|slot| slot.run.verdict() == Verdict::Inconclusive || (promoted && slot.place.is_awaited()));
    }

    fn due(&self) -> Time {
        self.slots.iter().flatten().map(|slot| slot.run.due()).min().unwrap_or(Time::NEVER)
    }
}

impl<O: Observer> Simulation<O> {
    /// An analysis begins.
    pub(super) fn analyse(&mut self, place: Place) {
        let metrics = place.metrics(&self.scenario.strategy);
        let compares = metrics.iter().find(|metric| metric.measure == Measure::Comparison);
        let fresh = self.compares_with_new(place);
        let samples = compares.map(|metric| Samples::new(self.now, metric.quantile, fresh, &self.telemetry));
        let run = if self.control.analyses.trusting {
            // Without conditions every measurement is successful. What goes on beside the steps then need not be measured.
            let any = |metric: &Metric| {
                let (success, failure) = (Condition::default(), Condition::default());
                Metric { success, failure, ..metric.clone() }
            };
            let awaited = if place == Place::Background { &[] } else { metrics };
            Run::new(&awaited.iter().map(any).collect::<Vec<_>>(), self.now)
        } else {
            Run::new(metrics, self.now)
        };
        self.control.analyses.slots[place.slot()] = Some(Slot { place, run, samples, told: 0 });
        self.tell(Event::AnalysisStarted { place });
        self.plan_measurements();
    }

    /// Whether an analysis compares the candidate with new instances of the stable version.
    fn compares_with_new(&self, place: Place) -> bool {
        let canary = &self.scenario.strategy.canary;
        let step = if let Place::Step(step) = place { canary.steps.get(step as usize) } else { None };
        let is_experiment = step.is_some_and(|step| step.kind == StepKind::Experiment && step.baseline_instances > 0);
        canary.fresh_baseline || is_experiment
    }

    fn plan_measurements(&mut self) {
        let due = self.control.analyses.due();
        if due < Time::NEVER && self.control.analyses.planned.is_none_or(|planned| due < planned) {
            self.control.analyses.planned = Some(due);
            self.timers.schedule(due, Timer::Measure);
        }
    }

    /// A scrape has been made: comparisons take a sample.
    pub(super) fn sample_comparisons(&mut self) {
        for samples in self.control.analyses.slots.iter_mut().flatten().filter_map(|slot| slot.samples.as_mut()) {
            samples.take(self.now, &self.telemetry, self.baseline.as_deref());
        }
    }

    /// Measurements may be due.
    pub(super) fn measure_analyses(&mut self) {
        self.control.analyses.planned = self.control.analyses.planned.filter(|planned| *planned > self.now);
        let mut ended = false;
        for place in 0..MOST_RUNS {
            ended |= self.measure_slot(place);
        }
        self.plan_measurements();
        if ended {
            self.reconcile();
        }
    }

    /// Makes what is due of one analysis; whether it has ended thereby.
    fn measure_slot(&mut self, place: usize) -> bool {
        let (now, telemetry) = (self.now, &self.telemetry);
        let trusting = self.control.analyses.trusting;
        let Some(Slot { place, run, samples, told }) = &mut self.control.analyses.slots[place] else { return false };
        if run.due() > now {
            return false;
        }
        let place = *place;
        let read = |metric: &Metric| if trusting { Some(0.0) } else { value(metric, telemetry, samples.as_ref()) };
        let mut findings = run.measure(now, read);
        findings.retain(|finding| finding.outcome != Outcome::Successful);
        findings.truncate((MOST_TOLD - *told) as usize);
        *told += findings.len() as u32;
        let (verdict, decisive) = (run.verdict(), run.decisive());
        for finding in findings {
            self.tell(Event::Measured { place, finding });
        }
        if verdict == Verdict::Running {
            return false;
        }
        self.tell(Event::AnalysisEnded { place, verdict });
        let is_bad = matches!(verdict, Verdict::Failed | Verdict::Error);
        let can_turn = matches!(self.control.progress().phase, Phase::Forward | Phase::Complete);
        if let Some(finding) = decisive.filter(|_| is_bad && can_turn) {
            self.roll_back(Cause::Analysis(finding), finding.value, finding.limit);
        }
        true
    }
}

/// What telemetry shows of a metric; `None` if it has nothing.
fn value(metric: &Metric, telemetry: &Telemetry, samples: Option<&Samples>) -> Option<f64> {
    let candidate = telemetry.read(VersionId::Candidate);
    match metric.measure {
        Measure::ErrorRate => candidate.map(|reading| reading.error_rate),
        Measure::SuccessRate => candidate.map(|reading| 1.0 - reading.error_rate),
        Measure::Latency => telemetry.quantile_ms(VersionId::Candidate, metric.quantile),
        Measure::TrafficShare => {
            let requests = VersionId::BOTH.map(|version| telemetry.read(version).map_or(0, |reading| reading.requests));
            let all = requests.iter().sum::<u64>();
            (all > 0).then(|| requests[VersionId::Candidate.index()] as f64 / all as f64)
        }
        Measure::Comparison => samples.and_then(|samples| samples.score(metric)),
    }
}
