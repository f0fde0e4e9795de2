//! What is known when one deployment follows another.

use super::{Exporters, Series, Telemetry};
use crate::fleet::VersionId;

impl Telemetry {
    /// Another deployment begins: of its candidate nothing is known yet. What was known of the candidate before is now known of the
    /// stable version, which it has become, if it `promotes` it; otherwise nobody looks at it any more.
    pub fn renew(&mut self, promotes: bool) {
        let [stable, candidate] = VersionId::BOTH.map(VersionId::index);
        let buckets = self.bounds.len() + 1;
        let keeps = promotes && self.watches(VersionId::Stable);
        match &mut self.exporters {
            Exporters::Proxy(versions) => {
                let before = std::mem::replace(&mut versions[candidate], Series::new(buckets));
                if promotes {
                    versions[stable] = if keeps { before } else { Series::new(buckets) };
                }
            }
            Exporters::Instances(instances) => {
                let before = std::mem::take(instances);
                let renamed = |((instance, version), series)| match (version, promotes) {
                    (VersionId::Candidate, true) => keeps.then_some(((instance, VersionId::Stable), series)),
                    (VersionId::Stable, false) => Some(((instance, VersionId::Stable), series)),
                    (VersionId::Candidate, false) | (VersionId::Stable, true) => None,
                };
                *instances = before.into_iter().filter_map(renamed).collect();
            }
        }
        if promotes {
            self.readings.swap(stable, candidate);
            self.buckets.swap(stable, candidate);
        }
        self.readings[candidate] = None;
        self.buckets[candidate].clear();
    }
}
