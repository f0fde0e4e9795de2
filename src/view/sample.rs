//! A small hand-made recording for the tests of pictures: two instances replaced one after the other, and then a fault.

use crate::fleet::{Outcome, State, VersionId};
use crate::kernel::Time;
use crate::record::{Entry, Load, Recording, Rollout, RolloutOutcome, Rotation, Sample, Series, Span};
use crate::scenario::StrategyKind;
use crate::sim::{Cause, Event, Reason};

/// Length of the run and number of its samples.
pub const SECONDS: u64 = 40;

pub fn seconds(at: u64) -> Time {
    Time(at * 1_000_000_000)
}

pub fn span(instance: u32, version: VersionId, state: State, from: u64, to: u64) -> Span {
    Span { instance, version, state, from: seconds(from), to: seconds(to) }
}

/// Two instances, 10 requests a second. From 10 s the first one is replaced, from 20 s on half of the requests meet
/// the candidate and two a second fail; at 30 s the decision is made to go back.
pub fn recording() -> Recording {
    let n = SECONDS as usize;
    let from_20 = |value: u32| (0..n).map(|i| if i >= 20 { value } else { 0 }).collect::<Vec<u32>>();
    let series = Series {
        offered: vec![10; n],
        routed: [(0..n).map(|i| if i >= 20 { 5 } else { 10 }).collect(), from_20(5)],
        served: [(0..n).map(|i| if i >= 20 { 5 } else { 10 }).collect(), from_20(3)],
        failed: [vec![0; n], from_20(2)],
        timed_out: [vec![0; n], vec![0; n]],
        rejected: vec![0; n],
        p50_ms: (0..n).map(|i| if i == 15 { f32::NAN } else { 20.0 }).collect(),
        p95_ms: vec![60.0; n],
        p99_ms: vec![100.0; n],
        in_rotation: [vec![1; n], from_20(1)],
        paid: vec![2; n],
        capacity_rps: [vec![20.0; n], vec![20.0; n]],
        demand_rps: vec![10.0; n],
        utilization: vec![0.5; n],
        outstanding: vec![2; n],
        set_weight: (0..n).map(|i| if i >= 20 { 50 } else { 0 }).collect(),
        seen_error_rate: vec![f32::NAN; n],
        seen_p99_ms: vec![f32::NAN; n],
    };
    let reason = Reason { cause: Cause::ErrorRate, value: 0.4, limit: 0.05, at: seconds(30) };
    let log = [
        (10, Event::RolloutStarted),
        (10, Event::InstanceChanged { instance: 0, version: VersionId::Stable, state: State::Draining }),
        (30, Event::RollBackStarted { reason }),
    ];
    let sample = |i: u64| {
        let arrived = Time(i * 500_000_000);
        let late = i >= 40;
        Sample {
            number: i as u32 * 5,
            arrived,
            started: arrived,
            ended: Time(arrived.0 + 20_000_000),
            instance: Some(if late { 2 } else { 1 }),
            version: Some(if late { VersionId::Candidate } else { VersionId::Stable }),
            outcome: if late { Outcome::Failed } else { Outcome::Served },
        }
    };
    Recording {
        strategy: StrategyKind::Rolling,
        seed: 1,
        horizon: seconds(SECONDS),
        interval: seconds(1),
        wanted: 2,
        offered: 400,
        in_flight: 0,
        rejected_without_instance: 0,
        totals: Default::default(),
        latency: Default::default(),
        series,
        spans: vec![
            span(0, VersionId::Stable, State::Ready, 0, 10),
            span(1, VersionId::Stable, State::Ready, 0, 40),
            span(0, VersionId::Stable, State::Draining, 10, 12),
            span(2, VersionId::Candidate, State::Starting, 12, 20),
            span(2, VersionId::Candidate, State::Ready, 20, 40),
        ],
        rotation: vec![
            Rotation { at: seconds(0), instances: [2, 0] },
            Rotation { at: seconds(10), instances: [1, 0] },
            Rotation { at: seconds(20), instances: [1, 1] },
        ],
        log: log.map(|(at, event)| Entry { at: seconds(at), event }).to_vec(),
        samples: (0..80).map(sample).collect(),
        sample_every: 5,
        loads: vec![
            Load { instance: 0, first: 0, outstanding: vec![1; 12] },
            Load { instance: 1, first: 0, outstanding: vec![3; n] },
            Load { instance: 2, first: 12, outstanding: vec![2; n - 12] },
        ],
        earlier: Vec::new(),
        rollout: Rollout {
            outcome: RolloutOutcome::RollingBack,
            started: Some(seconds(10)),
            first_exposed: Some(seconds(20)),
            reason: Some(reason),
            ..Rollout::default()
        },
        regions: Vec::new(),
        copies: None,
        clients: None,
        figures_only: false,
    }
}
