//! Shadow: candidates that get copies of the requests, whose answers nobody gets, and are judged by them; then a whole fleet
//! of them and all requests at once, as blue-green does it.

use super::retreat::Retreat;
use super::{Action, Finisher, Next, Place, Verdict, View, older, scaling};
use crate::fleet::Split;
use crate::kernel::Time;
use crate::scenario::{self, Amount};

/// The shadow strategy.
#[derive(Clone, Debug)]
pub struct Shadow {
    /// Candidates while copies are made.
    instances: Amount,
    /// Share of the requests that are copied, percent.
    percent: u32,
    /// For how long; never ending by itself where a person has to say so.
    lasts: Time,
    /// Whether an analysis says when it is enough, instead.
    is_analysed: bool,
    scale_down_delay: Time,
    /// End of the copies, once they are made.
    until: Option<Time>,
    /// Whether there have been enough.
    are_enough: bool,
    /// When the old fleet may go, once the switch has been made.
    scale_down_at: Option<Time>,
    retreat: Retreat,
    finisher: Finisher,
}

impl Shadow {
    /// Shadow with these settings.
    #[must_use]
    pub fn new(settings: &scenario::Shadow) -> Shadow {
        Shadow {
            instances: settings.instances,
            percent: settings.percent,
            lasts: if settings.auto_promotion { Time::from_seconds(settings.duration_s) } else { Time::NEVER },
            is_analysed: !settings.analysis.is_empty(),
            scale_down_delay: Time::from_seconds(settings.scale_down_delay_s),
            until: None,
            are_enough: false,
            scale_down_at: None,
            retreat: Retreat::keeping(0.0),
            finisher: Finisher::default(),
        }
    }

    pub(super) fn promote(&mut self) {
        self.are_enough |= self.until.is_some();
    }

    /// How many candidates there shall be: at least one, and the whole fleet before the switch.
    fn size(&self, view: &View) -> u32 {
        if self.are_enough { view.wanted } else { self.instances.rounded_up(view.wanted).max(1) }
    }

    pub(super) fn older(&self) -> older::Rule {
        older::Rule::After(self.scale_down_delay)
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
        if let Some(at) = self.scale_down_at {
            return self.clean_up(view, at);
        }
        if let Some(action) = scaling::fit(view, view.target, self.size(view)) {
            return Next::Act(action);
        }
        let is_whole = view.new_side().available >= view.new_side().asked;
        if !self.are_enough {
            return if is_whole || self.until.is_some() { self.copy(view) } else { Next::Wait };
        }
        match view.mirrors(0) {
            Some(action) => Next::Act(action),
            None if is_whole => {
                self.scale_down_at = Some(view.now + self.scale_down_delay);
                Next::Act(Action::Route(Split::Weight(100)))
            }
            None => Next::Wait,
        }
    }

    /// The candidates have stood: copies go to them, until it is enough.
    fn copy(&mut self, view: &View) -> Next {
        if let Some(action) = view.mirrors(self.percent) {
            return Next::Act(action);
        }
        let until = *self.until.get_or_insert(view.now.after(self.lasts));
        if self.is_analysed && view.analysis(Place::BeforeSwitch) != Some(Verdict::Successful) {
            return view.await_analysis(Place::BeforeSwitch);
        }
        if !self.is_analysed && view.now < until {
            return Next::Pause(until);
        }
        self.are_enough = true;
        self.next(view)
    }

    /// The candidate has all traffic: the old fleet goes when its time has come.
    fn clean_up(&mut self, view: &View, at: Time) -> Next {
        match view.old_side().asked {
            _ if !self.finisher.is_finished(view) => self.finisher.finish(view),
            0 => Next::Wait,
            _ if view.now < at => Next::Pause(at),
            count => {
                self.retreat.old_fleet_goes();
                Next::Act(Action::Drain { version: view.target.other(), count })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Trial, check};
    use super::Verdict;

    const SETTINGS: &str = "kind = 'shadow'\nshadow = { instances = '30%', percent = 40, duration_s = 30 }";

    #[test]
    fn copies_first_then_a_whole_fleet_and_everything_at_once() {
        // 30 % of 5 are 1.5, so 2. They get copies for 30 s; then the other three come, and 120 s after the switch the old ones go.
        check(
            Trial::new(SETTINGS, 5).with_pauses(),
            "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 2 candidate
            5(5) 2(2) copy 40 %
            until 30 s
            5(5) 2(2) launch 3 candidate
            5(5) 5(5) copy 0 %
            5(5) 5(5) route 100 %
            5(5) 5(5) finish
            until 150 s
            5(5) 5(5) drain 5 stable
            ",
        );
    }

    #[test]
    fn the_way_back_ends_the_copies_and_lets_the_candidates_go() {
        check(
            Trial::new(SETTINGS, 5).back_after(3),
            "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 2 candidate
            5(5) 2(2) copy 40 %
            5(5) 2(2) copy 0 %
            5(5) 2(2) drain 2 candidate
            5(5) 0(0) finish
            ",
        );
    }

    #[test]
    fn nothing_is_copied_to_candidates_that_never_become_ready() {
        check(
            Trial::new(SETTINGS, 5).never_ready(),
            "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 2 candidate
            ",
        );
    }

    #[test]
    fn the_old_fleet_stays_whole_when_another_number_is_wanted() {
        // 30 % of 10 are 3.
        check(
            Trial::new(SETTINGS, 5).back_after(5).resize_after(3, 10),
            "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 2 candidate
            5(5) 2(2) copy 40 %
            5(5) 2(2) launch 1 candidate
            5(5) 3(3) launch 5 stable
            10(10) 3(3) copy 0 %
            10(10) 3(3) drain 3 candidate
            10(10) 0(0) finish
            ",
        );
    }

    #[test]
    fn an_analysis_or_a_person_may_say_when_it_is_enough() {
        let start = "
            1(1) 0(0) route 0 %
            1(1) 0(0) launch 1 candidate
            1(1) 1(1) copy 100 %
            ";
        let rest = "
            1(1) 1(1) copy 0 %
            1(1) 1(1) route 100 %
            1(1) 1(1) finish
            until 120 s
            1(1) 1(1) drain 1 stable
            ";
        let analysed = "kind = 'shadow'\nanalyses = [{ name = 'a' }]\nshadow.analysis = 'a'";
        let analyse = "1(1) 1(1) analyse BeforeSwitch";
        check(Trial::new(analysed, 1).with_pauses(), &format!("{start}{analyse}{rest}"));
        let unsure = Trial::new(analysed, 1).with_pauses().verdicts(&[Verdict::Inconclusive]).promote_after(5);
        check(unsure, &format!("{start}{analyse}\nuntil told{rest}"));
        let manual = Trial::new("kind = 'shadow'\nshadow.auto_promotion = false", 1).with_pauses();
        check(manual.promote_after(4), &format!("{start}until told{rest}"));
    }
}
