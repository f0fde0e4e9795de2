//! What the clients do between requests and when one fails: sessions, a closed loop, retries, hedging, kinds of request.

use super::region::Region;
use super::schema::{Section, Visitor, choice, spec};
use serde::{Deserialize, Serialize};

/// Longest back-off, delay of a hedge and the like, ms.
const LONGEST_WAIT_MS: f64 = 3_600_000.0;
/// Most classes, and most regions.
const MOST_KINDS: f64 = 16.0;

choice! {
    /// Who asks.
    Population {
        /// Each request has a user of its own, who comes at `traffic`'s rate and leaves.
        #[default]
        Requests = "requests",
        /// Users come, ask several times with pauses, and leave; `traffic` gives the rate of requests.
        Sessions = "sessions",
        /// A fixed number of users who ask for ever; `traffic`'s rate means nothing.
        Closed = "closed",
    }
}

choice! {
    /// How many requests a session has.
    SessionLength {
        /// A geometric number with the given mean.
        #[default]
        Geometric = "geometric",
        /// Always the same number.
        Fixed = "fixed",
    }
}

choice! {
    /// How long a user thinks.
    Think {
        /// Exponential with the given mean.
        #[default]
        Exponential = "exponential",
        /// Always the same time.
        Constant = "constant",
    }
}

/// The clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clients {
    /// Who asks.
    pub population: Population,
    /// Mean number of requests in a session.
    pub requests_per_session: u32,
    /// How it varies.
    pub session_length: SessionLength,
    /// Users in the closed loop.
    pub users: u32,
    /// Mean time between an answer and the user's next request, s.
    pub think_s: f64,
    /// How it varies.
    pub think: Think,
    /// What a client does when a request fails.
    pub retries: Retries,
    /// After how long without an answer a second attempt is sent, ms; 0 never.
    pub hedge_after_ms: f64,
    /// Kinds of request; none: all are alike.
    pub classes: Vec<Class>,
    /// Where users are; none: all are in one place, next to the service.
    pub regions: Vec<Region>,
}

impl Default for Clients {
    fn default() -> Self {
        Clients {
            population: Population::default(),
            requests_per_session: 5,
            session_length: SessionLength::default(),
            users: 1_000,
            think_s: 5.0,
            think: Think::default(),
            retries: Retries::default(),
            hedge_after_ms: 0.0,
            classes: Vec::new(),
            regions: Vec::new(),
        }
    }
}

impl Clients {
    /// Whether every request is sent once, by a user of its own, and all are alike: nothing follows from how it ends.
    #[must_use]
    pub(super) fn are_plain(&self) -> bool {
        self.population == Population::Requests
            && self.retries.max == 0
            && self.hedge_after_ms == 0.0
            && self.classes.is_empty()
            && self.regions.is_empty()
    }
}

impl Section for Clients {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.choice(
            "population",
            &mut self.population,
            "Who asks: a user for each request, users with sessions (`traffic` still gives the rate of requests), or a \
             closed loop of a fixed number of users (`traffic`'s rate is not used).",
        );
        v.whole(
            "requests_per_session",
            &mut self.requests_per_session,
            spec("requests", 1.0, 10_000.0, "Mean number of requests in a session."),
        );
        v.choice("session_length", &mut self.session_length, "How the number of requests in a session varies.");
        v.whole("users", &mut self.users, spec("users", 1.0, 1_000_000.0, "Users in the closed loop."));
        v.number(
            "think_s",
            &mut self.think_s,
            spec("s", 0.001, 86_400.0, "Mean time between an answer and the same user's next request."),
        );
        v.choice("think", &mut self.think, "How the think time varies.");
        v.section("retries", &mut self.retries, "What a client does when a request fails.");
        v.number(
            "hedge_after_ms",
            &mut self.hedge_after_ms,
            spec(
                "ms",
                0.0,
                LONGEST_WAIT_MS,
                "After how long without an answer a second attempt is sent, of which the first answer counts; 0: never.",
            ),
        );
        v.list(
            "classes",
            &mut self.classes,
            spec("entries", 0.0, MOST_KINDS, "Kinds of request, drawn by weight; none: all are alike."),
        );
        v.list(
            "regions",
            &mut self.regions,
            spec(
                "entries",
                0.0,
                MOST_KINDS,
                "Where users are, drawn by weight for each; none: all are near the service.",
            ),
        );
    }
}

choice! {
    /// How back-off is spread, so that clients that failed together do not come back together.
    Jitter {
        /// Uniform between 0 and the back-off.
        #[default]
        Full = "full",
        /// Half of it fixed, half uniform.
        Equal = "equal",
        /// Not at all.
        None = "none",
    }
}

/// Attempts after the first one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retries {
    /// Most attempts after the first one.
    pub max: u32,
    /// Back-off before the first retry, ms.
    pub back_off_ms: f64,
    /// By how much it grows from one retry to the next.
    pub factor: f64,
    /// It grows no further than this, ms.
    pub longest_back_off_ms: f64,
    /// How it is spread.
    pub jitter: Jitter,
    /// Retries as a share of the requests of the last ten seconds, percent; 0 for no budget.
    pub budget_percent: f64,
    /// What the budget allows besides, retries per second.
    pub budget_min_rps: f64,
    /// Whether a request that was given up is tried again.
    pub on_timeout: bool,
    /// Whether one that was answered with an error, or lost, is.
    pub on_error: bool,
    /// Whether one that was refused is.
    pub on_rejected: bool,
}

impl Default for Retries {
    fn default() -> Self {
        Retries {
            max: 0,
            back_off_ms: 100.0,
            factor: 2.0,
            longest_back_off_ms: 10_000.0,
            jitter: Jitter::default(),
            budget_percent: 0.0,
            budget_min_rps: 10.0,
            on_timeout: true,
            on_error: true,
            on_rejected: true,
        }
    }
}

impl Retries {
    /// The back-off before each retry, without jitter, ms.
    #[must_use]
    pub fn back_offs_ms(&self) -> Vec<f64> {
        let mut next_ms = self.back_off_ms;
        let back_off = |_| {
            let back_off_ms = next_ms.min(self.longest_back_off_ms);
            next_ms = back_off_ms * self.factor;
            back_off_ms
        };
        (0..self.max).map(back_off).collect()
    }
}

impl Section for Retries {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.whole("max", &mut self.max, spec("", 0.0, 20.0, "Most attempts after the first one; 0: no retries."));
        v.number(
            "back_off_ms",
            &mut self.back_off_ms,
            spec("ms", 0.0, LONGEST_WAIT_MS, "Time between a failure and the first retry, before jitter."),
        );
        v.number(
            "factor",
            &mut self.factor,
            spec("", 1.0, 100.0, "By how much the back-off grows from one retry to the next."),
        );
        v.number(
            "longest_back_off_ms",
            &mut self.longest_back_off_ms,
            spec("ms", 0.0, LONGEST_WAIT_MS, "The back-off grows no further than this."),
        );
        v.choice(
            "jitter",
            &mut self.jitter,
            "How the back-off is spread: uniform from 0 (full), from its half (equal), or not at all.",
        );
        v.number(
            "budget_percent",
            &mut self.budget_percent,
            spec(
                "%",
                0.0,
                1_000.0,
                "Retry budget: at most so many retries for 100 requests of the last ten seconds; 0: no budget.",
            ),
        );
        v.number(
            "budget_min_rps",
            &mut self.budget_min_rps,
            spec("requests/s", 0.0, 1e6, "Retries that the budget allows besides."),
        );
        v.flag("on_timeout", &mut self.on_timeout, "Whether a request that was given up is tried again.");
        v.flag("on_error", &mut self.on_error, "Whether one that was answered with an error, or lost, is tried again.");
        v.flag("on_rejected", &mut self.on_rejected, "Whether one that was refused is tried again.");
    }
}

/// A kind of request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// A name for people, and for `versions.*.cases`.
    pub name: String,
    /// How often it comes, beside the weights of the others.
    pub weight: f64,
    /// How many times the usual work it brings.
    pub service_factor: f64,
    /// After how long its client gives up, s; 0: `traffic.timeout_s`.
    pub timeout_s: f64,
}

impl Default for Class {
    fn default() -> Self {
        Class { name: String::new(), weight: 1.0, service_factor: 1.0, timeout_s: 0.0 }
    }
}

impl Section for Class {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.text("name", &mut self.name, spec("characters", 0.0, 60.0, "A name for people and for cases."));
        v.number(
            "weight",
            &mut self.weight,
            spec("", 0.001, 1e6, "How often it comes, beside the weights of the others."),
        );
        v.number(
            "service_factor",
            &mut self.service_factor,
            spec("", 0.01, 100.0, "How many times the usual work it brings."),
        );
        v.number(
            "timeout_s",
            &mut self.timeout_s,
            spec("s", 0.0, 3_600.0, "After how long its client gives up; 0: as `traffic.timeout_s` says."),
        );
    }
}
