//! How many instances are wanted: the arithmetic of Kubernetes' HorizontalPodAutoscaler for one metric, CPU utilization.
//!
//! The rules are those of `pkg/controller/podautoscaler` (`replica_calculator.go`, `horizontal.go`): which instances
//! count, the ratio of measured to wanted, the tolerance, stabilization, and the limits on the speed of change.

use crate::kernel::Time;
use crate::scenario::{Autoscaler as Settings, Scaling};

/// An instance as the autoscaler sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// It has no process yet.
    pub pending: bool,
    /// Its readiness check holds.
    pub ready: bool,
    /// When it was launched.
    pub launched_at: Time,
    /// When it last became ready or unready.
    pub turned_at: Time,
    /// The last measurement; `None` while there is none.
    pub metric: Option<Metric>,
}

/// A measurement: the share of busy workers over a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metric {
    /// End of the window.
    pub at: Time,
    /// Share of the workers, in whole thousandths: as usage is measured, in thousandths of a core.
    pub busy_permille: u32,
}

/// How the instances count.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Groups {
    /// Instances whose measurement counts, and its sum.
    measured: u32,
    busy_permille: u64,
    /// Not ready, or not ready for long enough: taken as idle when scaling up, not at all when scaling down.
    unready: u32,
    /// Without a measurement: taken as idle when scaling up, as fully busy when scaling down.
    missing: u32,
}

/// The autoscaler's memory.
#[derive(Clone, Debug)]
pub struct Autoscaler {
    settings: Settings,
    /// What was recommended, and when.
    recommendations: Vec<(Time, u32)>,
    /// Changes that were made: when, and by how much.
    ups: Vec<(Time, u32)>,
    downs: Vec<(Time, u32)>,
}

impl Autoscaler {
    /// An autoscaler that has not looked yet.
    #[must_use]
    pub fn new(settings: &Settings) -> Autoscaler {
        Autoscaler { settings: settings.clone(), recommendations: Vec::new(), ups: Vec::new(), downs: Vec::new() }
    }

    /// Looks at the instances that are not on their way out, and says how many are wanted instead of `present`.
    pub fn decide(&mut self, now: Time, present: u32, seen: impl Iterator<Item = Seen>) -> u32 {
        if self.recommendations.is_empty() {
            self.recommendations.push((now, present));
        }
        let (fewest, most) = (self.settings.min_instances, self.settings.max_instances);
        let wanted = if present > most {
            most
        } else if present < fewest {
            fewest
        } else {
            let groups = self.group(now, seen);
            let Some(recommended) = self.recommend(present, &groups) else { return present };
            let stabilized = self.stabilize(now, present, recommended);
            self.limit(now, present, stabilized)
        };
        match wanted {
            _ if wanted > present => self.ups.push((now, wanted - present)),
            _ if wanted < present => self.downs.push((now, present - wanted)),
            _ => {}
        }
        wanted
    }

    fn group(&self, now: Time, seen: impl Iterator<Item = Seen>) -> Groups {
        let span = Time::from_seconds;
        let initialization = span(self.settings.initialization_s);
        let initial_delay = span(self.settings.initial_readiness_delay_s);
        let window = span(self.settings.metrics_resolution_s);
        let mut groups = Groups::default();
        for instance in seen {
            match instance.metric {
                _ if instance.pending => groups.unready += 1,
                None => groups.missing += 1,
                Some(metric) => {
                    let counts = if instance.launched_at + initialization > now {
                        instance.ready && metric.at >= instance.turned_at + window
                    } else {
                        instance.ready || instance.launched_at + initial_delay <= instance.turned_at
                    };
                    if counts {
                        groups.measured += 1;
                        groups.busy_permille += u64::from(metric.busy_permille);
                    } else {
                        groups.unready += 1;
                    }
                }
            }
        }
        groups
    }

    /// `ceil(instances * measured / target)`, kept as it is inside the tolerance; `None` when nothing was measured.
    fn recommend(&self, present: u32, groups: &Groups) -> Option<u32> {
        if groups.measured == 0 {
            return None;
        }
        let target = f64::from(self.settings.target_percent);
        let tolerance = self.settings.tolerance;
        // Utilization is a whole number of percent, rounded down.
        let ratio = |permille: u64, instances: u32| (permille / (10 * u64::from(instances))) as f64 / target;
        let close = |ratio: f64| (1.0 - tolerance..=1.0 + tolerance).contains(&ratio);
        let first = ratio(groups.busy_permille, groups.measured);
        let up_with_unready = groups.unready > 0 && first > 1.0;
        if !up_with_unready && groups.missing == 0 {
            let wanted = (first * f64::from(groups.measured)).ceil() as u32;
            return Some(if close(first) { present } else { wanted });
        }
        let (mut busy_permille, mut instances) = (groups.busy_permille, groups.measured);
        if first != 1.0 {
            instances += groups.missing;
        }
        if first < 1.0 {
            busy_permille += u64::from(groups.missing) * u64::from(10 * self.settings.target_percent.max(100));
        }
        if up_with_unready {
            instances += groups.unready;
        }
        let second = ratio(busy_permille, instances);
        let turned = (first < 1.0 && second > 1.0) || (first > 1.0 && second < 1.0);
        if close(second) || turned {
            return Some(present);
        }
        let wanted = (second * f64::from(instances)).ceil() as u32;
        let against = (second < 1.0 && wanted > present) || (second > 1.0 && wanted < present);
        Some(if against { present } else { wanted })
    }

    /// Follows the least recommendation of the window for scaling up, and the greatest of that for scaling down.
    fn stabilize(&mut self, now: Time, present: u32, recommended: u32) -> u32 {
        let [up, down] = [&self.settings.up, &self.settings.down].map(|rule| Time::from_seconds(rule.stabilization_s));
        let (mut least, mut greatest) = (recommended, recommended);
        for (at, wanted) in &self.recommendations {
            if at.after(up) > now {
                least = least.min(*wanted);
            }
            if at.after(down) > now {
                greatest = greatest.max(*wanted);
            }
        }
        self.recommendations.retain(|(at, _)| at.after(up.max(down)) > now);
        self.recommendations.push((now, recommended));
        present.max(least).min(greatest)
    }

    /// Keeps the change within what may be changed in a period, and inside the smallest and largest number.
    fn limit(&mut self, now: Time, present: u32, wanted: u32) -> u32 {
        let Settings { min_instances, max_instances, up, down, .. } = &self.settings;
        let count = |changes: &[(Time, u32)], rule: &Scaling| -> i64 {
            let period = Time::from_seconds(rule.period_s);
            changes.iter().filter(|(at, _)| at.after(period) > now).map(|(_, change)| i64::from(*change)).sum()
        };
        let at_start = |rule: &Scaling| i64::from(present) - count(&self.ups, rule) + count(&self.downs, rule);
        let limited = if wanted > present {
            let start = at_start(up);
            let by_percent = (start as f64 * (1.0 + f64::from(up.percent) / 100.0)).ceil() as i64;
            let most = by_percent.max(start + i64::from(up.instances)).max(i64::from(present));
            i64::from(wanted).min(most).min(i64::from(*max_instances))
        } else if wanted < present {
            let start = at_start(down);
            let by_percent = (start as f64 * (1.0 - f64::from(down.percent) / 100.0)) as i64;
            let fewest = by_percent.min(start - i64::from(down.instances)).min(i64::from(present));
            i64::from(wanted).max(fewest).max(i64::from(*min_instances))
        } else {
            i64::from(present)
        };
        let longest = Time::from_seconds(up.period_s.max(down.period_s));
        self.ups.retain(|(at, _)| at.after(longest) > now);
        self.downs.retain(|(at, _)| at.after(longest) > now);
        limited as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG_AGO: Time = Time::ZERO;

    fn second(second: u64) -> Time {
        Time(second * 1_000_000_000)
    }

    fn settings() -> Settings {
        Settings { target_percent: 50, ..Settings::default() }
    }

    /// An instance that has been running and ready for long, at 1,000 s.
    fn running(busy: f64) -> Seen {
        let metric = Some(Metric { at: second(1_000), busy_permille: (busy * 1_000.0).round() as u32 });
        Seen { pending: false, ready: true, launched_at: LONG_AGO, turned_at: LONG_AGO, metric }
    }

    fn recommend(present: u32, seen: &[Seen]) -> Option<u32> {
        let scaler = Autoscaler::new(&settings());
        scaler.recommend(present, &scaler.group(second(1_000), seen.iter().copied()))
    }

    #[test]
    fn wanted_is_present_times_measured_over_target() {
        // The documentation's example: twice the target doubles, half the target halves; within a tenth nothing changes.
        for (busy, wanted) in
            [(1.0, 20), (0.25, 5), (0.55, 10), (0.56, 12), (0.45, 10), (0.44, 9), (0.449, 9), (0.0, 0)]
        {
            assert_eq!(recommend(10, &[running(busy); 10]), Some(wanted), "{busy}");
        }
        // 0.559 is 55 %, as utilization is a whole number of percent: inside the tolerance.
        assert_eq!(recommend(10, &[running(0.559); 10]), Some(10));
        assert_eq!(recommend(10, &[]), None);
    }

    #[test]
    fn who_is_not_ready_is_idle_when_scaling_up_and_left_out_when_scaling_down() {
        let starting = Seen { ready: false, launched_at: second(990), turned_at: second(990), ..running(1.0) };
        let pending = Seen { pending: true, metric: None, ..starting };
        let up = |other: Seen| recommend(5, &[running(0.9), running(0.9), running(0.9), other, other]);
        // 0.9 * 3 / 5 = 54 %: 1.08, inside the tolerance. Alone the three would ask for ceil(1.8 * 3) = 6.
        assert_eq!((up(starting), up(pending)), (Some(5), Some(5)));
        // 0.1 / 0.5 = 0.2 of the three measured ones: ceil(0.6) = 1.
        assert_eq!(recommend(5, &[running(0.1), running(0.1), running(0.1), starting, pending]), Some(1));
    }

    #[test]
    fn a_measurement_of_the_first_minutes_counts_only_after_a_window_of_readiness() {
        let fresh = |ready_at| Seen { launched_at: second(900), turned_at: second(ready_at), ..running(1.0) };
        // The window of 15 s ends at 1,000: ready since 985 counts, since 986 does not.
        assert_eq!(recommend(1, &[fresh(985)]), Some(2));
        assert_eq!(recommend(1, &[fresh(986)]), None);
        // After five minutes it counts if it has ever been ready: it turned unready more than 30 s after its launch.
        let unready =
            |turned_at| Seen { ready: false, launched_at: second(100), turned_at: second(turned_at), ..running(1.0) };
        assert_eq!((recommend(1, &[unready(129)]), recommend(1, &[unready(130)])), (None, Some(2)));
    }

    #[test]
    fn who_has_no_measurement_damps_the_change() {
        let missing = Seen { metric: None, ..running(0.0) };
        // Down: 3 at 10 % and 2 taken as fully busy: 2.3 / 5 = 46 %: 0.92, inside the tolerance.
        assert_eq!(recommend(5, &[running(0.1), running(0.1), running(0.1), missing, missing]), Some(5));
        // 4 at 5 % and one taken as 100 %: 1.2 / 5 = 24 %: ceil(0.48 * 5) = 3, not ceil(0.1 * 4) = 1.
        assert_eq!(recommend(5, &[running(0.05), running(0.05), running(0.05), running(0.05), missing]), Some(3));
        // Up: 3 at 100 % and 2 taken as idle: 60 %: ceil(1.2 * 5) = 6.
        assert_eq!(recommend(5, &[running(1.0), running(1.0), running(1.0), missing, missing]), Some(6));
        // Up alone, but down with the missing ones taken as idle: no change.
        assert_eq!(recommend(5, &[running(0.7), missing, missing, missing, missing]), Some(5));
    }

    #[test]
    fn scaling_up_is_limited_to_the_larger_of_double_and_four_more() {
        let mut scaler = Autoscaler::new(&Settings { max_instances: 50, ..settings() });
        let mut present = 1;
        let sizes = [0, 15, 30, 45].map(|at| {
            // Ten times too busy, for as long as it lasts.
            let busy = Seen { metric: Some(Metric { at: second(at), busy_permille: 5_000 }), ..running(0.0) };
            let old = Seen { launched_at: LONG_AGO, ..busy };
            scaler.settings.initialization_s = 0.0;
            present = scaler.decide(second(at), present, std::iter::repeat_n(old, present as usize));
            present
        });
        // 1 + 4; 5 * 2; 10 * 2; 20 * 2.
        assert_eq!(sizes, [5, 10, 20, 40]);
        // Two decisions in one period share its limit.
        let old = running(5.0);
        assert_eq!(scaler.decide(second(50), 40, std::iter::repeat_n(old, 40)), 40);
        assert_eq!(scaler.decide(second(60), 40, std::iter::repeat_n(old, 40)), 50);
    }

    #[test]
    fn scaling_down_waits_for_the_window_and_follows_its_greatest_recommendation() {
        let mut scaler = Autoscaler::new(&Settings { min_instances: 2, ..settings() });
        let mut decide = |at: u64, busy: f64| scaler.decide(second(at), 10, std::iter::repeat_n(running(busy), 10));
        // At the beginning the present number is the first recommendation, which holds for 300 s.
        assert_eq!([decide(1_000, 0.1), decide(1_015, 0.3), decide(1_285, 0.1)], [10, 10, 10]);
        // At 1,300 it is out of the window, but 0.3 / 0.5 * 10 = 6 of 1,015 is still in it.
        assert_eq!([decide(1_300, 0.1), decide(1_315, 0.1)], [6, 2]);
    }

    #[test]
    fn outside_its_bounds_it_goes_straight_to_them() {
        let mut scaler = Autoscaler::new(&Settings { min_instances: 3, max_instances: 20, ..settings() });
        assert_eq!(scaler.decide(second(0), 1, std::iter::empty()), 3);
        assert_eq!(scaler.decide(second(0), 30, std::iter::empty()), 20);
        // Nothing measured: nothing changes.
        assert_eq!(scaler.decide(second(0), 5, std::iter::empty()), 5);
    }

    #[test]
    fn scaling_down_can_be_limited() {
        let down = Scaling { stabilization_s: 0.0, percent: 10, instances: 0, period_s: 60.0 };
        let mut scaler = Autoscaler::new(&Settings { down, ..settings() });
        let mut decide = |at: u64, present: u32| {
            scaler.decide(second(at), present, std::iter::repeat_n(running(0.1), present as usize))
        };
        // The first recommendation is the present number, at the same moment.
        assert_eq!(decide(1_000, 15), 13);
        // 15 * 0.9 = 13.5, rounded down, for the whole minute.
        assert_eq!([decide(1_030, 13), decide(1_060, 13)], [13, 11]);
    }
}
