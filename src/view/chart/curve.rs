//! Which curves a chart has, how each is drawn, and what its value is at a sample: pictures, captions, read-outs and tables
//! all ask here.

use super::super::palette::Ink;
use super::super::scene::actual_weight;
use super::super::track::Track;
use super::{ChartKind, Curve, Threshold, Unit};
use crate::fleet::VersionId;
use crate::i18n::{Lang, number};
use crate::scenario::Scenario;

/// Errors are counted over so many seconds for a rate, as single requests of a short interval say little, s.
const RATE_WINDOW_S: f64 = 5.0;

/// What charts need to know of a scenario besides its run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// Price of an instance hour, US dollars.
    pub instance_hour_usd: f64,
    /// Share of the requests that shall be answered well and in time, percent.
    pub served_percent: f64,
    /// The candidate's error rate beyond which the controller rolls back, 0 to 1; `None` without a limit.
    pub error_rate_limit: Option<f64>,
    /// The same for its 99th percentile, ms.
    pub latency_limit_ms: Option<f64>,
}

impl Terms {
    /// Those of `scenario`.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Terms {
        let limits = &scenario.rollback;
        let limit = |value: f64, is_limit: bool| (limits.automatic && is_limit).then_some(value);
        Terms {
            instance_hour_usd: scenario.prices.instance_hour_usd,
            served_percent: scenario.slo.served_percent,
            error_rate_limit: limit(limits.error_rate_limit, limits.error_rate_limit < 1.0),
            latency_limit_ms: limit(limits.latency_p99_limit_ms, limits.latency_p99_limit_ms > 0.0),
        }
    }
}

/// A lane's run, and what its scenario says of it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The run.
    pub track: &'a Track,
    /// The rest.
    pub terms: &'a Terms,
}

/// How a curve is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An area on top of the ones before it.
    Stack(Ink),
    /// An area from the ground with a line above it.
    Hill,
    /// A line.
    Line {
        /// Its colour.
        ink: Ink,
        /// Its width, tenths of a CSS pixel.
        width: u32,
        /// Whether it is broken into dashes.
        dashed: bool,
    },
}

impl Form {
    /// The style sheet's word for its mark in a caption.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Form::Stack(Ink::StableSoft) => "area",
            Form::Stack(Ink::Failed) => "failed",
            Form::Stack(Ink::TimedOut) => "timed-out",
            Form::Stack(Ink::Rejected) => "rejected",
            Form::Stack(_) => "candidate",
            Form::Line { ink: Ink::Muted, dashed: true, .. } => "muted-dashed",
            Form::Line { ink: Ink::Muted, .. } => "muted-line",
            Form::Line { dashed: true, .. } => "dashed",
            Form::Hill | Form::Line { .. } => "line",
        }
    }
}

const fn line(ink: Ink, width: u32, dashed: bool) -> Form {
    Form::Line { ink, width, dashed }
}

const HEAVY: Form = line(Ink::Text, 16, false);
const SET: Form = line(Ink::Text, 14, true);
const STRONG: Form = line(Ink::Text, 12, false);
const FINE: Form = line(Ink::Muted, 10, false);
const FINE_DASHED: Form = line(Ink::Muted, 10, true);

/// The curves of a chart, those at the bottom of a stack first.
#[must_use]
pub fn curves(kind: ChartKind) -> &'static [(Curve, Form)] {
    match kind {
        ChartKind::Capacity => &[
            (Curve::StableCapacity, Form::Stack(Ink::StableSoft)),
            (Curve::CandidateCapacity, Form::Stack(Ink::Candidate)),
            (Curve::Demand, HEAVY),
        ],
        ChartKind::Share => &[
            (Curve::ActualShare, Form::Stack(Ink::Candidate)),
            (Curve::StableShare, Form::Stack(Ink::StableSoft)),
            (Curve::SetShare, SET),
        ],
        ChartKind::Errors => &[
            (Curve::Failed, Form::Stack(Ink::Failed)),
            (Curve::TimedOut, Form::Stack(Ink::TimedOut)),
            (Curve::Rejected, Form::Stack(Ink::Rejected)),
        ],
        ChartKind::ErrorsByVersion => &[
            (Curve::StableErrors, Form::Stack(Ink::StableSoft)),
            (Curve::CandidateErrors, Form::Stack(Ink::Candidate)),
            (Curve::Rejected, Form::Stack(Ink::Rejected)),
        ],
        ChartKind::Latency => &[(Curve::P50, FINE), (Curve::P95, FINE_DASHED), (Curve::P99, STRONG)],
        ChartKind::Utilization => &[(Curve::Utilization, Form::Hill)],
        ChartKind::Queue => &[(Curve::Outstanding, Form::Hill)],
        ChartKind::Budget => &[(Curve::BudgetUsed, Form::Hill)],
        ChartKind::Cost => &[(Curve::CostSoFar, Form::Hill), (Curve::WantedCost, FINE_DASHED)],
        ChartKind::SeenErrors => &[(Curve::TrueErrorRate, Form::Stack(Ink::Candidate)), (Curve::SeenErrorRate, HEAVY)],
        ChartKind::SeenLatency => &[(Curve::TrueP99, FINE), (Curve::SeenP99, HEAVY)],
    }
}

/// What is measured along the y axis.
#[must_use]
pub fn unit(kind: ChartKind) -> Unit {
    match kind {
        ChartKind::Capacity | ChartKind::Errors | ChartKind::ErrorsByVersion => Unit::Rate,
        ChartKind::Share | ChartKind::Utilization | ChartKind::Budget | ChartKind::SeenErrors => Unit::Percent,
        ChartKind::Latency | ChartKind::SeenLatency => Unit::Millis,
        ChartKind::Queue => Unit::Requests,
        ChartKind::Cost => Unit::Money,
    }
}

/// Whether a logarithmic scale says something: where values may be many times each other.
#[must_use]
pub fn may_be_log(kind: ChartKind) -> bool {
    !matches!(
        kind,
        ChartKind::Capacity | ChartKind::Share | ChartKind::Utilization | ChartKind::Cost | ChartKind::SeenErrors
    )
}

/// The lines across a chart that something shall not pass, each with its value.
#[must_use]
pub fn thresholds(kind: ChartKind, terms: &Terms) -> Vec<(Threshold, f64)> {
    let limit = |value: Option<f64>| value.map(|value| (Threshold::RollBack, value));
    match kind {
        ChartKind::Latency | ChartKind::SeenLatency => limit(terms.latency_limit_ms).into_iter().collect(),
        ChartKind::SeenErrors => limit(terms.error_rate_limit.map(|share| 100.0 * share)).into_iter().collect(),
        ChartKind::Budget => vec![(Threshold::Objective, 100.0)],
        _ => Vec::new(),
    }
}

/// The value of a curve at a sample, in the chart's unit; not a number where there is nothing to show.
#[must_use]
pub fn value(curve: Curve, source: Source<'_>, i: usize) -> f64 {
    let Source { track, terms } = source;
    let recording = track.recording();
    let series = &recording.series;
    let interval_s = recording.interval.seconds();
    let number = |list: &[f32]| list.get(i).map_or(f64::NAN, |value| f64::from(*value));
    let count = |list: &[u32]| list.get(i).map_or(0.0, |value| f64::from(*value));
    let hurt = |version: VersionId| {
        let at = version.index();
        (count(&series.failed[at]) + count(&series.timed_out[at])) / interval_s
    };
    let share = || actual_weight(track, (i + 1) as f64 * interval_s).map_or(f64::NAN, |share| 100.0 * share);
    match curve {
        Curve::StableCapacity => number(&series.capacity_rps[0]),
        Curve::CandidateCapacity => number(&series.capacity_rps[1]),
        Curve::Demand => number(&series.demand_rps),
        Curve::ActualShare => share(),
        Curve::StableShare => 100.0 - share(),
        Curve::SetShare => series.set_weight.get(i).map_or(f64::NAN, |weight| f64::from(*weight)),
        Curve::Failed => (count(&series.failed[0]) + count(&series.failed[1])) / interval_s,
        Curve::TimedOut => (count(&series.timed_out[0]) + count(&series.timed_out[1])) / interval_s,
        Curve::Rejected => count(&series.rejected) / interval_s,
        Curve::StableErrors => hurt(VersionId::Stable),
        Curve::CandidateErrors => hurt(VersionId::Candidate),
        Curve::P50 => number(&series.p50_ms),
        Curve::P95 => number(&series.p95_ms),
        Curve::P99 | Curve::TrueP99 => number(&series.p99_ms),
        Curve::Utilization => 100.0 * number(&series.utilization),
        Curve::Outstanding => count(&series.outstanding),
        Curve::BudgetUsed => {
            let may_fail = recording.offered as f64 * (1.0 - terms.served_percent / 100.0);
            if may_fail > 0.0 { 100.0 * track.harmed_at(i) as f64 / may_fail } else { f64::NAN }
        }
        Curve::CostSoFar => track.hours().get(i).map_or(f64::NAN, |hours| hours * terms.instance_hour_usd),
        Curve::WantedCost => track.wanted_hours().get(i).map_or(f64::NAN, |hours| hours * terms.instance_hour_usd),
        Curve::SeenErrorRate => 100.0 * number(&series.seen_error_rate),
        Curve::TrueErrorRate => {
            let window = (RATE_WINDOW_S / interval_s).ceil().max(1.0) as usize;
            let sum = |list: &[u32]| {
                let seen = list.get((i + 1).saturating_sub(window)..=i).unwrap_or_default();
                seen.iter().map(|count| f64::from(*count)).sum::<f64>()
            };
            let wrong = sum(&series.failed[1]) + sum(&series.timed_out[1]);
            100.0 * wrong / (wrong + sum(&series.served[1]))
        }
        Curve::SeenP99 => number(&series.seen_p99_ms),
    }
}

/// A value as people read it, with its unit only where that is short.
#[must_use]
pub fn text(unit: Unit, value: f64) -> String {
    if !value.is_finite() {
        return number::NOTHING.to_owned();
    }
    match unit {
        Unit::Rate if value < 99.95 => number::plain((value * 10.0).round() / 10.0),
        Unit::Rate => number::fixed(value, 0),
        Unit::Percent => number::percent(value / 100.0),
        Unit::Millis | Unit::Requests => number::fixed(value, 0),
        Unit::Money => number::money(value),
    }
}

/// One value of a chart at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// What it is.
    pub curve: Curve,
    /// How that is drawn.
    pub form: Form,
    /// As people read it.
    pub text: String,
    /// Whether a caption with little room may leave it out, as it is nothing or follows from the others.
    pub minor: bool,
}

/// The values of a chart at `time_s`.
#[must_use]
pub fn told(kind: ChartKind, source: Source<'_>, time_s: f64) -> Vec<Told> {
    let i = source.track.sample_at(time_s);
    let one = |(curve, form): &(Curve, Form)| {
        let value = value(*curve, source, i);
        let is_stacked = matches!(form, Form::Stack(_));
        let may_go =
            matches!(kind, ChartKind::Errors | ChartKind::ErrorsByVersion) || *curve == Curve::CandidateCapacity;
        let follows = matches!(curve, Curve::StableShare | Curve::WantedCost);
        let minor = follows || is_stacked && may_go && value == 0.0;
        Told { curve: *curve, form: *form, text: text(unit(kind), value), minor }
    };
    curves(kind).iter().map(one).collect()
}

/// The values of a chart at `time_s` in one sentence.
#[must_use]
pub fn sentence(lang: Lang, kind: ChartKind, source: Source<'_>, time_s: f64) -> String {
    let unit = unit(kind).long(lang);
    let one = |told: &Told| format!("{} {}", told.curve.name(lang), told.text);
    let values: Vec<String> =
        told(kind, source, time_s).iter().filter(|told| told.curve != Curve::StableShare).map(one).collect();
    format!("{}: {} ({unit})", number::clock(time_s), values.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::recording;
    use super::*;

    pub(in super::super) const TERMS: Terms = Terms {
        instance_hour_usd: 0.1,
        served_percent: 90.0,
        error_rate_limit: Some(0.05),
        latency_limit_ms: Some(500.0),
    };

    #[test]
    fn the_budget_is_used_up_when_as_many_are_hurt_as_may_be() {
        // 400 requests, of which 10 % may go wrong: the 40 that do are all of it.
        let track = Track::new(recording());
        let source = Source { track: &track, terms: &TERMS };
        assert_eq!([19, 29, 39].map(|i| value(Curve::BudgetUsed, source, i).round()), [0.0, 50.0, 100.0]);
        let promised_all = Terms { served_percent: 100.0, ..TERMS };
        assert!(value(Curve::BudgetUsed, Source { terms: &promised_all, ..source }, 39).is_nan());
    }

    #[test]
    fn what_telemetry_saw_stands_beside_what_was_true() {
        let mut recording = recording();
        recording.series.seen_error_rate[30] = 0.25;
        let track = Track::new(recording);
        let source = Source { track: &track, terms: &TERMS };
        // Two of five requests to the candidate fail.
        assert_eq!(sentence(Lang::En, ChartKind::SeenErrors, source, 31.0), "00:31: true 40%, seen 25% (%)");
        assert!(value(Curve::TrueErrorRate, source, 5).is_nan(), "nobody has met the candidate yet");
        assert_eq!(thresholds(ChartKind::SeenErrors, &TERMS), [(Threshold::RollBack, 5.0)]);
    }

    #[test]
    fn every_curve_has_a_value_and_every_chart_a_curve() {
        let track = Track::new(recording());
        let source = Source { track: &track, terms: &TERMS };
        for kind in ChartKind::ALL {
            let told = told(*kind, source, 35.0);
            assert!(!told.is_empty());
            let seen = matches!(kind, ChartKind::SeenErrors | ChartKind::SeenLatency);
            assert!(seen || told.iter().all(|told| told.text != number::NOTHING), "{told:?}");
        }
    }

    #[test]
    fn a_caption_leaves_out_what_is_nothing() {
        let track = Track::new(recording());
        let source = Source { track: &track, terms: &TERMS };
        let told = told(ChartKind::Errors, source, 35.0);
        assert_eq!(
            told.iter().map(|told| (told.text.as_str(), told.minor)).collect::<Vec<_>>(),
            [("2", false), ("0", true), ("0", true)]
        );
    }

    #[test]
    fn a_scenario_without_automatic_roll_back_has_no_limits() {
        let mut scenario = Scenario::default();
        scenario.rollback.automatic = true;
        assert_eq!(Terms::of(&scenario).error_rate_limit, Some(0.05));
        scenario.rollback.automatic = false;
        assert_eq!(Terms::of(&scenario).error_rate_limit, None);
    }
}
