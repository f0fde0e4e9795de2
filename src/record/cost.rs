//! What a run cost: instance hours by kind, the router, requests that went wrong, and the error budget; for this deployment,
//! and for a month of such deployments. `docs/report.md` says what each figure means.

use super::recording::Recording;
use super::report::Requests;
use crate::fleet::VersionId;
use crate::kernel::Time;
use crate::scenario::{Router, Scenario, Strategy, StrategyKind};
use crate::sim::Event;
use serde::{Deserialize, Serialize};

/// A month, s: 30 days, over which service level objectives are usually promised too.
const MONTH_S: f64 = 30.0 * 86_400.0;
const HOUR_S: f64 = 3_600.0;

/// What the run cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Most instances paid for at once.
    pub peak_instances: u32,
    /// Instance hours paid for.
    pub instance_hours: f64,
    /// Above the wanted fleet over the whole run.
    pub extra_instance_hours: f64,
    /// What they were for.
    pub hours: InstanceHours,
    /// Money for all instance hours, US dollars.
    pub total_usd: f64,
    /// Money for the extra ones, US dollars.
    pub extra_usd: f64,
    /// What splitting the traffic cost.
    pub router: RouterCost,
    /// Money for requests that failed, were rejected or timed out, US dollars.
    pub failed_requests_usd: f64,
    /// Money for the extra instances, the router and those requests, US dollars; of several deployments their mean.
    pub deployment_usd: f64,
    /// Requests that failed, were rejected or timed out as a share of those that may in a month; `None` without requests.
    pub error_budget_share: Option<f64>,
    /// A month of such deployments.
    pub month: Month,
}

/// Instance hours by what they were for: `baseline + surge + overlap + mirror + other - missing` are all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InstanceHours {
    /// The wanted number over the whole run.
    pub baseline: f64,
    /// Above the wanted number during the rollout, those of `overlap` left aside.
    pub surge: f64,
    /// Of a strategy that brings a second fleet beside the stable one: above the wanted number during the rollout, as far
    /// as the second fleet is not larger than the wanted one.
    pub overlap: f64,
    /// What would be `overlap`, while requests are copied to the second fleet.
    pub mirror: f64,
    /// Above the wanted number at other times, such as instances that drain after the autoscaler has sent them away.
    pub other: f64,
    /// Below the wanted number, at any time.
    pub missing: f64,
}

/// What a router costs that splits requests between versions. All zero where the strategy needs none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RouterCost {
    /// Requests (with retries and hedging: attempts) that it sent to an instance, and their copies.
    pub requests: u64,
    /// Money for them, US dollars.
    pub usd: f64,
    /// What it would add to each one's latency, ms; no latency of the report contains it.
    pub added_latency_ms: f64,
    /// The same as a share of the mean latency; `None` if nothing was answered.
    pub added_share: Option<f64>,
}

/// A month of 30 days with `prices.deployments_per_month` such deployments.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Month {
    /// Money for the wanted fleet all the time and for the extra instances of every deployment, or for two fleets where the old one is
    /// kept, US dollars.
    pub instances_usd: f64,
    /// Money for the router, which is in the way of all requests at all times, US dollars.
    pub router_usd: f64,
    /// Money for the requests that went wrong in the deployments, US dollars.
    pub failed_requests_usd: f64,
    /// The sum of these, US dollars.
    pub total_usd: f64,
    /// The share of the error budget that the deployments spend; `None` without requests.
    pub error_budget_share: Option<f64>,
}

/// What `recording` cost, which `scenario` gave; `mean_latency_ms` is that of the requests that were answered.
pub(super) fn cost(
    scenario: &Scenario,
    recording: &Recording,
    requests: &Requests,
    mean_latency_ms: Option<f64>,
) -> Cost {
    let (prices, horizon_s) = (&scenario.prices, recording.horizon.seconds());
    let Fleet { hours, instance_hours, peak } = fleet(recording, brings_a_second_fleet(&scenario.strategy));
    let extra_instance_hours = instance_hours - hours.baseline;
    let extra_usd = extra_instance_hours * prices.instance_hour_usd;
    let router = if needs_a_router(&scenario.strategy) {
        let copies = recording.copies.as_ref().map_or(0, |copies| copies.sent);
        let requests = recording.totals.iter().map(|totals| totals.routed).sum::<u64>() + copies;
        RouterCost {
            requests,
            usd: requests as f64 / 1e6 * prices.routed_million_usd,
            added_latency_ms: prices.router_latency_ms,
            added_share: mean_latency_ms.filter(|mean| *mean > 0.0).map(|mean| prices.router_latency_ms / mean),
        }
    } else {
        RouterCost::default()
    };
    let failed_requests_usd = requests.harmed() as f64 * prices.failed_request_usd;
    // What a deployment costs is what those of the run have cost, one with another.
    let begun = recording.rollouts().filter(|rollout| rollout.started.is_some()).count().max(1) as f64;
    let months = MONTH_S / horizon_s;
    let may_fail = requests.offered as f64 * months * (1.0 - scenario.slo.served_percent / 100.0);
    let error_budget_share = (requests.offered > 0).then(|| requests.harmed() as f64 / may_fail);
    let month = {
        let deployments = prices.deployments_per_month / begun;
        let hours = if keeps_a_second_fleet(&scenario.strategy) {
            2.0 * hours.baseline * months
        } else {
            hours.baseline * months + extra_instance_hours * deployments
        };
        let (instances_usd, router_usd) = (hours * prices.instance_hour_usd, router.usd * months);
        let failed_requests_usd = failed_requests_usd * deployments;
        Month {
            instances_usd,
            router_usd,
            failed_requests_usd,
            total_usd: instances_usd + router_usd + failed_requests_usd,
            error_budget_share: error_budget_share.map(|share| share * deployments),
        }
    };
    Cost {
        peak_instances: peak,
        instance_hours,
        extra_instance_hours,
        hours,
        total_usd: instance_hours * prices.instance_hour_usd,
        extra_usd,
        router,
        failed_requests_usd,
        deployment_usd: (extra_usd + router.usd + failed_requests_usd) / begun,
        error_budget_share,
        month,
    }
}

/// Whether the candidate stands beside the stable fleet rather than taking its places.
fn brings_a_second_fleet(strategy: &Strategy) -> bool {
    match strategy.kind {
        StrategyKind::Recreate | StrategyKind::Rolling => false,
        StrategyKind::BlueGreen | StrategyKind::Flagger | StrategyKind::Shadow => true,
        StrategyKind::Canary => strategy.canary.router == Router::Weighted,
        StrategyKind::AbTest => strategy.ab_test.sticky,
    }
}

/// Whether the machines of a second fleet are kept from one deployment to the next.
fn keeps_a_second_fleet(strategy: &Strategy) -> bool {
    strategy.kind == StrategyKind::BlueGreen && strategy.blue_green.keep_old_fleet
}

/// Whether something must split requests between versions that both stand, or copy them. Blue-green changes what a service selects, which
/// any load balancer can.
fn needs_a_router(strategy: &Strategy) -> bool {
    match strategy.kind {
        StrategyKind::Recreate | StrategyKind::Rolling | StrategyKind::BlueGreen => false,
        StrategyKind::Canary => strategy.canary.router == Router::Weighted,
        StrategyKind::Flagger => strategy.flagger.routed,
        StrategyKind::AbTest => strategy.ab_test.sticky,
        StrategyKind::Shadow => true,
    }
}

/// The instances of a run, paid for from the beginning of provisioning until terminated.
struct Fleet {
    hours: InstanceHours,
    instance_hours: f64,
    peak: u32,
}

/// What changes in the sum that is paid for.
#[derive(Clone, Copy)]
enum Change {
    /// An instance of this version comes.
    Comes(VersionId),
    /// One goes.
    Goes(VersionId),
    /// So many are wanted.
    Wanted(u32),
    /// A rollout, or the way back, begins.
    Begins,
    /// It is complete.
    Ends,
    /// Requests are copied from now on, or not any more.
    Mirrors(bool),
}

fn fleet(recording: &Recording, second_fleet: bool) -> Fleet {
    let mut changes: Vec<(Time, Change)> = Vec::new();
    let spans = recording.spans.iter();
    changes.extend(
        spans.flat_map(|span| [(span.from, Change::Comes(span.version)), (span.to, Change::Goes(span.version))]),
    );
    changes.extend(recording.wanted_since().map(|(at, wanted)| (at, Change::Wanted(wanted))));
    changes.extend(recording.log.iter().filter_map(|entry| match entry.event {
        Event::RolloutStarted | Event::NextDeployment { .. } | Event::RollBackStarted { .. } => {
            Some((entry.at, Change::Begins))
        }
        Event::RolloutCompleted | Event::RolledBack => Some((entry.at, Change::Ends)),
        Event::MirrorSet { percent } => Some((entry.at, Change::Mirrors(percent > 0))),
        _ => None,
    }));
    // Stable, so that what the log tells of one moment keeps its order.
    changes.sort_by_key(|(at, _)| *at);
    let mut now = Moment { paid: [0, 0], wanted: recording.wanted, rollout: Rollout::None, mirrors: false };
    let (mut sum, mut peak) = (Sum::default(), 0);
    let ends = changes.iter().skip(1).map(|(at, _)| *at).chain([recording.horizon]);
    for ((at, change), until) in changes.iter().zip(ends) {
        now.take(*change);
        // Several changes at one moment are one change.
        if until > *at {
            now.settle();
            peak = peak.max(now.paid());
            sum.add(now, until - *at, second_fleet);
        }
    }
    let hours = |nanoseconds: u128| nanoseconds as f64 / 1e9 / HOUR_S;
    Fleet {
        hours: InstanceHours {
            baseline: hours(sum.baseline),
            surge: hours(sum.surge),
            overlap: hours(sum.overlap),
            mirror: hours(sum.mirror),
            other: hours(sum.other),
            missing: hours(sum.missing),
        },
        instance_hours: hours(sum.all),
        peak,
    }
}

/// The state of the fleet between two changes.
#[derive(Clone, Copy)]
struct Moment {
    paid: [u32; 2],
    wanted: u32,
    rollout: Rollout,
    /// Whether requests are copied.
    mirrors: bool,
}

/// How far the rollout is, for who pays.
#[derive(Clone, Copy, PartialEq)]
enum Rollout {
    /// None goes on.
    None,
    /// It, or the way back, is under way.
    UnderWay,
    /// The version that shall run serves alone; what is not needed any more has still to go.
    CleaningUp,
}

impl Moment {
    fn take(&mut self, change: Change) {
        match change {
            // At one moment an instance may go before it has come; in the end the numbers are right.
            Change::Comes(version) => self.paid[version.index()] = self.paid[version.index()].wrapping_add(1),
            Change::Goes(version) => self.paid[version.index()] = self.paid[version.index()].wrapping_sub(1),
            Change::Wanted(wanted) => self.wanted = wanted,
            Change::Begins => self.rollout = Rollout::UnderWay,
            Change::Ends => self.rollout = Rollout::CleaningUp,
            Change::Mirrors(mirrors) => self.mirrors = mirrors,
        }
    }

    fn paid(self) -> u32 {
        self.paid.iter().sum()
    }

    /// The clean-up lasts until one version is left, in no more instances than wanted.
    fn settle(&mut self) {
        let is_clean = self.paid() <= self.wanted && self.paid.contains(&0);
        if self.rollout == Rollout::CleaningUp && is_clean {
            self.rollout = Rollout::None;
        }
    }
}

/// Instance time by kind, ns: a large fleet over a month does not fit into 64 bits.
#[derive(Default)]
struct Sum {
    all: u128,
    baseline: u128,
    surge: u128,
    overlap: u128,
    mirror: u128,
    other: u128,
    missing: u128,
}

impl Sum {
    fn add(&mut self, moment: Moment, lasts: Time, second_fleet: bool) {
        let time = |instances: u32| u128::from(instances) * u128::from(lasts.0);
        let (paid, wanted) = (moment.paid(), moment.wanted);
        let above = paid.saturating_sub(wanted);
        self.all += time(paid);
        self.baseline += time(wanted);
        self.missing += time(wanted.saturating_sub(paid));
        if moment.rollout == Rollout::None {
            self.other += time(above);
        } else if second_fleet {
            let kind = if moment.mirrors { &mut self.mirror } else { &mut self.overlap };
            *kind += time(above.min(wanted));
            self.surge += time(above.saturating_sub(wanted));
        } else {
            self.surge += time(above);
        }
    }
}
