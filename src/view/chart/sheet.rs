//! A whole sheet of charts: one chart of all lanes below each other, or all charts of all lanes side by side. It is what the
//! large chart shows, and what is taken along as a picture.

use super::curve::{Form, curves, unit};
use super::{
    Area, BOTTOM_WITH_LABELS, Canvas, ChartKind, Choice, Drawn, Frame, Picture, Range, Scale, Source, Surface,
};
use super::{LEFT, RIGHT, draw};
use crate::view::palette::Ink;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// A lane on a sheet.
#[derive(Clone, Debug)]
pub struct Column<'a> {
    /// Its name.
    pub name: String,
    /// How it came out.
    pub about: String,
    /// Its run.
    pub source: Source<'a>,
}

/// What is on a sheet.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// What the charts show.
    pub kinds: Vec<ChartKind>,
    /// Of which lanes.
    pub lanes: Vec<Column<'a>>,
    /// From when until when.
    pub range: Range,
    /// Which scales are logarithmic.
    pub choice: Choice,
    /// What stands above: a title, and what it is about. A sheet on the page has none.
    pub head: Option<(String, String)>,
    /// The name of the time axis.
    pub time: &'static str,
}

/// Room around what is taken along, CSS px.
const MARGIN: f64 = 16.0;
/// Height of the title and of what it is about, CSS px.
const HEAD: f64 = 52.0;
/// Height of a line of the legend, CSS px.
const LINE: f64 = 18.0;
/// Height of a lane's name, and of its name with how it came out, CSS px.
const NAME: f64 = 20.0;
const NAME_AND_ABOUT: f64 = 38.0;
/// What is left free below the legend, CSS px.
const BELOW_LEGEND: f64 = 8.0;
/// Height of a chart's title, CSS px.
const TITLE: f64 = 16.0;
/// Distance of two columns, CSS px.
const GAP: f64 = 14.0;
/// Size of the text, CSS px.
const TEXT: f64 = 11.0;

impl Sheet<'_> {
    /// Whether it is one chart, with the lanes below each other; otherwise the lanes stand side by side.
    fn is_one(&self) -> bool {
        self.kinds.len() == 1
    }

    fn margin(&self) -> f64 {
        if self.head.is_some() { MARGIN } else { 0.0 }
    }

    /// Height above the first chart.
    fn top(&self) -> f64 {
        let head = if self.head.is_some() { HEAD } else { 0.0 };
        let names = if self.is_one() { 0.0 } else { BELOW_LEGEND + NAME_AND_ABOUT };
        self.margin() + head + LINE * self.kinds.len() as f64 + names
    }

    /// How high it is with charts of this height, CSS px.
    #[must_use]
    pub fn height(&self, chart: f64) -> f64 {
        let (rows, above) = if self.is_one() { (self.lanes.len(), NAME) } else { (self.kinds.len(), TITLE) };
        self.top() + rows as f64 * (above + chart) + BOTTOM_WITH_LABELS + LINE + self.margin()
    }

    /// Where the plots of the first column begin and end in a sheet of this width, CSS px.
    #[must_use]
    pub fn plot_edges(&self, width: f64) -> (f64, f64) {
        (self.margin() + LEFT, width - self.margin() - RIGHT)
    }
}

/// Draws `sheet` on all of `canvas`, with charts of `chart` CSS pixels.
///
/// # Errors
/// When there is too little room.
pub fn paint(canvas: &mut dyn Canvas, sheet: &Sheet<'_>, chart: f64, frame: &Frame<'_>) -> Drawn {
    let width = f64::from(canvas.size().0) / frame.pixels;
    let root = Surface(canvas).into_drawing_area();
    root.fill(&frame.colour(Ink::Surface))?;
    let margin = sheet.margin();
    let mut y = margin;
    let write = |text: &str, at: (f64, f64), size: f64, bold: bool, ink: Ink| {
        let style = frame.text(ink, size, bold, Pos::new(HPos::Left, VPos::Top));
        root.draw_text(text, &style, (frame.px(at.0), frame.px(at.1)))
    };
    if let Some((title, about)) = &sheet.head {
        write(title, (margin, y), 18.0, true, Ink::Text)?;
        write(about, (margin, y + 26.0), 12.0, false, Ink::Muted)?;
        y += HEAD;
    }
    for kind in &sheet.kinds {
        legend(&root, *kind, (margin, y), sheet.is_one(), frame)?;
        y += LINE;
    }
    let scales: Vec<Scale> =
        sheet.kinds.iter().map(|kind| Scale::of(*kind, sheet.lanes.iter().map(|lane| lane.source))).collect();
    let columns = if sheet.is_one() { 1 } else { sheet.lanes.len().max(1) };
    let column = (width - 2.0 * margin - GAP * (columns - 1) as f64) / columns as f64;
    let one = |lane: &Column<'_>, place: usize, at: (f64, f64), is_last: bool| {
        let kind = sheet.kinds[place];
        let h = chart + if is_last { BOTTOM_WITH_LABELS } else { 0.0 };
        let (x, y) = (frame.px(at.0), frame.px(at.1));
        let area = root.clone().shrink((x, y), (frame.px(column), frame.px(h)));
        let axis = scales[place].axis(sheet.choice.is_log(kind));
        let picture = Picture { kind, source: lane.source, axis, range: sheet.range };
        draw(&area, &picture, &Frame { time_labels: is_last, ..*frame })
    };
    if sheet.is_one() {
        for (i, lane) in sheet.lanes.iter().enumerate() {
            write(&lane.name, (margin, y + 4.0), 13.0, true, Ink::Text)?;
            // About where the name ends; both are measured by the same hand.
            let name = frame.text(Ink::Text, 13.0, true, Pos::default());
            let after = f64::from(root.estimate_text_size(&lane.name, &name)?.0) / frame.pixels;
            write(&lane.about, (margin + after + 10.0, y + 6.0), TEXT, false, Ink::Muted)?;
            y += NAME;
            one(lane, 0, (margin, y), i + 1 == sheet.lanes.len())?;
            y += chart;
        }
    } else {
        y += BELOW_LEGEND;
        for (i, lane) in sheet.lanes.iter().enumerate() {
            let x = margin + (column + GAP) * i as f64;
            let style = frame.text(Ink::Text, 14.0, true, Pos::default());
            let fits =
                |text: &str| root.estimate_text_size(text, &style).map(|(w, _)| f64::from(w) <= column * frame.pixels);
            write(&shortened(&lane.name, fits)?, (x, y), 14.0, true, Ink::Text)?;
            write(&lane.about, (x, y + 18.0), TEXT, false, Ink::Muted)?;
        }
        y += NAME_AND_ABOUT;
        for (place, kind) in sheet.kinds.iter().enumerate() {
            for (i, lane) in sheet.lanes.iter().enumerate() {
                let x = margin + (column + GAP) * i as f64;
                write(&super::twin::caption(frame.lang, *kind), (x, y), TEXT, true, Ink::Text)?;
                one(lane, place, (x, y + TITLE), place + 1 == sheet.kinds.len())?;
            }
            y += TITLE + chart;
        }
    }
    y += BOTTOM_WITH_LABELS;
    let style = frame.text(Ink::Muted, TEXT, false, Pos::new(HPos::Right, VPos::Top));
    root.draw_text(sheet.time, &style, (frame.px(width - margin - RIGHT), frame.px(y)))
}

/// As much of `name` as fits, with dots for the rest.
fn shortened<E>(name: &str, fits: impl Fn(&str) -> Result<bool, E>) -> Result<String, E> {
    let mut shown = name.to_owned();
    let mut kept = name.chars().count();
    while kept > 1 && !fits(&shown)? {
        kept -= 1;
        shown = name.chars().take(kept).chain(['…']).collect();
    }
    Ok(shown)
}

/// What each form and colour of a chart stands for, in a line.
fn legend(root: &Area<'_>, kind: ChartKind, at: (f64, f64), is_one: bool, frame: &Frame<'_>) -> Drawn {
    let style = |bold: bool| frame.text(Ink::Text, TEXT, bold, Pos::new(HPos::Left, VPos::Center));
    let (mut x, middle) = (at.0, at.1 + LINE / 2.0);
    let width =
        |text: &str, bold: bool| root.estimate_text_size(text, &style(bold)).map(|(w, _)| f64::from(w) / frame.pixels);
    let title = if is_one { unit(kind).long(frame.lang) } else { kind.name(frame.lang) };
    if !title.is_empty() {
        root.draw_text(title, &style(!is_one), (frame.px(x), frame.px(middle)))?;
        x += width(title, !is_one)? + 14.0;
    }
    for (curve, form) in curves(kind) {
        let rect = |ink: Ink, top: f64, bottom: f64| {
            let corners = [(frame.px(x), frame.px(middle + top)), (frame.px(x + 12.0), frame.px(middle + bottom))];
            root.draw(&Rectangle::new(corners, frame.colour(ink).filled()))
        };
        match form {
            Form::Stack(ink) => rect(*ink, -5.0, 5.0)?,
            Form::Hill => {
                rect(Ink::Line, -4.0, 5.0)?;
                rect(Ink::Text, -5.0, -4.0)?;
            }
            Form::Line { ink, width, dashed } => {
                let ends: &[(f64, f64)] = if *dashed { &[(0.0, 5.0), (8.0, 13.0)] } else { &[(0.0, 13.0)] };
                for (from, to) in ends {
                    let path = vec![(frame.px(x + from), frame.px(middle)), (frame.px(x + to), frame.px(middle))];
                    root.draw(&PathElement::new(path, frame.line(*ink, f64::from(*width) / 10.0)))?;
                }
            }
        }
        x += 17.0;
        let name = curve.name(frame.lang);
        root.draw_text(name, &style(false), (frame.px(x), frame.px(middle)))?;
        x += width(name, false)? + 14.0;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::palette::{Look, Palette};
    use super::super::super::sample::recording;
    use super::super::super::track::Track;
    use super::super::{Svg, Terms};
    use super::*;
    use crate::i18n::Lang;

    fn svg(kinds: &[ChartKind]) -> String {
        let track = Track::new(recording());
        let terms =
            Terms { instance_hour_usd: 0.1, served_percent: 99.9, error_rate_limit: None, latency_limit_ms: None };
        let source = Source { track: &track, terms: &terms };
        let lane = |name: &str| Column { name: name.to_owned(), about: format!("{name} is done"), source };
        let sheet = Sheet {
            kinds: kinds.to_vec(),
            lanes: vec![lane("Rolling"), lane("Canary")],
            range: Range::whole(40.0),
            choice: Choice::default(),
            head: Some(("Title & all".to_owned(), "bad-release · seed 7".to_owned())),
            time: "Time",
        };
        let palette = Palette::of(Look::Light);
        let frame = Frame { pixels: 1.0, palette, font: "sans-serif", lang: Lang::En, time_labels: true };
        let mut svg = Svg::new((600, sheet.height(100.0) as u32));
        paint(&mut svg, &sheet, 100.0, &frame).unwrap();
        svg.finish()
    }

    #[test]
    fn a_sheet_says_what_it_shows_and_of_what() {
        for kinds in [&[ChartKind::Capacity][..], &[ChartKind::Capacity, ChartKind::Latency]] {
            let svg = svg(kinds);
            let titles =
                if kinds.len() > 1 { vec!["Capacity (requests/s)", "Latency (ms)", "p99"] } else { vec!["requests/s"] };
            let words =
                ["Title &amp; all", "bad-release · seed 7", "Rolling", "Canary is done", "demand", "Time", "0:30"];
            for text in words.into_iter().chain(titles) {
                assert!(svg.contains(&format!(">{text}<")), "{text} is missing: {svg}");
            }
        }
    }

    #[test]
    fn a_name_that_is_too_long_ends_in_dots() {
        let fits = |text: &str| Ok::<bool, ()>(text.chars().count() <= 5);
        assert_eq!(shortened("Rolling", fits).unwrap(), "Roll…");
        assert_eq!(shortened("Canar", fits).unwrap(), "Canar");
        assert_eq!(shortened("가나다라마바", fits).unwrap(), "가나다라…");
        assert_eq!(shortened("W", |_: &str| Ok::<bool, ()>(false)).unwrap(), "W");
    }

    #[test]
    fn the_legend_names_every_curve() {
        for kind in ChartKind::ALL {
            let svg = svg(&[*kind]);
            for (curve, _) in curves(*kind) {
                assert!(svg.contains(&format!(">{}<", curve.name(Lang::En))), "{curve:?} of {kind:?} is missing");
            }
        }
    }

    #[test]
    fn nothing_lies_outside_of_the_sheet() {
        let svg = svg(&[ChartKind::Capacity, ChartKind::Latency, ChartKind::Cost]);
        let size = |name: &str| -> f64 {
            svg.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        let (width, height) = (size("width"), size("height"));
        for points in svg.split("points=\"").skip(1).map(|part| part.split('"').next().unwrap()) {
            for point in points.split_whitespace() {
                let (x, y) = point.split_once(',').unwrap();
                let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
                assert!((-1.0..=width + 1.0).contains(&x) && (-1.0..=height + 1.0).contains(&y), "{x} {y}");
            }
        }
    }
}
