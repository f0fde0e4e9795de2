//! What other controllers do by name, as settings of the strategies that are here: AWS CodeDeploy, Elastic Beanstalk, Nomad and
//! Docker Swarm. `docs/model.md` tells where they differ.
//!
//! Only the command line asks for them (`strategy.preset`); a scenario then has the settings themselves.

use serde_json::{Value, json};

/// What stands behind a name.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// So much of the fleet at a time, each on its machine, and nobody takes it back.
    InPlace(&'static str),
    /// 10 % of the traffic for so many minutes, then all.
    CanaryFor(u32),
    /// 10 % more of the traffic every so many minutes, the first at once.
    LinearEvery(u32),
    /// A second fleet, then all traffic at once.
    Switch,
    /// 30 % of the fleet at a time, each on its machine until it has been well for two minutes.
    Batches {
        /// Whether a batch of new instances comes first.
        additional: bool,
    },
    /// A second fleet that begins with one instance.
    Immutable,
    /// 10 % of the traffic to a whole second fleet for five minutes, then all.
    TrafficSplitting,
    /// One at a time, the old one stopped and the new one started at once; well for ten seconds before the next.
    Nomad,
    /// One at a time, stopped before the new one starts, or after.
    Swarm {
        /// Whether the new one starts first.
        start_first: bool,
    },
}

macro_rules! controllers {
    ($($name:literal: $kind:expr,)+) => {
        /// Every name, as its controller spells it.
        pub const NAMES: &[&str] = &[$($name),+];

        /// What stands behind each, in the same order.
        const KINDS: &[Kind] = &[$($kind),+];
    };
}

controllers! {
    "CodeDeployDefault.OneAtATime": Kind::InPlace("1"),
    "CodeDeployDefault.HalfAtATime": Kind::InPlace("50%"),
    "CodeDeployDefault.AllAtOnce": Kind::InPlace("100%"),
    "CodeDeployDefault.ECSCanary10Percent5Minutes": Kind::CanaryFor(5),
    "CodeDeployDefault.ECSCanary10Percent15Minutes": Kind::CanaryFor(15),
    "CodeDeployDefault.ECSLinear10PercentEvery1Minutes": Kind::LinearEvery(1),
    "CodeDeployDefault.ECSLinear10PercentEvery3Minutes": Kind::LinearEvery(3),
    "CodeDeployDefault.ECSAllAtOnce": Kind::Switch,
    "CodeDeployDefault.LambdaCanary10Percent5Minutes": Kind::CanaryFor(5),
    "CodeDeployDefault.LambdaCanary10Percent10Minutes": Kind::CanaryFor(10),
    "CodeDeployDefault.LambdaCanary10Percent15Minutes": Kind::CanaryFor(15),
    "CodeDeployDefault.LambdaCanary10Percent30Minutes": Kind::CanaryFor(30),
    "CodeDeployDefault.LambdaLinear10PercentEvery1Minute": Kind::LinearEvery(1),
    "CodeDeployDefault.LambdaLinear10PercentEvery2Minutes": Kind::LinearEvery(2),
    "CodeDeployDefault.LambdaLinear10PercentEvery3Minutes": Kind::LinearEvery(3),
    "CodeDeployDefault.LambdaLinear10PercentEvery10Minutes": Kind::LinearEvery(10),
    "CodeDeployDefault.LambdaAllAtOnce": Kind::Switch,
    "ElasticBeanstalk.AllAtOnce": Kind::InPlace("100%"),
    "ElasticBeanstalk.Rolling": Kind::Batches { additional: false },
    "ElasticBeanstalk.RollingWithAdditionalBatch": Kind::Batches { additional: true },
    "ElasticBeanstalk.Immutable": Kind::Immutable,
    "ElasticBeanstalk.TrafficSplitting": Kind::TrafficSplitting,
    "Nomad.Rolling": Kind::Nomad,
    "Swarm.StopFirst": Kind::Swarm { start_first: false },
    "Swarm.StartFirst": Kind::Swarm { start_first: true },
}

/// A batch of Elastic Beanstalk: an assumption, as its guide is silent on it where it tells of batches.
const BATCH: &str = "30%";
/// How long an instance has to be well for Elastic Beanstalk's enhanced health: 12 checks, 10 s apart.
const WELL_S: f64 = 120.0;
/// The traffic that a traffic-splitting deployment sends to the new version, percent, and for how long, s: assumptions too.
const SPLIT: (u32, f64) = (10, 300.0);

/// The fields of a scenario that stand for a name; `None` for a name that is not known.
#[must_use]
pub fn find(name: &str) -> Option<Value> {
    let place = NAMES.iter().position(|known| *known == name)?;
    Some(match KINDS[place] {
        Kind::InPlace(share) => in_place(share, false),
        Kind::CanaryFor(minutes) => weights(&[10], 60.0 * f64::from(minutes)),
        Kind::LinearEvery(minutes) => weights(&[10, 20, 30, 40, 50, 60, 70, 80, 90], 60.0 * f64::from(minutes)),
        Kind::TrafficSplitting => weights(&[SPLIT.0], SPLIT.1),
        Kind::Switch => json!({ "strategy": { "kind": "blue-green", "blue_green": { "preview_s": 0 } } }),
        Kind::Batches { additional } => {
            let mut settings = in_place(BATCH, additional);
            settings["fleet"] = json!({ "min_ready_s": WELL_S });
            settings
        }
        Kind::Immutable => json!({
            "fleet": { "min_ready_s": WELL_S },
            "strategy": {
                "kind": "blue-green",
                "blue_green": { "preview_s": 0, "preview_instances": 1, "scale_down_delay_s": 0 },
            },
        }),
        // Its `progress_deadline`; `auto_revert` is off.
        Kind::Nomad => {
            one_by_one(json!({ "max_surge": 0, "max_unavailable": 1, "count_draining": false }), 10.0, 600.0)
        }
        // It waits for the old one to end, or does not; there is no deadline, and a failure pauses.
        Kind::Swarm { start_first } => {
            let one = json!({
                "max_surge": u32::from(start_first),
                "max_unavailable": u32::from(!start_first),
                "count_draining": !start_first,
            });
            one_by_one(one, 0.0, 0.0)
        }
    })
}

/// So much at a time, each on its machine. What is not well stops the rollout, and nothing takes it back.
fn in_place(share: &str, additional_batch: bool) -> Value {
    let share = share.parse::<u32>().map_or_else(|_| json!(share), |count| json!(count));
    json!({
        "strategy": {
            "kind": "rolling",
            "rolling": { "in_place": true, "max_unavailable": share, "additional_batch": additional_batch },
        },
        "rollback": { "automatic": false },
    })
}

/// A second fleet that is whole from the start, and these weights, each for so long.
fn weights(weights: &[u32], pause_s: f64) -> Value {
    let whole = json!({ "kind": "scale-weight", "weight": 100, "pause_s": 0 });
    let steps = weights.iter().map(|weight| json!({ "kind": "set-weight", "weight": weight, "pause_s": pause_s }));
    let steps: Vec<Value> = std::iter::once(whole).chain(steps).collect();
    json!({ "strategy": { "kind": "canary", "canary": { "router": "weighted", "steps": steps } } })
}

/// New instances for old ones, which have to be well for so long; nothing is taken back.
fn one_by_one(rolling: Value, min_ready_s: f64, progress_deadline_s: f64) -> Value {
    let mut strategy = json!({ "kind": "rolling", "rolling": rolling });
    strategy["rolling"]["in_place"] = json!(false);
    json!({
        "fleet": { "min_ready_s": min_ready_s },
        "strategy": strategy,
        "rollback": { "automatic": false, "progress_deadline_s": progress_deadline_s },
    })
}
