//! All situations as cards: what one will see, what to watch for, and what each shows.

use super::super::desk::DeskAction;
use super::super::document::Action;
use super::super::platform::reader::ask;
use super::modal::Modal;
use crate::i18n::page::manifest::reader;
use crate::i18n::page::{Label, page};
use crate::i18n::{Lang, preset};
use crate::scenario::presets::PRESETS;
use crate::view::reader::{Answer, PresetCard, Question};
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
    // What stands on the cards comes with the reader; titles and descriptions are there at once.
    let cards = use_state_eq(|| None::<Vec<PresetCard>>);
    let absent = use_state_eq(|| false);
    {
        let (cards, absent) = (cards.setter(), absent.setter());
        use_effect_with((props.open, lang), move |(open, lang)| {
            let asked = open.then(|| {
                ask(&Question::Presets { lang: *lang }, move |answer| {
                    absent.set(answer.is_none());
                    if let Some(Answer::Presets(found)) = answer {
                        cards.set(Some(found));
                    }
                })
            });
            move || drop(asked)
        });
    }
    let one = |(place, id): (usize, &'static str)| {
        let (change, tell) = (props.change.clone(), props.tell.clone());
        let choose = Callback::from(move |_: MouseEvent| {
            change.emit(Action::Preset(id));
            tell.emit(DeskAction::Gallery(false));
        });
        let more = cards.as_ref().and_then(|cards| cards.get(place)).map(|card| {
            html! {
                <>
                    <dl>
                        <dt>{ Label::WillSee.name(lang) }</dt><dd>{ &card.see }</dd>
                        <dt>{ Label::WatchFor.name(lang) }</dt><dd>{ &card.watch }</dd>
                    </dl>
                    <ul class="claims" aria-label={Label::Shows.name(lang)}>
                        { for card.claims.iter().map(|claim| html! { <li>{ claim }</li> }) }
                    </ul>
                    if !card.sources.is_empty() {
                        <small class="about">{ format!("{}: {}", Label::ReportedIn.name(lang), card.sources) }</small>
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
            if *absent { <p class="problems" role="status">{ reader(lang).absent }</p> }
            <ul class="cards">{ for PRESETS.iter().map(|preset| preset.id).enumerate().map(one) }</ul>
        </Modal>
    }
}
