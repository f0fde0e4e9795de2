//! Statistical power: how soon a rule on the share of failed requests sees a defect, and how often it sees one that is not there.
//!
//! Requests fail independently of each other. Readings whose windows overlap are not independent: the chance that one is bad,
//! given the one before, is exact (the windows share the requests between them), and beyond the one before it is not asked, which
//! is the Markov approximation of scan statistics (Naus 1982).

mod binomial;

pub use binomial::Binomial;

/// What decides that the candidate is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decides {
    /// So many bad readings in a row; at least 1.
    InARow(u32),
    /// So many bad readings in all; at least 1.
    InAll(u32),
}

/// A rule on the share of failed requests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Requests per second that it can see.
    pub rate_rps: f64,
    /// Time over which a reading looks back, s.
    pub window_s: f64,
    /// Time from the first request to the first reading, s; above 0.
    pub first_s: f64,
    /// Time between two readings, s; above 0.
    pub interval_s: f64,
    /// A reading is bad above this share.
    pub limit: f64,
    /// Whether a share that is just the limit is bad, too.
    pub limit_is_bad: bool,
    /// Readings of fewer requests are no evidence.
    pub min_requests: u32,
    /// What decides.
    pub decides: Decides,
}

/// Readings after which the chances no longer matter.
const MOST_READINGS: u32 = 20_000;

impl Rule {
    /// The moment of each reading, s after the first request, and the chance that the rule has decided by then, if each request
    /// fails with the chance `p`; for `readings` readings at most.
    #[must_use]
    pub fn chances(&self, p: f64, readings: u32) -> Vec<(f64, f64)> {
        let needed = match self.decides {
            Decides::InARow(needed) | Decides::InAll(needed) => needed.max(1) as usize,
        };
        // The chance of each state that is not decided: whether the last reading was bad, and how many bad ones count.
        let mut states = vec![[0.0; 2]; needed];
        states[0][0] = 1.0;
        let mut decided = 0.0;
        let mut before: Option<Seen> = None;
        let mut steady: Option<(Seen, [f64; 2])> = None;
        let mut chances = Vec::new();
        for reading in 0..readings.min(MOST_READINGS) {
            let at_s = self.first_s + f64::from(reading) * self.interval_s;
            let seen = self.seen(at_s);
            if seen.requests >= u64::from(self.min_requests.max(1)) {
                let bad_after = match (&steady, &before) {
                    (Some((same, chances)), Some(last)) if *same == seen && *last == seen => *chances,
                    _ => self.bad_after(before, seen, p),
                };
                if before == Some(seen) {
                    steady = Some((seen, bad_after));
                }
                decided += self.go_on(&mut states, bad_after);
                before = Some(seen);
            }
            chances.push((at_s, decided));
        }
        chances
    }

    /// Moves the states on by a reading that is bad with these chances (after a good one, after a bad one); gives the chance that
    /// it decides.
    fn go_on(&self, states: &mut [[f64; 2]], bad_after: [f64; 2]) -> f64 {
        let mut decided = 0.0;
        let mut next = vec![[0.0; 2]; states.len()];
        for (count, state) in states.iter().enumerate() {
            for (chance, bad) in state.iter().zip(bad_after) {
                let kept = if matches!(self.decides, Decides::InAll(_)) { count } else { 0 };
                next[kept][0] += chance * (1.0 - bad);
                match next.get_mut(count + 1) {
                    Some(state) => state[1] += chance * bad,
                    None => decided += chance * bad,
                }
            }
        }
        states.copy_from_slice(&next);
        decided
    }

    /// When the chance to have decided first reaches `chance`, s after the first request; `None` if it does not within so many
    /// readings.
    #[must_use]
    pub fn time_to(chances: &[(f64, f64)], chance: f64) -> Option<f64> {
        chances.iter().find(|(_, decided)| *decided >= chance).map(|(at_s, _)| *at_s)
    }

    /// What a reading at `at_s` looks at.
    fn seen(&self, at_s: f64) -> Seen {
        let count = |seconds: f64| (self.rate_rps * seconds + 0.5) as u64;
        let requests = count(at_s.min(self.window_s));
        let new = count(self.interval_s.min(at_s)).min(requests);
        Seen { requests, new }
    }

    /// The fewest failures of `requests` that make a reading bad.
    fn fewest_bad(&self, requests: u64) -> u64 {
        let most_good = self.limit * requests as f64;
        let whole = most_good.floor();
        // Without any request that fails nothing is bad, whatever the limit.
        let just = if self.limit_is_bad && whole == most_good { 0 } else { 1 };
        whole as u64 + just
    }

    /// The chances that a reading is bad: after a good one, and after a bad one.
    fn bad_after(&self, before: Option<Seen>, now: Seen, p: f64) -> [f64; 2] {
        let bad_now = self.fewest_bad(now.requests);
        let alone = Binomial::new(now.requests, p).at_least(bad_now);
        let Some(before) = before else { return [alone; 2] };
        let kept = (now.requests - now.new).min(before.requests);
        let bad_before = self.fewest_bad(before.requests);
        let gone = Binomial::new(before.requests - kept, p);
        let new = Binomial::new(now.requests - kept, p);
        let common = Binomial::new(kept, p);
        let both: f64 = common
            .counts()
            .map(|(k, chance)| {
                chance * gone.at_least(bad_before.saturating_sub(k)) * new.at_least(bad_now.saturating_sub(k))
            })
            .sum();
        let before = Binomial::new(before.requests, p).at_least(bad_before);
        let share = |part: f64, of: f64| if of > 0.0 { (part / of).clamp(0.0, 1.0) } else { 0.0 };
        [share(alone - both, 1.0 - before), share(both, before)]
    }
}

/// What a reading looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    /// Requests in its window.
    requests: u64,
    /// Of those, since the reading before.
    new: u64,
}

#[cfg(test)]
mod tests {
    use super::super::{Judge, Judgement};
    use super::*;
    use crate::fleet::Reading;
    use crate::kernel::Streams;
    use crate::scenario::Rollback;

    fn rule(rate_rps: f64, window_s: f64, interval_s: f64, decides: Decides) -> Rule {
        let (first_s, limit) = (interval_s, 0.05);
        Rule { rate_rps, window_s, first_s, interval_s, limit, limit_is_bad: false, min_requests: 1, decides }
    }

    #[test]
    fn readings_that_share_nothing_are_independent() {
        // 10 requests each, bad from 1 failure on (more than half a one): q = 1 - 0.9^10 = 0.6513.
        let q = 1.0 - libm::pow(0.9, 10.0);
        let once = rule(1.0, 10.0, 10.0, Decides::InARow(1)).chances(0.1, 3);
        let twice = rule(1.0, 10.0, 10.0, Decides::InARow(2)).chances(0.1, 3);
        let in_all = rule(1.0, 10.0, 10.0, Decides::InAll(2)).chances(0.1, 3);
        let near = |found: &[(f64, f64)], expected: [f64; 3]| {
            for ((at_s, found), (i, expected)) in found.iter().zip(expected.iter().enumerate()) {
                assert_eq!(*at_s, 10.0 * (i + 1) as f64);
                assert!((found - expected).abs() < 1e-9, "{found} {expected}");
            }
        };
        near(&once, [q, 1.0 - (1.0 - q) * (1.0 - q), 1.0 - (1.0 - q) * (1.0 - q) * (1.0 - q)]);
        // In a row: bad bad, or good bad bad. In all: also bad good bad.
        near(&twice, [0.0, q * q, q * q + (1.0 - q) * q * q]);
        near(&in_all, [0.0, q * q, q * q + 2.0 * (1.0 - q) * q * q]);
        assert_eq!((Rule::time_to(&once, 0.9), Rule::time_to(&once, 0.99)), (Some(30.0), None));
    }

    #[test]
    fn a_reading_at_its_limit_is_bad_only_if_the_rule_says_so() {
        let at_most = rule(2.0, 10.0, 10.0, Decides::InARow(1));
        let below = Rule { limit_is_bad: true, ..at_most };
        // 5 % of 20 is 1 failure.
        assert_eq!((at_most.fewest_bad(20), below.fewest_bad(20)), (2, 1));
        assert_eq!((at_most.fewest_bad(21), below.fewest_bad(21)), (2, 2));
    }

    #[test]
    fn too_few_requests_are_no_evidence() {
        let rule = Rule { min_requests: 25, ..rule(1.0, 30.0, 10.0, Decides::InARow(1)) };
        let chances = rule.chances(1.0, 4);
        assert_eq!(chances, [(10.0, 0.0), (20.0, 0.0), (30.0, 1.0), (40.0, 1.0)]);
    }

    /// The share of `trials` in which the scenario's judge decides within so many readings.
    fn simulated(rule: &Rule, p: f64, readings: usize, trials: u32) -> f64 {
        let limits = Rollback {
            error_rate_limit: rule.limit,
            min_requests: rule.min_requests,
            consecutive: match rule.decides {
                Decides::InARow(needed) | Decides::InAll(needed) => needed,
            },
            ..Rollback::default()
        };
        let cell = (rule.rate_rps * rule.interval_s) as u64;
        let cells = (rule.window_s / rule.interval_s) as usize;
        let luck = Streams::new(7).errors;
        let mut draws = 0..;
        let decided = (0..trials).filter(|_| {
            let mut judge = Judge::new(&limits);
            let failed: Vec<u64> = (0..readings)
                .map(|_| (0..cell).filter(|_| draws.next().is_some_and(|at| luck.unit(at) < p)).count() as u64)
                .collect();
            (1..=readings).any(|end| {
                let window = &failed[end.saturating_sub(cells)..end];
                let requests = cell * window.len() as u64;
                let error_rate = window.iter().sum::<u64>() as f64 / requests as f64;
                judge.judge(Some(Reading { requests, error_rate, p99_ms: None })) != Judgement::Pass
            })
        });
        decided.count() as f64 / f64::from(trials)
    }

    #[test]
    fn overlapping_windows_agree_with_the_judge_itself() {
        // 99.9 % of the luck of 4,000 trials: 3.3 * sqrt(0.25 / 4,000) = 2.6 %.
        for (rate_rps, window_s, needed, p, readings) in [
            (4.0, 30.0, 1, 0.07, 6),
            (4.0, 30.0, 2, 0.07, 12),
            (4.0, 30.0, 2, 0.05, 12),
            (4.0, 30.0, 2, 0.02, 24),
            (10.0, 30.0, 3, 0.06, 24),
            (2.0, 5.0, 2, 0.10, 12),
        ] {
            let rule = Rule { min_requests: 20, ..rule(rate_rps, window_s, 5.0, Decides::InARow(needed)) };
            let expected = rule.chances(p, readings).last().unwrap().1;
            let found = simulated(&rule, p, readings as usize, 4_000);
            assert!((found - expected).abs() < 0.026 + 0.02, "{rule:?} {p}: {found}, computed {expected}");
        }
    }
}
