//! One chart, large, with all lanes below each other: to be looked into, read as a table, and taken along.

use super::super::engine::Lane;
use super::super::player::{Format, Large, Player, Taken};
use super::chart_tools::{scale, zoom};
use super::charts::selection;
use super::gestures::{self, use_gestures};
use super::hooks::use_now;
use super::modal::Modal;
use super::readout::values;
use super::term::term;
use crate::i18n::page::chart::charts;
use crate::i18n::page::keys::ChartKey;
use crate::i18n::page::page;
use crate::i18n::{Lang, number};
use crate::view::chart::{self, ChartKind, Source, twin};
use std::rc::Rc;
use yew::prelude::*;

/// Which chart is shown large, what shows one so, and what closes it.
#[hook]
pub fn use_large() -> (Option<ChartKind>, Callback<ChartKind>, Callback<()>) {
    let large = use_state_eq(|| None::<ChartKind>);
    let (open, close) = (large.setter(), large.setter());
    (*large, Callback::from(move |kind| open.set(Some(kind))), Callback::from(move |()| close.set(None)))
}

#[derive(Properties)]
pub struct ChartDialogProps {
    pub kind: Option<ChartKind>,
    pub lanes: Rc<Vec<Rc<Lane>>>,
    pub lang: Lang,
    pub player: Player,
    /// What a picture says below its title.
    pub about: AttrValue,
    pub onclose: Callback<()>,
}

impl PartialEq for ChartDialogProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes)
            && (self.kind, self.lang, &self.about) == (other.kind, other.lang, &other.about)
    }
}

#[component]
pub fn ChartDialog(props: &ChartDialogProps) -> Html {
    let title = props.kind.map_or("", |kind| kind.name(props.lang));
    html! {
        <Modal id="chart-dialog" open={props.kind.is_some()} {title} close={page(props.lang).close} onclose={props.onclose.clone()}>
            if let Some(kind) = props.kind {
                <Content {kind} lanes={props.lanes.clone()} lang={props.lang} player={props.player.clone()}
                    about={props.about.clone()} />
            }
        </Modal>
    }
}

#[derive(Properties)]
struct ContentProps {
    kind: ChartKind,
    lanes: Rc<Vec<Rc<Lane>>>,
    lang: Lang,
    player: Player,
    about: AttrValue,
}

impl PartialEq for ContentProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes)
            && (self.kind, self.lang, &self.about) == (other.kind, other.lang, &other.about)
    }
}

/// The plots of a few lanes are as high as this, CSS px; those of many share what there is.
const PLOT: f64 = 120.0;
const PLOTS: f64 = 440.0;

#[component]
fn Content(props: &ContentProps) -> Html {
    let &ContentProps { kind, lang, ref lanes, ref player, .. } = props;
    let now = use_now(player);
    let words = charts(lang);
    let key = |key: &ChartKey| format!("{}: {}", key.name(lang), key.hint(lang));
    let [area, canvas, playhead, cursor] = [use_node_ref(), use_node_ref(), use_node_ref(), use_node_ref()];
    let gestures = use_gestures(&area, player);
    {
        let (player, names) = (player.clone(), lanes.iter().map(|lane| lane.name(lang)).collect::<Vec<_>>());
        let large = Large {
            kind,
            canvas: canvas.clone(),
            lines: [playhead.clone(), cursor.clone()],
            plot: (PLOTS / names.len().max(1) as f64).clamp(70.0, PLOT),
            names: Rc::new(names),
            time: words.time,
        };
        use_effect_with((kind, lang, Rc::as_ptr(lanes)), move |_| player.enlarge(Some(large)));
    }
    {
        let player = player.clone();
        use_effect_with((), move |()| move || player.enlarge(None));
    }
    let onkeydown = {
        let player = player.clone();
        Callback::from(move |event: KeyboardEvent| {
            gestures::press(&player, &event);
        })
    };
    let save = |format: Format| {
        let (player, lanes, about) = (player.clone(), lanes.clone(), props.about.clone());
        Callback::from(move |_: MouseEvent| {
            let title = twin::caption(lang, kind);
            player.save(&Taken::new(lang, Some(kind), title, about.to_string(), &lanes), format);
        })
    };
    let sources: Vec<Source<'_>> = lanes.iter().map(|lane| lane.source()).collect();
    let label = format!("{}. {}", kind.name(lang), kind.hint(lang));
    html! {
        <div class="large">
            <p class="about">{ kind.hint(lang) }{ term(lang, format!("chart:{}", chart::key(kind)), kind.name(lang), true) }</p>
            <div class="large-tools">
                { zoom(lang, player, false) }
                { scale(lang, player, now.choice, kind) }
                <span class="by">
                    <button id="chart-png" type="button" class="chip" onclick={save(Format::Png)}>{ words.png }</button>
                    <button id="chart-svg" type="button" class="chip" onclick={save(Format::Svg)}>{ words.svg }</button>
                </span>
            </div>
            <div ref={area} class="charts" onpointermove={gestures.onpointermove} onpointerdown={gestures.onpointerdown}
                onpointerup={gestures.onpointerup.clone()} onpointercancel={gestures.onpointerup}
                onpointerleave={gestures.onpointerleave} onwheel={gestures.onwheel} ondblclick={gestures.ondblclick}>
                <canvas ref={canvas} role="slider" tabindex="0" aria-label={label}
                    aria-valuemin={now.range.from_s.round().to_string()} aria-valuemax={now.range.to_s.round().to_string()}
                    aria-valuenow={now.shown_s.round().to_string()} aria-valuetext={number::clock(now.shown_s)}
                    {onkeydown}></canvas>
                { selection(&now) }
                <i ref={playhead} class="playhead"></i>
                <i ref={cursor} class="cursor"></i>
            </div>
            <div class="large-values">
                <b>{ number::clock(now.shown_s) }</b>
                { values(lang, kind, lanes, now.shown_s) }
            </div>
            <details class="large-table">
                <summary>{ words.as_table }</summary>
                { table(lang, kind, lanes, &sources, now.range) }
            </details>
            <p class="about">{ ChartKey::ALL.iter().map(key).collect::<Vec<_>>().join(" / ") }</p>
        </div>
    }
}

fn table(lang: Lang, kind: ChartKind, lanes: &[Rc<Lane>], sources: &[Source<'_>], range: chart::Range) -> Html {
    let words = charts(lang);
    let table = twin::table(kind, sources, range);
    let head = |text: &String| html! { <th scope="col">{ text }</th> };
    let row = |row: &twin::Row| {
        let name = format!("{}: {}", lanes[row.lane].name(lang), row.curve.name(lang));
        html! {
            <tr>
                <th scope="row">{ name }</th>
                { for row.cells.iter().map(|cell| html! { <td>{ cell }</td> }) }
                <td>{ &row.highest }</td>
            </tr>
        }
    };
    html! {
        <div class="large-scroll" tabindex="0" role="region" aria-label={twin::caption(lang, kind)}>
            <table>
                <caption>{ twin::caption(lang, kind) }</caption>
                <thead><tr>
                    <th scope="col">{ words.lane }</th>
                    { for table.moments.iter().map(head) }
                    <th scope="col">{ words.highest }</th>
                </tr></thead>
                <tbody>{ for table.rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
