//! What all instances depend on: a database or another service with limited concurrency.

use super::schema::{Section, Visitor, spec};
use super::{Outage, Service};
use serde::{Deserialize, Serialize};

/// A dependency that all instances of all versions share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dependency {
    /// Calls it works on at once; 0: there is none.
    pub concurrency: u32,
    /// Calls that may wait for it.
    pub queue_capacity: u32,
    /// After how long a call fails, ms; 0 never.
    pub timeout_ms: f64,
    /// Share of the requests that call it.
    pub share_of_requests: f64,
    /// Share of a request's own work that is done before the call.
    pub position: f64,
    /// How long it works on a call.
    pub service: Service,
    /// Times in which it is out.
    pub outages: Vec<Outage>,
    /// Whether calls that are made while it is out hang, rather than fail at once.
    pub hangs: bool,
}

impl Default for Dependency {
    fn default() -> Self {
        Dependency {
            concurrency: 0,
            queue_capacity: 1_000,
            timeout_ms: 0.0,
            share_of_requests: 1.0,
            position: 0.5,
            service: Service { mean_ms: 10.0, median_ms: 8.0, p99_ms: 40.0, ..Service::default() },
            outages: Vec::new(),
            hangs: false,
        }
    }
}

impl Section for Dependency {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.whole(
            "concurrency",
            &mut self.concurrency,
            spec("requests", 0.0, 100_000.0, "Calls it works on at once; 0: there is none."),
        );
        v.whole(
            "queue_capacity",
            &mut self.queue_capacity,
            spec("requests", 0.0, 1e6, "Calls that may wait for it, first in, first out; one more fails."),
        );
        v.number(
            "timeout_ms",
            &mut self.timeout_ms,
            spec("ms", 0.0, 3_600_000.0, "After how long a call fails, and its request with it; 0: never."),
        );
        v.number(
            "share_of_requests",
            &mut self.share_of_requests,
            spec("", 0.0, 1.0, "Share of the requests that call it, drawn for each."),
        );
        v.number(
            "position",
            &mut self.position,
            spec("", 0.0, 1.0, "Share of a request's own work that is done before the call."),
        );
        v.section("service", &mut self.service, "How long the dependency works on a call.");
        v.list(
            "outages",
            &mut self.outages,
            spec("entries", 0.0, 100.0, "Times in which it is out: calls that are made then fail; those before go on."),
        );
        v.flag(
            "hangs",
            &mut self.hangs,
            "Whether calls that are made while it is out hang rather than fail at once: each is worked on when it is back, and holds its worker until then or until `timeout_ms`.",
        );
    }
}
