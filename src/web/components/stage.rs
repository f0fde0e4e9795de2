//! The stage of a lane: what moves is painted, and each instance can be asked for its story and be made to crash.

use super::super::desk::{DeskAction, NoticeKind, Words};
use super::super::document::Action;
use super::super::engine::Lane;
use super::super::platform::screen::point_in;
use super::super::player::Player;
use super::lane_tools::LaneDesk;
use crate::i18n::page::lanes::{crash_now, instances_hint};
use crate::i18n::{Lang, number};
use crate::view::act::{CRASHES, with_crash};
use crate::view::lane_edit::LaneEdit;
use crate::view::scene;
use crate::view::story::{Story, story};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Properties)]
pub struct StageProps {
    pub index: usize,
    pub lane: Rc<Lane>,
    pub lang: Lang,
    pub player: Player,
    pub desk: LaneDesk,
    pub canvas: NodeRef,
    /// The playhead, s.
    pub time_s: f64,
}

impl PartialEq for StageProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lane, &other.lane)
            && self.desk == other.desk
            && (self.lang, self.time_s, &self.canvas) == (other.lang, other.time_s, &other.canvas)
    }
}

/// What is looked at, and by what.
#[derive(Clone, Copy, PartialEq)]
struct Pick {
    place: usize,
    /// By keyboard or by touch: it stays, and is acted on by a button.
    stays: bool,
}

#[component]
pub fn Stage(props: &StageProps) -> Html {
    let (lang, track) = (props.lang, &props.lane.track);
    let pick = use_state_eq(|| None::<Pick>);
    let workers = props.lane.scenario.fleet.workers;
    let told = pick.and_then(|pick| story(lang, track, pick.place, props.time_s, workers));
    let place_under = {
        let (canvas, player, lane) = (props.canvas.clone(), props.player.clone(), props.lane.clone());
        move |event: &PointerEvent| {
            let [x, y, width, _] = point_in(&canvas.cast::<HtmlElement>()?, event);
            scene::place_at(&lane.track, &player.grid(width), x, y)
        }
    };
    let over = {
        let (pick, place_under) = (pick.clone(), place_under.clone());
        Callback::from(move |event: PointerEvent| {
            if event.pointer_type() != "touch" {
                pick.set(place_under(&event).map(|place| Pick { place, stays: false }));
            }
        })
    };
    let out = {
        let pick = pick.clone();
        Callback::from(move |event: PointerEvent| {
            if event.pointer_type() != "touch" && !pick.is_some_and(|pick| pick.stays) {
                pick.set(None);
            }
        })
    };
    let down = {
        let (pick, lane, crash, time) = (pick.clone(), props.lane.clone(), crash(props), props.time_s);
        Callback::from(move |event: PointerEvent| {
            let Some(place) = place_under(&event) else { return pick.set(None) };
            if event.pointer_type() == "touch" {
                pick.set(Some(Pick { place, stays: true }));
            } else if event.button() == 0 {
                crash.emit(story(lang, &lane.track, place, time, workers));
            }
        })
    };
    let key = {
        let (pick, lane, crash, time) = (pick.clone(), props.lane.clone(), crash(props), props.time_s);
        Callback::from(move |event: KeyboardEvent| {
            let places: Vec<usize> =
                (0..lane.track.places()).filter(|place| lane.track.at_place(*place, time).is_some()).collect();
            let here = pick.and_then(|pick| places.iter().position(|place| *place == pick.place));
            let next = match event.key().as_str() {
                "ArrowRight" | "ArrowDown" => here.map_or(0, |here| (here + 1) % places.len().max(1)),
                "ArrowLeft" | "ArrowUp" => here.unwrap_or(0).checked_sub(1).unwrap_or(places.len().saturating_sub(1)),
                "Enter" | " " if pick.is_some() => {
                    crash.emit(pick.and_then(|pick| story(lang, &lane.track, pick.place, time, workers)));
                    return event.prevent_default();
                }
                "Escape" if pick.is_some() => {
                    pick.set(None);
                    return event.prevent_default();
                }
                _ => return,
            };
            event.prevent_default();
            pick.set(places.get(next).map(|place| Pick { place: *place, stays: true }));
        })
    };
    let blur = {
        let pick = pick.clone();
        Callback::from(move |event: FocusEvent| {
            // The button beside the story is part of it.
            let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Element>().ok());
            if to.is_none_or(|to| to.closest(".story").ok().flatten().is_none()) {
                pick.set(None);
            }
        })
    };
    let name = props.lane.name(lang);
    let label = format!("{name}: {}", instances_hint(lang));
    html! {
        <div class="stage-area">
            <canvas ref={props.canvas.clone()} class="stage-canvas" role="application" tabindex="0" aria-label={label}
                data-pick={told.as_ref().map(|story| story.instance.to_string())}
                onpointermove={over} onpointerleave={out} onpointerdown={down} onkeydown={key} onblur={blur}></canvas>
            if let Some(told) = told { { tale(props, &told, pick.is_some_and(|pick| pick.stays)) } }
        </div>
    }
}

/// The story beside its instance.
fn tale(props: &StageProps, told: &Story, stays: bool) -> Html {
    let width = props.canvas.cast::<HtmlElement>().map_or(0.0, |canvas| f64::from(canvas.client_width()));
    let (x, y, w, _) = scene::place_bounds(&props.player.grid(width), told.place);
    // Above its instance, towards the middle of the stage.
    let side =
        if x + w / 2.0 < width / 2.0 { format!("left:{x:.0}px") } else { format!("right:{:.0}px", width - x - w) };
    let style = format!("{side};bottom:calc(100% - {:.0}px)", y - 4.0);
    let crash = {
        let (crash, told) = (crash(props), told.clone());
        Callback::from(move |_: MouseEvent| crash.emit(Some(told.clone())))
    };
    let text = crash_now(props.lang, props.time_s, stays);
    html! {
        <div class="story" {style} role="status" data-instance={told.instance.to_string()}>
            { for told.lines.iter().map(|line| html! { <p>{ line }</p> }) }
            if told.position.is_some() {
                if stays {
                    <button type="button" class="chip" onclick={crash}>{ text }</button>
                } else {
                    <p class="act">{ text }</p>
                }
            }
        </div>
    }
}

/// Makes an instance crash at the playhead: in all lanes, as they meet the same faults, unless this lane alone is edited.
fn crash(props: &StageProps) -> Callback<Option<Story>> {
    let (desk, index, at_s) = (props.desk.clone(), props.index, props.time_s);
    Callback::from(move |story: Option<Story>| {
        let Some((instance, position)) = story.and_then(|story| Some((story.instance, story.position?))) else {
            return;
        };
        let alone =
            desk.scope.filter(|scope| *scope == index).and_then(|scope| desk.scenario.all_lanes().get(scope).cloned());
        match alone.and_then(|lane| desk.scenario.with_lane(&lane).ok()) {
            Some(lane) => {
                let crashes = with_crash(&lane, at_s, position);
                desk.change.emit(Action::Lanes(LaneEdit::Set(index, CRASHES.to_owned(), crashes)));
            }
            None => {
                let crashes = with_crash(&desk.scenario, at_s, position);
                desk.change.emit(Action::SetInAll(CRASHES.to_owned(), crashes));
            }
        }
        desk.tell.emit(DeskAction::Tell(NoticeKind::Info, Words::CrashAdded(instance, number::clock(at_s))));
    })
}
