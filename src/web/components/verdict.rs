//! The verdict: one row per measure, one column per lane.

use super::super::engine::Lane;
use super::super::player::Player;
use super::term::term;
use crate::compare::Replications;
use crate::i18n::page::page;
use crate::i18n::{Lang, replications, report, word};
use crate::record::{Report, RolloutOutcome};
use crate::view::spoken::spoken;
use crate::view::table::{Cell, Rank, Row, rows, spreads};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties)]
pub struct VerdictProps {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    /// The same lanes with other seeds.
    pub found: Rc<Replications>,
    pub lang: Lang,
    pub player: Player,
    /// How many of these there shall be.
    pub children: Html,
}

impl PartialEq for VerdictProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes)
            && Rc::ptr_eq(&self.found, &other.found)
            && (self.lang, &self.children) == (other.lang, &other.children)
    }
}

#[component]
pub fn Verdict(props: &VerdictProps) -> Html {
    let (lang, words) = (props.lang, page(props.lang));
    let reports: Vec<&Report> = props.lanes.iter().map(|lane| &lane.report).collect();
    let names: Vec<String> = props.lanes.iter().map(|lane| lane.name(lang)).collect();
    let several = props.found.count() > 1;
    let cell = |((cell, spread), name): ((&Cell, Option<String>), &String)| {
        let (class, badge) = match cell.rank {
            Rank::Best => ("best", Some(format!("▲ {}", words.best))),
            Rank::Worst => ("worst", Some(format!("▼ {}", words.worst))),
            Rank::Plain => ("plain", None),
        };
        html! {
            <td role="cell" data-name={name.clone()} class={class}>
                <span class="amount">{ &cell.text }</span>
                if let Some(badge) = badge { <span class="badge">{ badge }</span> }
                if let Some(spread) = spread.filter(|spread| says_more(spread, &cell.text)) { <small class="spread">{ words.median }{ " " }{ spread }</small> }
            </td>
        }
    };
    // Roles are written out, as a table laid out as cards on a phone loses them in some browsers.
    let row = |row: &Row| {
        html! {
            <tr role="row">
                <th scope="row" role="rowheader"><span>{ row.label }{ term(lang, format!("measure:{}", row.measure.key()), row.label, true) }</span><small>{ row.about }</small></th>
                { for row.cells.iter().zip(spreads(lang, &props.found, row.measure)).zip(&names).map(cell) }
            </tr>
        }
    };
    let outcome = |(lane, (report, name)): (usize, (&&Report, &String))| {
        html! {
            <td role="cell" data-name={name.clone()}>
                <span class="outcome" data-outcome={outcome_class(report.rollout.outcome)}>
                    { word::rollout_outcome(lang, report.rollout.outcome) }
                </span>
                if props.found.outcomes(lane).len() > 1 {
                    <small class="spread">{ replications::outcomes(lang, &props.found, lane) }</small>
                }
            </td>
        }
    };
    let deployments = |(found, name): (&&Report, &String)| {
        let line = |text: String| html! { <span class="deployment">{ text }</span> };
        html! { <td role="cell" data-name={name.clone()}>{ for report::deployments(lang, found).into_iter().map(line) }</td> }
    };
    let are_several = reports.iter().any(|found| !found.deployments.is_empty());
    let reason = |(found, name): (&&Report, &String)| {
        let text = found.rollout.reason.as_ref().map(|why| {
            let (player, at_s) = (props.player.clone(), why.at_s);
            let onclick = Callback::from(move |_: MouseEvent| player.hold(at_s));
            html! { <button type="button" class="link" {onclick} title={words.jump}>{ report::reason(lang, why) }</button> }
        });
        html! {
            <td role="cell" data-name={name.clone()} class="reason">
                { text.unwrap_or_else(|| html! { words.no_reason }) }
            </td>
        }
    };
    let told: Vec<_> =
        props.lanes.iter().map(|lane| (lane.track.title(), &lane.report, lane.track.recording())).collect();
    let told = spoken(lang, &told).into_iter().map(|said| html! { <li>{ said.text }</li> });
    html! {
        <section class="verdict" aria-labelledby="verdict-title">
            <h2 id="verdict-title">{ words.verdict }</h2>
            <p class="about">{ words.verdict_about }{ term(lang, String::new(), words.verdict, true) }</p>
            <ol class="spoken" id="spoken" aria-label={words.in_words}>{ for told }</ol>
            { props.children.clone() }
            if several { <p class="about" id="spread-about">{ replications::about_spreads(lang, props.found.count()) }</p> }
            <table role="table" aria-labelledby="verdict-title">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{ words.measure }</th>
                        { for names.iter().map(|name| html! { <th scope="col" role="columnheader" class="long" title={name.clone()}>{ name }</th> }) }
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <tr role="row">
                        <th scope="row" role="rowheader"><span>{ words.outcome }</span></th>
                        { for reports.iter().zip(&names).enumerate().map(outcome) }
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

/// Whether the spread over many runs says more than the value of one, which may stand with its share behind it.
fn says_more(spread: &str, value: &str) -> bool {
    value.strip_prefix(spread).is_none_or(|rest| !rest.is_empty() && !rest.starts_with(" ("))
}

fn outcome_class(outcome: RolloutOutcome) -> &'static str {
    match outcome {
        RolloutOutcome::Completed => "completed",
        RolloutOutcome::RolledBack | RolloutOutcome::RollingBack => "rolled-back",
        RolloutOutcome::Stalled => "stalled",
        RolloutOutcome::NotStarted | RolloutOutcome::InProgress => "open",
    }
}
