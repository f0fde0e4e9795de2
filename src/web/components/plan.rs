//! The plans of the lanes: the rollout without traffic, a table for each.

use super::super::engine::Lane;
use super::term::term;
use crate::i18n::page::{page, say};
use crate::i18n::{Lang, plan};
use crate::view::plan::{COLUMNS, rows};
use std::rc::Rc;
use yew::prelude::*;

/// More rows than this nobody reads; replacing a huge fleet in place makes as many as it has instances.
const MOST_ROWS: usize = 100;

#[derive(Properties)]
pub struct PlansProps {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    pub lang: Lang,
}

impl PartialEq for PlansProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes) && self.lang == other.lang
    }
}

#[component]
pub fn Plans(props: &PlansProps) -> Html {
    let (lang, words) = (props.lang, page(props.lang));
    // Roles are written out: rows are laid out as two lines on a phone, and some browsers then forget that they are rows.
    let cell = |cell: String| html! { <td role="cell">{ cell }</td> };
    let row = |row: [String; COLUMNS]| html! { <tr role="row">{ for row.into_iter().map(cell) }</tr> };
    let heading = |heading: &&'static str| html! { <th scope="col" role="columnheader">{ *heading }</th> };
    let lane = |lane: &Rc<Lane>| {
        let name = lane.name(lang);
        let more = lane.plan.steps.len().saturating_sub(MOST_ROWS);
        html! {
            <details data-strategy={lane.track.title().id()}>
                <summary><b>{ name.clone() }</b>{ plan::summary(lang, &lane.plan) }</summary>
                // A region that may be scrolled must be reachable by keyboard.
                <div class="rows" role="region" aria-label={name} tabindex="0">
                    <table role="table">
                        <thead role="rowgroup"><tr role="row">{ for plan::headings(lang).iter().map(heading) }</tr></thead>
                        <tbody role="rowgroup">{ for rows(lang, &lane.plan, MOST_ROWS).into_iter().map(row) }</tbody>
                    </table>
                </div>
                if more > 0 { <p class="about">{ say::more_lines(lang, more) }</p> }
            </details>
        }
    };
    html! {
        <section class="plan" aria-labelledby="plan-title">
            <h2 id="plan-title">{ words.plan }</h2>
            <p class="about">{ words.plan_about }{ term(lang, String::new(), words.plan, true) }</p>
            { for props.lanes.iter().map(lane) }
        </section>
    }
}
