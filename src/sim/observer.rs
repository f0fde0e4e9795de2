//! Who watches a run. An observer is told everything and can influence nothing.

use super::Event;
use crate::fleet::{Breakage, Outcome, Reading, RequestId, Revision, VersionId};
use crate::kernel::Time;
use crate::rollout::Action;
use crate::sim::Reason;

/// How a request ends for its client.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    /// When.
    pub at: Time,
    /// When it arrived.
    pub arrived: Time,
    /// When its work began, or would have begun.
    pub started: Time,
    /// Its number in order of arrival.
    pub number: u32,
    /// Its class.
    pub class: u8,
    /// Its user's region, if there are any.
    pub region: Option<u8>,
    /// Where it was, or its last attempt; `None` if no instance was in rotation.
    pub instance: Option<(u32, VersionId)>,
    /// How it ended.
    pub outcome: Outcome,
}

impl Ended {
    /// A copy, put together where it is made. To hand it on there in place of the original, where that seldom happens, spares
    /// the original to be in memory: for every request it stays in registers.
    #[inline(always)]
    #[must_use]
    pub fn apart(&self) -> Ended {
        let Ended { at, arrived, started, number, class, region, instance, outcome } = *self;
        Ended { at, arrived, started, number, class, region, instance, outcome }
    }
}

/// Why an attempt is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is the request's first.
    First,
    /// The one before has failed.
    Retry,
    /// The one before has not been answered for a while.
    Hedge,
}

/// An attempt to have a request answered, by clients that may make several.
#[derive(Clone, Copy, Debug)]
pub struct Attempted {
    /// When.
    pub at: Time,
    /// Which request.
    pub request: RequestId,
    /// Why.
    pub why: Why,
    /// The request's class.
    pub class: u8,
    /// Its user's region, if there are any.
    pub region: Option<u8>,
    /// The work that it brings, with its class's factor but no other, ns.
    pub work_ns: f64,
    /// Whether its user meets a second version for the first time.
    pub mixes_versions: bool,
    /// Why it is an error, if it is answered at all and that is because the versions do not understand each other.
    pub broken: Option<Breakage>,
}

/// What luck has decided about a process of an instance, as it was drawn: before anything is made of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Luck {
    /// How the process ends by itself, if nothing else ends it before.
    Failure {
        /// It crashes as it starts if this is below the chance of that; uniform from 0 to 1.
        on_start: f64,
        /// After how many mean times it crashes; exponential.
        crash: f64,
        /// After how many mean times it fails; exponential.
        failure: f64,
        /// How many mean times its repair takes; exponential.
        repair: f64,
    },
    /// How much later than planned the first startup, readiness and liveness checks come, as shares of their periods.
    Checks([f64; 3]),
}

/// The state of the service at the end of a sample interval.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sampled {
    /// Instances in rotation, by version.
    pub in_rotation: [u32; 2],
    /// Requests per second that they can answer, by version.
    pub capacity_rps: [f64; 2],
    /// Instances paid for.
    pub paid: u32,
    /// Arrival rate, requests per second.
    pub demand_rps: f64,
    /// Workers in rotation.
    pub workers: u32,
    /// Of those, busy.
    pub busy: u32,
    /// Requests on instances.
    pub outstanding: u32,
    /// Share of the requests that the candidate shall get, percent.
    pub set_weight: u32,
    /// What telemetry last showed of the candidate.
    pub seen: Option<Reading>,
    /// What it last showed of the stable version, if that is measured too.
    pub seen_stable: Option<Reading>,
}

/// How a rollout stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Phase {
    /// Not begun.
    #[default]
    Waiting,
    /// Under way.
    Forward,
    /// Complete.
    Complete,
    /// Being taken back.
    Back,
    /// Taken back.
    BackComplete,
}

/// The rollout's own account of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// What runs when it begins, and what a roll-back goes to.
    pub stable: Revision,
    /// What it brings.
    pub candidate: Revision,
    /// How it stands.
    pub phase: Phase,
    /// Whether it is past its deadline without having gone on since.
    pub stalled: bool,
    /// When it began.
    pub started: Option<Time>,
    /// When it, or its way back, was complete.
    pub finished: Option<Time>,
    /// Why it was taken back.
    pub reason: Option<Reason>,
    /// When the stable version alone served with the whole fleet after a roll-back.
    pub restored: Option<Time>,
    /// Instances launched, drained, halted and restarted, and changes of the split.
    pub actions: u32,
}

/// Is told what happens, in order of time. Static dispatch: an observer costs what it does, and nothing more.
pub trait Observer {
    /// So many requests arrived.
    fn arrived(&mut self, requests: u32);
    /// An attempt was sent; of clients that do no more than ask once, nobody is told of attempts.
    #[inline]
    fn attempted(&mut self, _attempt: &Attempted) {}
    /// So many requests, or attempts, were sent to a version, the first of them at this moment.
    fn routed(&mut self, at: Time, version: VersionId, requests: u32);
    /// A request that is told to be sent to a candidate goes to what is left of an earlier deployment's.
    #[inline]
    fn met_older(&mut self) {}
    /// How a request will end, told as soon as that is known: when it is admitted or refused. The moment mostly lies in the
    /// future, and may lie beyond the end of the run.
    fn ended(&mut self, request: &Ended);
    /// Takes note of what `ended` tells if no more than a few counts need be changed; whether that was so, and nothing done if not.
    /// Nothing is called here: see [`Plain::admit_plainly`](crate::fleet::Plain::admit_plainly).
    #[inline(always)]
    fn ended_plainly(&mut self, _request: &Ended) -> bool {
        false
    }
    /// What `ended` told of a request will not happen: its instance is lost before. Another `ended` follows.
    fn revoked(&mut self, request: &Ended);
    /// A copy of a request was sent to the candidate. Nothing that is told of users is about copies.
    #[inline]
    fn copied(&mut self) {}
    /// How a copy will end, told like the end of a request; the number is that of the original
    /// if clients do no more than ask once.
    #[inline]
    fn copy_ended(&mut self, _copy: &Ended) {}
    /// What `copy_ended` told of a copy will not happen.
    #[inline]
    fn copy_revoked(&mut self, _copy: &Ended) {}
    /// The controller makes a write; what follows from it at once is told next.
    #[inline]
    fn acted(&mut self, _at: Time, _action: Action) {}
    /// What luck has decided about the process of this number on an instance, which begins; both count from 0.
    #[inline]
    fn drew(&mut self, _instance: u32, _process: u32, _luck: Luck) {}
    /// Something happened.
    fn event(&mut self, at: Time, event: Event);
    /// From now on these many instances of each version are in rotation.
    fn rotation(&mut self, at: Time, instances: [u32; 2]);
    /// A sample interval ended; `loads` are the requests on each live instance.
    fn sampled(&mut self, at: Time, sampled: &Sampled, loads: impl Iterator<Item = (u32, u32)>);
    /// The run ended; how each deployment went that has begun, or the first one if none has.
    fn finished(&mut self, at: Time, in_flight: u64, progress: &[Progress]);
}
