//! Situations that users of deployment tools have reported, with the public threads that tell of them, and which presets
//! show each.

/// Declares the situations, each with what it is and where it was reported.
macro_rules! situations {
    ($($(#[$about:meta])+ $variant:ident: $sources:literal;)+) => {
        /// Something that users ran into.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Situation { $($(#[$about])+ $variant,)+ }

        impl Situation {
            /// Every one.
            pub const ALL: &'static [Situation] = &[$(Situation::$variant,)+];

            /// Where it was reported: repositories and the numbers of their threads, three at most.
            #[must_use]
            pub fn sources(self) -> &'static str {
                match self { $(Situation::$variant => $sources,)+ }
            }
        }
    };
}

situations! {
    /// Requests are lost in a rolling update although there is a readiness check.
    EndpointRace: "kubernetes/kubernetes#43576, zalando/skipper#652, istio/istio#12183";
    /// A balancer outside goes on sending to an instance that stops, and connections are cut.
    LateDeregistration: "kubernetes/kubernetes#128479, #123116";
    /// There are more processes than wanted and surge together, and a quota or the nodes run out.
    TerminatingPods: "kubernetes/kubernetes#95498, #107920, kubernetes/enhancements#4357";
    /// The share of a canary of few instances is not the share asked for.
    CoarseShare: "argoproj/argo-rollouts#1713, #2281";
    /// A canary of a service of one instance meets nobody or everybody.
    SingleInstance: "JiRaska/open-bank-oss#3806";
    /// Canaries come on top of a fleet that must not grow.
    HardCap: "argoproj/argo-rollouts#1707";
    /// The stable fleet shrinks while the candidates cannot carry the load.
    ShrinkingStable: "argoproj/argo-rollouts#1068, #2050";
    /// After a roll-back a stable fleet that is cold or too small has to carry everything.
    ColdReturn: "argoproj/argo-rollouts#3888, #4898, #4973";
    /// Canaries go on running after a roll-back.
    AbandonedCanary: "argoproj/argo-rollouts#941, #3078, #1292";
    /// The way back walks through all steps.
    SlowWayBack: "argoproj/argo-rollouts#574, #2168, fluxcd/flagger#453";
    /// Both fleets of blue-green are scaled and paid, or the old one goes too soon.
    TwoFleets: "argoproj/argo-rollouts#4302, #4552, #1864";
    /// An autoscaler that looks at both versions scales both.
    MixedMetrics: "argoproj/argo-rollouts#2857, #4369";
    /// There is nothing to measure, and the check passes, fails or waits.
    NoData: "argoproj/argo-rollouts#1905, #1945";
    /// A wait is longer than the progress deadline.
    LongPause: "argoproj/argo-rollouts#1225";
    /// The analysis was good and the promotion fails.
    FailedPromotion: "fluxcd/flagger#1898, #1932, #1202";
    /// At a constant weight more and more users are the canary's.
    StickyUsers: "fluxcd/flagger#1532, kubernetes/ingress-nginx#3717, istio/istio#19630";
    /// The order of stopping and starting, and a missing health check, lose requests.
    StopFirst: "moby/moby#23962, #30321, #35881";
    /// Healthy instances are given up for some that do not start, and the deadline is a matter of settings.
    StuckDeployment: "hashicorp/nomad#6864, #10465, #20308";
    /// A batch fails, and two versions stay in service.
    HalfDone: "AWS Elastic Beanstalk, AWS CodeDeploy";
}

/// The situations that a preset shows.
#[must_use]
pub fn of(id: &str) -> &'static [Situation] {
    use Situation as S;
    match id {
        "endpoint-race" | "endpoint-race-cured" => &[S::EndpointRace],
        "autoscaler-against-rollout" => &[S::MixedMetrics],
        "late-deregistration" => &[S::LateDeregistration],
        "terminating-pods" => &[S::TerminatingPods],
        "small-canary" => &[S::CoarseShare, S::SingleInstance],
        "hard-cap" => &[S::HardCap],
        "shrinking-stable" => &[S::ShrinkingStable, S::ColdReturn],
        "abandoned-canary" => &[S::AbandonedCanary],
        "way-back" => &[S::SlowWayBack],
        "preview-size" => &[S::TwoFleets],
        "no-data" => &[S::NoData],
        "long-pause" => &[S::LongPause],
        "failed-promotion" => &[S::FailedPromotion],
        "sticky-users" => &[S::StickyUsers],
        "stop-first" => &[S::StopFirst],
        "stuck-batch" => &[S::StuckDeployment, S::HalfDone],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::presets::PRESETS;

    #[test]
    fn every_situation_is_shown_by_a_preset() {
        for situation in Situation::ALL {
            assert!(PRESETS.iter().any(|preset| of(preset.id).contains(situation)), "{situation:?}");
            assert_ne!(situation.sources(), "", "{situation:?}");
        }
    }
}
