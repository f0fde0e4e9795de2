//! The cards: kinds of candidates, each a change of the same scenario, and how a deck is drawn from them.

use crate::kernel::rng::Stream;
use crate::scenario::{
    Case, Checked, ColdCache, Dependency, LARGEST_SEED, Leak, Outage, Scenario, Service, Shape, Spike, Step,
    StrategyKind,
};

/// A deck has so many rounds, each with another card.
pub const ROUNDS: usize = 5;
/// A round lasts no longer than this, s.
pub const HORIZON_S: f64 = 900.0;
/// When the rollout begins, s.
pub const START_S: f64 = 30.0;
/// How long a candidate is still watched once it has all requests, s.
pub const BAKE_S: f64 = 180.0;

/// What kind of candidate it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Card {
    /// Good, and nothing else happens.
    Plain,
    /// Good; new processes have a cold cache.
    ColdCache,
    /// Good; what both versions depend on is out for a while.
    DependencyOut,
    /// Good; a peak of the traffic comes with the rollout.
    Peak,
    /// Good; nothing is scraped for a while.
    NoTelemetry,
    /// Good; few requests are measured, so that telemetry jumps.
    Noise,
    /// Bad: errors for everybody.
    Errors,
    /// Bad: slow from the start.
    Slow,
    /// Bad: slower with every request.
    Leak,
    /// Bad: processes run out of memory after a while.
    OutOfMemory,
    /// Bad: errors for a cohort that small weights do not reach.
    SomeUsers,
    /// Bad: many times the errors of the stable version, all below the policy's limit.
    BelowLimit,
    /// Bad: slow enough to matter when the traffic grows.
    UnderLoad,
    /// Bad: errors, and telemetry that comes late.
    LateTelemetry,
}

impl Card {
    /// Every card, the good ones first.
    pub const ALL: [Card; 14] = [
        Card::Plain,
        Card::ColdCache,
        Card::DependencyOut,
        Card::Peak,
        Card::NoTelemetry,
        Card::Noise,
        Card::Errors,
        Card::Slow,
        Card::Leak,
        Card::OutOfMemory,
        Card::SomeUsers,
        Card::BelowLimit,
        Card::UnderLoad,
        Card::LateTelemetry,
    ];

    /// The name in files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Card::Plain => "plain",
            Card::ColdCache => "cold-cache",
            Card::DependencyOut => "dependency-out",
            Card::Peak => "peak",
            Card::NoTelemetry => "no-telemetry",
            Card::Noise => "noise",
            Card::Errors => "errors",
            Card::Slow => "slow",
            Card::Leak => "leak",
            Card::OutOfMemory => "out-of-memory",
            Card::SomeUsers => "some-users",
            Card::BelowLimit => "below-limit",
            Card::UnderLoad => "under-load",
            Card::LateTelemetry => "late-telemetry",
        }
    }

    /// Whether its candidate should be promoted.
    #[must_use]
    pub fn is_good(self) -> bool {
        matches!(
            self,
            Card::Plain | Card::ColdCache | Card::DependencyOut | Card::Peak | Card::NoTelemetry | Card::Noise
        )
    }

    /// Makes the scenario that of the card; luck decides how much of it there is, and when.
    fn change(self, scenario: &mut Scenario, luck: &mut Stream) {
        let mut between = |low: f64, high: f64| low + (high - low) * luck.unit();
        let candidate = &mut scenario.versions.candidate;
        match self {
            Card::Plain => candidate.service_factor = rounded(between(0.85, 1.0)),
            Card::ColdCache => {
                let factor = rounded(between(1.8, 1.95));
                scenario.fleet.cold_cache = ColdCache { factor, requests: 0, age_s: between(80.0, 100.0).round() };
            }
            Card::DependencyOut => {
                let outage = Outage { at_s: between(110.0, 330.0).round(), duration_s: between(45.0, 70.0).round() };
                scenario.dependency = Dependency {
                    concurrency: 100,
                    share_of_requests: rounded(between(0.06, 0.1)),
                    service: Service { median_ms: 5.0, p99_ms: 20.0, ..Service::default() },
                    outages: vec![outage],
                    ..Dependency::default()
                };
            }
            Card::Peak => {
                let (start_s, duration_s) = (between(140.0, 300.0).round(), between(70.0, 100.0).round());
                scenario.traffic.shape = Shape::Spike;
                scenario.traffic.spike = Spike { peak_rps: between(405.0, 430.0).round(), start_s, duration_s };
            }
            Card::NoTelemetry => {
                let outage = Outage { at_s: between(50.0, 90.0).round(), duration_s: between(150.0, 220.0).round() };
                scenario.telemetry.outages = vec![outage];
            }
            Card::Noise => {
                scenario.telemetry.sample_share = rounded(between(0.08, 0.12));
                for version in [&mut scenario.versions.stable, candidate] {
                    version.error_probability = 0.008;
                }
            }
            Card::Errors => candidate.error_probability = rounded(between(0.035, 0.07)),
            Card::Slow => candidate.service_factor = rounded(between(2.35, 2.5)),
            Card::Leak => candidate.leak = Leak { growth: rounded(between(0.22, 0.3)), ..Leak::default() },
            Card::OutOfMemory => {
                let requests_until_crash = between(2_400.0, 2_900.0).round() as u32;
                candidate.leak = Leak { requests_until_crash, down_s: 60.0, ..Leak::default() };
            }
            Card::SomeUsers => {
                let cohort_from = rounded(between(0.22, 0.32));
                let error_probability = rounded(between(0.3, 0.5));
                let cohort_to = rounded(cohort_from + 0.12);
                candidate.cases = vec![Case { cohort_from, cohort_to, error_probability, ..Case::default() }];
            }
            Card::BelowLimit => candidate.error_probability = rounded(between(0.011, 0.014)),
            Card::UnderLoad => {
                candidate.service_factor = rounded(between(1.5, 1.6));
                scenario.traffic.shape = Shape::Ramp;
                let start_s = between(360.0, 440.0).round();
                let ramp = &mut scenario.traffic.ramp;
                (ramp.to_rps, ramp.start_s, ramp.duration_s) = (330.0, start_s, 120.0);
            }
            Card::LateTelemetry => {
                candidate.error_probability = rounded(between(0.05, 0.08));
                scenario.telemetry.scrape_interval_s = 60.0;
                scenario.telemetry.window_s = 120.0;
            }
        }
    }
}

/// To three digits, so that files and links stay short.
fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

/// The service on an ordinary day: what every card changes.
fn base() -> Scenario {
    let mut scenario = Scenario { horizon_s: HORIZON_S, ..Scenario::default() };
    scenario.traffic.rate_rps = 200.0;
    scenario.versions.stable.error_probability = 0.002;
    scenario.versions.candidate.error_probability = 0.002;
    let strategy = &mut scenario.strategy;
    (strategy.kind, strategy.start_s) = (StrategyKind::Canary, START_S);
    strategy.canary.steps = [5, 20, 50].map(|weight| Step::weight(weight, 120.0)).to_vec();
    // A roll-back within the bake time finds the old fleet there.
    strategy.canary.scale_down_delay_s = BAKE_S;
    let limits = &mut scenario.rollback;
    (limits.error_rate_limit, limits.latency_p99_limit_ms) = (0.02, 400.0);
    (limits.min_requests, limits.consecutive, limits.bake_s) = (100, 3, BAKE_S);
    limits.progress_deadline_s = 300.0;
    let telemetry = &mut scenario.telemetry;
    (telemetry.scrape_interval_s, telemetry.window_s, telemetry.both_versions) = (10.0, 30.0, true);
    telemetry.buckets_ms =
        [10.0, 25.0, 50.0, 75.0, 100.0, 150.0, 200.0, 300.0, 400.0, 600.0, 800.0, 1_200.0, 2_000.0].to_vec();
    // A hundred users who were hurt cost a dollar.
    scenario.prices.failed_request_usd = 0.01;
    scenario
}

/// A round: a card, and the scenario that nobody but the game knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// The seed of its deck.
    pub seed: u64,
    /// Its place in the deck, from 1.
    pub number: usize,
    /// The card.
    pub card: Card,
    scenario: Scenario,
}

impl Round {
    /// A round of this card alone, whose luck these bits decide.
    #[must_use]
    pub fn of(card: Card, bits: u64) -> Round {
        let mut scenario = Scenario { seed: bits % LARGEST_SEED, ..base() };
        card.change(&mut scenario, &mut Stream::from_bits(bits));
        Round { seed: bits, number: 1, card, scenario }
    }

    /// What happens under the automatic policy: the canary goes at its pace, and its limits take it back.
    #[must_use]
    pub fn automatic(&self) -> Checked {
        self.with(|scenario| scenario.rollback.automatic = true)
    }

    /// What happens if nobody and nothing watches, the rest of the commands aside.
    #[must_use]
    pub fn unwatched(&self) -> Checked {
        self.with(|scenario| scenario.rollback.automatic = false)
    }

    /// What happens if nothing is released.
    #[must_use]
    pub fn without(&self) -> Checked {
        self.with(|scenario| scenario.strategy.start_s = 2.0 * HORIZON_S)
    }

    fn with(&self, change: impl FnOnce(&mut Scenario)) -> Checked {
        let mut scenario = self.scenario.clone();
        change(&mut scenario);
        checked(scenario)
    }
}

/// A scenario of the game, which is a good one: tests deal every card.
pub(super) fn checked(scenario: Scenario) -> Checked {
    scenario.check().unwrap_or_else(|problems| panic!("a card does not pass the checks: {problems:?}"))
}

/// The round of this number, from 1, in the deck of `seed`; nothing behind the last.
#[must_use]
pub fn deal(seed: u64, number: usize) -> Option<Round> {
    let mut luck = Stream::from_bits(seed);
    let mut all = Card::ALL;
    shuffle(&mut all, &mut luck);
    // Two or three of five are good, so that knowing the deck helps nobody.
    let good = 2 + luck.below(2);
    let take = |is_good: bool, count: usize| all.into_iter().filter(move |card| card.is_good() == is_good).take(count);
    let mut cards: Vec<Card> = take(true, good).chain(take(false, ROUNDS - good)).collect();
    shuffle(&mut cards, &mut luck);
    let card = *cards.get(number.checked_sub(1)?)?;
    let bits = (0..number).map(|_| luck.bits()).last()?;
    Some(Round { seed, number, ..Round::of(card, bits) })
}

fn shuffle(cards: &mut [Card], luck: &mut Stream) {
    for place in (1..cards.len()).rev() {
        cards.swap(place, luck.below(place + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deck_is_of_its_seed_and_has_no_card_twice() {
        let cards = |seed: u64| (1..=ROUNDS).filter_map(|number| deal(seed, number)).collect::<Vec<_>>();
        assert_eq!(cards(7), cards(7));
        let mut decks = Vec::new();
        for seed in 0..200 {
            let deck = cards(seed);
            assert_eq!(deck.len(), ROUNDS);
            for (place, round) in deck.iter().enumerate() {
                assert!(!deck[..place].iter().any(|other| other.card == round.card), "{seed}: {round:?}");
            }
            let good = deck.iter().filter(|round| round.card.is_good()).count();
            assert!((2..=3).contains(&good), "{seed}: {good}");
            decks.push(deck.iter().map(|round| round.card).collect::<Vec<_>>());
        }
        for card in Card::ALL {
            let often = decks.iter().filter(|deck| deck.contains(&card)).count();
            assert!(often > 30, "{card:?} in {often} of 200 decks");
        }
        assert_eq!((deal(7, 0), deal(7, ROUNDS + 1)), (None, None));
    }

    #[test]
    fn every_card_is_a_good_scenario_whatever_luck_says() {
        for card in Card::ALL {
            for bits in [0, 1, u64::MAX / 3, u64::MAX] {
                let round = Round::of(card, bits);
                assert!(round.automatic().rollback.automatic && !round.unwatched().rollback.automatic);
            }
        }
    }
}
