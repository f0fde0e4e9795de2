//! An SVG file to draw on.

use super::surface::{Canvas, Lettering};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord};
use std::fmt::Write;

/// A picture as SVG.
pub struct Svg {
    size: (u32, u32),
    body: String,
}

/// Width of a letter, and of one of a script whose letters are square, in sizes of the font: nobody measures here.
const LETTER: f64 = 0.56;
const SQUARE: f64 = 0.95;

impl Svg {
    /// An empty picture of so many pixels, on a ground of this colour.
    #[must_use]
    pub fn new(size: (u32, u32)) -> Svg {
        Svg { size, body: String::new() }
    }

    /// The file.
    #[must_use]
    pub fn finish(self) -> String {
        let (w, h) = self.size;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">\n{}</svg>\n",
            self.body
        )
    }

    fn points(points: &[BackendCoord], middle: f64) -> String {
        // The middle of a pixel, so that a line of one pixel is not smeared over two.
        let one = |(x, y): &BackendCoord| format!("{},{}", f64::from(*x) + middle, f64::from(*y) + middle);
        points.iter().map(one).collect::<Vec<_>>().join(" ")
    }
}

/// A colour, and how much of it there is, as attributes; `name` is `fill` or `stroke`.
fn paint(name: &str, colour: BackendColor) -> String {
    let (r, g, b) = colour.rgb;
    let opacity = if colour.alpha < 1.0 { format!(" {name}-opacity=\"{}\"", colour.alpha) } else { String::new() };
    format!("{name}=\"#{r:02x}{g:02x}{b:02x}\"{opacity}")
}

/// Text as it stands in a file: what would be markup is written out.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Canvas for Svg {
    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn stroke(&mut self, points: &[BackendCoord], colour: BackendColor, width: u32) {
        let (points, stroke) = (Svg::points(points, 0.5), paint("stroke", colour));
        // Writing to a text cannot fail.
        let _ = writeln!(
            self.body,
            "<polyline points=\"{points}\" fill=\"none\" {stroke} stroke-width=\"{width}\" stroke-linejoin=\"round\"/>"
        );
    }

    fn fill(&mut self, points: &[BackendCoord], colour: BackendColor) {
        let _ = writeln!(self.body, "<polygon points=\"{}\" {}/>", Svg::points(points, 0.0), paint("fill", colour));
    }

    fn text(&mut self, text: &str, (x, y): BackendCoord, look: &Lettering<'_>) {
        let anchor = match look.across {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        // By the base line, which every program understands.
        let y = f64::from(y)
            + look.size
                * match look.along {
                    VPos::Top => 0.8,
                    VPos::Center => 0.35,
                    VPos::Bottom => -0.2,
                };
        let weight = if look.bold { " font-weight=\"bold\"" } else { "" };
        let _ = writeln!(
            self.body,
            "<text x=\"{x}\" y=\"{y:.1}\" font-family=\"{}\" font-size=\"{:.1}\"{weight} text-anchor=\"{anchor}\" {}>{}</text>",
            escaped(look.family),
            look.size,
            paint("fill", look.colour),
            escaped(text)
        );
    }

    fn width_of(&self, text: &str, look: &Lettering<'_>) -> f64 {
        text.chars().map(|c| if c < '\u{1100}' { LETTER } else { SQUARE }).sum::<f64>() * look.size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup() {
        let mut svg = Svg::new((100, 50));
        let colour = BackendColor { alpha: 0.5, rgb: (1, 2, 255) };
        let look = Lettering {
            family: "\"A\", sans-serif",
            size: 10.0,
            bold: true,
            colour,
            across: HPos::Right,
            along: VPos::Top,
        };
        svg.text("<a&b>", (10, 20), &look);
        svg.stroke(&[(0, 0), (5, 5)], colour, 2);
        insta::assert_snapshot!(svg.finish(), @r##"
        <svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50">
        <text x="10" y="28.0" font-family="&quot;A&quot;, sans-serif" font-size="10.0" font-weight="bold" text-anchor="end" fill="#0102ff" fill-opacity="0.5">&lt;a&amp;b&gt;</text>
        <polyline points="0.5,0.5 5.5,5.5" fill="none" stroke="#0102ff" stroke-opacity="0.5" stroke-width="2" stroke-linejoin="round"/>
        </svg>
        "##);
    }

    #[test]
    fn square_letters_are_wider() {
        let svg = Svg::new((1, 1));
        let colour = BackendColor { alpha: 1.0, rgb: (0, 0, 0) };
        let look = Lettering { family: "", size: 10.0, bold: false, colour, across: HPos::Left, along: VPos::Top };
        assert!(svg.width_of("용량", &look) > 1.5 * svg.width_of("ab", &look));
    }
}
