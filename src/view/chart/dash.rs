//! A line broken into dashes.

/// (x, y), device pixels.
type Pixel = (i32, i32);

/// The dashes of a line through `points`: `on` pixels long, and as many apart as `off`.
#[must_use]
pub fn dashes(points: &[Pixel], on: f64, off: f64) -> Vec<Vec<Pixel>> {
    let mut dashes: Vec<Vec<Pixel>> = Vec::new();
    // How much is left of the present dash, or of the gap after it.
    let (mut is_on, mut left) = (true, on);
    for pair in points.windows(2) {
        let [from, to] = [pair[0], pair[1]].map(|(x, y)| (f64::from(x), f64::from(y)));
        let length = libm::hypot(to.0 - from.0, to.1 - from.1);
        let at = |done: f64| {
            let share = if length > 0.0 { done / length } else { 0.0 };
            let between = |a: f64, b: f64| (a + (b - a) * share).round() as i32;
            (between(from.0, to.0), between(from.1, to.1))
        };
        let mut done = 0.0;
        if is_on {
            match dashes.last_mut() {
                Some(dash) if left < on => dash.push(pair[0]),
                _ => dashes.push(vec![pair[0]]),
            }
        }
        while done + left < length {
            done += left;
            if is_on && let Some(dash) = dashes.last_mut() {
                dash.push(at(done));
            }
            (is_on, left) = if is_on { (false, off) } else { (true, on) };
            if is_on {
                dashes.push(vec![at(done)]);
            }
        }
        left -= length - done;
        if is_on && let Some(dash) = dashes.last_mut() {
            dash.push(pair[1]);
        }
    }
    dashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_go_around_corners() {
        let line = [(0, 0), (5, 0), (5, 20)];
        assert_eq!(
            dashes(&line, 4.0, 3.0),
            [vec![(0, 0), (4, 0)], vec![(5, 2), (5, 6)], vec![(5, 9), (5, 13)], vec![(5, 16), (5, 20)]]
        );
        assert_eq!(dashes(&line, 8.0, 30.0), [vec![(0, 0), (5, 0), (5, 0), (5, 3)]]);
    }

    #[test]
    fn what_stands_still_has_no_end() {
        assert_eq!(dashes(&[(1, 1), (1, 1)], 3.0, 3.0), [vec![(1, 1), (1, 1)]]);
        assert!(dashes(&[(1, 1)], 3.0, 3.0).is_empty());
    }
}
