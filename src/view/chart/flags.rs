//! What happened, as flags above the charts: what stands too close together is one flag.

use super::super::track::Track;
use super::Range;
use crate::i18n::{Lang, event, number};
use crate::sim::Event;

/// What a flag looks like; the later ones matter more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Glyph {
    /// Something that explains what follows.
    Note,
    /// Another share of the requests, or another step.
    Weight,
    /// An instance, a node or a zone is lost.
    Fault,
    /// A rollout begins.
    Start,
    /// The candidate serves alone.
    Done,
    /// The change is being taken back, or has been.
    Back,
}

impl Glyph {
    /// The sign.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Glyph::Note => "•",
            Glyph::Weight => "%",
            Glyph::Fault => "✕",
            Glyph::Start => "▶",
            Glyph::Done => "✓",
            Glyph::Back => "↩",
        }
    }

    /// The style sheet's word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Glyph::Note => "note",
            Glyph::Weight => "weight",
            Glyph::Fault => "fault",
            Glyph::Start => "start",
            Glyph::Done => "done",
            Glyph::Back => "back",
        }
    }

    /// That of an event; `None` for what charts show themselves.
    fn of(event: &Event) -> Option<Glyph> {
        Some(match event {
            Event::RolloutStarted | Event::NextDeployment { .. } => Glyph::Start,
            Event::RolloutCompleted => Glyph::Done,
            Event::RollBackStarted { .. } | Event::RolledBack => Glyph::Back,
            Event::InstanceCrashed { .. }
            | Event::InstanceHung { .. }
            | Event::PartLost { .. }
            | Event::CheckFailed { .. } => Glyph::Fault,
            Event::WeightSet { .. } => Glyph::Weight,
            Event::DeadlinePassed
            | Event::SchemaMigrated
            | Event::PartRestored { .. }
            | Event::Scaled { .. }
            | Event::MirrorSet { .. }
            | Event::CommandGiven { .. }
            | Event::AnalysisEnded { .. }
            | Event::AbTestStarted { .. } => Glyph::Note,
            _ => return None,
        })
    }
}

/// A flag.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// Where it stands in the range, 0 to 1.
    pub share: f64,
    /// When the first of its events happened, s.
    pub at_s: f64,
    /// The sign of the one that matters most.
    pub glyph: Glyph,
    /// What happened, a line for each event.
    pub text: String,
}

/// A flag tells of so many events one by one.
const MOST_LINES: usize = 6;

/// The events that have flags, each with its moment, s.
fn marked(track: &Track) -> impl Iterator<Item = (f64, Glyph, &Event)> {
    let mut weight = 0;
    track.recording().log.iter().filter_map(move |entry| {
        // A weight that is set to what it was is no news.
        if let Event::WeightSet { percent } = entry.event
            && std::mem::replace(&mut weight, percent) == percent
        {
            return None;
        }
        Glyph::of(&entry.event).map(|glyph| (entry.at.seconds(), glyph, &entry.event))
    })
}

/// The moments that have a line across the charts of a lane: where a rollout begins, ends, or is taken back.
#[must_use]
pub fn turns(track: &Track, range: Range) -> Vec<f64> {
    let turns = marked(track).filter(|(at_s, glyph, _)| *glyph >= Glyph::Start && range.contains(*at_s));
    turns.map(|(at_s, _, _)| at_s).collect()
}

/// The flags of a lane in `range`; two of them are at least `apart` from each other, as a share of it.
#[must_use]
pub fn flags(lang: Lang, track: &Track, range: Range, apart: f64) -> Vec<Flag> {
    let mut flags: Vec<Flag> = Vec::new();
    let mut lines = 0;
    for (at_s, glyph, event) in marked(track).filter(|(at_s, _, _)| range.contains(*at_s)) {
        let share = range.share(at_s);
        let line = format!("{} {}", number::clock(at_s), event::sentence(lang, event));
        match flags.last_mut() {
            Some(last) if share - last.share < apart => {
                lines += 1;
                last.glyph = last.glyph.max(glyph);
                if lines < MOST_LINES {
                    last.text = format!("{}\n{line}", last.text);
                } else if lines == MOST_LINES {
                    last.text.push_str("\n…");
                }
            }
            _ => {
                lines = 1;
                flags.push(Flag { share, at_s, glyph, text: line });
            }
        }
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::{recording, seconds};
    use super::*;
    use crate::record::Entry;

    #[test]
    fn events_that_are_close_share_a_flag_with_the_sign_that_matters_most() {
        let mut recording = recording();
        recording.log.insert(2, Entry { at: seconds(11), event: Event::WeightSet { percent: 10 } });
        recording.log.insert(3, Entry { at: seconds(12), event: Event::WeightSet { percent: 10 } });
        let track = Track::new(recording);
        let signs = |range: Range, apart: f64| -> Vec<(f64, Glyph, usize)> {
            let flags = flags(Lang::En, &track, range, apart);
            flags.iter().map(|flag| (flag.share, flag.glyph, flag.text.lines().count())).collect()
        };
        let whole = Range::whole(40.0);
        assert_eq!(signs(whole, 0.05), [(0.25, Glyph::Start, 2), (0.75, Glyph::Back, 1)]);
        assert_eq!(signs(whole, 0.0).len(), 3, "the same weight again is no news");
        assert_eq!(signs(Range { from_s: 20.0, to_s: 40.0 }, 0.0), [(0.5, Glyph::Back, 1)]);
        assert_eq!(turns(&track, whole), [10.0, 30.0]);
    }
}
