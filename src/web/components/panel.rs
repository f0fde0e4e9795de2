//! The knobs that most comparisons are about, in groups. A value that is not allowed is named beside its field, and the scenario on screen stays.

use super::super::desk::DeskAction;
use super::super::document::{Action, Document};
use super::curve::Curve;
use super::field::FieldView;
use super::icon::{self, Icon};
use super::lane_tools::{LaneDesk, scope};
use super::steps::steps;
use crate::i18n::page::handles::{self, Axis};
use crate::i18n::page::{Group, Label, Screen, page, say};
use crate::i18n::{field as texts, problem};
use crate::view;
use crate::view::knob;
use crate::view::lab::{Field, nodes};
use std::collections::BTreeMap;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties)]
pub struct PanelProps {
    pub document: Document,
    pub change: Callback<Action>,
    pub tell: Callback<DeskAction>,
    pub open: bool,
}

impl PartialEq for PanelProps {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (&self.document, &other.document);
        a.lang == b.lang
            && self.open == other.open
            && Rc::ptr_eq(&a.problems, &b.problems)
            && a.scope() == b.scope()
            && Rc::ptr_eq(a.scenario(), b.scenario())
            && Rc::ptr_eq(a.edited(), b.edited())
    }
}

/// The groups that are open at first: what differs, and who asks.
const OPEN_AT_FIRST: [Group; 2] = [Group::Candidate, Group::Traffic];

/// Every field by its path, with the schema's sentence.
type Fields = BTreeMap<String, (&'static str, Field)>;

#[component]
pub fn Panel(props: &PanelProps) -> Html {
    let document = &props.document;
    let (lang, words) = (document.lang, page(document.lang));
    let fields = nodes(document.edited()).into_iter().filter_map(|node| Some((node.path, (node.about, node.field?))));
    let fields: Fields = fields.collect();
    let close = {
        let tell = props.tell.clone();
        Callback::from(move |_: MouseEvent| tell.emit(DeskAction::Panel(false)))
    };
    let forget = {
        let change = props.change.clone();
        Callback::from(move |_: MouseEvent| change.emit(Action::Forget))
    };
    let to_lab = {
        let change = props.change.clone();
        Callback::from(move |_: MouseEvent| change.emit(Action::Go(Screen::Lab)))
    };
    html! {
        <aside class={classes!("panel", props.open.then_some("open"))} id="panel" aria-label={words.settings}>
            <header>
                <h2>{ words.settings }</h2>
                <button type="button" class="quiet panel-close" onclick={close} aria-label={words.close} title={words.close}>
                    { icon::draw(Icon::Close) }
                </button>
            </header>
            { scope(&LaneDesk::of(document, &props.change, &props.tell), lang) }
            if !document.problems.is_empty() {
                <div class="problems" id="problems" role="alert">
                    <p><b>{ say::problems(lang, document.problems.len()) }</b>{ " " }{ words.open_kept }</p>
                    <ul>{ for document.problems.iter().map(|found| html! { <li>{ problem::sentence(lang, found) }</li> }) }</ul>
                    <button type="button" class="link" onclick={forget}>{ words.dismiss }</button>
                </div>
            }
            { for knob::PANEL.iter().map(|(group, paths)| self::group(props, &fields, *group, paths)) }
            <button id="to-lab" type="button" class="link" onclick={to_lab}>{ Label::AllSettings.name(lang) }{ " →" }</button>
        </aside>
    }
}

fn group(props: &PanelProps, fields: &Fields, group: Group, paths: &[&'static str]) -> Html {
    let document = &props.document;
    let (lang, scenario) = (document.lang, document.edited());
    let one = |path: &&'static str| {
        let Some((about, field)) = fields.get(*path).cloned() else { return Html::default() };
        let note = (Some(*path) == knob::peak_rate_path(scenario.traffic.shape)).then(|| match field {
            Field::Number { value, .. } => say::load(lang, value / knob::fleet_capacity_rps(scenario)),
            _ => String::new(),
        });
        let problem = document.problems.iter().find(|found| found.path == *path);
        let problem = problem.map(|found| problem::message(lang, found));
        // Fields of several strategies stand together.
        let section = path.rsplit_once('.').map_or("", |(section, _)| section);
        let of = if section.starts_with("strategy.") { texts::name(lang, section) } else { "" };
        html! {
            <FieldView key={*path} path={*path} {about} {field} {of} {lang} {note} {problem} change={props.change.clone()} />
        }
    };
    html! {
        <details class="group" open={OPEN_AT_FIRST.contains(&group)}>
            <summary><span>{ group.name(lang) }</span><small>{ group.hint(lang) }</small></summary>
            if group == Group::Traffic {
                <Curve id="traffic-curve" title={handles::traffic(lang)} model={view::handles::traffic(scenario)}
                    axis={Axis::Rate} scenario={scenario.clone()} {lang} change={props.change.clone()} />
            }
            { for paths.iter().filter(|path| knob::matters(path, scenario)).map(one) }
            if group == Group::Rollout {
                <Curve id="steps-curve" title={handles::steps(lang)} model={view::handles::steps(scenario)}
                    axis={Axis::Weight} scenario={scenario.clone()} {lang} change={props.change.clone()} />
                { steps(&scenario.strategy.canary.steps, lang, &props.change) }
            }
        </details>
    }
}
