//! One instance. Its hue says which version, its fill how busy it is, its outline and glyph in which state it is.

use super::super::palette::Ink;
use super::super::shape::{Shape, Stroke};
use super::super::track::Track;
use super::Setting;
use crate::fleet::{State, VersionId};
use crate::record::Span;

/// Smallest tile that has room for a glyph, px.
const GLYPH_FROM: f64 = 11.0;

/// Left, top, width and height.
type Frame = (f64, f64, f64, f64);

/// Draws the instance of `span` into `frame`.
pub(super) fn draw(shapes: &mut Vec<Shape>, track: &Track, setting: &Setting, span: &Span, frame: Frame) {
    let (hue, soft) = match span.version {
        VersionId::Stable => (Ink::Stable, Ink::StableSoft),
        VersionId::Candidate => (Ink::Candidate, Ink::CandidateSoft),
    };
    let is_overtaken = track.is_overtaken(span, setting.time_s);
    let (x, y, w, h) = frame;
    let radius = (w / 6.0).min(4.0);
    let outline = |tone, dashed| Some(Stroke { tone, width: if w < GLYPH_FROM { 1.0 } else { 1.5 }, dashed });
    let mut body = |fill, stroke| shapes.push(Shape::Rect { x, y, w, h, radius, fill, stroke });
    match span.state {
        State::Provisioning => body(None, outline(hue.at(0.75), true)),
        State::Starting => body(Some(soft.at(0.35)), outline(hue.at(0.9), true)),
        State::Warming => body(Some(soft.solid()), outline(hue.solid(), true)),
        State::Ready => body(Some(soft.solid()), outline(hue.solid(), false)),
        State::Unready => body(None, outline(Ink::Failed.at(0.8), true)),
        State::Draining => body(None, outline(hue.at(0.6), false)),
        State::Crashed => body(Some(Ink::Failed.at(0.12)), outline(Ink::Failed.solid(), false)),
        State::Terminated => return,
    }
    if let Some(load) = track.load_of(span.instance, setting.time_s) {
        fill(shapes, setting, span, load, hue, frame);
    }
    if w >= GLYPH_FROM {
        glyph(shapes, span.state, hue, frame);
        if span.version == VersionId::Candidate {
            // A folded corner tells the candidate without its hue.
            let fold = (w * 0.32).min(8.0);
            let points = vec![(x + w - fold, y), (x + w, y), (x + w, y + fold)];
            shapes.push(Shape::Area { points, fill: hue.solid() });
        }
        if is_overtaken {
            // Struck out, from below to the corner: a newer version is on its way.
            let stroke = Stroke { tone: Ink::Text.at(0.8), width: 1.5, dashed: false };
            shapes.push(Shape::Path { points: vec![(x, y + h), (x + w, y)], stroke });
        }
    }
}

/// Rises with the share of busy workers; a line at the top grows with the queue.
fn fill(shapes: &mut Vec<Shape>, setting: &Setting, span: &Span, load: f64, hue: Ink, (x, y, w, h): Frame) {
    let alpha = if span.state == State::Draining { 0.3 } else { 0.8 };
    let inset = if w < GLYPH_FROM { 1.0 } else { 2.5 };
    let room = h - 2.0 * inset;
    let busy = (load / f64::from(setting.workers.max(1))).min(1.0);
    let level = room * busy;
    if level > 0.5 {
        let fill = Some(hue.at(alpha));
        let (x, w) = (x + inset, w - 2.0 * inset);
        shapes.push(Shape::Rect { x, y: y + h - inset - level, w, h: level, radius: 1.5, fill, stroke: None });
    }
    let waiting = load - f64::from(setting.workers);
    if waiting > 0.0 && setting.queue_capacity > 0 {
        let share = (waiting / f64::from(setting.queue_capacity)).min(1.0);
        let (x, w) = (x + inset, (w - 2.0 * inset) * share.max(0.12));
        let fill = Some(Ink::Failed.solid());
        shapes.push(Shape::Rect { x, y: y + inset, w, h: 3.0_f64.min(h / 4.0), radius: 1.0, fill, stroke: None });
    }
}

fn glyph(shapes: &mut Vec<Shape>, state: State, hue: Ink, (x, y, w, h): Frame) {
    let (cx, cy, r) = (x + w / 2.0, y + h / 2.0, (w.min(h) * 0.2).min(5.0));
    let mut line = |points: &[(f64, f64)], ink: Ink| {
        let points = points.iter().map(|(dx, dy)| (cx + dx * r, cy + dy * r)).collect();
        shapes.push(Shape::Path { points, stroke: Stroke { tone: ink.solid(), width: 1.6, dashed: false } });
    };
    match state {
        // A plus: it is being made.
        State::Provisioning => {
            line(&[(-1.0, 0.0), (1.0, 0.0)], hue);
            line(&[(0.0, -1.0), (0.0, 1.0)], hue);
        }
        // A triangle to the right: it is being started.
        State::Starting => line(&[(-0.7, -1.0), (1.0, 0.0), (-0.7, 1.0), (-0.7, -1.0)], hue),
        // Rising: it gets faster.
        State::Warming => line(&[(-1.0, 0.5), (0.0, -0.6), (1.0, 0.5)], Ink::Text),
        State::Ready => {}
        // A bar: it is there, but the way in is closed.
        State::Unready => line(&[(-1.0, 0.0), (1.0, 0.0)], Ink::Failed),
        // Down: it empties.
        State::Draining => {
            line(&[(0.0, -1.0), (0.0, 1.0)], hue);
            line(&[(-0.8, 0.2), (0.0, 1.0), (0.8, 0.2)], hue);
        }
        State::Crashed => {
            line(&[(-1.0, -1.0), (1.0, 1.0)], Ink::Failed);
            line(&[(-1.0, 1.0), (1.0, -1.0)], Ink::Failed);
        }
        State::Terminated => {}
    }
}
