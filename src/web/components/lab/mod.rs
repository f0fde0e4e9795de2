//! The Lab: every field of the scenario, in groups or as a search finds them, and beside them what the last change did.

mod entries;
mod fields;
mod groups;
mod live;

use super::super::desk::DeskAction;
use super::super::document::{Action, Document};
use super::super::engine::Lane;
use super::lane_tools::{LaneDesk, scope};
use crate::i18n::page::{Group, Label, Screen, page, say};
use crate::i18n::problem;
use crate::view::lab::{self, Lab, Part};
use fields::{Shown, parts};
use groups::groups;
use live::LiveResult;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// So many fields are shown at first where a search finds more: typing stays quick.
const SHOWN_AT_FIRST: usize = 24;

#[derive(Properties)]
pub struct LabProps {
    pub document: Document,
    pub desk: LaneDesk,
    pub lanes: Option<Rc<Vec<Rc<Lane>>>>,
    /// Whether a run is under way.
    pub running: bool,
    pub change: Callback<Action>,
    pub tell: Callback<DeskAction>,
}

impl PartialEq for LabProps {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (&self.document, &other.document);
        let same_lanes = match (&self.lanes, &other.lanes) {
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        same_lanes
            && self.desk == other.desk
            && (self.running, a.lang, a.preset, &a.sought) == (other.running, b.lang, b.preset, &b.sought)
            && Rc::ptr_eq(&a.problems, &b.problems)
            && Rc::ptr_eq(a.edited(), b.edited())
    }
}

/// What of the scenario is on screen.
#[derive(Clone, PartialEq)]
struct View {
    group: Group,
    query: String,
    changed_only: bool,
    most: usize,
}

#[component]
pub fn LabScreen(props: &LabProps) -> Html {
    let document = &props.document;
    let lang = document.lang;
    let view = use_state_eq(|| View {
        group: Group::Candidate,
        query: String::new(),
        changed_only: false,
        most: SHOWN_AT_FIRST,
    });
    {
        let view = view.clone();
        use_effect_with(document.sought.clone(), move |sought| {
            if !sought.is_empty() {
                view.set(View { query: sought.to_string(), ..(*view).clone() });
            }
        });
    }
    let lab = use_memo(Scenario(document.edited().clone()), |scenario| Lab::new(&scenario.0));
    let (found, count) = chosen(&lab, &view);
    let shown = Shown { lab: lab.clone(), document: document.clone(), change: props.change.clone() };
    let searching = view.changed_only || !view.query.trim().is_empty();
    let go = {
        let view = view.clone();
        Callback::from(move |group: Group| {
            view.set(View { group, query: String::new(), changed_only: false, most: SHOWN_AT_FIRST });
        })
    };
    let more = {
        let view = view.clone();
        Callback::from(move |_: MouseEvent| view.set(View { most: view.most * 2, ..(*view).clone() }))
    };
    let title = if searching { Label::Search.name(lang) } else { view.group.name(lang) };
    html! {
        <main class="lab" id="lab">
            <h1 class="unseen">{ Screen::Lab.name(lang) }</h1>
            { groups(&lab, (!searching).then_some(view.group), lang, &go) }
            <section class="lab-fields" aria-labelledby="lab-title">
                { scope(&props.desk, lang) }
                { tools(props, &view) }
                { problems(props) }
                <header class="lab-title">
                    <h2 id="lab-title">{ title }</h2>
                    if searching {
                        <p role="status" id="lab-count">{ say::hits(lang, count) }</p>
                    } else {
                        <p>{ view.group.hint(lang) }</p>
                    }
                </header>
                { parts(&shown, &found, searching) }
                if searching && count == 0 {
                    <p class="nothing">
                        { if view.query.trim().is_empty() { Label::NothingChanged } else { Label::NothingFound }.name(lang) }
                    </p>
                }
                if searching && count > view.most {
                    <button type="button" id="lab-more" class="chip" onclick={more}>{ Label::ShowMore.name(lang) }</button>
                }
            </section>
            <LiveResult lanes={props.lanes.clone()} running={props.running} {lang} />
        </main>
    }
}

/// A scenario, the same as long as it is in the same place.
struct Scenario(Rc<crate::scenario::Checked>);

impl PartialEq for Scenario {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The fields to be shown, section by section, and how many there are in all.
fn chosen(lab: &Lab, view: &View) -> (Vec<Part>, usize) {
    let query = view.query.trim();
    if query.is_empty() && !view.changed_only {
        return (lab.parts(|node| lab::group(&node.path) == view.group), 0);
    }
    if query.is_empty() {
        let parts = lab.parts(|node| lab.is_changed(node));
        let count = parts.iter().map(|part| part.fields.len()).sum();
        return (parts, count);
    }
    let mut hits = lab::hits(query);
    if view.changed_only {
        hits.retain(|path| lab.nodes.iter().any(|node| node.path == *path && lab.is_changed(node)));
    }
    let count = hits.len();
    // The best come first, each with its section.
    let mut parts: Vec<Part> = Vec::new();
    for path in hits.iter().take(view.most) {
        for part in lab.parts(|node| node.path == *path) {
            match parts.iter_mut().find(|known| known.section == part.section) {
                Some(known) => known.fields.extend(part.fields),
                None => parts.push(part),
            }
        }
    }
    (parts, count)
}

/// The search and its filter.
fn tools(props: &LabProps, view: &UseStateHandle<View>) -> Html {
    let lang = props.document.lang;
    let query = |query: String, view: &View| View { query, most: SHOWN_AT_FIRST, ..view.clone() };
    let typed = {
        let view = view.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                view.set(query(input.value(), &view));
            }
        })
    };
    let pressed = {
        let view = view.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                view.set(query(String::new(), &view));
            }
        })
    };
    let changed_only = {
        let view = view.clone();
        Callback::from(move |_: MouseEvent| view.set(View { changed_only: !view.changed_only, ..(*view).clone() }))
    };
    let all = {
        let tell = props.tell.clone();
        Callback::from(move |_: MouseEvent| tell.emit(DeskAction::Gallery(true)))
    };
    html! {
        <div class="lab-tools">
            <input id="lab-search" type="search" autocomplete="off" spellcheck="false" value={view.query.clone()} oninput={typed}
                onkeydown={pressed} aria-label={Label::Search.name(lang)} placeholder={Label::SearchHint.name(lang)} />
            <button type="button" id="lab-changed" class="chip" onclick={changed_only} aria-pressed={view.changed_only.to_string()}>
                { Label::ChangedOnly.name(lang) }
            </button>
            <button type="button" id="lab-situations" class="chip" onclick={all}>{ Label::Gallery.name(lang) }</button>
        </div>
    }
}

/// What is wrong with the last change, where no field beside it may be on screen.
fn problems(props: &LabProps) -> Html {
    let (document, lang) = (&props.document, props.document.lang);
    if document.problems.is_empty() {
        return Html::default();
    }
    let words = page(lang);
    let forget = {
        let change = props.change.clone();
        Callback::from(move |_: MouseEvent| change.emit(Action::Forget))
    };
    html! {
        <div class="problems" id="problems" role="alert">
            <p><b>{ say::problems(lang, document.problems.len()) }</b>{ " " }{ words.open_kept }</p>
            <ul>{ for document.problems.iter().map(|found| html! { <li>{ problem::sentence(lang, found) }</li> }) }</ul>
            <button type="button" class="link" onclick={forget}>{ words.dismiss }</button>
        </div>
    }
}
