//! Places: who stands on which node, who waits for one, and what happens when nodes are lost.

use super::timer::{Step, Timer};
use super::{Event, Observer, Simulation};
use crate::fleet::{Part, State};
use crate::kernel::Time;

impl<O: Observer> Simulation<O> {
    /// The machine whose images an instance uses: its node, or its own without a cluster.
    pub(super) fn machine(&self, id: u32) -> u32 {
        self.instances[id as usize].node.unwrap_or(id)
    }

    /// An instance of the fleet that stands at the beginning takes its place, where its image has always been.
    pub(super) fn place_initial(&mut self, id: u32) {
        if let Some(cluster) = &mut self.upkeep.cluster
            && let Some(node) = cluster.place()
        {
            self.stand(id, node);
        }
        let machine = self.machine(id);
        self.upkeep.images.preload(machine, self.revision(id));
    }

    /// Looks for a place for an instance; with one, its machine is there after `provision`. Otherwise it waits.
    pub(super) fn seek_place(&mut self, id: u32, provision: Time) {
        match &mut self.upkeep.cluster {
            None => self.fetch(id, provision),
            Some(cluster) => {
                cluster.wait(id);
                self.serve_waiting();
            }
        }
    }

    /// Places that have become free go to those who wait.
    pub(super) fn serve_waiting(&mut self) {
        while let Some((id, node)) = self.upkeep.cluster.as_mut().and_then(|cluster| cluster.serve()) {
            self.stand(id, node);
            self.fetch(id, self.constants.provision);
        }
    }

    fn stand(&mut self, id: u32, node: u32) {
        let zone = self.upkeep.cluster.as_ref().map_or(0, |cluster| cluster.zone_of(node));
        let instance = &mut self.instances[id as usize];
        (instance.node, instance.zone) = (Some(node), zone);
    }

    /// An instance gives its place back, or waits for one no longer.
    pub(super) fn leave_place(&mut self, id: u32) {
        let Some(cluster) = &mut self.upkeep.cluster else { return };
        match self.instances[id as usize].node.take() {
            Some(node) => cluster.free(node),
            None => cluster.give_up(id),
        }
    }

    /// An instance that has found no place does not need one any more.
    pub(super) fn wait_no_longer(&mut self, id: u32) {
        if self.instances[id as usize].node.is_none() {
            self.leave_place(id);
        }
    }

    /// Whether an instance that stopped to be started again has a machine to start on.
    pub(super) fn has_machine(&self, id: u32) -> bool {
        match (&self.upkeep.cluster, self.instances[id as usize].node) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(cluster), Some(node)) => cluster.is_up(node),
        }
    }

    /// A part of the cluster is lost: everything on its nodes is down.
    pub(super) fn lose_part(&mut self, part: Part) {
        self.tell(Event::PartLost { part });
        let nodes = self.upkeep.cluster.as_ref().map_or_else(Vec::new, |cluster| cluster.nodes_of(part));
        for node in nodes {
            let Some(turn) = self.upkeep.cluster.as_mut().and_then(|cluster| cluster.lose(node)) else { continue };
            for id in self.standing_on(node) {
                self.lose_machine(id);
            }
            let eviction = Time::from_seconds(self.scenario.cluster.eviction_s);
            self.timers.schedule(self.now + eviction, Timer::Evict { node, turn });
        }
        self.look_now();
    }

    fn standing_on(&self, node: u32) -> Vec<u32> {
        self.live.iter().copied().filter(|id| self.instances[*id as usize].node == Some(node)).collect()
    }

    fn lose_machine(&mut self, id: u32) {
        let instance = &self.instances[id as usize];
        match instance.state {
            // It has stopped; should it be started again, it gets another machine.
            State::Draining if instance.halted => {}
            State::Draining => {
                let lost = self.lose_all(id);
                self.tell(Event::InstanceCrashed { instance: id, lost });
                self.stop(id);
            }
            State::Crashed => {
                self.leave_shop(id);
                self.change(id, |_| {});
            }
            State::Provisioning => self.enter(id, State::Crashed),
            _ => self.fall(id),
        }
    }

    /// A part of the cluster is back: what was on its nodes starts again.
    pub(super) fn restore_part(&mut self, part: Part) {
        self.tell(Event::PartRestored { part });
        let nodes = self.upkeep.cluster.as_ref().map_or_else(Vec::new, |cluster| cluster.nodes_of(part));
        for node in nodes {
            if self.upkeep.cluster.as_mut().is_some_and(|cluster| cluster.restore(node)) {
                for id in self.standing_on(node) {
                    if self.instances[id as usize].state == State::Crashed {
                        self.schedule_step(id, Time::ZERO, Step::Start);
                    }
                }
            }
        }
        self.serve_waiting();
        self.look_now();
    }

    /// A node has been lost for so long that its instances are given up, and replaced by new ones elsewhere.
    pub(super) fn evict(&mut self, node: u32, turn: u32) {
        if !self.upkeep.cluster.as_ref().is_some_and(|cluster| cluster.is_in_turn(node, turn)) {
            return;
        }
        for id in self.standing_on(node) {
            let instance = &self.instances[id as usize];
            let (what, baseline) = ((instance.version, instance.revision), instance.baseline);
            if instance.state == State::Crashed {
                self.stop(id);
                self.launch_as(what, baseline);
            }
        }
        self.look_now();
    }
}
