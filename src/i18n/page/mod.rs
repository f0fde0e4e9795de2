//! The words of the page. Each language fills every field, so a text that is missing in one does not compile.

mod en;
pub mod chart;
pub mod explain;
pub mod handles;
mod ko;
mod lab;
pub mod keys;
pub mod lanes;
pub mod learn;
pub mod looks;
pub mod manifest;
pub mod moments;
pub(in crate::i18n) mod named;
pub mod say;
mod screens;

pub use lab::{Area, Group, Place};
pub use screens::{Label, Screen};

use super::Lang;

/// The fixed words of the page.
#[derive(Debug)]
#[allow(missing_docs, reason = "each field is named by what it labels; the texts themselves say the rest")]
pub struct Page {
    pub title: &'static str,
    pub tagline: &'static str,
    pub headline: &'static str,
    pub skip_to_lanes: &'static str,
    pub loading: &'static str,
    pub simulating: &'static str,
    pub stop: &'static str,

    // Header.
    pub preset: &'static str,
    pub preset_own: &'static str,
    pub open: &'static str,
    pub copy_link: &'static str,
    pub link_copied: &'static str,
    pub link_not_copied: &'static str,
    pub undo: &'static str,
    pub redo: &'static str,
    pub reset: &'static str,
    pub language: &'static str,
    pub theme: &'static str,
    pub theme_system: &'static str,
    pub theme_light: &'static str,
    pub theme_dark: &'static str,
    pub settings: &'static str,
    pub close: &'static str,
    pub help: &'static str,

    // Playback.
    pub playback: &'static str,
    pub play: &'static str,
    pub pause: &'static str,
    pub to_start: &'static str,
    pub to_end: &'static str,
    pub speed: &'static str,
    pub timeline: &'static str,

    // Lanes.
    pub lanes: &'static str,
    pub users: &'static str,
    pub instances: &'static str,
    pub candidate_share: &'static str,
    pub set: &'static str,
    pub harmed: &'static str,
    pub harmed_hint: &'static str,
    pub in_words: &'static str,
    pub hash: &'static str,
    pub hash_hint: &'static str,

    // Charts.
    pub charts_show: &'static str,
    pub per_second: &'static str,

    // Legend.
    pub legend: &'static str,
    pub legend_fill: &'static str,
    pub legend_queue: &'static str,
    pub legend_served: &'static str,
    pub legend_failed: &'static str,
    pub legend_fold: &'static str,
    pub legend_overtaken: &'static str,
    pub legend_set: &'static str,

    // Verdict.
    pub verdict: &'static str,
    pub verdict_about: &'static str,
    pub measure: &'static str,
    pub best: &'static str,
    pub worst: &'static str,
    pub outcome: &'static str,
    pub reason: &'static str,
    pub no_reason: &'static str,
    pub each_deployment: &'static str,
    pub repeat: &'static str,
    pub repeat_off: &'static str,
    pub repeat_stop: &'static str,
    pub repeat_go: &'static str,
    pub median: &'static str,
    pub tradeoff: &'static str,
    pub tradeoff_about: &'static str,
    pub tradeoff_none: &'static str,
    pub axis_right: &'static str,
    pub axis_up: &'static str,
    pub pairs: &'static str,
    pub pair: &'static str,
    pub take: &'static str,
    pub take_figures: &'static str,
    pub take_runs: &'static str,
    pub take_scenario: &'static str,
    pub plan: &'static str,
    pub plan_about: &'static str,
    pub narrative: &'static str,
    pub narrative_about: &'static str,
    pub jump: &'static str,

    // Opening documents.
    pub open_title: &'static str,
    pub open_about: &'static str,
    pub open_paste: &'static str,
    pub open_placeholder: &'static str,
    pub open_choose: &'static str,
    pub open_read: &'static str,
    pub open_example: &'static str,
    pub open_reading: &'static str,
    pub open_drop: &'static str,
    pub open_workload: &'static str,
    pub open_privacy: &'static str,
    pub open_kept: &'static str,
    pub opened: &'static str,
    pub notes: &'static str,
    pub dismiss: &'static str,

    // Settings.
    pub step: &'static str,
    pub step_weight: &'static str,
    pub step_pause: &'static str,
    pub step_add: &'static str,
    pub step_remove: &'static str,
    pub amount_hint: &'static str,
    pub not_a_number: &'static str,

    // Troubles.
    pub worker_lost: &'static str,
    pub too_large: &'static str,
    pub worker_gone: &'static str,
    pub link_broken: &'static str,
    pub panic: &'static str,
    pub reload: &'static str,
}

/// The words of the page in `lang`.
#[must_use]
pub fn page(lang: Lang) -> &'static Page {
    lang.pick(&ko::PAGE, &en::PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_empty_or_left_in_the_other_language() {
        let ko = format!("{:?}", page(Lang::Ko));
        let en = format!("{:?}", page(Lang::En));
        assert!(!ko.contains("\"\"") && !en.contains("\"\""));
        assert!(!en.chars().any(|c| ('가'..='힣').contains(&c)));
        // Names and symbols are the same in both languages; sentences are not.
        assert!(!ko.contains(" the ") && !ko.contains(" is "));
    }
}
