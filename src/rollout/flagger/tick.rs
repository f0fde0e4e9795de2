//! One tick of Flagger's loop as a plain function: what the controller knows before, what it sees, what it does
//! (fluxcd/flagger, `pkg/controller/scheduler.go`). The code is our own.
//!
//! Weights are the canary's share of the requests in percent. The rules are asked in a fixed order, and the first that has
//! something to say ends the tick, so that a failed check is acted on only by the next one.

/// What does not change during a rollout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How the canary gets its traffic.
    pub form: Form,
    /// Failed checks that make the next tick roll back.
    pub threshold: u32,
    /// What a tick adds to the weight; 0 where `step_weights` says it.
    pub step_weight: u32,
    /// The weights one after the other.
    pub step_weights: Vec<u32>,
    /// The weight from which on the change is promoted, unless there are `step_weights`.
    pub max_weight: u32,
    /// What a tick moves back to the primary after the promotion; 0 for everything.
    pub step_weight_promotion: u32,
    /// Whether requests are copied first.
    pub mirror: bool,
    /// Whether anything can split requests.
    pub routed: bool,
    /// Whether the change is promoted unchecked.
    pub skip_analysis: bool,
}

/// How the canary gets its traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// More at every tick.
    Canary,
    /// Chosen users, for so many ticks.
    AbTest(u32),
    /// Nobody for so many ticks, then everybody.
    BlueGreen(u32),
}

/// Where the rollout stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The change has not been seen yet.
    #[default]
    Initialized,
    /// The canary is looked at.
    Progressing,
    /// The primary takes the new version over.
    Promoting,
    /// The primary serves alone; the canary still stands.
    Finalising,
    /// Done.
    Succeeded,
    /// Given up.
    Failed,
}

/// What the controller keeps in the status of the Canary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Where the rollout stands.
    pub phase: Phase,
    /// The canary's weight; 100 stands for all chosen users in an A/B test.
    pub weight: u32,
    /// Ticks of an A/B test or a blue-green deployment so far.
    pub iterations: u32,
    /// Whether requests are being copied.
    pub mirrored: bool,
    /// Checks that have failed so far; it never falls.
    pub failed_checks: u32,
}

/// Whether a workload is as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It is.
    Ready,
    /// Not yet.
    Waiting,
    /// Not within its deadline.
    Stuck,
}

/// What a tick sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The workload that serves.
    pub primary: Readiness,
    /// The workload that is looked at.
    pub canary: Readiness,
    /// Whether every metric is within its limits.
    pub passes: bool,
}

/// What a tick does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// Nothing, or nothing but counting.
    Nothing,
    /// The canary is scaled up to its full size.
    ScaleUp,
    /// The router gets the weight that the status says now.
    SetWeight,
    /// The primary gets the new version's specification.
    Promote,
    /// The same, and the canary goes at once.
    PromoteUnchecked,
    /// The router gets the weight that the status says now, of a canary that the primary no longer differs from.
    MoveBack,
    /// The canary goes.
    ScaleDown,
    /// The change is taken back.
    RollBack,
    /// The primary cannot take the new version over: the canary gets everything and is kept.
    KeepCanary,
}

/// The weight that stands for all requests.
const WHOLE: u32 = 100;

/// What one tick does, and the status that it leaves behind.
#[must_use]
pub fn tick(rules: &Rules, before: Status, seen: Seen) -> (Status, Write) {
    let ends = |phase, weight, write| (Status { phase, weight, ..before }, write);
    let is_late = matches!(before.phase, Phase::Promoting | Phase::Finalising);
    match (before.phase, seen.primary) {
        (Phase::Succeeded | Phase::Failed, _) => return (before, Write::Nothing),
        (_, Readiness::Stuck) if is_late => return ends(Phase::Failed, WHOLE, Write::KeepCanary),
        (Phase::Progressing, Readiness::Stuck) => return ends(Phase::Failed, 0, Write::RollBack),
        (_, Readiness::Waiting | Readiness::Stuck) => return (before, Write::Nothing),
        (Phase::Initialized, Readiness::Ready) => return ends(Phase::Progressing, 0, Write::ScaleUp),
        (_, Readiness::Ready) => {}
    }
    match seen.canary {
        Readiness::Ready => {}
        Readiness::Stuck => return ends(Phase::Failed, 0, Write::RollBack),
        Readiness::Waiting => return (before, Write::Nothing),
    }
    if rules.skip_analysis && !is_late {
        return ends(Phase::Succeeded, 0, Write::PromoteUnchecked);
    }
    match before.phase {
        Phase::Promoting => return move_back(rules, before),
        Phase::Finalising => return ends(Phase::Succeeded, 0, Write::ScaleDown),
        _ => {}
    }
    if before.failed_checks >= rules.threshold {
        return ends(Phase::Failed, 0, Write::RollBack);
    }
    let is_first = before.weight == 0 && before.iterations == 0 && !before.mirrored;
    if !is_first && !seen.passes {
        return (Status { failed_checks: before.failed_checks + 1, ..before }, Write::Nothing);
    }
    advance(rules, before)
}

/// The primary runs the new version: requests go back to it, all at once or step by step.
fn move_back(rules: &Rules, before: Status) -> (Status, Write) {
    let weight = match rules.step_weight_promotion {
        _ if !rules.routed => 0,
        0 => 0,
        step => before.weight.saturating_sub(step),
    };
    let phase = if weight == 0 { Phase::Finalising } else { Phase::Promoting };
    (Status { phase, weight, ..before }, Write::MoveBack)
}

/// All is well so far.
fn advance(rules: &Rules, before: Status) -> (Status, Write) {
    let promoted = (Status { phase: Phase::Promoting, mirrored: false, ..before }, Write::Promote);
    let next = Status { iterations: before.iterations + 1, ..before };
    match rules.form {
        Form::AbTest(iterations) if before.iterations < iterations => {
            (Status { weight: WHOLE, ..next }, Write::SetWeight)
        }
        Form::BlueGreen(iterations) if before.iterations < iterations => {
            (Status { mirrored: rules.mirror && rules.routed, ..next }, Write::Nothing)
        }
        // One more tick, in which everybody is served by the canary if anything can send them there.
        Form::BlueGreen(iterations) if before.iterations == iterations && rules.routed => {
            (Status { weight: WHOLE, mirrored: false, ..next }, Write::SetWeight)
        }
        Form::BlueGreen(iterations) if before.iterations == iterations => (next, Write::Nothing),
        Form::Canary if before.weight < most(rules) => {
            if rules.mirror && before.weight == 0 && !before.mirrored {
                return (Status { mirrored: true, ..before }, Write::Nothing);
            }
            let weight = (before.weight + step(rules, before.weight)).min(WHOLE);
            (Status { weight, mirrored: false, ..before }, Write::SetWeight)
        }
        Form::AbTest(_) | Form::BlueGreen(_) | Form::Canary => promoted,
    }
}

/// The weight from which on the change is promoted.
#[must_use]
pub fn most(rules: &Rules) -> u32 {
    match rules.step_weights.last() {
        Some(last) => WHOLE.min(*last),
        None if rules.max_weight > 0 => rules.max_weight,
        None => WHOLE,
    }
}

/// What the next tick adds to `weight`.
#[must_use]
pub fn step(rules: &Rules, weight: u32) -> u32 {
    let list = &rules.step_weights;
    if rules.step_weight > 0 || list.is_empty() {
        return rules.step_weight;
    }
    if weight >= WHOLE {
        return 1;
    }
    let next = match list.iter().position(|entry| *entry == weight) {
        _ if weight == 0 => list.first(),
        Some(place) => list.get(place + 1),
        None => None,
    };
    next.map_or(WHOLE - weight, |next| next.saturating_sub(weight)).min(WHOLE - weight)
}

#[cfg(test)]
mod tests;
