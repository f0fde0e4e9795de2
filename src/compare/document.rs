//! Comparisons as files: figures as JSON, replications as a table.

use super::{Measure, Replications};
use crate::record::Report;
use crate::scenario::Title;
use serde_json::json;

/// The figures of all lanes of a scenario with this name, as `cutover compare --format json` prints them.
#[must_use]
pub fn figures(name: &str, lanes: &[(&Title, &Report)]) -> String {
    let lane = |(title, report): &(&Title, &Report)| {
        let mut figures = json!(report);
        // A name that somebody gave it; otherwise the strategy tells which lane it is, and its number.
        figures["lane"] = json!(title.id());
        figures["name"] = json!(title.name);
        figures
    };
    format!("{:#}\n", json!({ "scenario": name, "lanes": lanes.iter().map(lane).collect::<Vec<_>>() }))
}

/// A row for each lane of each replication: the seed, which `seed_of` tells, the lane and its strategy, how the rollout ended, and all measures
/// in full; empty where there is no such number.
#[must_use]
pub fn table(found: &Replications, seed_of: impl Fn(u32) -> u64) -> String {
    let measures = Measure::ALL.iter().copied().filter(|measure| *measure != Measure::Outcome);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |row: Vec<String>| {
        // Only a row of another length, or a file, could fail.
        let _ = writer.write_record(row);
    };
    let names = measures.clone().map(|measure| measure.key().to_owned());
    write(["seed", "lane", "strategy", Measure::Outcome.key()].map(str::to_owned).into_iter().chain(names).collect());
    for replication in 0..found.count() {
        for (lane, title) in found.titles().iter().enumerate() {
            let (outcome, number) = found.of(replication, lane);
            let numbers = measures.clone().map(|measure| number(measure).map_or_else(String::new, |it| it.to_string()));
            // As it is called in JSON.
            let outcome = json!(outcome).as_str().unwrap_or_default().to_owned();
            let first = [seed_of(replication).to_string(), title.id(), title.strategy.name().to_owned(), outcome];
            write(first.into_iter().chain(numbers).collect());
        }
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{replicate, seed_of};
    use crate::scenario::StrategyKind;
    use crate::scenario::presets::Preset;

    #[test]
    fn a_table_has_a_row_for_each_lane_of_each_replication() {
        let scenario = Preset::find("bad-release").and_then(|preset| preset.scenario().ok()).expect("a preset");
        let kinds = [StrategyKind::Rolling, StrategyKind::Canary];
        let mut found = Replications::new(kinds.map(Title::of).to_vec());
        for replication in 0..2 {
            found.add(kinds.iter().map(|kind| replicate(&scenario.with_strategy(*kind), replication)).collect());
        }
        let table = table(&found, |replication| seed_of(&scenario, replication));
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let headers = reader.headers().expect("headers").clone();
        assert_eq!(
            headers.iter().take(5).collect::<Vec<_>>(),
            ["seed", "lane", "strategy", "rollout.outcome", "requests.harmed"]
        );
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
        let first: Vec<[&str; 3]> = rows.iter().map(|row| [&row[0], &row[2], &row[3]]).collect();
        let ended = "rolled_back";
        assert_eq!(
            first,
            [["1", "rolling", ended], ["1", "canary", ended], ["2", "rolling", ended], ["2", "canary", ended]]
        );
        let median = found.spread(0, Measure::Harmed).expect("numbers").median;
        assert!(rows.iter().any(|row| row[4].parse() == Ok(median)));
        assert!(rows.iter().all(|row| row.len() == headers.len()));
    }
}
