//! A recording as what a chart draws: filled areas from back to front, then lines.

use super::super::palette::Ink;
use super::super::track::Track;
use super::{ChartKind, Scales};
use crate::fleet::VersionId;
use crate::kernel::Time;

/// (time s, value).
type Point = (f64, f64);

/// A line through points.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Colour.
    pub ink: Ink,
    /// Width, CSS px.
    pub width: f64,
    /// Whether it is broken into dashes.
    pub dashed: bool,
    /// The points, in order of time.
    pub points: Vec<Point>,
}

/// What a chart draws.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// Closed areas, those behind first.
    pub areas: Vec<(Ink, Vec<Point>)>,
    /// Lines above them.
    pub lines: Vec<Line>,
}

/// The layers of a chart, thinned to what `columns` pixels can show.
#[must_use]
pub fn layers(kind: ChartKind, track: &Track, scales: &Scales, instance_hour_usd: f64, columns: usize) -> Layers {
    let recording = track.recording();
    let series = &recording.series;
    let thin = Thin { interval_s: recording.interval.seconds(), columns };
    let mut layers = Layers::default();
    match kind {
        ChartKind::Capacity => {
            let [stable, candidate] = &series.capacity_rps;
            let total: Vec<f64> = stable.iter().zip(candidate).map(|(a, b)| f64::from(a + b)).collect();
            layers.stack(&thin, &total, Ink::Candidate);
            layers.stack(&thin, &widen(stable), Ink::StableSoft);
            layers.line(&thin, &widen(stable), Ink::Stable, 1.2, false);
            layers.line(&thin, &widen(&series.demand_rps), Ink::Text, 1.6, false);
        }
        ChartKind::Share => {
            let routed = |version: VersionId, i: usize| f64::from(series.routed[version.index()][i]);
            let share = (0..recording.sample_count()).map(|i| {
                let (stable, candidate) = (routed(VersionId::Stable, i), routed(VersionId::Candidate, i));
                100.0 * candidate / (stable + candidate)
            });
            // Without traffic there is no share; the picture then shows none of the candidate.
            let share: Vec<f64> = share.map(|share| if share.is_finite() { share } else { 0.0 }).collect();
            let all: Vec<f64> = share.iter().map(|_| 100.0).collect();
            layers.stack(&thin, &all, Ink::StableSoft);
            layers.stack(&thin, &share, Ink::Candidate);
            let set: Vec<f64> = series.set_weight.iter().map(|weight| f64::from(*weight)).collect();
            layers.line(&thin, &set, Ink::Text, 1.4, true);
        }
        ChartKind::Errors => {
            let [failed, timed_out, rejected] = error_rates_by_cause(track);
            let add = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + b).collect::<Vec<f64>>();
            let two = add(&failed, &timed_out);
            layers.stack(&thin, &add(&two, &rejected), Ink::Rejected);
            layers.stack(&thin, &two, Ink::TimedOut);
            layers.stack(&thin, &failed, Ink::Failed);
        }
        ChartKind::Latency => {
            let floor = scales.latency_ms.0;
            let clamp = |list: &[f32]| list.iter().map(|ms| f64::from(*ms).max(floor)).collect::<Vec<f64>>();
            // `max` would turn "nothing to show" into the floor.
            let keep = |list: &[f32]| {
                clamp(list).into_iter().zip(list).map(|(ms, raw)| if raw.is_nan() { f64::NAN } else { ms }).collect()
            };
            let (p50, p95, p99): (Vec<f64>, Vec<f64>, Vec<f64>) =
                (keep(&series.p50_ms), keep(&series.p95_ms), keep(&series.p99_ms));
            layers.band(&thin, &p50, &p99, Ink::Line);
            layers.line(&thin, &p99, Ink::Text, 1.2, false);
            layers.line(&thin, &p95, Ink::Muted, 1.0, true);
            layers.line(&thin, &p50, Ink::Muted, 1.0, false);
        }
        ChartKind::Cost => {
            let usd: Vec<f64> = track.hours().iter().map(|hours| hours * instance_hour_usd).collect();
            let changes: Vec<(Time, u32)> = recording.wanted_since().collect();
            let wanted = |i: usize| {
                let begin = Time(recording.interval.0 * i as u64);
                let next = changes.partition_point(|(since, _)| *since <= begin);
                f64::from(changes[next.max(1) - 1].1)
            };
            let per_instance = recording.interval.seconds() / 3_600.0 * instance_hour_usd;
            let hours = (0..usd.len()).scan(0.0, |sum, i| {
                *sum += wanted(i);
                Some(*sum)
            });
            let baseline: Vec<f64> = hours.map(|hours| hours * per_instance).collect();
            layers.stack(&thin, &usd, Ink::Line);
            layers.line(&thin, &usd, Ink::Text, 1.5, false);
            layers.line(&thin, &baseline, Ink::Muted, 1.2, true);
        }
    }
    layers
}

/// Requests per second that failed, timed out and were refused, at each sample.
fn error_rates_by_cause(track: &Track) -> [Vec<f64>; 3] {
    let recording = track.recording();
    let series = &recording.series;
    let interval_s = recording.interval.seconds();
    let rate = |counts: &dyn Fn(usize) -> u32| {
        (0..recording.sample_count()).map(|i| f64::from(counts(i)) / interval_s).collect::<Vec<f64>>()
    };
    [
        rate(&|i| series.failed[0][i] + series.failed[1][i]),
        rate(&|i| series.timed_out[0][i] + series.timed_out[1][i]),
        rate(&|i| series.rejected[i]),
    ]
}

/// The most harm in a second; `None` without a sample.
pub(super) fn highest_error_rate(track: &Track) -> Option<f64> {
    let [failed, timed_out, rejected] = error_rates_by_cause(track);
    let sums = failed.iter().zip(&timed_out).zip(&rejected).map(|((a, b), c)| a + b + c);
    sums.reduce(f64::max)
}

fn widen(values: &[f32]) -> Vec<f64> {
    values.iter().map(|value| f64::from(*value)).collect()
}

/// Keeps the lowest and the highest value of each pixel column: no peak and no gap is lost.
struct Thin {
    interval_s: f64,
    columns: usize,
}

impl Thin {
    /// The points of each unbroken stretch; values that are not numbers break it.
    fn stretches(&self, values: &[f64]) -> Vec<Vec<Point>> {
        let size = values.len().div_ceil(self.columns).max(1);
        let mut stretches: Vec<Vec<Point>> = vec![Vec::new()];
        for (i, chunk) in values.chunks(size).enumerate() {
            let at = |k: usize| ((i * size + k + 1) as f64) * self.interval_s;
            let numbers = || chunk.iter().enumerate().filter(|(_, value)| value.is_finite());
            let lowest = numbers().min_by(|a, b| a.1.total_cmp(b.1));
            let highest = numbers().max_by(|a, b| a.1.total_cmp(b.1));
            let (Some(lowest), Some(highest)) = (lowest, highest) else {
                stretches.push(Vec::new());
                continue;
            };
            let stretch = stretches.len() - 1;
            let (first, second) = if lowest.0 <= highest.0 { (lowest, highest) } else { (highest, lowest) };
            stretches[stretch].push((at(first.0), *first.1));
            if first.0 != second.0 {
                stretches[stretch].push((at(second.0), *second.1));
            }
        }
        stretches.retain(|stretch| !stretch.is_empty());
        // The first sample is about the interval before it, so the picture begins at the run's beginning.
        if let Some(first) = stretches.first_mut().filter(|s| s[0].0 <= self.interval_s * size as f64) {
            first.insert(0, (0.0, first[0].1));
        }
        stretches
    }
}

impl Layers {
    fn stack(&mut self, thin: &Thin, values: &[f64], ink: Ink) {
        for mut points in thin.stretches(values) {
            if points.iter().all(|(_, value)| *value == 0.0) {
                continue;
            }
            points.push((points[points.len() - 1].0, 0.0));
            points.push((points[0].0, 0.0));
            self.areas.push((ink, points));
        }
    }

    fn band(&mut self, thin: &Thin, low: &[f64], high: &[f64], ink: Ink) {
        for (mut upper, lower) in thin.stretches(high).into_iter().zip(thin.stretches(low)) {
            upper.extend(lower.into_iter().rev());
            self.areas.push((ink, upper));
        }
    }

    fn line(&mut self, thin: &Thin, values: &[f64], ink: Ink, width: f64, dashed: bool) {
        for points in thin.stretches(values) {
            self.lines.push(Line { ink, width, dashed, points });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_every_peak_and_gap() {
        let mut values = vec![1.0; 1_000];
        values[777] = 50.0;
        values[300..400].fill(f64::NAN);
        let stretches = Thin { interval_s: 1.0, columns: 50 }.stretches(&values);
        assert_eq!(stretches.len(), 2);
        assert!(stretches[1].contains(&(778.0, 50.0)));
        assert!(stretches.iter().map(Vec::len).sum::<usize>() <= 101);
    }

    #[test]
    fn a_picture_begins_at_the_beginning() {
        let stretches = Thin { interval_s: 1.0, columns: 100 }.stretches(&[3.0, 4.0]);
        assert_eq!(stretches, [[(0.0, 3.0), (1.0, 3.0), (2.0, 4.0)]]);
    }
}
