//! Blue-green: how large the new fleet is before it has been looked at, and when it is taken into use.

use crate::rollout::Counts;

/// How the look at the new fleet stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The look is over: it needed none, its time has passed, or a person said so.
    pub over: bool,
    /// A smaller fleet has passed its look, and the new fleet may grow to its full size. Never undone.
    pub checkpoint: bool,
}

/// The size of the new fleet: `preview` instances until the checkpoint, if there is such a number, otherwise all that are `wanted`.
#[must_use]
pub fn size(wanted: u32, preview: u32, look: Look) -> u32 {
    if preview == 0 || look.checkpoint { wanted } else { preview }
}

/// Whether the checkpoint is reached: a smaller fleet is used, its look is over, and exactly that many are available.
#[must_use]
pub fn passes_checkpoint(preview: u32, look: Look, new: Counts) -> bool {
    preview > 0 && look.over && new.available == preview
}

/// Whether all traffic may go to the new fleet: it is whole, every instance is available, and the look is over.
#[must_use]
pub fn may_switch(wanted: u32, look: Look, new: Counts) -> bool {
    look.over && new.asked == wanted && new.available == wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_preview_grows_at_its_checkpoint() {
        let new = |asked, available| Counts { asked, available, ..Counts::default() };
        let [looks, over, past] =
            [(false, false), (true, false), (true, true)].map(|(over, checkpoint)| Look { over, checkpoint });
        // Five wanted, two looked at first: size, checkpoint reached, switch.
        for (preview, look, counts, expected) in [
            (2, looks, new(0, 0), (2, false, false)),
            (2, looks, new(2, 2), (2, false, false)),
            (2, over, new(2, 1), (2, false, false)),
            (2, over, new(2, 2), (2, true, false)),
            (2, past, new(2, 2), (5, true, false)),
            (2, past, new(5, 4), (5, false, false)),
            (2, past, new(5, 5), (5, false, true)),
            // Without a number the whole fleet comes at once.
            (0, looks, new(0, 0), (5, false, false)),
            (0, looks, new(5, 5), (5, false, false)),
            (0, over, new(5, 4), (5, false, false)),
            (0, over, new(5, 5), (5, false, true)),
            // A preview as large as the fleet, or larger, still has its checkpoint.
            (5, over, new(5, 5), (5, true, true)),
            (8, looks, new(8, 8), (8, false, false)),
            (8, past, new(8, 8), (5, true, false)),
        ] {
            let seen = (size(5, preview, look), passes_checkpoint(preview, look, counts), may_switch(5, look, counts));
            assert_eq!(seen, expected, "{preview} {look:?} {counts:?}");
        }
    }
}
