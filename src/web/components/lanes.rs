//! The lanes, side by side.

use super::super::engine::Lane;
use super::super::player::Player;
use super::lane_card::LaneCard;
use crate::i18n::Lang;
use crate::i18n::page::page;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties)]
pub struct LanesProps {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    pub lang: Lang,
    pub player: Player,
    pub price: f64,
    pub progress: Option<f64>,
}

impl PartialEq for LanesProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes)
            && (self.lang, self.price, self.progress) == (other.lang, other.price, other.progress)
    }
}

#[component]
pub fn Lanes(props: &LanesProps) -> Html {
    let words = page(props.lang);
    let card = |(index, lane): (usize, &Rc<Lane>)| {
        html! {
            <LaneCard key={index} {index} lane={lane.clone()} lang={props.lang} player={props.player.clone()}
                price={props.price} instances_per_tile={tiles(&props.lanes)} />
        }
    };
    let percent = props.progress.map(|share| (share * 100.0).round());
    let charts = use_state_eq(|| false);
    let show_charts = {
        let (charts, player) = (charts.clone(), props.player.clone());
        Callback::from(move |_: MouseEvent| {
            charts.set(!*charts);
            player.refresh();
        })
    };
    html! {
        <section id="lanes" class={classes!("lanes", charts.then_some("with-charts"), (props.lanes.len() > 4).then_some("five"))}
            tabindex="-1" aria-label={words.lanes} aria-busy={props.progress.is_some().to_string()}>
            <div class="progress" hidden={props.progress.is_none()}>
                <span style={format!("width:{}%", percent.unwrap_or(0.0))}></span>
            </div>
            <button id="charts" type="button" class="chip charts-button" onclick={show_charts} aria-pressed={charts.to_string()}>
                { words.charts_show }
            </button>
            { for props.lanes.iter().enumerate().map(card) }
        </section>
    }
}

/// How many instances one tile stands for.
pub fn tiles(lanes: &[Rc<Lane>]) -> usize {
    let places = lanes.iter().map(|lane| lane.track.places()).max().unwrap_or(1);
    crate::view::scene::Grid::fit(240.0, places, 1).instances_per_cell()
}
