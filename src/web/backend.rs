//! A canvas of the page for charts to draw on. It draws in device pixels and measures text on the canvas itself, remembering
//! what it measured: plotters' own way puts an element into the page for every label.

use super::paint::css;
use crate::view::chart::{Canvas, Lettering};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d;

/// Widths of texts by font and text: there are few.
#[derive(Default)]
pub struct TextWidths(RefCell<Vec<(String, f64)>>);

impl TextWidths {
    /// Forgets them: a font has come.
    pub fn forget(&self) {
        self.0.borrow_mut().clear();
    }
}

/// A canvas of so many device pixels.
pub struct Screen<'a> {
    context: &'a CanvasRenderingContext2d,
    size: (u32, u32),
    widths: &'a TextWidths,
}

impl<'a> Screen<'a> {
    /// Draws on `context`, whose canvas has `size` device pixels and is emptied.
    pub fn new(context: &'a CanvasRenderingContext2d, size: (u32, u32), widths: &'a TextWidths) -> Self {
        // Charts count in device pixels. The calls of this file fail only for arguments that are not finite.
        let _ = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, f64::from(size.0), f64::from(size.1));
        context.set_line_join("round");
        Screen { context, size, widths }
    }

    fn trace(&self, points: &[BackendCoord], middle: f64) {
        self.context.begin_path();
        for (i, (x, y)) in points.iter().enumerate() {
            let (x, y) = (f64::from(*x) + middle, f64::from(*y) + middle);
            if i == 0 {
                self.context.move_to(x, y);
            } else {
                self.context.line_to(x, y);
            }
        }
    }

    fn fill_with(&self, colour: BackendColor) {
        self.context.set_global_alpha(colour.alpha);
        self.context.set_fill_style_str(&css(colour.rgb));
    }
}

/// Chooses the lengths of dashes; none for an unbroken line.
pub fn dash(context: &CanvasRenderingContext2d, lengths: &[f64]) {
    let list: js_sys::Array = lengths.iter().map(|length| JsValue::from_f64(*length)).collect();
    // Fails only for values that are not numbers.
    let _ = context.set_line_dash(&list);
}

fn font(look: &Lettering<'_>) -> String {
    format!("{}{}px {}", if look.bold { "bold " } else { "" }, look.size, look.family)
}

impl Canvas for Screen<'_> {
    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn stroke(&mut self, points: &[BackendCoord], colour: BackendColor, width: u32) {
        self.context.set_global_alpha(colour.alpha);
        self.context.set_stroke_style_str(&css(colour.rgb));
        self.context.set_line_width(f64::from(width));
        // The middle of a pixel, so that a line of one pixel is not smeared over two.
        self.trace(points, 0.5);
        self.context.stroke();
    }

    fn fill(&mut self, points: &[BackendCoord], colour: BackendColor) {
        self.fill_with(colour);
        self.trace(points, 0.0);
        self.context.close_path();
        self.context.fill();
    }

    fn text(&mut self, text: &str, (x, y): BackendCoord, look: &Lettering<'_>) {
        self.fill_with(look.colour);
        self.context.set_font(&font(look));
        self.context.set_text_align(match look.across {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        });
        self.context.set_text_baseline(match look.along {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        });
        let _ = self.context.fill_text(text, f64::from(x), f64::from(y));
    }

    fn width_of(&self, text: &str, look: &Lettering<'_>) -> f64 {
        let font = font(look);
        let key = format!("{font}/{text}");
        let known = self.widths.0.borrow().iter().find(|(other, _)| *other == key).map(|(_, width)| *width);
        known.unwrap_or_else(|| {
            self.context.set_font(&font);
            let width = self.context.measure_text(text).map_or(0.0, |metrics| metrics.width());
            self.widths.0.borrow_mut().push((key, width));
            width
        })
    }
}
