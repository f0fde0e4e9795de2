//! The charts of all lanes: which part of the run they show, which are shown, and which have to be drawn again. They are drawn
//! a few in each frame, those in view first, so that nothing waits for them.

use super::super::backend::{Screen, TextWidths};
use super::super::engine::Lane;
use super::super::paint::FONT;
use super::super::platform::{now_ms, store, window};
use super::lane_view::{LaneView, canvas, fit};
use super::{Player, Props};
use crate::view::Palette;
use crate::view::chart::sheet::{self, Column, Sheet};
use crate::view::chart::{ChartKind, Choice, Drawn, Frame, Picture, Range, Scale};
use std::rc::Rc;
use yew::NodeRef;

/// So long charts are drawn in one frame, ms; one that has been begun is finished.
const BUDGET_MS: f64 = 8.0;
/// The same for the very first ones, which somebody waits for.
const FIRST_BUDGET_MS: f64 = 40.0;
/// A key or a button shows this share of what was shown.
const ZOOM: f64 = 0.5;

/// The one chart that is shown large.
#[derive(Clone, PartialEq)]
pub struct Large {
    /// Which.
    pub kind: ChartKind,
    /// Its canvas.
    pub canvas: NodeRef,
    /// The lines of the playhead and of the pointer.
    pub lines: [NodeRef; 2],
    /// The lanes' names.
    pub names: Rc<Vec<String>>,
    /// The name of the time axis.
    pub time: &'static str,
    /// Height of each lane's plot, CSS px.
    pub plot: f64,
}

/// What the charts of all lanes have in common.
pub struct Charts {
    /// The part of the run that is shown.
    pub range: Range,
    /// Which charts are shown, and how.
    pub choice: Choice,
    /// The scales, as far as they were asked for.
    scales: [Option<Scale>; ChartKind::ALL.len()],
    large: Option<Large>,
    large_is_stale: bool,
    /// Whether all charts of a whole run have been drawn once.
    pub has_drawn: bool,
    /// Whether those in view of the first lane have been, since it came.
    pub are_shown: bool,
}

impl Charts {
    /// The whole of a run, and what this browser showed last.
    pub fn new() -> Charts {
        Charts {
            range: Range::whole(1.0),
            choice: store::charts().and_then(|text| Choice::from_text(&text)).unwrap_or_default(),
            scales: [None; ChartKind::ALL.len()],
            large: None,
            large_is_stale: false,
            has_drawn: false,
            are_shown: false,
        }
    }

    /// The runs are others: what was known of them is forgotten, and the part of the run stays if it still is one.
    pub fn forget(&mut self, horizon_before_s: f64, horizon_s: f64) {
        self.scales = [None; ChartKind::ALL.len()];
        if horizon_before_s != horizon_s {
            self.range = Range::whole(horizon_s);
        }
    }

    /// Everything has to be drawn again.
    pub fn refresh(&mut self, views: &mut [LaneView]) {
        views.iter_mut().for_each(|view| view.stale = u16::MAX);
        self.large_is_stale = true;
    }

    /// Draws what has to be drawn, as far as there is time; whether anything is left for the next frame.
    pub fn draw(
        &mut self,
        lanes: &[Rc<Lane>],
        views: &mut [LaneView],
        props: &Props,
        pixels: f64,
        widths: &TextWidths,
    ) -> bool {
        let until_ms = now_ms() + if self.has_drawn { BUDGET_MS } else { FIRST_BUDGET_MS };
        let frame =
            Frame { pixels, palette: Palette::of(props.look), font: FONT, lang: props.lang, time_labels: false };
        if std::mem::take(&mut self.large_is_stale) {
            self.draw_large(lanes, &frame, widths);
        }
        let height = window().and_then(|window| window.inner_height().ok()?.as_f64()).unwrap_or(f64::INFINITY);
        let last = self.choice.shown().last();
        // What is in view comes first; row by row, as the lanes are looked at side by side.
        for is_in_view in [true, false] {
            for kind in self.choice.shown() {
                for view in &mut *views {
                    let Some(lane) = lanes.get(view.lane()) else { continue };
                    if view.stale & 1 << kind as u16 == 0 || view.is_in_view(kind, height) != is_in_view {
                        continue;
                    }
                    if now_ms() >= until_ms {
                        self.tell(lanes, views, height);
                        return true;
                    }
                    view.stale &= !(1 << kind as u16);
                    let axis = self.scale(kind, lanes).axis(self.choice.is_log(kind));
                    let source = lane.source();
                    let picture = Picture { kind, source, axis, range: self.range };
                    view.draw_chart(&picture, &Frame { time_labels: last == Some(kind), ..frame }, widths);
                }
            }
            self.tell(lanes, views, height);
        }
        views.iter_mut().for_each(|view| view.stale = 0);
        false
    }

    /// Tells whoever measures of which lanes everything in view is drawn.
    fn tell(&mut self, lanes: &[Rc<Lane>], views: &[LaneView], height: f64) {
        for view in views {
            let waits = |kind: ChartKind| view.stale & 1 << kind as u16 != 0 && view.is_in_view(kind, height);
            if let Some(lane) = lanes.get(view.lane()).filter(|_| !self.choice.shown().any(waits)) {
                view.tell_drawn(lane);
                self.are_shown |= view.lane() == 0;
            }
        }
    }

    fn scale(&mut self, kind: ChartKind, lanes: &[Rc<Lane>]) -> Scale {
        let sources = || lanes.iter().map(|lane| lane.source());
        *self.scales[kind as usize].get_or_insert_with(|| Scale::of(kind, sources()))
    }

    fn draw_large(&self, lanes: &[Rc<Lane>], frame: &Frame<'_>, widths: &TextWidths) {
        let Some(large) = &self.large else { return };
        let Some((canvas, context)) = canvas(&large.canvas) else { return };
        let columns = lanes.iter().zip(&*large.names).map(|(lane, name)| Column {
            name: name.clone(),
            about: String::new(),
            source: lane.source(),
        });
        let sheet = Sheet {
            kinds: vec![large.kind],
            lanes: columns.collect(),
            range: self.range,
            choice: self.choice,
            head: None,
            time: large.time,
        };
        let (w, h) = (f64::from(canvas.client_width()), sheet.height(large.plot));
        // The style sheet does not know how many lanes there are.
        let _ = canvas.set_attribute("style", &format!("height:{h}px"));
        let size = fit(&canvas, w, h, frame.pixels);
        if size.0 > 0 {
            warn(sheet::paint(&mut Screen::new(&context, size, widths), &sheet, large.plot, frame));
        }
    }

    /// Moves the lines of the large chart.
    pub fn move_lines(&self, time_s: f64, cursor_s: Option<f64>) {
        let Some(large) = &self.large else { return };
        let width = large.canvas.cast::<web_sys::HtmlElement>().map_or(0.0, |canvas| f64::from(canvas.client_width()));
        for (line, at_s) in large.lines.iter().zip([Some(time_s), cursor_s]) {
            super::lane_view::place(line, at_s, self.range, width);
        }
    }
}

/// A chart that cannot be drawn leaves its place empty; the text twin has the values.
pub fn warn(drawn: Drawn) {
    if let Err(error) = drawn {
        web_sys::console::warn_1(&error.to_string().into());
    }
}

impl Player {
    /// Shows this part of the run in all charts and on the time line.
    pub fn show_range(&self, range: Range) {
        self.change(|state| {
            if state.charts.range != range {
                state.charts.range = range;
                state.charts.refresh(&mut state.views);
            }
        });
    }

    /// Shows all of the run.
    pub fn show_whole(&self) {
        self.show_range(Range::whole(self.now().horizon_s));
    }

    /// Marks a part of the run that is being selected, in all lanes.
    pub fn select(&self, selected: Option<Range>) {
        self.change(|state| state.selected = selected);
    }

    /// Shows `factor` times as much of the run around `at_s`, or else around what is looked at.
    pub fn zoom(&self, factor: f64, at_s: Option<f64>) {
        let now = self.now();
        let looked_at = Some(now.shown_s).filter(|at_s| now.range.contains(*at_s));
        let at_s = at_s.or(looked_at).unwrap_or_else(|| now.range.at(0.5));
        self.show_range(now.range.zoomed(at_s, factor, now.horizon_s));
    }

    /// Zooms in by a step.
    pub fn zoom_in(&self) {
        self.zoom(ZOOM, None);
    }

    /// Zooms out by a step.
    pub fn zoom_out(&self) {
        self.zoom(1.0 / ZOOM, None);
    }

    /// Shows other charts, or on other scales, and remembers that.
    pub fn choose(&self, choice: Choice) {
        store::keep_charts(&choice.to_text());
        self.change(|state| {
            state.charts.choice = choice;
            state.charts.refresh(&mut state.views);
        });
    }

    /// Draws a chart large, or none.
    pub fn enlarge(&self, large: Option<Large>) {
        self.change(|state| {
            state.charts.large = large;
            state.charts.large_is_stale = true;
        });
    }

    /// Moves the cursor of the charts by this share of what is shown; it begins at the playhead.
    pub fn step_cursor(&self, share: f64) {
        let now = self.now();
        let from_s = now.cursor_s.unwrap_or(now.time_s);
        self.set_cursor(Some(now.range.at(now.range.share(from_s) + share)));
    }
}
