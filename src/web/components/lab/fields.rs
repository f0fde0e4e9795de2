//! Fields, section by section.

use super::super::super::document::{Action, Document};
use super::super::field::{FieldView, More, sentence};
use super::entries::entries;
use crate::i18n::page::say;
use crate::i18n::{field as texts, problem};
use crate::view::knob;
use crate::view::lab::{self, Field, Lab, Node, Part, place};
use std::rc::Rc;
use yew::prelude::*;

/// What fields are drawn from.
pub struct Shown {
    pub lab: Rc<Lab>,
    pub document: Document,
    pub change: Callback<Action>,
}

/// The fields of `parts`; where they come from several groups each section says of which.
pub fn parts(shown: &Shown, parts: &[Part], with_group: bool) -> Html {
    let lang = shown.document.lang;
    let one = |part: &Part| {
        let path = part.section.as_str();
        let fields = html! { <div class="lab-grid">{ for part.fields.iter().map(|index| field(shown, &shown.lab.nodes[*index])) }</div> };
        // The fields of the scenario itself have no section.
        if path.is_empty() && !with_group {
            return html! { <section class="lab-part" key="">{ fields }</section> };
        }
        let group = lab::group(&shown.lab.nodes[part.fields[0]].path).name(lang);
        let name = texts::name(lang, path);
        // The group's own name stands above already.
        let named = with_group || group != name;
        html! {
            <section class="lab-part" key={path.to_owned()}>
                if named {
                <h3>
                    if with_group && group != name { <span class="of">{ group }{ if name.is_empty() { "" } else { " › " } }</span> }
                    { name }
                </h3>
                }
                if !part.about.is_empty() && !with_group { <p class="about">{ sentence(texts::about(lang, path, part.about)) }</p> }
                { fields }
            </section>
        }
    };
    parts.iter().map(one).collect()
}

/// A field, or a list as cards.
pub fn field(shown: &Shown, node: &Node) -> Html {
    let (document, lab, lang) = (&shown.document, &shown.lab, shown.document.lang);
    let Some(field) = node.field.clone() else { return Html::default() };
    let problem = document.problems.iter().find(|found| found.path == node.path);
    let problem = problem.map(|found| problem::message(lang, found));
    if let Field::List { len, longest } = field {
        return entries(shown, node, len, longest, problem);
    }
    let scenario = document.edited();
    let note = (Some(node.path.as_str()) == knob::peak_rate_path(scenario.traffic.shape)).then(|| match field {
        Field::Number { value, .. } => say::load(lang, value / knob::fleet_capacity_rps(scenario)),
        _ => String::new(),
    });
    // Entries of lists are told apart by their values: only those matter there.
    let more = (!node.path.contains('[')).then(|| More {
        default: lab.default_of(&node.path).cloned(),
        changed: lab.is_changed(node),
        matters: knob::matters(&node.path, scenario),
        place: Some(place::of(&node.path)),
    });
    html! {
        <FieldView key={node.path.clone()} path={node.path.clone()} about={node.about} {field} {lang} {note} {problem} {more}
            change={shown.change.clone()} />
    }
}
