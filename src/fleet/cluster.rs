//! Where instances stand: nodes with a number of places, spread over zones, and a queue for those who find none.

use crate::scenario;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};

/// A part of the cluster that can be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// One node, from 0.
    Node(u32),
    /// All nodes of a zone, from 0.
    Zone(u32),
}

/// The cluster: an instance goes to the zone with the fewest instances, there to the node with the fewest; among equals
/// to the one with the lowest number.
#[derive(Clone, Debug)]
pub struct Cluster {
    slots: u32,
    nodes: Vec<Node>,
    zones: Vec<Zone>,
    /// Instances that have found no place, in order of coming.
    waiting: VecDeque<u32>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    load: u32,
    /// How many losses it is under.
    losses: u32,
    /// Goes up with each loss and return, so that an eviction planned before is known to be stale.
    turns: u32,
}

#[derive(Clone, Debug, Default)]
struct Zone {
    load: u32,
    /// Nodes that are up and have a place free, by load.
    open: BTreeSet<(u32, u32)>,
}

impl Cluster {
    /// The scenario's cluster, if it has a limit.
    #[must_use]
    pub fn new(settings: &scenario::Cluster) -> Option<Cluster> {
        let mut zones = vec![Zone::default(); settings.zones as usize];
        for node in 0..settings.nodes {
            zones[(node % settings.zones) as usize].open.insert((0, node));
        }
        let nodes = vec![Node::default(); settings.nodes as usize];
        let cluster = Cluster { slots: settings.slots_per_node, nodes, zones, waiting: VecDeque::new() };
        (settings.nodes > 0).then_some(cluster)
    }

    /// The zone of a node.
    #[must_use]
    pub fn zone_of(&self, node: u32) -> u32 {
        node % self.zones.len() as u32
    }

    /// The nodes of a part.
    #[must_use]
    pub fn nodes_of(&self, part: Part) -> Vec<u32> {
        match part {
            Part::Node(node) => vec![node],
            Part::Zone(zone) => (zone..self.nodes.len() as u32).step_by(self.zones.len()).collect(),
        }
    }

    /// Takes a place; `None` when there is none.
    pub fn place(&mut self) -> Option<u32> {
        let open = self.zones.iter().enumerate().filter(|(_, zone)| !zone.open.is_empty());
        let (zone, _) = open.min_by_key(|(number, zone)| (zone.load, *number))?;
        let (_, node) = *self.zones[zone].open.first()?;
        self.change(node, |node| node.load += 1);
        Some(node)
    }

    /// Gives a place back.
    pub fn free(&mut self, node: u32) {
        self.change(node, |node| node.load -= 1);
    }

    /// A node is lost; the number of its turn, unless it was lost already.
    pub fn lose(&mut self, node: u32) -> Option<u32> {
        self.change(node, |node| node.losses += 1);
        let node = &mut self.nodes[node as usize];
        node.turns += u32::from(node.losses == 1);
        (node.losses == 1).then_some(node.turns)
    }

    /// A loss of a node ends; whether it is up again.
    pub fn restore(&mut self, node: u32) -> bool {
        self.change(node, |node| node.losses -= 1);
        let node = &mut self.nodes[node as usize];
        node.turns += u32::from(node.losses == 0);
        node.losses == 0
    }

    /// Whether a node is up.
    #[must_use]
    pub fn is_up(&self, node: u32) -> bool {
        self.nodes[node as usize].losses == 0
    }

    /// Whether a node is still in the turn of this number.
    #[must_use]
    pub fn is_in_turn(&self, node: u32, turn: u32) -> bool {
        self.nodes[node as usize].turns == turn
    }

    /// An instance waits for a place.
    pub fn wait(&mut self, instance: u32) {
        self.waiting.push_back(instance);
    }

    /// An instance does not wait any longer.
    pub fn give_up(&mut self, instance: u32) {
        self.waiting.retain(|other| *other != instance);
    }

    /// The next one that waits, and the place that it gets now.
    pub fn serve(&mut self) -> Option<(u32, u32)> {
        let instance = *self.waiting.front()?;
        let node = self.place()?;
        self.waiting.pop_front();
        Some((instance, node))
    }

    /// Changes a node and keeps the order of its zone.
    fn change(&mut self, number: u32, change: impl FnOnce(&mut Node)) {
        let zone_number = self.zone_of(number) as usize;
        let (node, zone) = (&mut self.nodes[number as usize], &mut self.zones[zone_number]);
        zone.open.remove(&(node.load, number));
        zone.load -= node.load;
        change(node);
        zone.load += node.load;
        if node.losses == 0 && node.load < self.slots {
            zone.open.insert((node.load, number));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster(nodes: u32, slots_per_node: u32, zones: u32) -> Cluster {
        Cluster::new(&scenario::Cluster { nodes, slots_per_node, zones, ..scenario::Cluster::default() }).unwrap()
    }

    #[test]
    fn instances_spread_over_zones_and_nodes() {
        // Zone 0 has nodes 0, 2 and 4, zone 1 has 1 and 3.
        let mut cluster = cluster(5, 2, 2);
        let places: Vec<u32> = (0..11).map_while(|_| cluster.place()).collect();
        assert_eq!(places, [0, 1, 2, 3, 4, 1, 0, 3, 2, 4]);
        assert_eq!(cluster.place(), None);
        cluster.free(3);
        assert_eq!(cluster.place(), Some(3));
        assert_eq!((cluster.nodes_of(Part::Zone(1)), cluster.zone_of(4)), (vec![1, 3], 0));
    }

    #[test]
    fn a_lost_node_takes_nobody_until_all_its_losses_are_over() {
        let mut cluster = cluster(2, 3, 1);
        let turn = cluster.lose(0).unwrap();
        assert_eq!((cluster.lose(0), cluster.is_up(0), cluster.is_in_turn(0, turn)), (None, false, true));
        assert_eq!([cluster.place(), cluster.place()], [Some(1), Some(1)]);
        assert_eq!((cluster.restore(0), cluster.place()), (false, Some(1)));
        assert_eq!((cluster.restore(0), cluster.is_in_turn(0, turn), cluster.place()), (true, false, Some(0)));
    }

    #[test]
    fn who_finds_no_place_waits_in_turn() {
        let mut cluster = cluster(1, 1, 1);
        assert_eq!(cluster.place(), Some(0));
        [7, 8, 9].into_iter().for_each(|instance| cluster.wait(instance));
        assert_eq!(cluster.serve(), None);
        cluster.give_up(8);
        cluster.free(0);
        assert_eq!(cluster.serve(), Some((7, 0)));
        cluster.free(0);
        assert_eq!((cluster.serve(), cluster.serve()), (Some((9, 0)), None));
    }

    #[test]
    fn without_nodes_there_is_no_limit() {
        assert!(Cluster::new(&scenario::Cluster::default()).is_none());
    }
}
