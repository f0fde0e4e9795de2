//! The ways to the groups, with how many of their fields differ from their defaults.

use crate::i18n::Lang;
use crate::i18n::page::{Area, Group, Label, say};
use crate::view::lab::Lab;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The ways; `group` is on screen, none while something is searched.
pub fn groups(lab: &Lab, present: Option<Group>, lang: Lang, go: &Callback<Group>) -> Html {
    let of = |area: &Area| Group::ALL.iter().copied().filter(|group| group.area() == *area).collect::<Vec<_>>();
    let button = |group: Group| {
        let go = go.clone();
        let onclick = Callback::from(move |_: MouseEvent| go.emit(group));
        let changed = lab.changed_in(group);
        html! {
            <li>
                <button type="button" {onclick} aria-current={(present == Some(group)).then_some("true")}>
                    { group.name(lang) }
                    if changed > 0 {
                        <span class="count" aria-hidden="true">{ changed }</span>
                        <span class="unseen">{ format!(" ({})", say::changed(lang, changed)) }</span>
                    }
                </button>
            </li>
        }
    };
    let area = |area: &Area| {
        html! { <><h3>{ area.name(lang) }</h3><ul>{ for of(area).into_iter().map(button) }</ul></> }
    };
    // A phone has no room for the row.
    let choose = {
        let go = go.clone();
        Callback::from(move |event: Event| {
            let place =
                event.target_dyn_into::<HtmlSelectElement>().and_then(|select| select.value().parse::<usize>().ok());
            if let Some(group) = place.and_then(|place| Group::ALL.get(place)) {
                go.emit(*group);
            }
        })
    };
    let option = |group: Group| {
        let place = Group::ALL.iter().position(|other| *other == group).unwrap_or_default();
        let changed = lab.changed_in(group);
        html! {
            <option value={place.to_string()} selected={present == Some(group)}>
                { group.name(lang) }
                if changed > 0 { { format!(" ({})", say::changed(lang, changed)) } }
            </option>
        }
    };
    html! {
        <>
            <nav class="lab-groups" aria-label={Label::Groups.name(lang)}>{ for Area::ALL.iter().map(area) }</nav>
            <select class="lab-group" aria-label={Label::Groups.name(lang)} onchange={choose}>
                { for Area::ALL.iter().map(|area| html! {
                    <optgroup label={area.name(lang)}>{ for of(area).into_iter().map(option) }</optgroup>
                }) }
            </select>
        </>
    }
}
