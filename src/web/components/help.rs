//! How to read the pictures, and the keys.

use super::super::desk::DeskAction;
use super::modal::Modal;
use crate::fleet::{State, VersionId};
use crate::i18n::page::chart::charts;
use crate::i18n::page::{Label, page, say};
use crate::i18n::{Lang, word};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct HelpProps {
    pub open: bool,
    pub lang: Lang,
    pub tell: Callback<DeskAction>,
}

/// The states that have a picture.
const STATES: [State; 7] = [
    State::Provisioning,
    State::Starting,
    State::Warming,
    State::Ready,
    State::Unready,
    State::Draining,
    State::Crashed,
];

#[component]
pub fn Help(props: &HelpProps) -> Html {
    let (lang, words) = (props.lang, page(props.lang));
    let onclose = {
        let tell = props.tell.clone();
        Callback::from(move |()| tell.emit(DeskAction::Help(false)))
    };
    let state = |state: State| {
        html! { <li><b>{ word::state(lang, state) }</b>{ ": " }{ say::state_glyph(lang, state) }</li> }
    };
    html! {
        <Modal open={props.open} id="help-dialog" title={words.help} close={words.close} {onclose}>
            <ul class="legend">
                <li><i class="swatch stable"></i>{ word::version(lang, VersionId::Stable) }</li>
                <li><i class="swatch candidate"></i>{ word::version(lang, VersionId::Candidate) }{ " · " }{ words.legend_fold }</li>
                <li><i class="swatch candidate overtaken"></i>{ words.legend_overtaken }</li>
                <li><i class="disc"></i>{ words.legend_served }</li>
                <li><i class="diamond"></i>{ words.legend_failed }</li>
                <li><i class="swatch load"></i>{ words.legend_fill }</li>
                <li><i class="swatch queue"></i>{ words.legend_queue }</li>
                <li><i class="upright"></i>{ words.legend_set }</li>
            </ul>
            <h3>{ words.instances }</h3>
            <ul class="states">{ for STATES.into_iter().map(state) }</ul>
            <p class="keys">{ words.keys }{ " / " }{ Label::Keys.name(lang) }</p>
            <h3>{ charts(lang).charts }</h3>
            <p class="keys">{ charts(lang).keys }</p>
        </Modal>
    }
}
