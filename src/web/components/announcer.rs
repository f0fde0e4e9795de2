//! Tells a screen reader the turning points as the playhead passes them.

use super::super::engine::Lane;
use super::super::platform::now_ms;
use super::super::player::Player;
use super::hooks::use_now;
use crate::i18n::Lang;
use crate::i18n::page::say;
use crate::view::narrative::is_main;
use std::rc::Rc;
use yew::prelude::*;

/// A new announcement waits at least so long, ms, so that the last one can be heard.
const EVERY_MS: f64 = 2_500.0;

#[derive(Properties)]
pub struct AnnouncerProps {
    pub lanes: Rc<Vec<Rc<Lane>>>,
    pub lang: Lang,
    pub player: Player,
}

impl PartialEq for AnnouncerProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lanes, &other.lanes) && self.lang == other.lang
    }
}

#[component]
pub fn Announcer(props: &AnnouncerProps) -> Html {
    let now = use_now(&props.player);
    let said = use_state_eq(String::new);
    // (what has been told until, when that was)
    let told = use_mut_ref(|| (0.0_f64, 0.0_f64));
    {
        let (lanes, lang, said) = (props.lanes.clone(), props.lang, said.setter());
        use_effect_with((now.time_s, now.playing), move |(time_s, playing)| {
            let (until_s, at_ms) = *told.borrow();
            // Scrubbing and jumping tell nothing: the person moved, not the run.
            if !*playing || *time_s < until_s {
                told.borrow_mut().0 = *time_s;
                return;
            }
            if now_ms() - at_ms < EVERY_MS {
                return;
            }
            let news: Vec<String> = lanes
                .iter()
                .flat_map(|lane| {
                    let passed = lane.track.log_until(*time_s).iter();
                    let passed = passed.filter(|entry| entry.at.seconds() > until_s && is_main(&entry.event));
                    passed.map(|entry| say::announcement(lang, lane.track.title(), &entry.event)).collect::<Vec<_>>()
                })
                .collect();
            told.borrow_mut().0 = *time_s;
            if !news.is_empty() {
                told.borrow_mut().1 = now_ms();
                said.set(news.join(" "));
            }
        });
    }
    html! { <p class="unseen" role="status" aria-live="polite">{ &*said }</p> }
}
