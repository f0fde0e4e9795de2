//! One lane: what the strategy is, what it does now, its stage and its charts.

use super::super::engine::Lane;
use super::super::player::{LaneNodes, Player};
use super::hooks::use_now;
use super::lane_tools::{Differences, LaneDesk, LaneTools};
use super::operator::Operator;
use super::stage::Stage;
use crate::i18n::page::{page, say};
use crate::i18n::{Lang, number, word};
use crate::view::chart::{ChartKind, plot_edges};
use crate::view::scene::actual_weight;
use crate::view::status::Status;
use crate::view::{Track, summary};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Properties)]
pub struct LaneCardProps {
    pub index: usize,
    pub lane: Rc<Lane>,
    pub lang: Lang,
    pub player: Player,
    pub price: f64,
    pub instances_per_tile: usize,
    pub desk: LaneDesk,
}

impl PartialEq for LaneCardProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lane, &other.lane)
            && self.desk == other.desk
            && (self.lang, self.price, self.instances_per_tile) == (other.lang, other.price, other.instances_per_tile)
    }
}

#[component]
pub fn LaneCard(props: &LaneCardProps) -> Html {
    let now = use_now(&props.player);
    let nodes = use_nodes(props.index);
    {
        let player = props.player.clone();
        use_effect_with((*nodes).clone(), move |nodes| {
            let lane = nodes.lane;
            player.attach(nodes.clone());
            move || player.detach(lane)
        });
    }
    let (lang, words, track) = (props.lang, page(props.lang), &props.lane.track);
    let status = Status::at(track, now.time_s);
    let harmed = track.harmed(now.time_s);
    let name = word::lane(lang, track.title());
    let id = track.title().id();
    let title = format!("lane-{id}-title");
    html! {
        <article class="lane" data-lane={id} aria-labelledby={title.clone()}>
            <header>
                <h2 id={title} title={word::strategy_about(lang, track.kind())}>{ name }</h2>
                <LaneTools index={props.index} desk={props.desk.clone()} {lang} />
                <p class="harmed" data-any={(harmed > 0).to_string()} title={words.harmed_hint}>
                    <b>{ number::whole(harmed) }</b><span>{ words.harmed }</span>
                </p>
                <Operator index={props.index} desk={props.desk.clone()} {lang} {status} time_s={now.time_s} />
                <p class="status" data-mood={status.mood().name()}>{ status.sentence(lang) }</p>
                <Differences index={props.index} desk={props.desk.clone()} {lang} />
            </header>
            <div class="stage">
                { weights(lang, track, now.time_s) }
                <Stage index={props.index} lane={props.lane.clone()} {lang} player={props.player.clone()}
                    desk={props.desk.clone()} canvas={nodes.stage.clone()} time_s={now.time_s} />
                if props.instances_per_tile > 1 {
                    <p class="tile-note">{ say::tile_stands_for(lang, props.instances_per_tile) }</p>
                }
            </div>
            { charts(props, &nodes, now.shown_s) }
            <details class="twin">
                <summary>{ words.in_words }</summary>
                <p>{ summary::prose(lang, track, now.time_s, props.price) }</p>
            </details>
            <p class="hash" title={words.hash_hint}>
                { words.hash }{ " " }<code data-hash={props.lane.report.hash.clone()}>{ props.lane.report.hash.clone() }</code>
            </p>
        </article>
    }
}

#[hook]
fn use_nodes(lane: usize) -> Rc<LaneNodes> {
    use_memo(lane, |lane| LaneNodes {
        lane: *lane,
        stage: NodeRef::default(),
        charts: ChartKind::ALL.iter().map(|_| NodeRef::default()).collect(),
        area: NodeRef::default(),
        playhead: NodeRef::default(),
        cursor: NodeRef::default(),
    })
}

/// The line above the load balancer: who asks, and how the traffic is split.
fn weights(lang: Lang, track: &Track, time_s: f64) -> Html {
    let words = page(lang);
    let series = &track.recording().series;
    let at = track.sample_at(time_s);
    let demand = series.demand_rps.get(at).map_or(0.0, |rate| f64::from(*rate));
    let actual = actual_weight(track, time_s).map_or(number::NOTHING.to_owned(), number::percent);
    let set = series.set_weight.get(at).copied().unwrap_or(0);
    html! {
        <p class="weights">
            <span>{ words.users }{ " " }<b>{ number::readable(demand) }</b>{ words.per_second }</span>
            <span>
                { words.candidate_share }{ " " }<b>{ actual }</b>
                if (1..100).contains(&set) {
                    { format!(" ({} {set}%)", words.set) }
                }
            </span>
        </p>
    }
}

fn charts(props: &LaneCardProps, nodes: &LaneNodes, shown_s: f64) -> Html {
    let lang = props.lang;
    let figure = |(kind, node): (ChartKind, &NodeRef)| {
        let (title, values) = caption(lang, &props.lane.track, kind, shown_s, props.price);
        html! {
            <figure class="chart">
                <figcaption><span>{ title }</span><span class="values">{ values }</span></figcaption>
                <canvas ref={node.clone()} role="img" aria-label={title}></canvas>
            </figure>
        }
    };
    // The bounds come from the node: Yew listens at the root, so an event's own "current target" is the whole page.
    let share = {
        let area = nodes.area.clone();
        move |event: &PointerEvent| {
            let bounds = area.cast::<HtmlElement>()?.get_bounding_client_rect();
            let (left, right) = plot_edges(bounds.width());
            Some((f64::from(event.client_x()) - bounds.left() - left) / (right - left))
        }
    };
    let over = {
        let (player, share) = (props.player.clone(), share.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(time_s) = share(&event).map(|share| share * player.now().horizon_s) else { return };
            // A pressed pointer drags the playhead, another one only looks.
            if event.buttons() & 1 == 1 {
                player.seek(time_s);
            } else if event.pointer_type() != "touch" {
                player.set_cursor(Some(time_s));
            }
        })
    };
    let down = {
        let player = props.player.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some(share) = share(&event) {
                player.set_cursor(None);
                player.seek(share * player.now().horizon_s);
            }
        })
    };
    let out = {
        let (player, area) = (props.player.clone(), nodes.area.clone());
        Callback::from(move |event: PointerEvent| {
            // Going from one chart to the next is no leaving.
            let to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            if !area.get().is_some_and(|area| area.contains(to.as_ref())) {
                player.set_cursor(None);
            }
        })
    };
    html! {
        <div ref={nodes.area.clone()} class="charts" onpointermove={over} onpointerdown={down} onpointerleave={out}>
            { for ChartKind::ALL.into_iter().zip(&nodes.charts).map(figure) }
            <i ref={nodes.playhead.clone()} class="playhead"></i>
            <i ref={nodes.cursor.clone()} class="cursor"></i>
        </div>
    }
}

/// A chart's title, and its values at the shown moment, which are its key at the same time.
fn caption(lang: Lang, track: &Track, kind: ChartKind, shown_s: f64, price: f64) -> (&'static str, Html) {
    let words = page(lang);
    let series = &track.recording().series;
    let at = track.sample_at(shown_s);
    let number_at = |list: &[f32]| list.get(at).map(|value| f64::from(*value)).filter(|value| value.is_finite());
    let show = |value: Option<f64>| value.map_or(number::NOTHING.to_owned(), number::readable);
    let item = |class: &'static str, name: &str, value: String| {
        html! { <span class={classes!("value", class)}>{ name }{ " " }<b>{ value }</b></span> }
    };
    match kind {
        ChartKind::Capacity => {
            let capacity = series.capacity_rps.iter().filter_map(|list| number_at(list)).sum();
            let values = html! { <>
                { item("area", "", show(Some(capacity))) }
                { item("line", words.demand, show(number_at(&series.demand_rps))) }
            </> };
            (words.chart_capacity, values)
        }
        ChartKind::Share => {
            let actual = actual_weight(track, shown_s).map_or(number::NOTHING.to_owned(), number::percent);
            let set = series.set_weight.get(at).copied().unwrap_or(0);
            let values = html! { <>
                { item("candidate", "", actual) }
                { item("dashed", words.set, format!("{set}%")) }
            </> };
            (words.chart_share, values)
        }
        ChartKind::Errors => {
            let interval_s = track.recording().interval.seconds();
            let rate = |lists: &[&Vec<u32>]| {
                let count: u32 = lists.iter().filter_map(|list| list.get(at)).sum();
                (f64::from(count) / interval_s * 10.0).round() / 10.0
            };
            let causes = [
                ("failed", words.failed, rate(&[&series.failed[0], &series.failed[1]])),
                ("timed-out", words.timed_out, rate(&[&series.timed_out[0], &series.timed_out[1]])),
                ("rejected", words.rejected, rate(&[&series.rejected])),
            ];
            // Three names rarely fit, and seldom is more than one of them more than zero.
            let told = causes.iter().filter(|(_, _, rate)| *rate > 0.0);
            let values = html! { { for told.map(|(class, name, rate)| item(class, name, number::plain(*rate))) } };
            (words.chart_errors, values)
        }
        ChartKind::Latency => {
            let ms = |list: &[f32]| number_at(list).map_or(number::NOTHING.to_owned(), |ms| number::fixed(ms, 0));
            let values = html! { <>
                { item("muted-line", words.p50, ms(&series.p50_ms)) }
                { item("muted-dashed", words.p95, ms(&series.p95_ms)) }
                { item("line", words.p99, ms(&series.p99_ms)) }
            </> };
            (words.chart_latency, values)
        }
        ChartKind::Cost => {
            let moment = summary::moment(track, shown_s, price);
            let values = html! { <>{ item("line", words.so_far, number::money(moment.cost_usd)) }</> };
            (words.chart_cost, values)
        }
    }
}
