//! Cutover shows what a deployment will do to a running service, before anyone deploys it.
//!
//! The modules stand in the order in which they may use each other: each knows only what stands above it here.
//! `docs/architecture.md` explains the whole, `docs/model.md` what is simulated and what is not.

pub mod kernel;
pub mod scenario;
pub mod fleet;
pub mod rollout;
pub mod sim;
pub mod record;
pub mod compare;
pub mod bench;
pub mod manifest;
pub mod lesson;
#[cfg(feature = "documents")]
pub mod oncall;
pub mod i18n;
pub mod view;
#[cfg(feature = "web")]
pub mod web;
