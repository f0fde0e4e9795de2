//! The arrival rate over time, and what of it can be dragged.

use super::super::knob::fleet_capacity_rps;
use super::{Curve, Field, Handle, seconds};
use crate::fleet::RateCurve;
use crate::kernel::Time;
use crate::scenario::{Checked, HIGHEST_RATE_RPS, LONGEST_HORIZON_S, Shape};

/// Points of the curve besides those where it bends.
const POINTS: u32 = 120;
/// Largest number of points of a list that have handles.
const MOST_HANDLES: usize = 40;
/// Just before a jump, s.
const BEFORE_S: f64 = 1e-6;

/// The traffic of `scenario`.
#[must_use]
pub fn traffic(scenario: &Checked) -> Curve {
    let (traffic, horizon_s) = (&scenario.traffic, scenario.horizon_s);
    let rates = RateCurve::new(traffic, horizon_s);
    let handles = handles(scenario);
    let even = (0..=POINTS).map(|i| horizon_s * f64::from(i) / f64::from(POINTS));
    let bends = match traffic.shape {
        Shape::Ramp => vec![traffic.ramp.start_s, traffic.ramp.start_s + traffic.ramp.duration_s],
        Shape::Spike => {
            let (start, end) = (traffic.spike.start_s, traffic.spike.start_s + traffic.spike.duration_s);
            vec![start - BEFORE_S, start, end - BEFORE_S, end]
        }
        Shape::Points => traffic.points.iter().flat_map(|point| [point.at_s - BEFORE_S, point.at_s]).collect(),
        Shape::Constant | Shape::Daily | Shape::Trace => Vec::new(),
    };
    let mut moments: Vec<f64> = even.chain(bends).filter(|at_s| (0.0..=horizon_s).contains(at_s)).collect();
    moments.sort_by(f64::total_cmp);
    let points: Vec<[f64; 2]> =
        moments.into_iter().map(|at_s| [at_s, rates.rate_at(Time::from_seconds(at_s))]).collect();
    let capacity = fleet_capacity_rps(scenario);
    let highest = points.iter().map(|[_, rate]| *rate).chain(handles.iter().map(|handle| handle.at[1]));
    let top = highest.fold(capacity, f64::max) * 1.15;
    Curve { points, handles, ends: [horizon_s, top.max(1.0)], limit: Some(capacity) }
}

fn rate(path: &str) -> Option<Field> {
    // Fine enough for small services, and no digits that nobody meant.
    Some(Field { path: path.to_owned(), from: 0.0, most: HIGHEST_RATE_RPS, step: 1.0 })
}

fn handles(scenario: &Checked) -> Vec<Handle> {
    let (traffic, horizon_s) = (&scenario.traffic, scenario.horizon_s);
    let base = "traffic.rate_rps";
    let handle = |at: [f64; 2], fields: [Option<Field>; 2]| (at, fields, None);
    let found: Vec<_> = match traffic.shape {
        Shape::Constant => vec![handle([horizon_s / 2.0, traffic.rate_rps], [None, rate(base)])],
        Shape::Ramp => {
            let ramp = &traffic.ramp;
            let start = seconds("traffic.ramp.start_s", 0.0, LONGEST_HORIZON_S);
            let duration = seconds("traffic.ramp.duration_s", ramp.start_s, LONGEST_HORIZON_S);
            vec![
                handle([ramp.start_s, traffic.rate_rps], [start, rate(base)]),
                handle([ramp.start_s + ramp.duration_s, ramp.to_rps], [duration, rate("traffic.ramp.to_rps")]),
            ]
        }
        Shape::Spike => {
            let spike = &traffic.spike;
            let start = seconds("traffic.spike.start_s", 0.0, LONGEST_HORIZON_S);
            let duration = seconds("traffic.spike.duration_s", spike.start_s, LONGEST_HORIZON_S);
            vec![
                handle([spike.start_s, traffic.rate_rps], [start, rate(base)]),
                handle([spike.start_s + spike.duration_s, spike.peak_rps], [duration, rate("traffic.spike.peak_rps")]),
            ]
        }
        Shape::Daily => {
            let daily = &traffic.daily;
            // The first peak and the first low of the run.
            let first = |at_s: f64| at_s - (at_s / daily.period_s).floor() * daily.period_s;
            let peak = seconds("traffic.daily.peak_at_s", first(daily.peak_at_s) - daily.peak_at_s, LONGEST_HORIZON_S);
            let low = first(daily.peak_at_s + daily.period_s / 2.0);
            vec![
                handle([first(daily.peak_at_s), daily.peak_rps], [peak, rate("traffic.daily.peak_rps")]),
                handle([low, daily.low_rps], [None, rate("traffic.daily.low_rps")]),
            ]
        }
        Shape::Trace => {
            let trace = &traffic.trace;
            let skipped = trace.skip_intervals as usize % trace.counts.len().max(1);
            let played = trace.counts.iter().cycle().skip(skipped).take(trace.counts.len()).enumerate();
            let highest = played.max_by(|(_, one), (_, other)| one.total_cmp(other)).map_or(0, |(i, _)| i);
            let at_s = ((highest as f64 + 0.5) * trace.interval_s).min(horizon_s);
            vec![handle([at_s, trace.peak_rps], [None, rate("traffic.trace.peak_rps")])]
        }
        Shape::Points => {
            let handle = |(i, point): (usize, &crate::scenario::Point)| {
                let at = seconds(&format!("traffic.points[{i}].at_s"), 0.0, LONGEST_HORIZON_S);
                let fields = [at, rate(&format!("traffic.points[{i}].rate_rps"))];
                ([point.at_s, point.rate_rps], fields, Some(("traffic.points", i)))
            };
            traffic.points.iter().take(MOST_HANDLES).enumerate().map(handle).collect()
        }
    };
    let numbered = found.into_iter().zip(1..);
    numbered.map(|((at, fields, entry), number)| Handle { number, at, fields, entry }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read::{read, set};
    use serde_json::json;

    fn with(traffic: serde_json::Value) -> Checked {
        read(&json!({ "traffic": traffic })).expect("good traffic")
    }

    fn shapes() -> Vec<Checked> {
        vec![
            with(json!({})),
            with(json!({ "shape": "ramp", "ramp": { "start_s": 50, "duration_s": 40, "to_rps": 200 } })),
            with(json!({ "shape": "spike", "spike": { "start_s": 50, "duration_s": 40, "peak_rps": 200 } })),
            with(
                json!({ "shape": "daily", "daily": { "period_s": 200, "peak_at_s": 240, "peak_rps": 90, "low_rps": 20 } }),
            ),
            with(json!({ "shape": "trace", "trace": { "counts": [1, 5, 2], "interval_s": 20, "peak_rps": 70 } })),
            with(
                json!({ "shape": "points", "points": [{ "at_s": 10, "rate_rps": 5 }, { "at_s": 100, "rate_rps": 50 }] }),
            ),
        ]
    }

    #[test]
    fn every_handle_lies_on_the_curve_and_follows_the_pointer() {
        for scenario in shapes() {
            let shape = scenario.traffic.shape;
            for (i, handle) in traffic(&scenario).handles.iter().enumerate() {
                let rates = RateCurve::new(&scenario.traffic, scenario.horizon_s);
                let near =
                    [handle.at[0] - 0.01, handle.at[0] + 0.01].map(|at| rates.rate_at(Time::from_seconds(at.max(0.0))));
                assert!(near.iter().any(|rate| (rate - handle.at[1]).abs() < 0.1), "{shape:?} {handle:?} {near:?}");

                let to = [handle.at[0] + 7.0, handle.at[1] + 9.0];
                let mut document = serde_json::to_value(&*scenario).expect("a document");
                for (path, text) in handle.dragged(to) {
                    set(&mut document, &path, &text).expect("a field");
                }
                let moved = traffic(&read(&document).expect("good traffic")).handles[i].clone();
                let expected =
                    [0, 1].map(|axis| if handle.fields[axis].is_some() { to[axis] } else { handle.at[axis] });
                assert_eq!(moved.at, expected, "{shape:?}");
            }
        }
    }

    #[test]
    fn the_fleet_can_answer_what_lies_below_the_limit() {
        let curve = traffic(&with(json!({ "rate_rps": 100 })));
        assert!(curve.limit.is_some_and(|limit| limit < curve.ends[1]));
        assert!(curve.points.iter().all(|[at_s, rate]| *at_s <= curve.ends[0] && *rate == 100.0));
    }

    #[test]
    fn a_jump_is_a_jump() {
        let curve = traffic(&shapes()[2]);
        let jump = curve.points.windows(2).find(|pair| (pair[1][1] - pair[0][1]).abs() > 30.0).expect("a jump");
        assert!(jump[1][0] - jump[0][0] < 0.01);
    }
}
