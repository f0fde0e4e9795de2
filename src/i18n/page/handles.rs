//! The words of curves that are dragged.

use super::super::{Lang, number};

/// What goes up in a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Requests per second.
    Rate,
    /// Share of the traffic, of the whole weight.
    Weight,
}

/// The title of the traffic's curve.
#[must_use]
pub fn traffic(lang: Lang) -> &'static str {
    lang.pick("시간에 따른 요청률", "Arrival rate over time")
}

/// The title of the canary's curve.
#[must_use]
pub fn steps(lang: Lang) -> &'static str {
    lang.pick("카나리 단계", "Steps of the canary")
}

/// How its points are moved, and removed where that is possible.
#[must_use]
pub fn how(lang: Lang, is_removable: bool) -> &'static str {
    if is_removable {
        lang.pick(
            "점을 끌거나 화살표 키로 옮기고, Delete로 지웁니다",
            "Drag the points or use the arrow keys; Delete removes one",
        )
    } else {
        lang.pick("점을 끌거나 화살표 키로 옮깁니다", "Drag the points or use the arrow keys")
    }
}

/// What the line to be compared with is.
#[must_use]
pub fn limit(lang: Lang) -> &'static str {
    lang.pick("플릿 용량", "what the fleet can answer")
}

/// A value beside the axis.
#[must_use]
pub fn value(axis: Axis, value: f64) -> String {
    match axis {
        Axis::Rate => number::readable(value),
        Axis::Weight => number::plain(value.round()),
    }
}

/// A point: which one, when and how high.
#[must_use]
pub fn point(lang: Lang, axis: Axis, number: usize, [at_s, value]: [f64; 2]) -> String {
    let at = number::clock(at_s);
    match axis {
        Axis::Rate => {
            let rate = number::rate(lang, value);
            lang.pick(format!("점 {number}: {at}, {rate}"), format!("Point {number}: {at}, {rate}"))
        }
        Axis::Weight => {
            let weight = number::plain(value);
            lang.pick(
                format!("단계 {number}: 비중 {weight}, 시작부터 {at}까지"),
                format!("Step {number}: weight {weight}, until {at} after the start"),
            )
        }
    }
}
