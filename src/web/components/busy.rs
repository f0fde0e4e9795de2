//! A run that takes long: how far it is, and a way out of it.

use crate::i18n::Lang;
use crate::i18n::page::page;
use yew::prelude::*;

pub struct Busy {
    /// How much of the run is done, 0 to 1; `None` when there is none.
    pub progress: Option<f64>,
    pub lang: Lang,
    /// Goes back to what is on screen.
    pub stop: Callback<()>,
}

/// Shown by its style only after a while, so that quick runs do not flicker.
pub fn busy(props: &Busy) -> Html {
    let Some(share) = props.progress else { return Html::default() };
    let words = page(props.lang);
    let percent = (share * 100.0).floor();
    let onclick = props.stop.reform(|_: MouseEvent| ());
    html! {
        <div class="busy" role="group" aria-label={words.simulating}>
            <span>{ words.simulating }</span>
            <progress max="100" value={percent.to_string()} aria-label={words.simulating}></progress>
            <b>{ format!("{percent}%") }</b>
            <button id="stop" type="button" {onclick}>{ words.stop }</button>
        </div>
    }
}
