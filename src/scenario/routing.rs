//! Load balancers as they are: several of them, late to know, with connections that stay. All of it is off by default.

use super::schema::{Section, Visitor, spec};
use serde::{Deserialize, Serialize};

/// Most balancer replicas.
pub const MOST_REPLICAS: u32 = 64;

/// What stands between the clients and the instances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Routing {
    /// Time until the balancers know that an instance is ready, leaves or has crashed, s.
    pub propagation_s: f64,
    /// How many balancers there are.
    pub replicas: u32,
    /// Time between two looks at the loads of the instances, s; 0: each balancer counts its own requests.
    pub view_refresh_s: f64,
    /// How long the weighted policy takes to give a new instance its full share, s.
    pub slow_start_s: f64,
    /// Zones of the instances, where no cluster has any, and of the clients.
    pub zones: u32,
    /// Whether requests stay in the client's zone as long as enough of its instances are ready.
    pub prefer_own_zone: bool,
    /// How many times its load a zone's instances can take.
    pub overprovisioning_factor: f64,
    /// Below this share of ready instances all known ones get requests, percent.
    pub panic_threshold_percent: u32,
    /// Ejection of instances that answer with errors.
    pub outliers: OutlierEjection,
    /// Client connections; 0: each request is routed on its own.
    pub connections: u32,
    /// Requests that a connection carries before it is closed; 0: any number.
    pub requests_per_connection: u32,
    /// How long open connections to a leaving instance go on being used, s.
    pub connection_drain_s: f64,
}

impl Default for Routing {
    fn default() -> Self {
        Routing {
            propagation_s: 0.0,
            replicas: 1,
            view_refresh_s: 0.0,
            slow_start_s: 0.0,
            zones: 1,
            prefer_own_zone: false,
            overprovisioning_factor: 1.4,
            panic_threshold_percent: 0,
            outliers: OutlierEjection::default(),
            connections: 0,
            requests_per_connection: 0,
            connection_drain_s: 0.0,
        }
    }
}

impl Routing {
    /// Whether this is one balancer that knows everything at once and routes each request on its own.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.propagation_s == 0.0
            && self.replicas == 1
            && self.view_refresh_s == 0.0
            && !self.prefer_own_zone
            && self.panic_threshold_percent == 0
            && self.outliers.errors_in_a_row == 0
            && self.connections == 0
    }
}

impl Section for Routing {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "propagation_s",
            &mut self.propagation_s,
            spec(
                "s",
                0.0,
                3_600.0,
                "Time until the balancers know that an instance is ready, leaves or has crashed, and that weights have changed.",
            ),
        );
        v.whole(
            "replicas",
            &mut self.replicas,
            spec("", 1.0, MOST_REPLICAS as f64, "Balancers; each has its own turn and counts only its own requests."),
        );
        v.number(
            "view_refresh_s",
            &mut self.view_refresh_s,
            spec(
                "s",
                0.0,
                3_600.0,
                "Time between two looks at the true loads, for the policies that compare loads; 0: each balancer counts the requests that it has sent.",
            ),
        );
        v.number(
            "slow_start_s",
            &mut self.slow_start_s,
            spec(
                "s",
                0.0,
                86_400.0,
                "For `weighted-round-robin`: the weight of an instance that has become ready rises over this time, from 0.1 to 1.",
            ),
        );
        v.whole(
            "zones",
            &mut self.zones,
            spec(
                "",
                1.0,
                100.0,
                "Zones over which instances and clients are spread; with `cluster.nodes` those of the cluster count.",
            ),
        );
        v.flag(
            "prefer_own_zone",
            &mut self.prefer_own_zone,
            "Whether requests stay in the client's zone as long as enough of its instances are ready.",
        );
        v.number(
            "overprovisioning_factor",
            &mut self.overprovisioning_factor,
            spec("", 1.0, 100.0, "A zone keeps all its requests until less than 1 / this of its instances are ready."),
        );
        v.whole(
            "panic_threshold_percent",
            &mut self.panic_threshold_percent,
            spec(
                "%",
                0.0,
                100.0,
                "If less than this of the known instances are ready, all of them get requests; 0: never.",
            ),
        );
        v.section("outliers", &mut self.outliers, "Ejection of instances that only answer with errors.");
        v.whole(
            "connections",
            &mut self.connections,
            spec("", 0.0, 1_000_000.0, "Client connections, routed when they are opened; 0: each request is routed."),
        );
        v.whole(
            "requests_per_connection",
            &mut self.requests_per_connection,
            spec("requests", 0.0, 1_000_000.0, "After so many requests a connection is opened anew; 0: never."),
        );
        v.number(
            "connection_drain_s",
            &mut self.connection_drain_s,
            spec(
                "s",
                0.0,
                86_400.0,
                "How long open connections to an instance that is known to leave go on being used, while it listens.",
            ),
        );
    }
}

/// Passive outlier ejection: an instance that answers with so many errors in a row is left out for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutlierEjection {
    /// Errors in a row that eject an instance; 0: none is ejected.
    pub errors_in_a_row: u32,
    /// Time between two looks for ejections that are over, s.
    pub interval_s: f64,
    /// Length of the first ejection, s; the second one is twice as long.
    pub base_ejection_s: f64,
    /// Longest ejection, s.
    pub longest_ejection_s: f64,
    /// Share of the known instances that may be ejected at once, percent; one always may be.
    pub most_ejected_percent: u32,
}

impl Default for OutlierEjection {
    fn default() -> Self {
        OutlierEjection {
            errors_in_a_row: 0,
            interval_s: 10.0,
            base_ejection_s: 30.0,
            longest_ejection_s: 300.0,
            most_ejected_percent: 10,
        }
    }
}

impl Section for OutlierEjection {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.whole(
            "errors_in_a_row",
            &mut self.errors_in_a_row,
            spec("", 0.0, 10_000.0, "Errors in a row after which a balancer ejects an instance; 0: none is ejected."),
        );
        v.number(
            "interval_s",
            &mut self.interval_s,
            spec("s", 0.1, 3_600.0, "Time between two looks for ejections that are over."),
        );
        v.number(
            "base_ejection_s",
            &mut self.base_ejection_s,
            spec("s", 0.1, 86_400.0, "Length of an ejection, times how often the instance has been ejected."),
        );
        v.number(
            "longest_ejection_s",
            &mut self.longest_ejection_s,
            spec("s", 0.1, 86_400.0, "No ejection is longer than this or the base time."),
        );
        v.whole(
            "most_ejected_percent",
            &mut self.most_ejected_percent,
            spec("%", 0.0, 100.0, "Share of the known instances that may be ejected at once; one always may be."),
        );
    }
}
