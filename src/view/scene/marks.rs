//! Sampled requests on their way: down from the users to an instance, and back with what became of them.

use super::super::palette::Ink;
use super::super::shape::Shape;
use super::super::track::{Track, is_harm};
use super::{BALANCER_H, BALANCER_Y, Setting, USERS_Y, tiles_y};
use crate::fleet::VersionId;
use crate::record::Sample;

/// Most marks at once in a lane, about.
const MOST_MARKS: f64 = 64.0;
/// How long the quickest and the slowest mark are on their way, seconds of wall-clock time.
const QUICKEST_S: f64 = 0.7;
const SLOWEST_S: f64 = 2.2;
/// Latency that takes the quickest way, ms; each tenfold takes `TENFOLD_S` more.
const QUICK_MS: f64 = 10.0;
const TENFOLD_S: f64 = 0.5;
/// Parts of the way: the mark reaches the load balancer, then the instance, and leaves it.
const AT_BALANCER: f64 = 0.18;
const AT_INSTANCE: f64 = 0.46;
const LEAVES: f64 = 0.54;

/// Draws the marks that are on their way at the playhead.
///
/// A mark meets its instance at the playhead's moment of its request, so the picture agrees with the tile below it.
pub(super) fn draw(shapes: &mut Vec<Shape>, track: &Track, setting: &Setting) {
    let recording = track.recording();
    let reach_s = SLOWEST_S * setting.speed / 2.0;
    // The share depends on the run and the speed alone, so that no mark appears or disappears half-way.
    let expected = recording.samples.len() as f64 / recording.horizon.seconds() * QUICKEST_S * 1.5 * setting.speed;
    let share = MOST_MARKS / expected;
    let samples = track.arrivals((setting.time_s - reach_s).max(0.0), setting.time_s + reach_s);
    // By the number of the request, so that every lane shows the same users.
    let position = |sample: &Sample| (sample.number / recording.sample_every.max(1)) as usize;
    // Scattered rather than every so many: a fixed stride would meet the same instance of a round robin again and again.
    for sample in samples.iter().filter(|sample| spread(position(sample), GOLDEN) < share) {
        let latency_ms = sample.ended.since(sample.arrived).millis();
        let way_s = way_seconds(latency_ms) * setting.speed;
        let progress = 0.5 + (setting.time_s - sample.arrived.seconds()) / way_s;
        if (0.0..1.0).contains(&progress) {
            mark(shapes, track, setting, sample, progress, spread(position(sample), PLASTIC));
        }
    }
}

/// How long a mark is on its way: longer for a slower request, on a logarithmic scale.
fn way_seconds(latency_ms: f64) -> f64 {
    let tenfolds = libm::log10((latency_ms / QUICK_MS).max(1.0));
    (QUICKEST_S + TENFOLD_S * tenfolds).min(SLOWEST_S)
}

/// Steps of two sequences that scatter neighbours evenly and independently (Weyl sequences; 1 / golden ratio and
/// 1 / plastic number).
const GOLDEN: f64 = 0.618_033_988_749_895;
const PLASTIC: f64 = 0.754_877_666_246_693;

/// A number from 0 to 1 that scatters neighbours.
fn spread(index: usize, step: f64) -> f64 {
    (index as f64 * step).fract()
}

fn mark(shapes: &mut Vec<Shape>, track: &Track, setting: &Setting, sample: &Sample, progress: f64, luck: f64) {
    let door = (setting.width * (0.06 + 0.88 * luck), BALANCER_Y + BALANCER_H / 2.0);
    let users = (door.0, USERS_Y);
    let place = sample.instance.and_then(|instance| track.place_of(instance));
    let target = place.map(|place| {
        let (x, y, w, h) = setting.grid.cell(place / setting.grid.instances_per_cell());
        (x + w / 2.0, tiles_y() + y + h / 2.0)
    });
    let harmed = is_harm(sample.outcome);
    // One that found no instance turns back at the load balancer.
    let target = target.unwrap_or(door);
    let between = |a: (f64, f64), b: (f64, f64), share: f64| {
        let eased = share * share * (3.0 - 2.0 * share);
        (a.0 + (b.0 - a.0) * eased, a.1 + (b.1 - a.1) * eased)
    };
    let hue = match sample.version {
        Some(VersionId::Candidate) => Ink::Candidate,
        Some(VersionId::Stable) => Ink::Stable,
        None => Ink::Muted,
    };
    if progress < AT_INSTANCE {
        let (x, y) = if progress < AT_BALANCER {
            between(users, door, progress / AT_BALANCER)
        } else {
            between(door, target, (progress - AT_BALANCER) / (AT_INSTANCE - AT_BALANCER))
        };
        // Until the load balancer has chosen, nobody knows which version will answer.
        let ink = if progress < AT_BALANCER { Ink::Muted } else { hue };
        shapes.push(Shape::Disc { x, y, r: 2.6, fill: ink.solid() });
    } else if progress >= LEAVES {
        let share = (progress - LEAVES) / (1.0 - LEAVES);
        let (x, y) = between(target, users, share);
        if harmed {
            shapes.push(Shape::Diamond { x, y, r: 5.0, fill: Ink::Failed.solid() });
        } else {
            shapes.push(Shape::Disc { x, y, r: 2.0, fill: hue.at(0.55 * (1.0 - share)) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slower_requests_are_longer_on_their_way() {
        assert_eq!(way_seconds(1.0), QUICKEST_S);
        assert!(way_seconds(100.0) > way_seconds(20.0));
        assert_eq!(way_seconds(1e9), SLOWEST_S);
    }
}
