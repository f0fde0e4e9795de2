//! What can be done with a lane: change it, double it, move it, remove it; and what differs in it.

use super::super::desk::DeskAction;
use super::super::document::{Action, Document};
use super::icon::{self, Icon};
use super::menu::Menu;
use crate::i18n::page::lanes::{lane_words, only};
use crate::i18n::{Lang, word};
use crate::scenario::{Checked, StrategyKind};
use crate::view::difference::told;
use crate::view::lane_edit::{LaneEdit, differences, has_room};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What the tools of all lanes need.
#[derive(Clone)]
pub struct LaneDesk {
    /// The scenario that is edited; not yet that of the lanes on screen while it is simulated.
    pub scenario: Rc<Checked>,
    /// The lane that is edited alone.
    pub scope: Option<usize>,
    pub change: Callback<Action>,
    pub tell: Callback<DeskAction>,
}

impl LaneDesk {
    /// For `document`.
    pub fn of(document: &Document, change: &Callback<Action>, tell: &Callback<DeskAction>) -> LaneDesk {
        let (scenario, scope) = (document.scenario().clone(), document.scope());
        LaneDesk { scenario, scope, change: change.clone(), tell: tell.clone() }
    }

    fn edit(&self, edit: LaneEdit) -> Callback<MouseEvent> {
        let change = self.change.clone();
        Callback::from(move |_: MouseEvent| change.emit(Action::Lanes(edit.clone())))
    }
}

impl PartialEq for LaneDesk {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.scenario, &other.scenario) && self.scope == other.scope
    }
}

#[derive(Properties, PartialEq)]
pub struct LaneToolsProps {
    pub index: usize,
    pub desk: LaneDesk,
    pub lang: Lang,
}

/// The menu of a lane and the button that doubles it.
#[component]
pub fn LaneTools(props: &LaneToolsProps) -> Html {
    let (lang, index, desk) = (props.lang, props.index, &props.desk);
    let words = lane_words(lang);
    let lanes = desk.scenario.all_lanes();
    let Some(lane) = lanes.get(index) else { return Html::default() };
    let name = word::lane(lang, &desk.scenario.titles()[index]);
    let id = |what: &str| format!("lane-{what}-{index}");
    let rename = {
        let change = desk.change.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                change.emit(Action::Lanes(LaneEdit::Rename(index, input.value())));
            }
        })
    };
    let alone = {
        let (change, tell) = (desk.change.clone(), desk.tell.clone());
        Callback::from(move |_: MouseEvent| {
            change.emit(Action::Scope(Some(index)));
            tell.emit(DeskAction::Panel(true));
        })
    };
    let duplicate = {
        let (double, tell) = (desk.edit(LaneEdit::Duplicate(index)), desk.tell.clone());
        Callback::from(move |event: MouseEvent| {
            double.emit(event);
            tell.emit(DeskAction::Panel(true));
        })
    };
    let has_room = has_room(&desk.scenario);
    html! {
        <span class="lane-tools">
            <button id={id("duplicate")} type="button" class="quiet" onclick={duplicate} disabled={!has_room}
                aria-label={format!("{name}: {}", words.duplicate)} title={words.duplicate}>{ icon::draw(Icon::Duplicate) }</button>
            <Menu id={id("menu")} label={format!("{name}: {}", words.menu)} icon={Icon::More}>
                <label>
                    <span>{ words.name }</span>
                    <input id={id("name")} type="text" maxlength="60" autocomplete="off" value={lane.name.clone()}
                        placeholder={word::strategy(lang, lane.strategy)} onchange={rename} />
                </label>
                <label>
                    <span>{ words.strategy }</span>
                    { strategies(desk, lang, id("strategy"), Some(lane.strategy), move |kind| LaneEdit::Strategy(index, kind)) }
                </label>
                <button id={id("alone")} type="button" class="quiet" onclick={alone}>{ words.change }</button>
                <button id={id("forward")} type="button" class="quiet" onclick={desk.edit(LaneEdit::Forward(index))}
                    disabled={index == 0}>{ words.forward }</button>
                <button id={id("remove")} type="button" class="quiet" onclick={desk.edit(LaneEdit::Remove(index))}
                    disabled={lanes.len() < 2}>{ words.remove }</button>
            </Menu>
        </span>
    }
}

fn strategies(
    desk: &LaneDesk,
    lang: Lang,
    id: String,
    present: Option<StrategyKind>,
    edit: impl Fn(StrategyKind) -> LaneEdit + 'static,
) -> Html {
    let change = desk.change.clone();
    let onchange = Callback::from(move |event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        if let Some(kind) = select.and_then(|select| StrategyKind::from_name(&select.value())) {
            change.emit(Action::Lanes(edit(kind)));
        }
    });
    let option = |kind: &StrategyKind| {
        html! { <option value={kind.name()} selected={present == Some(*kind)}>{ word::strategy(lang, *kind) }</option> }
    };
    html! { <select {id} {onchange}>{ for StrategyKind::ALL.iter().map(option) }</select> }
}

/// What differs in a lane: each can be taken back.
#[component]
pub fn Differences(props: &LaneToolsProps) -> Html {
    let (lang, index, desk) = (props.lang, props.index, &props.desk);
    let words = lane_words(lang);
    let found = differences(&desk.scenario, index);
    if found.is_empty() {
        return Html::default();
    }
    let one = |difference: &crate::view::lane_edit::Difference| {
        let [name, value, common] = told(lang, difference);
        let back = desk.edit(LaneEdit::Unset(index, difference.path.clone()));
        html! {
            <li key={difference.path.clone()} data-path={difference.path.clone()}>
                <span>{ &name }{ " " }<b>{ value }</b>{ " " }<s>{ common }</s></span>
                <button type="button" class="quiet" onclick={back} aria-label={format!("{name}: {}", words.back)} title={words.back}>
                    { icon::draw(Icon::Close) }
                </button>
            </li>
        }
    };
    html! { <ul class="differences" aria-label={words.differences}>{ for found.iter().map(one) }</ul> }
}

/// The bar above the lanes: what stands `beside`, another lane, or those that go with the strategy.
pub fn lane_bar(desk: &LaneDesk, lang: Lang, beside: Html) -> Html {
    let words = lane_words(lang);
    let add = |kind: &StrategyKind| {
        html! {
            <button type="button" class="quiet" data-add={kind.name()} onclick={desk.edit(LaneEdit::Add(*kind))}>
                { word::strategy(lang, *kind) }
            </button>
        }
    };
    html! {
        <div class="lane-bar" role="group" aria-label={words.bar}>
            { beside }
            if !desk.scenario.lanes.is_empty() {
                <button id="lanes-usual" type="button" class="quiet" onclick={desk.edit(LaneEdit::Usual)}>
                    { icon::draw(Icon::Undo) }<span>{ words.usual }</span>
                </button>
            }
            <Menu id="lane-add" label={words.add} icon={Icon::Add} wide=true disabled={!has_room(&desk.scenario)}>
                { for StrategyKind::ALL.iter().map(add) }
            </Menu>
        </div>
    }
}

/// Which lane the settings change: all of them, or one alone.
pub fn scope(desk: &LaneDesk, lang: Lang) -> Html {
    let words = lane_words(lang);
    let onchange = {
        let change = desk.change.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                // "All" is no number.
                change.emit(Action::Scope(select.value().parse().ok()));
            }
        })
    };
    let option = |(index, title): (usize, &crate::scenario::Title)| {
        let name = only(lang, &word::lane(lang, title));
        html! { <option value={index.to_string()} selected={desk.scope == Some(index)}>{ name }</option> }
    };
    html! {
        <label class={classes!("scope", desk.scope.is_some().then_some("one"))}>
            <span>{ words.scope }</span>
            <select id="scope" {onchange}>
                <option value="all" selected={desk.scope.is_none()}>{ words.all }</option>
                { for desk.scenario.titles().iter().enumerate().map(option) }
            </select>
        </label>
    }
}
