//! The lanes, side by side.

use super::super::engine::Lane;
use super::super::player::Player;
use super::chart_dialog::{ChartDialog, use_large};
use super::lane_card::LaneCard;
use super::lane_tools::{LaneDesk, lane_bar};
use super::readout::{Look, Readout};
use crate::i18n::Lang;
use crate::i18n::page::page;
use crate::view::chart::ChartKind;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties)]
pub struct LanesProps {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    /// How many there will be.
    pub of: usize,
    pub lang: Lang,
    pub player: Player,
    /// What a picture of a chart says below its title.
    pub about: AttrValue,
    pub progress: Option<f64>,
    pub desk: LaneDesk,
}

impl PartialEq for LanesProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes)
            && (self.of, self.lang, self.progress, &self.about) == (other.of, other.lang, other.progress, &other.about)
            && self.desk == other.desk
    }
}

#[component]
pub fn Lanes(props: &LanesProps) -> Html {
    let words = page(props.lang);
    let looked_at = use_state_eq(|| None::<ChartKind>);
    let (large, enlarge, close) = use_large();
    let card = |(index, lane): (usize, &Rc<Lane>)| {
        html! {
            <LaneCard key={index} {index} lane={lane.clone()} lang={props.lang} player={props.player.clone()}
                desk={props.desk.clone()} instances_per_tile={tiles(&props.lanes)} look={Look(looked_at.setter())}
                enlarge={enlarge.clone()} />
        }
    };
    // Those that are still to come have their place.
    let columns = props.lanes.len().max(props.of);
    let percent = props.progress.map(|share| (share * 100.0).round());
    let charts = use_state_eq(|| false);
    let show_charts = {
        let (charts, player) = (charts.clone(), props.player.clone());
        Callback::from(move |_: MouseEvent| {
            charts.set(!*charts);
            player.refresh();
        })
    };
    let charts_button = html! {
        <button id="charts" type="button" class="chip charts-button" onclick={show_charts} aria-pressed={charts.to_string()}>
            { words.charts_show }
        </button>
    };
    html! {
        <section id="lanes" class={classes!("lanes", charts.then_some("with-charts"), (columns > 4).then_some("many"))}
            style={format!("--lanes:{columns}")}
            tabindex="-1" aria-label={words.lanes} aria-busy={props.progress.is_some().to_string()}>
            <div class="progress" hidden={props.progress.is_none()}>
                <span style={format!("width:{}%", percent.unwrap_or(0.0))}></span>
            </div>
            { lane_bar(&props.desk, props.lang, charts_button) }
            { for props.lanes.iter().enumerate().map(card) }
            <Readout lanes={props.lanes.clone()} lang={props.lang} player={props.player.clone()}
                kind={*looked_at} />
            <ChartDialog kind={large} lanes={props.lanes.clone()} lang={props.lang} player={props.player.clone()}
                about={props.about.clone()} onclose={close} />
        </section>
    }
}

/// How many instances one tile stands for.
pub fn tiles(lanes: &[Rc<Lane>]) -> usize {
    let places = lanes.iter().map(|lane| lane.track.places()).max().unwrap_or(1);
    crate::view::scene::Grid::fit(240.0, places, 1).instances_per_cell()
}
