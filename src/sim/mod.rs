//! The simulation.

mod event;

pub use event::{Cause, Event, Reason};
