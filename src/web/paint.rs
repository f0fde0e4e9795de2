//! Shapes onto a canvas.

use crate::view::palette::Rgb;
use crate::view::shape::{Align, Stroke, Tone};
use crate::view::{Ink, Palette, Shape};
use web_sys::CanvasRenderingContext2d;

/// Families for text on a canvas: the page's own, what Korean systems have, then whatever there is.
pub const FONT: &str = "'Cutover Sans', Pretendard, 'Apple SD Gothic Neo', 'Noto Sans KR', 'Noto Sans CJK KR', 'Malgun Gothic', \
                        system-ui, sans-serif";

/// A colour as the canvas wants it.
pub fn css((r, g, b): Rgb) -> String {
    format!("rgb({r},{g},{b})")
}

/// A palette in the canvas's words, made once instead of for every shape.
pub struct Paints {
    texts: Vec<String>,
}

impl Paints {
    /// The paints of `palette`.
    pub fn of(palette: &Palette) -> Paints {
        Paints { texts: Ink::ALL.iter().map(|ink| css(palette.rgb(*ink))).collect() }
    }

    fn text(&self, ink: Ink) -> &str {
        &self.texts[ink as usize]
    }
}

/// Empties the canvas and paints `shapes`; lengths are CSS pixels, `pixels` device pixels each.
pub fn paint(context: &CanvasRenderingContext2d, shapes: &[Shape], paints: &Paints, (w, h): (f64, f64), pixels: f64) {
    // These calls fail only for arguments that are not finite.
    let _ = context.set_transform(pixels, 0.0, 0.0, pixels, 0.0, 0.0);
    context.clear_rect(0.0, 0.0, w, h);
    for shape in shapes {
        one(context, shape, paints);
    }
    context.set_global_alpha(1.0);
}

fn one(context: &CanvasRenderingContext2d, shape: &Shape, paints: &Paints) {
    let fill = |tone: &Tone| {
        context.set_global_alpha(tone.alpha);
        context.set_fill_style_str(paints.text(tone.ink));
        context.fill();
    };
    match shape {
        Shape::Rect { x, y, w, h, radius, fill: inside, stroke } => {
            let inset = stroke.map_or(0.0, |stroke| stroke.width / 2.0);
            context.begin_path();
            let (w, h) = ((w - 2.0 * inset).max(0.1), (h - 2.0 * inset).max(0.1));
            let _ = context.round_rect_with_f64(x + inset, y + inset, w, h, *radius);
            if let Some(tone) = inside {
                fill(tone);
            }
            if let Some(line) = stroke {
                draw(context, line, paints);
            }
        }
        Shape::Disc { x, y, r, fill: tone } => {
            context.begin_path();
            let _ = context.arc(*x, *y, *r, 0.0, std::f64::consts::TAU);
            fill(tone);
        }
        Shape::Diamond { x, y, r, fill: tone } => {
            trace(context, &[(*x, y - r), (x + r, *y), (*x, y + r), (x - r, *y)]);
            context.close_path();
            fill(tone);
        }
        Shape::Path { points, stroke } => {
            trace(context, points);
            draw(context, stroke, paints);
        }
        Shape::Area { points, fill: tone } => {
            trace(context, points);
            context.close_path();
            fill(tone);
        }
        Shape::Text { x, y, size, align, tone, text } => {
            context.set_global_alpha(tone.alpha);
            context.set_fill_style_str(paints.text(tone.ink));
            context.set_font(&format!("{size}px {FONT}"));
            context.set_text_baseline("middle");
            context.set_text_align(match align {
                Align::Start => "left",
                Align::Middle => "center",
                Align::End => "right",
            });
            let _ = context.fill_text(text, *x, *y);
        }
    }
}

fn trace(context: &CanvasRenderingContext2d, points: &[(f64, f64)]) {
    context.begin_path();
    for (i, (x, y)) in points.iter().enumerate() {
        if i == 0 {
            context.move_to(*x, *y);
        } else {
            context.line_to(*x, *y);
        }
    }
}

fn draw(context: &CanvasRenderingContext2d, stroke: &Stroke, paints: &Paints) {
    context.set_global_alpha(stroke.tone.alpha);
    context.set_stroke_style_str(paints.text(stroke.tone.ink));
    context.set_line_width(stroke.width);
    context.set_line_join("round");
    if stroke.dashed {
        super::backend::dash(context, &[2.5, 2.5]);
        context.stroke();
        super::backend::dash(context, &[]);
    } else {
        context.stroke();
    }
}
