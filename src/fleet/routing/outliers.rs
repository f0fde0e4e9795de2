//! Passive outlier ejection: an instance that only answers with errors is left out for a while, without asking it.

use crate::kernel::Time;
use crate::scenario;

/// One balancer's memory of how instances have answered it, by the rules of Envoy's outlier detection ("consecutive
/// 5xx"): so many errors in a row eject at once; an ejection lasts for the base time, times how often the instance has
/// been ejected; ends of ejections are looked for every interval, and each interval in peace takes one off that count.
#[derive(Clone, Debug)]
pub(super) struct Outliers {
    errors_in_a_row: u32,
    base: Time,
    longest: Time,
    most_percent: u32,
    hosts: Vec<Host>,
    ejected: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Host {
    in_a_row: u32,
    /// How many times the base time its next ejection lasts, less one.
    times: u32,
    /// When it was ejected, if it is.
    ejected_at: Option<Time>,
}

impl Outliers {
    /// A memory without memories.
    pub fn new(settings: &scenario::OutlierEjection) -> Outliers {
        let base = Time::from_seconds(settings.base_ejection_s);
        Outliers {
            errors_in_a_row: settings.errors_in_a_row,
            base,
            longest: Time::from_seconds(settings.longest_ejection_s).max(base),
            most_percent: settings.most_ejected_percent,
            hosts: Vec::new(),
            ejected: 0,
        }
    }

    /// Whether an instance is ejected.
    pub fn is_ejected(&self, instance: u32) -> bool {
        self.hosts.get(instance as usize).is_some_and(|host| host.ejected_at.is_some())
    }

    /// Hears how an instance has answered, one of `known`; whether it is ejected for it. At most the given share is
    /// ejected at once, but one always may be.
    pub fn hear(&mut self, instance: u32, good: bool, now: Time, known: u32) -> bool {
        let place = instance as usize;
        if self.hosts.len() <= place {
            self.hosts.resize(place + 1, Host::default());
        }
        let host = &mut self.hosts[place];
        host.in_a_row = if good { 0 } else { host.in_a_row + 1 };
        let room = self.ejected == 0 || (self.ejected + 1) * 100 <= self.most_percent * known;
        if host.in_a_row < self.errors_in_a_row || host.ejected_at.is_some() || !room {
            return false;
        }
        (host.in_a_row, host.ejected_at) = (0, Some(now));
        host.times += 1;
        self.ejected += 1;
        true
    }

    /// An interval is over: which instances come back.
    pub fn look(&mut self, now: Time) -> Vec<u32> {
        let mut back = Vec::new();
        for (instance, host) in self.hosts.iter_mut().enumerate() {
            match host.ejected_at {
                None => host.times = host.times.saturating_sub(1),
                Some(at) => {
                    if Time(self.base.0 * u64::from(host.times)).min(self.longest) <= now.since(at) {
                        (host.ejected_at, host.in_a_row) = (None, 0);
                        self.ejected -= 1;
                        back.push(instance as u32);
                    }
                }
            }
        }
        back
    }

    /// An instance is gone: whoever comes in its place is a stranger.
    pub fn forget(&mut self, instance: u32) {
        self.ejected -= u32::from(self.is_ejected(instance));
        if let Some(host) = self.hosts.get_mut(instance as usize) {
            *host = Host::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    fn outliers(errors_in_a_row: u32, most_ejected_percent: u32) -> Outliers {
        let settings =
            scenario::OutlierEjection { errors_in_a_row, most_ejected_percent, ..scenario::OutlierEjection::default() };
        Outliers::new(&settings)
    }

    /// Lets an instance fail until it is ejected; after how many errors.
    fn fail(outliers: &mut Outliers, instance: u32, at_s: u64) -> u32 {
        (1..=20).find(|_| outliers.hear(instance, false, Time(at_s * SECOND), 10)).unwrap_or(99)
    }

    #[test]
    fn only_errors_in_a_row_eject() {
        let mut outliers = outliers(3, 100);
        let heard = [false, false, true, false, false, false].map(|good| outliers.hear(0, good, Time(0), 10));
        assert_eq!(heard, [false, false, false, false, false, true]);
        assert!(outliers.is_ejected(0) && !outliers.is_ejected(1));
        // Answers to what was sent before do not eject it again.
        assert_eq!(fail(&mut outliers, 0, 1), 99);
    }

    #[test]
    fn each_ejection_is_longer_than_the_last_and_peace_is_rewarded() {
        let mut outliers = outliers(5, 100);
        let mut ejections = Vec::new();
        let mut now = 0;
        for _ in 0..3 {
            assert_eq!(fail(&mut outliers, 2, now), 5);
            let begin = now;
            while outliers.is_ejected(2) {
                now += 10;
                outliers.look(Time(now * SECOND));
            }
            ejections.push(now - begin);
        }
        // 30 s each time it has been ejected; looked at every 10 s.
        assert_eq!(ejections, [30, 60, 90]);
        // Two intervals in peace: the fourth lasts as long as the second.
        (0..2).for_each(|_| assert!(outliers.look(Time(now * SECOND)).is_empty()));
        fail(&mut outliers, 2, now);
        assert!(outliers.look(Time((now + 59) * SECOND)).is_empty());
        assert_eq!(outliers.look(Time((now + 60) * SECOND)), [2]);
    }

    #[test]
    fn only_a_share_of_the_instances_is_ejected_but_one_always_may_be() {
        for (percent, expected) in [(0, 1), (10, 1), (20, 2), (35, 3), (100, 10)] {
            let mut outliers = outliers(1, percent);
            let ejected = (0..10).filter(|instance| fail(&mut outliers, *instance, 0) == 1).count();
            assert_eq!(ejected, expected, "{percent} %");
        }
    }

    #[test]
    fn whoever_comes_in_the_place_of_an_ejected_one_is_a_stranger() {
        let mut outliers = outliers(2, 10);
        fail(&mut outliers, 1, 0);
        assert_eq!(fail(&mut outliers, 3, 0), 99);
        outliers.forget(1);
        assert!(!outliers.is_ejected(1));
        assert_eq!(fail(&mut outliers, 3, 0), 1);
        outliers.forget(77);
    }
}
