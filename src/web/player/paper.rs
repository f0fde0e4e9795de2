//! The pictures on paper: in light colours, and finely enough, whatever the screen looks like.

use super::super::paint::Paints;
use super::Player;
use crate::view::{Look, Palette};

/// Device pixels for each pixel of the page.
const FINE: f64 = 3.0;

impl Player {
    /// Paints everything once as it shall be printed. The next frame on the screen has the screen's colours again.
    pub fn paint_for_paper(&self) {
        let state = &mut *self.0.state.borrow_mut();
        let (props, pixels) = (state.props, state.pixels);
        (state.props.look, state.pixels) = (Look::Light, FINE);
        state.paints = Paints::of(Palette::of(Look::Light));
        state.charts.refresh(&mut state.views);
        // A few charts at a time, as on the screen: here nobody waits for anything else.
        while state.paint(&self.0.widths) {}
        (state.props, state.pixels) = (props, pixels);
        state.paints = Paints::of(Palette::of(props.look));
    }
}
