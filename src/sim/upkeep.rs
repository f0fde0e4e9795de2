//! What instances need besides requests, in one place, so that the request path knows nothing of it.

use super::Luck;
use super::scale::Scaler;
use crate::fleet::{BackOff, CheckKind, Checks, Cluster, Images, Probe, Revision, Rule, Shop, Start};
use crate::kernel::Time;
use crate::kernel::rng::{Purpose, Stream};
use crate::kernel::ziggurat::Ziggurat;
use crate::scenario::{Restart, Scenario};

/// The state of everything that keeps instances alive.
#[derive(Clone, Debug)]
pub(super) struct Upkeep {
    seed: u64,
    /// How long an instance serves on before it is told to stop.
    pub(super) pre_stop: Time,
    pub(super) images: Images,
    pub(super) checks: Checks,
    /// What becomes of a process, without jitter; by revision.
    starts: Vec<Start>,
    jitters: bool,
    /// Whether checks wait behind the requests.
    pub(super) checks_queue: bool,
    pub(super) restart: Restart,
    pub(super) shop: Shop,
    /// Whether any process can fail by itself.
    can_fail: bool,
    /// Where instances stand, if places are limited.
    pub(super) cluster: Option<Cluster>,
    pub(super) scaler: Option<Scaler>,
    /// By instance.
    pub(super) vitals: Vec<Vitals>,
}

/// One instance's process and its checks.
#[derive(Clone, Debug)]
pub(super) struct Vitals {
    pub(super) launched_at: Time,
    /// When it last became ready, or ceased to be.
    pub(super) turned_at: Time,
    /// Goes up when a process begins or ends, so that what was planned for it is known to be stale.
    pub(super) process: u32,
    /// Processes that have begun.
    begun: u32,
    /// When a check condemned the process, if one did: it is being stopped.
    pub(super) condemned_at: Option<Time>,
    pub(super) readiness: Watch,
    pub(super) liveness: Watch,
    pub(super) back_off: BackOff,
    /// How long the repair of its process takes, as a multiple of the mean.
    pub(super) repair: f64,
}

/// A check of a running process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watch {
    /// The first check of this process; the others follow every period.
    pub(super) first: Time,
    pub(super) probe: Probe,
    /// The last check.
    pub(super) asked_at: Time,
    /// Whether the next check is planned. It is only while its answer can change anything.
    pub(super) planned: bool,
}

impl Watch {
    /// The check of a process that passes it, first made at `first`.
    fn from(first: Time) -> Watch {
        Watch { first, probe: Probe::PASSING, asked_at: first, planned: false }
    }
}

impl Vitals {
    pub(super) fn watch(&mut self, check: CheckKind) -> &mut Watch {
        match check {
            CheckKind::Liveness => &mut self.liveness,
            CheckKind::Startup | CheckKind::Readiness => &mut self.readiness,
        }
    }
}

impl Upkeep {
    pub(super) fn new(scenario: &Scenario) -> Upkeep {
        let fleet = &scenario.fleet;
        let checks = Checks::new(fleet);
        let failures = &scenario.faults.failures;
        let crashes = scenario.revisions().any(|version| version.crash_after_s > 0.0 || version.crash_on_start > 0.0);
        Upkeep {
            seed: scenario.seed,
            pre_stop: Time::from_seconds(fleet.pre_stop_s),
            images: Images::new(Time::from_seconds(fleet.image_pull_s), scenario.revision_count() as usize),
            starts: scenario.revisions().map(|version| checks.start(version, [0.0; 3])).collect(),
            checks,
            jitters: fleet.check_jitter,
            checks_queue: fleet.checks_queue,
            restart: fleet.restart.clone(),
            shop: Shop::new(failures.repairers),
            can_fail: crashes || failures.mean_time_to_failure_s > 0.0,
            cluster: Cluster::new(&scenario.cluster),
            scaler: Scaler::new(&scenario.autoscaler),
            vitals: Vec::new(),
        }
    }

    /// There is a new instance.
    pub(super) fn add(&mut self, now: Time) {
        self.vitals.push(Vitals {
            launched_at: now,
            turned_at: now,
            process: 0,
            begun: 0,
            condemned_at: None,
            readiness: Watch::from(Time::ZERO),
            liveness: Watch::from(Time::ZERO),
            back_off: BackOff::default(),
            repair: 0.0,
        });
    }

    /// Processes that have begun on the instance.
    pub(super) fn begun(&self, id: u32) -> u32 {
        self.vitals[id as usize].begun
    }

    /// The luck of the instance's next process. It is that of its number: whatever has become of those before it, and in
    /// every lane.
    fn luck(&self, purpose: Purpose, id: u32) -> Stream {
        Stream::numbered(self.seed, purpose, u64::from(self.begun(id)) << 32 | u64::from(id))
    }

    /// Draws when the instance's next process fails and how long its repair takes, if any can fail; the same whatever version
    /// it is of.
    pub(super) fn draw_failure(&self, id: u32, ziggurat: &Ziggurat) -> Option<Luck> {
        self.can_fail.then(|| {
            let mut luck = self.luck(Purpose::Failures, id);
            let on_start = luck.unit();
            let [crash, failure, repair] = [(); 3].map(|()| ziggurat.exponential(&mut luck));
            Luck::Failure { on_start, crash, failure, repair }
        })
    }

    /// Draws how much later the first checks of the instance's next process come, if they do.
    pub(super) fn draw_checks(&self, id: u32) -> Option<[f64; 3]> {
        self.jitters.then(|| {
            let mut luck = self.luck(Purpose::Checks, id);
            [(); 3].map(|()| luck.unit())
        })
    }

    /// A process of this revision begins on the instance at `now`, its checks so much later than planned: what they will make of
    /// it.
    pub(super) fn process_begins(
        &mut self,
        id: u32,
        revision: Revision,
        later: Option<[f64; 3]>,
        scenario: &Scenario,
        now: Time,
    ) -> Start {
        let start = match later {
            Some(later) => self.checks.start(scenario.version_of(revision.0), later),
            None => self.starts[revision.index()],
        };
        let vitals = &mut self.vitals[id as usize];
        vitals.begun += 1;
        vitals.process += 1;
        vitals.condemned_at = None;
        vitals.readiness = Watch::from(now + start.readiness_from);
        vitals.liveness = Watch::from(now.after(start.liveness_from));
        start
    }

    /// The process of the instance has ended.
    pub(super) fn process_ends(&mut self, id: u32) {
        let vitals = &mut self.vitals[id as usize];
        vitals.process += 1;
    }

    /// The rule of a check that is asked of running processes, if there is one.
    pub(super) fn rule(&self, check: CheckKind) -> Option<Rule> {
        match check {
            CheckKind::Startup => None,
            CheckKind::Readiness => Some(self.checks.readiness),
            CheckKind::Liveness => self.checks.liveness,
        }
    }
}
