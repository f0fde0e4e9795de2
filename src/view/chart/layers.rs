//! A recording as what a chart draws: filled areas from back to front, then lines. Values are places on the axis already.

use super::super::palette::Ink;
use super::curve::{Form, curves, value};
use super::{Axis, ChartKind, Curve, Range, Source};

/// (time s, place on the axis from 0 to 1).
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

/// The layers of a chart over `range`, thinned to what `columns` pixels can show.
#[must_use]
pub fn layers(kind: ChartKind, source: Source<'_>, axis: Axis, range: Range, columns: usize) -> Layers {
    let recording = source.track.recording();
    let thin = Thin { interval_s: recording.interval.seconds(), count: recording.sample_count(), columns, range };
    let mut layers = Layers::default();
    let stacked: Vec<Curve> =
        curves(kind).iter().filter_map(|(curve, form)| matches!(form, Form::Stack(_)).then_some(*curve)).collect();
    if kind == ChartKind::Latency {
        layers.band(&thin, axis, &|i| value(Curve::P50, source, i), &|i| value(Curve::P99, source, i));
    }
    // What lies on top of a stack reaches to the ground behind what lies below it.
    for (curve, form) in curves(kind).iter().rev() {
        if let Form::Stack(ink) = form {
            let below = stacked.iter().position(|other| other == curve).unwrap_or(0);
            let sum = |i: usize| stacked[..=below].iter().map(|curve| value(*curve, source, i)).sum();
            layers.hill(&thin, axis, &sum, *ink);
        }
    }
    for (curve, form) in curves(kind) {
        let at = |i: usize| value(*curve, source, i);
        match form {
            Form::Stack(Ink::StableSoft) => {
                // A soft surface needs an edge.
                if *curve == Curve::StableCapacity {
                    layers.line(&thin, axis, &at, Ink::Stable, 1.2, false);
                }
            }
            Form::Stack(_) => {}
            Form::Hill => {
                layers.hill(&thin, axis, &at, Ink::Line);
                layers.line(&thin, axis, &at, Ink::Text, 1.1, false);
            }
            Form::Line { ink, width, dashed } => {
                layers.line(&thin, axis, &at, *ink, f64::from(*width) / 10.0, *dashed);
            }
        }
    }
    layers
}

/// Keeps the lowest and the highest value of each pixel column: no peak and no gap is lost.
struct Thin {
    interval_s: f64,
    count: usize,
    columns: usize,
    range: Range,
}

impl Thin {
    /// The points of each unbroken stretch; values that are not numbers break it.
    fn stretches(&self, value: &dyn Fn(usize) -> f64) -> Vec<Vec<Point>> {
        let index = |time_s: f64| ((time_s / self.interval_s).max(0.0) as usize).min(self.count);
        // One sample more on each side, so that lines reach the edges.
        let (first, last) = (index(self.range.from_s).saturating_sub(2), (index(self.range.to_s) + 1).min(self.count));
        let size = last.saturating_sub(first).div_ceil(self.columns).max(1);
        // Columns begin at the same samples wherever the range begins: what is moved keeps its form.
        let first = first / size * size;
        let mut stretches: Vec<Vec<Point>> = vec![Vec::new()];
        for begin in (first..last).step_by(size) {
            let numbers =
                (begin..(begin + size).min(last)).map(|i| (i, value(i))).filter(|(_, value)| value.is_finite());
            let mut low: Option<(usize, f64)> = None;
            let mut high: Option<(usize, f64)> = None;
            for (i, value) in numbers {
                if low.is_none_or(|(_, least)| value < least) {
                    low = Some((i, value));
                }
                if high.is_none_or(|(_, most)| value >= most) {
                    high = Some((i, value));
                }
            }
            let (Some(low), Some(high)) = (low, high) else {
                stretches.push(Vec::new());
                continue;
            };
            let stretch = stretches.len() - 1;
            let (one, other) = if low.0 <= high.0 { (low, high) } else { (high, low) };
            let point = |(i, value): (usize, f64)| ((i + 1) as f64 * self.interval_s, value);
            stretches[stretch].push(point(one));
            if one.0 != other.0 {
                stretches[stretch].push(point(other));
            }
        }
        stretches.retain(|stretch| !stretch.is_empty());
        // The first sample is about the interval before it, so the picture begins at the run's beginning.
        if let Some(first) = stretches.first_mut().filter(|s| s[0].0 <= self.interval_s * size as f64) {
            first.insert(0, (0.0, first[0].1));
        }
        let mut shown: Vec<Vec<Point>> = stretches.into_iter().map(|points| self.cut(&points)).collect();
        shown.retain(|stretch| !stretch.is_empty());
        shown
    }

    /// The part of a line that lies within the range.
    fn cut(&self, points: &[Point]) -> Vec<Point> {
        let Range { from_s, to_s } = self.range;
        let at = |a: Point, b: Point, time_s: f64| (time_s, a.1 + (b.1 - a.1) * (time_s - a.0) / (b.0 - a.0));
        let mut cut = Vec::with_capacity(points.len());
        for (i, point) in points.iter().enumerate() {
            let before = i.checked_sub(1).map(|before| points[before]);
            for edge_s in [from_s, to_s] {
                if let Some(before) = before.filter(|before| before.0 < edge_s && edge_s < point.0) {
                    cut.push(at(before, *point, edge_s));
                }
            }
            if self.range.contains(point.0) {
                cut.push(*point);
            }
        }
        cut
    }
}

fn placed(axis: Axis, points: Vec<Point>) -> Vec<Point> {
    points.into_iter().map(|(time_s, value)| (time_s, axis.place(value))).collect()
}

impl Layers {
    fn hill(&mut self, thin: &Thin, axis: Axis, value: &dyn Fn(usize) -> f64, ink: Ink) {
        for points in thin.stretches(value) {
            if points.iter().all(|(_, value)| *value == 0.0) {
                continue;
            }
            let mut points = placed(axis, points);
            points.push((points[points.len() - 1].0, 0.0));
            points.push((points[0].0, 0.0));
            self.areas.push((ink, points));
        }
    }

    fn band(&mut self, thin: &Thin, axis: Axis, low: &dyn Fn(usize) -> f64, high: &dyn Fn(usize) -> f64) {
        for (upper, lower) in thin.stretches(high).into_iter().zip(thin.stretches(low)) {
            let mut points = placed(axis, upper);
            points.extend(placed(axis, lower).into_iter().rev());
            self.areas.push((Ink::Line, points));
        }
    }

    fn line(&mut self, thin: &Thin, axis: Axis, value: &dyn Fn(usize) -> f64, ink: Ink, width: f64, dashed: bool) {
        for points in thin.stretches(value) {
            self.lines.push(Line { ink, width, dashed, points: placed(axis, points) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thin(count: usize, columns: usize, range: Range) -> Thin {
        Thin { interval_s: 1.0, count, columns, range }
    }

    #[test]
    fn thinning_keeps_every_peak_and_gap() {
        let mut values = vec![1.0; 1_000];
        values[777] = 50.0;
        values[300..400].fill(f64::NAN);
        let stretches = thin(1_000, 50, Range::whole(1_000.0)).stretches(&|i| values[i]);
        assert_eq!(stretches.len(), 2);
        assert!(stretches[1].contains(&(778.0, 50.0)));
        assert!(stretches.iter().map(Vec::len).sum::<usize>() <= 101);
    }

    #[test]
    fn a_picture_begins_at_the_beginning() {
        let stretches = thin(2, 100, Range::whole(2.0)).stretches(&|i| 3.0 + i as f64);
        assert_eq!(stretches, [[(0.0, 3.0), (1.0, 3.0), (2.0, 4.0)]]);
    }

    #[test]
    fn a_part_of_the_run_reaches_from_edge_to_edge_and_not_beyond() {
        let range = Range { from_s: 10.25, to_s: 20.5 };
        let stretches = thin(100, 100, range).stretches(&|i| (i + 1) as f64);
        let points = &stretches[0];
        assert_eq!((points[0], points[points.len() - 1]), ((10.25, 10.25), (20.5, 20.5)));
        assert_eq!(stretches.len(), 1);
        assert!(points.len() >= 12, "{points:?}");
    }

    #[test]
    fn the_least_part_between_two_samples_is_a_line() {
        let range = Range { from_s: 10.2, to_s: 10.7 };
        let stretches = thin(100, 10, range).stretches(&|_| 4.0);
        assert_eq!(stretches, [[(10.2, 4.0), (10.7, 4.0)]]);
    }
}
