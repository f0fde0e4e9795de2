//! The frame: the playhead and every canvas. It lives outside of Yew, which hears of it at most ten times a second.

mod charts;
mod lane_view;
mod paper;
mod picture;

use super::backend::TextWidths;
use super::engine::Lane;
use super::first::Drawn;
use super::paint::Paints;
use super::platform::font::when_loaded;
use super::platform::frame::Frames;
use super::platform::{device_pixels, media};
use crate::i18n::Lang;
use crate::view::chart::{Choice, Range};
use crate::view::scene::Grid;
use crate::view::{Look, Palette, Playback, Speed};
use charts::Charts;
pub use charts::Large;
pub use lane_view::LaneNodes;
use lane_view::LaneView;
pub use picture::{Format, Taken};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use yew::Callback;

/// Text follows the playhead at most so often, ms.
const TEXT_EVERY_MS: f64 = 100.0;

/// What text needs to know of the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Now {
    /// The playhead, s.
    pub time_s: f64,
    /// The moment that charts and texts speak of: that of the pointer, or the playhead.
    pub shown_s: f64,
    /// The moment of the pointer, if it points at one.
    pub cursor_s: Option<f64>,
    /// The part of the run that is being selected.
    pub selected: Option<Range>,
    /// The part of the run that charts and the time line show.
    pub range: Range,
    /// The charts that are shown.
    pub choice: Choice,
    /// Length of the run, s.
    pub horizon_s: f64,
    /// Whether the playhead moves.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
}

/// What the pictures are made of besides the recordings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Props {
    /// Light or dark.
    pub look: Look,
    /// Requests an instance works on at once.
    pub workers: u32,
    /// Requests that may wait in an instance.
    pub queue_capacity: u32,
    /// The language of what is written into pictures.
    pub lang: Lang,
}

/// A handle on the frame.
#[derive(Clone)]
pub struct Player(Rc<Inner>);

struct Inner {
    state: RefCell<State>,
    frames: Frames,
    listeners: RefCell<Vec<(u32, Callback<Now>)>>,
    widths: TextWidths,
    first: Drawn,
}

struct State {
    playback: Playback,
    cursor_s: Option<f64>,
    selected: Option<Range>,
    lanes: Rc<Vec<Rc<Lane>>>,
    views: Vec<LaneView>,
    props: Props,
    paints: Paints,
    /// Whether not all lanes of any run have been there.
    is_first: bool,
    charts: Charts,
    /// Largest number of places on any lane's stage, and the fleet's size.
    fleet: (usize, u32),
    last_frame_ms: Option<f64>,
    last_text_ms: f64,
    text_stale: bool,
    pixels: f64,
}

impl Player {
    /// A frame without lanes.
    pub fn new(props: Props) -> Player {
        let state = State {
            playback: Playback::new(1.0),
            cursor_s: None,
            selected: None,
            lanes: Rc::default(),
            views: Vec::new(),
            props,
            paints: Paints::of(Palette::of(props.look)),
            is_first: true,
            charts: Charts::new(),
            fleet: (1, 1),
            last_frame_ms: None,
            last_text_ms: 0.0,
            text_stale: true,
            pixels: device_pixels(),
        };
        let player = Player(Rc::new(Inner {
            state: RefCell::new(state),
            frames: Frames::new(),
            listeners: RefCell::default(),
            widths: TextWidths::default(),
            first: Drawn::default(),
        }));
        let weak: Weak<Inner> = Rc::downgrade(&player.0);
        player.0.frames.on_frame(move |now_ms| {
            if let Some(inner) = weak.upgrade() {
                Player(inner).frame(now_ms);
            }
        });
        let weak = Rc::downgrade(&player.0);
        when_loaded(move || {
            if let Some(inner) = weak.upgrade() {
                inner.widths.forget();
                Player(inner).refresh();
            }
        });
        player
    }

    /// Calls `then` whenever the picture of a run's first lane is on screen.
    pub fn when_drawn(&self, then: impl Fn() + 'static) {
        self.0.first.then(then);
    }

    /// Shows other recordings at the same moment.
    pub fn set_lanes(&self, lanes: Rc<Vec<Rc<Lane>>>) {
        self.0.state.borrow_mut().is_first = false;
        self.put(lanes);
    }

    fn put(&self, lanes: Rc<Vec<Rc<Lane>>>) {
        {
            let state = &mut *self.0.state.borrow_mut();
            let horizon_s = lanes.iter().map(|lane| lane.track.recording().horizon.seconds()).fold(1.0, f64::max);
            let first = state.lanes.is_empty();
            state.charts.forget(state.playback.horizon_s(), horizon_s);
            state.playback.set_horizon(horizon_s);
            state.fleet = (
                lanes.iter().map(|lane| lane.track.places()).max().unwrap_or(1),
                lanes.iter().map(|lane| lane.track.recording().wanted).max().unwrap_or(1),
            );
            state.lanes = lanes;
            if first && still() {
                // Nothing moves by itself; the picture stands where the lanes differ.
                state.playback.pause();
                state.playback.seek(state.telling_moment());
            } else if first {
                state.playback.seek(state.opening_moment());
            }
        }
        self.refresh();
    }

    /// Shows a lane of the next run, which has so many, as soon as it is there: whoever drags a knob need not wait for all of them. The
    /// scales stay those of the run before.
    pub fn show_early(&self, index: usize, of: usize, lane: Rc<Lane>) {
        if index == 0 {
            self.0.first.wait();
            self.0.state.borrow_mut().charts.are_shown = false;
        }
        if self.0.state.borrow().is_first {
            // Nothing is there yet that it could take the place of.
            let known = self.0.state.borrow().lanes.iter().take(index).cloned().collect::<Vec<_>>();
            let is_next = index > 0 && known.len() == index;
            let lanes = Rc::new(known.into_iter().chain([lane]).collect());
            if is_next {
                // Those that are there stay as they are until all are.
                self.0.state.borrow_mut().lanes = lanes;
                self.0.frames.ask();
            } else {
                self.put(lanes);
            }
            return;
        }
        {
            let state = &mut *self.0.state.borrow_mut();
            let is_alike = state.lanes.get(index).is_some_and(|known| {
                let horizon = |lane: &Lane| lane.track.recording().horizon;
                known.track.title() == lane.track.title() && horizon(known) == horizon(&lane)
            });
            let has_view = state.views.iter().any(|view| view.lane() == index);
            if state.lanes.len() != of || !is_alike || !has_view {
                // Nobody sees it: nothing needs to wait.
                self.0.first.tell();
            }
            if state.lanes.len() != of || !is_alike {
                return;
            }
            Rc::make_mut(&mut state.lanes)[index] = lane;
            state.views.iter_mut().filter(|view| view.lane() == index).for_each(|view| view.stale = u16::MAX);
            state.text_stale = true;
        }
        self.0.frames.ask();
    }

    /// Shows the run from shortly before the rollout.
    pub fn restart(&self) {
        self.change(|state| {
            state.playback.seek(state.opening_moment());
            if !state.playback.playing() && !still() {
                state.playback.toggle();
            }
        });
    }

    /// Draws with other properties.
    pub fn set_props(&self, props: Props) {
        {
            let state = &mut *self.0.state.borrow_mut();
            if state.props == props {
                return;
            }
            state.props = props;
            state.paints = Paints::of(Palette::of(props.look));
            let horizon_s = state.playback.horizon_s();
            state.charts.forget(horizon_s, horizon_s);
        }
        self.refresh();
    }

    /// Paints on these canvases from now on.
    pub fn attach(&self, nodes: LaneNodes) {
        {
            let views = &mut self.0.state.borrow_mut().views;
            views.retain(|view| view.lane() != nodes.lane);
            views.push(LaneView::new(nodes));
        }
        self.0.state.borrow_mut().text_stale = true;
        self.0.frames.ask();
    }

    /// Stops painting a lane's canvases.
    pub fn detach(&self, lane: usize) {
        self.0.state.borrow_mut().views.retain(|view| view.lane() != lane);
    }

    /// Draws everything again: sizes or data have changed.
    pub fn refresh(&self) {
        {
            let state = &mut *self.0.state.borrow_mut();
            state.charts.refresh(&mut state.views);
            state.text_stale = true;
        }
        self.0.frames.ask();
    }

    /// Calls `listener` at most ten times a second while something changes, until it is forgotten.
    pub fn listen(&self, listener: Callback<Now>) -> Listening {
        let mut listeners = self.0.listeners.borrow_mut();
        let id = listeners.iter().map(|(id, _)| *id).max().unwrap_or(0) + 1;
        listeners.push((id, listener));
        Listening { player: Rc::downgrade(&self.0), id }
    }

    /// What text needs to know at this moment.
    pub fn now(&self) -> Now {
        self.0.state.borrow().now()
    }

    /// How the instances stand on a stage of `width` CSS pixels.
    pub fn grid(&self, width: f64) -> Grid {
        let (places, wanted) = self.0.state.borrow().fleet;
        Grid::fit(width, places, wanted)
    }

    /// Plays or pauses.
    pub fn toggle(&self) {
        self.change(|state| state.playback.toggle());
    }

    /// Puts the playhead to `time_s`.
    pub fn seek(&self, time_s: f64) {
        self.change(|state| {
            state.playback.seek(time_s);
            state.follow();
        });
    }

    /// Pauses at `time_s`.
    pub fn hold(&self, time_s: f64) {
        self.change(|state| {
            state.playback.pause();
            state.playback.seek(time_s);
            state.follow();
        });
    }

    /// Moves the playhead by `delta_s`.
    pub fn step(&self, delta_s: f64) {
        self.change(|state| {
            state.playback.step(delta_s);
            state.follow();
        });
    }

    /// Chooses a speed.
    pub fn set_speed(&self, speed: Speed) {
        self.change(|state| state.playback.set_speed(speed));
    }

    /// Plays every run at this speed.
    pub fn keep_speed(&self, speed: Speed) {
        self.change(|state| state.playback.keep_speed(speed));
    }

    /// Shows the values of another moment than the playhead's.
    pub fn set_cursor(&self, cursor_s: Option<f64>) {
        {
            let state = &mut *self.0.state.borrow_mut();
            state.cursor_s = cursor_s.map(|time_s| time_s.clamp(0.0, state.playback.horizon_s()));
            state.text_stale = true;
        }
        self.0.frames.ask();
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        {
            let state = &mut *self.0.state.borrow_mut();
            change(state);
            // A step or a button is answered at once, not with the next tenth of a second.
            (state.text_stale, state.last_text_ms) = (true, 0.0);
        }
        self.0.frames.ask();
    }

    fn frame(&self, now_ms: f64) {
        let (told, more) = {
            let state = &mut *self.0.state.borrow_mut();
            let before_ms = state.last_frame_ms.replace(now_ms).unwrap_or(now_ms);
            let was_in_view = state.charts.range.contains(state.playback.time_s());
            let moved = state.playback.advance((now_ms - before_ms) / 1_000.0);
            if moved && was_in_view {
                state.follow();
            }
            let pixels = device_pixels();
            if pixels != state.pixels {
                state.pixels = pixels;
                state.charts.refresh(&mut state.views);
            }
            let more = state.paint(&self.0.widths);
            state.text_stale |= moved;
            let due = state.text_stale && now_ms - state.last_text_ms >= TEXT_EVERY_MS;
            let told = (due || (state.text_stale && !state.playback.playing())).then(|| {
                (state.text_stale, state.last_text_ms) = (false, now_ms);
                state.now()
            });
            (told, more)
        };
        if self.0.state.borrow().charts.are_shown {
            self.0.first.tell();
        }
        if let Some(now) = told {
            let listeners: Vec<_> = self.0.listeners.borrow().iter().map(|(_, listener)| listener.clone()).collect();
            listeners.iter().for_each(|listener| listener.emit(now));
        }
        let playing = self.0.state.borrow().playback.playing();
        if playing || more {
            self.0.frames.ask();
        }
        if !playing {
            // Time that passes while nothing moves does not count.
            self.0.state.borrow_mut().last_frame_ms = None;
        }
    }
}

impl State {
    fn now(&self) -> Now {
        let time_s = self.playback.time_s();
        Now {
            time_s,
            shown_s: self.cursor_s.unwrap_or(time_s),
            cursor_s: self.cursor_s,
            selected: self.selected,
            range: self.charts.range,
            choice: self.charts.choice,
            horizon_s: self.playback.horizon_s(),
            playing: self.playback.playing(),
            speed: self.playback.speed(),
        }
    }

    /// Has the charts show the playhead, if they show a part of the run that it has left.
    fn follow(&mut self) {
        let range = self.charts.range.following(self.playback.time_s(), self.playback.horizon_s());
        if range != self.charts.range {
            self.charts.range = range;
            self.charts.refresh(&mut self.views);
        }
    }

    /// Shortly before the rollout begins: a person who has just come does not wait for it.
    fn opening_moment(&self) -> f64 {
        const BEFORE_S: f64 = 20.0;
        let started = self.lanes.iter().filter_map(|lane| lane.track.recording().rollout.started);
        started.map(|at| at.seconds()).reduce(f64::min).map_or(0.0, |at| (at - BEFORE_S).max(0.0))
    }

    /// Where most lanes are in the middle of something.
    fn telling_moment(&self) -> f64 {
        let decided = self.lanes.iter().filter_map(|lane| lane.track.recording().rollout.reason);
        let first = decided.map(|reason| reason.at.seconds()).reduce(f64::min);
        first.unwrap_or_else(|| self.opening_moment() + self.playback.horizon_s() * 0.1)
    }

    /// Paints a frame; whether some of it is left for the next one.
    fn paint(&mut self, widths: &TextWidths) -> bool {
        if self.lanes.is_empty() {
            return false;
        }
        let (pixels, props) = (self.pixels, self.props);
        let (cursor_s, now) = (self.cursor_s, self.now());
        for view in &mut self.views {
            let Some(lane) = self.lanes.get(view.lane()) else { continue };
            let props = Props {
                workers: lane.scenario.fleet.workers,
                queue_capacity: lane.scenario.fleet.queue_capacity,
                ..props
            };
            view.move_lines(now.time_s, cursor_s, now.range);
            let fit = |width: f64| Grid::fit(width, self.fleet.0, self.fleet.1);
            view.paint_stage(&lane.track, &now, fit, &props, &self.paints, pixels);
        }
        self.charts.move_lines(now.time_s, cursor_s);
        let more = self.charts.draw(&self.lanes, &mut self.views, &props, pixels, widths);
        self.charts.has_drawn |= !more && !self.is_first && self.views.len() == self.lanes.len();
        more
    }
}

impl PartialEq for Player {
    fn eq(&self, other: &Player) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Whether the person wants nothing to move by itself.
fn still() -> bool {
    media("(prefers-reduced-motion: reduce)")
}

/// Listens until it is dropped.
pub struct Listening {
    player: Weak<Inner>,
    id: u32,
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(player) = self.player.upgrade() {
            player.listeners.borrow_mut().retain(|(id, _)| *id != self.id);
        }
    }
}
