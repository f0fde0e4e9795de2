//! How the change is made, and when it is taken back.

use super::schema::{Section, Visitor, choice, spec};
use super::{AbTest, Amount, Analysis, Canary, Flagger, LONGEST_HORIZON_S, MOST_INSTANCES, Shadow, analysis};
use serde::{Deserialize, Serialize};

choice! {
    /// How the change is made.
    StrategyKind {
        /// Stop everything, then start the new version.
        Recreate = "recreate",
        /// A few instances at a time.
        #[default]
        Rolling = "rolling",
        /// A second fleet, then all traffic at once.
        BlueGreen = "blue-green",
        /// A small share of the traffic first, then more.
        Canary = "canary",
        /// A small share first, then more, and in the end the old fleet takes the new version over.
        Flagger = "flagger",
        /// Some users get the new version, and who converts decides.
        AbTest = "ab-test",
        /// Copies of requests to the candidate first, whose answers nobody gets, then all traffic at once.
        Shadow = "shadow",
    }
}

impl StrategyKind {
    /// What is shown side by side: the strategies that every platform knows, and this one.
    #[must_use]
    pub fn lanes(self) -> Vec<StrategyKind> {
        let is_asked_for =
            |kind: &StrategyKind| matches!(kind, StrategyKind::Flagger | StrategyKind::AbTest | StrategyKind::Shadow);
        let is_shown = |kind: &StrategyKind| !is_asked_for(kind) || *kind == self;
        StrategyKind::ALL.iter().copied().filter(is_shown).collect()
    }
}

/// The strategy and the settings of each: a scenario keeps them all, so that lanes can differ in the kind alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strategy {
    /// Which one this run uses.
    pub kind: StrategyKind,
    /// When the rollout begins, s.
    pub start_s: f64,
    /// Analyses that the canary, blue-green and shadow may use.
    pub analyses: Vec<Analysis>,
    /// Settings of recreate.
    pub recreate: Recreate,
    /// Settings of the rolling update.
    pub rolling: Rolling,
    /// Settings of blue-green.
    pub blue_green: BlueGreen,
    /// Settings of the canary.
    pub canary: Canary,
    /// Settings of Flagger's loop.
    pub flagger: Flagger,
    /// Settings of the A/B test.
    pub ab_test: AbTest,
    /// Settings of shadow.
    pub shadow: Shadow,
}

impl Default for Strategy {
    fn default() -> Self {
        Strategy {
            kind: StrategyKind::default(),
            start_s: 60.0,
            analyses: Vec::new(),
            recreate: Recreate::default(),
            rolling: Rolling::default(),
            blue_green: BlueGreen::default(),
            canary: Canary::default(),
            flagger: Flagger::default(),
            ab_test: AbTest::default(),
            shadow: Shadow::default(),
        }
    }
}

impl Section for Strategy {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.choice("kind", &mut self.kind, "Which strategy a single run uses; a comparison sets it lane by lane.");
        v.number("start_s", &mut self.start_s, spec("s", 0.0, LONGEST_HORIZON_S, "When the rollout begins."));
        analysis::list(v, &mut self.analyses);
        v.section("recreate", &mut self.recreate, "Recreate: stop everything, then start the new version.");
        v.section("rolling", &mut self.rolling, "Rolling update: a few instances at a time.");
        v.section("blue_green", &mut self.blue_green, "Blue-green: a second fleet, then all traffic at once.");
        v.section("canary", &mut self.canary, "Canary: a small share of the traffic first, then more.");
        v.section(
            "flagger",
            &mut self.flagger,
            "Flagger's loop: a whole fleet that gets more traffic at every tick, until the old fleet takes its version over; that fleet's own rolling update has the limits of `rolling`.",
        );
        v.section(
            "ab_test",
            &mut self.ab_test,
            "A/B test: some of the users get the candidate until the share that converts decides. Its fleet is that of a canary with one step; the delays and limits of `canary` hold.",
        );
        v.section(
            "shadow",
            &mut self.shadow,
            "Shadow: copies of requests to candidates, whose answers nobody gets; then a whole fleet of them, and all traffic at once.",
        );
    }
}

/// Settings of recreate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recreate {
    /// Whether the new version starts on the machines of the old one.
    pub keep_machines: bool,
}

impl Default for Recreate {
    fn default() -> Self {
        Recreate { keep_machines: true }
    }
}

impl Section for Recreate {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.flag(
            "keep_machines",
            &mut self.keep_machines,
            "Whether the new version starts on the machines of the old one; otherwise on new instances, as in Kubernetes, once the last old one has gone.",
        );
    }
}

/// Settings of the rolling update.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rolling {
    /// Replace the process on the same instance instead of bringing a new instance.
    pub in_place: bool,
    /// Instances above the wanted number.
    pub max_surge: Amount,
    /// Instances below the wanted number.
    pub max_unavailable: Amount,
    /// In place: whether as many new instances as are replaced at a time come first, and go last.
    pub additional_batch: bool,
    /// Whether draining instances count against `max_surge`.
    pub count_draining: bool,
}

impl Default for Rolling {
    fn default() -> Self {
        Rolling {
            in_place: false,
            additional_batch: false,
            max_surge: Amount::Percent(25),
            max_unavailable: Amount::Percent(25),
            count_draining: true,
        }
    }
}

impl Section for Rolling {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.flag(
            "in_place",
            &mut self.in_place,
            "Replace the process on the same instance, `max_unavailable` at a time; `max_surge` is not used.",
        );
        v.flag(
            "additional_batch",
            &mut self.additional_batch,
            "With `in_place`: whether as many new instances as are replaced at a time come first, and as many go last, so that none of the wanted ones are missing.",
        );
        v.amount("max_surge", &mut self.max_surge, "Instances above the wanted number; a percentage rounds up.");
        v.amount(
            "max_unavailable",
            &mut self.max_unavailable,
            "Instances below the wanted number; a percentage rounds down. If both come out 0, this is 1.",
        );
        v.flag(
            "count_draining",
            &mut self.count_draining,
            "Whether draining instances count against `max_surge`. Kubernetes does not count them, so more processes than wanted plus surge can exist.",
        );
    }
}

/// Settings of blue-green.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlueGreen {
    /// How long the ready green fleet is looked at before the switch, s.
    pub preview_s: f64,
    /// Size of the green fleet while it is looked at; 0 for the whole one.
    pub preview_instances: u32,
    /// Whether the look ends by itself, rather than by a `promote`.
    pub auto_promotion: bool,
    /// How long the blue fleet is kept after the switch, s.
    pub scale_down_delay_s: f64,
    /// How long the green fleet is kept after a roll-back, s.
    pub abort_scale_down_delay_s: f64,
    /// Name of the analysis before the switch; empty for none.
    pub analysis_before: String,
    /// Name of the analysis after the switch; empty for none.
    pub analysis_after: String,
    /// Whether the blue fleet is kept at least until that one has ended.
    pub keep_while_analysed: bool,
    /// Whether the blue fleet's machines are kept after that, stopped, for the next deployment.
    pub keep_old_fleet: bool,
}

impl Default for BlueGreen {
    fn default() -> Self {
        BlueGreen {
            preview_s: 20.0,
            preview_instances: 0,
            auto_promotion: true,
            scale_down_delay_s: 120.0,
            abort_scale_down_delay_s: 0.0,
            analysis_before: String::new(),
            analysis_after: String::new(),
            keep_while_analysed: false,
            keep_old_fleet: false,
        }
    }
}

impl Section for BlueGreen {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "preview_s",
            &mut self.preview_s,
            spec("s", 0.0, LONGEST_HORIZON_S, "How long the ready green fleet is looked at before the switch."),
        );
        v.whole(
            "preview_instances",
            &mut self.preview_instances,
            spec(
                "instances",
                0.0,
                f64::from(MOST_INSTANCES),
                "Size of the green fleet while it is looked at; it grows to its full size before the switch. 0: full from the start.",
            ),
        );
        v.flag(
            "auto_promotion",
            &mut self.auto_promotion,
            "Whether the look ends by itself after `preview_s`; otherwise it lasts until the command `promote`.",
        );
        v.number(
            "scale_down_delay_s",
            &mut self.scale_down_delay_s,
            spec(
                "s",
                0.0,
                LONGEST_HORIZON_S,
                "How long the blue fleet is kept after the switch, for a quick way back.",
            ),
        );
        v.number(
            "abort_scale_down_delay_s",
            &mut self.abort_scale_down_delay_s,
            spec(
                "s",
                0.0,
                LONGEST_HORIZON_S,
                "How long the green fleet is kept after a roll-back, from when the blue one is whole; 30 days: for ever.",
            ),
        );
        analysis::reference(
            v,
            "analysis_before",
            &mut self.analysis_before,
            "Name of the analysis of the ready green fleet: the look begins when it is successful. Empty: none.",
        );
        analysis::reference(
            v,
            "analysis_after",
            &mut self.analysis_after,
            "Name of the analysis that begins with the switch. Empty: none.",
        );
        v.flag(
            "keep_while_analysed",
            &mut self.keep_while_analysed,
            "Whether the blue fleet is kept at least until the analysis after the switch has ended.",
        );
        v.flag(
            "keep_old_fleet",
            &mut self.keep_old_fleet,
            "Whether the blue fleet is then stopped and its machines are kept: the next deployment, or a late roll-back, starts on them and needs no new ones. The green fleet is then whole from the start.",
        );
    }
}

/// When the change is taken back. Limits are judged at every scrape, on what telemetry shows of the candidate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rollback {
    /// Whether the controller rolls back by itself.
    pub automatic: bool,
    /// Highest share of the candidate's requests that may fail.
    pub error_rate_limit: f64,
    /// Highest 99th percentile of the candidate's latency, ms; 0 no limit.
    pub latency_p99_limit_ms: f64,
    /// Fewer requests than this in the window are not judged.
    pub min_requests: u32,
    /// Consecutive bad judgements that make it roll back.
    pub consecutive: u32,
    /// How long a rollout may go without progress, s; 0 for ever.
    pub progress_deadline_s: f64,
    /// Whether passing the deadline rolls back, or is only reported.
    pub on_deadline: bool,
    /// How long the candidate is watched after the rollout is complete, s.
    pub bake_s: f64,
}

impl Default for Rollback {
    fn default() -> Self {
        Rollback {
            automatic: true,
            error_rate_limit: 0.05,
            latency_p99_limit_ms: 0.0,
            min_requests: 50,
            consecutive: 2,
            progress_deadline_s: 120.0,
            on_deadline: true,
            bake_s: 120.0,
        }
    }
}

impl Section for Rollback {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.flag("automatic", &mut self.automatic, "Whether the controller rolls back by itself on the limits below.");
        v.number(
            "error_rate_limit",
            &mut self.error_rate_limit,
            spec(
                "",
                0.0,
                1.0,
                "Highest share of the candidate's requests that may fail, as telemetry shows it; 1: no limit.",
            ),
        );
        v.number(
            "latency_p99_limit_ms",
            &mut self.latency_p99_limit_ms,
            spec(
                "ms",
                0.0,
                3_600_000.0,
                "Highest 99th percentile of the candidate's latency, as telemetry shows it; 0: no limit.",
            ),
        );
        v.whole(
            "min_requests",
            &mut self.min_requests,
            spec("requests", 1.0, 1_000_000.0, "Fewer requests than this in the window are not judged."),
        );
        v.whole(
            "consecutive",
            &mut self.consecutive,
            spec("scrapes", 1.0, 1_000.0, "Consecutive bad judgements that make it roll back."),
        );
        v.number(
            "progress_deadline_s",
            &mut self.progress_deadline_s,
            spec(
                "s",
                0.0,
                LONGEST_HORIZON_S,
                "How long a rollout may go without progress, pauses not counted; 0: for ever.",
            ),
        );
        v.flag(
            "on_deadline",
            &mut self.on_deadline,
            "Whether passing the deadline rolls back; otherwise it is only reported, as in Kubernetes.",
        );
        v.number(
            "bake_s",
            &mut self.bake_s,
            spec("s", 0.0, LONGEST_HORIZON_S, "How long the candidate is still watched after the rollout is complete."),
        );
    }
}
