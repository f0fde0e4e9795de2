//! The verdict: one row per measure, one column per lane.

use super::super::engine::Lane;
use crate::i18n::page::page;
use crate::i18n::{Lang, report, word};
use crate::record::{Report, RolloutOutcome};
use crate::view::table::{Cell, Rank, Row, rows};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties)]
pub struct VerdictProps {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    pub lang: Lang,
}

impl PartialEq for VerdictProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes) && self.lang == other.lang
    }
}

#[component]
pub fn Verdict(props: &VerdictProps) -> Html {
    let (lang, words) = (props.lang, page(props.lang));
    let reports: Vec<&Report> = props.lanes.iter().map(|lane| &lane.report).collect();
    let names: Vec<&'static str> = props.lanes.iter().map(|lane| word::strategy(lang, lane.track.kind())).collect();
    let cell = |(cell, name): (&Cell, &&'static str)| {
        let (class, badge) = match cell.rank {
            Rank::Best => ("best", Some(format!("▲ {}", words.best))),
            Rank::Worst => ("worst", Some(format!("▼ {}", words.worst))),
            Rank::Plain => ("plain", None),
        };
        html! {
            <td role="cell" data-name={*name} class={class}>
                <span class="amount">{ &cell.text }</span>
                if let Some(badge) = badge { <span class="badge">{ badge }</span> }
            </td>
        }
    };
    // Roles are written out, as a table laid out as cards on a phone loses them in some browsers.
    let row = |row: &Row| {
        html! {
            <tr role="row">
                <th scope="row" role="rowheader"><span>{ row.label }</span><small>{ row.about }</small></th>
                { for row.cells.iter().zip(&names).map(cell) }
            </tr>
        }
    };
    let outcome = |(report, name): (&&Report, &&'static str)| {
        html! {
            <td role="cell" data-name={*name}>
                <span class="outcome" data-outcome={outcome_class(report.rollout.outcome)}>
                    { word::rollout_outcome(lang, report.rollout.outcome) }
                </span>
            </td>
        }
    };
    let deployments = |(found, name): (&&Report, &&'static str)| {
        let line = |text: String| html! { <span class="deployment">{ text }</span> };
        html! { <td role="cell" data-name={*name}>{ for report::deployments(lang, found).into_iter().map(line) }</td> }
    };
    let are_several = reports.iter().any(|found| !found.deployments.is_empty());
    let reason = |(found, name): (&&Report, &&'static str)| {
        let text = found.rollout.reason.as_ref().map_or(words.no_reason.to_owned(), |why| report::reason(lang, why));
        html! { <td role="cell" data-name={*name} class="reason">{ text }</td> }
    };
    html! {
        <section class="verdict" aria-labelledby="verdict-title">
            <h2 id="verdict-title">{ words.verdict }</h2>
            <p class="about">{ words.verdict_about }</p>
            <table role="table" aria-labelledby="verdict-title">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{ words.measure }</th>
                        { for names.iter().map(|name| html! { <th scope="col" role="columnheader">{ *name }</th> }) }
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <tr role="row">
                        <th scope="row" role="rowheader"><span>{ words.outcome }</span></th>
                        { for reports.iter().zip(&names).map(outcome) }
                    </tr>
                    if are_several {
                        <tr role="row">
                            <th scope="row" role="rowheader"><span>{ words.each_deployment }</span></th>
                            { for reports.iter().zip(&names).map(deployments) }
                        </tr>
                    }
                    <tr role="row">
                        <th scope="row" role="rowheader"><span>{ words.reason }</span></th>
                        { for reports.iter().zip(&names).map(reason) }
                    </tr>
                    { for rows(lang, &reports).iter().map(row) }
                </tbody>
            </table>
        </section>
    }
}

fn outcome_class(outcome: RolloutOutcome) -> &'static str {
    match outcome {
        RolloutOutcome::Completed => "completed",
        RolloutOutcome::RolledBack | RolloutOutcome::RollingBack => "rolled-back",
        RolloutOutcome::Stalled => "stalled",
        RolloutOutcome::NotStarted | RolloutOutcome::InProgress => "open",
    }
}
