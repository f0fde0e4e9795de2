//! The service: arrivals, the load balancer, instances and what telemetry shows of them.
//!
//! It answers "who asks, who gets the request, when is it done, and what would an operator see"; it refuses to know
//! that there is a rollout.

mod arrivals;
mod autoscaler;
mod balancer;
mod cases;
mod client;
mod cluster;
mod compatibility;
mod conditions;
mod conversions;
mod copies;
mod dependency;
mod desk;
mod draws;
mod driven;
mod images;
mod instance;
mod probe;
mod ranking;
mod regions;
mod repair;
mod restart;
mod routing;
mod service;
mod state;
mod telemetry;

pub use arrivals::{ArrivalClock, RateCurve};
pub use autoscaler::{Autoscaler, Metric, Seen};
pub use balancer::{Balancer, Pool, Split};
pub use cases::{Asker, Cases, mean_factors};
pub use client::{Habits, Own, RequestClass, RequestId, RetryBudget};
pub use cluster::{Cluster, Part};
pub use compatibility::{Breakage, Compatibility, Left};
pub use conditions::Conditions;
pub use conversions::{Arm, Conversions, Visit};
pub use copies::{COPY, is_copy, original};
pub use dependency::Dependency;
pub use desk::{Admitted, Brought, Desks, Plain, RECENT, Unfinished};
pub use draws::{Draws, Luck};
pub use driven::{Driven, Job, Step, Ticket};
pub use images::Images;
pub use instance::Instance;
pub use probe::{CheckKind, Checks, Ending, Probe, Rule, Start};
pub use regions::{Regions, mean_round_trip_s};
pub use repair::{Shop, Turn};
pub use restart::BackOff;
pub use routing::{Asked, Routing};
pub use service::service_law;
pub use state::{Outcome, Revision, State, VersionId};
pub use telemetry::{Measured, Reading, Telemetry};
