//! What a pointer, a wheel and keys do on charts: look, move the playhead, select, zoom and pan. The same on the small charts
//! of every lane and on the large one.

use super::super::platform::screen::point_in;
use super::super::player::{Now, Player};
use crate::view::chart::{BOTTOM_WITH_LABELS, Range, plot_edges};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// A press that moves less is no selection, CSS px.
const LEAST_PX: f64 = 4.0;
/// How much a pixel of the wheel zooms, and how much a key moves the cursor, as a share of what is shown; with Shift.
const WHEEL: f64 = 1.002;
const STEP: f64 = 0.01;
const LONG_STEP: f64 = 0.1;

/// What is being done with the pointers that are down.
#[derive(Clone, Default)]
enum Held {
    #[default]
    Nothing,
    /// The playhead follows.
    Playhead,
    /// A part of the run is selected, from this moment and place on.
    Selection(f64, f64),
    /// Two fingers hold a moment each.
    Pinch([(i32, f64); 2]),
}

/// The pointers that are down, with their places, and what they do.
#[derive(Default)]
struct Hand {
    down: Vec<(i32, f64)>,
    held: Held,
}

/// A pointer on charts: what it does them to, and where it is.
struct Pointer<'a> {
    player: &'a Player,
    hand: &'a RefCell<Hand>,
    area: &'a NodeRef,
    event: &'a PointerEvent,
    /// From 0 at the left edge of the plot to 1 at the right one.
    share: f64,
    /// Whether it is on the labels of the time axis.
    is_on_axis: bool,
}

/// Listeners for the element that holds charts below each other, all as wide as it is.
#[derive(Clone)]
pub struct Gestures {
    pub onpointermove: Callback<PointerEvent>,
    pub onpointerdown: Callback<PointerEvent>,
    pub onpointerup: Callback<PointerEvent>,
    pub onpointerleave: Callback<PointerEvent>,
    pub onwheel: Callback<WheelEvent>,
    pub ondblclick: Callback<MouseEvent>,
}

/// Where an event is in the plot of `area`: its share from left to right, and whether it is on the labels of the time axis.
fn place(area: &NodeRef, event: &MouseEvent) -> Option<(f64, bool)> {
    // The bounds come from the node: Yew listens at the root, so an event's own "current target" is the whole page.
    let [x, y, width, height] = point_in(&area.cast::<HtmlElement>()?, event);
    let (left, right) = plot_edges(width);
    Some(((x - left) / (right - left), y > height - BOTTOM_WITH_LABELS))
}

fn is_on_button(event: &MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest("button").ok().flatten().is_some())
}

/// The listeners for charts in `area`.
#[hook]
pub fn use_gestures(area: &NodeRef, player: &Player) -> Gestures {
    let hand = use_memo((), |()| RefCell::new(Hand::default()));
    let at = |act: fn(Pointer<'_>)| {
        let (hand, player, area) = (hand.clone(), player.clone(), area.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some((share, is_on_axis)) = place(&area, &event) {
                act(Pointer { player: &player, hand: &hand, area: &area, event: &event, share, is_on_axis });
            }
        })
    };
    let onwheel = {
        let (player, area) = (player.clone(), area.clone());
        Callback::from(move |event: WheelEvent| {
            if let Some((share, _)) = place(&area, &event) {
                wheel(&player, &event, share);
            }
        })
    };
    let ondblclick = {
        let player = player.clone();
        Callback::from(move |event: MouseEvent| {
            if !is_on_button(&event) {
                player.show_whole();
            }
        })
    };
    Gestures {
        onpointerdown: at(down),
        onpointermove: at(moved),
        onpointerup: at(up),
        onpointerleave: at(left),
        onwheel,
        ondblclick,
    }
}

fn down(pointer: Pointer<'_>) {
    let Pointer { player, hand, area, event, share, is_on_axis } = pointer;
    if event.button() != 0 || is_on_button(event) {
        return;
    }
    // What has been begun on a chart goes on beside it. A pointer that is gone again cannot be kept.
    if let Some(area) = area.cast::<Element>() {
        let _ = area.set_pointer_capture(event.pointer_id());
    }
    let hand = &mut *hand.borrow_mut();
    let now = player.now();
    hand.down.retain(|(id, _)| *id != event.pointer_id());
    hand.down.push((event.pointer_id(), share));
    player.set_cursor(None);
    hand.held = match hand.down[..] {
        [(a, a_share), (b, b_share)] => Held::Pinch([(a, moment(&now, a_share)), (b, moment(&now, b_share))]),
        [_] if is_on_axis || event.shift_key() => Held::Selection(now.range.at(share), f64::from(event.client_x())),
        [_] => {
            player.seek(now.range.at(share));
            Held::Playhead
        }
        _ => Held::Nothing,
    };
}

fn moment(now: &Now, share: f64) -> f64 {
    now.range.from_s + now.range.length_s() * share
}

fn moved(pointer: Pointer<'_>) {
    let Pointer { player, hand, area, event, share, is_on_axis } = pointer;
    if let Some(area) = area.cast::<Element>() {
        // The pointer tells where a drag selects. A fixed, valid attribute name.
        let _ = area.set_attribute("data-on-axis", if is_on_axis { "true" } else { "false" });
    }
    let hand = &mut *hand.borrow_mut();
    let now = player.now();
    if let Some(pointer) = hand.down.iter_mut().find(|(id, _)| *id == event.pointer_id()) {
        pointer.1 = share;
    }
    match &hand.held {
        // A pressed pointer drags the playhead, another one only looks.
        Held::Playhead => player.seek(now.range.at(share)),
        Held::Selection(from_s, _) => {
            let (a_s, b_s) = (*from_s, now.range.at(share));
            player.select(Some(Range { from_s: a_s.min(b_s), to_s: a_s.max(b_s) }));
        }
        Held::Pinch(fingers) => {
            let held = fingers.map(|(id, at_s)| {
                let share = hand.down.iter().find(|(other, _)| *other == id).map(|(_, share)| *share);
                (at_s, share.unwrap_or(f64::NAN))
            });
            player.show_range(now.range.pinched(held, now.horizon_s));
        }
        Held::Nothing if event.pointer_type() != "touch" => player.set_cursor(Some(now.range.at(share))),
        Held::Nothing => {}
    }
}

fn up(pointer: Pointer<'_>) {
    let Pointer { player, hand, event, share, .. } = pointer;
    let hand = &mut *hand.borrow_mut();
    hand.down.retain(|(id, _)| *id != event.pointer_id());
    if let Held::Selection(from_s, begun_px) = std::mem::take(&mut hand.held) {
        let now = player.now();
        player.select(None);
        if (f64::from(event.client_x()) - begun_px).abs() >= LEAST_PX {
            player.show_range(Range::between(from_s, now.range.at(share), now.horizon_s));
        }
    }
}

fn left(pointer: Pointer<'_>) {
    let Pointer { player, hand, area, event, .. } = pointer;
    // Going from one chart to the next is no leaving.
    let to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    if !area.get().is_some_and(|area| area.contains(to.as_ref())) {
        player.set_cursor(None);
        if !matches!(hand.borrow().held, Held::Selection(..)) {
            *hand.borrow_mut() = Hand::default();
        }
    }
}

/// With Ctrl, or by two fingers on a pad, it zooms; with Shift, or sideways, it pans; otherwise the page scrolls.
fn wheel(player: &Player, event: &WheelEvent, share: f64) {
    let now = player.now();
    let (across, along) = (event.delta_x(), event.delta_y());
    if event.ctrl_key() || event.meta_key() {
        player.zoom(libm::pow(WHEEL, along), Some(now.range.at(share)));
    } else if event.shift_key() || across.abs() > along.abs() && !now.range.is_whole(now.horizon_s) {
        let delta = if across == 0.0 { along } else { across };
        player.show_range(now.range.moved(delta / 600.0 * now.range.length_s(), now.horizon_s));
    } else {
        return;
    }
    event.prevent_default();
}

/// What a key does on a chart; whether it was one of those.
pub fn press(player: &Player, event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let now = player.now();
    let step = if event.shift_key() { LONG_STEP } else { STEP };
    match event.key().as_str() {
        "ArrowLeft" => player.step_cursor(-step),
        "ArrowRight" => player.step_cursor(step),
        "Home" => player.set_cursor(Some(now.range.from_s)),
        "End" => player.set_cursor(Some(now.range.to_s)),
        "PageUp" => player.show_range(now.range.moved(-now.range.length_s() / 2.0, now.horizon_s)),
        "PageDown" => player.show_range(now.range.moved(now.range.length_s() / 2.0, now.horizon_s)),
        "+" | "=" => player.zoom_in(),
        "-" => player.zoom_out(),
        "0" => player.show_whole(),
        "Escape" if now.cursor_s.is_some() => player.set_cursor(None),
        _ => return false,
    }
    event.prevent_default();
    true
}
