//! Which charts are shown, and which part of the run: in the bar at the bottom, for all lanes at once.

use super::super::player::Player;
use super::hooks::use_now;
use super::icon::{self, Icon};
use crate::i18n::page::chart::charts;
use crate::i18n::{Lang, number};
use crate::view::chart::{self, ChartKind, Choice};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ChartToolsProps {
    pub lang: Lang,
    pub player: Player,
}

#[component]
pub fn ChartTools(props: &ChartToolsProps) -> Html {
    let now = use_now(&props.player);
    let open = use_state_eq(|| false);
    let words = charts(props.lang);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let close = {
        let open = open.setter();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                open.set(false);
                super::super::platform::focus("choose-charts");
                event.prevent_default();
            }
        })
    };
    let line = |kind: &ChartKind| line(props, now.choice, *kind);
    html! {
        <div class="chart-tools">
            { zoom(props.lang, &props.player, true) }
            <button id="choose-charts" type="button" class="quiet" onclick={toggle} aria-expanded={open.to_string()}
                aria-controls="chart-choice" aria-label={words.choose} title={words.choose}>{ icon::draw(Icon::Charts) }</button>
            <div id="chart-choice" class="chart-choice" role="group" aria-label={words.choose} hidden={!*open} onkeydown={close}>
                if *open {
                    { for ChartKind::ALL.iter().map(line) }
                }
            </div>
        </div>
    }
}

/// A chart that can be shown or hidden, and its scale.
fn line(props: &ChartToolsProps, choice: Choice, kind: ChartKind) -> Html {
    let lang = props.lang;
    let onchange = {
        let player = props.player.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let next = choice.with_shown(kind, input.checked());
            // The last one stays, so its box does too.
            input.set_checked(next.shows(kind));
            player.choose(next);
        })
    };
    html! {
        <div class="choice-line">
            <label title={kind.hint(lang)}>
                <input type="checkbox" name={chart::key(kind)} checked={choice.shows(kind)} {onchange} />
                { kind.name(lang) }
            </label>
            { scale(lang, &props.player, choice, kind) }
        </div>
    }
}

/// The switch between the scales of a chart, where both say something.
pub fn scale(lang: Lang, player: &Player, choice: Choice, kind: ChartKind) -> Html {
    if !chart::may_be_log(kind) {
        return html! {};
    }
    let words = charts(lang);
    let player = player.clone();
    let onclick = Callback::from(move |_: MouseEvent| player.choose(choice.with_other_scale(kind)));
    html! {
        <button type="button" class="scale" data-scale={chart::key(kind)} {onclick} aria-pressed={choice.is_log(kind).to_string()}
            title={words.log}>{ "log" }<span class="unseen">{ format!(", {}: {}", kind.name(lang), words.log) }</span></button>
    }
}

/// Closer, less close, and the whole run; `named` where the buttons have ids.
pub fn zoom(lang: Lang, player: &Player, named: bool) -> Html {
    let (words, now) = (charts(lang), player.now());
    let whole = now.range.is_whole(now.horizon_s);
    let button = |id: &'static str, icon: Icon, text: &'static str, disabled: bool, act: fn(&Player)| {
        let player = player.clone();
        let onclick = Callback::from(move |_: MouseEvent| act(&player));
        let id = named.then_some(id);
        html! {
            <button {id} type="button" class="quiet" {disabled} {onclick} aria-label={text} title={text}>{ icon::draw(icon) }</button>
        }
    };
    html! {
        <span class="zoom" role="group" aria-label={words.range}>
            { button("zoom-out", Icon::Remove, words.zoom_out, whole, Player::zoom_out) }
            <output class="range" aria-live="off">
                { format!("{}–{}", number::clock(now.range.from_s), number::clock(now.range.to_s)) }
            </output>
            { button("zoom-in", Icon::Add, words.zoom_in, false, Player::zoom_in) }
            { button("zoom-all", Icon::Whole, words.zoom_all, whole, Player::show_whole) }
        </span>
    }
}
