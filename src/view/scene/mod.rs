//! The stage of one lane at one moment: the load balancer, the instances and sampled requests on their way.
//!
//! Hue is the version, fill the load, outline and glyph the state; a request that goes well is a circle, one that fails
//! a diamond.

mod grid;
mod marks;
mod tile;

pub use grid::Grid;

use super::palette::Ink;
use super::shape::{Shape, Stroke};
use super::track::Track;
use crate::fleet::VersionId;

/// Where the users are: the line on which marks begin and end.
const USERS_Y: f64 = 5.0;
/// Top of the load balancer.
const BALANCER_Y: f64 = 30.0;
/// Height of the load balancer.
const BALANCER_H: f64 = 12.0;
/// Way between the load balancer and the instances.
const WAY_H: f64 = 62.0;
/// Seconds over which the shown actual weight is taken at most.
const WEIGHT_WINDOW_S: f64 = 5.0;

/// What a picture of the stage depends on besides the recording.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The playhead, s.
    pub time_s: f64,
    /// Simulated seconds per second, which decides how long a mark is on its way.
    pub speed: f64,
    /// Width of the stage, px.
    pub width: f64,
    /// How the instances stand; the same in every lane.
    pub grid: Grid,
    /// Requests an instance works on at once.
    pub workers: u32,
    /// Requests that may wait in an instance.
    pub queue_capacity: u32,
    /// Whether requests are shown moving.
    pub motion: bool,
}

/// Height of the stage for a grid, px.
#[must_use]
pub fn height(grid: &Grid) -> f64 {
    tiles_y() + grid.height() + 2.0
}

fn tiles_y() -> f64 {
    BALANCER_Y + BALANCER_H + WAY_H
}

/// The place that is drawn at a point of the stage, if there is one.
#[must_use]
pub fn place_at(track: &Track, grid: &Grid, x: f64, y: f64) -> Option<usize> {
    let y = y - tiles_y();
    let is_here = |cell: &usize| {
        let (left, top, width, height) = grid.cell(*cell);
        (left..=left + width).contains(&x) && (top..=top + height).contains(&y)
    };
    let cell = (0..grid.cells(track.places())).find(is_here)?;
    Some(cell * grid.instances_per_cell())
}

/// Left, top, width and height of what is drawn for a place.
#[must_use]
pub fn place_bounds(grid: &Grid, place: usize) -> (f64, f64, f64, f64) {
    let (x, y, w, h) = grid.cell(place / grid.instances_per_cell());
    (x, tiles_y() + y, w, h)
}

/// The shapes of the stage, in painting order.
#[must_use]
pub fn scene(track: &Track, setting: &Setting) -> Vec<Shape> {
    let mut shapes = Vec::with_capacity(256);
    for cell in 0..setting.grid.cells(track.places()) {
        // A cell that stands for several instances shows the first of them.
        if let Some(span) = track.at_place(cell * setting.grid.instances_per_cell(), setting.time_s) {
            let (x, y, w, h) = setting.grid.cell(cell);
            tile::draw(&mut shapes, track, setting, &span, (x, tiles_y() + y, w, h));
        }
    }
    balancer(&mut shapes, track, setting);
    if setting.motion {
        marks::draw(&mut shapes, track, setting);
    }
    shapes
}

/// Share of the requests that the candidate really got around `time_s`, 0 to 1; `None` without traffic, or with nobody
/// to send it to.
///
/// A few seconds are taken together so that chance does not make it jump, but only as far back as the set weight was the
/// same: what came before a change says nothing about the present.
#[must_use]
pub fn actual_weight(track: &Track, time_s: f64) -> Option<f64> {
    if track.rotation(time_s) == [0, 0] {
        return None;
    }
    let recording = track.recording();
    let last = track.sample_at(time_s);
    let window = (WEIGHT_WINDOW_S / recording.interval.seconds()).ceil().max(1.0) as usize;
    let set = &recording.series.set_weight;
    let same = (0..=last).rev().take(window).take_while(|sample| set.get(*sample) == set.get(last)).count();
    let from = last + 1 - same;
    let routed = |version: VersionId| {
        let list = recording.series.routed[version.index()].get(from..=last).unwrap_or_default();
        list.iter().map(|count| u64::from(*count)).sum::<u64>() as f64
    };
    let (stable, candidate) = (routed(VersionId::Stable), routed(VersionId::Candidate));
    (stable + candidate > 0.0).then(|| candidate / (stable + candidate))
}

/// A bar split as the traffic really is, with a mark where it was set to be.
fn balancer(shapes: &mut Vec<Shape>, track: &Track, setting: &Setting) {
    let (w, y, h) = (setting.width, BALANCER_Y, BALANCER_H);
    let rotation = track.rotation(setting.time_s);
    if rotation == [0, 0] {
        let stroke = Stroke { tone: Ink::Failed.solid(), width: 1.5, dashed: true };
        shapes.push(Shape::Rect {
            x: 0.0,
            y,
            w,
            h,
            radius: 6.0,
            fill: Some(Ink::Failed.at(0.10)),
            stroke: Some(stroke),
        });
        return;
    }
    let by_instances = f64::from(rotation[1]) / f64::from(rotation[0] + rotation[1]);
    let candidate = actual_weight(track, setting.time_s).unwrap_or(by_instances);
    let split = w * (1.0 - candidate);
    let bar = |x: f64, w: f64, ink: Ink| Shape::Rect { x, y, w, h, radius: 4.0, fill: Some(ink.solid()), stroke: None };
    // A gap of two pixels keeps the two parts apart without their hues.
    if split >= 1.0 {
        shapes.push(bar(0.0, if candidate > 0.0 { (split - 1.0).max(1.0) } else { w }, Ink::Stable));
    }
    if candidate > 0.0 {
        shapes.push(bar((split + 1.0).min(w - 1.0), (w - split - 1.0).max(1.0), Ink::Candidate));
    }
    let set = track.recording().series.set_weight.get(track.sample_at(setting.time_s)).copied().unwrap_or(0);
    if set > 0 && set < 100 {
        let x = w * (1.0 - f64::from(set) / 100.0);
        let stroke = Stroke { tone: Ink::Text.solid(), width: 2.0, dashed: false };
        shapes.push(Shape::Path { points: vec![(x, y - 4.0), (x, y + h + 4.0)], stroke });
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::recording;
    use super::*;
    use crate::record::simulate;
    use crate::scenario::{Scenario, StrategyKind};

    fn run_of(kind: StrategyKind) -> Track {
        let scenario = Scenario::default().check().unwrap().with_strategy(kind);
        Track::new(simulate(&scenario))
    }

    #[test]
    fn the_actual_weight_follows_the_set_weight_at_once() {
        let track = run_of(StrategyKind::Rolling);
        let set = track.recording().series.set_weight.clone();
        // Round robin keeps to the shares of the instances: two intervals after a change there is nothing to wait for.
        let steady: Vec<usize> = (2..set.len()).filter(|i| set[i - 2] == set[*i] && set[i - 1] == set[*i]).collect();
        assert!(steady.iter().any(|i| (1..100).contains(&set[*i])));
        for i in steady {
            let actual = actual_weight(&track, (i + 1) as f64).unwrap();
            assert!((actual - f64::from(set[i]) / 100.0).abs() < 0.12, "{i}: {actual} for {}", set[i]);
        }
    }

    #[test]
    fn nobody_has_a_share_of_an_outage() {
        // Stopped at 60 s, and ready again 12 s later; five seconds back from 63 s there was traffic.
        assert_eq!(actual_weight(&run_of(StrategyKind::Recreate), 63.0), None);
    }

    fn setting(time_s: f64, motion: bool) -> Setting {
        Setting {
            time_s,
            speed: 1.0,
            width: 240.0,
            grid: Grid::fit(240.0, 2, 2),
            workers: 2,
            queue_capacity: 10,
            motion,
        }
    }

    /// What kind of shapes there are and how many, as text.
    fn census(shapes: &[Shape]) -> String {
        let mut counts = std::collections::BTreeMap::new();
        for shape in shapes {
            let name = match shape {
                Shape::Rect { stroke: Some(Stroke { dashed: true, .. }), .. } => "dashed rect",
                Shape::Rect { stroke: Some(_), .. } => "outlined rect",
                Shape::Rect { .. } => "rect",
                Shape::Disc { .. } => "disc",
                Shape::Diamond { .. } => "diamond",
                Shape::Path { .. } => "path",
                Shape::Area { .. } => "area",
                Shape::Text { .. } => "text",
            };
            *counts.entry(name).or_insert(0) += 1;
        }
        counts.iter().map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_place_is_found_where_it_is_drawn() {
        let track = Track::new(recording());
        let grid = setting(5.0, false).grid;
        for place in 0..track.places() {
            let (x, y, w, h) = place_bounds(&grid, place);
            assert_eq!(place_at(&track, &grid, x + w / 2.0, y + h / 2.0), Some(place));
        }
        assert_eq!(place_at(&track, &grid, 5.0, 5.0), None, "the users");
    }

    #[test]
    fn two_ready_instances_behind_a_balancer() {
        let track = Track::new(recording());
        insta::assert_snapshot!(census(&scene(&track, &setting(5.0, false))), @"2 outlined rect, 4 rect");
    }

    #[test]
    fn a_split_balancer_marks_the_set_weight() {
        let track = Track::new(recording());
        insta::assert_snapshot!(census(&scene(&track, &setting(30.0, false))), @"1 area, 2 outlined rect, 1 path, 5 rect");
    }

    #[test]
    fn a_failing_request_is_a_diamond_and_a_good_one_a_circle() {
        let track = Track::new(recording());
        let kinds = |time_s| {
            let shapes = scene(&track, &setting(time_s, true));
            let count = |wanted: fn(&Shape) -> bool| shapes.iter().filter(|shape| wanted(shape)).count();
            (count(|s| matches!(s, Shape::Disc { .. })) > 0, count(|s| matches!(s, Shape::Diamond { .. })) > 0)
        };
        assert_eq!(kinds(5.2), (true, false));
        // A mark that is still on its way to the instance has not failed yet.
        assert_eq!(kinds(30.2), (true, true));
    }

    #[test]
    fn everything_stays_on_the_stage() {
        let track = Track::new(recording());
        for time in 0..=40 {
            let setting = setting(f64::from(time), true);
            let bottom = height(&setting.grid);
            for shape in scene(&track, &setting) {
                let (x, y) = match shape {
                    Shape::Rect { x, y, w, h, .. } => (x + w, y + h),
                    Shape::Disc { x, y, .. } | Shape::Diamond { x, y, .. } | Shape::Text { x, y, .. } => (x, y),
                    Shape::Path { points, .. } | Shape::Area { points, .. } => points[0],
                };
                assert!((0.0..=240.5).contains(&x) && (0.0..=bottom).contains(&y), "{x} {y} at {time}");
            }
        }
    }
}
