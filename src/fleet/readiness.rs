//! When the readiness check lets an instance in.

use crate::kernel::Time;
use crate::scenario::{Readiness, Version};

/// Time from the start of the process until the readiness check has succeeded often enough; [`Time::NEVER`] for a
/// version that never becomes ready.
///
/// Checks are made at the initial delay and every period after it; those before the version has started fail. The
/// result is therefore the first check at or after the start time, plus `success_threshold - 1` periods.
#[must_use]
pub fn ready_after(readiness: &Readiness, version: &Version) -> Time {
    if !version.becomes_ready {
        return Time::NEVER;
    }
    let start = Time::from_seconds(version.start_s);
    let delay = Time::from_seconds(readiness.initial_delay_s);
    let period = Time::from_seconds(readiness.period_s);
    let failed_checks = start.since(delay).0.div_ceil(period.0);
    Time(delay.0 + (failed_checks + u64::from(readiness.success_threshold) - 1) * period.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_check_after_the_start_succeeds() {
        for (start_s, initial_delay_s, period_s, success_threshold, ready_s) in [
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
            let readiness = Readiness { initial_delay_s, period_s, success_threshold };
            let version = Version { start_s, ..Version::default() };
            assert_eq!(ready_after(&readiness, &version), Time::from_seconds(ready_s));
        }
        let never = Version { becomes_ready: false, ..Version::default() };
        assert_eq!(ready_after(&Readiness::default(), &never), Time::NEVER);
    }
}
