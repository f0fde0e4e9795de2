//! The part of the run that all charts and the time line show.

/// The least that may be shown, s.
const LEAST_S: f64 = 5.0;

/// From when until when, s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The left edge.
    pub from_s: f64,
    /// The right edge.
    pub to_s: f64,
}

impl Range {
    /// All of a run.
    #[must_use]
    pub fn whole(horizon_s: f64) -> Range {
        Range { from_s: 0.0, to_s: horizon_s }
    }

    /// Whether it is all of a run.
    #[must_use]
    pub fn is_whole(self, horizon_s: f64) -> bool {
        self == Range::whole(horizon_s)
    }

    /// How much is shown, s.
    #[must_use]
    pub fn length_s(self) -> f64 {
        self.to_s - self.from_s
    }

    /// Where `time_s` stands, from 0 at the left edge to 1 at the right one; beyond them if it is not shown.
    #[must_use]
    pub fn share(self, time_s: f64) -> f64 {
        (time_s - self.from_s) / self.length_s()
    }

    /// The moment that stands there, s; inside the range.
    #[must_use]
    pub fn at(self, share: f64) -> f64 {
        self.from_s + self.length_s() * share.clamp(0.0, 1.0)
    }

    /// Whether `time_s` is shown.
    #[must_use]
    pub fn contains(self, time_s: f64) -> bool {
        (self.from_s..=self.to_s).contains(&time_s)
    }

    /// From one of two moments to the other, with the least that may be shown around a shorter part.
    #[must_use]
    pub fn between(a_s: f64, b_s: f64, horizon_s: f64) -> Range {
        let length_s = (b_s - a_s).abs().max(LEAST_S).min(horizon_s);
        let middle_s = (a_s + b_s) / 2.0;
        Range { from_s: middle_s - length_s / 2.0, to_s: middle_s + length_s / 2.0 }.inside(horizon_s)
    }

    /// `factor` times as much; `at_s` keeps its place.
    #[must_use]
    pub fn zoomed(self, at_s: f64, factor: f64, horizon_s: f64) -> Range {
        let length_s = (self.length_s() * factor).max(LEAST_S).min(horizon_s);
        let from_s = at_s - length_s * self.share(at_s).clamp(0.0, 1.0);
        Range { from_s, to_s: from_s + length_s }.inside(horizon_s)
    }

    /// So that each of two moments, s, stands at its share: what two fingers hold. Nothing changes while they are at one place.
    #[must_use]
    pub fn pinched(self, [(a_s, a), (b_s, b)]: [(f64, f64); 2], horizon_s: f64) -> Range {
        let length_s = (b_s - a_s) / (b - a);
        if !(length_s.is_finite() && length_s > 0.0) {
            return self;
        }
        let length_s = length_s.max(LEAST_S).min(horizon_s);
        let from_s = a_s - a * length_s;
        Range { from_s, to_s: from_s + length_s }.inside(horizon_s)
    }

    /// Moved by `delta_s`, but not out of the run.
    #[must_use]
    pub fn moved(self, delta_s: f64, horizon_s: f64) -> Range {
        Range { from_s: self.from_s + delta_s, to_s: self.to_s + delta_s }.inside(horizon_s)
    }

    /// Moved so that `time_s` is shown: not at all if it is, otherwise to a tenth from the left edge.
    #[must_use]
    pub fn following(self, time_s: f64, horizon_s: f64) -> Range {
        if self.contains(time_s) { self } else { self.moved(time_s - self.at(0.1), horizon_s) }
    }

    /// The nearest of the same length that lies inside a run.
    fn inside(self, horizon_s: f64) -> Range {
        let length_s = self.length_s().min(horizon_s);
        let from_s = self.from_s.clamp(0.0, horizon_s - length_s);
        // The sum of the two would miss the end of the run by a rounding error.
        let to_s = if from_s + length_s >= horizon_s - 1e-9 { horizon_s } else { from_s + length_s };
        Range { from_s, to_s }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_moment_under_the_pointer() {
        let range = Range::whole(300.0).zoomed(75.0, 0.5, 300.0);
        assert_eq!((range.length_s(), range.share(75.0)), (150.0, 0.25));
        let back = range.zoomed(75.0, 2.0, 300.0);
        assert!(back.is_whole(300.0), "{back:?}");
    }

    #[test]
    fn it_stays_inside_the_run() {
        let range = Range::between(280.0, 240.0, 300.0);
        assert_eq!((range.from_s, range.to_s), (240.0, 280.0));
        assert_eq!(range.moved(1e6, 300.0), Range { from_s: 260.0, to_s: 300.0 });
        assert_eq!(range.moved(-1e6, 300.0), Range { from_s: 0.0, to_s: 40.0 });
        assert_eq!(Range::whole(3.0).zoomed(1.0, 0.01, 3.0), Range::whole(3.0));
    }

    #[test]
    fn there_is_a_least_length() {
        assert_eq!(Range::between(100.0, 100.0, 300.0), Range { from_s: 97.5, to_s: 102.5 });
        assert_eq!(Range::whole(300.0).zoomed(0.0, 1e-9, 300.0), Range { from_s: 0.0, to_s: 5.0 });
    }

    #[test]
    fn two_fingers_keep_their_moments() {
        let range = Range::whole(300.0).pinched([(100.0, 0.2), (160.0, 0.8)], 300.0);
        assert!((range.length_s() - 100.0).abs() < 1e-9 && (range.share(160.0) - 0.8).abs() < 1e-9, "{range:?}");
        assert_eq!(range.pinched([(100.0, 0.5), (160.0, 0.5)], 300.0), range);
        assert_eq!(range.pinched([(100.0, 0.8), (160.0, 0.2)], 300.0), range);
    }

    #[test]
    fn it_follows_a_moment_that_leaves_it() {
        let range = Range::between(100.0, 200.0, 300.0);
        assert_eq!(range.following(150.0, 300.0), range);
        let followed = range.following(201.0, 300.0);
        assert!((followed.share(201.0) - 0.1).abs() < 0.02 && followed.to_s <= 300.0, "{followed:?}");
        assert_eq!(range.following(0.0, 300.0).from_s, 0.0);
    }
}
