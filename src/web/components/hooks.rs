//! What several components need of the frame.

use super::super::player::{Now, Player};
use yew::prelude::*;

/// The moment on screen; the component is drawn again at most ten times a second.
#[hook]
pub fn use_now(player: &Player) -> Now {
    let now = use_state_eq(|| player.now());
    {
        let now = now.setter();
        use_effect_with(player.clone(), move |player| {
            now.set(player.now());
            let listening = player.listen(Callback::from(move |moment| now.set(moment)));
            move || drop(listening)
        });
    }
    *now
}
