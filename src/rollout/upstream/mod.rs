//! The rules of the controllers against the cases of the controllers' own test suites: the figures are theirs, the arithmetic in
//! the comments is told from our rules. What they test that our model cannot say is listed in `docs/model.md`.

mod analysis;
mod argo;
mod argo_routed;
mod flagger;
mod kayenta;
mod kubernetes;

use super::Counts;

/// Asked for and available.
type Side = (u32, u32);

fn counts((asked, available): Side) -> Counts {
    Counts { asked, available, ..Counts::default() }
}
