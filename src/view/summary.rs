//! The values of a lane at the playhead, and the same picture as prose for those who do not see it.

use super::scene::actual_weight;
use super::status::Status;
use super::track::Track;
use crate::i18n::Lang;
use crate::i18n::page::say::{self, Moment};

/// The values of a lane at `time_s`.
#[must_use]
pub fn moment(track: &Track, time_s: f64, instance_hour_usd: f64) -> Moment {
    let recording = track.recording();
    let (series, at) = (&recording.series, track.sample_at(time_s));
    let number = |list: &[f32]| list.get(at).map(|value| f64::from(*value)).filter(|value| value.is_finite());
    let capacity = series.capacity_rps.iter().filter_map(|list| number(list)).sum();
    // Nothing has been paid at the very beginning.
    let hours = if time_s < recording.interval.seconds() { 0.0 } else { track.hours().get(at).copied().unwrap_or(0.0) };
    Moment {
        title: track.title().clone(),
        time_s,
        rotation: track.rotation(time_s),
        capacity_rps: capacity,
        demand_rps: number(&series.demand_rps).unwrap_or(0.0),
        candidate_share: actual_weight(track, time_s),
        p99_ms: number(&series.p99_ms),
        harmed: track.harmed(time_s),
        exposed: track.exposed(time_s),
        cost_usd: hours * instance_hour_usd,
    }
}

/// The picture of a lane at `time_s` as prose.
#[must_use]
pub fn prose(lang: Lang, track: &Track, time_s: f64, instance_hour_usd: f64) -> String {
    let status = Status::at(track, time_s).sentence(lang);
    say::moment(lang, &moment(track, time_s, instance_hour_usd), &status)
}

#[cfg(test)]
mod tests {
    use super::super::sample::recording;
    use super::*;

    #[test]
    fn the_text_twin_says_what_the_picture_shows() {
        let track = Track::new(recording());
        insta::assert_snapshot!(prose(Lang::En, &track, 30.0, 0.1), @"00:30 Rolling: Rolling back: error rate 40% > 5%. In rotation: 1 stable, 1 candidate. Capacity 40.0 requests/s, demand 10.0 requests/s. The candidate gets 50%; p99 latency 100 ms. So far 20 requests hurt, 50 sent to the candidate, cost $0.0017.");
        let ko = prose(Lang::Ko, &track, 30.0, 0.1);
        assert!(ko.contains("피해 요청 20건") && ko.contains("안정 버전 1개, 후보 버전 1개"), "{ko}");
    }

    #[test]
    fn the_beginning_has_cost_nothing() {
        let track = Track::new(recording());
        assert_eq!(moment(&track, 0.0, 0.1).cost_usd, 0.0);
    }
}
