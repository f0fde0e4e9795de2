//! The charts of one lane, with the flags of what happened above them.

use super::super::engine::Lane;
use super::super::player::{LaneNodes, Now, Player};
use super::gestures::{self, use_gestures};
use super::hooks::use_now;
use super::readout::Look;
use crate::i18n::Lang;
use crate::i18n::page::chart::{chart_of, charts};
use crate::view::chart::{self, ChartKind, Flag, css_place};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Two flags are at least so far apart, as a share of what is shown.
const FLAGS_APART: f64 = 0.075;

#[derive(Properties)]
pub struct LaneChartsProps {
    pub lane: Rc<Lane>,
    pub name: String,
    pub nodes: Rc<LaneNodes>,
    pub lang: Lang,
    pub player: Player,
    /// What is looked at.
    pub look: Look,
    /// A chart is to be shown large.
    pub enlarge: Callback<ChartKind>,
}

impl PartialEq for LaneChartsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lane, &other.lane) && (self.lang, &self.name) == (other.lang, &other.name)
    }
}

#[component]
pub fn LaneCharts(props: &LaneChartsProps) -> Html {
    let now = use_now(&props.player);
    let gestures = use_gestures(&props.nodes.area, &props.player);
    // The canvases of another choice are new, and empty.
    {
        let player = props.player.clone();
        use_effect_with(now.choice, move |_| player.refresh());
    }
    // One chart of a lane is in the order of the tab key; the arrows go to the others.
    let focused = use_state_eq(|| None);
    let in_order = focused.filter(|kind| now.choice.shows(*kind)).or_else(|| now.choice.shown().next());
    let source = props.lane.source();
    let figure = |kind: ChartKind| {
        let (lang, look, enlarge) = (props.lang, props.look.clone(), props.enlarge.clone());
        let words = charts(lang);
        let name = kind.name(lang);
        let unit = chart::unit(kind).short(lang);
        let onfocus = {
            let (focused, look) = (focused.setter(), look.clone());
            Callback::from(move |_: FocusEvent| {
                focused.set(Some(kind));
                look.at(kind);
            })
        };
        let onblur = {
            let player = props.player.clone();
            Callback::from(move |_: FocusEvent| player.set_cursor(None))
        };
        let onpointerenter = Callback::from(move |_: PointerEvent| look.at(kind));
        let onkeydown = {
            let (player, enlarge) = (props.player.clone(), enlarge.clone());
            Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
                "Enter" => {
                    // Or else the key would press the button that gets the focus.
                    event.prevent_default();
                    enlarge.emit(kind);
                }
                "ArrowUp" | "ArrowDown" => neighbour(&event),
                _ => {
                    gestures::press(&player, &event);
                }
            })
        };
        let open = Callback::from(move |_: MouseEvent| enlarge.emit(kind));
        let values = chart::told(kind, source, now.shown_s);
        html! {
            <figure key={chart::key(kind)} class="chart" data-chart={chart::key(kind)} {onpointerenter}>
                <figcaption>
                    <button type="button" class="chart-title" tabindex="-1" onclick={open}
                        title={format!("{}. {}", kind.hint(lang), words.enlarge)}>
                        { name }<span class="unseen">{ format!(", {}: {}", props.name, words.enlarge) }</span>
                    </button>
                    <small>{ unit }</small>
                    <span class="values">
                        { for values.iter().filter(|told| !told.minor).map(|told| value(lang, kind, told)) }
                    </span>
                </figcaption>
                // A slider: what it moves is the moment whose values are read.
                <canvas ref={props.nodes.charts[kind as usize].clone()} role="slider"
                    tabindex={if in_order == Some(kind) { "0" } else { "-1" }}
                    aria-label={chart_of(lang, kind, &props.name)}
                    aria-valuemin={now.range.from_s.round().to_string()} aria-valuemax={now.range.to_s.round().to_string()}
                    aria-valuenow={now.shown_s.round().to_string()}
                    aria-valuetext={chart::sentence(lang, kind, source, now.shown_s)}
                    {onfocus} {onblur} {onkeydown}></canvas>
            </figure>
        }
    };
    html! {
        <div ref={props.nodes.area.clone()} class="charts" onpointermove={gestures.onpointermove}
            onpointerdown={gestures.onpointerdown} onpointerup={gestures.onpointerup.clone()}
            onpointercancel={gestures.onpointerup} onpointerleave={gestures.onpointerleave}
            onwheel={gestures.onwheel} ondblclick={gestures.ondblclick}>
            <Flags lane={props.lane.clone()} lang={props.lang} player={props.player.clone()} />
            { for now.choice.shown().map(figure) }
            { selection(&now) }
            <i ref={props.nodes.playhead.clone()} class="playhead"></i>
            <i ref={props.nodes.cursor.clone()} class="cursor"></i>
        </div>
    }
}

/// The part of the run that is being selected.
pub fn selection(now: &Now) -> Html {
    let Some(selected) = now.selected else { return html! {} };
    let [from, to] = [selected.from_s, selected.to_s].map(|at_s| now.range.share(at_s).clamp(0.0, 1.0));
    html! { <i class="selected" style={format!("left:{};right:calc(100% - {})", css_place(from), css_place(to))}></i> }
}

/// A value of a caption, which is the key of its chart at the same time.
fn value(lang: Lang, kind: ChartKind, told: &chart::Told) -> Html {
    // Where a hue or the title says it, and there is little room, the name is left to those who do not see it.
    let is_by_hue = matches!(kind, ChartKind::Capacity | ChartKind::Share | ChartKind::ErrorsByVersion)
        && matches!(told.form, chart::Form::Stack(_));
    let is_plain = is_by_hue || told.form == chart::Form::Hill;
    let class = if is_plain { "unseen" } else { "" };
    let name = told.curve.name(lang);
    html! { <span class={classes!("value", told.form.name())} title={name}><span {class}>{ name }{ " " }</span><b>{ &told.text }</b></span> }
}

/// Gives the focus to the chart above or below.
fn neighbour(event: &KeyboardEvent) {
    let figure = event.target().and_then(|target| target.dyn_into::<Element>().ok()).and_then(|it| it.parent_element());
    let up = event.key() == "ArrowUp";
    let other = figure.and_then(|it| if up { it.previous_element_sibling() } else { it.next_element_sibling() });
    let canvas = other.and_then(|figure| figure.query_selector("canvas").ok().flatten());
    if let Some(canvas) = canvas.and_then(|canvas| canvas.dyn_into::<HtmlElement>().ok()) {
        // A canvas in the page can have it.
        let _ = canvas.focus();
    }
    event.prevent_default();
}

#[derive(Properties)]
pub struct FlagsProps {
    pub lane: Rc<Lane>,
    pub lang: Lang,
    pub player: Player,
}

impl PartialEq for FlagsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lane, &other.lane) && self.lang == other.lang
    }
}

/// What happened, where it happened; a press goes there.
#[component]
fn Flags(props: &FlagsProps) -> Html {
    let range = use_now(&props.player).range;
    let in_order = use_state_eq(|| 0_usize);
    let flags = use_memo((range.from_s.to_bits(), range.to_s.to_bits(), props.lang, Rc::as_ptr(&props.lane)), |_| {
        chart::flags(props.lang, &props.lane.track, range, FLAGS_APART)
    });
    let one = |(i, flag): (usize, &Flag)| {
        let (player, at_s) = (props.player.clone(), flag.at_s);
        let onclick = Callback::from(move |_: MouseEvent| player.hold(at_s));
        let onfocus = {
            let in_order = in_order.setter();
            Callback::from(move |_: FocusEvent| in_order.set(i))
        };
        let tabindex = if i == (*in_order).min(flags.len() - 1) { "0" } else { "-1" };
        html! {
            <button key={i} type="button" class="flag" data-glyph={flag.glyph.name()} {tabindex} {onclick} {onfocus}
                style={format!("left:{}", css_place(flag.share))} aria-label={flag.text.clone()}>
                { flag.glyph.sign() }<span class="flag-text" aria-hidden="true">{ &flag.text }</span>
            </button>
        }
    };
    // Arrows go from flag to flag.
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        let flag = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let other = match event.key().as_str() {
            "ArrowLeft" => flag.and_then(|flag| flag.previous_element_sibling()),
            "ArrowRight" => flag.and_then(|flag| flag.next_element_sibling()),
            _ => return,
        };
        if let Some(other) = other.and_then(|other| other.dyn_into::<HtmlElement>().ok()) {
            let _ = other.focus();
        }
        event.prevent_default();
    });
    html! {
        <div class="flags" role="group" aria-label={charts(props.lang).events} {onkeydown}>
            { for flags.iter().enumerate().map(one) }
        </div>
    }
}
