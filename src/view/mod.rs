//! Pure view models: a recording and a playhead become shapes, chart layers, rows and sentences.
//!
//! Nothing here knows a browser, so all of it is tested as data; `web` only paints what comes out.

pub mod act;
pub mod address;
pub mod caption;
pub mod chart;
pub mod difference;
pub mod handles;
pub mod history;
pub mod knob;
pub mod lane_edit;
pub mod moments;
pub mod lab;
pub mod narrative;
#[cfg(feature = "documents")]
pub mod oncall;
pub mod pairs;
pub mod palette;
pub mod plan;
pub mod playback;
mod scale;
pub mod scene;
pub mod shape;
pub mod spoken;
pub mod status;
pub mod story;
pub mod reader;
pub mod report;
pub mod summary;
pub mod sweep;
pub mod table;
pub mod timeline;
pub mod track;
pub mod tradeoff;
#[cfg(feature = "documents")]
pub mod tutor;

#[cfg(test)]
mod sample;

pub use palette::{Ink, Look, Palette};
pub use playback::{Playback, Speed};
pub use shape::Shape;
pub use track::Track;
