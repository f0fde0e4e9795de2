//! The whole run of a lane as one thin bar: which version is in charge from when to when.

use super::track::Track;
use crate::sim::Event;

/// Who is in charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The stable version.
    Stable,
    /// The rollout is under way.
    Changing,
    /// The change is being taken back.
    RollingBack,
    /// The candidate.
    Candidate,
    /// Nobody moves any more: the deadline has passed.
    Stalled,
}

impl Phase {
    /// The style sheet's word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Phase::Stable => "stable",
            Phase::Changing => "changing",
            Phase::RollingBack => "rolling-back",
            Phase::Candidate => "candidate",
            Phase::Stalled => "stalled",
        }
    }
}

/// A part of the bar; shares of the run, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Who is in charge.
    pub phase: Phase,
}

/// The bar of a lane, without gaps.
#[must_use]
pub fn segments(track: &Track) -> Vec<Segment> {
    let horizon_s = track.recording().horizon.seconds();
    let mut segments = vec![Segment { from: 0.0, to: 1.0, phase: Phase::Stable }];
    for entry in &track.recording().log {
        let phase = match entry.event {
            Event::RolloutStarted | Event::NextDeployment { .. } => Phase::Changing,
            Event::RolloutCompleted => Phase::Candidate,
            Event::RollBackStarted { .. } => Phase::RollingBack,
            Event::RolledBack => Phase::Stable,
            Event::DeadlinePassed => Phase::Stalled,
            _ => continue,
        };
        let at = (entry.at.seconds() / horizon_s).clamp(0.0, 1.0);
        if let Some(last) = segments.last_mut() {
            last.to = at;
        }
        segments.push(Segment { from: at, to: 1.0, phase });
    }
    segments.retain(|segment| segment.to > segment.from);
    segments
}

/// Without-anybody stretches of the run, as shares of it: outages.
#[must_use]
pub fn outages(track: &Track) -> Vec<(f64, f64)> {
    let horizon_s = track.recording().horizon.seconds();
    let changes = &track.recording().rotation;
    let ends = changes.iter().skip(1).map(|change| change.at.seconds()).chain([horizon_s]);
    let empty = changes.iter().zip(ends).filter(|(change, _)| change.instances == [0, 0]);
    empty.map(|(change, end)| (change.at.seconds() / horizon_s, end / horizon_s)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{recording, seconds};
    use super::*;
    use crate::record::Rotation;

    #[test]
    fn the_bar_has_no_gaps() {
        let segments = segments(&Track::new(recording()));
        let phases: Vec<Phase> = segments.iter().map(|segment| segment.phase).collect();
        assert_eq!(phases, [Phase::Stable, Phase::Changing, Phase::RollingBack]);
        assert!(segments.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert_eq!((segments[0].from, segments[2].to), (0.0, 1.0));
    }

    #[test]
    fn an_outage_lasts_until_an_instance_is_back() {
        let mut recording = recording();
        recording.rotation.push(Rotation { at: seconds(30), instances: [0, 0] });
        recording.rotation.push(Rotation { at: seconds(34), instances: [1, 0] });
        assert_eq!(outages(&Track::new(recording)), [(0.75, 0.85)]);
    }
}
