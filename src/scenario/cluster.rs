//! The cluster that instances are placed on, and the losses of its parts.

use super::LONGEST_HORIZON_S;
use super::schema::{Section, Visitor, spec};
use serde::{Deserialize, Serialize};

/// Most nodes.
const MOST_NODES: f64 = 100_000.0;

/// The cluster: nodes with a number of places each, spread over zones in turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// Nodes; 0: places without end.
    pub nodes: u32,
    /// Instances that fit on a node.
    pub slots_per_node: u32,
    /// Zones; node `n` stands in zone `n mod zones`.
    pub zones: u32,
    /// After how long the instances of a lost node are replaced elsewhere, s.
    pub eviction_s: f64,
}

impl Default for Cluster {
    fn default() -> Self {
        // Kubernetes takes 40 s to call a node unreachable, and its pods tolerate that for 300 s.
        Cluster { nodes: 0, slots_per_node: 10, zones: 1, eviction_s: 340.0 }
    }
}

impl Section for Cluster {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.whole("nodes", &mut self.nodes, spec("nodes", 0.0, MOST_NODES, "Nodes; 0: there is always a place."));
        v.whole(
            "slots_per_node",
            &mut self.slots_per_node,
            spec("instances", 1.0, MOST_NODES, "Instances that fit on a node; one that finds no place waits."),
        );
        v.whole(
            "zones",
            &mut self.zones,
            spec("zones", 1.0, 1_000.0, "Zones over which the nodes are spread: node n stands in zone n mod zones."),
        );
        v.number(
            "eviction_s",
            &mut self.eviction_s,
            spec("s", 0.0, LONGEST_HORIZON_S, "After how long the instances of a lost node are replaced elsewhere."),
        );
    }
}

/// A node is lost: everything on it crashes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeLoss {
    /// When, s.
    pub at_s: f64,
    /// Which, from 0.
    pub node: u32,
    /// For how long, s; 0 for ever.
    pub duration_s: f64,
}

impl Default for NodeLoss {
    fn default() -> Self {
        NodeLoss { at_s: 120.0, node: 0, duration_s: 60.0 }
    }
}

impl Section for NodeLoss {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number("at_s", &mut self.at_s, spec("s", 0.0, LONGEST_HORIZON_S, "When the node is lost."));
        v.whole("node", &mut self.node, spec("", 0.0, MOST_NODES, "Which one, from 0; below `cluster.nodes`."));
        v.number(
            "duration_s",
            &mut self.duration_s,
            spec("s", 0.0, LONGEST_HORIZON_S, "For how long; 0: it does not come back."),
        );
    }
}

/// A zone is lost: all its nodes are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZoneLoss {
    /// When, s.
    pub at_s: f64,
    /// Which, from 0.
    pub zone: u32,
    /// For how long, s; 0 for ever.
    pub duration_s: f64,
}

impl Default for ZoneLoss {
    fn default() -> Self {
        ZoneLoss { at_s: 120.0, zone: 0, duration_s: 60.0 }
    }
}

impl Section for ZoneLoss {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number("at_s", &mut self.at_s, spec("s", 0.0, LONGEST_HORIZON_S, "When the zone is lost."));
        v.whole("zone", &mut self.zone, spec("", 0.0, 1_000.0, "Which one, from 0; below `cluster.zones`."));
        v.number(
            "duration_s",
            &mut self.duration_s,
            spec("s", 0.0, LONGEST_HORIZON_S, "For how long; 0: it does not come back."),
        );
    }
}
