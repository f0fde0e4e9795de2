//! The counters of one exporter, and what its scrapes have found.

use crate::kernel::Time;
use std::collections::VecDeque;

/// Cumulative counters, as an instance or a proxy exports them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counters {
    pub requests: u64,
    pub errors: u64,
    /// Answers by latency bucket, each on its own; the last one is unbounded.
    pub buckets: Vec<u64>,
}

impl Counters {
    fn new(buckets: usize) -> Counters {
        Counters { buckets: vec![0; buckets], ..Counters::default() }
    }
}

/// An exporter.
#[derive(Clone, Debug)]
pub(super) struct Series {
    /// What the last scrape found, or would have found.
    now: Counters,
    /// What each scrape to come will find that the one before it has not: requests are counted when they are admitted,
    /// at the moment at which they will end.
    coming: VecDeque<Counters>,
    scrapes: VecDeque<(Time, Counters)>,
    /// Whether its process ran at the last scrape.
    pub is_running: bool,
}

impl Series {
    pub fn new(buckets: usize) -> Series {
        Series { now: Counters::new(buckets), coming: VecDeque::new(), scrapes: VecDeque::new(), is_running: false }
    }

    /// What the scrape after so many others will find new.
    #[inline]
    pub fn coming(&mut self, ahead: usize) -> &mut Counters {
        if self.coming.len() <= ahead {
            let buckets = self.now.buckets.len();
            self.coming.resize_with(ahead + 1, || Counters::new(buckets));
        }
        &mut self.coming[ahead]
    }

    /// The moment of the next scrape: what comes before it is there.
    pub fn settle(&mut self) {
        if let Some(new) = self.coming.pop_front() {
            self.now.requests += new.requests;
            self.now.errors += new.errors;
            self.now.buckets.iter_mut().zip(new.buckets).for_each(|(bucket, new)| *bucket += new);
        }
    }

    /// A scrape reads the counters.
    pub fn scrape(&mut self, at: Time) {
        self.scrapes.push_back((at, self.now.clone()));
    }

    /// The counters begin again at 0, and what was not scraped is lost.
    pub fn reset(&mut self) {
        self.now = Counters::new(self.now.buckets.len());
        self.coming.clear();
    }

    /// Forgets scrapes that a window which begins at `begin` does not need; the last one at or before that is kept if
    /// `keeps_border`.
    pub fn forget(&mut self, begin: Time, keeps_border: bool) {
        let first = usize::from(keeps_border);
        while self.scrapes.get(first).is_some_and(|(at, _)| *at <= begin) {
            self.scrapes.pop_front();
        }
    }

    /// What the scrapes that are kept have found.
    pub fn scrapes(&self) -> impl DoubleEndedIterator<Item = &(Time, Counters)> {
        self.scrapes.iter()
    }

    /// Whether nothing is left to be read and nothing will come.
    pub fn is_over(&self) -> bool {
        !self.is_running && self.scrapes.is_empty() && self.coming.is_empty()
    }
}
