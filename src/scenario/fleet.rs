//! The service: instances, the load balancer's policy and the two versions.

use super::LONGEST_HORIZON_S;
use super::compatibility::Compatibility;
use super::conditions::{ColdCache, Leak};
use super::life::{Check, CrashLaw, Readiness, Restart};
use super::region::Case;
use super::schema::{Section, Visitor, choice, spec};
use serde::{Deserialize, Serialize};

/// Largest fleet.
pub const MOST_INSTANCES: f64 = super::amount::MOST_INSTANCES as f64;

choice! {
    /// How the load balancer picks an instance.
    Policy {
        /// One after the other.
        #[default]
        RoundRobin = "round-robin",
        /// Any, with equal chance.
        Random = "random",
        /// The one with the fewest requests; among equals the one that waited longest for one.
        LeastOutstanding = "least-outstanding",
        /// The less loaded of two drawn at random.
        PowerOfTwo = "power-of-two",
        /// One after the other, an instance of more weight more often.
        WeightedRoundRobin = "weighted-round-robin",
        /// Always the same one for a user, by a hash of the user.
        ConsistentHash = "consistent-hash",
    }
}

choice! {
    /// In which order an instance works on what waits.
    Discipline {
        /// First in, first out.
        #[default]
        Fifo = "fifo",
        /// Last in, first out.
        Lifo = "lifo",
        /// First in, first out, until the queue is longer than `lifo_above`.
        AdaptiveLifo = "adaptive-lifo",
    }
}

/// The instances and the load balancer in front of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fleet {
    /// Wanted number of instances.
    pub instances: u32,
    /// Requests an instance works on at once.
    pub workers: u32,
    /// Requests that may wait in an instance.
    pub queue_capacity: u32,
    /// In which order they are worked on.
    pub discipline: Discipline,
    /// From how many waiting requests on adaptive LIFO takes the last one first.
    pub lifo_above: u32,
    /// A request that has waited longer than this when a worker could take it is dropped, ms; 0 never.
    pub shed_after_ms: f64,
    /// How the load balancer picks an instance.
    pub policy: Policy,
    /// Time to get a new instance (scheduling, image pull), s.
    pub provision_s: f64,
    /// Time to pull a version's image to a machine that has not run it yet, s; comes after `provision_s`.
    pub image_pull_s: f64,
    /// How long a ready instance is slower than usual, s.
    pub warm_up_s: f64,
    /// How much longer a request takes at the start of the warm-up.
    pub warm_up_factor: f64,
    /// The cache of a process, empty at its start.
    pub cold_cache: ColdCache,
    /// How long an instance that shall go serves on before it is told to stop, s: a pre-stop hook that sleeps.
    pub pre_stop_s: f64,
    /// Time to stop once the last request is done, s.
    pub stop_s: f64,
    /// After how long a draining instance is killed, s.
    pub grace_period_s: f64,
    /// How long an instance must be ready to count as available, s.
    pub min_ready_s: f64,
    /// The readiness check.
    pub readiness: Readiness,
    /// The startup check: holds the other two back until it has succeeded.
    pub startup: Check,
    /// The liveness check: restarts a process that does not answer.
    pub liveness: Check,
    /// Whether checks wait behind the requests on the instance.
    pub checks_queue: bool,
    /// Whether the first check comes after a random share of its period.
    pub check_jitter: bool,
    /// How long a crashed process waits before it starts again.
    pub restart: Restart,
}

impl Default for Fleet {
    fn default() -> Self {
        Fleet {
            instances: 10,
            workers: 2,
            queue_capacity: 50,
            discipline: Discipline::default(),
            lifo_above: 10,
            shed_after_ms: 0.0,
            policy: Policy::default(),
            provision_s: 10.0,
            image_pull_s: 0.0,
            warm_up_s: 15.0,
            warm_up_factor: 1.5,
            cold_cache: ColdCache::default(),
            pre_stop_s: 0.0,
            stop_s: 2.0,
            grace_period_s: 30.0,
            min_ready_s: 0.0,
            readiness: Readiness::default(),
            startup: Check::default(),
            liveness: Check::default(),
            checks_queue: false,
            check_jitter: false,
            restart: Restart::default(),
        }
    }
}

impl Section for Fleet {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.whole(
            "instances",
            &mut self.instances,
            spec("instances", 1.0, MOST_INSTANCES, "Wanted number of instances."),
        );
        v.whole("workers", &mut self.workers, spec("requests", 1.0, 1_024.0, "Requests an instance works on at once."));
        v.whole(
            "queue_capacity",
            &mut self.queue_capacity,
            spec("requests", 0.0, 100_000.0, "Requests that may wait in an instance; one more is rejected."),
        );
        v.choice("discipline", &mut self.discipline, "In which order an instance works on what waits.");
        v.whole(
            "lifo_above",
            &mut self.lifo_above,
            spec(
                "requests",
                0.0,
                100_000.0,
                "With `adaptive-lifo`: while more than so many wait, the last one comes first.",
            ),
        );
        v.number(
            "shed_after_ms",
            &mut self.shed_after_ms,
            spec(
                "ms",
                0.0,
                3_600_000.0,
                "A request that has waited longer than this when a worker could take it is dropped without work; 0: never.",
            ),
        );
        v.choice("policy", &mut self.policy, "How the load balancer picks an instance.");
        v.number(
            "provision_s",
            &mut self.provision_s,
            spec("s", 0.0, 86_400.0, "Time to get a new instance (scheduling, image pull)."),
        );
        v.number(
            "image_pull_s",
            &mut self.image_pull_s,
            spec("s", 0.0, 86_400.0, "Further time to pull a version's image to a machine that has not run it yet."),
        );
        v.number(
            "warm_up_s",
            &mut self.warm_up_s,
            spec("s", 0.0, 86_400.0, "How long an instance that has become ready is slower than usual."),
        );
        v.number(
            "warm_up_factor",
            &mut self.warm_up_factor,
            spec("", 1.0, 100.0, "How much longer a request takes at the start of the warm-up; falls straight to 1."),
        );
        v.section(
            "cold_cache",
            &mut self.cold_cache,
            "The cache of a process: empty at its start, full at the start of the run.",
        );
        v.number(
            "pre_stop_s",
            &mut self.pre_stop_s,
            spec(
                "s",
                0.0,
                86_400.0,
                "How long an instance that shall go serves on before it is told to stop; part of the grace period, of which at least 2 s are left.",
            ),
        );
        v.number("stop_s", &mut self.stop_s, spec("s", 0.0, 3_600.0, "Time to stop once the last request is done."));
        v.number(
            "grace_period_s",
            &mut self.grace_period_s,
            spec("s", 0.0, 86_400.0, "After how long a draining instance is killed; what it was working on fails."),
        );
        v.number(
            "min_ready_s",
            &mut self.min_ready_s,
            spec("s", 0.0, 86_400.0, "How long an instance must be ready before the rollout counts it as available."),
        );
        v.section("readiness", &mut self.readiness, "The readiness check that lets an instance into the rotation.");
        v.section(
            "startup",
            &mut self.startup,
            "The startup check: until it has succeeded the other two are not asked.",
        );
        v.section("liveness", &mut self.liveness, "The liveness check: who fails it is stopped and started again.");
        v.flag(
            "checks_queue",
            &mut self.checks_queue,
            "Whether a check waits for a free worker like a request, so that overload makes checks fail.",
        );
        v.flag(
            "check_jitter",
            &mut self.check_jitter,
            "Whether the first check of a process comes up to a period later, at random, as after a restart of the kubelet.",
        );
        v.section("restart", &mut self.restart, "How long a process that has crashed waits before it starts again.");
    }
}

/// What runs now and what shall run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Versions {
    /// What runs at the start.
    pub stable: Version,
    /// What the rollout brings.
    pub candidate: Version,
    /// What breaks between them.
    pub compatibility: Compatibility,
}

impl Section for Versions {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.section("stable", &mut self.stable, "What runs at the start.");
        v.section("candidate", &mut self.candidate, "What the rollout brings.");
        v.section(
            "compatibility",
            &mut self.compatibility,
            "Which requests fail because one version does not understand what the other left.",
        );
    }
}

/// How a version behaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Multiplies the service time.
    pub service_factor: f64,
    /// Chance that a request is answered with an error.
    pub error_probability: f64,
    /// Chance that a request that is answered well converts.
    pub conversion: f64,
    /// Time from the start of the process until it could answer, s.
    pub start_s: f64,
    /// Whether the readiness check can ever succeed.
    pub becomes_ready: bool,
    /// For how long it answers nothing but errors once it is ready, s.
    pub unready_s: f64,
    /// What it does not give back.
    pub leak: Leak,
    /// Mean time from the start of the process to its crash, s; 0 never.
    pub crash_after_s: f64,
    /// The law of that time.
    pub crash_law: CrashLaw,
    /// Chance that a process crashes instead of coming up.
    pub crash_on_start: f64,
    /// Requests that it treats otherwise than the rest.
    pub cases: Vec<Case>,
}

impl Default for Version {
    fn default() -> Self {
        Version {
            service_factor: 1.0,
            error_probability: 0.001,
            conversion: 0.1,
            start_s: 8.0,
            becomes_ready: true,
            unready_s: 0.0,
            leak: Leak::default(),
            crash_after_s: 0.0,
            crash_law: CrashLaw::default(),
            crash_on_start: 0.0,
            cases: Vec::new(),
        }
    }
}

impl Section for Version {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "service_factor",
            &mut self.service_factor,
            spec("", 0.01, 100.0, "Multiplies the service time: 2 is half as fast."),
        );
        v.number(
            "error_probability",
            &mut self.error_probability,
            spec("", 0.0, 1.0, "Chance that a request is answered with an error."),
        );
        v.number(
            "conversion",
            &mut self.conversion,
            spec(
                "",
                0.0,
                1.0,
                "Chance that a request that is answered well leads to what an A/B test counts, such as an order; the mean of both versions' for a user who has met both.",
            ),
        );
        v.number(
            "start_s",
            &mut self.start_s,
            spec("s", 0.0, 86_400.0, "Time from the start of the process until it could answer."),
        );
        v.flag("becomes_ready", &mut self.becomes_ready, "Whether the readiness check can ever succeed.");
        v.number(
            "unready_s",
            &mut self.unready_s,
            spec(
                "s",
                0.0,
                86_400.0,
                "For how long a process that has become ready answers all requests with errors: a readiness check that lies, such as of one that listens before it has its connections.",
            ),
        );
        v.section("leak", &mut self.leak, "What a process of this version does not give back.");
        v.number(
            "crash_after_s",
            &mut self.crash_after_s,
            spec("s", 0.0, 10.0 * LONGEST_HORIZON_S, "Mean time from the start of the process to its crash; 0: never."),
        );
        v.choice("crash_law", &mut self.crash_law, "The law of that time.");
        v.number(
            "crash_on_start",
            &mut self.crash_on_start,
            spec("", 0.0, 1.0, "Chance that a process crashes at the end of its start instead of coming up."),
        );
        v.list(
            "cases",
            &mut self.cases,
            spec(
                "entries",
                0.0,
                20.0,
                "Requests that it treats otherwise: of one class, from one region, of some cohorts; all that apply count.",
            ),
        );
    }
}
