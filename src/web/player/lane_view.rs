//! The canvases of one lane.

use super::super::backend::{Screen, TextWidths};
use super::super::engine::Lane;
use super::super::paint::{Paints, paint};
use super::super::platform::media;
use super::charts::warn;
use super::{Now, Props};
use crate::i18n::number;
use crate::view::Track;
use crate::view::chart::{self, ChartKind, Frame, Picture, Range, Surface};
use crate::view::scene::{self, Grid, Setting};
use plotters::prelude::IntoDrawingArea;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};
use yew::NodeRef;

/// Where a lane is painted.
#[derive(Clone, PartialEq)]
pub struct LaneNodes {
    /// Position among the lanes.
    pub lane: usize,
    /// The canvas of the stage.
    pub stage: NodeRef,
    /// The canvases of the charts, in the order of [`ChartKind::ALL`]; those that are not shown have none.
    pub charts: Vec<NodeRef>,
    /// What holds all charts.
    pub area: NodeRef,
    /// The line of the playhead across all charts.
    pub playhead: NodeRef,
    /// The line of the pointer across all charts.
    pub cursor: NodeRef,
}

/// The canvases of one lane and what is known of them.
pub struct LaneView {
    nodes: LaneNodes,
    /// The charts that have to be drawn again, a bit for each kind.
    pub stale: u16,
}

impl LaneView {
    pub fn new(nodes: LaneNodes) -> LaneView {
        LaneView { nodes, stale: u16::MAX }
    }

    /// Tells whoever measures which recording the charts in view show.
    pub fn tell_drawn(&self, lane: &Lane) {
        const NAME: &str = "data-drawn";
        let Some(area) = self.nodes.area.cast::<HtmlElement>() else { return };
        if area.get_attribute(NAME) != lane.report.hash {
            // A fixed, valid attribute name.
            let _ = area.set_attribute(NAME, lane.report.hash.as_deref().unwrap_or_default());
        }
    }

    pub fn lane(&self) -> usize {
        self.nodes.lane
    }

    /// Whether a chart lies in the window, which is `height` CSS pixels high.
    pub fn is_in_view(&self, kind: ChartKind, height: f64) -> bool {
        self.nodes.charts[kind as usize].cast::<HtmlElement>().is_some_and(|canvas| {
            let bounds = canvas.get_bounding_client_rect();
            bounds.bottom() > 0.0 && bounds.top() < height
        })
    }

    /// Draws axes and data of a chart.
    pub fn draw_chart(&self, picture: &Picture<'_>, frame: &Frame<'_>, widths: &TextWidths) {
        let Some((canvas, context)) = canvas(&self.nodes.charts[picture.kind as usize]) else { return };
        let (w, h) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
        let size = fit(&canvas, w, h, frame.pixels);
        if size.0 > 0 && size.1 > 0 {
            let mut screen = Screen::new(&context, size, widths);
            warn(chart::draw(&Surface(&mut screen).into_drawing_area(), picture, frame));
        }
    }

    /// Moves the lines of the playhead and of the pointer.
    pub fn move_lines(&self, time_s: f64, cursor_s: Option<f64>, range: Range) {
        let width = self.nodes.area.cast::<HtmlElement>().map_or(0.0, |area| f64::from(area.client_width()));
        place(&self.nodes.playhead, Some(time_s), range, width);
        place(&self.nodes.cursor, cursor_s, range, width);
    }

    /// Paints the stage at the playhead.
    pub fn paint_stage(
        &self,
        track: &Track,
        now: &Now,
        grid: impl Fn(f64) -> Grid,
        props: &Props,
        paints: &Paints,
        pixels: f64,
    ) {
        let Some((canvas, context)) = canvas(&self.nodes.stage) else { return };
        let width = f64::from(canvas.client_width());
        if width < 1.0 {
            return;
        }
        let grid = grid(width);
        let height = scene::height(&grid).ceil();
        // The style sheet does not know how many rows the fleet takes.
        let style = format!("height:{height}px");
        if canvas.get_attribute("style").as_deref() != Some(&style) {
            let _ = canvas.set_attribute("style", &style);
        }
        fit(&canvas, width, height, pixels);
        let setting = Setting {
            time_s: now.time_s,
            speed: now.speed.factor(),
            width,
            grid,
            workers: props.workers,
            queue_capacity: props.queue_capacity,
            motion: !media("(prefers-reduced-motion: reduce)"),
        };
        paint(&context, &scene::scene(track, &setting), paints, (width, height), pixels);
    }
}

/// Puts an upright line where `time_s` is in charts of `width` CSS pixels, or hides it.
pub fn place(node: &NodeRef, time_s: Option<f64>, range: Range, width: f64) {
    let Some(line) = node.cast::<HtmlElement>() else { return };
    let style = match time_s.filter(|time_s| range.contains(*time_s)) {
        Some(time_s) => {
            // Fixed, valid attribute names.
            let _ = line.set_attribute("data-time", &number::clock(time_s));
            let (left, right) = chart::plot_edges(width);
            format!("transform:translateX({:.1}px)", left + (right - left) * range.share(time_s))
        }
        None => "display:none".to_owned(),
    };
    let _ = line.set_attribute("style", &style);
}

/// A canvas and what draws on it.
pub fn canvas(node: &NodeRef) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas = node.cast::<HtmlCanvasElement>()?;
    let context = canvas_context(&canvas)?;
    Some((canvas, context))
}

/// What draws on a canvas.
pub fn canvas_context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// Gives the canvas as many device pixels as it covers; how many.
pub fn fit(canvas: &HtmlCanvasElement, w: f64, h: f64, pixels: f64) -> (u32, u32) {
    let size = ((w * pixels).round() as u32, (h * pixels).round() as u32);
    if (canvas.width(), canvas.height()) != size {
        canvas.set_width(size.0);
        canvas.set_height(size.1);
    }
    size
}
