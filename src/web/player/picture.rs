//! Charts as files: the same sheet as on the page, with a title, on a canvas that nobody sees or as SVG.

use super::super::backend::Screen;
use super::super::engine::Lane;
use super::super::paint::FONT;
use super::super::platform::{download, download_png, window};
use super::Player;
use super::charts::warn;
use super::lane_view::canvas_context;
use crate::i18n::page::chart::{charts, verdict};
use crate::i18n::{Lang, word};
use crate::view::Palette;
use crate::view::chart::sheet::{self, Column, Sheet};
use crate::view::chart::{ChartKind, Frame, Svg, key};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

/// Kinds of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Pixels.
    Png,
    /// Lines and letters.
    Svg,
}

/// What is taken along.
pub struct Taken {
    kind: Option<ChartKind>,
    title: String,
    about: String,
    /// Name, and how it came out, of each lane.
    lanes: Vec<(String, String)>,
}

impl Taken {
    /// The chart of all `lanes`, or all charts that are shown.
    pub fn new(lang: Lang, kind: Option<ChartKind>, title: String, about: String, lanes: &[Rc<Lane>]) -> Taken {
        let lane = |lane: &Rc<Lane>| {
            let outcome = word::rollout_outcome(lang, lane.report.rollout.outcome);
            let about = verdict(lang, outcome, lane.report.requests.harmed(), lane.report.cost.total_usd);
            (lane.name(lang), about)
        };
        Taken { kind, title, about, lanes: lanes.iter().map(lane).collect() }
    }
}

/// Width of one chart and the least of a comparison, CSS px.
const WIDTH: f64 = 960.0;
/// Width of a lane in a comparison, CSS px.
const LANE: f64 = 290.0;
/// Height of a plot of one chart, and in a comparison, CSS px.
const PLOT: f64 = 130.0;
const SMALL_PLOT: f64 = 84.0;
/// Pixels of a PNG for each CSS pixel.
const SHARP: f64 = 2.0;

impl Player {
    /// Has the browser save a picture of the part of the run that is shown.
    pub fn save(&self, taken: &Taken, format: Format) {
        let state = self.0.state.borrow();
        let (props, now) = (&state.props, state.now());
        let columns = state.lanes.iter().zip(&taken.lanes).map(|(lane, (name, about))| Column {
            name: name.clone(),
            about: about.clone(),
            source: lane.source(),
        });
        let sheet = Sheet {
            kinds: taken.kind.map_or_else(|| now.choice.shown().collect(), |kind| vec![kind]),
            lanes: columns.collect(),
            range: now.range,
            choice: now.choice,
            head: Some((taken.title.clone(), taken.about.clone())),
            time: charts(props.lang).time,
        };
        let (width, plot) = match taken.kind {
            Some(_) => (WIDTH, PLOT),
            None => ((LANE * sheet.lanes.len() as f64).max(WIDTH), SMALL_PLOT),
        };
        let height = sheet.height(plot);
        let name = taken.kind.map_or("comparison", key);
        let frame =
            Frame { pixels: 1.0, palette: Palette::of(props.look), font: FONT, lang: props.lang, time_labels: true };
        if format == Format::Svg {
            let mut svg = Svg::new((width as u32, height.ceil() as u32));
            warn(sheet::paint(&mut svg, &sheet, plot, &frame));
            download(&format!("cutover-{name}.svg"), "image/svg+xml", &svg.finish());
            return;
        }
        let element = window().and_then(|window| window.document()).and_then(|it| it.create_element("canvas").ok());
        let Some(canvas) = element.and_then(|element| element.dyn_into::<HtmlCanvasElement>().ok()) else { return };
        let size = ((width * SHARP) as u32, (height * SHARP).ceil() as u32);
        canvas.set_width(size.0);
        canvas.set_height(size.1);
        let Some(context) = canvas_context(&canvas) else { return };
        let frame = Frame { pixels: SHARP, ..frame };
        warn(sheet::paint(&mut Screen::new(&context, size, &self.0.widths), &sheet, plot, &frame));
        download_png(&format!("cutover-{name}.png"), &canvas);
    }
}
