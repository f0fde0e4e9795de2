//! What the scenario sets to happen, on the time line: faults, commands and deployments are dragged along it.

use super::super::document::Action;
use super::super::player::Player;
use super::icon::Icon;
use super::lane_tools::LaneDesk;
use super::menu::Menu;
use crate::i18n::page::moments::{Happening, add_fault, at, happening, how};
use crate::i18n::{Lang, word};
use crate::view::chart::Range;
use crate::view::lane_edit::LaneEdit;
use crate::view::moments::{Moment, faults, moments, with_fault, without};
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Properties)]
pub struct MomentsProps {
    pub desk: LaneDesk,
    pub lang: Lang,
    pub player: Player,
    /// The part of the run that the time line shows.
    pub range: Range,
}

impl PartialEq for MomentsProps {
    fn eq(&self, other: &Self) -> bool {
        self.desk == other.desk && (self.lang, self.range) == (other.lang, other.range)
    }
}

/// How far an arrow moves a moment, s; with Shift.
const STEP_S: f64 = 1.0;
const LONG_STEP_S: f64 = 10.0;

#[component]
pub fn Moments(props: &MomentsProps) -> Html {
    let row = use_node_ref();
    let flag = |moment: &Moment| {
        html! {
            <Flag key={format!("{:?} {}", moment.lane, moment.path)} moment={moment.clone()} row={row.clone()} desk={props.desk.clone()} lang={props.lang}
                range={props.range} />
        }
    };
    html! {
        <div class="moments" ref={row.clone()}>
            { for moments(&props.desk.scenario).iter().filter(|moment| props.range.contains(moment.at_s)).map(flag) }
        </div>
    }
}

/// The menu that adds a fault at the playhead.
#[component]
pub fn AddFault(props: &MomentsProps) -> Html {
    let (lang, scenario) = (props.lang, &props.desk.scenario);
    let one = |what: &Happening| {
        let (desk, player, what) = (props.desk.clone(), props.player.clone(), *what);
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some((list, text)) = with_fault(&desk.scenario, what, player.now().time_s) {
                desk.change.emit(Action::SetInAll(list.to_owned(), text));
            }
        });
        html! { <button type="button" class="quiet" {onclick}>{ happening(lang, what) }</button> }
    };
    html! {
        <Menu id="add-fault" label={add_fault(lang)} icon={Icon::Fault}>{ for faults(scenario).iter().map(one) }</Menu>
    }
}

#[derive(Properties, PartialEq)]
struct FlagProps {
    moment: Moment,
    row: NodeRef,
    desk: LaneDesk,
    lang: Lang,
    range: Range,
}

#[component]
fn Flag(props: &FlagProps) -> Html {
    let (lang, moment) = (props.lang, &props.moment);
    let node = use_node_ref();
    let held = use_mut_ref(|| false);
    let move_to = {
        let (desk, moment) = (props.desk.clone(), moment.clone());
        let horizon_s = desk.scenario.horizon_s;
        move |at_s: f64| {
            let text = ((at_s.clamp(0.0, horizon_s) * 10.0).round() / 10.0).to_string();
            set(&desk, moment.lane, &moment.path, text);
        }
    };
    let down = {
        let (node, held) = (node.clone(), held.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(flag) = node.cast::<HtmlElement>().filter(|_| event.button() == 0) {
                // Without it the flag is only dragged as long as the pointer is over it.
                *held.borrow_mut() = flag.set_pointer_capture(event.pointer_id()).is_ok();
            }
        })
    };
    let drag = {
        let (row, held, move_to, range) = (props.row.clone(), held.clone(), move_to.clone(), props.range);
        Callback::from(move |event: PointerEvent| {
            let Some(row) = row.cast::<HtmlElement>().filter(|_| *held.borrow()) else { return };
            let bounds = row.get_bounding_client_rect();
            if bounds.width() > 0.0 {
                move_to(range.at((f64::from(event.client_x()) - bounds.left()) / bounds.width()));
            }
        })
    };
    let up = Callback::from(move |_: PointerEvent| *held.borrow_mut() = false);
    let key = {
        let (desk, moment) = (props.desk.clone(), moment.clone());
        Callback::from(move |event: KeyboardEvent| {
            let step = if event.shift_key() { LONG_STEP_S } else { STEP_S };
            match event.key().as_str() {
                "ArrowLeft" => move_to(moment.at_s - step),
                "ArrowRight" => move_to(moment.at_s + step),
                "Delete" | "Backspace" => match without(&desk.scenario, &moment) {
                    Some((list, text)) => set(&desk, moment.lane, list, text),
                    None => return,
                },
                _ => return,
            }
            event.prevent_default();
        })
    };
    let share = 100.0 * props.range.share(moment.at_s);
    let lane = moment.lane.and_then(|lane| props.desk.scenario.titles().get(lane).map(|title| word::lane(lang, title)));
    let name = at(lang, moment.what, moment.at_s, lane.as_deref());
    let hint = format!("{name}\n{}", how(lang, moment.entry.is_some()));
    html! {
        <button ref={node} type="button" class="moment" data-what={class(moment.what)} data-path={moment.path.clone()}
            style={format!("left:{share:.2}%")} aria-label={hint.clone()} title={hint}
            onpointerdown={down} onpointermove={drag} onpointerup={up.clone()} onpointercancel={up} onkeydown={key}></button>
    }
}

fn set(desk: &LaneDesk, lane: Option<usize>, path: &str, text: String) {
    desk.change.emit(match lane {
        Some(lane) => Action::Lanes(LaneEdit::Set(lane, path.to_owned(), text)),
        None => Action::SetInAll(path.to_owned(), text),
    });
}

/// Its look.
fn class(what: Happening) -> &'static str {
    match what {
        Happening::Rollout | Happening::Deployment => "rollout",
        Happening::Command(_) => "command",
        _ => "fault",
    }
}
