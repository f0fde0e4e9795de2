//! What keeps instances alive, and what brings them down: checks, restarts, failures.

use super::LONGEST_HORIZON_S;
use super::schema::{Section, Visitor, choice, spec};
use serde::{Deserialize, Serialize};

/// The readiness check: asked at once after the initial delay and then every period, from the start of the process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Readiness {
    /// No check before this, s from the start of the process.
    pub initial_delay_s: f64,
    /// Time between two checks, s.
    pub period_s: f64,
    /// Consecutive successes that make an instance ready.
    pub success_threshold: u32,
    /// A check that is not answered within this has failed, s.
    pub timeout_s: f64,
    /// Consecutive failures that take a ready instance out of the rotation.
    pub failure_threshold: u32,
}

impl Default for Readiness {
    fn default() -> Self {
        Readiness { initial_delay_s: 0.0, period_s: 5.0, success_threshold: 1, timeout_s: 1.0, failure_threshold: 3 }
    }
}

impl Section for Readiness {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "initial_delay_s",
            &mut self.initial_delay_s,
            spec("s", 0.0, 86_400.0, "No check counts before this, from the start of the process."),
        );
        v.number("period_s", &mut self.period_s, spec("s", 0.1, 3_600.0, "Time between two checks."));
        v.whole(
            "success_threshold",
            &mut self.success_threshold,
            spec("checks", 1.0, 1_000.0, "Consecutive successes that make an instance ready."),
        );
        v.number(
            "timeout_s",
            &mut self.timeout_s,
            spec("s", 0.1, 3_600.0, "A check that is not answered within this has failed."),
        );
        v.whole(
            "failure_threshold",
            &mut self.failure_threshold,
            spec("checks", 1.0, 1_000.0, "Consecutive failures that take a ready instance out of the rotation."),
        );
    }
}

/// A check that ends a process which fails it: the startup or the liveness check. One success is enough for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Whether there is one.
    pub enabled: bool,
    /// No check before this, s from the start of the process.
    pub initial_delay_s: f64,
    /// Time between two checks, s.
    pub period_s: f64,
    /// A check that is not answered within this has failed, s.
    pub timeout_s: f64,
    /// Consecutive failures that restart the process.
    pub failure_threshold: u32,
}

impl Default for Check {
    fn default() -> Self {
        Check { enabled: false, initial_delay_s: 0.0, period_s: 10.0, timeout_s: 1.0, failure_threshold: 3 }
    }
}

impl Section for Check {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.flag("enabled", &mut self.enabled, "Whether there is such a check.");
        v.number(
            "initial_delay_s",
            &mut self.initial_delay_s,
            spec("s", 0.0, 86_400.0, "No check counts before this, from the start of the process."),
        );
        v.number("period_s", &mut self.period_s, spec("s", 0.1, 3_600.0, "Time between two checks."));
        v.number(
            "timeout_s",
            &mut self.timeout_s,
            spec("s", 0.1, 3_600.0, "A check that is not answered within this has failed."),
        );
        v.whole(
            "failure_threshold",
            &mut self.failure_threshold,
            spec("checks", 1.0, 1_000.0, "Consecutive failures after which the process is stopped and started again."),
        );
    }
}

/// How long a process that has crashed, or was restarted by a check, waits before it starts again. The first time it
/// does not wait; then it waits `initial_s`, and twice as long each time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Restart {
    /// The wait after the second crash, s.
    pub initial_s: f64,
    /// The longest wait, s.
    pub longest_s: f64,
    /// After running for longer than this, the count begins anew, s.
    pub reset_after_s: f64,
}

impl Default for Restart {
    fn default() -> Self {
        Restart { initial_s: 10.0, longest_s: 300.0, reset_after_s: 600.0 }
    }
}

impl Section for Restart {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "initial_s",
            &mut self.initial_s,
            spec("s", 0.1, 86_400.0, "The wait after the second crash; the first restart is immediate."),
        );
        v.number(
            "longest_s",
            &mut self.longest_s,
            spec("s", 0.1, 86_400.0, "The wait doubles with each crash up to this."),
        );
        v.number(
            "reset_after_s",
            &mut self.reset_after_s,
            spec("s", 1.0, LONGEST_HORIZON_S, "After running for longer than this, the count begins anew."),
        );
    }
}

choice! {
    /// When a version that crashes does so.
    CrashLaw {
        /// After a memoryless time with the given mean.
        #[default]
        Exponential = "exponential",
        /// After exactly the given time.
        Constant = "constant",
    }
}

/// An instance that hangs: its process is up and takes requests, but works on none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hang {
    /// When, s.
    pub at_s: f64,
    /// Which: position among the instances then in rotation, oldest first, wrapping round.
    pub instance: u32,
    /// For how long, s; 0 until it is restarted.
    pub duration_s: f64,
}

impl Default for Hang {
    fn default() -> Self {
        Hang { at_s: 120.0, instance: 0, duration_s: 0.0 }
    }
}

impl Section for Hang {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number("at_s", &mut self.at_s, spec("s", 0.0, LONGEST_HORIZON_S, "When the instance hangs."));
        v.whole(
            "instance",
            &mut self.instance,
            spec(
                "",
                0.0,
                99_999.0,
                "Which one: position among the instances then in rotation, oldest first, wrapping round.",
            ),
        );
        v.number(
            "duration_s",
            &mut self.duration_s,
            spec("s", 0.0, LONGEST_HORIZON_S, "For how long; 0: until it is restarted."),
        );
    }
}

/// Instances that fail by themselves and are repaired by a limited crew: the machine-repair model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failures {
    /// Mean of the exponential time from the start of a process to its failure, s; 0 none.
    pub mean_time_to_failure_s: f64,
    /// Mean of the exponential time that a repair takes, s.
    pub mean_time_to_repair_s: f64,
    /// Repairs that can go on at once.
    pub repairers: u32,
}

impl Default for Failures {
    fn default() -> Self {
        Failures { mean_time_to_failure_s: 0.0, mean_time_to_repair_s: 60.0, repairers: 1 }
    }
}

impl Section for Failures {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "mean_time_to_failure_s",
            &mut self.mean_time_to_failure_s,
            spec(
                "s",
                0.0,
                10.0 * LONGEST_HORIZON_S,
                "Mean of the exponential time from the start of a process to its failure; 0: none fails.",
            ),
        );
        v.number(
            "mean_time_to_repair_s",
            &mut self.mean_time_to_repair_s,
            spec("s", 0.1, LONGEST_HORIZON_S, "Mean of the exponential time that a repair takes."),
        );
        v.whole(
            "repairers",
            &mut self.repairers,
            spec("repairs", 1.0, 100_000.0, "Repairs that can go on at once; other failed instances wait in turn."),
        );
    }
}
