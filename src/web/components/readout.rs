//! The values of all lanes at the cursor, in a small table beside it.

use super::super::engine::Lane;
use super::super::platform::{screen, window};
use super::super::player::Player;
use super::hooks::use_now;
use crate::i18n::page::chart::charts;
use crate::i18n::{Lang, number};
use crate::view::chart::{self, ChartKind, Curve, plot_edges, twin};
use std::rc::Rc;
use yew::prelude::*;

/// The chart that is looked at.
#[derive(Clone, PartialEq)]
pub struct Look(pub UseStateSetter<Option<ChartKind>>);

impl Look {
    /// Somebody looks at this one.
    pub fn at(&self, kind: ChartKind) {
        self.0.set(Some(kind));
    }
}

#[derive(Properties)]
pub struct ReadoutProps {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    pub lang: Lang,
    pub player: Player,
    pub kind: Option<ChartKind>,
}

impl PartialEq for ReadoutProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes) && (self.lang, self.kind) == (other.lang, other.kind)
    }
}

/// Half of the width that it may have, and how far it stands from the chart, CSS px.
const HALF: f64 = 170.0;
const APART: f64 = 4.0;
/// Room that it needs below, CSS px; where there is less it stands above.
const BELOW: f64 = 250.0;

#[component]
pub fn Readout(props: &ReadoutProps) -> Html {
    let now = use_now(&props.player);
    let (Some(kind), Some(cursor_s)) = (props.kind, now.cursor_s) else { return html! {} };
    let Some(style) = place(kind, now.range.share(cursor_s)) else { return html! {} };
    html! {
        // A screen reader hears each lane's values from its chart.
        <div class="readout" aria-hidden="true" {style}>
            <p><b>{ number::clock(cursor_s) }</b>{ " " }{ twin::caption(props.lang, kind) }</p>
            { values(props.lang, kind, &props.lanes, cursor_s) }
        </div>
    }
}

/// Below the chart of the lane that is pointed at, or above it; the lanes beside it stay free.
fn place(kind: ChartKind, share: f64) -> Option<String> {
    let window = window()?;
    let length = |value: wasm_bindgen::JsValue| value.as_f64();
    let zoom = screen::zoom();
    let (w, h) = (length(window.inner_width().ok()?)? / zoom, length(window.inner_height().ok()?)? / zoom);
    // The one under the pointer, or else the one with the focus.
    let chart = |state: &str| format!(".lane .chart[data-chart={}]:{state}", chart::key(kind));
    let document = window.document()?;
    let figure = document.query_selector(&chart("hover")).ok()?;
    let figure = figure.or_else(|| document.query_selector(&chart("focus-within")).ok().flatten())?;
    let bounds = figure.get_bounding_client_rect();
    let [x, width, top, bottom] =
        [bounds.left(), bounds.width(), bounds.top(), bounds.bottom()].map(|length| length / zoom);
    let (left, right) = plot_edges(width);
    let x = (x + left + (right - left) * share).clamp(HALF.min(w / 2.0), (w - HALF).max(w / 2.0));
    Some(if bottom + BELOW < h {
        format!("left:{x:.0}px;top:{:.0}px", bottom + APART)
    } else {
        format!("left:{x:.0}px;bottom:{:.0}px", h - top + APART)
    })
}

/// The values of every lane at a moment: a row for each lane, a column for each curve.
pub fn values(lang: Lang, kind: ChartKind, lanes: &[Rc<Lane>], time_s: f64) -> Html {
    let is_told = |curve: &Curve| *curve != Curve::StableShare;
    let column = |(curve, form): &(Curve, chart::Form)| {
        html! { <th scope="col"><span class={classes!("value", form.name())}>{ curve.name(lang) }</span></th> }
    };
    let row = |lane: &Rc<Lane>| {
        let told = chart::told(kind, lane.source(), time_s);
        let cells = told.iter().filter(|told| is_told(&told.curve)).map(|told| html! { <td>{ &told.text }</td> });
        let name = lane.name(lang);
        html! { <tr><th scope="row" class="long" title={name.clone()}>{ name }</th>{ for cells }</tr> }
    };
    html! {
        <table class="readout-values">
            <thead><tr>
                <th scope="col"><span class="unseen">{ charts(lang).lane }</span></th>
                { for chart::curves(kind).iter().filter(|(curve, _)| is_told(curve)).map(column) }
            </tr></thead>
            <tbody>{ for lanes.iter().map(row) }</tbody>
        </table>
    }
}
