//! The words of a comparison over many seeds.

use super::report::amount;
use super::{Lang, number, particle, word};
use crate::compare::{Measure, Pair, Replications, Spread};

/// What stands above the figures: the seeds of the first and the last replication, and the length of each run.
#[must_use]
pub fn heading(lang: Lang, name: &str, [first, last]: [u64; 2], length: &str) -> String {
    lang.pick(format!("{name} (시드 {first}–{last}, {length})"), format!("{name} (seeds {first} to {last}, {length})"))
}

/// What the first table shows.
#[must_use]
pub fn about_spreads(lang: Lang, count: u32) -> String {
    let count = number::whole(u64::from(count));
    lang.pick(
        format!("반복 {count}회의 중앙값과 90% 범위(5%와 95% 지점)입니다. 한 반복에서는 모든 전략이 같은 사용자를 만납니다."),
        format!(
            "Medians of {count} replications, and between which values nine of ten lie (5% and 95%). In each replication all strategies face the same users."
        ),
    )
}

/// How many times something is repeated, as a choice.
#[must_use]
pub fn times(lang: Lang, count: u32) -> String {
    let count = number::whole(u64::from(count));
    lang.pick(format!("{count}회"), format!("{count} times"))
}

/// What the second table shows.
#[must_use]
pub fn about_pairs(lang: Lang) -> &'static str {
    lang.pick(
        "둘씩 같은 시드로 비교: 앞 전략이 나았던 횟수와, 앞에서 뒤를 뺀 값의 평균 및 95% 신뢰 구간.",
        "Two by two with the same seeds: how often the first is better, and the first less the second: its mean with a 95% confidence interval.",
    )
}

/// The headings of the second table, after the pair itself.
#[must_use]
pub fn pair_headings(lang: Lang) -> [&'static str; 5] {
    lang.pick(
        ["나음", "못함", "같음", "평균 차이", "95% 신뢰 구간"],
        ["better", "worse", "equal", "mean difference", "95% interval"],
    )
}

/// Two lanes that are compared.
#[must_use]
pub fn pair_name(lang: Lang, replications: &Replications, (first, second): (usize, usize)) -> String {
    let name = |lane: usize| word::lane(lang, &replications.titles()[lane]);
    format!("{} – {}", name(first), name(second))
}

/// A row of the second table, after the pair itself: in how many of how many replications it is better, worse and equal.
#[must_use]
pub fn pair(lang: Lang, measure: Measure, pair: &Pair) -> [String; 5] {
    let whole = |count: u32| number::whole(u64::from(count));
    let better = lang.pick(
        format!("{}회 중 {}회", whole(pair.runs), whole(pair.better)),
        format!("{} of {}", whole(pair.better), whole(pair.runs)),
    );
    let interval =
        |[low, high]: [f64; 2]| range(lang, &difference(lang, measure, low), &difference(lang, measure, high));
    let interval = pair.difference_ci95.map_or_else(|| number::NOTHING.to_owned(), interval);
    [better, whole(pair.worse), whole(pair.equal), difference(lang, measure, pair.mean_difference), interval]
}

/// How often a lane is better than each of the others by a measure.
#[must_use]
pub fn wins(lang: Lang, measure: &str, best: &str, others: &[(String, Pair)]) -> String {
    let whole = |count: u32| number::whole(u64::from(count));
    if let Some((_, pair)) = others.first().filter(|_| others.iter().all(|(_, pair)| pair.equal == pair.runs)) {
        let runs = whole(pair.runs);
        return lang.pick(
            format!("{measure}: {runs}회 모두 모든 레인이 같습니다."),
            format!("{measure}: all lanes are equal in all {runs} runs."),
        );
    }
    let one = |(other, pair): &(String, Pair)| {
        let (better, runs, equal) = (whole(pair.better), whole(pair.runs), whole(pair.equal));
        let mut text =
            lang.pick(format!("{other}보다 {runs}회 중 {better}회"), format!("than {other} in {better} of {runs}"));
        if pair.equal > 0 {
            text.push_str(&lang.pick(format!("(같음 {equal}회)"), format!(" (as good in {equal})")));
        }
        text
    };
    let all: Vec<String> = others.iter().map(one).collect();
    let all = all.join(", ");
    lang.pick(
        format!("{measure}: {} 더 나은 반복은 {all}입니다.", particle::subject(best)),
        format!("{measure}: {best} is better {all}."),
    )
}

/// A lane's value of a measure: the median and the 90 % band. In how many replications there was such a value is told where
/// it was not in all.
#[must_use]
pub fn spread(lang: Lang, measure: Measure, count: u32, spread: Option<&Spread>) -> String {
    let Some(spread) = spread else { return number::NOTHING.to_owned() };
    let [mut text, low, high] = [spread.median, spread.p5, spread.p95].map(|number| amount(lang, measure, number));
    if low != high {
        text = format!("{text} ({})", range(lang, &low, &high));
    }
    if spread.runs < count {
        let (runs, count) = (number::whole(u64::from(spread.runs)), number::whole(u64::from(count)));
        text.push_str(&lang.pick(format!(", {count}회 중 {runs}회"), format!(", {runs} of {count}")));
    }
    text
}

/// How a lane's rollout ended, and how often if not always so.
#[must_use]
pub fn outcomes(lang: Lang, replications: &Replications, lane: usize) -> String {
    let outcomes = replications.outcomes(lane);
    let name = |outcome| word::rollout_outcome(lang, outcome);
    match outcomes.as_slice() {
        [(only, _)] => name(*only).to_owned(),
        several => {
            let counted =
                |(outcome, runs): &(_, u32)| format!("{} {}", name(*outcome), number::whole(u64::from(*runs)));
            several.iter().map(counted).collect::<Vec<_>>().join(", ")
        }
    }
}

/// How far the runs are, in place on a terminal.
#[must_use]
pub fn progress(lang: Lang, percent: usize) -> String {
    lang.pick(format!("시뮬레이션 중 {percent}%"), format!("simulating {percent}%"))
}

/// A difference of two numbers of a measure; that of two shares is no share.
fn difference(lang: Lang, measure: Measure, number: f64) -> String {
    match measure {
        Measure::MinShareOfDemand | Measure::ErrorBudget | Measure::MonthErrorBudget => {
            let points = number::fixed(number * 100.0, 1);
            lang.pick(format!("{points}%p"), format!("{points} points"))
        }
        _ => amount(lang, measure, number),
    }
}

fn range(lang: Lang, low: &str, high: &str) -> String {
    lang.pick(format!("{low}~{high}"), format!("{low} to {high}"))
}
