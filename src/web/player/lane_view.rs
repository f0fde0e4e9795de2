//! The canvases of one lane.

use super::super::backend::{CanvasBackend, TextWidths};
use super::super::paint::{FONT, Paints, paint};
use super::super::platform::media;
use super::{Now, Props};
use crate::i18n::number;
use crate::view::chart::{self, ChartKind, Frame, Scales};
use crate::view::scene::{self, Grid, Setting};
use crate::view::{Palette, Track};
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
    /// The canvases of the charts, in the order of [`ChartKind::ALL`].
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
    /// Width of the charts, CSS px.
    chart_width: f64,
}

impl LaneView {
    pub fn new(nodes: LaneNodes) -> LaneView {
        LaneView { nodes, chart_width: 0.0 }
    }

    pub fn lane(&self) -> usize {
        self.nodes.lane
    }

    /// Draws axes and data of every chart.
    pub fn draw_charts(&mut self, track: &Track, scales: &Scales, props: &Props, pixels: f64, widths: &TextWidths) {
        for (kind, node) in ChartKind::ALL.into_iter().zip(&self.nodes.charts) {
            let Some((canvas, context)) = canvas(node) else { continue };
            let (w, h) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
            let size = fit(&canvas, w, h, pixels);
            if size.0 == 0 || size.1 == 0 {
                continue;
            }
            self.chart_width = w;
            let backend = CanvasBackend::new(&context, size, widths);
            context.clear_rect(0.0, 0.0, f64::from(size.0), f64::from(size.1));
            let frame = Frame {
                pixels,
                palette: Palette::of(props.look),
                font: FONT,
                time_labels: Some(&kind) == ChartKind::ALL.last(),
                instance_hour_usd: props.instance_hour_usd,
            };
            let root = backend.into_drawing_area();
            if let Err(error) = chart::draw(&root, kind, track, scales, &frame) {
                // A chart that cannot be drawn leaves its place empty; the text twin has the values.
                web_sys::console::warn_1(&error.to_string().into());
            }
        }
    }

    /// Moves the lines of the playhead and of the pointer.
    pub fn move_lines(&self, time_s: f64, cursor_s: Option<f64>, horizon_s: f64) {
        let (left, right) = chart::plot_edges(self.chart_width);
        let place = |node: &NodeRef, time_s: Option<f64>| {
            let Some(line) = node.cast::<HtmlElement>() else { return };
            if let Some(time_s) = time_s {
                let _ = line.set_attribute("data-time", &number::clock(time_s));
            }
            let style = match time_s {
                Some(time_s) => {
                    let x = left + (right - left) * time_s / horizon_s;
                    format!("transform:translateX({x:.1}px)")
                }
                None => "display:none".to_owned(),
            };
            // A fixed, valid attribute name.
            let _ = line.set_attribute("style", &style);
        };
        place(&self.nodes.playhead, Some(time_s));
        place(&self.nodes.cursor, cursor_s);
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

fn canvas(node: &NodeRef) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas = node.cast::<HtmlCanvasElement>()?;
    let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    Some((canvas, context))
}

/// Gives the canvas as many device pixels as it covers; how many.
fn fit(canvas: &HtmlCanvasElement, w: f64, h: f64, pixels: f64) -> (u32, u32) {
    let size = ((w * pixels).round() as u32, (h * pixels).round() as u32);
    if (canvas.width(), canvas.height()) != size {
        canvas.set_width(size.0);
        canvas.set_height(size.1);
    }
    size
}
