//! The discrete-event kernel: time, the timer queue, wheel and agenda, random streams, samplers, the latency
//! histogram and quantiles.
//!
//! It answers "when, in which order, and how long"; it refuses to know what a deployment, an instance or a request is.

pub mod agenda;
pub mod dist;
pub mod histogram;
pub mod maths;
pub mod moment;
pub mod queue;
pub mod rank;
pub mod rng;
pub mod time;
pub mod wheel;
pub mod ziggurat;

pub use agenda::Agenda;
pub use dist::ServiceLaw;
pub use histogram::Histogram;
pub use moment::Moment;
pub use queue::TimerQueue;
pub use rank::Ranks;
pub use rng::{Scatter, Stream, Streams};
pub use time::Time;
pub use wheel::Wheel;
