//! What the operator of a lane can do at the playhead: promote, hold, go on, take back.

use super::super::document::Action as Change;
use super::icon::{self, Icon};
use super::lane_tools::LaneDesk;
use crate::i18n::Lang;
use crate::i18n::page::lanes::{command_now, lane_words};
use crate::i18n::word;
use crate::scenario::Action;
use crate::view::act::{COMMANDS, with_command};
use crate::view::lane_edit::LaneEdit;
use crate::view::status::{Mood, Status};
use yew::prelude::*;

fn picture(action: Action) -> Icon {
    match action {
        Action::Promote => Icon::Promote,
        Action::Pause => Icon::Pause,
        Action::Resume => Icon::Play,
        Action::RollBack => Icon::RollBack,
    }
}

/// Whose operator, and when.
pub struct Operator {
    pub index: usize,
    pub desk: LaneDesk,
    pub lang: Lang,
    /// What the lane does at the playhead.
    pub status: Status,
    /// The playhead, s.
    pub time_s: f64,
}

/// The buttons.
pub fn operator(props: &Operator) -> Html {
    let (lang, index, at_s) = (props.lang, props.index, props.time_s);
    let is_under_way = matches!(props.status, Status::Outage) || props.status.mood() == Mood::Busy;
    let hold = if props.status == Status::Paused { Action::Resume } else { Action::Pause };
    let button = |action: Action, is_possible: bool| {
        let desk = props.desk.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            let lane = desk.scenario.all_lanes().get(index).and_then(|lane| desk.scenario.with_lane(lane).ok());
            if let Some(lane) = lane {
                let commands = with_command(&lane, at_s, action);
                desk.change.emit(Change::Lanes(LaneEdit::Set(index, COMMANDS.to_owned(), commands)));
            }
        });
        html! {
            <button type="button" class="quiet" data-command={action.name()} {onclick} disabled={!is_possible}
                aria-label={word::action(lang, action)} title={command_now(lang, action, at_s)}>
                { icon::draw(picture(action)) }<span>{ word::action(lang, action) }</span>
            </button>
        }
    };
    // A version that is complete can still be taken back while it is watched.
    let can_go_back = is_under_way || matches!(props.status, Status::Completed | Status::Stalled);
    html! {
        <div class="operator" role="group" aria-label={lane_words(lang).operator}>
            { button(Action::Promote, is_under_way) }
            { button(hold, is_under_way) }
            { button(Action::RollBack, can_go_back) }
        </div>
    }
}
