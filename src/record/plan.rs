//! The rollout without traffic: what the controller writes, one after the other, and how the fleet stands after each.
//!
//! The writes are those of a run: the engine, the strategies and the life of instances are the same, only nobody asks.

use super::Recording;
use super::recorder::{Recorder, Write};
use crate::fleet::{Split, State, VersionId};
use crate::kernel::Time;
use crate::rollout::Action;
use crate::scenario::{self, Checked};
use crate::sim::{Event, Reason, Simulation};
use serde::{Deserialize, Serialize};

/// A plan is given up after so many timers, and so many more for each instance: only what crashes for ever gets there.
const MOST_TIMERS: [u64; 2] = [100_000, 100];

/// A rollout, write by write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The state before the first write, then one row for each write.
    pub steps: Vec<Step>,
    /// Fewest instances ready at any moment of the plan, of both versions.
    pub min_ready: u32,
    /// Most instances asked for at any moment, of both versions.
    pub max_total: u32,
    /// From the beginning of the rollout until it is complete or completely taken back; `None` if it never is.
    pub duration: Option<Time>,
}

/// How things stand when a write has had its effect: at the end of its moment, or before the next write of that moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Since the beginning of the rollout.
    pub at: Time,
    /// Instances asked for, by version: all that are not on their way out.
    pub asked: [u32; 2],
    /// Instances ready, by version, whether or not they get requests.
    pub ready: [u32; 2],
    /// The candidate's share that the controller has set, percent; where it sets none, its share of the instances asked
    /// for.
    pub set_weight: f64,
    /// The candidate's share that the load balancer sends it, percent; where it is given no weight, its share of the
    /// instances ready.
    pub actual_weight: f64,
    /// Why there is this row.
    pub because: Because,
}

/// Why there is a row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Because {
    /// The state before the first write.
    Start,
    /// So many instances more are asked for.
    ScaleUp(VersionId, u32),
    /// So many instances less are asked for.
    ScaleDown(VersionId, u32),
    /// So many instances are stopped and keep their machines.
    Halt(VersionId, u32),
    /// Every stopped instance starts as this version.
    Restart(VersionId),
    /// The candidate's share of the requests is changed, percent.
    SetWeight(u32),
    /// All requests go over to this version in one write.
    Switch(VersionId),
    /// A step begins to hold its weight; its position in the list.
    Pause(u32),
    /// The operator gave a command.
    Command(scenario::Action),
    /// The change is being taken back.
    RollBack(Reason),
    /// The progress deadline has passed.
    Deadline,
    /// The rollout is complete.
    Complete,
    /// The change has been taken back.
    RolledBack,
    /// The plan ends unfinished: only the operator can let it go on.
    AwaitsOperator,
    /// The plan ends unfinished: the rollout does not complete by itself.
    Stuck,
}

impl Because {
    /// The name in files, which never changes.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Because::Start => "start",
            Because::ScaleUp(..) => "scale-up",
            Because::ScaleDown(..) => "scale-down",
            Because::Halt(..) => "stop",
            Because::Restart(_) => "restart",
            Because::SetWeight(_) => "set-weight",
            Because::Switch(_) => "switch",
            Because::Pause(_) => "pause",
            Because::Command(scenario::Action::Promote) => "command-promote",
            Because::Command(scenario::Action::Pause) => "command-pause",
            Because::Command(scenario::Action::Resume) => "command-resume",
            Because::Command(scenario::Action::RollBack) => "command-roll-back",
            Because::RollBack(_) => "roll-back",
            Because::Deadline => "deadline",
            Because::Complete => "complete",
            Because::RolledBack => "rolled-back",
            Because::AwaitsOperator => "awaits-operator",
            Because::Stuck => "stuck",
        }
    }
}

/// Plans the rollout of `scenario`; with `at_once`, with instances that are ready, available and gone at once, so that
/// only the controller's decisions remain.
#[must_use]
pub fn plan(scenario: &Checked, at_once: bool) -> Plan {
    let quiet = scenario.without_requests();
    let quiet = if at_once { quiet.at_once() } else { quiet };
    let mut simulation = Simulation::new(&quiet, Recorder::new(&quiet));
    if at_once {
        simulation = simulation.patiently();
    }
    let [base, each] = MOST_TIMERS;
    let mut left = base + each * u64::from(quiet.fleet.instances);
    while left > 0 && !simulation.is_over() && !simulation.advance(1) {
        left -= 1;
    }
    let awaits_operator = simulation.awaits_operator();
    let (recording, writes) = simulation.finish().into_parts();
    fold(&recording, &writes, awaits_operator)
}

/// The plan that a run has left behind.
fn fold(recording: &Recording, writes: &[Write], awaits_operator: bool) -> Plan {
    let mut sheet = Sheet::new(recording.wanted);
    let mut writes = writes.iter().peekable();
    for (place, entry) in recording.log.iter().enumerate() {
        while let Some(write) = writes.next_if(|write| write.after <= place) {
            sheet.write(write);
        }
        sheet.hear(entry.at, entry.event);
    }
    writes.for_each(|write| sheet.write(write));
    sheet.close();
    let rollout = &recording.rollout;
    let duration = rollout.finished.zip(rollout.started).map(|(finished, started)| finished - started);
    if duration.is_none() {
        sheet.open(sheet.now, if awaits_operator { Because::AwaitsOperator } else { Because::Stuck });
        sheet.close();
    }
    Plan { steps: sheet.steps, min_ready: sheet.min_ready, max_total: sheet.max_total, duration }
}

/// The fleet as it stands, and the rows so far.
struct Sheet {
    now: Time,
    started: Option<Time>,
    /// By instance; `None` for one that is gone.
    instances: Vec<Option<(VersionId, State)>>,
    asked: [u32; 2],
    ready: [u32; 2],
    split: Split,
    /// Whether the change is being taken back.
    back: bool,
    /// The row whose effect is still going on.
    open: Option<(Time, Because)>,
    steps: Vec<Step>,
    min_ready: u32,
    max_total: u32,
}

impl Sheet {
    fn new(wanted: u32) -> Sheet {
        Sheet {
            now: Time::ZERO,
            started: None,
            instances: vec![Some((VersionId::Stable, State::Ready)); wanted as usize],
            asked: [wanted, 0],
            ready: [wanted, 0],
            split: Split::Together,
            back: false,
            open: None,
            steps: Vec::new(),
            min_ready: u32::MAX,
            max_total: 0,
        }
    }

    /// What is told from now on happens then.
    fn advance(&mut self, at: Time) {
        if at > self.now {
            self.close();
            self.now = at;
        }
    }

    fn open(&mut self, at: Time, because: Because) {
        self.advance(at);
        self.close();
        self.open = Some((at, because));
    }

    /// The moment, or what a write did in it, is over.
    fn close(&mut self) {
        let Some(started) = self.started else { return };
        self.min_ready = self.min_ready.min(self.ready.iter().sum());
        self.max_total = self.max_total.max(self.asked.iter().sum());
        let Some((at, because)) = self.open.take() else { return };
        let share = |[stable, candidate]: [u32; 2]| match stable + candidate {
            0 => 0.0,
            both => 100.0 * f64::from(candidate) / f64::from(both),
        };
        let (set_weight, actual_weight) = match self.split {
            Split::Together => (share(self.asked), share(self.ready)),
            // Its share goes to the stable version while no candidate is there.
            Split::Weight(percent @ 0..100) if self.ready[1] == 0 => (f64::from(percent), 0.0),
            Split::Weight(percent) => (f64::from(percent), f64::from(percent)),
        };
        let (asked, ready) = (self.asked, self.ready);
        let step = Step { at: at - started, asked, ready, set_weight, actual_weight, because };
        // That everything is done is worth a row only if it could not be seen in the row before.
        let says_nothing = matches!(because, Because::Complete | Because::RolledBack)
            && self.steps.last().is_some_and(|last| Step { because, ..*last } == step);
        if !says_nothing {
            self.steps.push(step);
        }
    }

    fn write(&mut self, write: &Write) {
        let mut split = self.split;
        let because = match write.action {
            Action::Launch { version, count } => Because::ScaleUp(version, count),
            Action::Drain { version, count } => Because::ScaleDown(version, count),
            Action::Halt { version, count } => Because::Halt(version, count),
            Action::Restart { version } => Because::Restart(version),
            Action::Route(to) => {
                split = to;
                match (self.split, to) {
                    (Split::Weight(0), Split::Weight(100)) => Because::Switch(VersionId::Candidate),
                    (Split::Weight(100), Split::Weight(0)) => Because::Switch(VersionId::Stable),
                    (_, Split::Weight(percent)) => Because::SetWeight(percent),
                    (_, Split::Together) => Because::SetWeight(to.share(VersionId::Candidate, self.ready)),
                }
            }
            Action::Hold { step } => Because::Pause(step),
            Action::Finish if self.back => Because::RolledBack,
            Action::Finish => Because::Complete,
        };
        self.open(write.at, because);
        self.split = split;
    }

    fn hear(&mut self, at: Time, event: Event) {
        self.advance(at);
        match event {
            Event::RolloutStarted => {
                self.open = Some((at, Because::Start));
                self.started = Some(at);
            }
            Event::InstanceChanged { instance, version, state } => self.change(instance as usize, version, state),
            Event::CommandGiven { action } => self.open(at, Because::Command(action)),
            Event::RollBackStarted { reason } => {
                self.back = true;
                self.open(at, Because::RollBack(reason));
            }
            Event::DeadlinePassed => self.open(at, Because::Deadline),
            _ => {}
        }
    }

    fn change(&mut self, place: usize, version: VersionId, state: State) {
        if self.instances.len() <= place {
            self.instances.resize(place + 1, None);
        }
        let next = (state != State::Terminated).then_some((version, state));
        let before = std::mem::replace(&mut self.instances[place], next);
        let is_asked = |state: State| state != State::Draining;
        if let Some((version, state)) = before {
            self.asked[version.index()] -= u32::from(is_asked(state));
            self.ready[version.index()] -= u32::from(state.is_ready());
        }
        if let Some((version, state)) = next {
            self.asked[version.index()] += u32::from(is_asked(state));
            self.ready[version.index()] += u32::from(state.is_ready());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{document, read};

    fn planned(toml: &str, at_once: bool) -> Plan {
        let document = document::from_text(&format!("{toml}\n")).unwrap();
        plan(&read::read(&document).unwrap(), at_once)
    }

    /// A line per row: seconds, asked, ready, set and actual weight, why.
    fn lines(plan: &Plan) -> String {
        let line = |step: &Step| {
            let Step { asked, ready, set_weight, actual_weight, .. } = step;
            let ([a, b], [c, d], id) = (asked, ready, step.because.id());
            format!("{:5.1}  {a}+{b}  {c}+{d}  {set_weight:.0}/{actual_weight:.0}  {id}", step.at.seconds())
        };
        plan.steps.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn ten_instances_at_25_percent_at_once() {
        // Surge = ceil(2.5) = 3, unavailable = floor(2.5) = 2: at most 13, at least 8.
        let plan = planned("", true);
        insta::assert_snapshot!(lines(&plan), @r"
        0.0  10+0  10+0  0/0  start
        0.0  10+3  10+3  23/23  scale-up
        0.0  5+3  5+3  38/38  scale-down
        0.0  5+8  5+8  62/62  scale-up
        0.0  0+8  0+8  100/100  scale-down
        0.0  0+10  0+10  100/100  scale-up
        ");
        assert_eq!((plan.min_ready, plan.max_total, plan.duration), (8, 13, Some(Time::ZERO)));
    }

    #[test]
    fn rows_show_the_end_of_their_moment() {
        // 10 s to provision, 8 s to start, checks every 5 s from the start of the process on: ready 20 s after a launch.
        let plan = planned("fleet.instances = 3\nstrategy.rolling = { max_surge = 1, max_unavailable = 0 }", false);
        insta::assert_snapshot!(lines(&plan), @r"
         0.0  3+0  3+0  0/0  start
         0.0  3+1  3+0  25/0  scale-up
        20.0  2+1  2+1  33/33  scale-down
        22.0  2+2  2+1  50/33  scale-up
        42.0  1+2  1+2  67/67  scale-down
        44.0  1+3  1+2  75/67  scale-up
        64.0  0+3  0+3  100/100  scale-down
        ");
        assert_eq!((plan.min_ready, plan.max_total), (3, 4));
        assert_eq!(plan.duration, Some(Time::from_seconds(64.0)));
    }

    #[test]
    fn recreate_has_nobody_ready() {
        let plan = planned("strategy.kind = 'recreate'\nfleet.instances = 3", true);
        insta::assert_snapshot!(lines(&plan), @r"
        0.0  3+0  3+0  0/0  start
        0.0  0+0  0+0  0/0  stop
        0.0  0+3  0+3  100/100  restart
        ");
        assert_eq!((plan.min_ready, plan.max_total), (0, 3));
    }

    #[test]
    fn weights_and_pauses_of_a_canary_have_rows() {
        let plan = planned("strategy.kind = 'canary'\nfleet.instances = 4\nversions.candidate.start_s = 3", false);
        insta::assert_snapshot!(lines(&plan), @r"
          0.0  4+0  4+0  0/0  start
          0.0  4+0  4+0  0/0  set-weight
          0.0  4+1  4+0  0/0  scale-up
         15.0  4+1  4+1  10/10  set-weight
         15.0  4+1  4+1  10/10  pause
         75.0  4+1  4+1  25/25  set-weight
         75.0  4+1  4+1  25/25  pause
        135.0  4+2  4+1  25/25  scale-up
        150.0  4+2  4+2  50/50  set-weight
        150.0  4+2  4+2  50/50  pause
        210.0  4+4  4+2  50/50  scale-up
        225.0  4+4  4+4  100/100  set-weight
        225.0  0+4  0+4  100/100  scale-down
        ");
        let at_once = planned("strategy.kind = 'canary'\nfleet.instances = 4", true);
        insta::assert_snapshot!(lines(&at_once), @r"
          0.0  4+0  4+0  0/0  start
          0.0  4+0  4+0  0/0  set-weight
          0.0  4+1  4+1  0/0  scale-up
          0.0  4+1  4+1  10/10  set-weight
          0.0  4+1  4+1  10/10  pause
         60.0  4+1  4+1  25/25  set-weight
         60.0  4+1  4+1  25/25  pause
        120.0  4+2  4+2  25/25  scale-up
        120.0  4+2  4+2  50/50  set-weight
        120.0  4+2  4+2  50/50  pause
        180.0  4+4  4+4  50/50  scale-up
        180.0  4+4  4+4  100/100  set-weight
        180.0  0+4  0+4  100/100  scale-down
        ");
    }

    #[test]
    fn blue_green_switches_and_is_cleaned_up_after_it_is_complete() {
        let plan = planned("strategy.kind = 'blue-green'\nfleet.instances = 2", true);
        insta::assert_snapshot!(lines(&plan), @r"
          0.0  2+0  2+0  0/0  start
          0.0  2+0  2+0  0/0  set-weight
          0.0  2+2  2+2  0/0  scale-up
         20.0  2+2  2+2  100/100  switch
        140.0  0+2  0+2  100/100  scale-down
        ");
        // 20 s of preview; the rest is cleaning up.
        assert_eq!(plan.duration, Some(Time::from_seconds(20.0)));
    }

    #[test]
    fn what_never_becomes_ready_ends_the_plan() {
        let stuck = "fleet.instances = 4\nversions.candidate.becomes_ready = false\nrollback.on_deadline = false";
        let plan = planned(stuck, true);
        insta::assert_snapshot!(lines(&plan), @r"
          0.0  4+0  4+0  0/0  start
          0.0  4+1  4+0  20/0  scale-up
          0.0  3+1  3+0  25/0  scale-down
          0.0  3+2  3+0  40/0  scale-up
        120.0  3+2  3+0  40/0  deadline
        120.0  3+2  3+0  40/0  stuck
        ");
        assert_eq!(plan.duration, None);
        let plan = planned("fleet.instances = 4\nversions.candidate.becomes_ready = false", true);
        insta::assert_snapshot!(lines(&plan), @r"
          0.0  4+0  4+0  0/0  start
          0.0  4+1  4+0  20/0  scale-up
          0.0  3+1  3+0  25/0  scale-down
          0.0  3+2  3+0  40/0  scale-up
        120.0  3+2  3+0  40/0  deadline
        120.0  3+2  3+0  40/0  roll-back
        120.0  3+0  3+0  0/0  scale-down
        120.0  4+0  4+0  0/0  scale-up
        ");
    }

    #[test]
    fn a_hold_without_an_end_ends_the_plan() {
        let held = "fleet.instances = 4\ncommands = [{ at_s = 65, action = 'pause' }]";
        let plan = planned(held, false);
        insta::assert_snapshot!(lines(&plan), @r"
         0.0  4+0  4+0  0/0  start
         0.0  4+1  4+0  20/0  scale-up
         0.0  3+1  3+0  25/0  scale-down
         2.0  3+2  3+0  40/0  scale-up
         5.0  3+2  3+0  40/0  command-pause
        37.0  3+2  3+2  40/40  awaits-operator
        ");
        assert_eq!(plan.duration, None);
    }

    #[test]
    fn two_looks_at_one_moment_do_not_wait_for_each_other() {
        // The crash at 75 s makes the controller look, and plan its look at the end of the preview, at 80 s, once more.
        let crash = "strategy.kind = 'blue-green'\nfleet.instances = 2\nfaults.crashes = [{ at_s = 75 }]";
        assert_eq!(planned(crash, true).duration, Some(Time::from_seconds(20.0)));
    }

    #[test]
    fn a_crash_loop_is_given_up() {
        let plan =
            planned("fleet.instances = 2\nversions.candidate.crash_on_start = 1\nrollback.automatic = false", false);
        assert_eq!(plan.steps.last().map(|step| step.because), Some(Because::Stuck));
    }

    #[test]
    fn a_rollout_from_the_first_moment_and_commands_before_it() {
        let early = planned("strategy.start_s = 0\nfleet.instances = 10", true);
        assert_eq!(lines(&early), lines(&planned("fleet.instances = 10", true)));
        let before = planned("commands = [{ at_s = 1, action = 'promote' }]", true);
        assert_eq!(lines(&before), lines(&early));
    }

    #[test]
    fn the_operators_way_back_is_in_the_plan() {
        let back = "fleet.instances = 4\nversions.candidate.start_s = 0\nfleet.provision_s = 0\n\
                    commands = [{ at_s = 61, action = 'roll-back' }]";
        let plan = planned(back, false);
        insta::assert_snapshot!(lines(&plan), @r"
         0.0  4+0  4+0  0/0  start
         0.0  4+1  4+0  20/0  scale-up
         0.0  3+1  3+1  25/25  scale-down
         0.0  2+1  2+1  33/33  scale-down
         1.0  2+1  2+1  33/33  command-roll-back
         1.0  2+1  2+1  33/33  roll-back
         2.0  4+1  2+1  20/33  scale-up
        12.0  4+0  4+0  0/0  scale-down
        ");
    }
}
