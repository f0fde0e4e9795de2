//! A list of entries as cards: added, doubled, moved and removed.

use super::super::super::document::Action;
use super::super::field::{id, sentence};
use super::super::icon::{self, Icon};
use super::fields::{Shown, field};
use crate::i18n::page::{Label, Place};
use crate::i18n::{field as texts, problem};
use crate::view::lab::list::{Change, initial};
use crate::view::lab::{Field, Node, Part, place, value};
use yew::prelude::*;

/// So many entries are shown; a longer list is for a file.
const MOST_SHOWN: usize = 40;
/// Lists of up to so many entries are unfolded.
const UNFOLDED: usize = 3;
/// So many values tell an entry apart when it is folded.
const TELLING: usize = 3;

/// The list at `list`, which has `len` entries of at most `longest`.
pub fn entries(shown: &Shown, list: &Node, len: usize, longest: usize, problem: Option<String>) -> Html {
    let (lang, path) = (shown.document.lang, list.path.as_str());
    let name = texts::name(lang, path);
    let act = |change: Change| {
        let (emit, path) = (shown.change.clone(), list.path.clone());
        Callback::from(move |_: MouseEvent| emit.emit(Action::Entries(path.clone(), change)))
    };
    // What is wrong with an entry that is not there stands beside the list.
    let outside = shown.document.problems.iter().find(|found| {
        found.path.starts_with(&format!("{path}[")) && !shown.lab.nodes.iter().any(|node| node.path == found.path)
    });
    let problem = problem.or_else(|| outside.map(|found| problem::sentence(lang, found)));
    let outer = !path.contains('[');
    let is_changed = outer && shown.lab.is_changed(list);
    let back = initial(path).filter(|_| is_changed).map(|literal| {
        let (emit, path) = (shown.change.clone(), list.path.clone());
        let onclick = Callback::from(move |_: MouseEvent| emit.emit(Action::Set(path.clone(), literal.clone())));
        let label = format!("{name}: {}", Label::BackToDefault.name(lang));
        html! { <button type="button" class="link back" {onclick} aria-label={label}>{ Label::BackToDefault.name(lang) }</button> }
    });
    html! {
        <section class={classes!("entries", problem.is_some().then_some("wrong"))} key={list.path.clone()} aria-labelledby={id(path)}>
            <header>
                <h4 id={id(path)}>{ name }{ " " }<span class="count">{ len }</span></h4>
                <button type="button" class="chip add" disabled={len >= longest} onclick={act(Change::Add)}
                    aria-label={format!("{name}: {}", Label::AddEntry.name(lang))}>{ icon::draw(Icon::Add) }{ Label::AddEntry.name(lang) }</button>
            </header>
            <p class="hint">{ sentence(texts::about(lang, path, list.about)) }</p>
            if outer { <p class="facts">{ for back }{ jump(shown, place::of(path), name) }</p> }
            if let Some(problem) = problem { <p class="problem" role="alert">{ problem }</p> }
            { for (0..len.min(MOST_SHOWN)).map(|index| entry(shown, path, index, len, &act)) }
            if len > MOST_SHOWN { <p class="hint">{ Label::TooMany.name(lang) }</p> }
        </section>
    }
}

fn jump(shown: &Shown, place: Place, name: &str) -> Html {
    let (lang, emit) = (shown.document.lang, shown.change.clone());
    let onclick = Callback::from(move |_: MouseEvent| emit.emit(Action::Visit(place)));
    let label = format!("{name}: {}, {}", Label::ShowsIn.name(lang), place.name(lang));
    html! { <button type="button" class="link jump" {onclick} aria-label={label}>{ "→ " }{ place.name(lang) }</button> }
}

fn entry(shown: &Shown, list: &str, index: usize, len: usize, act: &dyn Fn(Change) -> Callback<MouseEvent>) -> Html {
    let lang = shown.document.lang;
    let path = format!("{list}[{index}]");
    let parts = shown.lab.parts_of_entry(&path);
    let title = format!("{} {}", texts::name(lang, list), index + 1);
    let button = |change: Change, label: Label, picture: Html, off: bool| {
        let name = format!("{title}: {}", label.name(lang));
        html! {
            <button type="button" class="quiet" onclick={act(change)} disabled={off} aria-label={name} title={label.name(lang)}>{ picture }</button>
        }
    };
    let part = |part: &Part| {
        html! {
            <>
                if part.section != path { <h5>{ texts::name(lang, &part.section) }</h5> }
                <div class="lab-grid">{ for part.fields.iter().map(|index| field(shown, &shown.lab.nodes[*index])) }</div>
            </>
        }
    };
    html! {
        <div class="entry" key={index}>
            <details open={len <= UNFOLDED}>
                <summary><b>{ index + 1 }</b><span class="telling">{ telling(shown, &parts) }</span></summary>
                { for parts.iter().map(part) }
            </details>
            <span class="acts">
                { button(Change::Earlier(index), Label::MoveEarlier, html! { "↑" }, index == 0) }
                { button(Change::Double(index), Label::DoubleEntry, icon::draw(Icon::Copy), false) }
                { button(Change::Remove(index), Label::RemoveEntry, icon::draw(Icon::Remove), false) }
            </span>
        </div>
    }
}

/// The first values of an entry.
fn telling(shown: &Shown, parts: &[Part]) -> String {
    let lang = shown.document.lang;
    let nodes = parts.iter().flat_map(|part| &part.fields).map(|index| &shown.lab.nodes[*index]);
    let text = |node: &Node| match &node.field {
        Some(Field::List { .. }) | None => None,
        Some(field) => Some(format!("{} {}", texts::name(lang, &node.path), value(lang, &node.path, field))),
    };
    nodes.filter_map(text).take(TELLING).collect::<Vec<_>>().join(" · ")
}
