//! The service: arrivals, the load balancer, instances and what telemetry shows of them.
//!
//! It answers "who asks, who gets the request, when is it done, and what would an operator see"; it refuses to know
//! that there is a rollout.

mod arrivals;
mod balancer;
mod desk;
mod instance;
mod ranking;
mod readiness;
mod routing;
mod state;
mod telemetry;

pub use arrivals::{ArrivalClock, RateCurve};
pub use balancer::{Balancer, Split};
pub use desk::{Admitted, Desks, Fate};
pub use instance::Instance;
pub use readiness::ready_after;
pub use routing::{Asked, Routing};
pub use state::{Outcome, State, VersionId};
pub use telemetry::{Reading, Telemetry};
