//! What is known of an instance at the playhead: what it runs, what it does, and since when.

use super::act::position_in_rotation;
use super::track::Track;
use crate::fleet::State;
use crate::i18n::page::lanes::{self, Life};
use crate::i18n::{Lang, number, word};
use crate::record::Span;

/// The story of what stands in a place of the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The place.
    pub place: usize,
    /// The instance.
    pub instance: u32,
    /// Its position in the rotation, if it is there; a crash is told by that.
    pub position: Option<u32>,
    /// What it is, what it does and what it did before, a line each.
    pub lines: Vec<String>,
}

/// Most states before the present one that are told.
const MOST_BEFORE: usize = 3;

/// The story of what stands in `place` at `time_s`, where an instance works on `workers` requests at once.
#[must_use]
pub fn story(lang: Lang, track: &Track, place: usize, time_s: f64, workers: u32) -> Option<Story> {
    let span = track.at_place(place, time_s).filter(|span| span.state != State::Terminated)?;
    let instance = span.instance;
    let seconds = |span: &Span| span.from.seconds();
    let life = Life {
        instance,
        version: word::version(lang, span.version),
        state: word::state(lang, span.state),
        since: number::clock(seconds(&span)),
    };
    let mut lines = vec![lanes::life(lang, &life)];
    if let Some(load) = track.load_of(instance, time_s) {
        let busy = load.min(f64::from(workers));
        lines.push(lanes::load(lang, busy, workers, load - busy));
    }
    let own = track.recording().spans.iter().filter(|other| other.instance == instance && other.from < span.from);
    let mut before: Vec<&Span> = own.collect();
    before.sort_by_key(|span| span.from);
    let first = before.len().saturating_sub(MOST_BEFORE);
    if !before.is_empty() {
        let told = before[first..].iter();
        let told = told.map(|span| format!("{} {}", number::clock(seconds(span)), word::state(lang, span.state)));
        lines.push(lanes::before(lang, &told.collect::<Vec<_>>().join(" → ")));
    }
    Some(Story { place, instance, position: position_in_rotation(track, instance, time_s), lines })
}

#[cfg(test)]
mod tests {
    use super::super::sample::recording;
    use super::*;

    #[test]
    fn an_instance_tells_what_it_does_and_what_it_did() {
        let track = Track::new(recording());
        let told = |place, time_s| {
            let story = story(Lang::En, &track, place, time_s, 2).expect("an instance");
            (story.position, story.lines.join("\n"))
        };
        insta::assert_snapshot!(told(0, 25.0).1, @r"
        Instance 2: candidate, ready since 00:20
        2.0 of 2 workers busy, none waits
        Before: 00:12 starting
        ");
        insta::assert_snapshot!(told(1, 5.0).1, @r"
        Instance 1: stable version, ready since 00:00
        2.0 of 2 workers busy, 1.0 waiting
        ");
        assert_eq!([told(0, 25.0).0, told(0, 15.0).0], [Some(1), None], "one that starts is not in rotation");
        assert_eq!(story(Lang::Ko, &track, 1, 60.0, 2).map(|story| story.instance), Some(1), "the end has a picture");
    }
}
