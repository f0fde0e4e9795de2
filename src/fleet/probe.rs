//! The checks that an instance is asked, by the rules of Kubernetes' probes: pure arithmetic and counting.
//!
//! A check's verdict changes only after `success_threshold` or `failure_threshold` equal results in a row (Kubernetes,
//! `pkg/kubelet/prober/worker.go`). A readiness check begins with "failing", a liveness check with "passing"; until the
//! startup check has succeeded once, neither is asked, and then both are asked at once.

use crate::kernel::Time;
use crate::scenario::{Check, Fleet, Readiness, Version};
use serde::{Deserialize, Serialize};

/// The kinds of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckKind {
    /// Has the process come up? Failing it restarts the process.
    Startup,
    /// May it get requests? Failing it takes the instance out of the rotation.
    Readiness,
    /// Is it alive? Failing it restarts the process.
    Liveness,
}

/// When a check is asked and how often it must fail or succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// From the start of the process to the first check that counts.
    pub initial_delay: Time,
    /// From one check to the next.
    pub period: Time,
    /// A check that is not answered within this has failed.
    pub timeout: Time,
    /// Successes in a row that make it pass.
    pub success_threshold: u32,
    /// Failures in a row that make it fail.
    pub failure_threshold: u32,
}

impl Rule {
    fn readiness(settings: &Readiness) -> Rule {
        Rule {
            initial_delay: Time::from_seconds(settings.initial_delay_s),
            period: Time::from_seconds(settings.period_s),
            timeout: Time::from_seconds(settings.timeout_s),
            success_threshold: settings.success_threshold,
            failure_threshold: settings.failure_threshold,
        }
    }

    /// The rule of a check that needs one success.
    fn single(settings: &Check) -> Option<Rule> {
        settings.enabled.then(|| Rule {
            initial_delay: Time::from_seconds(settings.initial_delay_s),
            period: Time::from_seconds(settings.period_s),
            timeout: Time::from_seconds(settings.timeout_s),
            success_threshold: 1,
            failure_threshold: settings.failure_threshold,
        })
    }

    /// The first check of a process that is asked from `gate` on.
    fn first(&self, gate: Time, jitter: Time) -> Time {
        gate.max(self.initial_delay + jitter)
    }

    /// How many checks from `first` on come before `up`, the moment from which the process answers, and so fail.
    fn failures(&self, first: Time, up: Time) -> u64 {
        up.since(first).0.div_ceil(self.period.0)
    }

    /// The `number`th check, the first being number 0.
    fn check(&self, first: Time, number: u64) -> Time {
        Time(first.0 + number * self.period.0)
    }

    /// The first check at or after `now` of those that began at `first`.
    #[must_use]
    pub fn next(&self, first: Time, now: Time) -> Time {
        self.check(first, self.failures(first, now))
    }
}

/// One check of one process: the verdict and the equal results in a row that led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Whether the check passes.
    pub passing: bool,
    last: bool,
    in_a_row: u32,
}

impl Probe {
    /// A check that passes and whose last result was a success.
    pub const PASSING: Probe = Probe { passing: true, last: true, in_a_row: 1 };

    /// Takes one result; whether the verdict has changed.
    pub fn observe(&mut self, rule: &Rule, success: bool) -> bool {
        self.in_a_row = if self.last == success { self.in_a_row.saturating_add(1) } else { 1 };
        self.last = success;
        let needed = if success { rule.success_threshold } else { rule.failure_threshold };
        let changes = self.passing != success && self.in_a_row >= needed;
        self.passing ^= changes;
        changes
    }

    /// Whether further successes would change nothing, so that it need not be asked while nothing is wrong.
    #[must_use]
    pub fn is_calm(&self) -> bool {
        self.passing && self.last
    }
}

/// How the start of a process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It becomes ready after this; [`Time::NEVER`] for a version whose readiness check never succeeds.
    Ready(Time),
    /// It fails this check too often, after this.
    Failed(CheckKind, Time),
}

/// What will become of the start of a process, from its first moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// How it ends.
    pub ending: Ending,
    /// The first readiness check.
    pub readiness_from: Time,
    /// The first liveness check.
    pub liveness_from: Time,
}

/// The checks of an instance.
#[derive(Clone, Copy, Debug)]
pub struct Checks {
    /// The startup check, if there is one.
    pub startup: Option<Rule>,
    /// The readiness check.
    pub readiness: Rule,
    /// The liveness check, if there is one.
    pub liveness: Option<Rule>,
}

impl Checks {
    /// The scenario's checks.
    #[must_use]
    pub fn new(fleet: &Fleet) -> Checks {
        Checks {
            startup: Rule::single(&fleet.startup),
            readiness: Rule::readiness(&fleet.readiness),
            liveness: Rule::single(&fleet.liveness),
        }
    }

    /// What will become of a process of `version`: nothing but its start time decides, so no check need be made.
    ///
    /// Each check is first made at its initial delay, later by its share in `jitter` (0 to 1, startup, readiness,
    /// liveness) of the period, and not before the startup check has succeeded; then every period. Before the process
    /// is up a check is refused at once. So with a start of 8 s, no delay and a period of 5 s the third check, at 10 s,
    /// is the first to succeed.
    #[must_use]
    pub fn start(&self, version: &Version, jitter: [f64; 3]) -> Start {
        let up = Time::from_seconds(version.start_s);
        let late = |rule: &Rule, share: f64| Time::from_seconds(rule.period.seconds() * share);
        let too_many = |rule: &Rule, first| rule.failures(first, up) >= u64::from(rule.failure_threshold);
        let last_straw = |rule: &Rule, first| rule.check(first, u64::from(rule.failure_threshold) - 1);
        let mut gate = Time::ZERO;
        let mut failed = None;
        if let Some(rule) = &self.startup {
            let first = rule.first(Time::ZERO, late(rule, jitter[0]));
            gate = rule.check(first, rule.failures(first, up));
            failed = too_many(rule, first).then(|| Ending::Failed(CheckKind::Startup, last_straw(rule, first)));
        }
        let readiness_from = self.readiness.first(gate, late(&self.readiness, jitter[1]));
        let liveness_from = self.liveness.map_or(Time::NEVER, |rule| rule.first(gate, late(&rule, jitter[2])));
        if let Some(rule) = self.liveness.filter(|rule| too_many(rule, liveness_from)) {
            failed = failed.or(Some(Ending::Failed(CheckKind::Liveness, last_straw(&rule, liveness_from))));
        }
        let successes = u64::from(self.readiness.success_threshold) - 1;
        let ready = match version.becomes_ready {
            true => self.readiness.check(readiness_from, self.readiness.failures(readiness_from, up) + successes),
            false => Time::NEVER,
        };
        Start { ending: failed.unwrap_or(Ending::Ready(ready)), readiness_from, liveness_from }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [f64; 3] = [0.0; 3];

    fn seconds(seconds: f64) -> Time {
        Time::from_seconds(seconds)
    }

    fn version(start_s: f64) -> Version {
        Version { start_s, ..Version::default() }
    }

    /// Readiness as period, delay and successes; startup and liveness as period, delay and failures, if there.
    fn checks(
        readiness: (f64, f64, u32),
        startup: Option<(f64, f64, u32)>,
        liveness: Option<(f64, f64, u32)>,
    ) -> Checks {
        let check = |check: Option<(f64, f64, u32)>| {
            check.map_or_else(Check::default, |(period_s, initial_delay_s, failure_threshold)| Check {
                enabled: true,
                period_s,
                initial_delay_s,
                failure_threshold,
                ..Check::default()
            })
        };
        let (period_s, initial_delay_s, success_threshold) = readiness;
        Checks::new(&Fleet {
            readiness: Readiness { period_s, initial_delay_s, success_threshold, ..Readiness::default() },
            startup: check(startup),
            liveness: check(liveness),
            ..Fleet::default()
        })
    }

    #[test]
    fn the_first_check_after_the_start_succeeds() {
        for (start_s, delay_s, period_s, successes, ready_s) in [
            // Checks at 0, 5, 10: the one at 10 is the first after 8.
            (8.0, 0.0, 5.0, 1, 10.0),
            // Exactly on a check.
            (10.0, 0.0, 5.0, 1, 10.0),
            // Started before the first check.
            (3.0, 10.0, 5.0, 1, 10.0),
            // Checks at 2, 5, 8, 11: 8 and 11 succeed.
            (6.0, 2.0, 3.0, 2, 11.0),
            (0.0, 0.0, 5.0, 1, 0.0),
        ] {
            let start = checks((period_s, delay_s, successes), None, None).start(&version(start_s), NONE);
            assert_eq!(start.ending, Ending::Ready(seconds(ready_s)));
        }
        let never = Version { becomes_ready: false, ..Version::default() };
        let start = checks((5.0, 0.0, 1), None, None).start(&never, NONE);
        assert_eq!(start.ending, Ending::Ready(Time::NEVER));
    }

    #[test]
    fn the_startup_check_holds_the_others_back() {
        // Startup at 0, 10, 20: succeeds at 20 for a start of 12 s; then readiness at 20, 23: the second success is 23.
        let held = checks((3.0, 0.0, 2), Some((10.0, 0.0, 3)), Some((4.0, 0.0, 2)));
        let start = held.start(&version(12.0), NONE);
        assert_eq!(start.ending, Ending::Ready(seconds(23.0)));
        assert_eq!((start.readiness_from, start.liveness_from), (seconds(20.0), seconds(20.0)));
        // A readiness delay that is longer than the startup counts from the start of the process.
        let start = checks((3.0, 30.0, 1), Some((10.0, 0.0, 3)), None).start(&version(12.0), NONE);
        assert_eq!(start.ending, Ending::Ready(seconds(30.0)));
        // Up at 25 s: the checks at 0, 10 and 20 fail, and three failures are too many.
        assert_eq!(held.start(&version(25.0), NONE).ending, Ending::Failed(CheckKind::Startup, seconds(20.0)));
    }

    #[test]
    fn without_a_startup_check_liveness_kills_slow_starters() {
        // Liveness at 5, 15, 25: three failures before 30 s.
        let eager = checks((5.0, 0.0, 1), None, Some((10.0, 5.0, 3)));
        assert_eq!(eager.start(&version(30.0), NONE).ending, Ending::Failed(CheckKind::Liveness, seconds(25.0)));
        // Up at 25 s the third one succeeds.
        assert_eq!(eager.start(&version(25.0), NONE).ending, Ending::Ready(seconds(25.0)));
    }

    #[test]
    fn jitter_moves_the_first_check() {
        let start = checks((10.0, 0.0, 1), None, Some((20.0, 0.0, 3))).start(&version(8.0), [0.9, 0.25, 0.5]);
        // Readiness at 2.5 and 12.5, liveness from 10 on.
        assert_eq!((start.ending, start.liveness_from), (Ending::Ready(seconds(12.5)), seconds(10.0)));
    }

    #[test]
    fn only_results_in_a_row_change_the_verdict() {
        let rule = Rule { success_threshold: 2, failure_threshold: 3, ..checks((5.0, 0.0, 1), None, None).readiness };
        let mut probe = Probe::PASSING;
        let mut verdicts = String::new();
        for result in "ss ff s fff s f ss s".chars().filter(|result| *result != ' ') {
            probe.observe(&rule, result == 's');
            verdicts.push(if probe.passing { 'p' } else { 'n' });
        }
        assert_eq!(verdicts, "pppppppnnnnpp");
        assert!(probe.is_calm());
        probe.observe(&rule, false);
        assert!(probe.passing && !probe.is_calm());
    }

    #[test]
    fn the_next_check_is_on_the_grid() {
        let rule = checks((5.0, 0.0, 1), None, None).readiness;
        for (now, next) in [(0.0, 3.0), (3.0, 3.0), (3.1, 8.0), (8.0, 8.0), (100.0, 103.0)] {
            assert_eq!(rule.next(seconds(3.0), seconds(now)), seconds(next));
        }
    }
}
