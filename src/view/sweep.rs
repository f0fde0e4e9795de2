//! A sweep as people see it: a curve for each lane with the places where the answer tips, and a table of cells to click.

use super::knob;
use super::lab::{self, Field};
use super::scale::Scale;
use super::tradeoff::Axis;
use crate::compare::sweep::{Found, Knob};
use crate::compare::{Better, Measure};
use crate::i18n::{Lang, field, report, sweep as words, word};
use crate::record::RolloutOutcome;
use crate::scenario::Scenario;
use crate::scenario::schema::Spec;

/// So many values a curve has if nothing else is said, and a map along each side.
pub const STEPS: [usize; 2] = [9, 5];
/// About so many values have a tick.
const MOST_TICKS: usize = 9;

/// The measures that can be chosen: numbers that one side is better of.
pub fn measures() -> impl Iterator<Item = Measure> {
    super::pairs::measures()
}

/// A field that can be swept.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Where it stands.
    pub path: &'static str,
    /// Its name, below that of its section.
    pub name: String,
    /// Its value now.
    pub value: f64,
    /// Its unit and range.
    pub spec: Spec,
    /// The distance of two values that a slider has.
    pub grid: f64,
    /// A range in which it is worth looking.
    pub range: [f64; 2],
}

impl Choice {
    /// What one types for a value: shares are typed in percent.
    #[must_use]
    pub fn typed(&self, value: f64) -> f64 {
        // Twelve digits hide what a factor of a hundred adds in binary.
        (value * self.factor() * 1e9).round() / 1e9
    }

    /// The value of what was typed, if it is allowed.
    #[must_use]
    pub fn value_of(&self, text: &str) -> Option<f64> {
        let value = text.trim().parse::<f64>().ok()? / self.factor();
        (self.spec.min..=self.spec.max).contains(&value).then_some(value)
    }

    fn factor(&self) -> f64 {
        if knob::in_percent(self.path) { 100.0 } else { 1.0 }
    }
}

/// The fields that can be swept: numbers that have an effect in `scenario`.
#[must_use]
pub fn choices(lang: Lang, scenario: &Scenario) -> Vec<Choice> {
    let nodes = lab::nodes(scenario);
    let choice = |path: &'static str| {
        let node = nodes.iter().find(|node| node.path == path)?;
        let Some(Field::Number { spec, value, .. }) = node.field else { return None };
        let slider = knob::slider_of(path)?;
        let section = path.rsplit_once('.').map_or("", |(section, _)| section);
        let name = match section {
            "" => field::name(lang, path).to_owned(),
            section => format!("{} · {}", field::name(lang, section), field::name(lang, path)),
        };
        // From the least up to twice of what it is now: most of what is interesting lies there.
        let low = slider.min;
        let high = (low + 2.0 * (value - low)).max(low + 10.0 * slider.step).min(slider.max);
        Some(Choice { path, name, value, spec, grid: slider.step, range: [low, high] })
    };
    knob::slid().filter(|path| knob::matters(path, scenario)).filter_map(choice).collect()
}

/// A value of a field as people read it.
#[must_use]
pub fn shown(lang: Lang, path: &str, value: f64) -> String {
    let spec = lab::schema().into_iter().find_map(|node| match node.field {
        Some(Field::Number { spec, whole, .. }) if node.path == path => Some((spec, whole)),
        _ => None,
    });
    let Some((spec, whole)) = spec else { return value.to_string() };
    lab::value(lang, path, &Field::Number { value, spec, whole })
}

/// A lane's curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Its points, 0 to 1 along each axis, in pieces: where nothing is known it is broken.
    pub pieces: Vec<Vec<[f64; 2]>>,
}

/// A place where the answer tips.
#[derive(Clone, Debug, PartialEq)]
pub struct Tip {
    /// Where, 0 to 1 along the axis.
    pub at: f64,
    /// What changes there.
    pub text: String,
}

/// The picture of a sweep of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// To the right the field, up the measure.
    pub axes: [Axis; 2],
    /// Where each cell stands, 0 to 1.
    pub cells: Vec<f64>,
    /// The lanes' curves.
    pub lines: Vec<Line>,
    /// Where the answer tips, rising.
    pub tips: Vec<Tip>,
}

/// The curves of a sweep of one field; `None` if it is of two, or nothing is known yet.
#[must_use]
pub fn curves(lang: Lang, found: &Found, measure: Measure) -> Option<Curves> {
    let [knob] = &found.sweep.knobs[..] else { return None };
    let titles = found.sweep.base.titles();
    let known = 0..found.cells.len();
    let number = |lane: usize, cell: usize| found.number(cell, lane, measure);
    let all: Vec<f64> =
        (0..titles.len()).flat_map(|lane| known.clone().filter_map(move |cell| number(lane, cell))).collect();
    if all.is_empty() {
        return None;
    }
    let scale = Scale::of(all.into_iter().map(|value| value.max(0.0)));
    let place = |cell: usize| place_of(knob, knob.values[cell]);
    let line = |lane: usize| {
        let mut pieces = vec![Vec::new()];
        for cell in known.clone() {
            match (number(lane, cell), pieces.last_mut()) {
                (Some(value), Some(piece)) => piece.push([place(cell), scale.place(value)]),
                _ => pieces.push(Vec::new()),
            }
        }
        pieces.retain(|piece| !piece.is_empty());
        Line { name: word::lane(lang, &titles[lane]), pieces }
    };
    let every = knob.values.len().div_ceil(MOST_TICKS);
    let tick = |value: &f64| (place_of(knob, *value), shown(lang, &knob.path, *value));
    Some(Curves {
        axes: [
            Axis { label: field::name(lang, &knob.path), ticks: knob.values.iter().step_by(every).map(tick).collect() },
            Axis {
                label: report::label(lang, measure),
                ticks: scale
                    .ticks()
                    .into_iter()
                    .map(|at| (scale.place(at), report::amount(lang, measure, at)))
                    .collect(),
            },
        ],
        cells: knob.values.iter().map(|value| place_of(knob, *value)).collect(),
        lines: (0..titles.len()).map(line).collect(),
        tips: tips(lang, found, knob, measure),
    })
}

/// Where a value stands between the first and the last.
fn place_of(knob: &Knob, value: f64) -> f64 {
    let [first, last] = [knob.values.first(), knob.values.last()].map(|value| value.copied().unwrap_or_default());
    if last > first { (value - first) / (last - first) } else { 0.0 }
}

fn tips(lang: Lang, found: &Found, knob: &Knob, measure: Measure) -> Vec<Tip> {
    let names: Vec<String> = found.sweep.base.titles().iter().map(|title| word::lane(lang, title)).collect();
    let mut tips = Vec::new();
    // The last cell with a best lane of its own: where several are equally good nothing tips.
    let mut best_before: Option<(usize, usize)> = None;
    for cell in 0..found.cells.len() {
        let between = |before: usize| [knob.values[before], knob.values[cell]];
        let at = |before: usize| place_of(knob, between(before).iter().sum::<f64>() / 2.0);
        let say = |before: usize| between(before).map(|value| shown(lang, &knob.path, value));
        if let Some(best) = found.best(cell, measure) {
            if let Some((before, other)) = best_before.filter(|(_, other)| *other != best) {
                let [low, high] = say(before);
                let text = words::best_changes(lang, [&low, &high], [&names[other], &names[best]]);
                tips.push(Tip { at: at(before), text });
            }
            best_before = Some((cell, best));
        }
        let Some(before) = cell.checked_sub(1) else { continue };
        let mut changes: Vec<([RolloutOutcome; 2], Vec<String>)> = Vec::new();
        for (lane, name) in names.iter().enumerate() {
            let (Some(one), Some(other)) = (found.outcome(before, lane), found.outcome(cell, lane)) else { continue };
            match changes.iter_mut().find(|(change, _)| *change == [one, other]) {
                _ if one == other => {}
                Some((_, lanes)) => lanes.push(name.clone()),
                None => changes.push(([one, other], vec![name.clone()])),
            }
        }
        for (change, lanes) in changes {
            let [low, high] = say(before);
            tips.push(Tip { at: at(before), text: words::outcome_changes(lang, [&low, &high], &lanes, change) });
        }
    }
    tips
}

/// A cell that can be opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its number in the sweep.
    pub cell: usize,
    /// Its value; the lane that is best there, in a map.
    pub text: String,
    /// The name of the best lane, in a map; empty if there is none.
    pub best: String,
    /// How bad the value is among all, 0 to 1.
    pub shade: f64,
    /// Whether its lane is the best, in a table of lanes.
    pub is_best: bool,
    /// Whether the best lane is another one than in the cell before and above.
    pub tips: [bool; 2],
    /// Whether it is what is on screen.
    pub is_now: bool,
}

/// A table of cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What its columns and rows are of.
    pub corner: [String; 2],
    /// The headings of its columns.
    pub heads: Vec<String>,
    /// Its rows, each with its heading; `None` where values are not allowed or not known yet.
    pub rows: Vec<(String, Vec<Option<Cell>>)>,
}

/// The cells of a sweep: a row for each value and a column for each lane, or for two fields a map of `lane`. `now` is the scenario on
/// screen.
#[must_use]
pub fn table(lang: Lang, found: &Found, measure: Measure, lane: usize, now: &Scenario) -> Table {
    let titles = found.sweep.base.titles();
    let names: Vec<String> = titles.iter().map(|title| word::lane(lang, title)).collect();
    let is_map = found.sweep.knobs.len() > 1;
    let lanes = || if is_map { lane..lane + 1 } else { 0..names.len() };
    let numbers =
        (0..found.cells.len()).flat_map(|cell| lanes().filter_map(move |lane| found.number(cell, lane, measure)));
    let (low, high) = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), n| (low.min(n), high.max(n)));
    let present: Vec<Option<f64>> = found.sweep.knobs.iter().map(|knob| number_at(now, &knob.path)).collect();
    let is_now = |cell: usize| {
        let same = |(value, present): (f64, &Option<f64>)| {
            present.is_some_and(|now| (now - value).abs() <= 1e-9 * value.abs().max(1.0))
        };
        found.sweep.values(cell).into_iter().zip(&present).all(same)
    };
    let columns = found.sweep.knobs.first().map_or(1, |knob| knob.values.len());
    let tips = |cell: usize, before: Option<usize>| {
        let best = |cell| found.best(cell, measure);
        is_map && before.and_then(best).zip(best(cell)).is_some_and(|(before, now)| before != now)
    };
    let one = |cell: usize, lane: usize| {
        let number = found.number(cell, lane, measure)?;
        let share = if high > low { (number - low) / (high - low) } else { 0.0 };
        let best = found.best(cell, measure);
        Some(Cell {
            cell,
            text: report::amount(lang, measure, number),
            best: best.filter(|_| is_map).map_or_else(String::new, |best| names[best].clone()),
            shade: if measure.better() == Better::High { 1.0 - share } else { share },
            is_best: !is_map && best == Some(lane),
            tips: [
                tips(cell, (!cell.is_multiple_of(columns)).then(|| cell - 1)),
                tips(cell, cell.checked_sub(columns)),
            ],
            is_now: is_now(cell),
        })
    };
    let shown_of = |knob: &Knob, value: &f64| shown(lang, &knob.path, *value);
    let name = |knob: &Knob| field::name(lang, &knob.path).to_owned();
    match &found.sweep.knobs[..] {
        [across, down] => Table {
            corner: [name(across), name(down)],
            heads: across.values.iter().map(|value| shown_of(across, value)).collect(),
            rows: (0..down.values.len())
                .map(|row| {
                    let cells = (0..columns).map(|column| one(row * columns + column, lane)).collect();
                    (shown_of(down, &down.values[row]), cells)
                })
                .collect(),
        },
        [only] => Table {
            corner: [String::new(), name(only)],
            heads: names.clone(),
            rows: (0..columns)
                .map(|cell| {
                    (shown_of(only, &only.values[cell]), (0..names.len()).map(|lane| one(cell, lane)).collect())
                })
                .collect(),
        },
        _ => Table { corner: [String::new(), String::new()], heads: Vec::new(), rows: Vec::new() },
    }
}

fn number_at(scenario: &Scenario, path: &str) -> Option<f64> {
    lab::nodes(scenario).into_iter().find_map(|node| match node.field {
        Some(Field::Number { value, .. }) if node.path == path => Some(value),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sweep::Sweep;
    use crate::scenario::presets::Preset;

    fn found(knobs: Vec<Knob>) -> Found {
        let base = Preset::find("bad-release").and_then(|preset| preset.scenario().ok()).expect("a preset");
        let sweep = Sweep { base, knobs };
        let cells = (0..sweep.cells()).map(|cell| sweep.run(cell).ok()).collect();
        Found { sweep, cells }
    }

    fn errors() -> Knob {
        Knob::even("versions.candidate.error_probability", [0.0, 0.2], 3, 0.005)
    }

    #[test]
    fn a_curve_for_each_lane_and_where_outcomes_tip() {
        let found = found(vec![errors()]);
        let curves = curves(Lang::En, &found, Measure::Harmed).expect("a curve");
        let names: Vec<&str> = curves.lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(names, ["Recreate", "Rolling", "Blue-green", "Canary"]);
        assert!(curves.lines.iter().all(|line| line.pieces.len() == 1 && line.pieces[0].len() == 3), "{curves:?}");
        let ticks: Vec<&str> = curves.axes[0].ticks.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(ticks, ["0%", "10%", "20%"]);
        // A limit of 5 % lies between.
        let tips: Vec<&str> = curves.tips.iter().map(|tip| tip.text.as_str()).collect();
        let expected = [
            "Between 0% and 10%: Canary is the best instead of Rolling.",
            "Between 0% and 10%: Recreate, Rolling, Blue-green: rolled back instead of completed.",
            "Between 0% and 10%: Canary: rolled back instead of in progress.",
        ];
        assert_eq!(tips, expected);
        assert!(curves.tips.iter().all(|tip| tip.at == 0.25));
    }

    #[test]
    fn cells_can_be_opened_and_the_present_one_is_known() {
        let found = found(vec![errors()]);
        let now = found.sweep.scenario(1).expect("good values");
        let table = table(Lang::Ko, &found, Measure::Harmed, 0, &now);
        assert_eq!((table.heads.len(), table.rows.len()), (4, 3));
        let row = &table.rows[1];
        assert_eq!(row.0, "10%");
        assert!(row.1.iter().flatten().all(|cell| cell.is_now && cell.cell == 1));
        assert_eq!(row.1.iter().flatten().filter(|cell| cell.is_best).count(), 1);
        assert!(table.rows.iter().flat_map(|(_, cells)| cells).flatten().all(|cell| (0.0..=1.0).contains(&cell.shade)));
    }

    #[test]
    fn a_map_of_two_fields_names_the_best_lane_and_leaves_out_what_is_not_allowed() {
        let rate = Knob::even("traffic.rate_rps", [50.0, 350.0], 2, 5.0);
        let mut found = found(vec![errors(), rate]);
        found.cells[4] = None;
        assert_eq!(curves(Lang::En, &found, Measure::Harmed), None);
        let table = table(Lang::En, &found, Measure::Harmed, 3, &found.sweep.base);
        assert_eq!((table.heads.len(), table.rows.len()), (3, 2));
        assert!(table.rows[1].1[1].is_none() && table.rows[1].1[2].is_some());
        let cells: Vec<&Cell> = table.rows.iter().flat_map(|(_, cells)| cells).flatten().collect();
        assert!(cells.iter().any(|cell| !cell.best.is_empty()), "{cells:?}");
    }

    #[test]
    fn what_is_typed_is_a_value_or_nothing() {
        let scenario = Scenario::default();
        let choices = choices(Lang::En, &scenario);
        let of = |path: &str| choices.iter().find(|choice| choice.path == path).expect("a choice");
        let errors = of("versions.candidate.error_probability");
        assert_eq!((errors.value_of(" 12.5 "), errors.typed(0.035)), (Some(0.125), 3.5));
        assert_eq!([errors.value_of("101"), errors.value_of("x"), errors.value_of("NaN")], [None; 3]);
        assert!(!choices.iter().any(|choice| choice.path == "traffic.spike.peak_rps"), "it has no effect");
        for choice in &choices {
            let [low, high] = choice.range;
            assert!(low < high && choice.spec.min <= low && high <= choice.spec.max, "{choice:?}");
        }
    }
}
