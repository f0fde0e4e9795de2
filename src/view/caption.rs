//! What a lane shows at the playhead, in plain words for the introduction.

use super::status::Status;
use super::summary::moment;
use super::track::Track;
use crate::i18n::Lang;
use crate::i18n::page::explain;

/// A few sentences about what `track` shows at `time_s`.
#[must_use]
pub fn caption(lang: Lang, track: &Track, time_s: f64) -> String {
    let (kind, now) = (track.kind(), moment(track, time_s, 0.0));
    match Status::at(track, time_s) {
        Status::Before { .. } => explain::before(lang),
        Status::Outage => explain::outage(lang, now.harmed),
        Status::Preparing { .. } => explain::preparing(lang, kind),
        Status::Replacing { .. } | Status::Step { .. } => explain::sharing(lang, kind, now.candidate_share),
        Status::Testing(_) => explain::testing(lang),
        Status::Completed => explain::completed(lang, now.harmed),
        Status::RollingBack(_) => explain::rolling_back(lang, now.harmed),
        Status::RolledBack => explain::rolled_back(lang, now.harmed),
        Status::Stalled => explain::stalled(lang),
        Status::Paused => explain::paused(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::recording;
    use super::*;

    #[test]
    fn each_phase_is_explained_with_its_figures() {
        let track = Track::new(recording());
        let said = [5.0, 15.0, 25.0, 35.0].map(|time_s| caption(Lang::En, &track, time_s));
        assert!(said[0].starts_with("Nothing has changed yet"), "{}", said[0]);
        assert!(said[1].contains("starting"), "{}", said[1]);
        assert!(said[2].contains("50% of the requests"), "{}", said[2]);
        assert!(said[3].contains("Hurt so far"), "{}", said[3]);
        assert!(caption(Lang::Ko, &track, 25.0).contains("50%"));
    }
}
