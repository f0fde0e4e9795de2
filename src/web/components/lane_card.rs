//! One lane: what the strategy is, what it does now, its stage and its charts.

use super::super::engine::Lane;
use super::super::player::{LaneNodes, Player};
use super::charts::LaneCharts;
use super::hooks::use_now;
use super::lane_tools::{Differences, LaneDesk, LaneTools};
use super::operator::{Operator, operator};
use super::readout::Look;
use super::stage::Stage;
use super::term::term;
use crate::i18n::page::{page, say};
use crate::i18n::{Lang, number, word};
use crate::view::chart::ChartKind;
use crate::view::scene::actual_weight;
use crate::view::status::Status;
use crate::view::{Track, summary};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties)]
pub struct LaneCardProps {
    pub index: usize,
    pub lane: Rc<Lane>,
    pub lang: Lang,
    pub player: Player,
    pub instances_per_tile: usize,
    pub desk: LaneDesk,
    /// What is looked at.
    pub look: Look,
    /// A chart is to be shown large.
    pub enlarge: Callback<ChartKind>,
}

impl PartialEq for LaneCardProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lane, &other.lane)
            && self.desk == other.desk
            && (self.lang, self.instances_per_tile) == (other.lang, other.instances_per_tile)
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
    let name = props.lane.name(lang);
    let id = track.title().id();
    let title = format!("lane-{id}-title");
    html! {
        <article class="lane" data-lane={id} aria-labelledby={title.clone()}>
            <header>
                <h2 id={title} class="long" title={format!("{name}. {}", word::strategy_about(lang, track.kind()))}>{ &name }</h2>
                <LaneTools index={props.index} desk={props.desk.clone()} {lang} />
                <p class="harmed" data-any={(harmed > 0).to_string()} title={words.harmed_hint}>
                    <b>{ number::whole(harmed) }</b><span>{ words.harmed }</span>
                </p>
                { operator(&Operator { index: props.index, desk: props.desk.clone(), lang, status, time_s: now.time_s }) }
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
            <LaneCharts lane={props.lane.clone()} name={name.clone()} nodes={nodes.clone()} {lang} player={props.player.clone()}
                look={props.look.clone()} enlarge={props.enlarge.clone()} />
            <details class="twin">
                <summary>{ words.in_words }</summary>
                <p>{ summary::prose(lang, track, now.time_s, props.lane.terms.instance_hour_usd) }{ term(lang, String::new(), &name, true) }</p>
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
