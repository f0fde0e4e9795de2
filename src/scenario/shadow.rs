//! The settings of shadow: how many candidates get copies of how many requests, and for how long.

use super::schema::{Section, Visitor, spec};
use super::{Amount, LONGEST_HORIZON_S, analysis};
use serde::{Deserialize, Serialize};

/// Settings of shadow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shadow {
    /// Candidates while requests are copied.
    pub instances: Amount,
    /// Share of the requests that are copied, percent.
    pub percent: u32,
    /// How long they are copied, s.
    pub duration_s: f64,
    /// Whether the copies end by themselves, rather than by a `promote`.
    pub auto_promotion: bool,
    /// Name of the analysis that says when there have been enough; empty for none.
    pub analysis: String,
    /// How long the old fleet is kept after the switch, s.
    pub scale_down_delay_s: f64,
}

impl Default for Shadow {
    fn default() -> Self {
        Shadow {
            instances: Amount::Percent(100),
            percent: 100,
            duration_s: 120.0,
            auto_promotion: true,
            analysis: String::new(),
            scale_down_delay_s: 120.0,
        }
    }
}

impl Section for Shadow {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.amount(
            "instances",
            &mut self.instances,
            "Candidates while requests are copied, at least one; a percentage rounds up. Before the switch there are as many as wanted.",
        );
        v.whole(
            "percent",
            &mut self.percent,
            spec("%", 1.0, 100.0, "Share of the requests (with retries and hedging: attempts) that are copied."),
        );
        v.number(
            "duration_s",
            &mut self.duration_s,
            spec(
                "s",
                0.0,
                LONGEST_HORIZON_S,
                "How long requests are copied to the ready candidates before the switch.",
            ),
        );
        v.flag(
            "auto_promotion",
            &mut self.auto_promotion,
            "Whether the copies end by themselves after `duration_s`; otherwise they last until the command `promote`.",
        );
        analysis::reference(
            v,
            "analysis",
            &mut self.analysis,
            "Name of the analysis of the copies: they last until it is successful, whatever the two fields above say. Empty: none.",
        );
        v.number(
            "scale_down_delay_s",
            &mut self.scale_down_delay_s,
            spec("s", 0.0, LONGEST_HORIZON_S, "How long the old fleet is kept after the switch, for a quick way back."),
        );
    }
}
