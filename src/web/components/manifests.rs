//! Each lane's strategy as a manifest of the controller that can do it.

use super::super::engine::Lane;
use super::super::platform::download;
use super::super::platform::reader::{Reader, ask};
use crate::i18n::page::manifest::{reader, without, written};
use crate::i18n::{Lang, problem};
use crate::manifest::{To, question};
use crate::scenario::Problems;
use crate::view::reader::{Answer, Question, Told};
use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties)]
pub struct ManifestsProps {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    /// What a scenario without a name is called.
    pub preset: Option<&'static str>,
    pub lang: Lang,
}

impl PartialEq for ManifestsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes) && (self.preset, self.lang) == (other.preset, other.lang)
    }
}

/// What became of the manifest that was asked for last.
#[derive(PartialEq)]
enum Written {
    Nothing,
    Writing,
    /// Saved under this name, with what is to be known about it.
    Saved(String, Vec<Told>),
    Refused(Problems),
    NoReader,
}

/// One button for each lane, and what came of the last press.
#[component]
pub fn Manifests(props: &ManifestsProps) -> Html {
    let (lang, words) = (props.lang, reader(props.lang));
    let state = use_state_eq(|| Written::Nothing);
    {
        // What was written was of the run before.
        let state = state.setter();
        use_effect_with(Rc::as_ptr(&props.lanes), move |_| state.set(Written::Nothing));
    }
    let asked = use_memo((), |()| RefCell::new(None::<Reader>));
    let button = |lane: &Rc<Lane>, to: To| {
        let (lane, preset, state, asked) = (lane.clone(), props.preset, state.setter(), asked.clone());
        let id = format!("take-manifest-{}", lane.track.title().id());
        let text = format!("{} · {}", lane.name(lang), to.name());
        let onclick = Callback::from(move |_: MouseEvent| {
            let mut scenario = Box::new((*lane.scenario).clone());
            if scenario.name.is_empty() {
                scenario.name = preset.unwrap_or_default().to_owned();
            }
            let (told, file) = (state.clone(), format!("cutover-{}.yaml", lane.track.title().id()));
            state.set(Written::Writing);
            // The one before is ended first: its answer must not come in between.
            asked.take();
            let next = ask(&Question::Document(question::Question::Export { scenario, to }), move |answer| {
                told.set(match answer {
                    Some(Answer::Exported { yaml, notes }) => {
                        download(&file, "application/yaml", &yaml);
                        Written::Saved(file, notes)
                    }
                    Some(Answer::Refused(problems)) => Written::Refused(problems),
                    _ => Written::NoReader,
                });
            });
            *asked.borrow_mut() = Some(next);
        });
        html! { <button {id} type="button" class="chip" {onclick}>{ text }</button> }
    };
    let of = |lane: &Rc<Lane>| To::of(lane.scenario.strategy.kind);
    let (with, others): (Vec<_>, Vec<_>) = props.lanes.iter().partition(|lane| of(lane).is_some());
    let others: Vec<String> = others.into_iter().map(|lane| lane.name(lang)).collect();
    html! {
        <div class="manifests" role="group" aria-labelledby="manifests-title">
            <h3 id="manifests-title">{ words.manifests }</h3>
            <p class="by">{ for with.into_iter().filter_map(|lane| Some(button(lane, of(lane)?))) }</p>
            if !others.is_empty() { <p class="about small">{ without(lang, &others) }</p> }
            <div id="manifest-written" role="status">{ result(lang, &state) }</div>
        </div>
    }
}

fn result(lang: Lang, state: &Written) -> Html {
    let list = |sentences: Vec<String>| html! { <ul>{ for sentences.iter().map(|it| html! { <li>{ it }</li> }) }</ul> };
    match state {
        Written::Nothing => Html::default(),
        Written::Writing => html! { <p>{ reader(lang).writing }</p> },
        Written::Saved(file, notes) => html! {
            <><p><b>{ written(lang, file) }</b></p>
            { list(notes.iter().map(|it| it.in_lang(lang).to_owned()).collect()) }</>
        },
        Written::Refused(problems) => html! {
            <div class="problems">{ list(problems.iter().map(|it| problem::sentence(lang, it)).collect()) }</div>
        },
        Written::NoReader => html! { <div class="problems"><p>{ reader(lang).absent }</p></div> },
    }
}
