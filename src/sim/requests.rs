//! The path of a request: the load balancer picks, the desk plans, and everyone who counts is told at once how it will
//! end. A lost instance takes back what was told.

use super::ahead::Drawn;
use super::conversions::visit_of;
use super::{Ended, Event, Observer, Simulation, share_of_bits};
use crate::fleet::{Admitted, Breakage, Measured, Outcome, Pool, Revision, Telemetry, VersionId, is_copy, original};
use crate::kernel::{Moment, Scatter, Time};
use crate::scenario::{Migration, Policy};

/// What decides how a request ends, apart from its instance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// After how long a client gives up.
    pub patience: Time,
    /// The same.
    gives_up: Moment,
    /// What the stable version makes of it.
    pub stable: Makes,
    pub luck: Scatter,
}

/// What a version makes of a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Makes {
    /// Multiplies its service time.
    pub service_factor: f64,
    /// Luck below this is an error, of 2^64.
    pub error_below: u64,
}

impl Terms {
    /// The terms of a run in which clients give up after `patience`.
    pub fn new(patience: Time, stable: Makes, luck: Scatter) -> Terms {
        Terms { patience, gives_up: Moment::limit(patience), stable, luck }
    }

    /// The same for a client who gives up after `patience`.
    #[inline(always)]
    pub fn patient(self, patience: Time) -> Terms {
        Terms { patience, gives_up: Moment::limit(patience), ..self }
    }

    /// The same where no request of the stable version has bad luck, which need not be looked at then; `None` where some have.
    #[inline(always)]
    pub fn without_luck(self) -> Option<Terms> {
        let stable = Makes { error_below: 0, ..self.stable };
        (self.stable.error_below == 0).then_some(Terms { stable, ..self })
    }

    /// How long the work of a request takes, and how the request ends, whose luck lies at this place.
    /// `work` is its service time before all factors, ns; `made` is what becomes of one that starts then where not the stable
    /// version runs on a warm instance (`is_plain`).
    #[inline(always)]
    pub fn plan(
        &self,
        luck: u64,
        now: Time,
        work: f64,
        is_plain: bool,
        started: Moment,
        made: impl FnOnce(Time) -> Makes,
    ) -> (Moment, Outcome) {
        let Makes { service_factor, error_below } = if is_plain { self.stable } else { made(started.time()) };
        let service = Moment::span(work * service_factor);
        let latency = started.minus(Moment::at(now)).plus(service);
        (service, self.ending(luck, error_below, latency))
    }

    /// How a request ends that arrived at `arrived` and whose answer is there at `departure`.
    pub fn outcome(&self, luck: u64, arrived: Time, departure: Time) -> Outcome {
        self.ending(luck, self.stable.error_below, Moment::at(departure - arrived))
    }

    /// How a request ends whose answer takes so long.
    #[inline(always)]
    fn ending(&self, luck: u64, error_below: u64, latency: Moment) -> Outcome {
        let mut outcome = Outcome::Served;
        if error_below > 0 && self.luck.bits(luck) < error_below {
            outcome = Outcome::Failed;
        }
        if latency > self.gives_up {
            outcome = Outcome::TimedOut;
        }
        outcome
    }
}

impl<O: Observer> Simulation<O> {
    /// A request arrives; its number, if it was sent to an instance.
    ///
    /// Work is drawn whatever becomes of the request, so that lanes that treat it differently still draw the same for the
    /// next one; its luck and its user's cohort belong to its number.
    #[inline]
    pub(super) fn arrive(&mut self, drawn: Drawn) -> Option<u32> {
        let number = self.offered;
        self.offered += 1;
        self.observer.arrived(1);
        let Drawn { work, choice } = drawn;
        self.send(number, number, work, choice).map(|_| number)
    }

    /// Sends a request of this `user`, or an attempt to have one answered, to an instance; to which one.
    #[inline]
    pub(super) fn send(&mut self, number: u32, user: u32, work: f64, choice: u64) -> Option<u32> {
        let id = match self.pick(number, user, choice) {
            Ok(id) => id,
            Err(silent) => {
                self.meet(number, silent);
                self.find_nobody(number, silent);
                return silent;
            }
        };
        debug_assert!(self.instances[id as usize].listening, "a request for an instance that takes none");
        self.meet(number, Some(id));
        let work = if self.clients.cases().are_there() { work * self.case_factor(number, id) } else { work };
        let version = self.desks.version(id);
        self.observer.routed(self.now, version, 1);
        let may_be_older = self.control.has_older && version == VersionId::Candidate;
        if may_be_older && self.control.is_older(self.revision(id)) {
            self.observer.met_older();
        }
        self.bring(number, id, work);
        Some(id)
    }

    /// A request, or a copy, arrives on an instance.
    #[inline]
    pub(super) fn bring(&mut self, number: u32, id: u32, work: f64) {
        if self.desks.are_special() {
            self.arrive_special(number, id, work);
            return;
        }
        let now = self.now;
        let (terms, luck, apart) = self.terms_of(number, id);
        let (instances, constants) = (&self.instances, &self.constants);
        let made = |started| {
            let made = constants.made(&instances[id as usize], now, started);
            Makes { error_below: apart.unwrap_or(made.error_below), ..made }
        };
        let admitted =
            self.desks.admit(id, now, number, |is_plain, started| terms.plan(luck, now, work, is_plain, started, made));
        match admitted {
            Ok((version, request)) => self.promise((id, version), &request),
            Err(version) => self.refuse(number, Some((id, version))),
        }
    }

    /// An attempt of this number goes to this instance, if to any: its user meets the version. Before anything else, since all
    /// that its client does then may be planned at once.
    #[inline]
    fn meet(&mut self, number: u32, id: Option<u32>) {
        if self.clients.are_busy()
            && let Some(id) = id
        {
            self.clients.meet(number, self.desks.version(id));
        }
    }

    /// What decides how a request ends that is known by this number, and where its luck lies; a copy has its original's. Where
    /// some are treated otherwise than others, also the luck below which it is an error on the instance.
    #[inline(always)]
    pub(super) fn terms_of(&self, number: u32, id: u32) -> (Terms, u64, Option<u64>) {
        let number = original(number);
        let mut terms = self.constants.terms(&self.streams);
        if !self.clients.are_busy() {
            return (terms, u64::from(number), None);
        }
        terms = terms.patient(self.clients.patience_of(number));
        let apart = self.clients.treats_apart().then(|| share_of_bits(self.error_probabilities(number, id)[3]));
        terms.stable.error_below = apart.unwrap_or(terms.stable.error_below);
        (terms, self.clients.luck_of(number), apart)
    }

    /// Chance that what runs on the instance answers such a request with an error by itself, and after each [`Breakage`].
    #[cold]
    fn error_probabilities(&self, number: u32, id: u32) -> [f64; 4] {
        if self.now < self.instances[id as usize].able_at {
            return [1.0; 4];
        }
        let asker = self.clients.asker(number, self.streams.cohort);
        let own = self.clients.cases().error_probability(self.revision(id), &asker);
        let (left, version) = (self.clients.left, self.desks.version(id));
        let [session, client, schema] = self.clients.compatibility.error_probabilities(version, own, left);
        [own, session, client, schema]
    }

    /// What runs on an instance.
    #[inline]
    pub(super) fn revision(&self, id: u32) -> Revision {
        self.instances[id as usize].revision
    }

    /// Why the attempt that is being sent to this instance is an error, if that is because of what another version left.
    pub(super) fn breakage(&self, number: u32, id: u32) -> Option<Breakage> {
        if self.clients.compatibility.is_full() {
            return None;
        }
        let luck = self.streams.errors.bits(self.clients.luck_of(number));
        let first = self.error_probabilities(number, id).map(share_of_bits);
        let reason = first.iter().position(|below| luck < *below)?;
        Breakage::ALL.get(reason.checked_sub(1)?).copied()
    }

    /// The rollout has come to where the schema may be migrated.
    pub(super) fn migrate(&mut self, at: Migration) {
        if self.clients.compatibility.migrate(at) {
            self.tell(Event::SchemaMigrated);
        }
    }

    /// What decides how a request ends whose client may have left: only what belongs to its number, and the luck below which
    /// it is an error.
    pub(super) fn terms_again(&self, number: u32, error_below: u64) -> Terms {
        let mut terms = self.constants.terms(&self.streams).patient(self.patience_of(number));
        terms.stable.error_below = error_below;
        terms
    }

    /// How many times its usual work a request is for what runs on an instance.
    #[cold]
    pub(super) fn case_factor(&self, number: u32, id: u32) -> f64 {
        let asker = self.clients.asker(number, self.streams.cohort);
        self.clients.cases().service_factor(self.revision(id), &asker)
    }

    /// After how long the client gives up of a request that is known by this number.
    #[inline]
    pub(super) fn patience_of(&self, number: u32) -> Time {
        if self.clients.are_busy() { self.clients.patience_of(number) } else { self.constants.patience }
    }

    /// Tells everyone who counts how an admitted request will end.
    #[inline]
    pub(super) fn promise(&mut self, (id, version): (u32, VersionId), request: &Admitted) {
        let patience = self.patience_of(request.number);
        if let Some(routing) = &mut self.routing {
            let is_good = request.outcome == Outcome::Served;
            if !is_copy(request.number) {
                routing.admitted(id, request.departure, request.ends(patience), is_good);
            }
        } else if self.ranks_loads {
            self.departures.add(request.departure, id);
        }
        self.tell_ended(&planned(request, (id, version), patience));
    }

    /// Takes back what was told of a request.
    pub(super) fn revoke(&mut self, (id, version): (u32, VersionId), request: &Admitted) {
        let planned = planned(request, (id, version), self.patience_of(request.number));
        if let Some((telemetry, measured)) = self.measured(&planned) {
            telemetry.uncount(&measured);
        }
        if is_copy(request.number) {
            self.untell_copy(&planned);
        } else if self.clients.are_busy() {
            self.unhear(&planned);
        } else {
            self.uncount_visit(&planned);
            self.observer.revoked(&planned);
        }
    }

    /// Tells everyone who counts how a request, or an attempt, ends; whether a client still waited for that.
    #[inline]
    pub(super) fn tell_ended(&mut self, ended: &Ended) -> bool {
        if let Some((telemetry, measured)) = self.measured(ended) {
            telemetry.count(&measured);
        }
        if is_copy(ended.number) {
            self.tell_copy(ended);
            return false;
        }
        if self.clients.are_busy() {
            return self.hear(ended);
        }
        self.count_visit(ended);
        self.observer.ended(ended);
        true
    }

    /// The instance that the request is sent to; otherwise the one that was tried and did not listen, if any was.
    #[inline]
    fn pick(&mut self, number: u32, user: u32, choice: u64) -> Result<u32, Option<u32>> {
        if self.routing.is_some() {
            return self.pick_by_routing(self.clients.sender_of(number), user, choice);
        }
        if self.ranks_loads {
            self.let_depart();
        }
        let cohort = self.streams.cohort;
        let pool = self.balancer.pool(|| cohort.place(u64::from(user))).ok_or(None)?;
        Ok(pick_of(pool, self.scenario.fleet.policy, choice, |id| self.desks.outstanding(id, self.now)))
    }

    /// Brings the least-outstanding policy's loads up to the present.
    pub(super) fn let_depart(&mut self) {
        let (desks, balancer) = (&self.desks, &mut self.balancer);
        self.departures.pass(self.now, |id| balancer.relieve(id, desks.version(id)));
    }

    #[cold]
    pub(super) fn refuse(&mut self, number: u32, instance: Option<(u32, VersionId)>) {
        if let Some((id, version)) = instance {
            if let Some(routing) = &mut self.routing {
                if !is_copy(number) {
                    routing.turned_away(id, self.now);
                }
            } else if self.ranks_loads {
                self.balancer.relieve(id, version);
            }
        }
        let (at, outcome) = (self.now, Outcome::Rejected);
        self.tell_ended(&Ended { at, arrived: at, started: at, number, class: 0, region: None, instance, outcome });
    }

    /// The departures planned for the instance will not happen.
    pub(super) fn forget_departures(&mut self, id: u32) {
        if self.ranks_loads && self.desks.outstanding(id, self.now) > 0 {
            self.departures.forget(id);
        }
    }

    /// What telemetry sees of an end, if it is measured, and which: by what the instance is to the present deployment.
    #[inline]
    pub(super) fn measured(&mut self, ended: &Ended) -> Option<(&mut Telemetry, Measured)> {
        let (id, _) = ended.instance?;
        let version = self.watched(id)?;
        let measured = measured(&Ended { instance: Some((id, version)), ..*ended })?;
        Some((self.telemetry_of(id), measured))
    }

    /// Whatever measures an instance: those with which candidates are compared have telemetry of their own.
    #[inline]
    fn telemetry_of(&mut self, id: u32) -> &mut Telemetry {
        match &mut self.baseline {
            Some(baseline) if self.instances[id as usize].baseline => baseline,
            _ => &mut self.telemetry,
        }
    }

    /// As which version the requests to an instance are measured, if they are.
    #[inline]
    pub(super) fn watched(&self, id: u32) -> Option<VersionId> {
        let version = self.desks.version(id);
        if self.control.has_older {
            let instance = &self.instances[id as usize];
            if instance.baseline {
                return Some(VersionId::Candidate);
            }
            if self.control.is_older(instance.revision) {
                return None;
            }
        }
        self.telemetry.watches(version).then_some(version)
    }

    /// Everything on the instance is lost now; how many requests of users that were.
    pub(super) fn lose_all(&mut self, id: u32) -> u32 {
        let watched = self.watched(id);
        if let Some(routing) = &mut self.routing {
            routing.process_ends(id, self.now);
        }
        let mut lost = self.lose_all_driven(id);
        self.forget_departures(id);
        let telemetry = match &mut self.baseline {
            Some(baseline) if self.instances[id as usize].baseline => &mut **baseline,
            _ => &mut self.telemetry,
        };
        let observer = &mut self.observer;
        let (clients, routing, conversions) = (&self.clients, &mut self.routing, &mut self.conversions);
        let (now, instance) = (self.now, &self.instances[id as usize]);
        let (mut attempts, mut copies) = (Vec::new(), Vec::new());
        self.desks.lose_all(id, now, clients.longest_patience(), |request| {
            let version = instance.version_at(request.arrived);
            let planned = planned(&request, (id, version), clients.patience_of(request.number));
            if planned.at <= now {
                return;
            }
            let ended = Ended { at: now, outcome: Outcome::Failed, ..planned };
            if let Some(version) = watched {
                let measured = |ended: Ended| measured(&Ended { instance: Some((id, version)), ..ended });
                measured(planned).into_iter().for_each(|measured| telemetry.uncount(&measured));
                measured(ended).into_iter().for_each(|measured| telemetry.count(&measured));
            }
            if is_copy(request.number) {
                copies.push((planned, ended));
                return;
            }
            if let Some(routing) = routing {
                routing.lost(clients.sender_of(request.number), id, now);
            }
            if clients.are_busy() {
                attempts.push((planned, ended));
            } else {
                lost += 1;
                if let Some(conversions) = conversions {
                    visit_of(&planned).into_iter().for_each(|visit| conversions.uncount(&visit));
                    visit_of(&ended).into_iter().for_each(|visit| conversions.count(&visit));
                }
                observer.revoked(&planned);
                observer.ended(&ended);
            }
        });
        for (planned, ended) in attempts {
            self.unhear(&planned);
            lost += u32::from(self.hear(&ended));
        }
        for (planned, ended) in copies {
            self.untell_copy(&planned);
            self.tell_copy(&ended);
        }
        self.conditions.restart(id);
        let version = watched.unwrap_or(self.instances[id as usize].version);
        self.telemetry_of(id).process_ended(id, version);
        lost
    }
}

/// The instance of the pool that takes a request by this policy; `load` tells how many requests an instance has.
#[inline]
pub(super) fn pick_of(pool: &mut Pool, policy: Policy, choice: u64, load: impl Fn(u32) -> u32) -> u32 {
    match policy {
        // The latter two are never picked by this balancer: see `Routing::new`.
        Policy::RoundRobin | Policy::WeightedRoundRobin | Policy::ConsistentHash => pool.round_robin(),
        Policy::Random => pool.random(choice),
        Policy::LeastOutstanding => pool.least(),
        Policy::PowerOfTwo => {
            let (first, second) = pool.two(choice);
            if load(second) < load(first) { second } else { first }
        }
    }
}

/// How an admitted request ends if nothing happens to its instance.
#[inline(always)]
pub(super) fn planned(request: &Admitted, instance: (u32, VersionId), patience: Time) -> Ended {
    let Admitted { arrived, started, number, outcome, .. } = *request;
    Ended {
        at: request.ends(patience),
        arrived,
        started,
        number,
        class: 0,
        region: None,
        instance: Some(instance),
        outcome,
    }
}

/// Counts an end.
#[inline]
pub(super) fn count(telemetry: &mut Telemetry, ended: &Ended) {
    // Not handed on as a whole, which would be written in one size and read in another.
    if let Some(measured) = measured(ended) {
        telemetry.count(&measured);
    }
}

/// What an exporter sees of an end, if the request reached an instance.
#[inline(always)]
fn measured(ended: &Ended) -> Option<Measured> {
    let Ended { at, arrived, outcome, .. } = *ended;
    let (instance, version) = ended.instance?;
    let latency = (outcome != Outcome::Rejected).then(|| at - arrived);
    Some(Measured { key: arrived.0, instance, version, at, latency, good: outcome == Outcome::Served })
}
