//! What telemetry showed until now as a picture, and afterwards the truth behind it. Colours are those of the page's style sheet, so
//! that the picture is at home in every look.

use crate::fleet::{Reading, VersionId};
use crate::i18n::Lang;
use crate::i18n::oncall::{Seen, Word, readings};
use crate::oncall::{HORIZON_S, Play};
use crate::view::chart::{Axis, Range, compact, time_ticks};
use std::fmt::Write;

/// Size of the picture, and the room around its plot, px.
const WIDTH: f64 = 440.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 38.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 20.0;
/// Two weights that are set closer to each other than this share one label, px.
const APART: f64 = 30.0;

/// Where something stands.
struct Frame {
    axis: Axis,
}

impl Frame {
    fn x(time_s: f64) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * time_s / HORIZON_S
    }

    fn y(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * self.axis.place(value)
    }
}

fn seen_value(seen: Seen, reading: Option<&Reading>) -> f64 {
    match seen {
        Seen::Errors => reading.map_or(f64::NAN, |reading| 100.0 * reading.error_rate),
        Seen::Latency => reading.and_then(|reading| reading.p99_ms).unwrap_or(f64::NAN),
    }
}

/// The picture as SVG, to stand in a page: until now, and with the truth of the whole run if the round is over.
#[must_use]
pub fn picture(lang: Lang, play: &Play, seen: Seen) -> String {
    let interval_s = play.recording.interval.seconds();
    let shown = ((play.now_s() / interval_s).round() as usize).min(play.readings.len());
    let of = |version: usize| -> Vec<f64> {
        play.readings[..shown].iter().map(|both| seen_value(seen, both[version].as_ref())).collect()
    };
    let (stable, candidate) = (of(0), of(1));
    let truth = if play.is_over { truth(play, seen) } else { Vec::new() };
    let limits = &play.scenario.rollback;
    let (limit, least) = match seen {
        Seen::Errors => (100.0 * limits.error_rate_limit, 3.0),
        Seen::Latency => (limits.latency_p99_limit_ms, 500.0),
    };
    let highest = stable.iter().chain(&candidate).chain(&truth).copied().filter(|value| value.is_finite());
    let frame = Frame { axis: Axis::up_to(highest.fold(least, f64::max) * 1.06) };
    let name = format!("{}: {}", seen.name(lang), readings(lang, &play.readings[shown - 1]));
    let mut svg = format!(
        r#"<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="img" aria-label="{name}" font-size="13" fill="none">"#
    );
    grid(&mut svg, &frame);
    future(&mut svg, play.now_s());
    area(&mut svg, &frame, &truth, interval_s);
    let y = frame.y(limit);
    let _ = write!(
        svg,
        r#"<path d="M{LEFT} {y:.1}H{:.1}" stroke="var(--failed)" stroke-dasharray="6 3"/><text x="{:.1}" y="{:.1}" text-anchor="end" fill="var(--failed)">{}</text>"#,
        WIDTH - RIGHT,
        WIDTH - RIGHT - 2.0,
        y - 3.0,
        Word::Limit.name(lang)
    );
    weights(&mut svg, play, shown);
    line(&mut svg, &frame, &stable, interval_s, r#"stroke="var(--stable)" stroke-width="2" stroke-dasharray="5 3""#);
    line(&mut svg, &frame, &candidate, interval_s, r#"stroke="var(--candidate)" stroke-width="3""#);
    svg.push_str("</svg>");
    svg
}

/// What really happened until each sample in the window of telemetry: to the candidate's requests, or the mean 99th percentile of all.
fn truth(play: &Play, seen: Seen) -> Vec<f64> {
    let series = &play.recording.series;
    let window =
        (play.scenario.telemetry.scrape_interval_s / play.recording.interval.seconds()).ceil().max(1.0) as usize;
    let candidate = VersionId::Candidate.index();
    let wrong = [&series.failed[candidate], &series.timed_out[candidate]];
    let at = |i: usize| {
        let part = (i + 1).saturating_sub(window)..=i;
        let sum = |list: &[u32]| list[part.clone()].iter().map(|count| f64::from(*count)).sum::<f64>();
        match seen {
            Seen::Errors => {
                let wrong: f64 = wrong.iter().map(|list| sum(list)).sum();
                100.0 * wrong / (wrong + sum(&series.served[candidate]))
            }
            Seen::Latency => {
                let known = series.p99_ms[part.clone()].iter().filter(|value| value.is_finite());
                let (sum, count) = known.fold((0.0, 0.0), |(sum, count), value| (sum + f64::from(*value), count + 1.0));
                sum / count
            }
        }
    };
    // A value for each window: in between it would only flicker.
    (0..play.recording.sample_count()).map(|i| at((i / window + 1) * window - 1)).collect()
}

fn grid(svg: &mut String, frame: &Frame) {
    let _ = write!(svg, r#"<g stroke="var(--line)">"#);
    let ticks = frame.axis.ticks(6);
    for tick in &ticks {
        let _ = write!(svg, r#"<path d="M{LEFT} {:.1}H{:.1}"/>"#, frame.y(*tick), WIDTH - RIGHT);
    }
    let _ = write!(svg, r#"</g><g fill="var(--muted)" text-anchor="end">"#);
    for tick in &ticks {
        let _ = write!(svg, r#"<text x="{:.1}" y="{:.1}">{}</text>"#, LEFT - 4.0, frame.y(*tick) + 4.0, compact(*tick));
    }
    let _ = write!(svg, r#"</g><g fill="var(--muted)" text-anchor="middle">"#);
    // A label at the right edge would be cut.
    for (at_s, words) in time_ticks(Range::whole(HORIZON_S), WIDTH).into_iter().filter(|(at_s, _)| *at_s < HORIZON_S) {
        let _ = write!(svg, r#"<text x="{:.1}" y="{:.1}">{words}</text>"#, Frame::x(at_s), HEIGHT - 5.0);
    }
    svg.push_str("</g>");
}

/// What has not been seen.
fn future(svg: &mut String, now_s: f64) {
    let x = Frame::x(now_s);
    let _ = write!(
        svg,
        r#"<path d="M{x:.1} {TOP}H{:.1}V{:.1}H{x:.1}Z" fill="var(--sunken)"/><path d="M{x:.1} {TOP}V{:.1}" stroke="var(--text)"/>"#,
        WIDTH - RIGHT,
        HEIGHT - BOTTOM,
        HEIGHT - BOTTOM
    );
}

/// The weights that were set until sample `shown`, each with a line where it begins.
fn weights(svg: &mut String, play: &Play, shown: usize) {
    let weights = &play.recording.series.set_weight[..shown];
    let interval_s = play.recording.interval.seconds();
    let (mut before, mut label_end) = (0, f64::NEG_INFINITY);
    for (i, weight) in weights.iter().enumerate() {
        if std::mem::replace(&mut before, *weight) == *weight {
            continue;
        }
        let x = Frame::x(i as f64 * interval_s);
        let _ = write!(
            svg,
            r#"<path d="M{x:.1} {TOP}V{:.1}" stroke="var(--edge)" stroke-dasharray="2 3"/>"#,
            HEIGHT - BOTTOM
        );
        if x > label_end {
            let _ = write!(svg, r#"<text x="{x:.1}" y="{:.1}" fill="var(--text)">{weight}%</text>"#, TOP - 6.0);
            label_end = x + APART;
        }
    }
}

/// Values from sample to sample, each until the next one comes; where there is none the line ends.
fn line(svg: &mut String, frame: &Frame, values: &[f64], interval_s: f64, look: &str) {
    let mut path = String::new();
    let mut last = f64::NAN;
    for (i, value) in values.iter().enumerate() {
        let (x, y) = (Frame::x((i + 1) as f64 * interval_s), frame.y(*value));
        match (last.is_finite(), value.is_finite()) {
            (_, false) => {}
            (false, true) => {
                let _ = write!(path, "M{x:.1} {y:.1}");
            }
            (true, true) if *value != last || i + 1 == values.len() => {
                let _ = write!(path, "H{x:.1}V{y:.1}");
            }
            (true, true) => {}
        }
        if last.is_finite() && !value.is_finite() {
            let _ = write!(path, "H{x:.1}");
        }
        last = *value;
    }
    let _ = write!(svg, r#"<path d="{path}" {look}/>"#);
}

/// The ground below values.
fn area(svg: &mut String, frame: &Frame, values: &[f64], interval_s: f64) {
    let floor = frame.y(0.0);
    let mut path = String::new();
    let mut is_open = false;
    for (i, value) in values.iter().enumerate() {
        let x = Frame::x((i + 1) as f64 * interval_s);
        if value.is_finite() {
            let begin = if is_open { String::new() } else { format!("M{x:.1} {floor:.1}") };
            let _ = write!(path, "{begin}L{x:.1} {:.1}", frame.y(*value));
        } else if is_open {
            let _ = write!(path, "V{floor:.1}Z");
        }
        is_open = value.is_finite();
    }
    if is_open {
        let _ = write!(path, "V{floor:.1}Z");
    }
    if !path.is_empty() {
        let _ = write!(svg, r#"<path d="{path}" fill="var(--candidate-soft)" stroke="var(--edge)"/>"#);
    }
}
