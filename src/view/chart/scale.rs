//! The y axis of a chart: one for all lanes, so that equal heights mean equal values.

use super::curve::{Form, curves, thresholds, value};
use super::{ChartKind, Source};

/// A logarithmic axis is at most so many powers of ten long: what is smaller lies on its floor.
const MOST_DECADES: f64 = 5.0;
/// A threshold this many times above all values is left out, as there would be little else to see.
const FAR_ABOVE: f64 = 3.0;
/// Room above the highest value.
const SPARE: f64 = 1.08;

/// Between which values the curves of a chart lie, in all lanes together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    kind: ChartKind,
    /// The smallest value above 0, and the largest; 0 without any.
    least: f64,
    most: f64,
    /// The lowest threshold, if there is one.
    threshold: Option<f64>,
}

/// A y axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    low: f64,
    high: f64,
    is_log: bool,
}

impl Scale {
    /// The scale on which all of `sources` have room.
    #[must_use]
    pub fn of<'a>(kind: ChartKind, sources: impl Iterator<Item = Source<'a>>) -> Scale {
        let mut scale = Scale { kind, least: f64::INFINITY, most: 0.0, threshold: None };
        for source in sources {
            scale.threshold = thresholds(kind, source.terms).first().map(|(_, value)| *value).or(scale.threshold);
            if scale.is_share() {
                continue;
            }
            for i in 0..source.track.recording().sample_count() {
                let mut stacked = 0.0;
                for (curve, form) in curves(kind) {
                    let value = value(*curve, source, i);
                    let value = if matches!(form, Form::Stack(_)) { stacked + value } else { value };
                    if value > 0.0 {
                        (scale.least, scale.most) = (scale.least.min(value), scale.most.max(value));
                    }
                    if matches!(form, Form::Stack(_)) && value.is_finite() {
                        stacked = value;
                    }
                }
            }
        }
        scale
    }

    /// Whether it goes from 0 to 100 % whatever there is to show.
    fn is_share(self) -> bool {
        matches!(self.kind, ChartKind::Share | ChartKind::Utilization)
    }

    /// The axis, linear or logarithmic.
    #[must_use]
    pub fn axis(self, is_log: bool) -> Axis {
        if self.is_share() {
            return Axis { low: 0.0, high: 100.0, is_log: false };
        }
        let limit = self.threshold.filter(|limit| *limit <= FAR_ABOVE * self.most || self.most == 0.0);
        let most = limit.map_or(self.most, |limit| self.most.max(1.1 * limit));
        let high = if most > 0.0 { most * SPARE } else { 1.0 };
        if !is_log || self.most == 0.0 {
            // No more than everything can fail.
            let high = if self.kind == ChartKind::SeenErrors { high.min(100.0) } else { high };
            return Axis { low: 0.0, high, is_log: false };
        }
        // Whole powers of ten make readable ends.
        let (from, to) = (libm::log10(self.least).floor(), libm::log10(most).ceil());
        let from = from.max(to - MOST_DECADES).min(to - 1.0);
        Axis { low: libm::pow(10.0, from), high: libm::pow(10.0, to), is_log: true }
    }
}

impl Axis {
    /// From nothing up to `high`.
    #[must_use]
    pub fn up_to(high: f64) -> Axis {
        Axis { low: 0.0, high, is_log: false }
    }

    /// Where `value` stands, from 0 at the bottom to 1 at the top; what lies beyond stands at the edge.
    #[must_use]
    pub fn place(self, value: f64) -> f64 {
        let place = if self.is_log {
            let (low, high) = (libm::log10(self.low), libm::log10(self.high));
            (libm::log10(value.max(self.low)) - low) / (high - low)
        } else {
            (value - self.low) / (self.high - self.low)
        };
        place.clamp(0.0, 1.0)
    }

    /// Whether `value` stands within it.
    #[must_use]
    pub fn contains(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// The lower end.
    #[must_use]
    pub fn low(self) -> f64 {
        self.low
    }

    /// Round values within it, rising, at most about `most`.
    #[must_use]
    pub fn ticks(self, most: usize) -> Vec<f64> {
        if self.is_log {
            let (from, to) = (libm::log10(self.low).round() as i32, libm::log10(self.high).round() as i32);
            let every = ((to - from) as usize).div_ceil(most.max(1)).max(1);
            return (from..=to).step_by(every).map(|decade| libm::pow(10.0, f64::from(decade))).collect();
        }
        let least = (self.high - self.low) / most.max(1) as f64;
        let power = libm::pow(10.0, libm::log10(least).floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|round| round * power).into_iter().find(|step| *step >= least * 0.999);
        let step = step.unwrap_or(10.0 * power);
        (0..).map(|i| self.low + f64::from(i) * step).take_while(|tick| *tick <= self.high * 1.000_1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::recording;
    use super::super::super::track::Track;
    use super::super::Terms;
    use super::*;

    const TERMS: Terms =
        Terms { instance_hour_usd: 0.1, served_percent: 99.9, error_rate_limit: Some(0.05), latency_limit_ms: None };

    fn scale(kind: ChartKind, tracks: &[&Track]) -> Scale {
        Scale::of(kind, tracks.iter().map(|track| Source { track, terms: &TERMS }))
    }

    #[test]
    fn lanes_share_their_scales() {
        let track = Track::new(recording());
        let mut larger = recording();
        larger.series.capacity_rps[0][3] = 100.0;
        let larger = Track::new(larger);
        let axis = scale(ChartKind::Capacity, &[&track, &larger]).axis(false);
        assert!((axis.high - 120.0 * SPARE).abs() < 1e-9, "{axis:?}");
        let axis = scale(ChartKind::Latency, &[&track, &larger]).axis(true);
        assert_eq!((axis.low, axis.high), (10.0, 100.0));
        assert_eq!(axis.ticks(3), [10.0, 100.0]);
        assert_eq!((axis.place(1.0), axis.place(100.0)), (0.0, 1.0));
        let axis = scale(ChartKind::Errors, &[&track, &larger]).axis(false);
        assert!((axis.high - 2.0 * SPARE).abs() < 1e-9, "{axis:?}");
    }

    #[test]
    fn a_threshold_has_room_unless_it_is_far_away() {
        let track = Track::new(recording());
        // All of the 40 that are hurt are 100 times the 0.4 that may be.
        let axis = scale(ChartKind::Budget, &[&track]).axis(false);
        assert!(axis.contains(10_000.0) && axis.contains(100.0));
        let far = Terms { latency_limit_ms: Some(5_000.0), ..TERMS };
        let scale = Scale::of(ChartKind::Latency, std::iter::once(Source { track: &track, terms: &far }));
        assert!(!scale.axis(false).contains(5_000.0));
        let near = Terms { latency_limit_ms: Some(200.0), ..TERMS };
        let scale = Scale::of(ChartKind::Latency, std::iter::once(Source { track: &track, terms: &near }));
        assert!(scale.axis(false).contains(200.0));
    }

    #[test]
    fn ticks_are_round_and_few() {
        let axis = |high: f64| Axis { low: 0.0, high, is_log: false };
        assert_eq!(axis(518.4).ticks(3), [0.0, 200.0, 400.0]);
        assert_eq!(axis(100.0).ticks(2), [0.0, 50.0, 100.0]);
        assert_eq!(axis(1.0).ticks(4).len(), 3);
        let long = Axis { low: 0.1, high: 1e5, is_log: true };
        assert_eq!(long.ticks(3).len(), 4);
    }

    #[test]
    fn nothing_at_all_has_a_scale_too() {
        let mut empty = recording();
        empty.series.failed = [vec![0; 40], vec![0; 40]];
        let track = Track::new(empty);
        assert_eq!(scale(ChartKind::Errors, &[&track]).axis(true), Axis { low: 0.0, high: 1.0, is_log: false });
    }
}
