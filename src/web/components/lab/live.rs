//! What the knobs do, without leaving the Lab: a line for each lane, with the difference that the last change made.

use super::super::super::engine::Lane;
use super::super::super::platform::now_ms;
use crate::i18n::page::{Label, page};
use crate::i18n::{Lang, report, word};
use crate::view::lab::live::{Figures, Live, MEASURES, difference};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties)]
pub struct LiveProps {
    pub lanes: Option<Rc<Vec<Rc<Lane>>>>,
    pub running: bool,
    pub lang: Lang,
}

impl PartialEq for LiveProps {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.lanes, &other.lanes) {
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        same && (self.running, self.lang) == (other.running, other.lang)
    }
}

#[component]
pub fn LiveResult(props: &LiveProps) -> Html {
    let lang = props.lang;
    let live = use_mut_ref(Live::default);
    let Some(lanes) = &props.lanes else {
        return html! { <aside class="lab-live" aria-label={Label::Live.name(lang)}><p>{ page(lang).loading }</p></aside> };
    };
    let figures: Vec<Figures> = lanes.iter().map(|lane| Figures::of(&lane.report)).collect();
    live.borrow_mut().show(figures.clone(), now_ms());
    let row = |(index, (lane, now)): (usize, (&Rc<Lane>, &Figures))| {
        let before = live.borrow().before(index).cloned();
        let outcome = word::rollout_outcome(lang, now.outcome);
        let was = before.as_ref().map(|before| before.outcome).filter(|before| *before != now.outcome);
        let cell = |(place, measure): (usize, crate::compare::Measure)| {
            let before = before.as_ref().and_then(|before| before.values[place]);
            html! {
                <td>
                    { report::value(lang, &lane.report, measure) }
                    if let Some(change) = difference(lang, measure, before, now.values[place]) { <small class="change">{ change }</small> }
                </td>
            }
        };
        html! {
            <tbody key={index}>
                <tr class="who"><th scope="row">{ lane.name(lang) }</th>
                    <td colspan="2">{ outcome }
                        if let Some(was) = was { <small class="change">{ "← " }{ word::rollout_outcome(lang, was) }</small> }
                    </td>
                </tr>
                <tr>{ for MEASURES.into_iter().enumerate().map(cell) }</tr>
            </tbody>
        }
    };
    html! {
        <aside class="lab-live" aria-labelledby="live-title" aria-busy={props.running.to_string()}>
            <h2 id="live-title">{ Label::Live.name(lang) }</h2>
            <p class="about">{ Label::LiveAbout.name(lang) }</p>
            <table>
                <thead><tr>{ for MEASURES.into_iter().map(|measure| html! { <th scope="col">{ report::label(lang, measure) }</th> }) }</tr></thead>
                { for lanes.iter().zip(&figures).enumerate().map(row) }
            </table>
        </aside>
    }
}
