//! A dialog above the page: the browser keeps the focus inside and closes it on Escape.

use super::icon::{self, Icon};
use web_sys::HtmlDialogElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ModalProps {
    /// Whether it is open.
    pub open: bool,
    /// Tells dialogs apart.
    pub id: AttrValue,
    /// What it is about.
    pub title: AttrValue,
    /// The name of the button that closes it.
    pub close: AttrValue,
    /// It has been closed.
    pub onclose: Callback<()>,
    pub children: Html,
}

#[component]
pub fn Modal(props: &ModalProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.open, move |open| {
            let Some(dialog) = node.cast::<HtmlDialogElement>() else { return };
            if *open && !dialog.open() {
                // Fails only for a dialog that is not in the page.
                let _ = dialog.show_modal();
            } else if !*open && dialog.open() {
                dialog.close();
            }
        });
    }
    let closed = {
        let onclose = props.onclose.clone();
        Callback::from(move |_: Event| onclose.emit(()))
    };
    let close = {
        let onclose = props.onclose.clone();
        Callback::from(move |_: MouseEvent| onclose.emit(()))
    };
    // A press on the backdrop is a press on the dialog itself, beside its content.
    let backdrop = {
        let (node, onclose) = (node.clone(), props.onclose.clone());
        Callback::from(move |event: MouseEvent| {
            let dialog = node.cast::<HtmlDialogElement>().map(web_sys::EventTarget::from);
            if dialog.is_some() && event.target() == dialog {
                onclose.emit(());
            }
        })
    };
    let heading = format!("{}-title", props.id);
    html! {
        <dialog ref={node} id={props.id.clone()} class="modal" aria-labelledby={heading.clone()} onclose={closed} onclick={backdrop}>
            <div class="modal-body">
                <header>
                    <h2 id={heading}>{ props.title.clone() }</h2>
                    <button type="button" class="quiet" onclick={close} aria-label={props.close.clone()} title={props.close.clone()}>
                        { icon::draw(Icon::Close) }
                    </button>
                </header>
                if props.open {
                    { props.children.clone() }
                }
            </div>
        </dialog>
    }
}
