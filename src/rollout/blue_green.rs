//! Blue-green: a second fleet, whole or small at first, a look at it, then all requests at once; the old fleet is kept for a while.

use super::argo::preview::{self, Look};
use super::retreat::Retreat;
use super::{Action, Finisher, Next, Place, Verdict, View, older, scaling};
use crate::fleet::Split;
use crate::kernel::Time;
use crate::scenario;

/// The blue-green strategy.
#[derive(Clone, Debug)]
pub struct BlueGreen {
    /// How long the look takes; never ending by itself where a person has to say so.
    preview: Time,
    /// Size of the new fleet while it is looked at; 0 for the whole one.
    preview_instances: u32,
    scale_down_delay: Time,
    /// Whether there is an analysis before the switch that is still to be passed.
    analyses_before: bool,
    /// Whether there is one after it.
    analyses_after: bool,
    keep_while_analysed: bool,
    /// Whether the machines of the old fleet are kept for the next deployment.
    keeps_machines: bool,
    /// Whether the fleet that is looked at has been available.
    is_looking: bool,
    /// End of the look, once the fleet that is looked at is available.
    look_until: Option<Time>,
    look: Look,
    /// When the old fleet may go, once the switch has been made.
    scale_down_at: Option<Time>,
    retreat: Retreat,
    finisher: Finisher,
}

impl BlueGreen {
    /// Blue-green with these settings.
    #[must_use]
    pub fn new(settings: &scenario::BlueGreen) -> BlueGreen {
        BlueGreen {
            preview: if settings.auto_promotion { Time::from_seconds(settings.preview_s) } else { Time::NEVER },
            // Machines that stand anyway are all looked at.
            preview_instances: if settings.keep_old_fleet { 0 } else { settings.preview_instances },
            scale_down_delay: Time::from_seconds(settings.scale_down_delay_s),
            analyses_before: !settings.analysis_before.is_empty(),
            analyses_after: !settings.analysis_after.is_empty(),
            keep_while_analysed: settings.keep_while_analysed,
            keeps_machines: settings.keep_old_fleet,
            is_looking: false,
            look_until: None,
            look: Look::default(),
            scale_down_at: None,
            retreat: Retreat::keeping(settings.abort_scale_down_delay_s).halting(settings.keep_old_fleet),
            finisher: Finisher::default(),
        }
    }

    pub(super) fn promote(&mut self) {
        if self.look_until.is_some() {
            self.look_until = Some(Time::ZERO);
        } else if self.is_looking {
            self.analyses_before = false;
        }
    }

    fn size(&self, view: &View) -> u32 {
        let is_switched = self.scale_down_at.is_some();
        if is_switched { view.wanted } else { preview::size(view.wanted, self.preview_instances, self.look) }
    }

    /// The wanted number has changed: so does every fleet that stands.
    pub(super) fn resize(&self, view: &View) -> Vec<Action> {
        let size = if view.is_back() { view.wanted } else { self.size(view) };
        scaling::fit_standing(view, size, view.wanted)
    }

    pub(super) fn next(&mut self, view: &View) -> Next {
        if view.is_back() {
            return self.retreat.next(view);
        }
        if view.split == Split::Together {
            return Next::Act(Action::Route(Split::Weight(0)));
        }
        let Some(at) = self.scale_down_at else {
            return self.reuse(view).unwrap_or_else(|| self.before_the_switch(view));
        };
        if !self.finisher.is_finished(view) {
            return self.finisher.finish(view);
        }
        let analysis = if self.analyses_after { view.await_analysis(Place::AfterSwitch) } else { Next::Wait };
        let is_analysed = analysis == Next::Watch;
        match view.old_side().asked {
            _ if matches!(analysis, Next::Act(_)) => analysis,
            _ if view.now < at => Next::Pause(at),
            0 if is_analysed => Next::Watch,
            0 => Next::Wait,
            _ if is_analysed && self.keep_while_analysed => Next::Watch,
            count => {
                self.retreat.old_fleet_goes();
                let version = view.target.other();
                Next::Act(if self.keeps_machines {
                    Action::Halt { version, count }
                } else {
                    Action::Drain { version, count }
                })
            }
        }
    }

    /// How instances of earlier deployments go: where they are kept, the new fleet takes their places.
    pub(super) fn older(&self) -> older::Rule {
        older::Rule::After(if self.keeps_machines { Time::NEVER } else { self.scale_down_delay })
    }

    /// Has the new version start on the machines of an earlier deployment, if those are kept: what still runs there stops first.
    fn reuse(&self, view: &View) -> Option<Next> {
        if !self.keeps_machines {
            return None;
        }
        if let Some(older) = view.older.iter().find(|older| older.counts.asked > 0) {
            let (revision, count) = (older.revision, older.counts.asked);
            return Some(Next::Act(Action::HaltOlder { revision, count }));
        }
        if view.older(|counts| counts.draining) > 0 {
            return Some(Next::Wait);
        }
        let halted = view.older(|counts| counts.halted);
        (halted > 0).then_some(Next::Act(Action::Restart { version: view.target }))
    }

    fn before_the_switch(&mut self, view: &View) -> Next {
        let new = view.new_side();
        if !self.look.over && new.asked == self.size(view) && new.available >= new.asked {
            self.is_looking = true;
            if self.analyses_before && view.analysis(Place::BeforeSwitch) != Some(Verdict::Successful) {
                return view.await_analysis(Place::BeforeSwitch);
            }
            let until = *self.look_until.get_or_insert(view.now.after(self.preview));
            if view.now < until {
                return Next::Pause(until);
            }
            self.look.over = true;
        }
        self.look.checkpoint |= preview::passes_checkpoint(self.preview_instances, self.look, new);
        if let Some(action) = scaling::fit(view, view.target, self.size(view)) {
            return Next::Act(action);
        }
        if preview::may_switch(view.wanted, self.look, new) {
            self.scale_down_at = Some(view.now + self.scale_down_delay);
            return Next::Act(Action::Route(Split::Weight(100)));
        }
        Next::Wait
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Trial, check};
    use super::Verdict;

    #[test]
    fn a_second_fleet_then_everything_at_once() {
        check(
            Trial::new("kind = 'blue-green'", 3),
            "
            3(3) 0(0) route 0 %
            3(3) 0(0) launch 3 candidate
            3(3) 3(3) route 100 %
            3(3) 3(3) finish
            3(3) 3(3) drain 3 stable
            ",
        );
    }

    #[test]
    fn while_the_old_fleet_stands_the_way_back_is_one_switch() {
        check(
            Trial::new("kind = 'blue-green'", 3).back_after(4),
            "
            3(3) 0(0) route 0 %
            3(3) 0(0) launch 3 candidate
            3(3) 3(3) route 100 %
            3(3) 3(3) finish
            3(3) 3(3) route 0 %
            3(3) 3(3) drain 3 candidate
            3(3) 0(0) finish
            ",
        );
    }

    #[test]
    fn without_the_old_fleet_a_new_one_must_come_first() {
        check(
            Trial::new("kind = 'blue-green'", 3).back_after(5),
            "
            3(3) 0(0) route 0 %
            3(3) 0(0) launch 3 candidate
            3(3) 3(3) route 100 %
            3(3) 3(3) finish
            3(3) 3(3) drain 3 stable
            0(0) 3(3) launch 3 stable
            3(3) 3(3) route 0 %
            3(3) 3(3) drain 3 candidate
            3(3) 0(0) finish
            ",
        );
    }

    #[test]
    fn both_fleets_follow_the_wanted_number() {
        check(
            Trial::new("kind = 'blue-green'", 3).resize_after(3, 5),
            "
            3(3) 0(0) route 0 %
            3(3) 0(0) launch 3 candidate
            3(3) 3(3) route 100 %
            3(3) 3(3) launch 2 candidate
            3(3) 5(5) launch 2 stable
            5(5) 5(5) finish
            5(5) 5(5) drain 5 stable
            ",
        );
    }

    #[test]
    fn a_candidate_that_never_becomes_ready_is_never_switched_to() {
        check(
            Trial::new("kind = 'blue-green'", 2).never_ready(),
            "
            2(2) 0(0) route 0 %
            2(2) 0(0) launch 2 candidate
            ",
        );
    }

    #[test]
    fn a_small_green_fleet_is_looked_at_and_then_grows() {
        // Two of five for 30 s; then the other three; the switch when all five are available; 60 s later the blue fleet goes.
        let settings =
            "kind = 'blue-green'\nblue_green = { preview_instances = 2, preview_s = 30, scale_down_delay_s = 60 }";
        check(
            Trial::new(settings, 5).with_pauses(),
            "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 2 candidate
            until 30 s
            5(5) 2(2) launch 3 candidate
            5(5) 5(5) route 100 %
            5(5) 5(5) finish
            until 90 s
            5(5) 5(5) drain 5 stable
            ",
        );
        // Eight may look at a service of five, too.
        check(
            Trial::new(&settings.replace("preview_instances = 2", "preview_instances = 8"), 5),
            "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 8 candidate
            5(5) 8(8) drain 3 candidate
            5(5) 5(5) route 100 %
            5(5) 5(5) finish
            5(5) 5(5) drain 5 stable
            ",
        );
    }

    #[test]
    fn a_person_may_have_to_promote() {
        let settings = "kind = 'blue-green'\nblue_green = { auto_promotion = false, preview_instances = 1 }";
        let start = "
            2(2) 0(0) route 0 %
            2(2) 0(0) launch 1 candidate
            until told
            ";
        check(Trial::new(settings, 2).with_pauses(), start);
        let rest = "
            2(2) 1(1) launch 1 candidate
            2(2) 2(2) route 100 %
            2(2) 2(2) finish
            until 120 s
            2(2) 2(2) drain 2 stable
            ";
        check(Trial::new(settings, 2).with_pauses().promote_after(3), &format!("{start}{rest}"));
    }

    #[test]
    fn a_green_fleet_may_be_kept_after_the_way_back() {
        let settings = "kind = 'blue-green'\nblue_green.abort_scale_down_delay_s = 30";
        check(
            Trial::new(settings, 2).with_pauses().back_after(3),
            "
            2(2) 0(0) route 0 %
            2(2) 0(0) launch 2 candidate
            until 20 s
            2(2) 2(2) finish
            until 50 s
            2(2) 2(2) drain 2 candidate
            ",
        );
    }

    #[test]
    fn an_analysis_comes_before_the_look_and_one_after_the_switch() {
        let settings = "kind = 'blue-green'
            analyses = [{ name = 'a' }]
            blue_green = { analysis_before = 'a', analysis_after = 'a', preview_s = 30, scale_down_delay_s = 60 }";
        let start = "
            2(2) 0(0) route 0 %
            2(2) 0(0) launch 2 candidate
            2(2) 2(2) analyse BeforeSwitch
            ";
        let rest = "
            until 30 s
            2(2) 2(2) route 100 %
            2(2) 2(2) finish
            2(2) 2(2) analyse AfterSwitch
            until 90 s
            2(2) 2(2) drain 2 stable
            ";
        check(Trial::new(settings, 2).with_pauses(), &format!("{start}{rest}"));
        // Without a conclusion a person has to say so.
        let unsure = || Trial::new(settings, 2).with_pauses().verdicts(&[Verdict::Inconclusive]);
        check(unsure(), &format!("{start}until told"));
        check(
            unsure().promote_after(4),
            &format!("{start}until told{rest}").replace("until told\n            until 30 s", "until told"),
        );
    }
}
