//! The top of the page: name, documents, history, language and appearance.

use super::super::desk::{DeskAction, NoticeKind, Words};
use super::super::document::{Action, Appearance, Document};
use super::super::platform::{address, screen, window};
use super::form::{FormDialog, form_dialog};
use super::icon::{self, Icon};
use super::menu::Menu;
use crate::i18n::Lang;
use crate::i18n::page::learn::Learn;
use crate::i18n::page::looks::Show;
use crate::i18n::page::{Label, Screen, page};
use crate::view::reader::FormName;
use wasm_bindgen::closure::Closure;
use yew::prelude::*;

#[derive(Properties)]
pub struct HeaderProps {
    pub document: Document,
    pub change: Callback<Action>,
    pub tell: Callback<DeskAction>,
}

impl PartialEq for HeaderProps {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (&self.document, &other.document);
        let of = |it: &Document| {
            (it.screen, it.lang, it.appearance, it.projector, it.history.can_undo(), it.history.can_redo())
        };
        of(a) == of(b) && std::rc::Rc::ptr_eq(a.scenario(), b.scenario())
    }
}

#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let document = &props.document;
    let words = page(document.lang);
    let act = |make: fn() -> Action| {
        let change = props.change.clone();
        Callback::from(move |_: MouseEvent| change.emit(make()))
    };
    let tell = |make: fn() -> DeskAction| {
        let tell = props.tell.clone();
        Callback::from(move |_: MouseEvent| tell.emit(make()))
    };
    let copy = {
        let (scenario, screen) = (document.scenario().clone(), document.screen);
        let (lang, tell) = (document.lang, props.tell.clone());
        Callback::from(move |_: MouseEvent| copy(&address::link_to(&scenario, screen, lang), Words::LinkCopied, &tell))
    };
    // What a link for a class begins with, while the form for it is open.
    let given = use_state_eq(|| None::<String>);
    let build = {
        let given = given.setter();
        Callback::from(move |_: MouseEvent| {
            given.set(Some(format!("address={}", js_sys::encode_uri_component(&address::address()))))
        })
    };
    let built = {
        let given = given.setter();
        Callback::from(move |()| given.set(None))
    };
    let links = FormDialog {
        id: "links-dialog",
        title: Show::Links.name(document.lang),
        given: (*given).clone(),
        above: Html::default(),
        onclose: built,
    };
    html! {
        <>
        <header class="top">
            <p class="brand">
                <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                    <path class="mark-stable" d="M3 10h9c5 0 4 12 9 12" />
                    <path class="mark-candidate" d="M3 22h9c5 0 4-12 9-12h8" />
                    <path class="mark-candidate" d="m25 6 4 4-4 4" />
                </svg>
                <strong>{ words.title }</strong>
                <span>{ words.tagline }</span>
            </p>
            { screens(props) }
            <div class="tools" role="group">
                <button id="undo" type="button" class="quiet" onclick={act(|| Action::Undo)} disabled={!document.history.can_undo()}
                    aria-label={words.undo} title={words.undo}>{ icon::draw(Icon::Undo) }</button>
                <button id="redo" type="button" class="quiet" onclick={act(|| Action::Redo)} disabled={!document.history.can_redo()}
                    aria-label={words.redo} title={words.redo}>{ icon::draw(Icon::Redo) }</button>
                <button id="open" type="button" class="quiet" onclick={tell(|| DeskAction::ShowOpening(true))}>
                    { icon::draw(Icon::Open) }<span>{ words.open }</span>
                </button>
                <button id="copy-link" type="button" class="quiet" onclick={copy}>
                    { icon::draw(Icon::Link) }<span>{ words.copy_link }</span>
                </button>
                { languages(props) }
                { appearance(props) }
                { display(props, build) }
                if document.screen == Screen::Compare {
                    <button id="panel-open" type="button" class="quiet panel-button" onclick={tell(|| DeskAction::Panel(true))}>
                        { icon::draw(Icon::Settings) }<span>{ words.settings }</span>
                    </button>
                }
            </div>
        </header>
        { form_dialog(FormName::Links, document.lang, Callback::noop(), links) }
        </>
    }
}

/// The ways to the screens.
fn screens(props: &HeaderProps) -> Html {
    let (lang, present) = (props.document.lang, props.document.screen);
    let button = |screen: &Screen| {
        let (screen, change) = (*screen, props.change.clone());
        let onclick = Callback::from(move |_: MouseEvent| change.emit(Action::Go(screen)));
        html! {
            <button type="button" id={format!("go-{}", screen.tag())} {onclick} title={screen.hint(lang)}
                aria-current={(present == screen).then_some("page")}>{ screen.name(lang) }</button>
        }
    };
    html! {
        <nav class="switch screens" aria-label={Label::Screens.name(lang)}>{ for Screen::ALL.iter().map(button) }</nav>
    }
}

fn languages(props: &HeaderProps) -> Html {
    let button = |lang: Lang| {
        let change = props.change.clone();
        let onclick = Callback::from(move |_: MouseEvent| change.emit(Action::Speak(lang)));
        html! {
            <button type="button" id={format!("lang-{}", lang.tag())} lang={lang.tag()} {onclick}
                aria-pressed={(props.document.lang == lang).to_string()}>
                { lang.own_name().chars().take(lang.pick(1, 2)).collect::<String>() }
                <span class="unseen">{ format!(" {}", lang.own_name()) }</span>
            </button>
        }
    };
    html! {
        <div class="switch" role="group" aria-label={page(props.document.lang).language}>
            { for Lang::ALL.into_iter().map(button) }
        </div>
    }
}

fn appearance(props: &HeaderProps) -> Html {
    let words = page(props.document.lang);
    let present = props.document.appearance;
    let place = Appearance::ALL.iter().position(|appearance| *appearance == present).unwrap_or(0);
    let next = Appearance::ALL[(place + 1) % Appearance::ALL.len()];
    let (picture, name) = match present {
        Appearance::System => (Icon::System, words.theme_system),
        Appearance::Light => (Icon::Light, words.theme_light),
        Appearance::Dark => (Icon::Dark, words.theme_dark),
        Appearance::Contrast => (Icon::Contrast, Show::HighContrast.name(props.document.lang)),
    };
    let change = props.change.clone();
    let onclick = Callback::from(move |_: MouseEvent| change.emit(Action::Appear(next)));
    let label = format!("{}: {name}", words.theme);
    html! {
        <button id="appearance" type="button" class="quiet" {onclick} aria-label={label.clone()} title={label}>
            { icon::draw(picture) }
        </button>
    }
}

/// What makes the page larger, and what shows it elsewhere.
fn display(props: &HeaderProps, build: Callback<MouseEvent>) -> Html {
    let (lang, projector) = (props.document.lang, props.document.projector);
    let change = props.change.clone();
    let enlarge = Callback::from(move |_: MouseEvent| change.emit(Action::Project(!projector)));
    let full = Callback::from(|_: MouseEvent| screen::toggle_full());
    let glossary = {
        let tell = props.tell.clone();
        Callback::from(move |_: MouseEvent| tell.emit(DeskAction::Glossary(Some(AttrValue::default()))))
    };
    html! {
        <Menu id="display" label={Show::Menu.name(lang)} icon={Icon::More}>
            <button id="projector" type="button" class="quiet" onclick={enlarge} aria-pressed={projector.to_string()}>
                { icon::draw(Icon::Projector) }{ Show::Projector.name(lang) }
            </button>
            <button id="full-screen" type="button" class="quiet" data-leaves="true" onclick={full}>
                { icon::draw(Icon::FullScreen) }{ Show::FullScreen.name(lang) }
            </button>
            <button id="glossary" type="button" class="quiet" onclick={glossary}>
                { icon::draw(Icon::Book) }{ Learn::Glossary.name(lang) }
            </button>
            <button id="links" type="button" class="quiet" onclick={build}>
                { icon::draw(Icon::Link) }{ Show::Links.name(lang) }
            </button>
        </Menu>
    }
}

/// Copies `text` and says that it is `done`, or that it was not allowed.
fn copy(text: &str, done: Words, tell: &Callback<DeskAction>) {
    let (told, tell) = (tell.clone(), tell.clone());
    let copied = Closure::once(move |_: wasm_bindgen::JsValue| {
        told.emit(DeskAction::Tell(NoticeKind::Info, done));
    });
    let refused = Closure::once(move |_: wasm_bindgen::JsValue| {
        tell.emit(DeskAction::Tell(NoticeKind::Warning, Words::LinkNotCopied));
    });
    if let Some(window) = window() {
        let _ = window.navigator().clipboard().write_text(text).then2(&copied, &refused);
    }
    // The browser calls one of them later; a few bytes for each press of the button.
    copied.forget();
    refused.forget();
}
