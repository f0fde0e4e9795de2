//! The settings of the canary: its router, its steps, and how many instances stand behind each.

use super::schema::{Section, Visitor, choice, spec};
use super::{Amount, LONGEST_HORIZON_S, MOST_INSTANCES, analysis};
use serde::{Deserialize, Serialize};

/// Largest weight that a router may count up to.
pub const MOST_WEIGHT: u32 = 10_000;

choice! {
    /// What gives the candidate its share of the traffic.
    Router {
        /// A router that splits by weight, whatever the numbers of instances.
        #[default]
        Weighted = "weighted",
        /// None: every ready instance takes its turn, so the numbers of instances are the share.
        Instances = "instances",
    }
}

choice! {
    /// What a step of a canary does.
    StepKind {
        /// Sets the candidate's share of the traffic.
        #[default]
        SetWeight = "set-weight",
        /// Only waits.
        Pause = "pause",
        /// Sets the candidate's number of instances, whatever its weight.
        ScaleInstances = "scale-instances",
        /// Sets the candidate's instances to those of another weight.
        ScaleWeight = "scale-weight",
        /// Lets the candidate's instances follow its weight again.
        ScaleMatch = "scale-match",
        /// Sends a share of the users to the candidate by a header, besides those of its weight.
        HeaderRoute = "header-route",
        /// Lasts until an analysis is successful.
        Analysis = "analysis",
        /// Copies a share of the requests to the candidate, whose answers nobody gets.
        Mirror = "mirror",
        /// Brings candidates and new instances of the stable version beside the fleets, to be looked at for a time.
        Experiment = "experiment",
    }
}

/// Settings of the canary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Canary {
    /// What gives the candidate its share.
    pub router: Router,
    /// The steps before all traffic goes to the candidate.
    pub steps: Vec<Step>,
    /// The weight that stands for all traffic.
    pub max_traffic_weight: u32,
    /// Instances above the wanted number, without a weighted router.
    pub max_surge: Amount,
    /// Instances below the wanted number, without a weighted router.
    pub max_unavailable: Amount,
    /// Whether the stable fleet shrinks as its traffic does, with a weighted router.
    pub dynamic_stable_scale: bool,
    /// Fewest instances of a version that has any, with a weighted router.
    pub min_instances: u32,
    /// How many of the instances behind a weight must be available before it counts as reached.
    pub progress_threshold: Amount,
    /// How long the stable fleet is kept once the candidate has all traffic, s, with a weighted router.
    pub scale_down_delay_s: f64,
    /// How long the candidates are kept after a roll-back, s, with a weighted router.
    pub abort_scale_down_delay_s: f64,
    /// Name of the analysis beside the steps; empty for none.
    pub background_analysis: String,
    /// The step with which it begins, from 0.
    pub background_from_step: u32,
    /// Whether as many new instances of the stable version as there are candidates get as much traffic, to be compared with.
    pub fresh_baseline: bool,
}

impl Default for Canary {
    fn default() -> Self {
        Canary {
            router: Router::default(),
            steps: [10, 25, 50].map(|weight| Step::weight(weight, 60.0)).to_vec(),
            max_traffic_weight: 100,
            max_surge: Amount::Percent(25),
            max_unavailable: Amount::Percent(25),
            dynamic_stable_scale: false,
            min_instances: 0,
            progress_threshold: Amount::Percent(100),
            scale_down_delay_s: 0.0,
            abort_scale_down_delay_s: 0.0,
            background_analysis: String::new(),
            background_from_step: 0,
            fresh_baseline: false,
        }
    }
}

impl Section for Canary {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.choice(
            "router",
            &mut self.router,
            "What gives the candidate its share of the traffic: a router that splits by weight, or the numbers of instances alone.",
        );
        v.list(
            "steps",
            &mut self.steps,
            spec("entries", 0.0, 100.0, "The steps before all traffic goes to the candidate."),
        );
        v.whole(
            "max_traffic_weight",
            &mut self.max_traffic_weight,
            spec("", 1.0, f64::from(MOST_WEIGHT), "The weight that stands for all traffic; weights are shares of it."),
        );
        v.amount(
            "max_surge",
            &mut self.max_surge,
            "Instances above the wanted number, where `router` is `instances`; a percentage rounds up.",
        );
        v.amount(
            "max_unavailable",
            &mut self.max_unavailable,
            "Instances below the wanted number, where `router` is `instances`; a percentage rounds down. If both come out 0, this is 1.",
        );
        v.flag(
            "dynamic_stable_scale",
            &mut self.dynamic_stable_scale,
            "Whether the stable fleet shrinks as its traffic does, where `router` is `weighted`; otherwise it stays whole.",
        );
        v.whole(
            "min_instances",
            &mut self.min_instances,
            spec(
                "instances",
                0.0,
                f64::from(MOST_INSTANCES),
                "Fewest instances of a version whose number follows a weight, if it has any, where `router` is `weighted`.",
            ),
        );
        v.amount(
            "progress_threshold",
            &mut self.progress_threshold,
            "How many of the instances behind a weight must be available before it counts as reached.",
        );
        v.number(
            "scale_down_delay_s",
            &mut self.scale_down_delay_s,
            spec(
                "s",
                0.0,
                LONGEST_HORIZON_S,
                "How long the stable fleet is kept once the candidate has all traffic, where `router` is `weighted`.",
            ),
        );
        v.number(
            "abort_scale_down_delay_s",
            &mut self.abort_scale_down_delay_s,
            spec(
                "s",
                0.0,
                LONGEST_HORIZON_S,
                "How long the candidates are kept after a roll-back, from when the stable fleet is whole, where `router` is `weighted`; 30 days: for ever.",
            ),
        );
        analysis::reference(
            v,
            "background_analysis",
            &mut self.background_analysis,
            "Name of the analysis that goes on beside the steps until the rollout is complete. Empty: none.",
        );
        v.whole(
            "background_from_step",
            &mut self.background_from_step,
            spec("", 0.0, 100.0, "The step with which that begins, from 0."),
        );
        v.flag(
            "fresh_baseline",
            &mut self.fresh_baseline,
            "Whether as many new instances of the stable version as there are candidates get as much traffic during the steps, where `router` is `weighted`: a `comparison` is then with those, which are as young and as busy as the candidates.",
        );
    }
}

/// One step of a canary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// The weight that is set, of `max_traffic_weight`.
    pub weight: u32,
    /// How long it lasts once that is done, s.
    pub pause_s: f64,
    /// Whether it lasts until it is promoted, instead.
    pub until_promoted: bool,
    /// The number of candidates that is set, or of those that an experiment brings.
    pub instances: u32,
    /// How many new instances of the stable version an experiment brings.
    pub baseline_instances: u32,
    /// Share of the users whose requests carry the header, percent.
    pub users_percent: u32,
    /// Name of the analysis.
    pub analysis: String,
    /// Share of the requests that are copied, percent.
    pub mirror_percent: u32,
}

impl Step {
    /// A step that sets a weight and holds it for a time in seconds.
    #[must_use]
    pub fn weight(weight: u32, pause_s: f64) -> Step {
        Step { weight, pause_s, ..Step::default() }
    }

    /// Whether it is over as soon as what it sets is there.
    #[must_use]
    pub fn is_brief(&self) -> bool {
        self.pause_s == 0.0 && !self.until_promoted && self.awaited().is_none()
    }

    /// The name of the analysis for whose end it waits, if it waits for one.
    #[must_use]
    pub fn awaited(&self) -> Option<&str> {
        let is_named = !self.analysis.is_empty();
        let waits = self.kind == StepKind::Analysis || (self.kind == StepKind::Experiment && is_named);
        waits.then_some(self.analysis.as_str())
    }
}

impl Default for Step {
    fn default() -> Self {
        Step {
            kind: StepKind::default(),
            weight: 10,
            pause_s: 60.0,
            until_promoted: false,
            instances: 1,
            baseline_instances: 1,
            users_percent: 5,
            analysis: String::new(),
            mirror_percent: 100,
        }
    }
}

impl Section for Step {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.choice("kind", &mut self.kind, "What the step does.");
        v.whole(
            "weight",
            &mut self.weight,
            spec(
                "%",
                0.0,
                f64::from(MOST_WEIGHT),
                "Share of the traffic (`set-weight`) or of the fleet (`scale-weight`) that the candidate gets, of `max_traffic_weight`; of an `experiment`, what it gets beside the weight at that time, and the new stable ones get as much as the candidate.",
            ),
        );
        v.number(
            "pause_s",
            &mut self.pause_s,
            spec("s", 0.0, LONGEST_HORIZON_S, "How long the step lasts once that is done."),
        );
        v.flag("until_promoted", &mut self.until_promoted, "Whether it lasts until the command `promote` instead.");
        v.whole(
            "instances",
            &mut self.instances,
            spec(
                "instances",
                0.0,
                f64::from(MOST_INSTANCES),
                "Number of candidates (`scale-instances`), or of those that come beside them (`experiment`).",
            ),
        );
        v.whole(
            "baseline_instances",
            &mut self.baseline_instances,
            spec(
                "instances",
                0.0,
                f64::from(MOST_INSTANCES),
                "Number of new instances of the stable version that come beside its fleet (`experiment`), to be compared with.",
            ),
        );
        v.whole(
            "users_percent",
            &mut self.users_percent,
            spec(
                "%",
                0.0,
                100.0,
                "Share of the users whose requests carry the header (`header-route`); 0 ends the route.",
            ),
        );
        analysis::reference(
            v,
            "analysis",
            &mut self.analysis,
            "Name of the analysis: the step lasts until it is successful, whatever `pause_s` says (`analysis`), or for `pause_s` if that is sooner (`experiment`, which may have none).",
        );
        v.whole(
            "mirror_percent",
            &mut self.mirror_percent,
            spec(
                "%",
                0.0,
                100.0,
                "Share of the requests, whichever version they go to, that are copied to the candidate (`mirror`) from then on; 0 ends the copies.",
            ),
        );
    }
}
