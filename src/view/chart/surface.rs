//! The one plotters backend: it draws on whatever can stroke, fill and write. A canvas of the browser and an SVG file are two
//! such things; plotters' own code is in the program once.

use plotters::backend::DrawingBackend;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind, FontStyle, FontTransform,
};
use std::convert::Infallible;

/// How a text looks, and where its anchor is in it.
#[derive(Clone, Copy)]
pub struct Lettering<'a> {
    /// Font families, most wanted first.
    pub family: &'a str,
    /// Size, device pixels.
    pub size: f64,
    /// Whether it is bold.
    pub bold: bool,
    /// Its colour.
    pub colour: BackendColor,
    /// Left, in the middle, or right.
    pub across: HPos,
    /// Top, in the middle, or bottom.
    pub along: VPos,
}

/// What can be drawn on, in device pixels.
pub trait Canvas {
    /// Width and height.
    fn size(&self) -> (u32, u32);
    /// A line through `points`.
    fn stroke(&mut self, points: &[BackendCoord], colour: BackendColor, width: u32);
    /// The area within `points`.
    fn fill(&mut self, points: &[BackendCoord], colour: BackendColor);
    /// A text at its anchor.
    fn text(&mut self, text: &str, at: BackendCoord, look: &Lettering<'_>);
    /// The width of a text.
    fn width_of(&self, text: &str, look: &Lettering<'_>) -> f64;
}

/// A canvas as plotters wants it.
pub struct Surface<'a>(pub &'a mut dyn Canvas);

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

fn lettering<'a, T: BackendTextStyle>(style: &T, family: &'a str) -> Lettering<'a> {
    Lettering {
        family,
        size: style.size(),
        bold: matches!(style.style(), FontStyle::Bold),
        colour: style.color(),
        across: style.anchor().h_pos,
        along: style.anchor().v_pos,
    }
}

impl DrawingBackend for Surface<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.0.size()
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Drawn {
        self.0.fill(&[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)], colour);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, fill: bool) -> Drawn {
        let corners = [a, (b.0, a.1), b, (a.0, b.1)];
        if fill { self.fill_polygon(corners, style) } else { self.draw_path(corners.into_iter().chain([a]), style) }
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        if style.color().alpha > 0.0 {
            self.0.stroke(&path.into_iter().collect::<Vec<_>>(), style.color(), style.stroke_width());
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Drawn {
        self.0.fill(&corners.into_iter().collect::<Vec<_>>(), style.color());
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Drawn {
        // Nothing is written upright: charts name their axes above them.
        debug_assert!(matches!(style.transform(), FontTransform::None));
        self.0.text(text, at, &lettering(style, style.family().as_str()));
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((
            self.0.width_of(text, &lettering(style, style.family().as_str())).ceil() as u32,
            style.size().ceil() as u32,
        ))
    }
}
