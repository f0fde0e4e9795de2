//! What things cost, how often they are done, and what is promised: what the figures of cost are made with. None of it
//! changes a run.

use super::schema::{Section, Visitor, spec};
use serde::{Deserialize, Serialize};

/// What it costs, and how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prices {
    /// Price of one instance for one hour, US dollars.
    pub instance_hour_usd: f64,
    /// Price of a million requests through a router that splits them, US dollars.
    pub routed_million_usd: f64,
    /// What such a router adds to a request's latency, ms. Not simulated: the report tells of it.
    pub router_latency_ms: f64,
    /// Price of a request that fails, is rejected or times out, US dollars.
    pub failed_request_usd: f64,
    /// Deployments like this one in a month of 30 days.
    pub deployments_per_month: f64,
}

impl Default for Prices {
    fn default() -> Self {
        Prices {
            instance_hour_usd: 0.1,
            // Istio measured 0.35 vCPU for 1,000 requests/s through Envoy (istio.io, Performance and Scalability, 1.12 to
            // 1.16). A million requests take 1,000 s of that: 0.35 / 3.6 = 0.097 vCPU hours, at half of the default instance,
            // which has two workers, for a vCPU: 0.0049.
            routed_million_usd: 0.005,
            // The same source: Envoy adds 2.65 ms to the 90th percentile.
            router_latency_ms: 2.65,
            // An assumption: a thousand requests that went wrong cost a dollar.
            failed_request_usd: 0.001,
            // An assumption: once on every working day.
            deployments_per_month: 20.0,
        }
    }
}

impl Section for Prices {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "instance_hour_usd",
            &mut self.instance_hour_usd,
            spec("USD", 0.0, 10_000.0, "Price of one instance for one hour."),
        );
        v.number(
            "routed_million_usd",
            &mut self.routed_million_usd,
            spec(
                "USD",
                0.0,
                10_000.0,
                "Price of a million requests through a router that splits them between versions, where the strategy needs one. The default is what Envoy takes of a processor by Istio's measurements (0.35 vCPU for 1,000 requests/s), at 0.05 USD for a vCPU hour.",
            ),
        );
        v.number(
            "router_latency_ms",
            &mut self.router_latency_ms,
            spec(
                "ms",
                0.0,
                10_000.0,
                "What such a router adds to the latency of a request. It is told, not simulated. The default is what Envoy adds to the 90th percentile by the same measurements.",
            ),
        );
        v.number(
            "failed_request_usd",
            &mut self.failed_request_usd,
            spec(
                "USD",
                0.0,
                10_000.0,
                "Price of a request that fails, is rejected or times out: a sale lost, a call to the support. The default is an assumption.",
            ),
        );
        v.number(
            "deployments_per_month",
            &mut self.deployments_per_month,
            spec(
                "",
                0.0,
                100_000.0,
                "Deployments like this one in a month of 30 days. The default is one on every working day.",
            ),
        );
    }
}

/// What is promised to users: a service level objective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slo {
    /// Share of a month's requests that shall be answered well and in time, percent.
    pub served_percent: f64,
}

impl Default for Slo {
    fn default() -> Self {
        Slo { served_percent: 99.9 }
    }
}

impl Section for Slo {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "served_percent",
            &mut self.served_percent,
            spec(
                "%",
                0.0,
                // Something must be left that may fail: shares of nothing say nothing.
                99.9999,
                "Share of the requests of 30 days that shall be answered well and in time; the rest is the error budget.",
            ),
        );
    }
}
