//! Charts: the small ones under each lane, a large one, and pictures to take along, drawn by plotters on whatever they are
//! given: a canvas, or SVG.
//!
//! All lanes share the scales, and every chart the same left and right edge, so that one time axis and one playhead
//! serve them all.

mod axis;
mod choice;
mod curve;
mod dash;
mod flags;
mod layers;
mod range;
mod scale;
pub mod sheet;
mod surface;
mod svg;
pub mod twin;

pub use crate::i18n::page::chart::{ChartKind, Curve, Threshold, Unit};
pub use axis::{compact, time_ticks};
pub use choice::{Choice, key};
pub use curve::{Form, Source, Terms, Told, curves, may_be_log, sentence, text, thresholds, told, unit, value};
pub use flags::{Flag, Glyph, flags};
pub use layers::{Layers, Line, layers};
pub use range::Range;
pub use scale::{Axis, Scale};
pub use surface::{Canvas, Lettering, Surface};
pub use svg::Svg;

use super::palette::{Ink, Palette};
use crate::i18n::Lang;
use plotters::coord::Shift;
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::convert::Infallible;

/// What a chart shows: of which run, between which values, and from when until when.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// What.
    pub kind: ChartKind,
    /// Of which run.
    pub source: Source<'a>,
    /// The y axis.
    pub axis: Axis,
    /// The part of the run.
    pub range: Range,
}

/// How a chart is drawn, the data aside.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Device pixels per CSS pixel.
    pub pixels: f64,
    /// The colours.
    pub palette: &'a Palette,
    /// Font families, most wanted first.
    pub font: &'a str,
    /// The language of what is written.
    pub lang: Lang,
    /// Whether the time axis has its labels here.
    pub time_labels: bool,
}

/// A part of what is drawn on.
pub type Area<'a> = DrawingArea<Surface<'a>, Shift>;
/// Nothing that is drawn on can fail: what can is the layout, in too little room.
pub type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;

/// Room for the labels of the y axis, CSS px.
const LEFT: f64 = 34.0;
/// Room right of the plot, CSS px.
const RIGHT: f64 = 5.0;
/// Room above the plot, CSS px.
const TOP: f64 = 5.0;
/// Room below the plot with and without labels of the time axis, CSS px.
pub const BOTTOM_WITH_LABELS: f64 = 17.0;
const BOTTOM: f64 = 3.0;
/// Size of labels, CSS px.
const LABEL: f64 = 10.0;
/// Two labels of the y axis need so much room, CSS px.
const LABEL_EVERY: f64 = 17.0;

/// Left and right edge of the plot in a chart of `width` CSS pixels.
#[must_use]
pub fn plot_edges(width: f64) -> (f64, f64) {
    (LEFT, (width - RIGHT).max(LEFT + 1.0))
}

/// Where the share of the shown part of the run is in a chart, as a length of the style sheet.
#[must_use]
pub fn css_place(share: f64) -> String {
    format!("calc({LEFT}px + (100% - {}px) * {share:.4})", LEFT + RIGHT)
}

impl Frame<'_> {
    fn px(&self, css: f64) -> i32 {
        (css * self.pixels).round() as i32
    }

    fn line(&self, ink: Ink, width: f64) -> ShapeStyle {
        self.colour(ink).stroke_width(self.px(width).max(1) as u32)
    }

    fn colour(&self, ink: Ink) -> RGBAColor {
        let (r, g, b) = self.palette.rgb(ink);
        RGBAColor(r, g, b, 1.0)
    }

    /// Text of `size` CSS pixels.
    fn text(&self, ink: Ink, size: f64, bold: bool, pos: Pos) -> TextStyle<'_> {
        let style = if bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = (self.font, size * self.pixels, style).into_font();
        TextStyle { font, color: self.colour(ink).to_backend_color(), pos }
    }
}

/// Draws a chart over the whole of `root`.
///
/// # Errors
/// When there is too little room.
pub fn draw(root: &Area<'_>, picture: &Picture<'_>, frame: &Frame<'_>) -> Drawn {
    let Picture { kind, source, axis, range } = *picture;
    let (w, h) = root.dim_in_pixel();
    let (width, height) = (f64::from(w) / frame.pixels, f64::from(h) / frame.pixels);
    let bottom = if frame.time_labels { BOTTOM_WITH_LABELS } else { BOTTOM };
    // From left to right, and from bottom to top.
    let across = (frame.px(LEFT), (w as i32 - frame.px(RIGHT)).max(frame.px(LEFT) + 1));
    let along = (h as i32 - frame.px(bottom), frame.px(TOP));
    let (times, places) = (RangedCoordf64::from(range.from_s..range.to_s), RangedCoordf64::from(0.0..1.0));
    let at = |(time_s, place): (f64, f64)| (times.map(&time_s, across), places.map(&place, along));
    let line = |points: Vec<(i32, i32)>, style: ShapeStyle| root.draw(&PathElement::new(points, style));
    let dashed = |points: &[(i32, i32)], on: f64, style: ShapeStyle| {
        dash::dashes(points, on * frame.pixels, 3.0 * frame.pixels).into_iter().try_for_each(|dash| line(dash, style))
    };
    let label = |pos: Pos| frame.text(Ink::Muted, LABEL, false, pos);
    for tick in axis.ticks((height / LABEL_EVERY).clamp(2.0, 6.0) as usize) {
        let y = at((range.from_s, axis.place(tick))).1;
        line(vec![(across.0, y), (across.1, y)], frame.line(Ink::Line, 1.0))?;
        // The labels at the ends stay inside.
        let middle = y.clamp(frame.px(LABEL / 2.0), (h as i32 - frame.px(LABEL / 2.0)).max(frame.px(LABEL / 2.0)));
        root.draw_text(&compact(tick), &label(Pos::new(HPos::Right, VPos::Center)), (frame.px(LEFT - 5.0), middle))?;
    }
    let upright = |time_s: f64| vec![at((time_s, 0.0)), at((time_s, 1.0))];
    let ticks = time_ticks(range, width);
    for (time_s, _) in &ticks {
        line(upright(*time_s), frame.line(Ink::Line, 1.0))?;
    }
    let layers = layers(kind, source, axis, range, (width as usize).max(16));
    for (ink, points) in layers.areas {
        root.draw(&Polygon::new(points.into_iter().map(at).collect::<Vec<_>>(), frame.colour(ink).filled()))?;
    }
    for time_s in flags::turns(source.track, range) {
        dashed(&upright(time_s), 1.0, frame.line(Ink::Muted, 1.0))?;
    }
    for Line { ink, width, dashed: is_dashed, points } in layers.lines {
        let (points, style): (Vec<_>, _) = (points.into_iter().map(at).collect(), frame.line(ink, width));
        if is_dashed { dashed(&points, 3.0, style)? } else { line(points, style)? }
    }
    for (threshold, value) in thresholds(kind, source.terms).into_iter().filter(|(_, value)| axis.contains(*value)) {
        let place = axis.place(value);
        let y = at((range.from_s, place)).1;
        dashed(&[(across.0, y), (across.1, y)], 6.0, frame.line(Ink::Failed, 1.0))?;
        let words = format!("{} {}", threshold.name(frame.lang), text(unit(kind), value));
        // Above the line, and below where there is no room for it.
        let is_high = (1.0 - place) * (height - TOP - bottom) < LABEL + 2.0;
        let (v_pos, y) = if is_high { (VPos::Top, y + frame.px(2.0)) } else { (VPos::Bottom, y - frame.px(1.0)) };
        let style = frame.text(Ink::Failed, LABEL, false, Pos::new(HPos::Right, v_pos));
        root.draw_text(&words, &style, (across.1 - frame.px(2.0), y))?;
    }
    if frame.time_labels {
        for (time_s, words) in &ticks {
            // Those at the ends stay inside.
            let h_pos = match range.share(*time_s) {
                ..0.02 => HPos::Left,
                0.98.. => HPos::Right,
                _ => HPos::Center,
            };
            let below = (at((*time_s, 0.0)).0, along.0 + frame.px(4.0));
            root.draw_text(words, &label(Pos::new(h_pos, VPos::Top)), below)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::palette::Look;
    use super::super::sample::recording;
    use super::super::track::Track;
    use super::*;

    const TERMS: Terms = Terms {
        instance_hour_usd: 0.1,
        served_percent: 90.0,
        error_rate_limit: Some(0.05),
        latency_limit_ms: Some(150.0),
    };

    fn svg(kind: ChartKind, range: Range, is_log: bool) -> String {
        let track = Track::new(recording());
        let source = Source { track: &track, terms: &TERMS };
        let axis = Scale::of(kind, std::iter::once(source)).axis(is_log);
        let palette = Palette::of(Look::Light);
        let frame = Frame { pixels: 1.0, palette, font: "sans-serif", lang: Lang::En, time_labels: true };
        let mut svg = Svg::new((260, 90));
        {
            let root = Surface(&mut svg).into_drawing_area();
            draw(&root, &Picture { kind, source, axis, range }, &frame).unwrap();
        }
        svg.finish()
    }

    #[test]
    fn every_chart_draws_its_data_and_its_axes() {
        for kind in ChartKind::ALL {
            for is_log in [false, true] {
                let svg = svg(*kind, Range::whole(40.0), is_log);
                assert!(svg.contains("<poly"), "{kind:?} has no data: {svg}");
                assert!(svg.contains(">0:00<") && svg.contains(">0:30<"), "{kind:?} has no time axis: {svg}");
                assert!(!svg.contains("NaN"), "{kind:?}: {svg}");
            }
        }
    }

    /// The points of the line or area in this colour.
    fn xs(svg: &str, colour: &str) -> Vec<f64> {
        let line = svg.lines().find(|line| line.contains("<polyline") && line.contains(colour)).expect("a line");
        let points = line.split("points=\"").nth(1).unwrap().split('"').next().unwrap();
        points.split_whitespace().map(|point| point.split(',').next().unwrap().parse().unwrap()).collect()
    }

    #[test]
    fn the_plot_keeps_inside_the_edges_that_the_playhead_uses() {
        let (left, right) = plot_edges(260.0);
        // The demand is constant over the whole run, so its line goes from edge to edge, also of a part of it.
        for range in [Range::whole(40.0), Range { from_s: 11.3, to_s: 21.7 }] {
            let xs = xs(&svg(ChartKind::Capacity, range, false), "#171a21");
            assert!((xs[0] - left).abs() <= 1.5 && (xs[xs.len() - 1] - right).abs() <= 1.5, "{xs:?}");
        }
    }

    #[test]
    fn limits_are_lines_with_names() {
        let all = Range::whole(40.0);
        assert!(svg(ChartKind::SeenErrors, all, false).contains(">roll-back limit 5%<"));
        assert!(svg(ChartKind::Latency, all, false).contains(">roll-back limit 150<"));
        assert!(svg(ChartKind::Budget, all, false).contains(">SLO 100%<"));
        assert!(!svg(ChartKind::Capacity, all, false).contains("limit"));
    }
}
