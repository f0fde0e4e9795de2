//! The back-off between crashes (Kubernetes: CrashLoopBackOff).

use crate::kernel::Time;
use crate::scenario::Restart;

/// How long the next restart of one instance has to wait.
///
/// As the kubelet does it: the first restart is immediate; the second waits for the initial time, each further one twice
/// as long, up to a limit; a process that has run for longer than the reset time begins anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackOff {
    /// The wait of the next restart, and when the last one was.
    next: Option<(Time, Time)>,
}

impl BackOff {
    /// The process has ended at `now`: how long it waits until it starts again.
    pub fn wait(&mut self, rule: &Restart, now: Time) -> Time {
        let longest = Time::from_seconds(rule.longest_s);
        let reset_after = Time::from_seconds(rule.reset_after_s);
        let running = self.next.filter(|(_, restarted)| now.since(*restarted) <= reset_after);
        let (wait, then) = match running {
            Some((wait, _)) => (wait, Time(wait.0 * 2)),
            None => (Time::ZERO, Time::from_seconds(rule.initial_s)),
        };
        self.next = Some((then.min(longest), now + wait));
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_limit_and_begin_anew() {
        let rule = Restart::default();
        let mut back_off = BackOff::default();
        let mut now = Time::ZERO;
        let mut crash_after = |run_s: f64| {
            now += Time::from_seconds(run_s);
            let wait = back_off.wait(&rule, now);
            now += wait;
            wait.seconds()
        };
        let waits: Vec<f64> = (0..8).map(|_| crash_after(5.0)).collect();
        assert_eq!(waits, [0.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0]);
        // Ten minutes are not longer than ten minutes.
        assert_eq!([crash_after(600.0), crash_after(600.1), crash_after(1.0)], [300.0, 0.0, 10.0]);
    }
}
