//! Ticks and short numbers of the axes.

use super::Range;

/// Distances between ticks that people count in, s.
const STEPS: [f64; 17] = [
    1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0, 7_200.0, 21_600.0, 43_200.0, 86_400.0,
    172_800.0, 432_000.0,
];
/// A label needs about so much room, px.
const LABEL_WIDTH: f64 = 46.0;

/// The ticks of the time axis of a chart `width` pixels wide, with their labels.
#[must_use]
pub fn time_ticks(range: Range, width: f64) -> Vec<(f64, String)> {
    let most = (width / LABEL_WIDTH).clamp(2.0, 12.0);
    let step = STEPS.into_iter().find(|step| range.length_s() / step <= most).unwrap_or(STEPS[STEPS.len() - 1]);
    let (first, last) = ((range.from_s / step - 1e-9).ceil() as usize, (range.to_s / step + 1e-9) as usize);
    (first..=last).map(|i| i as f64 * step).map(|at| (at, label(at, step))).collect()
}

/// `2:00` minutes and seconds, `6h` from an hour's step on, `3d` from a day's step on.
fn label(at_s: f64, step_s: f64) -> String {
    let total = at_s.round() as u64;
    if step_s >= 86_400.0 {
        return format!("{}d", total / 86_400);
    }
    if step_s >= 3_600.0 {
        return format!("{}h", total / 3_600);
    }
    match total / 3_600 {
        0 => format!("{}:{:02}", total / 60, total % 60),
        hours => format!("{hours}:{:02}h", total % 3_600 / 60),
    }
}

/// A number short enough for the label of an axis: `0.25`, `950`, `1.2k`, `3M`.
#[must_use]
pub fn compact(value: f64) -> String {
    let (scaled, unit) = match value.abs() {
        size if size >= 1e9 => (value / 1e9, "G"),
        size if size >= 1e6 => (value / 1e6, "M"),
        size if size >= 1e3 => (value / 1e3, "k"),
        _ => (value, ""),
    };
    let digits = match scaled.abs() {
        size if size >= 10.0 || size == 0.0 => 0,
        size if size >= 1.0 => 1,
        size if size >= 0.1 => 2,
        _ => 3,
    };
    let text = format!("{scaled:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(horizon_s: f64, width: f64) -> Vec<String> {
        time_ticks(Range::whole(horizon_s), width).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn a_part_of_the_run_has_the_ticks_that_lie_in_it() {
        let ticks = time_ticks(Range { from_s: 95.0, to_s: 125.0 }, 250.0);
        assert_eq!(ticks.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [100.0, 110.0, 120.0]);
    }

    #[test]
    fn ticks_stand_where_people_count() {
        assert_eq!(labels(600.0, 250.0), ["0:00", "2:00", "4:00", "6:00", "8:00", "10:00"]);
        assert_eq!(labels(86_400.0, 250.0), ["0h", "6h", "12h", "18h", "24h"]);
        assert_eq!(labels(30.0 * 86_400.0, 300.0).last().unwrap(), "30d");
    }

    #[test]
    fn numbers_are_short() {
        let shown = [0.0, 0.02, 0.25, 1.5, 100.0, 1_234.0, 45_000.0, 3e6].map(compact);
        assert_eq!(shown, ["0", "0.02", "0.25", "1.5", "100", "1.2k", "45k", "3M"]);
    }
}
