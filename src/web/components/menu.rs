//! A button that opens a small panel beside it. It closes by Escape, by a click elsewhere, and when something in it was chosen.

use super::icon::{self, Icon};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct MenuProps {
    pub id: String,
    pub label: String,
    pub icon: Icon,
    /// Whether the label is shown beside the icon, rather than only told.
    #[prop_or_default]
    pub wide: bool,
    #[prop_or_default]
    pub disabled: bool,
    pub children: Html,
}

#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let open = use_state_eq(|| false);
    let place = use_node_ref();
    let button = use_node_ref();
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    // The focus has gone somewhere else, or nowhere: to what was behind the panel.
    let left = {
        let (open, place) = (open.setter(), place.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
            if to.is_some() && !place.get().is_some_and(|place| place.contains(to.as_ref())) {
                open.set(false);
            }
        })
    };
    let key = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            if *open && event.key() == "Escape" {
                event.stop_propagation();
                open.set(false);
                if let Some(button) = button.cast::<HtmlElement>() {
                    let _ = button.focus();
                }
            }
        })
    };
    // A button in the panel has done its work when it was pressed; fields stay open.
    let chosen = {
        let open = open.setter();
        Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if target.is_some_and(|target| target.closest("button").ok().flatten().is_some()) {
                open.set(false);
            }
        })
    };
    {
        let (open, place) = (open.clone(), place.clone());
        use_effect_with(*open, move |is_open| {
            let outside = is_open.then(|| {
                gloo::events::EventListener::new(&gloo::utils::document(), "pointerdown", move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                    if !place.get().is_some_and(|place| place.contains(target.as_ref())) {
                        open.set(false);
                    }
                })
            });
            move || drop(outside)
        });
    }
    let panel = format!("{}-panel", props.id);
    html! {
        <span class="menu" ref={place} onfocusout={left} onkeydown={key}>
            <button id={props.id.clone()} ref={button} type="button" class="quiet" onclick={toggle} disabled={props.disabled}
                aria-expanded={open.to_string()} aria-controls={panel.clone()}
                aria-label={props.label.clone()} title={props.label.clone()}>
                { icon::draw(props.icon) }
                if props.wide { <span>{ props.label.clone() }</span> }
            </button>
            if *open {
                <span class="menu-panel" id={panel} role="group" aria-label={props.label.clone()} onclick={chosen}>
                    { props.children.clone() }
                </span>
            }
        </span>
    }
}
