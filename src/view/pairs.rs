//! Which lane is better, replication by replication: a table of every two of them, and one sentence about the best.

use crate::compare::{Better, Measure, Replications};
use crate::i18n::{Lang, replications, report, word};

/// A row: the two lanes, then in how many replications the first is better, worse and equal, and by how much.
pub type Row = (String, [String; 5]);

/// The measures that can be chosen: those of which one side is better.
pub fn measures() -> impl Iterator<Item = Measure> {
    Measure::VERDICT.into_iter().filter(|measure| measure.better() != Better::Neither)
}

/// The rows of the table.
#[must_use]
pub fn rows(lang: Lang, found: &Replications, measure: Measure) -> Vec<Row> {
    let row = |lanes: (usize, usize)| {
        let pair = found.pair(lanes.0, lanes.1, measure)?;
        Some((replications::pair_name(lang, found, lanes), replications::pair(lang, measure, &pair)))
    };
    found.pairs().filter_map(row).collect()
}

/// How often the lane with the best median is better than each of the others; `None` if there is no such number.
#[must_use]
pub fn sentence(lang: Lang, found: &Replications, measure: Measure) -> Option<String> {
    let sign = if measure.better() == Better::High { -1.0 } else { 1.0 };
    let lanes = 0..found.titles().len();
    let medians = lanes.clone().filter_map(|lane| Some((lane, sign * found.spread(lane, measure)?.median)));
    let (best, _) = medians.min_by(|(_, one), (_, other)| one.total_cmp(other))?;
    let name = |lane: usize| word::lane(lang, &found.titles()[lane]);
    let against = |other: usize| Some((name(other), found.pair(best, other, measure)?));
    let others: Vec<_> = lanes.filter(|lane| *lane != best).filter_map(against).collect();
    let label = report::label(lang, measure);
    (!others.is_empty()).then(|| replications::wins(lang, label, &name(best), &others))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::replicate;
    use crate::scenario::presets::Preset;
    use crate::scenario::{StrategyKind, Title};

    #[test]
    fn the_best_lane_is_named_and_how_often_it_is_better() {
        let scenario = Preset::find("bad-release").and_then(|preset| preset.scenario().ok()).expect("a preset");
        let kinds = [StrategyKind::Recreate, StrategyKind::Rolling, StrategyKind::Canary];
        let mut found = Replications::new(kinds.map(Title::of).to_vec());
        for replication in 0..3 {
            found.add(kinds.iter().map(|kind| replicate(&scenario.with_strategy(*kind), replication)).collect());
        }
        assert_eq!(
            sentence(Lang::En, &found, Measure::Harmed).as_deref(),
            Some("Requests hurt: Canary is better than Recreate in 3 of 3, than Rolling in 3 of 3.")
        );
        assert_eq!(
            sentence(Lang::Ko, &found, Measure::Harmed).as_deref(),
            Some("피해 요청: 카나리가 더 나은 반복은 재생성보다 3회 중 3회, 롤링보다 3회 중 3회입니다.")
        );
        let rows = rows(Lang::En, &found, Measure::Harmed);
        let names: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Recreate – Rolling", "Recreate – Canary", "Rolling – Canary"]);
        assert_eq!(rows[1].1[..3], ["0 of 3", "3", "0"]);
        assert!(measures().all(|measure| measure != Measure::Duration));
    }

    #[test]
    fn lanes_that_are_always_equal_are_said_to_be() {
        let scenario = Preset::find("bad-release").and_then(|preset| preset.scenario().ok()).expect("a preset");
        let kinds = [StrategyKind::Rolling, StrategyKind::Canary];
        let mut found = Replications::new(kinds.map(Title::of).to_vec());
        for replication in 0..2 {
            found.add(kinds.iter().map(|kind| replicate(&scenario.with_strategy(*kind), replication)).collect());
        }
        let said = |lang| sentence(lang, &found, Measure::Outage).expect("a number");
        assert_eq!(said(Lang::En), "Outage: all lanes are equal in all 2 runs.");
        assert_eq!(said(Lang::Ko), "중단 시간: 2회 모두 모든 레인이 같습니다.");
    }
}
