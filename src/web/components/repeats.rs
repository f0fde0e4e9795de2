//! How often the run on screen is repeated with other seeds: the choice, how far it has come, and a way to stop it.

use super::super::platform::store;
use crate::i18n::page::page;
use crate::i18n::{Lang, number, replications};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// How many replications there may be, the run on screen among them.
const CHOICES: [u32; 4] = [1, 20, 100, 1_000];
/// What is chosen as long as nobody has.
const USUAL: u32 = 100;

/// The choice of this browser.
pub fn remembered() -> u32 {
    store::replications().filter(|count| CHOICES.contains(count)).unwrap_or(USUAL)
}

/// What is known of the replications.
pub struct Repeats {
    /// Replications that are known.
    pub done: u32,
    /// Replications that are wanted.
    pub wanted: u32,
    /// Whether the others are on their way.
    pub running: bool,
    pub lang: Lang,
    /// Another number is wanted.
    pub choose: Callback<u32>,
    /// Go on, or stop.
    pub go: Callback<bool>,
}

/// The choice and how far it has come.
pub fn choice(props: &Repeats) -> Html {
    let &Repeats { done, wanted, running, lang, .. } = props;
    let words = page(lang);
    let onchange = {
        let choose = props.choose.clone();
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            if let Some(count) = select.and_then(|select| select.value().parse().ok()) {
                store::keep_replications(count);
                choose.emit(count);
            }
        })
    };
    let option = |count: &u32| {
        let text = if *count == 1 { words.repeat_off.to_owned() } else { replications::times(lang, *count) };
        html! { <option value={count.to_string()} selected={*count == wanted}>{ text }</option> }
    };
    let go = props.go.reform(move |_: MouseEvent| !running);
    let whole = |count: u32| number::whole(u64::from(count));
    html! {
        <div class="repeats" data-done={done.to_string()}>
            <label for="replications">{ words.repeat }</label>
            <select id="replications" {onchange}>{ for CHOICES.iter().map(option) }</select>
            if done < wanted {
                <progress max={wanted.to_string()} value={done.to_string()} aria-label={words.repeat}></progress>
                <span>{ format!("{} / {}", whole(done), whole(wanted)) }</span>
                <button id="repeat" type="button" class="quiet" onclick={go}>
                    { if running { words.repeat_stop } else { words.repeat_go } }
                </button>
            }
        </div>
    }
}
