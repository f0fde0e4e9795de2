//! The trade-off: one measure against another, a spot for each lane, and around it where nine of ten replications lie.

use super::scale::Scale;
use crate::compare::{Better, Measure, Replications};
use crate::i18n::{Lang, replications, report, word};
use crate::scenario::Title;

/// An axis: where its ticks stand, from 0 to 1, and what they say.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// What is measured.
    pub label: &'static str,
    /// The ticks, rising.
    pub ticks: Vec<(f64, String)>,
}

/// A lane in the picture; places run from 0 to 1 along each axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// The lane.
    pub title: Title,
    /// Where its medians are.
    pub at: [f64; 2],
    /// Along each axis from where to where nine of ten replications lie.
    pub band: [[f64; 2]; 2],
    /// The same in words.
    pub text: String,
}

/// Two measures of all lanes.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// To the right, and up.
    pub axes: [Axis; 2],
    /// The lanes that have a number of both.
    pub spots: Vec<Spot>,
    /// Which corner is the best, right and up; `None` if that cannot be said.
    pub best: Option<[f64; 2]>,
}

/// The measures that can be chosen for an axis.
pub const MEASURES: [Measure; 8] = [
    Measure::Harmed,
    Measure::Exposed,
    Measure::Duration,
    Measure::TimeToRestore,
    Measure::PeakInstances,
    Measure::ExtraCost,
    Measure::DeploymentCost,
    Measure::P99,
];

/// The picture of these measures, to the right and up; `None` if no lane has a number of both.
#[must_use]
pub fn picture(lang: Lang, found: &Replications, measures: [Measure; 2]) -> Option<Picture> {
    let spreads = |lane: usize| {
        let [right, up] = measures.map(|measure| found.spread(lane, measure));
        Some((lane, [right?, up?]))
    };
    let lanes: Vec<_> = (0..found.titles().len()).filter_map(spreads).collect();
    if lanes.is_empty() {
        return None;
    }
    let scales =
        [0, 1].map(|axis| Scale::of(lanes.iter().flat_map(|(_, spreads)| [spreads[axis].p5, spreads[axis].p95])));
    let axes = [0, 1].map(|axis| Axis {
        label: report::label(lang, measures[axis]),
        ticks: scales[axis]
            .ticks()
            .into_iter()
            .map(|tick| (scales[axis].place(tick), report::amount(lang, measures[axis], tick)))
            .collect(),
    });
    let spots = lanes.iter().map(|(lane, spreads)| {
        let title = &found.titles()[*lane];
        let said = [0, 1].map(|axis| {
            let value = replications::spread(lang, measures[axis], found.count(), Some(&spreads[axis]));
            format!("{} {value}", axes[axis].label)
        });
        Spot {
            title: title.clone(),
            at: [0, 1].map(|axis| scales[axis].place(spreads[axis].median)),
            band: [0, 1].map(|axis| [spreads[axis].p5, spreads[axis].p95].map(|value| scales[axis].place(value))),
            text: format!("{}: {}", word::lane(lang, title), said.join(", ")),
        }
    });
    let spots = spots.collect();
    let corner = measures.map(|measure| match measure.better() {
        // A rollout that is over sooner hurts nobody.
        Better::Low => Some(0.0),
        Better::High => Some(1.0),
        Better::Neither => (measure == Measure::Duration).then_some(0.0),
    });
    let best = corner[0].zip(corner[1]).map(|(right, up)| [right, up]);
    Some(Picture { axes, spots, best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::replicate;
    use crate::scenario::StrategyKind;
    use crate::scenario::presets::Preset;

    #[test]
    fn a_lane_stands_where_its_medians_are_and_is_as_wide_as_its_band() {
        let scenario = Preset::find("bad-release").and_then(|preset| preset.scenario().ok()).expect("a preset");
        let kinds = [StrategyKind::Recreate, StrategyKind::BlueGreen, StrategyKind::Canary];
        let mut found = Replications::new(kinds.map(Title::of).to_vec());
        for replication in 0..5 {
            found.add(kinds.iter().map(|kind| replicate(&scenario.with_strategy(*kind), replication)).collect());
        }
        let picture = picture(Lang::En, &found, [Measure::Harmed, Measure::PeakInstances]).expect("numbers");
        let of = |kind: StrategyKind| picture.spots.iter().find(|spot| spot.title.strategy == kind).expect("a spot");
        let [recreate, blue_green, canary] = kinds.map(of);
        // Recreate hurts most, blue-green has most instances, canary least of the first and little more of the second.
        assert!(canary.at[0] < blue_green.at[0] && blue_green.at[0] < recreate.at[0], "{picture:?}");
        assert!(recreate.at[1] < canary.at[1] && canary.at[1] < blue_green.at[1], "{picture:?}");
        for spot in &picture.spots {
            for axis in 0..2 {
                let [from, to] = spot.band[axis];
                assert!(from <= spot.at[axis] && spot.at[axis] <= to && (0.0..=1.0).contains(&from) && to <= 1.0);
            }
            assert!(spot.band[0][0] < spot.band[0][1] && spot.band[1][0] == spot.band[1][1], "{spot:?}");
        }
        assert!(canary.text.starts_with("Canary: Requests hurt 1") && canary.text.ends_with("Peak instances 11"));
        assert_eq!(picture.best, Some([0.0, 0.0]));
        for axis in &picture.axes {
            assert!(axis.ticks.len() >= 3 && axis.ticks.is_sorted_by(|a, b| a.0 < b.0), "{axis:?}");
        }
    }

    #[test]
    fn a_lane_without_a_number_is_left_out() {
        // Nothing is detected of a good release.
        let scenario = Preset::find("good-release").and_then(|preset| preset.scenario().ok()).expect("a preset");
        let mut found = Replications::new(vec![Title::of(StrategyKind::Rolling)]);
        found.add(vec![replicate(&scenario.with_strategy(StrategyKind::Rolling), 0)]);
        assert_eq!(picture(Lang::Ko, &found, [Measure::Harmed, Measure::TimeToRestore]), None);
    }
}
