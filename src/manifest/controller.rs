//! The controllers for which manifests are written.

use crate::scenario::StrategyKind;
use serde::{Deserialize, Serialize};

/// Whose manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum To {
    /// A Kubernetes Deployment.
    Kubernetes,
    /// An Argo Rollout, with the Services and routes that it needs and an AnalysisTemplate if something judges.
    ArgoRollouts,
    /// A Flagger Canary and its Deployment.
    Flagger,
}

impl To {
    /// Every one.
    pub const ALL: [To; 3] = [To::Kubernetes, To::ArgoRollouts, To::Flagger];

    /// The one that can express a strategy of this kind, if there is any.
    #[must_use]
    pub fn of(kind: StrategyKind) -> Option<To> {
        To::ALL.into_iter().find(|to| to.strategies().contains(&kind))
    }

    /// What it calls itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            To::Kubernetes => "Kubernetes",
            To::ArgoRollouts => "Argo Rollouts",
            To::Flagger => "Flagger",
        }
    }

    /// The strategies that it can express.
    #[must_use]
    pub fn strategies(self) -> &'static [StrategyKind] {
        match self {
            To::Kubernetes => &[StrategyKind::Recreate, StrategyKind::Rolling],
            To::ArgoRollouts => &[StrategyKind::BlueGreen, StrategyKind::Canary],
            To::Flagger => &[StrategyKind::Flagger],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_controllers_express_the_same_strategy() {
        for kind in StrategyKind::ALL {
            let found = To::ALL.into_iter().filter(|to| to.strategies().contains(kind)).count();
            assert_eq!(found, usize::from(To::of(*kind).is_some()), "{kind:?}");
        }
        assert_eq!(To::of(StrategyKind::Canary), Some(To::ArgoRollouts));
        assert_eq!(To::of(StrategyKind::Shadow), None);
    }
}
