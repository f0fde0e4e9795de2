//! What a picture is made of. A scene is a list of these; `web` paints them, tests read them.

use super::palette::Ink;

/// An ink at a strength.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tone {
    /// Which colour.
    pub ink: Ink,
    /// 0 invisible to 1 solid.
    pub alpha: f64,
}

impl Ink {
    /// This ink at full strength.
    #[must_use]
    pub fn solid(self) -> Tone {
        Tone { ink: self, alpha: 1.0 }
    }

    /// This ink at `alpha`.
    #[must_use]
    pub fn at(self, alpha: f64) -> Tone {
        Tone { ink: self, alpha }
    }
}

/// How an outline is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// The colour.
    pub tone: Tone,
    /// Width, px.
    pub width: f64,
    /// Whether it is broken into dashes.
    pub dashed: bool,
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// The point is at its beginning.
    Start,
    /// The point is at its middle.
    Middle,
    /// The point is at its end.
    End,
}

/// One thing to paint; lengths in CSS pixels from the top left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A rectangle with round corners.
    Rect {
        /// Left.
        x: f64,
        /// Top.
        y: f64,
        /// Width.
        w: f64,
        /// Height.
        h: f64,
        /// Radius of the corners.
        radius: f64,
        /// Inside.
        fill: Option<Tone>,
        /// Outline, inside the rectangle's edge.
        stroke: Option<Stroke>,
    },
    /// A filled circle: a request that goes well.
    Disc {
        /// Centre.
        x: f64,
        /// Centre.
        y: f64,
        /// Radius.
        r: f64,
        /// Inside.
        fill: Tone,
    },
    /// A filled square on its corner: a request that fails.
    Diamond {
        /// Centre.
        x: f64,
        /// Centre.
        y: f64,
        /// Half of the diagonal.
        r: f64,
        /// Inside.
        fill: Tone,
    },
    /// An open line through points.
    Path {
        /// The points.
        points: Vec<(f64, f64)>,
        /// The line.
        stroke: Stroke,
    },
    /// A filled outline through points.
    Area {
        /// The corners.
        points: Vec<(f64, f64)>,
        /// Inside.
        fill: Tone,
    },
    /// A line of text, its middle at `y`.
    Text {
        /// Where.
        x: f64,
        /// Middle of the line.
        y: f64,
        /// Font size, px.
        size: f64,
        /// Which side `x` is.
        align: Align,
        /// Colour.
        tone: Tone,
        /// Words.
        text: String,
    },
}
