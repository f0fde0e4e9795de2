//! The small charts under each lane, drawn by plotters on whatever backend it is given: a canvas, or SVG.
//!
//! All lanes share the scales, and every chart the same left and right edge, so that one time axis and one playhead
//! serve them all.

mod axis;
mod layers;

pub use axis::{compact, time_ticks};
pub use layers::{Layers, Line, layers};

use super::palette::{Ink, Palette};
use super::track::Track;
use plotters::coord::ranged1d::{AsRangedCoord, Ranged, ValueFormatter};
use plotters::coord::{Shift, types::RangedCoordf64};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// What a chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Requests per second that the fleet can answer, by version, against those that arrive.
    Capacity,
    /// Share of the requests that the candidate gets: set and actual.
    Share,
    /// p50, p95 and p99, on a logarithmic scale.
    Latency,
    /// Requests failed, refused and given up, per second.
    Errors,
    /// Money so far, and what the wanted fleet alone would have cost.
    Cost,
}

impl ChartKind {
    /// Every chart, in the order of a lane.
    pub const ALL: [ChartKind; 5] =
        [ChartKind::Capacity, ChartKind::Share, ChartKind::Errors, ChartKind::Latency, ChartKind::Cost];
}

/// Ranges that all lanes share, so that equal heights mean equal values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scales {
    /// Length of the longest run, s.
    pub horizon_s: f64,
    /// Top of the capacity chart, requests per second.
    pub capacity_rps: f64,
    /// Range of the latency chart, ms.
    pub latency_ms: (f64, f64),
    /// Top of the error chart, requests per second.
    pub errors_rps: f64,
    /// Top of the cost chart, US dollars.
    pub cost_usd: f64,
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
    /// Whether the time axis has its labels here.
    pub time_labels: bool,
    /// Price of an instance hour, US dollars.
    pub instance_hour_usd: f64,
}

/// Room for the labels of the y axis, CSS px.
const LEFT: f64 = 34.0;
/// Room right of the plot, CSS px.
const RIGHT: f64 = 5.0;
/// Room above the plot, CSS px.
const TOP: f64 = 5.0;
/// Room below the plot with and without labels of the time axis, CSS px.
const BOTTOM_WITH_LABELS: f64 = 17.0;
const BOTTOM: f64 = 3.0;
/// Size of labels, CSS px.
const LABEL: f64 = 10.0;

/// Left and right edge of the plot in a chart of `width` CSS pixels.
#[must_use]
pub fn plot_edges(width: f64) -> (f64, f64) {
    (LEFT, (width - RIGHT).max(LEFT + 1.0))
}

impl Scales {
    /// Ranges in which all of `tracks` fit.
    #[must_use]
    pub fn of<'a>(tracks: impl Iterator<Item = &'a Track> + Clone, instance_hour_usd: f64) -> Scales {
        let largest = |value: &dyn Fn(&Track) -> f64| tracks.clone().map(value).fold(0.0, f64::max);
        let top = |value: f64| if value > 0.0 { value * 1.08 } else { 1.0 };
        let capacity = largest(&|track| {
            let series = &track.recording().series;
            let [stable, candidate] = &series.capacity_rps;
            let capacity = stable.iter().zip(candidate).map(|(a, b)| f64::from(a + b)).fold(0.0, f64::max);
            series.demand_rps.iter().map(|rate| f64::from(*rate)).fold(capacity, f64::max)
        });
        let errors = largest(&|track| layers::highest_error_rate(track).unwrap_or(0.0));
        let cost = largest(&|track| track.hours().last().copied().unwrap_or(0.0)) * instance_hour_usd;
        let latencies = || {
            tracks.clone().flat_map(|track| {
                let series = &track.recording().series;
                series
                    .p50_ms
                    .iter()
                    .chain(&series.p99_ms)
                    .map(|ms| f64::from(*ms))
                    .filter(|ms| ms.is_finite() && *ms > 0.0)
            })
        };
        let low = latencies().fold(f64::INFINITY, f64::min);
        let high = latencies().fold(0.0, f64::max);
        // Whole powers of ten make readable ends of a logarithmic axis.
        let power = |exponent: f64| libm::pow(10.0, exponent);
        let latency_ms = if high > 0.0 {
            let (from, to) = (libm::log10(low).floor(), libm::log10(high).ceil());
            (power(from), power(to.max(from + 1.0)))
        } else {
            (1.0, 1_000.0)
        };
        Scales {
            horizon_s: largest(&|track| track.recording().horizon.seconds()).max(1.0),
            capacity_rps: top(capacity),
            latency_ms,
            errors_rps: top(errors),
            cost_usd: top(cost),
        }
    }

    /// The range of a chart's y axis.
    fn y(&self, kind: ChartKind) -> (f64, f64) {
        match kind {
            ChartKind::Capacity => (0.0, self.capacity_rps),
            ChartKind::Share => (0.0, 100.0),
            ChartKind::Latency => self.latency_ms,
            ChartKind::Errors => (0.0, self.errors_rps),
            ChartKind::Cost => (0.0, self.cost_usd),
        }
    }
}

/// What can go wrong while drawing is the backend's alone.
type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Draws a chart over the whole of `root`.
///
/// # Errors
/// When the backend fails.
pub fn draw<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    kind: ChartKind,
    track: &Track,
    scales: &Scales,
    frame: &Frame<'_>,
) -> Drawn<DB> {
    let (width, _) = root.dim_in_pixel();
    let columns = (f64::from(width) / frame.pixels) as usize;
    let layers = layers(kind, track, scales, frame.instance_hour_usd, columns.max(16));
    let (low, high) = scales.y(kind);
    if kind == ChartKind::Latency {
        // Plotters' logarithmic axis leaves out its upper end unless the range reaches a little beyond.
        plot(root, &layers, (low..high * 1.001).log_scale(), (low, high), scales, frame)
    } else {
        plot(root, &layers, low..high, (low, high), scales, frame)
    }
}

fn plot<DB: DrawingBackend, Y>(
    root: &DrawingArea<DB, Shift>,
    layers: &Layers,
    y: Y,
    (low, high): (f64, f64),
    scales: &Scales,
    frame: &Frame<'_>,
) -> Drawn<DB>
where
    Y: AsRangedCoord<Value = f64>,
    Y::CoordDescType: Ranged<ValueType = f64> + ValueFormatter<f64>,
{
    let px = |css: f64| (css * frame.pixels).round() as i32;
    let colour = |ink: Ink, alpha: f64| {
        let (r, g, b) = frame.palette.rgb(ink);
        RGBAColor(r, g, b, alpha)
    };
    let bottom = if frame.time_labels { BOTTOM_WITH_LABELS } else { BOTTOM };
    let mut chart = ChartBuilder::on(root)
        .margin_top(px(TOP))
        .margin_right(px(RIGHT))
        .margin_bottom(px(bottom))
        .set_label_area_size(LabelAreaPosition::Left, px(LEFT))
        .build_cartesian_2d(RangedCoordf64::from(0.0..scales.horizon_s), y)?;
    let label = |ink: Ink| (frame.font, LABEL * frame.pixels).with_color(colour(ink, 1.0)).into_text_style(root);
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .y_labels(3)
        .y_max_light_lines(0)
        .bold_line_style(colour(Ink::Line, 1.0).stroke_width(px(1.0) as u32))
        .axis_style(TRANSPARENT)
        .label_style(label(Ink::Muted))
        .y_label_formatter(&|value| compact(*value))
        .set_tick_mark_size(LabelAreaPosition::Left, px(3.0))
        .draw()?;
    let ticks = time_ticks(scales.horizon_s, f64::from(root.dim_in_pixel().0) / frame.pixels);
    let line = |ink: Ink, width: f64| colour(ink, 1.0).stroke_width(px(width).max(1) as u32);
    chart.draw_series(
        ticks.iter().map(|(at, _)| PathElement::new(vec![(*at, low), (*at, high)], line(Ink::Line, 1.0))),
    )?;
    for (ink, points) in &layers.areas {
        chart.draw_series(std::iter::once(Polygon::new(points.clone(), colour(*ink, 1.0).filled())))?;
    }
    for Line { ink, width, dashed, points } in &layers.lines {
        let style = line(*ink, *width);
        if *dashed {
            chart.draw_series(DashedLineSeries::new(points.iter().copied(), px(3.0), px(3.0), style))?;
        } else {
            chart.draw_series(LineSeries::new(points.iter().copied(), style))?;
        }
    }
    if frame.time_labels {
        let (_, bottom_y) = chart.plotting_area().get_pixel_range();
        for (at, text) in &ticks {
            let (x, _) = chart.backend_coord(&(*at, low));
            let h_pos = if *at == 0.0 { HPos::Left } else { HPos::Center };
            let style = label(Ink::Muted).pos(Pos::new(h_pos, VPos::Top));
            root.draw_text(text, &style, (x, bottom_y.end + px(4.0)))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::palette::Look;
    use super::super::sample::recording;
    use super::*;
    use plotters_svg::SVGBackend;

    fn svg(kind: ChartKind) -> String {
        let track = Track::new(recording());
        let scales = Scales::of(std::iter::once(&track), 0.1);
        let frame = Frame {
            pixels: 1.0,
            palette: Palette::of(Look::Light),
            font: "sans-serif",
            time_labels: true,
            instance_hour_usd: 0.1,
        };
        let mut text = String::new();
        {
            let root = SVGBackend::with_string(&mut text, (260, 90)).into_drawing_area();
            draw(&root, kind, &track, &scales, &frame).unwrap();
            root.present().unwrap();
        }
        text
    }

    #[test]
    fn every_chart_draws_its_data_and_its_axes() {
        for kind in ChartKind::ALL {
            let svg = svg(kind);
            assert!(svg.contains("<poly"), "{kind:?} has no data: {svg}");
            assert!(svg.contains("0:00") && svg.contains("0:30"), "{kind:?} has no time axis: {svg}");
            assert!(!svg.contains("NaN"), "{kind:?}: {svg}");
        }
    }

    #[test]
    fn the_plot_keeps_inside_the_edges_that_the_playhead_uses() {
        let (left, right) = plot_edges(260.0);
        // The demand is constant over the whole run, so its line goes from edge to edge.
        let svg = svg(ChartKind::Capacity);
        let line = svg.split("<polyline").find(|part| part.contains("#171A21")).unwrap();
        let points = line.split("points=\"").nth(1).unwrap().split('"').next().unwrap();
        let x = |point: &str| point.split(',').next().unwrap().parse::<f64>().unwrap();
        let xs: Vec<f64> = points.split_whitespace().map(x).collect();
        assert!((xs[0] - left).abs() <= 8.0 && (xs[xs.len() - 1] - right).abs() <= 1.5, "{xs:?}");
    }

    #[test]
    fn lanes_share_their_scales() {
        let track = Track::new(recording());
        let mut larger = recording();
        larger.series.capacity_rps[0][3] = 100.0;
        let larger = Track::new(larger);
        let scales = Scales::of([&track, &larger].into_iter(), 0.1);
        assert!((scales.capacity_rps - 120.0 * 1.08).abs() < 1e-9);
        assert_eq!(scales.latency_ms, (10.0, 100.0));
        assert!((scales.errors_rps - 2.0 * 1.08).abs() < 1e-9);
    }
}
