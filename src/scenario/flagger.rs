//! The settings of Flagger's loop: how often it looks, how far each look moves, and what makes it give up.

use super::LONGEST_HORIZON_S;
use super::schema::{Section, Visitor, choice, spec};
use serde::{Deserialize, Serialize};

/// Most entries of `step_weights`.
const MOST_STEP_WEIGHTS: usize = 100;

choice! {
    /// How Flagger gives the candidate its traffic.
    FlaggerForm {
        /// By weight, more at every tick.
        #[default]
        Canary = "canary",
        /// Chosen users, as many at every tick.
        AbTest = "ab-test",
        /// Nobody while it is looked at, then everybody.
        BlueGreen = "blue-green",
    }
}

/// Settings of Flagger's loop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flagger {
    /// How the candidate gets its traffic.
    pub form: FlaggerForm,
    /// Time between two ticks, s.
    pub interval_s: f64,
    /// Failed checks that make it roll back.
    pub threshold: u32,
    /// What a tick adds to the weight, percent; 0 where `step_weights` says it.
    pub step_weight: u32,
    /// The weights one after the other, percent.
    pub step_weights: Vec<f64>,
    /// Weight at which it promotes, percent.
    pub max_weight: u32,
    /// What a tick moves back to the primary after the promotion, percent; 0 for everything at once.
    pub step_weight_promotion: u32,
    /// Ticks before the promotion, in an A/B test or a blue-green deployment.
    pub iterations: u32,
    /// Share of the users whom an A/B test sends to the candidate, percent.
    pub users_percent: u32,
    /// Whether requests are copied to the candidate before any are sent.
    pub mirror: bool,
    /// Share of the requests that are copied then, percent.
    pub mirror_percent: u32,
    /// Whether anything can split requests between primary and canary.
    pub routed: bool,
    /// Whether the change is promoted without being looked at.
    pub skip_analysis: bool,
    /// Share of the primary's instances that must be available, percent.
    pub primary_ready_percent: u32,
    /// Share of the canary's instances that must be available, percent.
    pub canary_ready_percent: u32,
    /// Whether a check fails that finds no requests.
    pub no_data_fails: bool,
}

impl Default for Flagger {
    fn default() -> Self {
        Flagger {
            form: FlaggerForm::default(),
            interval_s: 15.0,
            threshold: 2,
            step_weight: 10,
            step_weights: Vec::new(),
            max_weight: 50,
            step_weight_promotion: 0,
            iterations: 10,
            users_percent: 5,
            mirror: false,
            mirror_percent: 100,
            routed: true,
            skip_analysis: false,
            primary_ready_percent: 100,
            canary_ready_percent: 100,
            no_data_fails: true,
        }
    }
}

impl Section for Flagger {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.choice(
            "form",
            &mut self.form,
            "How the candidate gets its traffic: by weight, chosen users, or all at once.",
        );
        v.number(
            "interval_s",
            &mut self.interval_s,
            spec("s", 1.0, LONGEST_HORIZON_S, "Time between two ticks; the first is at the beginning of the rollout."),
        );
        v.whole(
            "threshold",
            &mut self.threshold,
            spec(
                "checks",
                1.0,
                1_000_000.0,
                "Failed checks, in a row or not, that make the next tick roll back; a check fails by the limits of `rollback`.",
            ),
        );
        v.whole(
            "step_weight",
            &mut self.step_weight,
            spec(
                "%",
                0.0,
                100.0,
                "What a tick without failed check adds to the weight (`canary`); 0: see `step_weights`.",
            ),
        );
        v.numbers(
            "step_weights",
            &mut self.step_weights,
            MOST_STEP_WEIGHTS,
            spec("%", 0.0, 100.0, "The weights one after the other, where `step_weight` is 0; fractions are cut. The last one stands for `max_weight`."),
        );
        v.whole(
            "max_weight",
            &mut self.max_weight,
            spec("%", 1.0, 100.0, "Weight from which on the change is promoted (`canary`)."),
        );
        v.whole(
            "step_weight_promotion",
            &mut self.step_weight_promotion,
            spec(
                "%",
                0.0,
                100.0,
                "What a tick moves back to the primary once that runs the new version; 0: everything at once.",
            ),
        );
        v.whole(
            "iterations",
            &mut self.iterations,
            spec("ticks", 1.0, 1_000_000.0, "Ticks before the promotion (`ab-test` and `blue-green`)."),
        );
        v.whole(
            "users_percent",
            &mut self.users_percent,
            spec("%", 0.0, 100.0, "Share of the users whom an `ab-test` sends to the candidate."),
        );
        v.flag(
            "mirror",
            &mut self.mirror,
            "Whether requests are copied to the candidate first: for one more tick (`canary`), or for the iterations (`blue-green` with `routed`). Checks judge the candidate by its copies then.",
        );
        v.whole(
            "mirror_percent",
            &mut self.mirror_percent,
            spec("%", 1.0, 100.0, "Share of the requests that are copied then."),
        );
        v.flag(
            "routed",
            &mut self.routed,
            "Whether anything can split requests; otherwise the form is `blue-green` whatever `form` says, and the candidate serves nobody before the promotion.",
        );
        v.flag(
            "skip_analysis",
            &mut self.skip_analysis,
            "Whether the change is promoted as soon as the canary is ready, unchecked.",
        );
        v.whole(
            "primary_ready_percent",
            &mut self.primary_ready_percent,
            spec("%", 0.0, 100.0, "Share of the primary's instances that must be available for a tick to do anything."),
        );
        v.whole(
            "canary_ready_percent",
            &mut self.canary_ready_percent,
            spec("%", 0.0, 100.0, "Share of the canary's instances that must be available for a tick to go on."),
        );
        v.flag(
            "no_data_fails",
            &mut self.no_data_fails,
            "Whether a check fails that finds no requests, as in Flagger; no, where a load test sends some that are not simulated.",
        );
    }
}
