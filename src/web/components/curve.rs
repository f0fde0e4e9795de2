//! A curve whose points are dragged, by pointer or by arrow keys; each drag changes fields of the scenario.

use super::super::document::Action;
use crate::i18n::Lang;
use crate::i18n::page::handles::{self, Axis};
use crate::view::chart::{Range, time_ticks};
use crate::view::handles::{Curve as Model, Handle};
use crate::view::moments::without_entry;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// Size of the picture, in its own units.
const WIDTH: f64 = 280.0;
const HEIGHT: f64 = 120.0;
/// Room around the plot: left, right, above, below.
const ROOM: [f64; 4] = [34.0, 10.0, 8.0, 18.0];
/// How far an arrow moves a handle: along the time, s, and up, as a share of the picture; with Shift.
const STEP_S: f64 = 1.0;
const LONG_STEP_S: f64 = 10.0;
const STEP_UP: f64 = 0.01;
const LONG_STEP_UP: f64 = 0.1;

#[derive(Properties, PartialEq)]
pub struct CurveProps {
    pub id: &'static str,
    pub title: &'static str,
    pub model: Model,
    /// What goes up.
    pub axis: Axis,
    pub scenario: Rc<crate::scenario::Checked>,
    pub lang: Lang,
    pub change: Callback<Action>,
}

#[component]
pub fn Curve(props: &CurveProps) -> Html {
    let (lang, axis) = (props.lang, props.axis);
    let node = use_node_ref();
    // While something is held the picture keeps its scale: it would run away from the pointer.
    let held = use_state_eq(|| None::<[f64; 2]>);
    let ends = held.unwrap_or(props.model.ends);
    let plot = [WIDTH - ROOM[0] - ROOM[1], HEIGHT - ROOM[2] - ROOM[3]];
    let place = move |[at_s, value]: [f64; 2]| {
        let share = [at_s / ends[0], value / ends[1]].map(|share| share.clamp(0.0, 1.0));
        [ROOM[0] + share[0] * plot[0], ROOM[2] + (1.0 - share[1]) * plot[1]]
    };
    let line = |points: &[[f64; 2]]| {
        points.iter().map(|point| place(*point)).map(|[x, y]| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
    };
    let handle = |handle: &Handle| {
        html! {
            <Grip key={handle.number} id={format!("{}-{}", props.id, handle.number)} handle={handle.clone()} at={place(handle.at)}
                {ends} {axis} {lang} picture={node.clone()} held={held.setter()} scenario={props.scenario.clone()}
                whole={props.model.ends} change={props.change.clone()} />
        }
    };
    let floor = place([0.0, 0.0])[1];
    let area = format!("{} {:.1},{floor:.1} {:.1},{floor:.1}", line(&props.model.points), ROOM[0] + plot[0], ROOM[0]);
    let ticks = time_ticks(Range::whole(ends[0]), WIDTH);
    let heights = [0.0, 0.5, 1.0].map(|share| share * ends[1]);
    html! {
        <figure class="curve" id={props.id}>
            <figcaption><b>{ props.title }</b><small>{ handles::how(lang, props.model.handles.iter().any(|it| it.entry.is_some())) }</small></figcaption>
            <svg ref={node.clone()} viewBox={format!("0 0 {WIDTH} {HEIGHT}")} role="group" aria-label={props.title}>
                { for heights.iter().map(|value| {
                    let y = place([0.0, *value])[1];
                    html! { <>
                        <line class="grid" x1={ROOM[0].to_string()} x2={(WIDTH - ROOM[1]).to_string()} y1={y.to_string()} y2={y.to_string()} />
                        <text x={(ROOM[0] - 4.0).to_string()} y={(y + 3.5).to_string()} text-anchor="end">{ handles::value(axis, *value) }</text>
                    </> }
                }) }
                { for ticks.iter().map(|(at_s, text)| {
                    let x = place([*at_s, 0.0])[0];
                    html! { <text x={x.to_string()} y={(HEIGHT - 5.0).to_string()} text-anchor="middle">{ text.clone() }</text> }
                }) }
                <polygon class="area" points={area} />
                <polyline class="line" points={line(&props.model.points)} />
                if let Some(limit) = props.model.limit {
                    <g class="limit">
                        <polyline points={line(&[[0.0, limit], [ends[0], limit]])} />
                        <text x={(WIDTH - ROOM[1]).to_string()} y={(place([0.0, limit])[1] - 3.0).to_string()} text-anchor="end">
                            { handles::limit(lang) }
                        </text>
                    </g>
                }
                { for props.model.handles.iter().map(handle) }
            </svg>
        </figure>
    }
}

#[derive(Properties)]
struct GripProps {
    id: String,
    handle: Handle,
    /// Where it is drawn.
    at: [f64; 2],
    /// The scale of the picture now, and that which it takes when nothing is held.
    ends: [f64; 2],
    whole: [f64; 2],
    axis: Axis,
    lang: Lang,
    picture: NodeRef,
    held: UseStateSetter<Option<[f64; 2]>>,
    scenario: Rc<crate::scenario::Checked>,
    change: Callback<Action>,
}

impl PartialEq for GripProps {
    fn eq(&self, other: &Self) -> bool {
        self.handle == other.handle
            && (self.at, self.ends, self.whole, self.lang) == (other.at, other.ends, other.whole, other.lang)
            && Rc::ptr_eq(&self.scenario, &other.scenario)
    }
}

#[component]
fn Grip(props: &GripProps) -> Html {
    let (lang, handle, ends) = (props.lang, &props.handle, props.ends);
    let node = use_node_ref();
    let is_held = use_mut_ref(|| false);
    let drag_to = {
        let (change, handle) = (props.change.clone(), handle.clone());
        move |to: [f64; 2]| change.emit(Action::SetSome(handle.dragged(to)))
    };
    let down = {
        let (node, is_held, held) = (node.clone(), is_held.clone(), props.held.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(grip) = node.cast::<Element>().filter(|_| event.button() == 0) {
                *is_held.borrow_mut() = grip.set_pointer_capture(event.pointer_id()).is_ok();
                held.set(Some(ends));
            }
        })
    };
    let drag = {
        let (picture, is_held, drag_to) = (props.picture.clone(), is_held.clone(), drag_to.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(picture) = picture.cast::<Element>().filter(|_| *is_held.borrow()) else { return };
            let bounds = picture.get_bounding_client_rect();
            let unit = bounds.width() / WIDTH;
            let x = (f64::from(event.client_x()) - bounds.left()) / unit;
            let y = (f64::from(event.client_y()) - bounds.top()) / unit;
            let share =
                [(x - ROOM[0]) / (WIDTH - ROOM[0] - ROOM[1]), 1.0 - (y - ROOM[2]) / (HEIGHT - ROOM[2] - ROOM[3])];
            drag_to([share[0].clamp(0.0, 1.0) * ends[0], share[1].max(0.0) * ends[1]]);
        })
    };
    let up = {
        let held = props.held.clone();
        Callback::from(move |_: PointerEvent| {
            *is_held.borrow_mut() = false;
            held.set(None);
        })
    };
    let key = {
        let (change, scenario, handle) = (props.change.clone(), props.scenario.clone(), handle.clone());
        Callback::from(move |event: KeyboardEvent| {
            let (along, up) = if event.shift_key() { (LONG_STEP_S, LONG_STEP_UP) } else { (STEP_S, STEP_UP) };
            // At least what a field can show.
            let up = (up * ends[1]).max(1.0);
            let [at_s, value] = handle.at;
            match event.key().as_str() {
                "ArrowLeft" => drag_to([at_s - along, value]),
                "ArrowRight" => drag_to([at_s + along, value]),
                "ArrowUp" => drag_to([at_s, value + up]),
                "ArrowDown" => drag_to([at_s, value - up]),
                "Delete" | "Backspace" => match handle.entry.and_then(|entry| without_entry(&scenario, entry)) {
                    Some((list, text)) => change.emit(Action::Set(list.to_owned(), text)),
                    None => return,
                },
                _ => return,
            }
            event.prevent_default();
        })
    };
    let name = handles::point(lang, props.axis, handle.number, handle.at);
    let [x, y] = props.at.map(|place| place.to_string());
    let moves = handle.fields.each_ref().map(Option::is_some);
    let class = match moves {
        [true, true] => "grip both",
        [true, false] => "grip along",
        _ => "grip up",
    };
    html! {
        <g ref={node} id={props.id.clone()} {class} tabindex="0" role="slider" aria-label={name.clone()} aria-valuetext={name.clone()}
            aria-valuemin="0" aria-valuemax={props.whole[1].to_string()} aria-valuenow={handle.at[1].to_string()}
            onpointerdown={down} onpointermove={drag} onpointerup={up.clone()} onpointercancel={up} onkeydown={key}>
            <title>{ name }</title>
            // Larger than it looks, so that a finger finds it.
            <circle class="reach" cx={x.clone()} cy={y.clone()} r="13" />
            <circle cx={x} cy={y} r="5" />
        </g>
    }
}
