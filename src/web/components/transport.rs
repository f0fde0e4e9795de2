//! The bar at the bottom: play, speed, and the time line with the course of every lane.

use super::super::engine::Lane;
use super::super::player::Player;
use super::chart_tools::ChartTools;
use super::hooks::use_now;
use super::icon::{self, Icon};
use super::lane_tools::LaneDesk;
use super::moments::{AddFault, Moments};
use crate::i18n::page::{page, say};
use crate::i18n::{Lang, number};
use crate::view::chart::{Range, compact};
use crate::view::{Speed, timeline};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties)]
pub struct TransportProps {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    pub lang: Lang,
    pub player: Player,
    pub desk: LaneDesk,
}

impl PartialEq for TransportProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes) && self.desk == other.desk && self.lang == other.lang
    }
}

#[component]
pub fn Transport(props: &TransportProps) -> Html {
    let now = use_now(&props.player);
    let words = page(props.lang);
    let act = |act: fn(&Player)| {
        let player = props.player.clone();
        Callback::from(move |_: MouseEvent| act(&player))
    };
    let set_speed = {
        let player = props.player.clone();
        Callback::from(move |event: Event| {
            let chosen = event.target_dyn_into::<HtmlSelectElement>().and_then(|select| select.value().parse().ok());
            if let Some(index) = chosen {
                player.set_speed(Speed::at(index));
            }
        })
    };
    let seek = {
        let player = props.player.clone();
        Callback::from(move |event: InputEvent| {
            let value = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value_as_number());
            if let Some(time_s) = value {
                player.seek(time_s);
            }
        })
    };
    let option = |speed: Speed| {
        html! {
            <option value={speed.index().to_string()} selected={speed == now.speed}>{ format!("×{}", compact(speed.factor())) }</option>
        }
    };
    let (picture, name) = if now.playing { (Icon::Pause, words.pause) } else { (Icon::Play, words.play) };
    let Range { from_s, to_s } = now.range;
    let share = (100.0 * now.range.share(now.time_s)).clamp(0.0, 100.0);
    html! {
        <section class="dock" aria-label={words.playback}>
            <div class="dock-buttons">
                <button id="to-start" type="button" class="quiet" onclick={act(|player| player.seek(0.0))}
                    aria-label={words.to_start} title={words.to_start}>{ icon::draw(Icon::ToStart) }</button>
                <button id="play" type="button" class="primary" onclick={act(Player::toggle)} aria-label={name} title={name}>
                    { icon::draw(picture) }
                </button>
                <button id="to-end" type="button" class="quiet" onclick={act(|player| player.hold(player.now().horizon_s))}
                    aria-label={words.to_end} title={words.to_end}>{ icon::draw(Icon::ToEnd) }</button>
                <label class="speed">
                    <span class="unseen">{ words.speed }</span>
                    <select id="speed" onchange={set_speed}>{ for Speed::offered(now.horizon_s).map(option) }</select>
                </label>
                <AddFault desk={props.desk.clone()} lang={props.lang} player={props.player.clone()} range={now.range} />
            </div>
            <div class="timeline">
                <Moments desk={props.desk.clone()} lang={props.lang} player={props.player.clone()} range={now.range} />
                <Courses lanes={props.lanes.clone()} lang={props.lang} shown={[from_s / now.horizon_s, to_s / now.horizon_s]} />
                <input id="time" type="range" min={from_s.to_string()} max={to_s.to_string()} step="0.1" value={now.time_s.to_string()}
                    style={format!("--share:{share:.2}%")} oninput={seek} aria-label={words.timeline}
                    aria-valuetext={say::time_of(props.lang, now.time_s, now.horizon_s)} />
            </div>
            <p class="clock"><b id="clock">{ number::clock(now.time_s) }</b>{ " / " }{ number::clock(now.horizon_s) }</p>
            <ChartTools lang={props.lang} player={props.player.clone()} />
        </section>
    }
}

#[derive(Properties)]
pub struct CoursesProps {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    pub lang: Lang,
    /// From where to where of the run is shown, 0 to 1.
    pub shown: [f64; 2],
}

impl PartialEq for CoursesProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes) && (self.lang, self.shown) == (other.lang, other.shown)
    }
}

/// The run of every lane as a thin bar; the same is told in words below the lanes.
#[component]
fn Courses(props: &CoursesProps) -> Html {
    let [left, right] = props.shown;
    let part = |class: &str, from: f64, to: f64| {
        let [from, to] = [from, to].map(|at| (at - left) / (right - left));
        let style = format!("left:{:.2}%;width:{:.2}%", 100.0 * from, 100.0 * (to - from));
        html! { <i class={class.to_owned()} {style}></i> }
    };
    let course = |lane: &Rc<Lane>| {
        html! {
            <div class="course" title={lane.name(props.lang)}>
                { for timeline::segments(&lane.track).iter().map(|s| part(s.phase.name(), s.from, s.to)) }
                { for timeline::outages(&lane.track).iter().map(|(from, to)| part("outage", *from, *to)) }
            </div>
        }
    };
    html! { <div class="courses" aria-hidden="true">{ for props.lanes.iter().map(course) }</div> }
}
