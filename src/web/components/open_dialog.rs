//! Opening a manifest, a scenario or measured traffic: pasted, chosen, or dropped anywhere on the page.

use super::super::desk::{Desk, DeskAction};
use super::super::document::Action;
use super::super::platform::reader::{Reader, ask};
use super::super::platform::window;
use super::modal::Modal;
use crate::i18n::page::manifest::reader;
use crate::i18n::page::{page, say};
use crate::i18n::{Lang, problem};
use crate::manifest::question;
use crate::scenario::document::LONGEST_DOCUMENT;
use crate::scenario::problem::Rule;
use crate::scenario::{Checked, Problem};
use crate::view::reader::{Answer, Question};
use gloo::events::{EventListener, EventListenerOptions};
use gloo::file::callbacks::{FileReader, read_as_bytes};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// A small Deployment as people write it.
const EXAMPLE: &str = include_str!("example.yaml");

#[derive(Properties)]
pub struct OpenDialogProps {
    pub desk: Desk,
    pub lang: Lang,
    pub tell: Callback<DeskAction>,
    pub change: Callback<Action>,
    pub scenario: Rc<Checked>,
}

impl PartialEq for OpenDialogProps {
    fn eq(&self, other: &Self) -> bool {
        self.desk.opening == other.desk.opening
            && self.lang == other.lang
            && Rc::ptr_eq(&self.scenario, &other.scenario)
    }
}

/// Hands documents to the reader.
#[derive(Clone)]
struct Opener {
    tell: Callback<DeskAction>,
    change: Callback<Action>,
    scenario: Rc<Checked>,
    under_way: Rc<UnderWay>,
}

/// What is being read; a newer document takes its place.
#[derive(Default)]
struct UnderWay {
    file: RefCell<Option<FileReader>>,
    asked: RefCell<Option<Reader>>,
}

impl Opener {
    fn open(&self, bytes: Rc<Vec<u8>>, name: String, workload: Option<String>) {
        self.tell.emit(DeskAction::Reading(bytes.clone(), name.clone()));
        let base = Box::new((**self.scenario).clone());
        let question = question::Question::Open { bytes: bytes.to_vec(), file_name: name, workload, base };
        let (tell, change) = (self.tell.clone(), self.change.clone());
        // The one before is ended first: its answer must not come in between.
        self.under_way.asked.take();
        let asked = ask(&Question::Document(question), move |answer| match answer {
            Some(Answer::Opened { scenario, notes }) => {
                // It was checked already; the answer is data like any other.
                if let Ok(scenario) = scenario.0.check() {
                    tell.emit(DeskAction::Opened(scenario.name.clone(), notes));
                    change.emit(Action::Show(Box::new(scenario)));
                }
            }
            Some(Answer::Refused(problems)) => tell.emit(DeskAction::Refused(problems)),
            _ => tell.emit(DeskAction::NoReader),
        });
        *self.under_way.asked.borrow_mut() = Some(asked);
    }

    /// Tries the document again that could not be read for want of a reader.
    fn again(&self, document: Option<&(Rc<Vec<u8>>, String)>) {
        if let Some((bytes, name)) = document {
            self.open(bytes.clone(), name.clone(), None);
        }
    }

    fn refuse(&self, problem: Problem) {
        self.tell.emit(DeskAction::Refused(vec![problem]));
    }

    fn file(&self, file: web_sys::File) {
        let (name, size) = (file.name(), file.size());
        // Its size is known before it is read, and a larger one is not even loaded.
        if size > LONGEST_DOCUMENT as f64 {
            self.refuse(Problem::rule("", format!("{name}: {size} bytes"), Rule::AtMostBytes(LONGEST_DOCUMENT)));
            return;
        }
        let opener = self.clone();
        let reader = read_as_bytes(&gloo::file::Blob::from(web_sys::Blob::from(file)), move |read| match read {
            Ok(bytes) => opener.open(Rc::new(bytes), name, None),
            Err(error) => opener.refuse(Problem::rule("", name, Rule::Readable(error.to_string()))),
        });
        *self.under_way.file.borrow_mut() = Some(reader);
    }

    fn text(&self, text: String) {
        if text.len() as u64 > LONGEST_DOCUMENT {
            self.refuse(Problem::rule("", format!("{} bytes", text.len()), Rule::AtMostBytes(LONGEST_DOCUMENT)));
        } else {
            self.open(Rc::new(text.into_bytes()), String::new(), None);
        }
    }
}

#[component]
pub fn OpenDialog(props: &OpenDialogProps) -> Html {
    let (words, opening) = (page(props.lang), &props.desk.opening);
    let under_way = use_memo((), |()| Rc::new(UnderWay::default()));
    let opener = Opener {
        tell: props.tell.clone(),
        change: props.change.clone(),
        scenario: props.scenario.clone(),
        under_way: (*under_way).clone(),
    };
    let dragging = use_drop(&opener);
    let area = use_node_ref();
    let onclose = {
        let tell = props.tell.clone();
        Callback::from(move |()| tell.emit(DeskAction::ShowOpening(false)))
    };
    let read = {
        let (area, opener) = (area.clone(), opener.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                opener.text(area.value());
            }
        })
    };
    let example = {
        let area = area.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                area.set_value(EXAMPLE);
                let _ = area.focus();
            }
        })
    };
    let choose = {
        let opener = opener.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                opener.file(file);
            }
            // The same file may be chosen again after it was mended.
            input.set_value("");
        })
    };
    html! {
        <>
            if *dragging { <div class="drop" aria-hidden="true"><p>{ words.open_drop }</p></div> }
            <Modal open={opening.open} id="open-dialog" title={words.open_title} close={words.close} {onclose}>
                <p class="about">{ words.open_about }</p>
                <label class="paste">
                    <span>{ words.open_paste }</span>
                    <textarea id="paste" ref={area} rows="10" spellcheck="false" autocomplete="off"
                        placeholder={words.open_placeholder} />
                </label>
                <div class="actions">
                    <button id="read" type="button" class="primary" onclick={read} disabled={opening.reading}>
                        { if opening.reading { words.open_reading } else { words.open_read } }
                    </button>
                    <label class="file-button">
                        <input id="file" type="file" onchange={choose}
                            accept=".yaml,.yml,.toml,.json,.csv,text/*,application/json,application/yaml" />
                        <span>{ words.open_choose }</span>
                    </label>
                    <button id="example" type="button" class="quiet" onclick={example}>{ words.open_example }</button>
                </div>
                { result(props, &opener) }
                <p class="about small">{ words.open_privacy }</p>
            </Modal>
        </>
    }
}

/// What is wrong with the document, or which of its Deployments is meant.
fn result(props: &OpenDialogProps, opener: &Opener) -> Html {
    let (lang, words, opening) = (props.lang, page(props.lang), &props.desk.opening);
    if !opening.workloads.is_empty() {
        let choice = |name: &String| {
            let (opener, document, name) = (opener.clone(), opening.document.clone(), name.clone());
            let shown = name.clone();
            let onclick = Callback::from(move |_: MouseEvent| {
                if let Some((bytes, file)) = document.clone() {
                    opener.open(bytes, file, Some(name.clone()));
                }
            });
            html! { <button type="button" class="chip" {onclick}>{ shown }</button> }
        };
        return html! {
            <div class="workloads" id="workloads" role="group" aria-label={words.open_workload}>
                <p>{ words.open_workload }</p>
                { for opening.workloads.iter().map(choice) }
            </div>
        };
    }
    if opening.no_reader {
        let (opener, document) = (opener.clone(), opening.document.clone());
        let again = Callback::from(move |_: MouseEvent| opener.again(document.as_ref()));
        return html! {
            <div class="problems" id="no-reader" role="alert">
                <p>{ reader(lang).absent }{ " " }{ words.open_kept }</p>
                <button id="read-again" type="button" onclick={again}>{ reader(lang).again }</button>
            </div>
        };
    }
    if opening.problems.is_empty() {
        return Html::default();
    }
    html! {
        <div class="problems" id="open-problems" role="alert">
            <p><b>{ say::problems(lang, opening.problems.len()) }</b>{ " " }{ words.open_kept }</p>
            <ul>{ for opening.problems.iter().map(|found| html! { <li>{ problem::sentence(lang, found) }</li> }) }</ul>
        </div>
    }
}

/// Files dropped anywhere are opened; whether one hovers above the page.
#[hook]
fn use_drop(opener: &Opener) -> UseStateHandle<bool> {
    let dragging = use_state_eq(|| false);
    {
        let (opener, dragging) = (opener.clone(), dragging.clone());
        use_effect_with(opener.scenario.clone(), move |_| {
            let mut listeners = Vec::new();
            if let Some(window) = window() {
                let options = EventListenerOptions::enable_prevent_default();
                let mut on = |name: &'static str, over: bool| {
                    let dragging = dragging.setter();
                    listeners.push(EventListener::new_with_options(&window, name, options, move |event| {
                        event.prevent_default();
                        dragging.set(over);
                    }));
                };
                on("dragover", true);
                on("dragleave", false);
                let dragging = dragging.setter();
                listeners.push(EventListener::new_with_options(&window, "drop", options, move |event| {
                    event.prevent_default();
                    dragging.set(false);
                    let transfer = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
                    if let Some(file) = transfer.and_then(|t| t.files()).and_then(|files| files.get(0)) {
                        opener.file(file);
                    }
                }));
            }
            move || drop(listeners)
        });
    }
    dragging
}
