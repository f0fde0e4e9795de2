//! What the engine has planned for its own future. Private: nobody outside sees a timer.

use crate::fleet::{CheckKind, Part};

/// Something that is due at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// A deployment begins: 0 is the first.
    Deploy { deployment: u32 },
    /// An instance goes on to the next step of its life, unless its state has changed since (its epoch differs).
    Life { instance: u32, epoch: u32, step: Step },
    /// A fault of the scenario strikes.
    Crash { fault: u32 },
    /// A process stands still.
    Pause { fault: u32 },
    /// A process has taken in more than it has memory for.
    OutOfMemory { instance: u32 },
    /// Another one strikes.
    Hang { fault: u32 },
    /// A process ends by itself, and is then repaired or simply started again; unless it has ended before (its number
    /// differs).
    Fail { instance: u32, process: u32, repair: bool },
    /// A part of the cluster is lost.
    Lose { part: Part },
    /// A part of the cluster is back.
    Restore { part: Part },
    /// The instances of a lost node are given up, unless it has come back since (its turn differs).
    Evict { node: u32, turn: u32 },
    /// The autoscaler looks.
    Autoscale { look: Look },
    /// A running process is asked a check.
    Check { instance: u32, process: u32, check: CheckKind },
    /// A check is answered, or has timed out.
    Answer { instance: u32, process: u32, check: CheckKind, good: bool },
    /// A command of the scenario is given.
    Command { command: u32 },
    /// The controller looks again.
    Reconcile,
    /// A patient controller looks once everything else that is due has happened.
    Settle,
    /// An analysis measures.
    Measure,
    /// Telemetry is scraped.
    Scrape,
    /// An interval of the recording ends.
    Sample { index: u32 },
}

/// Steps of an instance's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The machine is there: the process starts.
    Start,
    /// The readiness check has succeeded.
    BecomeReady,
    /// Ready for long enough to count as available.
    BecomeAvailable,
    /// Warm.
    Warm,
    /// The pre-stop hook is over: the process is told to stop.
    Terminate,
    /// The process has stopped, or is killed.
    Stop,
    /// A check has failed too often while it was starting.
    FailCheck(CheckKind),
    /// A process that a check has condemned has stopped, or is killed.
    Kill,
}

/// What an autoscaler does, each at its own pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Counts busy workers.
    Count,
    /// Turns the counts into a measurement.
    Measure,
    /// Decides how many instances are wanted.
    Decide,
}
