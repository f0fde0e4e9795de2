//! All situations as cards: what one will see, what to watch for, and what each shows.

use super::super::desk::DeskAction;
use super::super::document::Action;
use super::modal::Modal;
use crate::i18n::page::{Label, page};
use crate::i18n::preset::card::card;
use crate::i18n::preset::situation::Situation;
use crate::i18n::{Lang, preset};
use crate::scenario::presets::PRESETS;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct GalleryProps {
    pub open: bool,
    pub lang: Lang,
    /// The preset on screen, if it is unchanged.
    pub present: Option<&'static str>,
    pub change: Callback<Action>,
    pub tell: Callback<DeskAction>,
}

#[component]
pub fn Gallery(props: &GalleryProps) -> Html {
    let (lang, words) = (props.lang, page(props.lang));
    let onclose = {
        let tell = props.tell.clone();
        Callback::from(move |()| tell.emit(DeskAction::Gallery(false)))
    };
    let one = |id: &'static str| {
        let (change, tell) = (props.change.clone(), props.tell.clone());
        let choose = Callback::from(move |_: MouseEvent| {
            change.emit(Action::Preset(id));
            tell.emit(DeskAction::Gallery(false));
        });
        let more = card(id).map(|card| {
            html! {
                <>
                    <dl>
                        <dt>{ Label::WillSee.name(lang) }</dt><dd>{ card.see(lang) }</dd>
                        <dt>{ Label::WatchFor.name(lang) }</dt><dd>{ card.watch(lang) }</dd>
                    </dl>
                    <ul class="claims" aria-label={Label::Shows.name(lang)}>
                        { for card.claims.iter().map(|claim| html! { <li>{ claim.name(lang) }</li> }) }
                    </ul>
                    if !card.situations.is_empty() {
                        <small class="about">{ reported_in(lang, card.situations) }</small>
                    }
                </>
            }
        });
        let present = props.present == Some(id);
        html! {
            <li class="card" key={id}>
                <h3>
                    <button type="button" id={format!("card-{id}")} onclick={choose} aria-current={present.then_some("true")}
                        aria-describedby={format!("about-{id}")}>{ preset::title(lang, id) }</button>
                    if present { <span class="tag">{ Label::Chosen.name(lang) }</span> }
                </h3>
                <p id={format!("about-{id}")}>{ preset::description(lang, id) }</p>
                { for more }
            </li>
        }
    };
    html! {
        <Modal open={props.open} id="gallery-dialog" title={Label::Gallery.name(lang)} close={words.close} {onclose}>
            <p class="about">{ Label::GalleryAbout.name(lang) }</p>
            <ul class="cards">{ for PRESETS.iter().map(|preset| one(preset.id)) }</ul>
        </Modal>
    }
}

/// Where these were reported, as a line.
fn reported_in(lang: Lang, situations: &[Situation]) -> String {
    let sources: Vec<&str> = situations.iter().map(|situation| situation.sources()).collect();
    format!("{}: {}", Label::ReportedIn.name(lang), sources.join(", "))
}
