//! What is asked: a run as plain data. It answers "which service, which users, which change, which luck"; it has no
//! behaviour and knows nothing of how it is simulated.
//!
//! Every field is optional in a file and has the default stated in `docs/scenario.md`. Durations are in seconds unless
//! the name says otherwise.

mod ab_test;
mod amount;
mod analysis;
mod autoscaler;
mod canary;
pub mod check;
mod checked;
mod cluster;
mod clients;
mod compatibility;
mod conditions;
pub mod controllers;
mod dependency;
mod deployment;
pub mod document;
mod flagger;
mod fleet;
mod json;
mod lane;
mod life;
pub mod link;
mod plan;
pub mod presets;
mod prices;
pub mod problem;
pub mod read;
pub mod reference;
mod region;
mod routing;
pub mod schema;
mod service;
mod shadow;
mod strategy;
mod telemetry;
#[cfg(feature = "documents")]
mod toml;
mod traffic;
pub mod values;

pub use ab_test::{AbTest, TestKind};
pub use amount::{Amount, MOST_INSTANCES};
pub use analysis::{Analysis, Condition, Measure, Metric, Relation};
pub use autoscaler::{Autoscaler, Scaling};
pub use canary::{Canary, MOST_WEIGHT, Router, Step, StepKind};
pub use checked::Checked;
pub use clients::{Class, Clients, Jitter, Population, Retries, SessionLength, Think};
pub use cluster::{Cluster, NodeLoss, ZoneLoss};
pub use compatibility::{Compatibility, Failing, Migration};
pub use conditions::{Affected, ColdCache, Leak, Pause, Slow};
pub use dependency::Dependency;
pub use deployment::{Deployment, MOST_DEPLOYMENTS};
#[cfg(feature = "documents")]
pub use document::from_text;
pub use flagger::{Flagger, FlaggerForm};
pub use fleet::{Discipline, Fleet, Policy, Version, Versions};
pub use lane::{Change, Lane, MOST_LANES, Title, is_common};
pub use life::{Check, CrashLaw, Failures, Hang, Readiness, Restart};
pub use prices::{Prices, Slo};
pub use problem::{Problem, Problems};
pub use region::{Case, Region};
pub use routing::{OutlierEjection, Routing};
pub use service::{Empirical, Law, Pareto, Service};
pub use shadow::Shadow;
pub use strategy::{BlueGreen, Recreate, Rollback, Rolling, Strategy, StrategyKind};
pub use telemetry::{Outage, Reading, Telemetry};
pub use traffic::{Arrivals, Burst, Daily, HIGHEST_RATE_RPS, Point, Ramp, Shape, Spike, Trace, Traffic};

use schema::{Section, Visitor, choice, spec};
use serde::{Deserialize, Serialize};

/// Longest run: 30 days, s.
pub const LONGEST_HORIZON_S: f64 = 30.0 * 86_400.0;
/// Largest seed: the largest whole number that JSON carries exactly.
pub const LARGEST_SEED: u64 = (1 << 53) - 1;

/// Everything that decides a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// A name for people.
    pub name: String,
    /// Decides all luck; below 2^53.
    pub seed: u64,
    /// How long the run lasts, s.
    pub horizon_s: f64,
    /// Spacing of the recorded time series, s.
    pub sample_interval_s: f64,
    /// Who asks, how often and how patiently.
    pub traffic: Traffic,
    /// What they do between requests and when one fails.
    pub clients: Clients,
    /// The instances and what is in front of them.
    pub fleet: Fleet,
    /// Several, late or sticky load balancers.
    pub routing: Routing,
    /// What instances are placed on.
    pub cluster: Cluster,
    /// How many instances are wanted, by how busy they are.
    pub autoscaler: Autoscaler,
    /// How long the work of a request takes.
    pub service: Service,
    /// What all instances depend on.
    pub dependency: Dependency,
    /// What runs now and what shall run.
    pub versions: Versions,
    /// How the change is made.
    pub strategy: Strategy,
    /// Changes that follow it.
    pub deployments: Vec<Deployment>,
    /// When it is taken back.
    pub rollback: Rollback,
    /// What the operator and the controller can see.
    pub telemetry: Telemetry,
    /// What breaks by itself.
    pub faults: Faults,
    /// What the operator does, and when.
    pub commands: Vec<Command>,
    /// The lanes of a comparison; empty for those of the strategies.
    pub lanes: Vec<Lane>,
    /// What it costs.
    pub prices: Prices,
    /// What is promised to users.
    pub slo: Slo,
}

impl Default for Scenario {
    fn default() -> Self {
        Scenario {
            name: String::new(),
            seed: 1,
            horizon_s: 360.0,
            sample_interval_s: 1.0,
            traffic: Traffic::default(),
            clients: Clients::default(),
            fleet: Fleet::default(),
            routing: Routing::default(),
            cluster: Cluster::default(),
            autoscaler: Autoscaler::default(),
            service: Service::default(),
            dependency: Dependency::default(),
            versions: Versions::default(),
            strategy: Strategy::default(),
            deployments: Vec::new(),
            rollback: Rollback::default(),
            telemetry: Telemetry::default(),
            faults: Faults::default(),
            commands: Vec::new(),
            lanes: Vec::new(),
            prices: Prices::default(),
            slo: Slo::default(),
        }
    }
}

impl Scenario {
    /// Whether every request is sent once, by a user of its own, and all are alike to their clients and to both versions.
    #[must_use]
    pub fn has_plain_clients(&self) -> bool {
        self.clients.are_plain() && self.revisions().all(|version| version.cases.is_empty()) && self.is_compatible()
    }

    /// Zones over which instances are spread: those of the cluster, or, without nodes, those of `routing`.
    #[must_use]
    pub fn zones(&self) -> u32 {
        if self.cluster.nodes > 0 { self.cluster.zones } else { self.routing.zones }
    }
}

impl Section for Scenario {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.text("name", &mut self.name, spec("characters", 0.0, 120.0, "A name for people."));
        v.seed("seed", &mut self.seed, "Decides all luck. The same seed gives the same users in every lane.");
        v.number("horizon_s", &mut self.horizon_s, spec("s", 10.0, LONGEST_HORIZON_S, "How long the run lasts."));
        v.number(
            "sample_interval_s",
            &mut self.sample_interval_s,
            spec("s", 0.1, 86_400.0, "Spacing of the recorded time series; at most 20,000 samples a run."),
        );
        v.section("traffic", &mut self.traffic, "Who asks, how often and how patiently.");
        v.section("clients", &mut self.clients, "What clients do between requests and when one fails.");
        v.section("fleet", &mut self.fleet, "The instances and the load balancer in front of them.");
        v.section("routing", &mut self.routing, "Load balancers that are several, late to know, or keep connections.");
        v.section("cluster", &mut self.cluster, "What instances are placed on; without nodes there is always a place.");
        v.section(
            "autoscaler",
            &mut self.autoscaler,
            "How many instances are wanted, by how busy they are; the defaults are Kubernetes'.",
        );
        v.section("service", &mut self.service, "How long the work of a request takes on one worker.");
        v.section(
            "dependency",
            &mut self.dependency,
            "A database or another service that all instances share: a request holds its worker while it waits for it.",
        );
        v.section("versions", &mut self.versions, "What runs now (stable) and what shall run (candidate).");
        v.section("strategy", &mut self.strategy, "How the change is made.");
        v.list(
            "deployments",
            &mut self.deployments,
            spec(
                "entries",
                0.0,
                f64::from(MOST_DEPLOYMENTS),
                "Further deployments of the same run, each of another version by the same strategy. One that begins before the one before it is complete takes its place, as a new revision does in mid-rollout.",
            ),
        );
        v.section("rollback", &mut self.rollback, "When the change is taken back.");
        v.section("telemetry", &mut self.telemetry, "What the operator and the controller can see.");
        v.section("faults", &mut self.faults, "What breaks by itself.");
        v.list("commands", &mut self.commands, spec("entries", 0.0, 1_000.0, "What the operator does, and when."));
        v.list(
            "lanes",
            &mut self.lanes,
            spec(
                "entries",
                0.0,
                f64::from(MOST_LANES),
                "The lanes of a comparison, each with a strategy and changes of its own. Empty: a lane for each strategy, all with the settings above.",
            ),
        );
        v.section("prices", &mut self.prices, "What it costs, and how often. They change the report, never the run.");
        v.section("slo", &mut self.slo, "What is promised to users. It changes the report, never the run.");
    }
}

/// What breaks by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Faults {
    /// Instances that crash.
    pub crashes: Vec<Crash>,
    /// Processes that stand still.
    pub pauses: Vec<Pause>,
    /// Machines that are slow for a while.
    pub slow: Vec<Slow>,
    /// Instances that hang.
    pub hangs: Vec<Hang>,
    /// Instances that fail by themselves and are repaired.
    pub failures: Failures,
    /// Nodes that are lost.
    pub node_losses: Vec<NodeLoss>,
    /// Zones that are lost.
    pub zone_losses: Vec<ZoneLoss>,
}

impl Section for Faults {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.list(
            "crashes",
            &mut self.crashes,
            spec(
                "entries",
                0.0,
                1_000.0,
                "Instances that crash: what they were working on fails, then they start again.",
            ),
        );
        v.list(
            "pauses",
            &mut self.pauses,
            spec("entries", 0.0, 1_000.0, "Processes that stand still for a while, such as for garbage collection."),
        );
        v.list(
            "slow",
            &mut self.slow,
            spec("entries", 0.0, 100.0, "Times in which some machines are slow, such as for a noisy neighbour."),
        );
        v.list(
            "hangs",
            &mut self.hangs,
            spec("entries", 0.0, 1_000.0, "Instances that hang: they take requests and work on none."),
        );
        v.section(
            "failures",
            &mut self.failures,
            "Instances that fail by themselves and are repaired by a limited crew: the machine-repair model.",
        );
        v.list(
            "node_losses",
            &mut self.node_losses,
            spec("entries", 0.0, 1_000.0, "Nodes of the cluster that are lost for a while: everything there crashes."),
        );
        v.list(
            "zone_losses",
            &mut self.zone_losses,
            spec("entries", 0.0, 1_000.0, "Zones of the cluster that are lost for a while: all their nodes are."),
        );
    }
}

/// One instance crashes and starts again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crash {
    /// When, s.
    pub at_s: f64,
    /// Which: position among the instances then in rotation, oldest first, wrapping round.
    pub instance: u32,
    /// How long it stays down before it starts again, s.
    pub down_s: f64,
}

impl Default for Crash {
    fn default() -> Self {
        Crash { at_s: 120.0, instance: 0, down_s: 10.0 }
    }
}

impl Section for Crash {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number("at_s", &mut self.at_s, spec("s", 0.0, LONGEST_HORIZON_S, "When the instance crashes."));
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
            "down_s",
            &mut self.down_s,
            spec("s", 0.0, 86_400.0, "How long it stays down before it starts again."),
        );
    }
}

choice! {
    /// What the operator can do.
    Action {
        /// Go on at once: end a pause, or switch now.
        #[default]
        Promote = "promote",
        /// Hold the rollout where it is.
        Pause = "pause",
        /// Go on after a pause.
        Resume = "resume",
        /// Take the change back.
        RollBack = "roll-back",
    }
}

/// A timed command of the operator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// When, s.
    pub at_s: f64,
    /// What.
    pub action: Action,
}

impl Section for Command {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number("at_s", &mut self.at_s, spec("s", 0.0, LONGEST_HORIZON_S, "When the command is given."));
        v.choice("action", &mut self.action, "What the operator does.");
    }
}
