//! The plan as a table: a row per write, in words and figures.

use crate::i18n::{Lang, number, plan};
use crate::record::{Plan, Step};

/// Columns of the table, in the order of `i18n::plan::headings`; the last one is a sentence.
pub const COLUMNS: usize = 8;

/// The first `most` rows of the table, without its headings.
#[must_use]
pub fn rows(lang: Lang, plan: &Plan, most: usize) -> Vec<[String; COLUMNS]> {
    plan.steps.iter().take(most).map(|step| row(lang, step)).collect()
}

fn row(lang: Lang, step: &Step) -> [String; COLUMNS] {
    let count = |count: u32| number::whole(u64::from(count));
    let [stable, candidate] = step.asked;
    [
        number::clock(step.at.seconds()),
        count(stable),
        count(candidate),
        count(stable + candidate),
        count(step.ready.iter().sum()),
        number::percent(step.set_weight / 100.0),
        number::percent(step.actual_weight / 100.0),
        plan::because(lang, step.because),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record;
    use crate::scenario::Scenario;

    #[test]
    fn a_row_has_figures_and_a_sentence() {
        let plan = record::plan(&Scenario::default().check().unwrap(), true);
        assert_eq!(rows(Lang::En, &plan, 3).len(), 3);
        let rows = rows(Lang::En, &plan, usize::MAX);
        assert_eq!(rows.len(), plan.steps.len());
        let second = "00:00|10|3|13|13|23.1%|23.1%|Instances of the candidate: 3 more are asked for.";
        assert_eq!(rows[1].join("|"), second);
    }
}
