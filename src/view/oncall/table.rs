//! The game as tables, each row a list of cells: what pictures show, for those who do not see them, and the scores.

use crate::i18n::oncall::{Seen, Word, decision, headings, is_right, made, minutes, of_rounds, users};
use crate::i18n::{Lang, number};
use crate::oncall::{Look, Outcome, Play, Score};

/// What was seen at each look and done then, the headings first, the latest look last.
#[must_use]
pub fn looks(lang: Lang, play: &Play) -> Vec<Vec<String>> {
    let window_s = play.scenario.telemetry.window_s;
    let row = |look: &Look| {
        let both = |of: &dyn Fn(usize) -> String| format!("{} / {}", of(0), of(1));
        let seen = |seen: Seen| both(&|version| seen.text(lang, look.readings[version].as_ref()));
        let rate = |version: usize| {
            let reading = look.readings[version];
            reading.map_or(number::NOTHING.to_owned(), |reading| number::fixed(reading.requests as f64 / window_s, 0))
        };
        let made = look.made.map_or(Word::Now.name(lang), |one| made(lang, one));
        vec![
            number::clock(look.at_s),
            format!("{}%", look.weight),
            both(&|version| look.ready[version].to_string()),
            both(&rate),
            seen(Seen::Errors),
            seen(Seen::Latency),
            made.to_owned(),
        ]
    };
    std::iter::once(headings(lang).map(str::to_owned).to_vec()).chain(play.looks.iter().map(row)).collect()
}

/// The score of a round, the headings first: a column for the operator and for each of those they are compared with.
#[must_use]
pub fn scores(lang: Lang, score: &Score) -> Vec<Vec<String>> {
    let columns = [
        (Word::You, score.operator),
        (Word::Policy, score.policy),
        (Word::Unwatched, score.unwatched),
        (Word::Without, score.without),
    ];
    let row = |word: Word, cell: &dyn Fn(&Outcome) -> String| {
        let cells = columns.iter().map(|(_, outcome)| cell(outcome));
        std::iter::once(word.name(lang).to_owned()).chain(cells).collect::<Vec<String>>()
    };
    let names = columns.iter().map(|(word, _)| word.name(lang).to_owned());
    let decided =
        |outcome: &Outcome| format!("{} ({})", decision(lang, outcome.decision), is_right(lang, outcome.is_right));
    let mut decisions = row(Word::Decision, &decided);
    // Where nothing was released, nothing was decided.
    decisions[4] = number::NOTHING.to_owned();
    let mut times = row(Word::Minutes, &|outcome| minutes(lang, outcome.minutes));
    times[4] = number::NOTHING.to_owned();
    vec![
        std::iter::once(String::new()).chain(names).collect(),
        decisions,
        row(Word::Hurt, &|outcome| users(lang, outcome.users_hurt)),
        times,
        row(Word::Money, &|outcome| number::money(outcome.usd)),
    ]
}

/// The sums of all rounds so far, of the operator and of the policy, the headings first.
#[must_use]
pub fn total(lang: Lang, scores: &[Score]) -> Vec<Vec<String>> {
    let of = |pick: fn(&Score) -> Outcome| {
        let all = || scores.iter().map(pick);
        vec![
            of_rounds(lang, all().filter(|outcome| outcome.is_right).count(), scores.len()),
            users(lang, all().map(|outcome| outcome.users_hurt).sum()),
            minutes(lang, all().map(|outcome| outcome.minutes).sum()),
            number::money(all().map(|outcome| outcome.usd).sum()),
        ]
    };
    let (own, policy) = (of(|score| score.operator), of(|score| score.policy));
    let names = [Word::Right, Word::Hurt, Word::Minutes, Word::Money].map(|word| word.name(lang).to_owned());
    let head = vec![String::new(), Word::You.name(lang).to_owned(), Word::Policy.name(lang).to_owned()];
    let rows = names.into_iter().zip(own).zip(policy).map(|((name, own), policy)| vec![name, own, policy]);
    std::iter::once(head).chain(rows).collect()
}
