//! What happened, in the order in which it happened, in all lanes together.

use super::track::Track;
use crate::i18n::{Lang, event};
use crate::record::Entry;
use crate::rollout::Look;
use crate::sim::Event;

/// Most lines that are listed; beyond, a list explains nothing any more.
const MOST_LINES: usize = 120;

/// One moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// When, s.
    pub at_s: f64,
    /// In which lane.
    pub lane: usize,
    /// What, as a sentence.
    pub text: String,
    /// Whether it is one of the turning points.
    pub main: bool,
}

/// Whether `event` is a turning point of a run.
#[must_use]
pub fn is_main(event: &Event) -> bool {
    matches!(
        event,
        Event::RolloutStarted
            | Event::NextDeployment { .. }
            | Event::RolloutCompleted
            | Event::SchemaMigrated
            | Event::RollBackStarted { .. }
            | Event::RolledBack
            | Event::DeadlinePassed
            | Event::InstanceCrashed { .. }
            | Event::PartLost { .. }
            | Event::PartRestored { .. }
            | Event::Scaled { .. }
            | Event::MirrorSet { .. }
            | Event::InstanceHung { .. }
            | Event::CheckFailed { .. }
            | Event::AnalysisEnded { .. }
            | Event::AbTestStarted { .. }
            | Event::AbTestLooked { look: Look { decision: Some(_), .. } }
            | Event::CommandGiven { .. }
    )
}

/// The lines of all lanes by time, and how many more there are. The life of single instances is left to the pictures.
#[must_use]
pub fn lines<'a>(lang: Lang, tracks: impl Iterator<Item = &'a Track>) -> (Vec<Line>, usize) {
    let mut entries: Vec<(usize, Entry)> =
        tracks.enumerate().flat_map(|(lane, track)| worth_telling(track).map(move |entry| (lane, *entry))).collect();
    entries.sort_by_key(|(lane, entry)| (entry.at, *lane));
    let more = entries.len().saturating_sub(MOST_LINES);
    let line = |(lane, entry): &(usize, Entry)| Line {
        at_s: entry.at.seconds(),
        lane: *lane,
        text: event::sentence(lang, &entry.event),
        main: is_main(&entry.event),
    };
    (entries.iter().take(MOST_LINES).map(line).collect(), more)
}

/// The entries of a lane without the life of single instances, and without weights that are set to what they were.
fn worth_telling(track: &Track) -> impl Iterator<Item = &Entry> {
    let mut weight = 0;
    track.recording().log.iter().filter(move |entry| match entry.event {
        Event::InstanceChanged { .. } => false,
        // Looks that decide nothing are for the log.
        Event::AbTestLooked { look } => look.decision.is_some(),
        Event::WeightSet { percent } => std::mem::replace(&mut weight, percent) != percent,
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample::recording;
    use super::*;

    #[test]
    fn the_life_of_instances_is_left_out() {
        let track = Track::new(recording());
        let (lines, more) = lines(Lang::En, std::iter::once(&track));
        assert_eq!((lines.len(), more), (2, 0));
        assert_eq!(lines[0].at_s, 10.0);
        assert!(lines[1].text.contains("40%"), "{}", lines[1].text);
    }
}
