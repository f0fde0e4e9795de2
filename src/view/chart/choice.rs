//! Which charts are shown, and which of them on a logarithmic scale: in all lanes the same, so that they align.

use super::{ChartKind, may_be_log};

/// The chosen charts; small enough to be handed around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    shown: u16,
    log: u16,
}

fn bit(kind: ChartKind) -> u16 {
    1 << kind as u16
}

fn bits(kinds: &[ChartKind]) -> u16 {
    kinds.iter().fold(0, |bits, kind| bits | bit(*kind))
}

impl Default for Choice {
    fn default() -> Choice {
        use ChartKind::{Capacity, Cost, Errors, Latency, SeenLatency, Share};
        Choice { shown: bits(&[Capacity, Share, Errors, Latency, Cost]), log: bits(&[Latency, SeenLatency]) }
    }
}

impl Choice {
    /// Whether a chart is shown.
    #[must_use]
    pub fn shows(self, kind: ChartKind) -> bool {
        self.shown & bit(kind) != 0
    }

    /// The charts that are shown, in the order of a lane.
    pub fn shown(self) -> impl Iterator<Item = ChartKind> {
        ChartKind::ALL.iter().copied().filter(move |kind| self.shows(*kind))
    }

    /// Whether a chart has a logarithmic scale.
    #[must_use]
    pub fn is_log(self, kind: ChartKind) -> bool {
        self.log & bit(kind) != 0
    }

    /// Shows a chart or hides it; the last one stays.
    #[must_use]
    pub fn with_shown(self, kind: ChartKind, shown: bool) -> Choice {
        let bits = if shown { self.shown | bit(kind) } else { self.shown & !bit(kind) };
        Choice { shown: if bits == 0 { self.shown } else { bits }, ..self }
    }

    /// Gives a chart the other scale, if it can have both.
    #[must_use]
    pub fn with_other_scale(self, kind: ChartKind) -> Choice {
        if may_be_log(kind) { Choice { log: self.log ^ bit(kind), ..self } } else { self }
    }

    /// As a browser remembers it: two lists of names.
    #[must_use]
    pub fn to_text(self) -> String {
        let list = |bits: u16| {
            let kinds = ChartKind::ALL.iter().filter(move |kind| bits & bit(**kind) != 0);
            kinds.map(|kind| key(*kind)).collect::<Vec<_>>().join(" ")
        };
        format!("{}/{}", list(self.shown), list(self.log))
    }

    /// Reads that; names that nobody knows any more are left out, and what says nothing is no choice.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Choice> {
        let bits = |list: &str| {
            let named = |kind: &&ChartKind| list.split(' ').any(|name| name == key(**kind));
            ChartKind::ALL.iter().filter(named).fold(0, |bits, kind| bits | bit(*kind))
        };
        let (shown, log) = text.split_once('/')?;
        let (shown, log) = (bits(shown), bits(log));
        let may = ChartKind::ALL.iter().filter(|kind| may_be_log(**kind)).fold(0, |bits, kind| bits | bit(*kind));
        (shown != 0).then_some(Choice { shown, log: log & may })
    }
}

/// The name of a chart in a browser's memory, a style sheet and a file's name, which never changes.
#[must_use]
pub fn key(kind: ChartKind) -> &'static str {
    match kind {
        ChartKind::Capacity => "capacity",
        ChartKind::Share => "share",
        ChartKind::Errors => "errors",
        ChartKind::ErrorsByVersion => "errors-by-version",
        ChartKind::Latency => "latency",
        ChartKind::Utilization => "utilization",
        ChartKind::Queue => "queue",
        ChartKind::Budget => "budget",
        ChartKind::Cost => "cost",
        ChartKind::SeenErrors => "seen-errors",
        ChartKind::SeenLatency => "seen-latency",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_remembered() {
        let choice = Choice::default().with_shown(ChartKind::Budget, true).with_shown(ChartKind::Share, false);
        assert_eq!(Choice::from_text(&choice.to_text()), Some(choice));
        assert_eq!(choice.to_text(), "capacity errors latency budget cost/latency seen-latency");
        assert_eq!(Choice::from_text("gone/latency"), None);
        assert_eq!(Choice::from_text(""), None);
    }

    #[test]
    fn at_least_one_chart_is_shown_and_shares_are_never_logarithmic() {
        let one = Choice::from_text("cost/share").expect("a choice");
        assert_eq!(one.with_shown(ChartKind::Cost, false), one);
        assert!(!one.is_log(ChartKind::Share) && !one.with_other_scale(ChartKind::Share).is_log(ChartKind::Share));
        assert!(one.with_other_scale(ChartKind::Errors).is_log(ChartKind::Errors));
    }
}
