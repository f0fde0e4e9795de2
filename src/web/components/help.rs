//! How to read the pictures, and the keys.

use super::super::desk::DeskAction;
use super::modal::Modal;
use super::term::term;
use crate::fleet::{State, VersionId};
use crate::i18n::page::keys::{ChartKey, Key, StageKey};
use crate::i18n::page::looks::Show;
use crate::i18n::page::{page, say};
use crate::i18n::{Lang, word};
use yew::prelude::*;

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

/// Every key, and where it does what.
fn keys(lang: Lang) -> Html {
    let row =
        |[key, does]: [&'static str; 2]| html! { <tr><th scope="row"><kbd>{ key }</kbd></th><td>{ does }</td></tr> };
    let part = |title: &'static str| {
        html! { <tr class="keys-of"><th scope="rowgroup" colspan="2">{ title }</th></tr> }
    };
    html! {
        <table class="keys" aria-labelledby="keys-title">
            <thead class="unseen">
                <tr><th scope="col">{ Show::Key.name(lang) }</th><th scope="col">{ Show::Does.name(lang) }</th></tr>
            </thead>
            <tbody>{ for Key::ALL.iter().map(|key| row([key.name(lang), key.hint(lang)])) }</tbody>
            <tbody>
                { part(Show::OnStage.name(lang)) }
                { for StageKey::ALL.iter().map(|key| row([key.name(lang), key.hint(lang)])) }
            </tbody>
            <tbody>
                { part(Show::OnChart.name(lang)) }
                { for ChartKey::ALL.iter().map(|key| row([key.name(lang), key.hint(lang)])) }
            </tbody>
        </table>
    }
}

/// The help; its content is made when it is open.
pub fn help(open: bool, lang: Lang, tell: &Callback<DeskAction>) -> Html {
    let words = page(lang);
    let onclose = {
        let tell = tell.clone();
        Callback::from(move |()| tell.emit(DeskAction::Help(false)))
    };
    html! {
        <Modal {open} id="help-dialog" title={words.help} close={words.close} {onclose}>
            if open { { content(lang) } }
        </Modal>
    }
}

/// What is told.
fn content(lang: Lang) -> Html {
    let words = page(lang);
    let state = |state: State| {
        html! { <li><b>{ word::state(lang, state) }</b>{ ": " }{ say::state_glyph(lang, state) }</li> }
    };
    html! {
        <>
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
            { term(lang, String::new(), words.help, true) }
            <h3 id="keys-title">{ Show::Keys.name(lang) }</h3>
            { keys(lang) }
        </>
    }
}
