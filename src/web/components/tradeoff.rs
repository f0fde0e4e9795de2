//! The trade-off as a picture: two measures that can be chosen, and a spot for each lane.

use super::plane::{Plane, number, short};
use super::term::term;
use crate::compare::{Measure, Replications};
use crate::i18n::page::page;
use crate::i18n::{Lang, report, word};
use crate::view::tradeoff::{MEASURES, Picture, Spot, picture};
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Where the picture has its frame.
const PLANE: Plane = Plane { size: [640.0, 340.0], frame: [86.0, 14.0, 600.0, 300.0] };
/// Longest name that has room beside a spot, letters.
const MOST_LETTERS: usize = 20;
/// A band that is narrower is drawn so wide, as a dot.
const LEAST: f64 = 5.0;

#[derive(Properties)]
pub struct TradeoffProps {
    pub found: Rc<Replications>,
    pub lang: Lang,
}

impl PartialEq for TradeoffProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.found, &other.found) && self.lang == other.lang
    }
}

#[component]
pub fn Tradeoff(props: &TradeoffProps) -> Html {
    let (lang, words) = (props.lang, page(props.lang));
    let chosen = [use_state_eq(|| Measure::Harmed), use_state_eq(|| Measure::ExtraCost)];
    let select = |axis: usize, id: &'static str, label: &'static str| {
        let present = *chosen[axis];
        let setter = chosen[axis].setter();
        let onchange = Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let key = select.map(|select| select.value()).unwrap_or_default();
            MEASURES.into_iter().filter(|measure| measure.key() == key).for_each(|measure| setter.set(measure));
        });
        let option = |measure: Measure| {
            html! { <option value={measure.key()} selected={measure == present}>{ report::label(lang, measure) }</option> }
        };
        html! {
            <span class="choice">
                <label for={id}>{ label }</label>
                <select {id} {onchange}>{ for MEASURES.into_iter().map(option) }</select>
            </span>
        }
    };
    let picture = picture(lang, &props.found, [*chosen[0], *chosen[1]]);
    html! {
        <section class="tradeoff" aria-labelledby="tradeoff-title">
            <h2 id="tradeoff-title">{ words.tradeoff }</h2>
            <p class="about">{ words.tradeoff_about }{ term(lang, String::new(), words.tradeoff, true) }</p>
            <p class="by">
                { select(0, "tradeoff-right", words.axis_right) }
                { select(1, "tradeoff-up", words.axis_up) }
            </p>
            if let Some(picture) = picture {
                { draw(lang, &picture) }
                // The same for whoever does not see the picture.
                <ul class="unseen">{ for picture.spots.iter().map(|spot| html! { <li>{ &spot.text }</li> }) }</ul>
            } else {
                <p>{ words.tradeoff_none }</p>
            }
        </section>
    }
}

fn draw(lang: Lang, picture: &Picture) -> Html {
    // Where a lane stands in that corner, its name is in the way.
    let is_free = |corner: &[f64; 2]| {
        let is_there = |spot: &Spot| (spot.at[0] - corner[0]).abs() < 0.2 && (spot.at[1] - corner[1]).abs() < 0.15;
        !picture.spots.iter().any(is_there)
    };
    let best = picture.best.filter(is_free).map(|[x, y]| {
        let (anchor, dx) = if x < 0.5 { ("start", 6.0) } else { ("end", -6.0) };
        let dy = if y < 0.5 { -7.0 } else { 15.0 };
        html! {
            <text class="best-corner" x={number(PLANE.right(x) + dx)} y={number(PLANE.up(y) + dy)} text-anchor={anchor}>{ page(lang).best }</text>
        }
    });
    html! {
        <svg viewBox={format!("0 0 {} {}", PLANE.size[0], PLANE.size[1])} aria-hidden="true">
            { PLANE.axes(&picture.axes) }
            { for best }
            { for picture.spots.iter().enumerate().map(|(i, it)| spot(lang, it, &picture.spots[..i])) }
        </svg>
    }
}

/// A lane's spot with its name beside it, above or below, where no other name stands.
fn spot(lang: Lang, spot: &Spot, before: &[Spot]) -> Html {
    let [x, y] = [PLANE.right(spot.at[0]), PLANE.up(spot.at[1])];
    let half = |band: [f64; 2], place: fn(f64) -> f64| ((place(band[1]) - place(band[0])).abs() / 2.0).max(LEAST);
    let middle = |band: [f64; 2], place: fn(f64) -> f64| (place(band[0]) + place(band[1])) / 2.0;
    let (cy, ry) = (middle(spot.band[1], |share| PLANE.up(share)), half(spot.band[1], |share| PLANE.up(share)));
    let near = |other: &&Spot| (PLANE.right(other.at[0]) - x).abs() < 90.0 && (PLANE.up(other.at[1]) - y).abs() < 24.0;
    let below = before.iter().filter(near).count();
    let name_y = if below % 2 == 0 { cy - ry - 7.0 } else { cy + ry + 16.0 };
    // Names stay within the frame.
    let name_y = if name_y < PLANE.frame[1] + 8.0 { cy + ry + 16.0 } else { name_y };
    let anchor = match spot.at[0] {
        ..0.1 => "start",
        0.9.. => "end",
        _ => "middle",
    };
    html! {
        <g class="spot" data-strategy={spot.title.strategy.name()}>
            <title>{ &spot.text }</title>
            <ellipse cx={number(middle(spot.band[0], |share| PLANE.right(share)))} cy={number(cy)}
                rx={number(half(spot.band[0], |share| PLANE.right(share)))} ry={number(ry)} />
            <circle cx={number(x)} cy={number(y)} r="3" />
            <text x={number(x)} y={number(name_y)} text-anchor={anchor}>{ short(&word::lane(lang, &spot.title), MOST_LETTERS) }</text>
        </g>
    }
}
