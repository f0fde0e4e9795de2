//! Keep-alive connections: who is on the other end is decided once, not for every request.

/// The client connections. A request travels on one of them; where it leads is decided by the balancer when it is
/// opened, and again only when it has been used up or closed.
#[derive(Clone, Debug)]
pub(super) struct Connections {
    slots: Vec<Slot>,
    requests_each: u32,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    instance: u32,
    /// Which process of the instance: its end closes the connection.
    process: u32,
    /// Requests that it can still carry, 0 for a connection that has to be opened.
    left: u32,
}

impl Connections {
    /// So many connections that carry so many requests each, 0 for any number.
    pub fn new(count: u32, requests_each: u32) -> Connections {
        let requests_each = if requests_each == 0 { u32::MAX } else { requests_each };
        Connections { slots: vec![Slot { instance: 0, process: 0, left: 0 }; count as usize], requests_each }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.slots.len()
    }

    /// Where a connection leads, for one request more, if it is open; `is_open` tells of an instance and its process.
    pub fn follow(&mut self, connection: usize, is_open: impl Fn(u32, u32) -> bool) -> Option<u32> {
        let slot = &mut self.slots[connection];
        if slot.left == 0 || !is_open(slot.instance, slot.process) {
            slot.left = 0;
            return None;
        }
        if self.requests_each < u32::MAX {
            slot.left -= 1;
        }
        Some(slot.instance)
    }

    /// Opens a connection, for the first request on it.
    pub fn open(&mut self, connection: usize, instance: u32, process: u32) {
        let left = if self.requests_each == u32::MAX { u32::MAX } else { self.requests_each - 1 };
        self.slots[connection] = Slot { instance, process, left };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_leads_to_one_instance_until_it_is_used_up() {
        let mut connections = Connections::new(2, 3);
        assert_eq!(connections.follow(0, |_, _| true), None);
        connections.open(0, 7, 1);
        let followed = [0, 0, 0, 1].map(|connection| connections.follow(connection, |_, _| true));
        assert_eq!(followed, [Some(7), Some(7), None, None]);
    }

    #[test]
    fn without_a_limit_it_lasts_until_it_is_closed_for_good() {
        let mut connections = Connections::new(1, 0);
        connections.open(0, 7, 1);
        assert!(
            (0..1_000).all(|_| connections.follow(0, |instance, process| (instance, process) == (7, 1)) == Some(7))
        );
        assert_eq!(connections.follow(0, |_, process| process == 2), None);
        assert_eq!(connections.follow(0, |_, _| true), None);
    }
}
