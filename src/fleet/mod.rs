//! The service.

mod state;

pub use state::{Outcome, State, VersionId};
