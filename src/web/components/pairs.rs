//! Which lane is better, replication by replication, by a measure that can be chosen.

use super::term::term;
use crate::compare::{Measure, Replications};
use crate::i18n::page::page;
use crate::i18n::{Lang, replications, report};
use crate::view::pairs::{Row, measures, rows, sentence};
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties)]
pub struct PairsProps {
    pub found: Rc<Replications>,
    pub lang: Lang,
}

impl PartialEq for PairsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.found, &other.found) && self.lang == other.lang
    }
}

#[component]
pub fn Pairs(props: &PairsProps) -> Html {
    let (lang, words, found) = (props.lang, page(props.lang), &props.found);
    let chosen = use_state_eq(|| Measure::Harmed);
    if found.count() < 2 {
        return Html::default();
    }
    let onchange = {
        let chosen = chosen.setter();
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let measure = select.and_then(|select| measures().find(|measure| measure.key() == select.value()));
            measure.into_iter().for_each(|measure| chosen.set(measure));
        })
    };
    let option = |measure: Measure| {
        html! { <option value={measure.key()} selected={measure == *chosen}>{ report::label(lang, measure) }</option> }
    };
    let heading = |text: &&'static str| html! { <th scope="col" role="columnheader">{ *text }</th> };
    let row = |(name, cells): Row| {
        let cells = cells.into_iter().zip(replications::pair_headings(lang));
        html! {
            <tr role="row">
                <th scope="row" role="rowheader">{ name }</th>
                { for cells.map(|(cell, name)| html! { <td role="cell" data-name={name}>{ cell }</td> }) }
            </tr>
        }
    };
    html! {
        <section class="pairs" aria-labelledby="pairs-title">
            <h2 id="pairs-title">{ words.pairs }</h2>
            <p class="about">{ replications::about_pairs(lang) }{ term(lang, String::new(), words.pairs, true) }</p>
            <p class="by">
                <label for="pairs-measure">{ words.measure }</label>
                <select id="pairs-measure" {onchange}>{ for measures().map(option) }</select>
            </p>
            if let Some(sentence) = sentence(lang, found, *chosen) { <p class="sentence">{ sentence }</p> }
            <table role="table" aria-labelledby="pairs-title">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{ words.pair }</th>
                        { for replications::pair_headings(lang).iter().map(heading) }
                    </tr>
                </thead>
                <tbody role="rowgroup">{ for rows(lang, found, *chosen).into_iter().map(row) }</tbody>
            </table>
        </section>
    }
}
