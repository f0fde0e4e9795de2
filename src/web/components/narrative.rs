//! What happened, line by line; each line leads to its moment.

use super::super::engine::Lane;
use super::super::player::Player;
use super::term::term;
use crate::i18n::page::{page, say};
use crate::i18n::{Lang, number};
use crate::view::narrative::{Line, lines};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties)]
pub struct NarrativeProps {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    pub lang: Lang,
    pub player: Player,
}

impl PartialEq for NarrativeProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes) && self.lang == other.lang
    }
}

#[component]
pub fn Narrative(props: &NarrativeProps) -> Html {
    let (lang, words) = (props.lang, page(props.lang));
    let (lines, more) = lines(lang, props.lanes.iter().map(|lane| &lane.track));
    let name = |lane: usize| props.lanes.get(lane).map(|lane| lane.name(lang));
    let item = |line: &Line| {
        let (player, at_s) = (props.player.clone(), line.at_s);
        let onclick = Callback::from(move |_: MouseEvent| player.hold(at_s));
        html! {
            <li class={classes!(line.main.then_some("main"))}>
                <button type="button" {onclick} title={words.jump}>
                    <time>{ number::clock(line.at_s) }</time>
                    <span class="who long" title={name(line.lane)}>{ name(line.lane) }</span>
                    <span class="what">{ &line.text }</span>
                </button>
            </li>
        }
    };
    html! {
        <section class="narrative" aria-labelledby="narrative-title">
            <h2 id="narrative-title">{ words.narrative }</h2>
            <p class="about">{ words.narrative_about }{ term(lang, String::new(), words.narrative, true) }</p>
            <ol>{ for lines.iter().map(item) }</ol>
            if more > 0 { <p class="about">{ say::more_lines(lang, more) }</p> }
        </section>
    }
}
