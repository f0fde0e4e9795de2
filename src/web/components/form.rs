//! A form that the reader makes, as a server would: what changes in it goes there as browsers send forms, and the next one comes.

use super::super::platform::reader::Desk;
use super::super::platform::{find, focus, show, window};
use super::modal::Modal;
use crate::i18n::Lang;
use crate::i18n::page::manifest::reader;
use crate::i18n::page::page;
use crate::view::reader::{Answer, FormName, Question};
use wasm_bindgen::JsCast;
use web_sys::{Element, FormData, HtmlFormElement, UrlSearchParams};
use yew::prelude::*;

/// What a form says of itself is said aloud, and has the focus where what had it before is gone.
const NEWS: &str = "form-news";

#[derive(Properties, PartialEq)]
pub struct FormProps {
    pub name: FormName,
    /// What it begins with, as browsers send forms; something else begins it anew.
    pub given: AttrValue,
    pub lang: Lang,
    /// Where its links lead.
    pub follow: Callback<MouseEvent>,
    /// Is told what is filled in, and gives it back as `given`; without it the form keeps that to itself.
    #[prop_or_default]
    pub tell: Option<Callback<String>>,
}

/// A form in a dialog of its own.
pub struct FormDialog {
    pub id: &'static str,
    pub title: &'static str,
    /// What the form begins with; closed without it.
    pub given: Option<String>,
    /// What stands above the form.
    pub above: Html,
    pub onclose: Callback<()>,
}

/// The dialog with its form.
pub fn form_dialog(name: FormName, lang: Lang, follow: Callback<MouseEvent>, dialog: FormDialog) -> Html {
    let FormDialog { id, title, given, above, onclose } = dialog;
    html! {
        <Modal open={given.is_some()} {id} {title} close={page(lang).close} {onclose}>
            { above }
            <Form {name} given={given.unwrap_or_default()} {lang} {follow} />
        </Modal>
    }
}

/// What is shown, and what had the focus in what was shown before.
type Shown = (AttrValue, Option<String>);

#[component]
pub fn Form(props: &FormProps) -> Html {
    let (lang, name) = (props.lang, props.name);
    // Nothing as long as it is on its way, and empty if it cannot be had.
    let shown = use_state_eq(|| None::<Shown>);
    let desk = use_memo((), |()| Desk::default());
    let node = use_node_ref();
    let ask = {
        let (shown, desk, node) = (shown.setter(), desk, node.clone());
        Callback::from(move |(lang, fields): (Lang, String)| {
            let (shown, node) = (shown.clone(), node.clone());
            desk.ask(&Question::Form { lang, name, fields }, move |answer| {
                shown.set(Some(match answer {
                    Some(Answer::Form(html)) => (html.into(), focused(&node)),
                    _ => Shown::default(),
                }));
            });
        })
    };
    {
        let ask = ask.clone();
        use_effect_with((props.given.clone(), lang), move |(given, lang)| ask.emit((*lang, given.to_string())));
    }
    let aloud = use_node_ref();
    {
        let aloud = aloud.clone();
        use_effect_with(shown.clone(), move |shown| {
            let Some((_, focused)) = &**shown else { return };
            show("form [data-here]");
            if let Some(id) = focused {
                focus(NEWS);
                focus(id);
            }
            if let (Some(aloud), Some(news)) = (aloud.cast::<Element>(), find(&format!("#{NEWS}"))) {
                aloud.set_text_content(news.text_content().as_deref());
            }
        });
    }
    let again = {
        let (ask, given) = (ask.clone(), props.given.clone());
        Callback::from(move |_: MouseEvent| ask.emit((lang, given.to_string())))
    };
    let tell = props.tell.clone();
    let send = move |node: &NodeRef, pressed: Option<Element>| {
        let Some(fields) = filled_in(node, pressed) else { return };
        match &tell {
            Some(tell) => tell.emit(fields),
            None => ask.emit((lang, fields)),
        }
    };
    let onchange = {
        let (send, node) = (send.clone(), node.clone());
        Callback::from(move |_: Event| send(&node, None))
    };
    let onclick = {
        let (node, follow) = (node.clone(), props.follow.clone());
        Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            match target.and_then(|target| target.closest("button[name]").ok().flatten()) {
                Some(button) => send(&node, Some(button)),
                None => follow.emit(event),
            }
        })
    };
    let onsubmit = Callback::from(|event: SubmitEvent| event.prevent_default());
    let content = match &*shown {
        None => html! { <p role="status">{ page(lang).loading }</p> },
        Some((text, _)) if text.is_empty() => html! {
            <div class="problems" role="alert">
                <p>{ reader(lang).absent }</p>
                <button type="button" class="link" onclick={again}>{ reader(lang).again }</button>
            </div>
        },
        Some((text, _)) => html! {
            <form ref={node} class="made" {onchange} {onclick} {onsubmit}>{ Html::from_html_unchecked(text.clone()) }</form>
        },
    };
    html! {
        <>
            { content }
            <p ref={aloud} class="unseen" role="status"></p>
        </>
    }
}

/// The name of what has the focus in the form, if anything in it has.
fn focused(node: &NodeRef) -> Option<String> {
    let active = window()?.document()?.active_element()?;
    node.cast::<Element>()?.contains(Some(&active)).then(|| active.id())
}

/// The fields of the form, and the button that was pressed, as browsers send them.
fn filled_in(node: &NodeRef, pressed: Option<Element>) -> Option<String> {
    let data = FormData::new_with_form(&node.cast::<HtmlFormElement>()?).ok()?;
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    if let Some(button) = pressed {
        let value = |name: &str| button.get_attribute(name).unwrap_or_default();
        fields.append(&value("name"), &value("value"));
    }
    Some(fields.to_string().into())
}
