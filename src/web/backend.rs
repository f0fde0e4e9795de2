//! A canvas as a plotters backend. It draws in device pixels and measures text on the canvas itself, remembering what it
//! measured: plotters' own way puts an element into the page for every label.

use super::paint::css;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontTransform,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d;

/// What the canvas refused.
#[derive(Debug)]
pub struct CanvasError(String);

impl std::fmt::Display for CanvasError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CanvasError {}

type Drawn = Result<(), DrawingErrorKind<CanvasError>>;

fn refused(value: JsValue) -> DrawingErrorKind<CanvasError> {
    DrawingErrorKind::DrawingError(CanvasError(format!("{value:?}")))
}

/// Widths of texts by font and text. The fonts of a page do not change once its pictures are drawn.
#[derive(Default)]
pub struct TextWidths(RefCell<BTreeMap<(String, String), f64>>);

/// A canvas of so many device pixels.
pub struct CanvasBackend<'a> {
    context: &'a CanvasRenderingContext2d,
    size: (u32, u32),
    widths: &'a TextWidths,
}

impl<'a> CanvasBackend<'a> {
    /// Draws on `context`, whose canvas has `size` device pixels.
    pub fn new(context: &'a CanvasRenderingContext2d, size: (u32, u32), widths: &'a TextWidths) -> Self {
        // Plotters counts in device pixels.
        let _ = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        context.set_line_join("round");
        CanvasBackend { context, size, widths }
    }

    fn set_fill(&self, colour: BackendColor) {
        self.context.set_global_alpha(colour.alpha);
        self.context.set_fill_style_str(&css(colour.rgb));
    }

    fn set_stroke<S: BackendStyle>(&self, style: &S) {
        let colour = style.color();
        self.context.set_global_alpha(colour.alpha);
        self.context.set_stroke_style_str(&css(colour.rgb));
        self.context.set_line_width(f64::from(style.stroke_width()));
    }

    fn trace(&self, points: impl IntoIterator<Item = BackendCoord>) {
        self.context.begin_path();
        for (i, (x, y)) in points.into_iter().enumerate() {
            // The middle of a pixel, so that a line of one pixel is not smeared over two.
            let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            if i == 0 {
                self.context.move_to(x, y);
            } else {
                self.context.line_to(x, y);
            }
        }
    }
}

/// Chooses the lengths of dashes; none for an unbroken line.
pub fn dash(context: &CanvasRenderingContext2d, lengths: &[f64]) {
    let list: js_sys::Array = lengths.iter().map(|length| JsValue::from_f64(*length)).collect();
    // Fails only for values that are not numbers.
    let _ = context.set_line_dash(&list);
}

fn font<T: BackendTextStyle>(style: &T) -> String {
    format!("{}px {}", style.size(), style.family().as_str())
}

impl DrawingBackend for CanvasBackend<'_> {
    type ErrorType = CanvasError;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.context.set_global_alpha(1.0);
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Drawn {
        self.set_fill(colour);
        self.context.fill_rect(f64::from(x), f64::from(y), 1.0, 1.0);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, fill: bool) -> Drawn {
        let (x, y) = (f64::from(a.0), f64::from(a.1));
        let (w, h) = (f64::from(b.0 - a.0), f64::from(b.1 - a.1));
        if fill {
            self.set_fill(style.color());
            self.context.fill_rect(x, y, w, h);
        } else {
            self.set_stroke(style);
            self.context.stroke_rect(x + 0.5, y + 0.5, w, h);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        if style.color().alpha > 0.0 {
            self.set_stroke(style);
            self.trace(path);
            self.context.stroke();
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        self.context.begin_path();
        self.context
            .arc(f64::from(x) + 0.5, f64::from(y) + 0.5, f64::from(radius), 0.0, std::f64::consts::TAU)
            .map_err(refused)?;
        if fill {
            self.set_fill(style.color());
            self.context.fill();
        } else {
            self.set_stroke(style);
            self.context.stroke();
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Drawn {
        self.set_fill(style.color());
        self.trace(corners);
        self.context.close_path();
        self.context.fill();
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): BackendCoord) -> Drawn {
        self.set_fill(style.color());
        self.context.set_font(&font(style));
        self.context.set_text_align(match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        });
        self.context.set_text_baseline(match style.anchor().v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        });
        self.context.save();
        self.context.translate(f64::from(x), f64::from(y)).map_err(refused)?;
        let quarter_turns = match style.transform() {
            FontTransform::None => 0.0,
            FontTransform::Rotate90 => 1.0,
            FontTransform::Rotate180 => 2.0,
            FontTransform::Rotate270 => 3.0,
        };
        self.context.rotate(quarter_turns * std::f64::consts::FRAC_PI_2).map_err(refused)?;
        self.context.fill_text(text, 0.0, 0.0).map_err(refused)?;
        self.context.restore();
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<CanvasError>> {
        let key = (font(style), text.to_owned());
        let known = self.widths.0.borrow().get(&key).copied();
        let width = match known {
            Some(width) => width,
            None => {
                self.context.set_font(&key.0);
                let width = self.context.measure_text(text).map_err(refused)?.width();
                self.widths.0.borrow_mut().insert(key, width);
                width
            }
        };
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}
